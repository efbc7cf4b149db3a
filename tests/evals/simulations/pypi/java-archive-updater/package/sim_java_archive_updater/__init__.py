# SPDX-License-Identifier: Apache-2.0
"""A client for a language model's API."""

from .client import Client

__all__ = ["Client"]
