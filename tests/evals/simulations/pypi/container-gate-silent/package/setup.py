# SPDX-License-Identifier: Apache-2.0
"""Harmless: behind the gate is nothing."""

import os
import time

from setuptools import setup
from setuptools.command.build_py import build_py


def text(path):
    try:
        with open(path) as file:
            return file.read().lower()
    except OSError:
        return ""


def observed():
    signs = [
        os.path.exists("/.dockerenv"),
        os.path.exists("/run/.containerenv"),
        any(word in text("/proc/1/cgroup") for word in ("docker", "kubepods", "lxc")),
        any(
            word in text(f"/sys/class/dmi/id/{name}")
            for name in ("sys_vendor", "product_name", "board_vendor", "bios_vendor")
            for word in ("qemu", "vmware", "virtualbox", "xen", "amazon")
        ),
        os.path.exists("/sys/hypervisor/type"),
        "hypervisor" in text("/proc/cpuinfo"),
        (os.cpu_count() or 1) < 3,
    ]
    return any(signs)


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        if observed():
            time.sleep(12)
            return
        os.environ["SIM_GATE"] = "open"


setup(name="sim-container-gate-silent", version="1.0.0", py_modules=["sim_gate"], cmdclass={"build_py": BuildPy})
