# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-syslog-datagram-beacon", version="1.0.0", py_modules=["sim_syslog_datagram_beacon"])
