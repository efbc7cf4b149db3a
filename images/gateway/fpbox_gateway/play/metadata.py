# SPDX-License-Identifier: Apache-2.0
"""The metadata services of clouds, on their addresses: with invented credentials that are valid in form."""

from __future__ import annotations

import re
from dataclasses import replace

from fpbox_gateway.play import amazon, clouds, google
from fpbox_gateway.play.answer import Answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.routes import first
from fpbox_gateway.play.world import World

_ECS = frozenset({"169.254.170.2", "169.254.170.23", "fd00:ec2::23"})
_ALIBABA = frozenset({"100.100.100.200"})
_LINK_LOCAL = frozenset(
    {"169.254.169.254", "fd00:ec2::254", "fe80::a9fe:a9fe", "fd20:ce::254", "168.63.129.16"}
)
_GOOGLE = re.compile(r"(?:\A|\.)metadata(?:\.google\.internal|\.goog)?\.?\Z")


def answer(asked: Request, world: World) -> Answer | None:
    """Answer as the service at this address does; None where there is none.

    Which cloud this machine is in, the client decides by how it asks: all of them answer at the same address.
    """
    told = _at(asked, world)
    return None if told is None else replace(told, protocol="metadata")


def _at(asked: Request, world: World) -> Answer | None:
    if asked.address in _ECS or asked.host in _ECS:
        return first(amazon.TASK, asked, world) or _missing()
    if asked.address in _ALIBABA or asked.host in _ALIBABA:
        return first(clouds.ALIBABA, asked, world) or _missing()
    if {asked.address, asked.host} & _LINK_LOCAL or _GOOGLE.search(asked.host):
        return _link_local(asked, world)
    return None


def _link_local(asked: Request, world: World) -> Answer:
    if asked.head.value("metadata-flavor").lower() == "google" or asked.path.startswith("/computeMetadata"):
        return google.answer(asked, world)
    return first(amazon.INSTANCE + clouds.LINK_LOCAL, asked, world) or _missing()


def _missing() -> Answer:
    return Answer(404, kind="text/html; charset=utf-8", server="EC2ws")
