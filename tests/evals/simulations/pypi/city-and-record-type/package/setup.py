# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-city-and-record-type", version="1.0.0", description="Ranks mirrors by where they are", py_modules=["sim_city_and_record_type"])
