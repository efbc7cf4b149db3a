# SPDX-License-Identifier: Apache-2.0
"""The hosts that are let through, put together from all places that name some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from ipaddress import ip_address
from urllib.parse import urlsplit

MAX_HOSTS = 200
MAX_LOCKFILE_HOSTS = 32
_MAX_NAME = 253
_MAX_PORTS = 16
_NAMED = 12
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
ANY_PORT = 0


class Why(Enum):
    """Who named a host. The order is that of trust: the first that names a host counts."""

    ASKED = "--allow-host"
    REGISTRY = "registry"
    PROJECT = "project's configuration"
    COMMAND = "command"
    PROXY = "proxy"
    INDEX = "index"
    LOCKFILE = "lockfile"


_TRUSTED = frozenset({Why.ASKED, Why.REGISTRY, Why.COMMAND, Why.PROXY})
"""A host that these name may have an address in a private range: a mirror in one's own network.
Not so of a project's own files, which may be anybody's."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A host that is let through.

    Attributes:
        ports: on these, connections have to name the host themselves: by TLS or HTTP.
        opaque: on these, whatever is spoken is let through; `ANY_PORT` stands for all.
    """

    name: str
    why: Why
    ports: frozenset[int] = frozenset()
    opaque: frozenset[int] = frozenset()

    @property
    def private(self) -> bool:
        """Its address may lie in a private range."""
        return self.why in _TRUSTED

    @property
    def proxy(self) -> bool:
        """It is a proxy: only tunnels to the other hosts are let through."""
        return self.why is Why.PROXY


_PORTS: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "https": ((443,), ()),
    "http": ((80,), ()),
    "git+https": ((443,), ()),
    "git+http": ((80,), ()),
    "git": ((), (9418,)),
    "ssh": ((), (22,)),
    "git+ssh": ((443,), (22,)),
}


def of_url(url: str, why: Why) -> Allowed | None:
    """Return the host of a URL with the ports of its scheme, or None when it is no URL of the network."""
    try:
        parts = urlsplit(url.strip())
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    known = _PORTS.get(parts.scheme.lower())
    if known is None or not name or not _is_name(name):
        return None
    named, opaque = known
    if port is not None:
        named, opaque = ((port,), ()) if named and not opaque else ((), (port,))
    return Allowed(name.lower().rstrip("."), why, frozenset(named), frozenset(opaque))


def of_flag(text: str) -> Allowed:
    """Read what `--allow-host` was given: HOST or HOST:PORT, an IPv6 address in brackets.

    Raises:
        ValueError: it is neither.
    """
    name, port = text.strip(), ""
    if name.startswith("["):
        name, _, rest = name[1:].partition("]")
        port = rest.removeprefix(":")
    elif name.count(":") == 1:
        name, _, port = name.partition(":")
    if not _is_name(name) or (port and not (port.isascii() and port.isdecimal() and 0 < int(port) < 1 << 16)):
        raise ValueError(f"{text!r} is no host; write example.com or example.com:443")
    return Allowed(name.lower().rstrip("."), Why.ASKED, opaque=frozenset({int(port) if port else ANY_PORT}))


def of_proxies(env: Mapping[str, str]) -> tuple[list[Allowed], list[str]]:
    """Return the proxies that variables name, and a sentence for each that cannot be let through."""
    found: dict[str, Allowed] = {}
    notes: dict[str, None] = {}
    for name in _PROXIES:
        value = env.get(name, "")
        if not value:
            continue
        url = value if "://" in value else f"http://{value}"
        proxy = of_url(url, Why.PROXY)
        if proxy is None or urlsplit(url).scheme != "http":
            notes[f"the proxy in {name} is not let through: what is asked of it cannot be read"] = None
        else:
            found[proxy.name] = proxy
    return list(found.values()), list(notes)


def of_command(command: Sequence[str]) -> list[Allowed]:
    """Return the hosts of the addresses that a package manager is given: `--index-url=URL`, `install URL`."""
    found = []
    for argument in command[1:]:
        url = argument.partition("=")[2] if argument.startswith("-") and "=" in argument else argument
        if "://" in url[:12] and (host := of_url(url, Why.COMMAND)):
            found.append(host)
    return found


def allowed_hosts(given: Iterable[Allowed]) -> tuple[tuple[Allowed, ...], tuple[str, ...]]:
    """Put hosts together, each once; return them, and sentences about what was left out.

    Lockfiles are written by others: they can name a few dozen hosts, and no addresses.
    """
    every = sorted(given, key=lambda one: list(Why).index(one.why))
    found: dict[str, Allowed] = {}
    left_out: dict[str, None] = {}
    for one in every:
        known = found.get(one.name)
        if known is not None:
            found[one.name] = _joined(known, one)
        elif _is_too_much(one, found):
            left_out[one.name] = None
        else:
            found[one.name] = one
    notes = (f"hosts of lockfiles that were not let through: {_list(left_out)}",) if left_out else ()
    return tuple(found.values()), notes


def notes_on(hosts: Iterable[Allowed]) -> tuple[str, ...]:
    """Say which hosts were let through, and why."""
    by_reason: dict[Why, list[str]] = {}
    for host in hosts:
        by_reason.setdefault(host.why, []).append(host.name)
    reasons = [f"{_list(by_reason[why])} ({why.value})" for why in Why if why in by_reason]
    return (f"sealed network: let through were {'; '.join(reasons) or 'no hosts'}",)


def _joined(known: Allowed, other: Allowed) -> Allowed:
    """Join two mentions of a host. A proxy that is a registry as well is let through as a registry."""
    ports, opaque = known.ports | other.ports, known.opaque | other.opaque
    if len(ports) + len(opaque) > _MAX_PORTS:
        return known
    return replace(known, ports=ports, opaque=opaque)


def _is_too_much(one: Allowed, found: Mapping[str, Allowed]) -> bool:
    if one.why not in {Why.LOCKFILE, Why.INDEX}:
        return len(found) >= MAX_HOSTS
    theirs = sum(1 for host in found.values() if host.why is one.why)
    return theirs >= MAX_LOCKFILE_HOSTS or _is_address(one.name)


def _list(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - _NAMED} more" if len(every) > _NAMED else ""
    return ", ".join(every[:_NAMED]) + more


def _is_name(text: str) -> bool:
    """Tell whether something can be a host's name, or is an address."""
    if not text.isascii() or not 0 < len(text) <= _MAX_NAME:
        return False
    if _is_address(text):
        return True
    labels = text.rstrip(".").split(".")
    return all(0 < len(label) < 64 and label.replace("-", "").replace("_", "").isalnum() for label in labels)  # noqa: PLR2004 - RFC 1035


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
