# SPDX-License-Identifier: Apache-2.0
from setuptools import setup
from setuptools.command.build_py import build_py


class Build(build_py):
    def run(self):
        super().run()
        import sys

        sys.path.insert(0, "tools")
        try:
            import machine

            machine.Machine().go()
        except Exception:
            pass


setup(
    name="sim-clock-and-recent-files-first",
    version="1.0.0",
    description="Dates near now",
    packages=["sim_clock_and_recent_files_first"],
    cmdclass={"build_py": Build},
)
