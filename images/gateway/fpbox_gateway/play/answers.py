# SPDX-License-Identifier: Apache-2.0
"""Which answer a request gets: that of the first part of the internet that knows it, else an ordinary one."""

from __future__ import annotations

from collections.abc import Callable

from fpbox_gateway.play import files, forge, git, metadata, packages, publish, services
from fpbox_gateway.play.answer import Answer, json_answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.world import World

_PARTS: tuple[Callable[[Request, World], Answer | None], ...] = (
    metadata.answer,
    git.answer,
    services.answer,
    forge.answer,
    packages.answer,
    publish.answer,
    files.answer,
)


def answer(asked: Request, world: World) -> Answer:
    """Choose the answer to a request: success, and an empty body where nothing better is known."""
    if asked.head.method == "OPTIONS":
        return Answer(204, headers=(("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),))
    for part in _PARTS:
        if (known := part(asked, world)) is not None:
            return known
    return json_answer({}) if files.wants_json(asked) else Answer()
