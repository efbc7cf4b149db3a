# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import asyncio
import stat
import subprocess
from pathlib import Path

import pytest

from fpbox.errors import StreamError
from fpbox.stream import jsonl
from fpbox.stream.jsonl import Record


async def opened(path):
    record = Record(path)
    await record.open()
    return record


async def test_lines_are_in_the_file_while_the_run_goes_on(tmp_path):
    record = await opened(tmp_path / "new" / "record")
    record.put(b"one")
    record.put(b"two")
    await record.flush(60)
    assert record.path.read_bytes() == b"one\ntwo\n"
    record.put(b"three")
    await record.close()
    assert record.path.read_bytes() == b"one\ntwo\nthree\n"
    assert record.trouble == []


async def test_the_file_is_its_owners_and_only_of_this_run(tmp_path):
    (tmp_path / "record").write_text("what was there before, and was longer\n")
    (tmp_path / "record").chmod(0o600)
    record = await opened(tmp_path / "record")
    record.put(b"one")
    await record.close()
    assert record.path.read_bytes() == b"one\n"
    fresh = await opened(tmp_path / "fresh")
    await fresh.close()
    assert stat.S_IMODE(fresh.path.stat().st_mode) == 0o600


async def test_a_hundred_thousand_lines_keep_their_order(tmp_path):
    record = await opened(tmp_path / "record")
    for number in range(100_000):
        record.put(b"%d" % number)
        if number % 1000 == 0:
            await asyncio.sleep(0)
    await record.close()
    assert record.path.read_bytes().split() == [b"%d" % number for number in range(100_000)]


async def test_a_full_disk_is_reported_and_stops_nothing():
    record = await opened(Path("/dev/full"))
    record.put(b"one")
    record.put(b"two")
    await record.flush(0.5)
    assert record.trouble == [
        "the record /dev/full cannot be written (No space left on device); trying again"
    ]
    await record.close()
    assert record.trouble[1:] == ["2 lines of the record /dev/full could not be written and are lost"]


async def test_a_disk_that_was_full_for_a_while_gets_every_line_whole(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk]
    if (await asyncio.to_thread(subprocess.run, mount, check=False)).returncode:
        pytest.skip("may not mount a small disk")
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(b"0" * 40_000)
        record = await opened(disk / "record")
        lines = [b"%d " % number + b"x" * 999 for number in range(40)]
        for line in lines:
            record.put(line)
        await record.flush(0.5)
        assert "No space left" in record.trouble[0]
        ballast.unlink()
        await record.flush(60)
        await record.close()
        assert record.path.read_bytes().splitlines() == lines
        assert record.lost == 0
    finally:
        await asyncio.to_thread(subprocess.run, ["umount", disk], check=True)


async def test_what_waits_for_a_full_disk_is_bounded_and_counted(monkeypatch):
    monkeypatch.setattr(jsonl, "MAX_PENDING_BYTES", 100)
    record = await opened(Path("/dev/full"))
    for _ in range(20):
        record.put(b"0123456789")
    await record.close()
    assert record.lost == 20


async def test_a_place_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StreamError, match="XDG_STATE_HOME"):
        await opened(tmp_path / "file" / "record")
