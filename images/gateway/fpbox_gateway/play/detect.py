# SPDX-License-Identifier: Apache-2.0
"""Which protocol a client speaks, by its first bytes; by the port only where the server speaks first."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

FIRST_LINE_BYTES = 24 << 10


class Spoken(enum.Enum):
    """A protocol that something here can answer."""

    TLS = "tls"
    HTTP = "http"
    SMTP = "smtp"
    FTP = "ftp"
    SSH = "ssh"
    POP3 = "pop3"
    IMAP = "imap"
    MYSQL = "mysql"
    SOCKS = "socks"
    RAW = "raw"


GREETS: Mapping[int, Spoken] = {
    21: Spoken.FTP,
    22: Spoken.SSH,
    25: Spoken.SMTP,
    110: Spoken.POP3,
    143: Spoken.IMAP,
    465: Spoken.SMTP,
    587: Spoken.SMTP,
    990: Spoken.FTP,
    993: Spoken.IMAP,
    995: Spoken.POP3,
    2222: Spoken.SSH,
    2525: Spoken.SMTP,
    3306: Spoken.MYSQL,
}
"""Ports where a client waits for the server's greeting."""

INSIDE_TLS = frozenset({465, 990, 993, 995})
"""Those of them where it begins with TLS, and waits inside."""

_METHOD = re.compile(rb"[A-Za-z][A-Za-z_-]{0,31} ")
_VERSION = re.compile(rb" HTTP/[01]\.[0-9]\Z")
_OLD = re.compile(rb"GET [^ ]+\Z")
_BEGUN = re.compile(rb"[A-Za-z][A-Za-z_-]{0,31}(?: [^\r\n]*\r?)?\Z")
_GREETING = re.compile(rb"(?:EHLO|HELO|LHLO) ", re.IGNORECASE)
_SSH = re.compile(rb"SSH-[0-9]")
_TLS_MAJOR = 3
_NEWEST_TLS_RECORD = 4


def spoken(first: bytes) -> Spoken | None:
    """Name the protocol that begins with these bytes, RAW for one that is not known.

    Returns None while more bytes are needed to tell.
    """
    if first[:1] == b"\x16":
        return _tls(first)
    if first[:1] == b"\5":
        return _socks(first)
    if _SSH.match(first):
        return Spoken.SSH
    line, end, _ = first[:FIRST_LINE_BYTES].partition(b"\n")
    if end:
        return _by_line(line.rstrip())
    return None if len(first) < FIRST_LINE_BYTES and _BEGUN.match(first) else Spoken.RAW


def _tls(first: bytes) -> Spoken | None:
    if len(first) < len(b"\x16\3\1"):
        return None
    return Spoken.TLS if first[1] == _TLS_MAJOR and first[2] <= _NEWEST_TLS_RECORD else Spoken.RAW


def _socks(first: bytes) -> Spoken | None:
    """A greeting of SOCKS 5 holds one or several methods and ends, for the server has to choose one."""
    methods = first[1] if len(first) > 1 else 1
    if len(first) < 2 + methods:
        return None
    return Spoken.SOCKS if methods and len(first) == 2 + methods else Spoken.RAW


def _by_line(line: bytes) -> Spoken:
    if _GREETING.match(line):
        return Spoken.SMTP
    request = _METHOD.match(line) and _VERSION.search(line)
    return Spoken.HTTP if request or _OLD.match(line) else Spoken.RAW
