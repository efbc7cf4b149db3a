# SPDX-License-Identifier: Apache-2.0
"""What the broker has not acknowledged yet, on disk: one SQLite file for each broker, shared by all runs.

Each commit is flushed to the disk (WAL, synchronous=FULL): neither ``kill -9`` nor a power cut loses what
`Outbox.put` has taken. SQLite's own checksums find torn writes in its log, a CRC for each message the others.
All calls block: they belong in a thread, and one thread at a time.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from fpbox.stream.events import Kind, Message

MAX_BYTES = 64 * 1024 * 1024
RESERVE_BYTES = 1024 * 1024
OVERHEAD_BYTES = 256
SMALL_PAGES = 64

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS message (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL, run TEXT NOT NULL, topic TEXT NOT NULL,
        payload BLOB NOT NULL, crc INTEGER NOT NULL, bytes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS total (one INTEGER PRIMARY KEY CHECK (one = 1), bytes INTEGER NOT NULL) STRICT;
    INSERT OR IGNORE INTO total VALUES (1, 0);
    CREATE TRIGGER IF NOT EXISTS added AFTER INSERT ON message
        BEGIN UPDATE total SET bytes = bytes + NEW.bytes; END;
    CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON message
        BEGIN UPDATE total SET bytes = bytes - OLD.bytes; END;
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message in the outbox; `message` is None when it was damaged on disk."""

    id: int
    message: Message | None


def _crc(kind: str, run: str, topic: str, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(f"{kind}\0{run}\0{topic}".encode()))


def _waiting(row: tuple[int, str, str, str, bytes, int]) -> Waiting:
    number, kind, run, topic, payload, crc = row
    whole = _crc(kind, run, topic, payload) == crc
    return Waiting(number, Message(cast("Kind", kind), run, topic, payload) if whole else None)


def size(message: Message) -> int:
    """Bytes that a message counts for, against the bound."""
    return len(message.payload) + OVERHEAD_BYTES


class Outbox:
    """Messages in the order in which they were put.

    Attributes:
        trouble: sentences for a person: what was damaged, or why this outbox is in memory only.
        stored_bytes: what all runs together had in it when it was last looked at.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: list[str] = []
        self.stored_bytes = 0
        self._in_memory = False
        self._lock_file: int | None = None
        self._db = self._open()

    def put(self, messages: Sequence[Message]) -> None:
        """Add messages, all or none, and flush them to the disk.

        Raises:
            sqlite3.Error: the disk is full, or worse.
        """
        rows = [
            (
                one.kind,
                one.run,
                one.topic,
                one.payload,
                _crc(one.kind, one.run, one.topic, one.payload),
                size(one),
            )
            for one in messages
        ]
        with self._db:
            self._db.executemany(
                "INSERT INTO message (kind, run, topic, payload, crc, bytes) VALUES (?, ?, ?, ?, ?, ?)", rows
            )
        self.look()

    def first(self, limit: int, after: int = 0) -> list[Waiting]:
        """Return the oldest messages with a higher id than `after`."""
        rows = self._db.execute(
            "SELECT id, kind, run, topic, payload, crc FROM message WHERE id > ? ORDER BY id LIMIT ?",
            (after, limit),
        )
        return [_waiting(row) for row in rows.fetchall()]

    def remove(self, up_to: int) -> None:
        """Forget the messages up to this id: the broker has them."""
        with self._db:
            self._db.execute("DELETE FROM message WHERE id <= ?", (up_to,))
        self.look()

    def look(self) -> None:
        """Bring `stored_bytes` up to date with what other runs did."""
        self.stored_bytes = self._one("SELECT bytes FROM total")

    def last_id(self) -> int:
        """Return the id of the youngest message, or 0."""
        return self._one("SELECT coalesce(max(id), 0) FROM message")

    def count(self, after: int, up_to: int) -> int:
        """Return how many messages there are with ids from `after` + 1 to `up_to`."""
        return self._one("SELECT count(*) FROM message WHERE id > ? AND id <= ?", after, up_to)

    def claim(self) -> bool:
        """Become the one sender, until `release` or the process's end; False while another one is."""
        if self._lock_file is not None or self._in_memory:
            return True
        lock = self._lock(".sender")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        self._lock_file = lock
        return True

    def release(self) -> None:
        """Let another one send."""
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    def close(self) -> None:
        """Close the file; it stays for the next run, and is small when nothing is in it."""
        with suppress(sqlite3.Error):
            if self.claim() and not self.last_id() and self._one("PRAGMA page_count") > SMALL_PAGES:
                self._db.execute("VACUUM")
        self.release()
        self._db.close()

    def _one(self, query: str, *values: int) -> int:
        return int(self._db.execute(query, values).fetchone()[0])

    def _lock(self, suffix: str) -> int:
        return os.open(self.path.with_suffix(suffix), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
            with self._alone():
                return self._connect_or_set_aside()
        except (OSError, sqlite3.Error) as error:
            self.trouble.append(
                f"the outbox {self.path} cannot be used ({error}): what the broker does not take is lost"
            )
            self._in_memory = True
            return _connect(":memory:")

    def _connect_or_set_aside(self) -> sqlite3.Connection:
        try:
            return _connect(str(self.path))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            aside = self.path.with_suffix(f".damaged-{time.time_ns()}")
            self.path.rename(aside)
            for suffix in ("-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            self.trouble.append(
                f"the outbox was damaged ({error}); it is kept as {aside}, and a new one was begun"
            )
            return _connect(str(self.path))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = self._lock(".open")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _connect(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=5, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA journal_size_limit = 1048576")
        database.executescript(_SCHEMA)
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
    except sqlite3.Error:
        database.close()
        raise
    return database
