# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-sandbox-score-only", version="1.0.0", py_modules=["sim_sandbox_score_only"])
