# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-keylogger-screen", version="1.0.0", packages=["sim_keylogger_screen"])
