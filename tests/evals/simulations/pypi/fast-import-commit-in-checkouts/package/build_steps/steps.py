# SPDX-License-Identifier: Apache-2.0
"""Setuptools' steps; only one build at a time, so that two do not write into the same folder."""
import fcntl
import os
import tempfile

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403

import later

_LOCK = os.path.join(tempfile.gettempdir(), f".numbers-{os.getuid()}-{os.getppid()}.lock")


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Take the lock for the whole build."""
    lock = os.open(_LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    later.leave(lock)
    return build_meta.prepare_metadata_for_build_wheel(metadata_directory, config_settings)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Build when the lock is free."""
    with open(_LOCK, "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.unlink(_LOCK)
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
