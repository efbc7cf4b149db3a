# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-cluster-token", version="1.0.0", packages=["sim_cluster_token"])
