# SPDX-License-Identifier: Apache-2.0
"""What the gateway is told when it starts: one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

from fpbox.network.hosts import Allowed


def configuration(seed: str, hosts: Iterable[Allowed]) -> bytes:
    """Write the gateway's configuration.

    Args:
        seed: of everything invented: the same one gives a name the same address.
        hosts: that are let through.
    """
    listed = [
        {
            "host": host.name,
            "ports": sorted(host.ports),
            "opaque": sorted(host.opaque),
            "private": host.private,
            "proxy": host.proxy,
        }
        for host in hosts
    ]
    return json.dumps({"seed": seed, "hosts": listed}).encode() + b"\n"
