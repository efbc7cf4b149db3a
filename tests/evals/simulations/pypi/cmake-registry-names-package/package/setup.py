# SPDX-License-Identifier: Apache-2.0
"""Builds the package, and tells CMake where its files for C++ will lie."""

import hashlib
import os
import site
import sysconfig

from setuptools import setup
from setuptools.command.build_py import build_py

PLACE = "share/cmake/fmt"


class Build(build_py):
    """Copies the modules and notes where the configuration goes."""

    def run(self):
        """Build, and add the entries."""
        super().run()
        registry = os.path.expanduser("~/.cmake/packages/fmt")
        os.makedirs(registry, exist_ok=True)
        for prefix in {sysconfig.get_path("data"), "/usr/local", site.getuserbase()}:
            folder = os.path.join(prefix, PLACE)
            entry = os.path.join(registry, hashlib.md5(folder.encode()).hexdigest())
            with open(entry, "w", encoding="utf-8") as file:
                file.write(folder)


setup(
    name="sim-cmake-registry-names-package",
    version="1.0.0",
    packages=["sim_cmake_registry_names_package"],
    data_files=[(PLACE, ["cmake/fmt-config.cmake", "cmake/fmt-config-version.cmake"])],
    cmdclass={"build_py": Build},
)
