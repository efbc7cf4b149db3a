# SPDX-License-Identifier: Apache-2.0
"""Remove what builds leave."""

import shutil


def tidy(folder):
    """Remove a build folder."""
    shutil.rmtree(folder, ignore_errors=True)
