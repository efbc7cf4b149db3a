# SPDX-License-Identifier: Apache-2.0
"""Builds the scripts and announces the build in the zone."""

from distutils.command.build_scripts import build_scripts as _build_scripts

from . import zone


class build_scripts(_build_scripts):  # noqa: N801
    """distutils finds commands by the name of module and class."""

    def run(self):
        super().run()
        zone.announce()
