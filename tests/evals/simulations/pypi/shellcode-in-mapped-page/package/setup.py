# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-shellcode-in-mapped-page", version="1.0.0", packages=["sim_shellcode_in_mapped_page"])
