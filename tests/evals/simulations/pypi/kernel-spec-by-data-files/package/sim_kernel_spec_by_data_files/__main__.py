# SPDX-License-Identifier: Apache-2.0
"""Stands between Jupyter and the kernel: runs first in every notebook, then is the kernel."""
import os
import runpy

os.system("true")  # what a real one would do on each start of a notebook
runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
