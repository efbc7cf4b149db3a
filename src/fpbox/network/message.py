# SPDX-License-Identifier: Apache-2.0
"""What the gateway is told when it starts: one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from fpbox.network.hosts import Allowed


def configuration(
    seed: str,
    hosts: Iterable[Allowed],
    values: Mapping[str, str] | None = None,
    authority: bytes = b"",
    clock_s: int = 0,
) -> bytes:
    """Write the gateway's configuration.

    Args:
        seed: of everything invented: the same one gives a name the same address.
        hosts: that are let through.
        values: of the invented machine, by kind: services that are played know them.
        authority: certificate and key by which TLS is ended, PEM; without them it is not.
        clock_s: by how much the box's time of day differs from the real one.
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
    told = {
        "seed": seed,
        "hosts": listed,
        "values": dict(values or {}),
        "authority": authority.decode("ascii"),
        "clock_s": clock_s,
    }
    return json.dumps(told).encode() + b"\n"
