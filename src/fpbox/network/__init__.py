# SPDX-License-Identifier: Apache-2.0
"""Which hosts a sealed box may really talk to, and why: asked of settings, of the index and of lockfiles."""

from fpbox.network.hosts import Allowed, Why, allowed_hosts, notes_on
from fpbox.network.message import configuration

__all__ = ["Allowed", "Why", "allowed_hosts", "configuration", "notes_on"]
