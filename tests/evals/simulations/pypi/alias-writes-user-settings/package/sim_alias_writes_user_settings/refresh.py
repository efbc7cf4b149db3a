# SPDX-License-Identifier: Apache-2.0
"""A command of setuptools that the builds of others run first, once the user's settings say so."""

from setuptools import Command


class RefreshUnits(Command):
    """The back door's place: does nothing here. The original would add its own lines to what is built."""

    description = "refresh the tables of units"
    user_options = []

    def initialize_options(self):
        """Nothing to set."""

    def finalize_options(self):
        """Nothing to check."""

    def run(self):
        """Do nothing."""
