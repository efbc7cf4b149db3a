# SPDX-License-Identifier: Apache-2.0
"""Small programs with known behaviour, and the events that have to come of them.

The numbers in the names are those of the list of cases that the tracer was designed against.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import pytest

Traced = Any  # conftest.Traced
Trace = Callable[..., Traced]
pytestmark = [
    pytest.mark.tracer,
    pytest.mark.skipif(platform.machine() != "x86_64", reason="the programs use x86_64's own calls"),
]
HOST = ("open", "openat", "/etc/hostname", "ok")


def whole(traced: Traced) -> Traced:
    assert traced.coverage.complete, traced.coverage.trouble
    assert traced.coverage.lost == 0
    return traced


def test_01_io_uring_is_refused_and_seen(trace: Trace) -> None:
    traced = whole(trace("evade", "io_uring"))
    assert {(f"io_uring_{what}", "ENOSYS") for what in ("setup", "enter", "register")} <= traced.calls()
    assert b"setup ENOSYS" in traced.output


@pytest.mark.parametrize(("case", "result", "count"), [("foreign", "EPERM", 3), ("x32", "ENOSYS", 2)])
def test_02_03_another_abi_is_denied_and_seen(trace: Trace, case: str, result: str, count: int) -> None:
    traced = whole(trace("evade", case))
    seen = [e for e in traced.events if e.call == "foreign_abi"]
    assert [e.result for e in seen] == [result] * count
    assert all("foreign_abi" in e.flags for e in seen)


def test_04_openat2_of_any_size_is_an_open(trace: Trace) -> None:
    traced = whole(trace("paths", "openat2"))
    paths = {e.object for e in traced.events if e.call == "openat2"}
    assert {"/etc/hostname", "/etc/passwd", "/etc/group", "/etc/host.conf", "/etc/shells"} <= paths


def test_05_three_ways_to_create_a_file_are_one(trace: Trace) -> None:
    traced = whole(trace("paths", "create"))
    writes = [e for e in traced.events if e.action == "write"]
    assert {e.call for e in writes} == {"creat", "open", "openat"}
    assert {e.object for e in writes} == {"/tmp/fpbox-probe-file"}


def test_06_every_way_to_run_a_program_is_an_exec(trace: Trace) -> None:
    traced = whole(trace("execs", "ways"))
    objects = {e.object for e in traced.events if e.action == "exec"}
    assert {"/usr/bin/true", "/proc/self/fd/3", "/memfd:payload (deleted)", "/nonexistent/program"} <= objects
    assert ("memfd_create", "ok") in traced.calls()


def test_07_an_empty_path_flag_hides_no_path(trace: Trace) -> None:
    traced = whole(trace("paths", "empty"))
    for call, path in (
        ("newfstatat", "/etc/machine-id"),
        ("newfstatat", "/etc/hostname"),
        ("statx", "/etc/passwd"),
    ):
        assert traced.count(call, path) == 1


def test_08_upper_halves_of_arguments_mean_nothing(trace: Trace) -> None:
    traced = whole(trace("paths", "upper"))
    assert HOST in traced.seen()
    assert {("ioctl", "EPERM"), ("prctl", "ok"), ("unshare", "EPERM")} <= traced.calls()
    assert ("socket", "socket", "raw:packet", "EPERM") in traced.seen()
    assert ("socket", "socket", "netlink:route", "ok") in traced.seen()


def test_09_odd_paths_are_shown_as_they_are(trace: Trace) -> None:
    traced = whole(trace("paths", "odd"))
    paths = [e.object for e in traced.events if e.call == "openat"]
    assert "/tmp/\\xff\\xfe" in paths
    assert "/tmp/a\nb\x1b[31m" in paths
    assert max(len(path) for path in paths) >= 4095
    assert any("truncated" in e.flags for e in traced.events)


def test_10_paths_at_the_edge_of_memory_are_read(trace: Trace) -> None:
    traced = whole(trace("paths", "edges"))
    assert HOST in traced.seen()
    unreadable = [e for e in traced.events if "unreadable" in e.flags]
    assert sum(traced.counts[id(e)] for e in unreadable) == 4


def test_11_all_spellings_end_at_one_name(trace: Trace) -> None:
    traced = whole(trace("paths", "spellings"))
    assert traced.count("openat", "/etc/hostname") >= 10


def test_12_relative_paths_start_where_they_start(trace: Trace) -> None:
    traced = whole(trace("paths", "bases"))
    paths = [e.object for e in traced.events if e.call == "openat"]
    assert {"/tmp/hostname", "/etc/hostname", "/proc/version", "/proc/cpuinfo", "?/meminfo"} <= set(paths)


def test_13_every_destination_is_seen(trace: Trace) -> None:
    traced = whole(trace("net", "connects"))
    objects = {e.object for e in traced.events if e.action == "connect"}
    assert {
        "tcp://127.0.0.1:9",
        "unix:/run/fpbox-none.sock",
        "unix:/tmp/none.sock",
        "unix:@fpbox-none",
    } <= objects
    sent = {e.object for e in whole(trace("net", "sends")).events if e.action == "send"}
    assert {"udp://127.0.0.1:9", "udp://127.0.0.1:10", "tcp://127.0.0.1:11"} <= sent


def test_13_names_that_are_asked_for_are_seen(trace: Trace) -> None:
    traced = whole(trace("net", "asks"))
    assert {e.call for e in traced.events if e.action == "dns"} == {"sendto", "sendmmsg"}
    assert {e.object for e in traced.events if e.action == "dns"} == {"hello.invalid"}


def test_14_odd_lengths_of_addresses_do_no_harm(trace: Trace) -> None:
    traced = whole(trace("net", "lengths"))
    assert any(e.action == "connect" for e in traced.events)


def test_15_huge_arguments_are_cut_and_secrets_stay_out(trace: Trace) -> None:
    traced = whole(trace("execs", "large"))
    execs = [e for e in traced.events if e.action == "exec"]
    assert any("truncated" in e.flags for e in execs)
    environment = {name for process in traced.session.observer.processes.values() for name, _ in process.env}
    assert "SECRET_TOKEN" not in environment


def test_18_a_filter_of_the_program_s_own_is_seen(trace: Trace) -> None:
    traced = whole(trace("evade", "own_filter"))
    assert sum(traced.counts[id(e)] for e in traced.events if e.call == "seccomp") >= 4
    assert HOST in traced.seen()


def test_19_a_second_listener_is_refused_and_seen(trace: Trace) -> None:
    assert ("seccomp", "EBUSY") in whole(trace("evade", "listener")).calls()


def test_21_attempts_that_an_engine_would_hide_are_seen(trace: Trace) -> None:
    names = ("mount", "umount2", "ptrace", "process_vm_readv", "bpf", "keyctl", "chroot", "userfaultfd")
    assert {(name, "EPERM") for name in names} <= whole(trace("evade", "denied")).calls()


def test_22_new_namespaces_are_refused_and_children_still_read(trace: Trace) -> None:
    traced = whole(trace("evade", "namespaces"))
    assert {("unshare", "EPERM"), ("setns", "EPERM"), ("clone", "EPERM")} <= traced.calls()
    assert HOST in traced.seen()


def test_23_a_process_that_hides_its_memory_is_read_all_the_same(trace: Trace) -> None:
    paths = {e.object for e in whole(trace("evade", "undumpable")).events if e.call == "openat"}
    assert {"/etc/hostname", "/etc/passwd", "/proc/version", "/etc/group"} <= paths


def test_25_a_path_that_is_flipped_is_caught(trace: Trace) -> None:
    """Whether a flip falls between two readings is chance; of 20,000 opens, tried five times, one has to."""
    for _ in range(5):
        traced = whole(trace("races", "flips"))
        if any("mutated" in e.flags and e.action == "evade" for e in traced.events):
            return
    pytest.fail("no flip was caught")


def test_28_an_exec_among_threads_ends_well(trace: Trace) -> None:
    assert whole(trace("execs", "among_threads")).status == 0


def test_31_a_restarted_call_is_one_event(trace: Trace) -> None:
    traced = whole(trace("races", "restarting"))
    assert traced.count("openat", "/tmp/fpbox-none") == 200
    assert b"failed 0" in traced.output


def test_32_closes_and_forks_are_never_interrupted(trace: Trace) -> None:
    assert b"closes 0\nforks 0" in whole(trace("races", "interrupting")).output


def test_32_pipelines_of_a_shell_complete(trace: Trace) -> None:
    loop = (
        "i=0; while [ $i -lt 100 ]; do echo x | cat | cat >/dev/null || exit 1; i=$((i+1)); done; echo done"
    )
    assert whole(trace("sh", "-c", loop)).output == b"done\n"


def test_34_stopped_and_killed_processes_lose_nothing(trace: Trace) -> None:
    assert whole(trace("races", "stopped")).status == 0


def test_35_many_spawns_do_not_deadlock(trace: Trace) -> None:
    assert whole(trace("execs", "spawns")).status == 0


@pytest.mark.parametrize("case", ["double_fork", "triple_fork", "killed_parent", "crashed_parent"])
def test_39_orphans_keep_their_parents(trace: Trace, case: str) -> None:
    traced = whole(trace("family", case, linger_ms=3000))
    late = [e for e in traced.events if "grandchild" in e.object or "orphan" in e.object]
    for event in late:
        parent = event.process.parent
        while parent not in (0, 1):
            parent = traced.session.observer.processes[parent].parent
        assert parent == 1


def test_39_a_daemon_is_watched_then_stopped(trace: Trace) -> None:
    traced = whole(trace("sh", "-c", "sleep 60 & exit 0", linger_ms=500))
    assert traced.session.end is not None
    assert traced.session.end.killed >= 1


def test_43_a_flood_of_opens_loses_none(trace: Trace) -> None:
    loop = "i=0; while [ $i -lt 30000 ]; do : < /etc/hostname; i=$((i+1)); done"
    assert whole(trace("sh", "-c", loop)).count("openat", "/etc/hostname") == 30000


def test_44_paths_that_block_do_not_block_the_tracer(trace: Trace) -> None:
    traced = whole(trace("races", "blocking"))
    assert traced.count("openat", "/tmp/fpbox-meanwhile") == 50


def test_a_command_that_is_not_there_ends_with_127(trace: Trace) -> None:
    assert trace("/no/such/program").status == 127


def test_the_time_limit_ends_everything(trace: Trace) -> None:
    traced = trace("sleep", "30", limit_ms=500)
    assert not traced.coverage.complete
    assert "time limit" in traced.coverage.trouble[0]


def test_the_tracer_cannot_be_reached(trace: Trace) -> None:
    traced = whole(trace("evade", "tracer"))
    assert b"kill EPERM" in traced.output
    assert b"mem EACCES" in traced.output
    assert ("signal", "kill", "SIGKILL 1", "ok") in traced.seen()
