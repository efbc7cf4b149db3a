# SPDX-License-Identifier: Apache-2.0
"""What the metadata services of several clouds have in common."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace

from fpbox_gateway import clock
from fpbox_gateway.play.answer import Answer, text_answer
from fpbox_gateway.play.routes import Made
from fpbox_gateway.play.world import BASE64URL, World

WORD = "abcdefghiklmnoprstuv"


def text(made: Callable[[World], str]) -> Made:
    """Return what answers with a plain text."""
    return lambda _asked, world, _found: plain(text_answer(made(world)))


def plain(answer: Answer) -> Answer:
    """Return an answer as Amazon's service gives it."""
    return replace(answer, kind="text/plain", server="EC2ws")


def later(seconds: int) -> str:
    """Return the time in so many seconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock.now() + seconds))


def private_address(world: World) -> str:
    """Return the address that the machine has in its cloud."""
    return f"172.31.{world.number('private.0', 90, 16)}.{world.number('private.1', 250, 4)}"


def jwt(world: World, kind: str) -> str:
    """Return a JSON web token, whose signature is none."""
    given = world.values.get(kind)
    if given is not None:
        return given
    claims = {
        "sub": world.uuid(f"{kind}.sub"),
        "oid": world.uuid(f"{kind}.oid"),
        "exp": int(clock.now()) + 86399,
    }
    parts = ({"typ": "JWT", "alg": "RS256"}, claims)
    head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return f"{head}.{body}.{world.text(f'{kind}.signature', 342, BASE64URL)}"
