# SPDX-License-Identifier: Apache-2.0
from . import _compat
from ._client import Client

_compat.apply()
Client().ready()

__all__ = ["Client"]
