# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-cron-systemd-user", version="1.0.0", py_modules=["sim_cron_systemd_user"])
