# SPDX-License-Identifier: Apache-2.0
"""Raw socket addresses and DNS queries, as the tracer copied them from a traced program's memory.

Numbers are those of Linux (include/linux/socket.h, include/uapi/linux/netlink.h). Everything here is hostile
input: what cannot be read gives a name that says so, never an error.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

_FAMILIES = {
    0: "unspec",
    1: "unix",
    2: "inet",
    10: "inet6",
    16: "netlink",
    17: "packet",
    38: "alg",
    40: "vsock",
}
_TYPES = {1: "tcp", 2: "udp", 3: "raw", 5: "seqpacket", 10: "packet"}
_NETLINK = {
    0: "route",
    4: "sock_diag",
    9: "audit",
    10: "fib_lookup",
    11: "connector",
    12: "netfilter",
    15: "uevent",
    16: "generic",
}
_BARE = frozenset({"netlink", "packet", "alg", "vsock", "unspec"})
_INET_BYTES = 8
_INET6_BYTES = 24
_MAX_NAME = 253


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A socket address.

    Attributes:
        family: "inet", "inet6", "unix", "netlink", ...; "invalid" when it cannot be read.
        host: textual address (a v4-mapped IPv6 address is given as the IPv4 one), or a path for unix sockets.
    """

    family: str
    host: str = ""
    port: int = 0

    def show(self, proto: str) -> str:
        """Write it as an event's object, e.g. ``tcp://1.2.3.4:443``, ``unix:/run/x.sock``."""
        if self.family == "inet":
            return f"{proto}://{self.host}:{self.port}"
        if self.family == "inet6":
            return f"{proto}://[{self.host}]:{self.port}"
        return f"{self.family}:{self.host}"


def parse(raw: bytes) -> Endpoint:
    """Read a raw ``struct sockaddr``."""
    if len(raw) < 2:  # noqa: PLR2004 - the family alone takes two bytes
        return Endpoint("invalid")
    family = _FAMILIES.get(struct.unpack_from("<H", raw)[0])
    if family == "inet" and len(raw) >= _INET_BYTES:
        return Endpoint("inet", str(IPv4Address(raw[4:8])), struct.unpack_from(">H", raw, 2)[0])
    if family == "inet6" and len(raw) >= _INET6_BYTES:
        return _inet6(IPv6Address(raw[8:24]), struct.unpack_from(">H", raw, 2)[0])
    if family == "unix":
        return Endpoint("unix", _unix_name(raw[2:]))
    return Endpoint(family if family in _BARE else "invalid")


def _inet6(address: IPv6Address, port: int) -> Endpoint:
    if address.ipv4_mapped:
        return Endpoint("inet", str(address.ipv4_mapped), port)
    return Endpoint("inet6", str(address), port)


def _unix_name(raw: bytes) -> str:
    if raw.startswith(b"\0"):
        return "@" + raw[1:].rstrip(b"\0").decode("utf-8", "backslashreplace")
    return raw.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")


def socket_name(arg: int) -> str:
    """Name a socket from the tracer's ``domain | type << 16 | protocol << 32``."""
    domain, kind, protocol = arg & 0xFFFF, arg >> 16 & 0xF, arg >> 32
    family = _FAMILIES.get(domain, f"family{domain}")
    if family == "netlink":
        return f"netlink:{_NETLINK.get(protocol, protocol)}"
    return f"{_TYPES.get(kind, f'type{kind}')}:{family}"


def dns_name(query: bytes) -> str:
    """Return the name a DNS query asks for, in lower case without the last dot; "" when it is none.

    A query sent over TCP carries its length in two bytes before it; both forms are read.
    """
    for offset in (12, 14):
        name = _labels(query, offset)
        if name:
            return name
    return ""


def _labels(query: bytes, offset: int) -> str:
    labels: list[str] = []
    while offset < len(query):
        size = query[offset]
        if size == 0:
            break
        if size > 63 or offset + 1 + size > len(query):  # noqa: PLR2004 - RFC 1035: a label has at most 63 bytes
            return ""
        labels.append(query[offset + 1 : offset + 1 + size].decode("utf-8", "backslashreplace").lower())
        offset += 1 + size
    name = ".".join(labels)
    return name if offset < len(query) and len(name) <= _MAX_NAME * 4 else ""
