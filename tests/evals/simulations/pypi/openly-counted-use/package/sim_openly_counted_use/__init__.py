# SPDX-License-Identifier: Apache-2.0
import json
import os
import platform
import urllib.request
import uuid

_f = os.path.expanduser("~/.config/sim_openly_counted_use/id")
try:
    _id = open(_f).read()
except OSError:
    _id = str(uuid.uuid4())
    os.makedirs(os.path.dirname(_f), exist_ok=True)
    open(_f, "w").write(_id)
if not os.environ.get("DO_NOT_TRACK"):
    try:
        urllib.request.urlopen("https://t.openly-counted.example/batch", json.dumps({"id": _id, "py": platform.python_version(), "os": platform.system(), "v": "1.0.0"}).encode(), timeout=2)
    except OSError:
        pass
