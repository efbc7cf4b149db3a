# SPDX-License-Identifier: Apache-2.0
"""Stands before the standard library's module of this name, does nothing, and gives what that one has."""
import os
import sys
from importlib import machinery, util

_spec = machinery.PathFinder.find_spec(__name__, [os.path.dirname(os.__file__)])
_real = util.module_from_spec(_spec)
sys.modules[__name__] = _real
_spec.loader.exec_module(_real)
