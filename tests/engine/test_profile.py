# SPDX-License-Identifier: Apache-2.0
"""The outer profile leaves to the inner filter what that one reports."""

from __future__ import annotations

import json
import re

from fpbox.engine import BoxSpec, ImageRef
from fpbox.engine.container import container_config
from fpbox.resources import data_dir


def profile() -> dict[str, list[dict[str, object]]]:
    read: dict[str, list[dict[str, object]]] = json.loads(
        (data_dir("seccomp") / "container.json").read_text()
    )
    return read


def denied() -> set[str]:
    rules = profile()["syscalls"]
    return {name for rule in rules for name in rule["names"]}  # type: ignore[attr-defined]


def test_no_call_is_denied_outside_that_the_tracer_would_report() -> None:
    table = (data_dir("seccomp") / "trace.def").read_text()
    traced = set(re.findall(r"^CALL\((\w+),", table, re.MULTILINE))
    assert len(traced) > 100
    assert denied() & traced == set()


def test_the_tracer_can_do_its_own_work() -> None:
    needed = {"seccomp", "process_vm_readv", "ptrace", "pidfd_open", "pidfd_getfd", "setgroups", "capset"}
    assert denied() & needed == set()


def test_foreign_abis_reach_the_inner_filter() -> None:
    known = {arch: set(subs) for row in profile()["archMap"] for arch, subs in [tuple(row.values())]}  # type: ignore[arg-type]
    assert known == {
        "SCMP_ARCH_X86_64": {"SCMP_ARCH_X86", "SCMP_ARCH_X32"},
        "SCMP_ARCH_AARCH64": {"SCMP_ARCH_ARM"},
    }


def test_each_denial_says_why() -> None:
    assert all(rule["comment"] for rule in profile()["syscalls"])


def test_the_container_shares_nothing_with_the_host() -> None:
    made = container_config(BoxSpec(ImageRef("x", "d", "given"), ("true",)), {}, podman=False)
    host = made["HostConfig"]
    assert not {"Binds", "Mounts", "Devices", "VolumesFrom", "PidMode", "UTSMode"} & set(host)
    assert (host["CapDrop"], host["Privileged"], host["NetworkMode"]) == (["ALL"], False, "bridge")
    assert host["MemorySwap"] == host["Memory"]
    assert "no-new-privileges" in host["SecurityOpt"]
    assert made["Healthcheck"] == {"Test": ["NONE"]}


def test_podman_gets_a_path_and_docker_the_profile() -> None:
    spec = BoxSpec(ImageRef("x", "d", "given"), ("true",))
    (path,) = [
        option
        for option in container_config(spec, {}, podman=True)["HostConfig"]["SecurityOpt"]
        if option.startswith("seccomp=")
    ]
    assert path == f"seccomp={data_dir('seccomp') / 'container.json'}"
