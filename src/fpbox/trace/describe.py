# SPDX-License-Identifier: Apache-2.0
"""What one traced call means: its action, and the normal form of its object."""

from __future__ import annotations

import errno
import re
import signal
from functools import cache, lru_cache
from typing import NamedTuple

from fpbox.model import Action, Process, text
from fpbox.trace.calls import CALLS, Call
from fpbox.trace.paths import PathMap
from fpbox.trace.sockaddr import dns_name, parse, socket_name
from fpbox.trace.wire import EventFlag

_O_ACCMODE = 0o3
_O_CREAT = 0o100
_O_TRUNC = 0o1000
_O_TMPFILE = 0o20000000
_O_NAMES = ((_O_CREAT, "create"), (_O_TRUNC, "truncate"), (0o2000, "append"), (0o200000, "directory"))
_ANY_NAMED = sum(bit for bit, _ in _O_NAMES)
_DNS_PORT = 53
_LINKS = frozenset({"link", "linkat"})
_SYMLINKS = frozenset({"symlink", "symlinkat"})
_RENAMES = frozenset({"rename", "renameat", "renameat2"})
# Plain numbers: an operation on an enum's flags takes longer than all else that is done with an event.
_SHOWN_FLAGS = (
    (EventFlag.MUTATED.value, "mutated"),
    (EventFlag.MUTATED_AFTER.value, "mutated_after"),
    (EventFlag.UNREADABLE.value, "unreadable"),
    (EventFlag.TRUNCATED.value, "truncated"),
    (EventFlag.BASE_UNKNOWN.value, "base_unknown"),
    (EventFlag.FOREIGN_ABI.value, "foreign_abi"),
    (EventFlag.PID_ONE.value, "pid_one"),
    (EventFlag.ANSWERED.value, "disguised"),
)
_ANY_SHOWN = sum(flag for flag, _ in _SHOWN_FLAGS)
_MUTATED = (EventFlag.MUTATED | EventFlag.MUTATED_AFTER).value
_UNREADABLE = EventFlag.UNREADABLE.value
ODD = _MUTATED | _UNREADABLE | EventFlag.ANSWERED.value
_MISSING = EventFlag.MISSING.value
_SKIPPED = EventFlag.SKIPPED.value
_OF_ONE_FILE = frozenset(
    {Action.OPEN, Action.STAT, Action.READLINK, Action.LIST, Action.REMOVE, Action.WRITE}
)
_OF_TWO_FILES = _LINKS | _SYMLINKS | _RENAMES
_USES = tuple(
    call.action if call.action in _OF_ONE_FILE and call.name not in _OF_TWO_FILES else None for call in CALLS
)
_ANY_WRITES = _O_CREAT | _O_TRUNC | _O_ACCMODE
_PID_ONE = frozenset({"pid_one"})
_FIRST = re.compile(rb"/+proc/+1(/|$)")
_FOLLOWS = frozenset({Action.OPEN, Action.WRITE})
_BETWEEN = rb"/+(?:\./+)*"
_MAGIC_LINK = re.compile(
    rb"S(?:procS(?:self|thread-self|[0-9]+)S(?:taskS[0-9]+S)?|devS)(?:cwd|fdS[0-9]+)(?=/|\Z)".replace(
        b"S", _BETWEEN
    )
)
_DELETED = b" (deleted)"


class Described(NamedTuple):
    """One meaning of a call. `local` says that it depends on which process made it.

    A tuple, as `Raw` is: to make and hash a dataclass takes longer than to find out what it says.
    """

    action: Action
    object: str
    raw: bytes = b""
    result: str = "ok"
    flags: frozenset[str] = frozenset()
    detail: tuple[str, ...] = ()
    local: bool = False


class Raw(NamedTuple):
    """One event as the tracer sent it, with its strings looked up.

    Attributes:
        flags: EventFlag, as a number.
        thread: the thread's number, beside `process.pid` one of the process's own under /proc.
        arg: the number that belongs to the call (see seccomp/trace.def).
    """

    call: Call
    process: Process
    thread: int
    errno: int
    flags: int
    arg: int
    object: bytes
    base: bytes
    object2: bytes
    base2: bytes


@lru_cache(maxsize=64)
def arguments(joined: bytes) -> tuple[str, ...]:
    """Take apart what is joined with a NUL after each part. A program and its forks have the same."""
    return tuple(text(part) for part in joined.split(b"\0")[:-1])


def describe(raw: Raw, paths: PathMap) -> tuple[Described, ...]:
    """Return what the call means; several things when it names two paths or was tampered with."""
    meanings = _HOW.get(raw.call.action, _plain)(raw, paths)
    if raw.flags & _MUTATED:
        meanings += _mutated(raw, paths)
    return meanings


def full(path: bytes, base: bytes, *, followed: bool = False) -> bytes:
    """Return a path with the directory that it counts from; that may not be known (``?``).

    Args:
        path: absolute, relative to `base`, or through a link of /proc that led to `base`.
        base: a directory, or what such a link led to.
        followed: a link of /proc at the very end of the path is followed, as by an open.
    """
    if path.startswith(b"/"):
        return _led(path, base, followed=followed) if base.startswith(b"/") else path
    return (base or b"?") + b"/" + path if path else base


def _led(path: bytes, base: bytes, *, followed: bool) -> bytes:
    link = _MAGIC_LINK.match(path)
    if link is None:
        return path
    rest = path[link.end() :]
    if rest.strip(b"/"):
        return base + rest
    return base if followed and not base.startswith(b"/memfd:") and not base.endswith(_DELETED) else path


def uses(row: int, arg: int) -> Action | None:
    """Tell what a call does to the one file that it names, and to nothing else; None if it does other things.

    Holds for flags that are not among `ODD`.
    """
    action = _USES[row]
    return Action.WRITE if action is Action.OPEN and arg & _ANY_WRITES else action


def _result(raw: Raw) -> str:
    if raw.errno:
        return errno.errorcode.get(raw.errno, str(raw.errno))
    if raw.flags & _SKIPPED:
        return "skipped"
    return "missing" if raw.flags & _MISSING else "ok"


def _flags(raw: Raw) -> frozenset[str]:
    return _names(raw.flags & _ANY_SHOWN)


@cache
def _names(flags: int) -> frozenset[str]:
    return frozenset(name for flag, name in _SHOWN_FLAGS if flags & flag)


def _make(
    raw: Raw, action: Action, name: str, detail: tuple[str, ...] = (), *, spelled: bytes = b""
) -> Described:
    return Described(action, name, spelled, _result(raw), _flags(raw), detail)


def _path(raw: Raw, paths: PathMap, path: bytes, base: bytes) -> tuple[bytes, bool]:
    """Return the normal form of a path, and whether it depends on the process."""
    if raw.flags & _UNREADABLE:
        return b"?", False
    whole = full(path, base, followed=raw.call.action in _FOLLOWS and raw.call.name not in _OF_TWO_FILES)
    if not whole.startswith(b"/"):
        return whole, False
    if (known := paths.known(whole)) is not None:
        return known, False
    return paths.resolve(whole, cwd=working_directory(raw.process), own=numbers(raw.process, raw.thread))


def working_directory(process: Process) -> bytes:
    """Return where a process is, as a `PathMap` takes it."""
    return process.cwd.encode("utf-8", "surrogateescape")


def numbers(process: Process, thread: int) -> frozenset[bytes]:
    """Return the names under /proc that are a process's own."""
    return frozenset({b"%d" % process.pid, b"%d" % thread})


def _named(raw: Raw, paths: PathMap, action: Action, detail: tuple[str, ...] = ()) -> Described:
    normal, local = _path(raw, paths, raw.object, raw.base)
    spelled = raw.object if raw.object != normal else b""
    flags = _flags(raw)
    if normal.startswith(b"/proc/[pid]") and _FIRST.match(raw.object):
        flags |= _PID_ONE  # the normal form does not say its number
    return Described(action, text(normal), spelled, _result(raw), flags, detail, local)


def _open(raw: Raw, paths: PathMap) -> tuple[Described, ...]:
    action = Action.WRITE if _writes(raw.arg) else Action.OPEN
    return (_named(raw, paths, action, _open_flags(raw.arg & _ANY_NAMED)),)


def _writes(arg: int) -> bool:
    return bool(arg & _ANY_WRITES)


@cache
def _open_flags(named: int) -> tuple[str, ...]:
    return tuple(name for bit, name in _O_NAMES if named & bit)


def _look(raw: Raw, paths: PathMap) -> tuple[Described, ...]:
    return (_named(raw, paths, raw.call.action),)


def _write(raw: Raw, paths: PathMap) -> tuple[Described, ...]:
    first = _named(raw, paths, Action.WRITE, (raw.call.name,))
    if raw.call.name in _SYMLINKS:
        where, _ = _path(raw, paths, raw.object, raw.base)
        paths.link(where, raw.object2)
        return (first,)
    if raw.call.name not in _LINKS and raw.call.name not in _RENAMES:
        return (first,)
    source, _ = _path(raw, paths, raw.object, raw.base)
    target, local = _path(raw, paths, raw.object2, raw.base2)
    if raw.call.name in _LINKS:
        paths.link(target, source)
    else:
        paths.rename(source, target)
    second = Described(Action.WRITE, text(target), b"", _result(raw), _flags(raw), (raw.call.name,), local)
    return (first, second)


def _exec(raw: Raw, paths: PathMap) -> tuple[Described, ...]:
    joined = b"" if raw.flags & EventFlag.MUTATED.value else raw.object2
    return (_named(raw, paths, Action.EXEC, arguments(joined)),)


def _socket(raw: Raw, _paths: PathMap) -> tuple[Described, ...]:
    return (_make(raw, Action.SOCKET, socket_name(raw.arg)),)


def _address(raw: Raw, paths: PathMap) -> tuple[Described, ...]:
    endpoint = parse(raw.object)
    if endpoint.family == "unix" and endpoint.host and not endpoint.host.startswith("@"):
        path, local = _path(raw, paths, endpoint.host.encode(), raw.base)
        return (Described(raw.call.action, f"unix:{text(path)}", b"", _result(raw), _flags(raw), (), local),)
    proto = _PROTOCOLS.get(raw.arg >> 16 & 0xF, "tcp" if endpoint.port != _DNS_PORT else "udp")
    return (_make(raw, raw.call.action, endpoint.show(proto)),)


def _send(raw: Raw, paths: PathMap) -> tuple[Described, ...]:
    asked = dns_name(raw.object2) if raw.object2 else ""
    if asked:
        return (_make(raw, Action.DNS, asked),)
    return _address(raw, paths) if raw.object else ()


def _sleep(raw: Raw, _paths: PathMap) -> tuple[Described, ...]:
    return (_make(raw, Action.SLEEP, f"{raw.arg / 1e9:g}"),)


def _signal(raw: Raw, _paths: PathMap) -> tuple[Described, ...]:
    number, target = raw.arg >> 32, raw.arg & 0xFFFFFFFF
    name = signal.Signals(number).name if number in signal.Signals.__members__.values() else str(number)
    return (_make(raw, Action.SIGNAL, f"{name} {target if target < 1 << 31 else target - (1 << 32)}"),)


def _plain(raw: Raw, paths: PathMap) -> tuple[Described, ...]:
    if raw.call.decoder == "name":
        return (_make(raw, raw.call.action, text(raw.object), (raw.call.name,)),)
    if raw.object:
        return (_named(raw, paths, raw.call.action, (raw.call.name,)),)
    return (_make(raw, raw.call.action, "", (f"{raw.arg:#x}",) if raw.arg else ()),)


def _mutated(raw: Raw, paths: PathMap) -> tuple[Described, ...]:
    """The second spelling counts as looked at as well, and the change itself is evasion."""
    normal, local = _path(raw, paths, raw.object2, raw.base)
    shown, result, flags = text(normal), _result(raw), _flags(raw)
    return (
        Described(raw.call.action, shown, raw.object2, result, flags, (), local),
        Described(Action.EVADE, shown, raw.object2, result, flags, ("arg_mutated", text(raw.object)), local),
    )


_PROTOCOLS = {1: "tcp", 2: "udp", 3: "raw"}
_HOW = {
    Action.OPEN: _open,
    Action.STAT: _look,
    Action.READLINK: _look,
    Action.REMOVE: _look,
    Action.LIST: _look,
    Action.WRITE: _write,
    Action.EXEC: _exec,
    Action.SOCKET: _socket,
    Action.CONNECT: _address,
    Action.BIND: _address,
    Action.SEND: _send,
    Action.SLEEP: _sleep,
    Action.SIGNAL: _signal,
}
