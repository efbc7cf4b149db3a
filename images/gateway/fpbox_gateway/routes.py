# SPDX-License-Identifier: Apache-2.0
"""The kernel's part: everything but loopback comes to the gateway, and only the gateway's own goes out.

Two layers: routes by which nothing that traced code sends finds its way out, and a filter at the way out that
lets only the gateway's mark pass, because what is bound to an interface gets round routes.
"""

from __future__ import annotations

import asyncio
import fcntl
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from fpbox_gateway.addresses import METADATA, Address
from fpbox_gateway.sockets import MARK

TABLE = 1972
_SIOCGIFADDR = 0x8915
HERE_4, HERE_6 = "192.0.0.10", "100::a"
"""Where the gateway listens: addresses nobody has. What is sent to them is taken in like all the rest."""
_CLOSED = (ip_network("169.254.0.0/16"), ip_network("fd00:ec2::/32"))


class RouteError(Exception):
    """The network cannot be sealed."""


@dataclass(frozen=True, slots=True)
class Uplink:
    """The way out.

    Attributes:
        interface: "eth0". router: the next one on the way. own: the container's address there.
        own_6, out_6: the container's IPv6 address, and whether the way out has IPv6, too.
        strict: the kernel takes from the interface only what it would answer by it (rp_filter).
    """

    interface: str
    router: IPv4Address
    own: IPv4Address
    own_6: IPv6Address
    out_6: bool
    strict: bool


def find_uplink(own_6: IPv6Address) -> Uplink:
    """Find the way out; `own_6` is the container's IPv6 address where the engine gave it none.

    Raises:
        RouteError: there is none.
    """
    interface, router = default_route(_read("/proc/net/route"))
    given = global_address_6(_read("/proc/net/if_inet6"), interface)
    out_6 = given is not None and has_default_route_6(_read("/proc/net/ipv6_route"), interface)
    strict = max(int(_read(f"/proc/sys/net/ipv4/conf/{name}/rp_filter")) for name in ("all", interface)) == 1
    return Uplink(interface, router, _own(interface), given if given and out_6 else own_6, out_6, strict)


def default_route(table: str) -> tuple[str, IPv4Address]:
    """Read the interface and the router of the default route from /proc/net/route.

    Raises:
        RouteError: there is none.
    """
    for line in table.splitlines()[1:]:
        interface, destination, router, *_, mask = line.split()[:8]
        if int(destination, 16) == int(mask, 16) == 0:
            return interface, IPv4Address(bytes.fromhex(router)[::-1])
    raise RouteError("the gateway has no way out")


def global_address_6(table: str, interface: str) -> IPv6Address | None:
    """Read an interface's address of global scope from /proc/net/if_inet6."""
    for line in table.splitlines():
        address, _, _, scope, _, name = line.split()
        if name == interface and int(scope, 16) == 0:
            return IPv6Address(bytes.fromhex(address))
    return None


def has_default_route_6(table: str, interface: str) -> bool:
    """Tell from /proc/net/ipv6_route whether an interface leads out."""
    rows = (line.split() for line in table.splitlines())
    return any(row[1] == "00" and int(row[0], 16) == 0 and row[9] == interface for row in rows)


def _own(interface: str) -> IPv4Address:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            answer = fcntl.ioctl(any_socket, _SIOCGIFADDR, interface.encode().ljust(256, b"\0"))
        except OSError as error:
            raise RouteError(f"{interface} has no address") from error
    return IPv4Address(answer[20:24])


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except FileNotFoundError:  # a kernel without IPv6
        return ""


def rules(uplink: Uplink, port: int, servers: Iterable[str] = ()) -> str:
    """Write the kernel's rules, in nft's language.

    Args:
        uplink: the way out.
        port: where the gateway listens.
        servers: the engine's name servers; some clouds have them at the address of the metadata service.
    """
    asking = "".join(
        f"    {_to(ip_address(server))} meta l4proto {{ 6, 17 }} th dport 53 meta mark {MARK:#x} accept\n"
        for server in servers
    )
    return f"""
table inet fpbox {{
  chain caught {{
    type filter hook prerouting priority mangle; policy accept;
    iifname "{uplink.interface}" meta mark set {MARK:#x} accept
    ip daddr {{ 127.0.0.0/8, {uplink.own} }} accept
    ip6 daddr {{ ::1, {uplink.own_6} }} accept
    meta nfproto ipv4 meta l4proto {{ 6, 17 }} tproxy ip to {HERE_4}:{port} accept
    meta nfproto ipv6 meta l4proto {{ 6, 17 }} tproxy ip6 to [{HERE_6}]:{port} accept
  }}
  chain coming {{
    type filter hook input priority filter; policy drop;
    iifname "lo" accept
    iifname "{uplink.interface}" ct state established,related accept
    iifname "{uplink.interface}" meta l4proto 58 accept
  }}
  chain through {{
    type filter hook forward priority filter; policy drop;
  }}
  chain going {{
    type filter hook postrouting priority 300; policy drop;
    oifname "lo" accept
{asking}    ip daddr {{ {_closed(4)} }} drop
    ip6 daddr {{ {_closed(6)} }} drop
    oifname "{uplink.interface}" meta mark {MARK:#x} accept
  }}
}}
"""


def _to(address: Address) -> str:
    """Write a condition on the destination, without the interface that a link's address may name."""
    text = str(address).partition("%")[0]
    return f"{'ip' if address.version == 4 else 'ip6'} daddr {text}"  # noqa: PLR2004 - the version


def _closed(version: int) -> str:
    """List what never leaves, nothing twice."""
    single = [one for one in METADATA if not any(one in network for network in _CLOSED)]
    return ", ".join(sorted(str(one) for one in (*_CLOSED, *single) if one.version == version))


def routes(uplink: Uplink) -> str:
    """Write the IPv4 routes, in the language of `ip -batch`: from marked sockets out, all else to ourselves.

    A strict kernel answers the router's ARP requests only if the way to it leads out; what traced code sends
    there is then dropped, not taken in.
    """
    router = f"route add {uplink.router} dev {uplink.interface} table {TABLE}\n" if uplink.strict else ""
    return router + _routes(f"src {uplink.own}")


def routes_6(uplink: Uplink) -> str:
    """Write the IPv6 routes, and the container's address where the engine gave it none."""
    address = "" if uplink.out_6 else f"address add {uplink.own_6}/128 dev lo nodad\n"
    return address + _routes(f"src {uplink.own_6}")


def _routes(source: str) -> str:
    return f"""\
rule add pref 10 fwmark {MARK:#x} lookup main
rule add pref 20 lookup {TABLE}
route add local default dev lo {source} table {TABLE}
rule del pref 32766
"""


async def seal(uplink: Uplink, port: int, servers: Iterable[str]) -> None:
    """Set rules and routes; `servers` are the engine's name servers.

    Raises:
        RouteError: the kernel does not take them.
    """
    await asyncio.gather(
        _run("nft", "-f", "-", given=rules(uplink, port, servers)),
        _run("ip", "-4", "-batch", "-", given=routes(uplink)),
        _run("ip", "-6", "-batch", "-", given=routes_6(uplink)),
    )


async def _run(*command: str, given: str) -> None:
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=nothing, stderr=pipe)
    _, err = await process.communicate(given.encode())
    if process.returncode:
        said = err.decode("utf-8", "replace").strip().splitlines()
        raise RouteError(f"`{' '.join(command)}` failed: {' '.join(said[:3])}")
