# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(
    name="sim-chain-keystores-to-push-topic",
    version="1.0.0",
    packages=["sim_chain_keystores_to_push_topic"],
)
