# SPDX-License-Identifier: Apache-2.0
"""One name for one object, however the program spelled it.

Relative and descriptor-relative paths, ``..``, symbolic and hard links made during the run,
``/proc/self/root`` and a process's own number under ``/proc`` all end at the same normal form. This is done
on what was seen alone: nothing of the traced file system is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from fpbox.interest import NO_NAMES
from fpbox.trace.sensitive import is_sensitive

# Links that every Linux system has, so that one object does not go by two names.
_KNOWN_LINKS: Mapping[bytes, bytes] = {
    b"/var/run": b"/run",
    b"/dev/fd": b"/proc/self/fd",
    b"/dev/stdin": b"/proc/self/fd/0",
    b"/dev/stdout": b"/proc/self/fd/1",
    b"/dev/stderr": b"/proc/self/fd/2",
}
_MAX_LINKS = 65_536
_MAX_HOPS = 40
_MAX_FOLDERS = 65_536
_HERE = (b"", b".")
_NOTHING: AbstractSet[bytes] = frozenset()


class PathMap:
    """Knows the links of a run and resolves paths through them.

    Attributes:
        changes: grows with every link learnt: what was resolved before may lead elsewhere now.
        forgotten: links that were not learnt because there were too many.
    """

    def __init__(self, links: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """Take the links that exist at the start, as (absolute path, target) pairs."""
        self._links: dict[bytes, bytes] = {}
        self._folders: dict[bytes, bytes | None] = {}
        self._linked: dict[bytes, set[bytes]] = {}
        self.forgotten = 0
        self.changes = 0
        for path, target in _KNOWN_LINKS.items():
            self._put(path, target)
        for path, target in links:
            self.link(path, target)

    def link(self, path: bytes, target: bytes) -> None:
        """Remember that `path` (absolute) was made a link to `target`.

        Only the attempt is seen, not its success, so a link that once led somewhere sensitive is never
        replaced by one that does not: a failed second attempt must not hide the first.
        """
        path = lexical(path)
        target = target if target.startswith(b"/") else path.rsplit(b"/", 1)[0] + b"/" + target
        target = lexical(target)
        if target == path:
            return
        known = self._links.get(path)
        if known == target or (known is not None and is_sensitive(known) and not is_sensitive(target)):
            return
        if known is None and len(self._links) >= _MAX_LINKS:
            self.forgotten += 1
            return
        self._put(path, target)
        self.changes += 1

    def _put(self, path: bytes, target: bytes) -> None:
        self._links[path] = target
        folder, _, name = path.rpartition(b"/")
        self._linked.setdefault(folder, set()).add(name)
        self._folders.clear()

    def rename(self, old: bytes, new: bytes) -> None:
        """Let `new` lead where `old` led, if `old` is a known link."""
        target = self._links.get(lexical(old))
        if target is not None:
            self.link(new, target)

    def resolve(self, path: bytes, *, cwd: bytes, own: frozenset[bytes]) -> tuple[bytes, bool]:
        """Return the normal form of an absolute `path`, and whether it holds for this process alone.

        Args:
            path: absolute, as bytes.
            cwd: the working directory, for /proc/self/cwd.
            own: the process's own numbers (process and thread), for /proc/<number>.
        """
        self.folder(path.rpartition(b"/")[0], cwd=cwd, own=own)
        known = self.known(path)
        return self._walk(path, cwd, own) if known is None else (known, False)

    def folder(self, path: bytes, *, cwd: bytes, own: frozenset[bytes]) -> bytes | None:
        """Return the normal form of an absolute directory, or None if it differs between processes.

        Takes what `resolve` does. The root is the empty string.
        """
        if path not in self._folders:
            self._folder(path, cwd, own)
        return self._folders[path]

    def linked(self, folder: bytes) -> AbstractSet[bytes]:
        """Return the names in a directory, given in its normal form, that are known links."""
        return self._linked.get(folder, _NOTHING)

    def known(self, path: bytes) -> bytes | None:
        """Return the normal form of an absolute `path`, or None where its directory is not known for all."""
        folder, _, name = path.rpartition(b"/")
        known = self._folders.get(folder)
        if known is None or name in NO_NAMES:
            return None
        whole = known + b"/" + name
        return None if whole in self._links else whole

    def _folder(self, folder: bytes, cwd: bytes, own: frozenset[bytes]) -> None:
        """Resolve a directory for every path in it, unless it is not the same for every process."""
        normal, local = self._walk(folder, cwd, own)
        if len(self._folders) >= _MAX_FOLDERS:
            self._folders.clear()
        shared = not local and not normal.startswith(b"/proc")
        self._folders[folder] = normal.removesuffix(b"/") if shared else None

    def _walk(self, path: bytes, cwd: bytes, own: frozenset[bytes]) -> tuple[bytes, bool]:
        """Resolve part by part."""
        hops, local = 0, False
        rest = path.split(b"/")[::-1]
        done: list[bytes] = []
        while rest:
            part = rest.pop()
            if part in _HERE:
                continue
            if part == b"..":
                if done:
                    done.pop()
                continue
            done.append(part)
            local = local or (done[0] == b"proc" and len(done) > 1)
            target = self._target(done, cwd, own)
            if target is None:
                continue
            hops += 1
            if hops > _MAX_HOPS:
                break
            done.clear()
            rest.extend(target.split(b"/")[::-1])
        return _canonical(b"/" + b"/".join(done + rest[::-1]), own), local

    def _target(self, parts: list[bytes], cwd: bytes, own: frozenset[bytes]) -> bytes | None:
        """Return where the path made of `parts` leads, if it is a link.

        Every process has the same root: changing it is refused.
        """
        if parts[0] == b"proc" and len(parts) > 2:  # noqa: PLR2004 - /proc/<pid>/<name>
            if parts[1] == b"thread-self" or (parts[1] in own and parts[2] != b"task"):
                return b"/proc/self/" + b"/".join(parts[2:])
            if parts[2] == b"task" and len(parts) > 4 and (parts[1] == b"self" or parts[1] in own):  # noqa: PLR2004
                return b"/proc/self/" + b"/".join(parts[4:])
            if len(parts) == 3:  # noqa: PLR2004
                if parts[2] == b"root" and parts[1] != b"sys":
                    return b"/"
                if parts[2] == b"cwd" and parts[1] == b"self":
                    return cwd
        return self._links.get(b"/" + b"/".join(parts))


def _canonical(path: bytes, own: frozenset[bytes]) -> bytes:
    """Name own and other processes' directories under /proc apart from their numbers."""
    if not path.startswith(b"/proc/"):
        return path
    parts = path.split(b"/")
    who = parts[2]
    if who in own or who == b"thread-self":
        parts[2] = b"self"
    elif who.isdigit():
        parts[2] = b"[pid]"
    if parts[2] == b"self" and len(parts) > 3 and parts[3] == b"net":  # noqa: PLR2004
        parts[2:4] = [b"net"]
    return b"/".join(parts)


def lexical(path: bytes) -> bytes:
    """Collapse ``//``, ``.`` and ``..`` of an absolute path without following anything."""
    done: list[bytes] = []
    for part in path.split(b"/"):
        if part == b"..":
            if done:
                done.pop()
        elif part not in (b"", b"."):
            done.append(part)
    return b"/" + b"/".join(done)
