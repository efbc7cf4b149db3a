# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from fpbox.engine.bootstrap import _extract
from fpbox.errors import ImageError


def packed(*members: tuple[str, int, bytes]) -> tarfile.TarFile:
    """An archive of members: name, mode and type."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, mode, kind in members:
            member = tarfile.TarInfo(name)
            member.mode, member.type, member.linkname = mode, kind, "/etc/passwd"
            member.size = 4 if kind == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(b"text"))
    file.seek(0)
    return tarfile.open(fileobj=file)


def test_files_keep_their_place_and_whether_they_can_be_run(tmp_path: Path) -> None:
    members = (("package/bin/node", 0o4777, tarfile.REGTYPE), ("package/index.js", 0o600, tarfile.REGTYPE))
    with packed(*members) as archive:
        _extract(archive, tmp_path)
    node, index = tmp_path / "package/bin/node", tmp_path / "package/index.js"
    assert (node.stat().st_mode & 0o7777, index.stat().st_mode & 0o7777) == (0o755, 0o644)
    assert node.read_bytes() == index.read_bytes() == b"text"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_what_is_no_file_is_left_out(tmp_path: Path, kind: bytes) -> None:
    with packed(("package/odd", 0o777, kind)) as archive:
        _extract(archive, tmp_path)
    assert not (tmp_path / "package/odd").is_symlink()
    assert not (tmp_path / "package/odd").exists()


@pytest.mark.parametrize("name", ["../outside", "/outside", "package/../../outside"])
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    with packed((name, 0o644, tarfile.REGTYPE)) as archive, pytest.raises(ImageError, match="outside of it"):
        _extract(archive, tmp_path / "inside")
    assert not (tmp_path / "outside").exists()
