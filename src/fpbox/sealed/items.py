# SPDX-License-Identifier: Apache-2.0
"""What was sent, one item after another: a request, what a flow carried otherwise, a question for a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fpbox.model import UNATTRIBUTED, Package, Sent, text
from fpbox.recipes.glob import Globs
from fpbox.sealed import parts
from fpbox.sealed.flows import Source, plain
from fpbox.sealed.questions import is_plain_question, is_plain_report
from fpbox.sealed.records import Data, Dns, Flow, Request, Tls

_EXCERPT = 400
_WEB = frozenset({"http", "https"})
_WHOLE = ("http://", "https://")
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "metadata": 80, "ftp": 21, "smtp": 25}
_SECURE = {"http": "https", "websocket": "wss"}
_PLAIN = {"websocket": "ws"}


@dataclass(slots=True)
class Conversation:
    """One flow with all that was seen in it."""

    flow: Flow
    sources: tuple[Source, ...]
    tls: Tls | None = None
    requests: list[Request] = field(default_factory=list)
    data: list[Data] = field(default_factory=list)
    received: int = 0

    @property
    def host(self) -> str:
        """Who was to be reached: the name, or the address."""
        return self.flow.name or (self.tls.sni if self.tls else "") or plain(self.flow.destination[0])


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was sent at once: a request, what a flow carried, or a question for a name.

    Attributes:
        key: whose it is and where it went: pieces of one value are joined within it.
    """

    key: tuple[str, ...]
    sources: tuple[Source, ...]
    sent: Sent
    pieces: tuple[tuple[str, bytes], ...]
    fields: dict[str, bytes] = field(default_factory=dict)


def is_for(sent: Sent, hosts: Globs, names: Mapping[str, str]) -> bool:
    """Tell whether a web request goes to one of some hosts, by its address and by what it says.

    Args:
        sent: the request, or anything else, which does not.
        hosts: patterns of their names.
        names: of the addresses that the gateway invented.
    """
    said = (sent.host, names.get(sent.address, ""))
    return sent.protocol in _WEB and all(map(hosts.match, said))


def of_conversation(
    one: Conversation, start_ns: int, is_for_service: Callable[[Sent], bool]
) -> Iterator[Item]:
    """Give what was sent in one flow; of TLS that could not be ended, that there was some.

    `is_for_service` tells of a request whether it goes to a service for error reports or usage statistics.
    """
    for request in one.requests:
        item = _of_request(one, request, start_ns)
        if is_for_service(item.sent) and is_plain_report(request):
            item = replace(item, sent=replace(item.sent, plain=True))
        yield item
    if one.data:
        yield _of_data(one, start_ns)
    elif one.tls and not one.tls.ended:
        yield _of_tls(one, one.tls, start_ns)


def _key(sources: Sequence[Source], host: str) -> tuple[str, ...]:
    return (host, *(source.event.scope.package.purl for source in sources))


def _of_request(one: Conversation, request: Request, start_ns: int) -> Item:
    secure = one.tls is not None and one.tls.ended
    scheme = (_SECURE if secure else _PLAIN).get(request.protocol, request.protocol)
    sent = Sent(
        protocol=scheme,
        host=_host_of(request) or one.host,
        address=plain(one.flow.destination[0]),
        port=one.flow.destination[1],
        method=request.method,
        target=request.target,
        size=request.size,
        status=request.status,
        first_ns=max(0, request.t_ns - start_ns),
        excerpt=excerpt(request.body),
        cut=request.cut,
        plain=is_plain_question(request),
    )
    return Item(
        _key(one.sources, one.host), one.sources, sent, tuple(parts.pieces(request)), parts.fields(request)
    )


def _host_of(request: Request) -> str:
    """Return the host a request names itself, without the port."""
    host, _, port = request.host.rpartition(":")
    bare = request.host.count(":") == 1 or host.endswith("]")
    return (host if bare and port.isdecimal() else request.host).strip("[]").lower()


def _of_data(one: Conversation, start_ns: int) -> Item:
    body = b"".join(data.body for data in one.data)
    sent = Sent(
        protocol="tls" if one.tls and one.tls.ended else one.flow.protocol,
        host=one.host,
        address=plain(one.flow.destination[0]),
        port=one.flow.destination[1],
        method="",
        target="",
        size=sum(data.size for data in one.data),
        status=0,
        first_ns=max(0, one.data[0].t_ns - start_ns),
        excerpt=excerpt(body),
        cut=any(data.cut for data in one.data),
    )
    return Item(_key(one.sources, one.host), one.sources, sent, (("data", body),), {"data": body})


def _of_tls(one: Conversation, tls: Tls, start_ns: int) -> Item:
    """A TLS connection of which only the greeting was seen."""
    sent = Sent(
        protocol="tls",
        host=one.host,
        address=plain(one.flow.destination[0]),
        port=one.flow.destination[1],
        method="",
        target="",
        size=one.received,
        status=0,
        first_ns=max(0, tls.t_ns - start_ns),
        excerpt="",
        cut=True,
    )
    return Item(_key(one.sources, one.host), one.sources, sent, (("server name", parts.raw(tls.sni)),))


def of_name(record: Dns, sources: tuple[Source, ...], start_ns: int) -> Item:
    """Return a question for a name: its labels may carry something to whoever owns the rest of it.

    So may what else the message holds, to the server that it is sent to: an update's records, options.
    """
    host = parts.suffix(record.name)
    sent = Sent(
        protocol="dns",
        host=host,
        address="",
        port=0,
        method=record.type,
        target=record.name.rstrip("."),
        size=len(record.name) + record.size,
        status=0,
        first_ns=max(0, record.t_ns - start_ns),
        excerpt=excerpt(record.body),
        cut=record.cut,
    )
    labels = parts.raw(record.name.rstrip(".").removesuffix(host))
    more = {"message": record.body} if record.body else {}
    return Item(("dns", *_key(sources, host)), sources, sent, (("name", labels), *more.items()), more)


def excerpt(body: bytes) -> str:
    """Show the beginning of what was sent, safe to print: control characters are written out."""
    shown = "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii")
        for c in text(body[:_EXCERPT])
    )
    more = len(body) - _EXCERPT
    return f"{shown}...[{more} more bytes]" if more > 0 else shown


def url(sent: Sent) -> str:
    """Write down where something was sent: ``https://evil.example/x``, ``tcp://198.18.0.9:4444``."""
    if sent.protocol == "dns":
        return f"dns://{sent.target}"
    if sent.target.startswith(_WHOLE):
        return sent.target  # what a proxy is asked for
    host = f"[{sent.host}]" if ":" in sent.host else sent.host
    port = "" if _PORTS.get(sent.protocol) == sent.port else f":{sent.port}"
    between = "" if not sent.target or sent.target.startswith("/") else "/"
    return f"{sent.protocol}://{host}{port}{between}{sent.target}"


def packages(item: Item) -> list[tuple[Package, float]]:
    """Return whose an item may be, and how far that is believed."""
    found = [(source.event.scope.package, source.confidence) for source in item.sources]
    return found or [(UNATTRIBUTED, 1.0)]
