# SPDX-License-Identifier: Apache-2.0
"""What a box is to be like."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from fpbox.boxfile import BoxFile
from fpbox.machine import Machine

GIB = 1 << 30

SkipSleep = Literal["none", "scripts", "all"]


@dataclass(frozen=True, slots=True)
class ImageRef:
    """An image that is present in the engine.

    Attributes:
        name: what a person calls it. id: what the engine calls it, stable.
        digest: the repository's digest where it has one, else the id.
        source: "given" (named by the user and there), "pulled" and "bootstrapped" (how it came here), or
            "local" (there, nobody knows whence).
        manager: "npm" or "pypi" for the images that fpbox makes, else "".
        arch: as uname -m says it: "x86_64", "aarch64".
        env: the image's own environment.
        user, home: of the user the command runs as, where the image says so by label.
        base, adds: the image that this one is made of, and the name of the package manager it adds; or None.
        notes: sentences for the report.
    """

    name: str
    digest: str
    source: Literal["given", "local", "pulled", "bootstrapped"]
    manager: str = ""
    id: str = ""
    arch: str = "x86_64"
    env: tuple[tuple[str, str], ...] = ()
    user: str = ""
    home: str = ""
    base: ImageRef | None = None
    adds: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoxSpec:
    """What a box is to be like.

    Attributes:
        project: directory that is copied in and becomes the working directory; None for an empty home.
        env: variables for the command, over those of the image and of the host's settings.
        keep_env: names of variables the tracer may report at an exec.
        level: "deep" or "standard". linger_s: how long descendants that outlive the command are watched.
        skip_sleep: whose long sleeps end at once: nobody's, those of packages' scripts and build hooks, or
            those of all that the command starts.
        time_limit_s: 0 for none. file_size_bytes: the largest file that can be written.
        workdir: where the project goes; by default below the home directory, under the project's own name.
        disguise: as far as it goes, show the machine's hardware in place of the real one.
        include_credentials: copy `.npmrc`, `.netrc`, keys and the like as they are.
        dns: addresses of name servers to ask in place of the engine's own.
        authority: a certificate, PEM, that the box trusts besides those of the host.
        hostname, mac: of the box on its network; "" for the engine's choice.
        host_settings: honour the host's certificates, proxies and registries.
        files: put in last, so that they win. A path may begin with "~/": the home directory.
        machine: whose user, files and variables the box has; put in first, so that the project's files win.
        stdin: keep the command's standard input open; `Box.write` feeds it.
        run_id: names the container, with a suffix when several boxes belong to one run.
    """

    image: ImageRef
    command: tuple[str, ...]
    project: Path | None = None
    env: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    keep_env: tuple[str, ...] = ()
    network: str = "open"
    dns: tuple[str, ...] = ()
    level: str = "deep"
    skip_sleep: SkipSleep = "none"
    linger_s: float = 5.0
    time_limit_s: float = 0.0
    memory_bytes: int = 4 * GIB
    pids: int = 2048
    file_size_bytes: int = 4 * GIB
    uid: int = 1000
    gid: int = 1000
    workdir: str = ""
    hostname: str = ""
    mac: str = ""
    authority: bytes = b""
    machine: Machine | None = None
    disguise: bool = False
    include_credentials: bool = False
    host_settings: bool = True
    files: tuple[BoxFile, ...] = ()
    stdin: bool = False
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    run_id: str = field(default_factory=lambda: secrets.token_hex(6))
