# SPDX-License-Identifier: Apache-2.0
"""Build."""

import subprocess
from pathlib import Path

from setuptools import setup

here = Path(__file__).resolve().parent
subprocess.run(
    ["make", "-s", "-f", "share/toolchain.mk", "all"], cwd=here, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
)
setup(
    name="sim-compilers-of-other-languages-wrapped",
    version="1.0.0",
    packages=["sim_compilers_of_other_languages_wrapped"],
)
