# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-three-shares-three-roads", version="1.0.0", description="Clock, post and stream in one library", py_modules=["sim_three_shares_three_roads"])
