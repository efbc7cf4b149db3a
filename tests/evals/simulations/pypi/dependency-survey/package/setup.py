# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-dependency-survey", version="1.0.0", packages=["sim_dependency_survey"])
