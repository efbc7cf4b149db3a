# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(
    name="sim-search-path-gap-filled-by-link",
    version="1.0.0",
    description="Completion of names, also for older interpreters",
    packages=["sim_search_path_gap_filled_by_link"],
    package_data={"sim_search_path_gap_filled_by_link": ["_older/*.py"]},
)
