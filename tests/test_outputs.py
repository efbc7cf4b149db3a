# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import os
from pathlib import Path

import pytest

from fpbox import outputs
from fpbox.errors import UsageError
from fpbox.settings import Output


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(b"an older and longer one")
    assert outputs.write(path, b"new") == ""
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    failure = outputs.write(tmp_path / "nowhere" / "report.json", b"x")
    assert "cannot write" in failure
    assert "No such file" in failure


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert outputs.write(pipe, b"x") == ""
    assert os.read(reader, 10) == b"x"
    os.close(reader)
    assert outputs.write(Path("/dev/full"), b"x") == "cannot write /dev/full: No space left on device"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    assert outputs.write(link, b"new") == ""
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("file", ["nowhere/report.json", "."])
def test_a_place_that_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        outputs.check([Output("json", file)])
    outputs.check([Output("json", "-"), Output("json", "report.json"), Output("json", "/dev/null")])


def test_a_folder_with_nothing_in_it_is_removed_and_any_other_kept(tmp_path: Path) -> None:
    empty, full = tmp_path / "empty", tmp_path / "full"
    for folder in (empty, full):
        outputs.make_folder(folder)
        (folder / "events.jsonl").touch()
    (full / "report.json").write_bytes(b"{}")
    for folder in (empty, full, tmp_path / "none"):
        outputs.tidy(folder)
    assert not empty.exists()
    assert len(list(full.iterdir())) == 2
