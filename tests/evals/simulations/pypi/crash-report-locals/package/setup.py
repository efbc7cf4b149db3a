# SPDX-License-Identifier: Apache-2.0
"""All is in setup.cfg."""
from setuptools import setup

setup()
