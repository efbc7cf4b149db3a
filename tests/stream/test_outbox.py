# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from fpbox.stream.events import Message
from fpbox.stream.outbox import Outbox, size


def message(number, kind="finding"):
    return Message(kind, "run-1", f"fpbox/v1/default/{kind}/host/run-1", b"%d" % number)


def numbers(outbox, limit=1000):
    return [int(one.message.payload) for one in outbox.first(limit)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox" / "v1-x.sqlite3"


@pytest.fixture
def outbox(path):
    box = Outbox(path)
    yield box
    box.close()


def test_messages_come_out_in_the_order_in_which_they_went_in(outbox):
    outbox.put([message(1), message(2)])
    outbox.put([message(3)])
    assert numbers(outbox) == [1, 2, 3]
    assert numbers(outbox, 2) == [1, 2]
    first = outbox.first(1)[0]
    assert first.message == message(1)
    assert [int(one.message.payload) for one in outbox.first(9, first.id)] == [2, 3]


def test_what_is_removed_is_gone_and_its_room_free(outbox):
    outbox.put([message(number) for number in range(3)])
    assert outbox.stored_bytes == 3 * size(message(0))
    outbox.remove(outbox.first(9)[1].id)
    assert numbers(outbox) == [2]
    assert outbox.stored_bytes == size(message(0))
    assert outbox.count(0, outbox.last_id()) == 1


def test_ids_are_never_used_again(outbox):
    outbox.put([message(1)])
    before = outbox.last_id()
    outbox.remove(before)
    outbox.put([message(2)])
    assert outbox.last_id() > before


def test_what_one_run_puts_the_others_see(outbox, path):
    other = Outbox(path)
    outbox.put([message(1)])
    other.put([message(2)])
    outbox.look()
    assert numbers(outbox) == numbers(other) == [1, 2]
    assert outbox.stored_bytes == other.stored_bytes
    other.close()


def test_an_outbox_that_was_full_and_is_empty_gives_the_disk_back(path):
    outbox = Outbox(path)
    outbox.put([Message("finding", "run", "topic", b"0" * 100_000) for _ in range(30)])
    outbox.close()
    assert path.stat().st_size > 3_000_000
    outbox = Outbox(path)
    outbox.remove(outbox.last_id())
    outbox.close()
    assert path.stat().st_size < 100_000


def test_only_one_is_the_sender(outbox, path):
    other = Outbox(path)
    assert outbox.claim()
    assert outbox.claim()
    assert not other.claim()
    outbox.release()
    assert other.claim()
    other.close()
    assert outbox.claim()


WRITER = """
import sys, pathlib
from fpbox.stream.events import Message
from fpbox.stream.outbox import Outbox
box = Outbox(pathlib.Path(sys.argv[1]))
assert box.claim() or len(sys.argv) > 2
for number in range(1000000):
    box.put([Message("finding", "run", "topic", b"%d" % number)])
    print(number, flush=True)
"""


def test_nothing_that_was_put_is_lost_by_kill_9(path):
    with subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE) as writer:
        for _ in range(20):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        last = int(([b"19", *writer.stdout.read().splitlines()])[-1])
    outbox = Outbox(path)
    assert outbox.trouble == []
    assert numbers(outbox, 100_000)[: last + 1] == list(range(last + 1))
    assert outbox.claim()
    outbox.close()


def test_processes_put_at_the_same_time_without_losing_each_others(outbox, path):
    command = [sys.executable, "-c", WRITER, path, "shared"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as one,
        subprocess.Popen(command, stdout=subprocess.PIPE) as two,
    ):
        for _ in range(30):
            assert one.stdout.readline()
            assert two.stdout.readline()
        one.kill()
        two.kill()
    found = numbers(outbox, 100_000)
    assert all(found.count(number) == 2 for number in range(30))


def test_a_write_cut_in_the_middle_takes_nothing_else_with_it(path):
    writer = Outbox(path)
    writer.put([message(1)])
    writer.put([message(2)])
    log = path.with_name(path.name + "-wal")
    torn = log.read_bytes()[:-1000]
    data = path.read_bytes()
    writer.close()
    path.write_bytes(data)
    log.write_bytes(torn)
    outbox = Outbox(path)
    assert outbox.trouble == []
    assert numbers(outbox) == [1]
    outbox.close()


def test_a_message_damaged_on_disk_is_noticed(outbox, path):
    outbox.put([message(1), message(2)])
    with sqlite3.connect(path) as database:
        database.execute("UPDATE message SET payload = x'00' WHERE id = 1")
    database.close()
    assert [one.message for one in outbox.first(9)] == [None, message(2)]


@pytest.mark.parametrize("rubbish", [b"no database at all" * 100, b"SQLite format 3\0" + os.urandom(8192)])
def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(path, rubbish):
    path.parent.mkdir()
    path.write_bytes(rubbish)
    outbox = Outbox(path)
    outbox.put([message(1)])
    assert numbers(outbox) == [1]
    outbox.close()
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == rubbish
    assert str(aside) in outbox.trouble[0]


def test_where_there_can_be_no_file_it_is_in_memory(tmp_path):
    (tmp_path / "file").touch()
    outbox = Outbox(tmp_path / "file" / "x.sqlite3")
    assert "cannot be used" in outbox.trouble[0]
    outbox.put([message(1)])
    assert outbox.claim()
    assert numbers(outbox) == [1]
    outbox.close()


def fill(outbox, messages):
    while True:
        outbox.put(messages)


def test_a_full_disk_is_an_error_and_takes_nothing_half(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], check=False).returncode:
        pytest.skip("may not mount a small disk")
    try:
        outbox = Outbox(disk / "x.sqlite3")
        assert outbox.trouble == []
        big = Message("finding", "run", "topic", b"0" * 30_000)
        with pytest.raises(sqlite3.OperationalError, match="full"):
            fill(outbox, [big, big])
        kept = outbox.first(1000)
        assert len(kept) % 2 == 0
        assert all(one.message == big for one in kept)
        outbox.close()
    finally:
        subprocess.run(["umount", disk], check=True)
