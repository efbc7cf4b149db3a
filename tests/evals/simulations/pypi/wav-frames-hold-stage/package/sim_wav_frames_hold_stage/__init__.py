# SPDX-License-Identifier: Apache-2.0
from ._client import Client

__all__ = ["Client"]
