# SPDX-License-Identifier: Apache-2.0
"""Observations in one line, as the examples of recipes write them.

``ACTION[/CALL] OBJECT [ARGUMENT...] [(DETAIL)] [= RESULT] [xCOUNT] [! FLAG]``, for instance
``open /etc/os-release``, ``exec /usr/bin/uname uname -a``, ``call/uname x3``, ``connect tcp://240.0.0.1:443``,
``stat /.dockerenv = missing``, ``evade/prctl (0x4)``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fpbox.errors import quoted
from fpbox.model import Action, Event

_CALLS = {
    Action.OPEN: "openat",
    Action.WRITE: "openat",
    Action.REMOVE: "unlink",
    Action.STAT: "newfstatat",
    Action.READLINK: "readlink",
    Action.LIST: "getdents64",
    Action.EXEC: "execve",
    Action.SOCKET: "socket",
    Action.CONNECT: "connect",
    Action.BIND: "bind",
    Action.SEND: "sendto",
    Action.DNS: "sendto",
    Action.REQUEST: "request",
    Action.SLEEP: "clock_nanosleep",
    Action.SIGNAL: "kill",
}
_LINE = re.compile(
    r"(?P<action>[a-z]+)(?:/(?P<call>\w+))?(?: (?P<rest>.*?))??(?: \((?P<detail>[^()]+)\))?"
    r"(?: = (?P<result>\w+))?(?: x(?P<count>[0-9]{1,9}))?(?: ! (?P<flag>\w+))?"
)


class ShorthandError(ValueError):
    """A line is no observation."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One observation of an example."""

    action: Action
    call: str
    object: str
    detail: tuple[str, ...] = ()
    result: str = "ok"
    count: int = 1
    flags: frozenset[str] = frozenset()


def parse_sight(line: str) -> Sight:
    """Read one line.

    Raises:
        ShorthandError: it does not have the form, or the action does not exist.
    """
    match = _LINE.fullmatch(line)
    if match is None or match["action"] not in set(Action):
        raise ShorthandError(
            f"{quoted(line)} is no observation; write ACTION[/CALL] OBJECT, e.g. open /etc/os-release"
        )
    action = Action(match["action"])
    call = match["call"] or _CALLS.get(action, "")
    if not call:
        raise ShorthandError(f"{quoted(line)}: name the call, e.g. {action.value}/uname")
    rest = match["rest"] or ""
    name, _, detail = rest.partition(" ") if action is Action.EXEC else (rest, "", "")
    return Sight(
        action=action,
        call=call,
        object=name,
        detail=tuple((match["detail"] or detail).split()),
        result=match["result"] or "ok",
        count=int(match["count"] or 1),
        flags=frozenset({match["flag"]} if match["flag"] else ()),
    )


def line_of(event: Event) -> str:
    """Write an observation down in the form that `parse_sight` reads."""
    action = event.action
    name = (
        action.value
        if _CALLS.get(action) == event.call or action is Action.DNS
        else f"{action.value}/{event.call}"
    )
    parts = [name, event.object]
    if action is Action.EXEC:
        parts += event.detail
    elif event.detail:
        parts.append(f"({' '.join(event.detail)})")
    parts += [f"= {event.result}"] if event.result != "ok" else []
    parts += [f"! {flag}" for flag in sorted(event.flags)[:1]]
    return " ".join(part for part in parts if part)
