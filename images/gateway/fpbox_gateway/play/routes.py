# SPDX-License-Identifier: Apache-2.0
"""A table of answers: method and path, and what is answered to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fpbox_gateway.play.answer import Answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.world import World

Found = re.Match[str]
Made = Callable[[Request, World, Found], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One line of such a table; `path` has to match the whole path."""

    methods: str
    path: re.Pattern[str]
    made: Made

    @classmethod
    def of(cls, methods: str, path: str, made: Made) -> Route:
        """Make a route. `path` must not be able to match in many ways: clients choose what it is tried on."""
        return cls(methods, re.compile(path), made)


def first(routes: Iterable[Route], asked: Request, world: World) -> Answer | None:
    """Return the answer of the first route that fits."""
    method = "GET" if asked.head.method == "HEAD" else asked.head.method
    for route in routes:
        if method in route.methods.split() and (found := route.path.fullmatch(asked.path)):
            return route.made(asked, world, found)
    return None
