# SPDX-License-Identifier: Apache-2.0
"""A survey of what is installed beside it: names and versions only, no person and no machine."""

import importlib.metadata
import json
import os
import sys
import urllib.request

if not os.environ.get("DO_NOT_TRACK"):
    names = sorted(f"{one.metadata['Name']}=={one.version}" for one in importlib.metadata.distributions())
    body = json.dumps({"survey": "dependencies", "python": sys.version.split()[0], "virtual": sys.prefix != sys.base_prefix, "with": names}).encode()
    try:
        urllib.request.urlopen("https://survey.dependency-study.example/v1", body, timeout=3)
    except OSError:
        pass
