# SPDX-License-Identifier: Apache-2.0
"""What a run is judged by, kept so that it can be judged again without a container."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fpbox.attribute import Claim, Manifest
from fpbox.engine import ImageRef
from fpbox.model import Package, Report
from fpbox.recipes import Baseline
from fpbox.sealed.search import Planted


@dataclass(slots=True)
class Tape:
    """Filled by a run that is given one.

    Attributes:
        image: the image it ran in. baseline: what the image's control run showed.
        registry_hosts: the hosts it was allowed to talk to.
        streams: the bytes of each tracer of the run, in the order they were started.
        loads: for each tracer after the first the words of the import phase, and whose doings they show.
        gateway: the lines of a sealed run's gateway; None when there was none. planted: the values that were
            invented for the run.
        files: the project's files that tell of its packages, by path, as they were at the end.
        manifest: the project's own, before and after.
        report: what was said of it.
    """

    image: ImageRef | None = None
    baseline: Baseline = field(default_factory=Baseline)
    registry_hosts: frozenset[str] = frozenset()
    streams: list[bytearray] = field(default_factory=list)
    loads: list[Mapping[str, Claim | Package]] = field(default_factory=list)
    gateway: bytearray | None = None
    planted: tuple[Planted, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    manifest: Manifest | None = None
    report: Report | None = None
