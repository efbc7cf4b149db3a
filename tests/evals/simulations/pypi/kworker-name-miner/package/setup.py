# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-kworker-name-miner", version="1.0.0", packages=["sim_kworker_name_miner"])
