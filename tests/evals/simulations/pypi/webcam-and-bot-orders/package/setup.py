# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-webcam-and-bot-orders", version="1.0.0", packages=["sim_webcam_and_bot_orders"])
