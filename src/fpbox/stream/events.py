# SPDX-License-Identifier: Apache-2.0
"""What the stream says: CloudEvents 1.0 in structured JSON, each with its topic. Does no IO.

Sequence numbers count from 1 within one `source`. Findings, run and verdict share the source of the run;
status and trace have sources of their own: either may be left out, and a gap elsewhere must mean a loss.
"""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from fpbox.model import Event, Finding, Report, RunInfo
from fpbox.stream import encode
from fpbox.stream.encode import Json

Kind = Literal["status", "run", "finding", "verdict", "trace"]
State = Literal["running", "finished", "aborted", "lost"]

MAX_MESSAGE_BYTES = 256 * 1024
MAX_BATCH = 500
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
RETAINED_EXPIRY_S = 30 * 24 * 3600

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONG = frozenset({"findings", "terms", "requests", "requests_left_out"})
_OWN_SOURCE = frozenset({"status", "trace"})


def topic_part(name: str) -> str:
    """Make a name fit for one level of a topic: letters, digits, dots, dashes and underscores only."""
    return _UNSAFE.sub("-", name)[:64].strip("-") or "unknown"


@dataclass(frozen=True, slots=True)
class Message:
    """One event, ready to be published: `payload` is the CloudEvent."""

    kind: Kind
    run: str
    topic: str
    payload: bytes

    @property
    def qos(self) -> int:
        """QoS 0 for the trace, of which the file is the record; 1 for all else."""
        return 0 if self.kind == "trace" else 1

    @property
    def retain(self) -> bool:
        """The broker keeps the last status and the verdict of each run."""
        return self.kind in {"status", "verdict"}


@dataclass(frozen=True, slots=True)
class Tally:
    """What the broker was not told: refused (findings and the like), and trace batches left out."""

    refused: int = 0
    trace_left_out: int = 0

    def as_json(self) -> Json:
        """Return it as it stands in status and verdict."""
        return {"refused": self.refused, "trace_left_out": self.trace_left_out}


class Events:
    """Makes the messages of one run, in order."""

    def __init__(self, *, site: str, worker: str, run: str) -> None:
        self.site = topic_part(site)
        self.worker = topic_part(worker)
        self.run = topic_part(run)
        self._main = itertools.count(1)
        self._own: dict[str, Iterator[int]] = {kind: itertools.count(1) for kind in _OWN_SOURCE}

    def topic(self, kind: Kind) -> str:
        """Return where messages of this kind go: ``fpbox/v1/<site>/<kind>/<worker>/<run>``."""
        return f"fpbox/v1/{self.site}/{kind}/{self.worker}/{self.run}"

    def run_started(self, info: RunInfo) -> Message:
        """The run begins."""
        return self._message("run", "run.started", self.run, {"run": encode.run(info)})

    def run_finished(self, report: Report) -> Message:
        """The run has ended: its facts and what was seen."""
        data = {"run": encode.run(report.run), "coverage": encode.coverage(report.coverage)}
        return self._message("run", "run.finished", self.run, data)

    def finding(self, finding: Finding) -> Message:
        """A recipe matched for a package."""
        package = finding.package
        data = {
            "run": self.run,
            "package": encode.shown(package.purl),
            "via": [encode.shown(name) for name in package.via],
            **encode.finding(finding),
            "evidence_left_out": 0,
            "thefts_left_out": 0,
        }
        _shorten(data, "thefts")
        _shorten(data, "evidence")
        return self._message("finding", "finding", encode.shown(package.purl), data)

    def verdict(self, report: Report, tally: Tally) -> Message:
        """How the run ended: verdict, coverage, scores (without findings), what the broker was not told."""
        whole = encode.report(report)
        data = {key: whole[key] for key in ("run", "coverage", "verdict", "fail_on", "reasons", "flagged")}
        data["packages"] = [_summary(package) for package in whole["packages"]]
        data["packages_left_out"] = 0
        data["stream"] = tally.as_json()
        _shorten(data, "packages")
        return self._message("verdict", "verdict", self.run, data)

    def trace(self, batch: Sequence[Event]) -> Iterator[Message]:
        """Traced events, in messages of at most `MAX_BATCH` of them."""
        for start in range(0, len(batch), MAX_BATCH):
            events = [encode.event(event) for event in batch[start : start + MAX_BATCH]]
            for part in _parts(events):
                yield self._message("trace", "trace.batch", self.run, {"run": self.run, "events": part})

    def status(self, state: State, tally: Tally) -> Message:
        """Whether this run is alive; "lost" is what the broker says of it when the connection breaks."""
        data = {"run": self.run, "state": state, "stream": tally.as_json()}
        return self._message("status", "worker.status", self.worker, data)

    def _message(self, kind: Kind, name: str, subject: str, data: Json) -> Message:
        source = f"/fpbox/{self.site}/{self.worker}/{self.run}"
        sequence = next(self._own[kind] if kind in _OWN_SOURCE else self._main)
        event = {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": f"{source}/{kind}" if kind in _OWN_SOURCE else source,
            "type": f"io.fpbox.{name}.v1",
            "subject": subject,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "sequence": f"{sequence:010d}",
            "data": data,
        }
        return Message(kind, self.run, self.topic(kind), encode.dumps(event))


def _summary(package: Json) -> Json:
    kept = {key: value for key, value in package.items() if key not in _LONG}
    return {**kept, "recipes": [finding["recipe"] for finding in package["findings"]]}


def _shorten(data: Json, key: str) -> None:
    """Leave out the last items of the list `key` until the message fits; say how many."""
    room = MAX_MESSAGE_BYTES - len(encode.dumps({**data, key: []})) - 1024
    for place, item in enumerate(data[key]):
        room -= len(encode.dumps(item)) + 1
        if room < 0:
            data[f"{key}_left_out"] = len(data[key]) - place
            data[key] = data[key][:place]
            return


def _parts(events: list[Json]) -> Iterator[list[Json]]:
    part: list[Json] = []
    room = MAX_MESSAGE_BYTES - 1024
    for event in events:
        size = len(encode.dumps(event)) + 1
        if part and size > room:
            yield part
            part, room = [], MAX_MESSAGE_BYTES - 1024
        part.append(event)
        room -= size
    yield part
