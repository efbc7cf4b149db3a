# SPDX-License-Identifier: Apache-2.0
"""Settings of package managers without what logs in: the rest may decide what gets installed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import yaml

from fpbox.files import head

LIMIT = 1 << 20
YARN_FILE = ".yarnrc.yml"
_SETTING = re.compile(r"\s*(?P<key>[^\s=]+?)(?:\[\])?\s*(?:=|\s)\s*(?P<value>.*?)\s*\Z")
_SECRET_KEY = re.compile(
    r"^//|auth|token|passw|secret|username|email|otp|^key$|^cert$|keyfile|certfile", re.IGNORECASE
)


def without_login(url: str) -> str:
    """Return an address without user and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def of_lines(content: bytes) -> bytes:
    """Take the lines that log in out of an .npmrc or .yarnrc."""
    return b"".join(line for line in content.splitlines(keepends=True) if not _logs_in(line))


def of_yaml(content: bytes) -> bytes | None:
    """Take the settings that log in out of a .yarnrc.yml; None when it cannot be understood.

    The file is a stranger's: a value may be there many times over, by reference, and each is looked at once.
    """
    try:
        root = yaml.compose(content, yaml.SafeLoader)
        if root is None:
            return b""
        _clean(root)
        cleaned: str = yaml.serialize(root, Dumper=yaml.SafeDumper, allow_unicode=True, width=LIMIT)
    except (yaml.YAMLError, UnicodeError, RecursionError, ValueError):
        return None
    return cleaned.encode()


def yarn_settings(folder: Path) -> Mapping[str, object]:
    """Return what the .yarnrc.yml of a folder says, without logins; nothing of one that cannot be read."""
    try:
        said = yaml.safe_load(of_yaml(head(folder / YARN_FILE, LIMIT)) or b"")
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


CLEANERS: dict[str, Callable[[bytes], bytes | None]] = {
    ".npmrc": of_lines,
    ".yarnrc": of_lines,
    YARN_FILE: of_yaml,
}
"""By a file's name what takes the logins out of it."""


def _logs_in(line: bytes) -> bool:
    text = line.decode("utf-8", "replace").strip()
    setting = _SETTING.match(text)
    if not text or text[0] in "#;" or setting is None:
        return False
    return _is_secret(setting["key"].strip("\"'"), setting["value"].strip("\"'"))


def _is_secret(key: str, value: str) -> bool:
    try:
        return bool(_SECRET_KEY.search(key)) or "@" in urlsplit(value).netloc
    except ValueError:  # it begins like an address, and is none
        return True


def _clean(root: yaml.Node) -> None:
    """Drop the pairs that log in, wherever in a document they are."""
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            node.value = [pair for pair in node.value if not _is_login(*pair)]
            waiting += [one for pair in node.value for one in pair]
        elif isinstance(node, yaml.SequenceNode):
            node.value = [one for one in node.value if not _is_login(None, one)]
            waiting += node.value


def _is_login(key: yaml.Node | None, value: yaml.Node) -> bool:
    """Tell whether a pair logs in. An address is a key in its own right where settings belong to a host."""
    name = key.value.lstrip("/") if isinstance(key, yaml.ScalarNode) else ""
    return _is_secret(name, value.value if isinstance(value, yaml.ScalarNode) else "")
