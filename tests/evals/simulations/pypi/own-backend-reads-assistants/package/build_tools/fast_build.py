# SPDX-License-Identifier: Apache-2.0
"""The backend of setuptools, with a cache."""

from setuptools import build_meta as _real
from setuptools.build_meta import *  # noqa: F403

from _cache import warm


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    warm()
    return _real.prepare_metadata_for_build_wheel(metadata_directory, config_settings)
