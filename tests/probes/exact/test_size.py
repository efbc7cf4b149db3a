# SPDX-License-Identifier: Apache-2.0
"""How large the machine looks to those who ask the kernel."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.tracer
GIB = 1 << 30
LARGE = {"processors": 64, "memory_kb": 256 << 20, "uptime_s": 3_500_000}
ASK = """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
WORDS = "uptime load load5 load15 total free shared buffer swap free_swap"
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_long) for name in WORDS.split()] + [
        ("procs", ctypes.c_ushort), ("high", ctypes.c_ulong),
        ("free_high", ctypes.c_ulong), ("unit", ctypes.c_uint)]
info = Info()
libc.sysinfo(ctypes.byref(info))
print("total", info.total * info.unit)
print("free", info.free * info.unit)
print("uptime", info.uptime)
print("processes", info.procs)
print("affinity", len(os.sched_getaffinity(0)))
print("of_another", len(os.sched_getaffinity(os.getppid())))
def raw(pid, length, room=None):
    mask = ctypes.create_string_buffer(256) if room is None else room
    got = libc.syscall(SCHED, pid, length, mask)
    return errno.errorcode[ctypes.get_errno()] if got < 0 else got
print("bytes", raw(0, 128))
print("short", raw(0, ROOM - 8))
print("odd", raw(0, ROOM + 3))
print("nobody", raw(1 << 30, 128))
print("nowhere", raw(0, 128, ctypes.c_void_p(8)))
print("nowhere_either", errno.errorcode[ctypes.get_errno()] if libc.sysinfo(ctypes.c_void_p(8)) else "ok")
"""


def asked(tracer, folder, **settings):
    number = 204 if os.uname().machine == "x86_64" else 123
    room = (settings.get("processors", 64) + 63) // 64 * 8
    script = folder / f"ask-{room}.py"
    script.write_text(f"SCHED, ROOM = {number}, {room}\n{ASK}")
    trace = tracer("/usr/bin/python3", script, **settings)
    assert trace.code == 0, trace.stderr.decode()
    assert not trace.notes
    return trace


@pytest.mark.parametrize("kind", ["tracer", "checked_tracer"])
@pytest.mark.parametrize(("processors", "held"), [(1, 8), (64, 8), (65, 16), (1024, 128)])
def test_calls_are_answered_as_the_kernel_would_on_such_a_machine(kind, processors, held, folder, request):
    tracer = request.getfixturevalue(kind)
    said = asked(tracer, folder, **LARGE | {"processors": processors}).results
    assert int(said["total"]) == 256 * GIB
    assert 0 < int(said["free"]) < 256 * GIB
    assert int(said["uptime"]) == LARGE["uptime_s"]
    assert int(said["processes"]) > 0
    assert (said["affinity"], said["of_another"]) == (str(processors), str(processors))
    assert (said["bytes"], said["short"], said["odd"]) == (str(held), "EINVAL", "EINVAL")
    assert (said["nobody"], said["nowhere"], said["nowhere_either"]) == ("ESRCH", "EFAULT", "EFAULT")


def test_it_is_as_large_as_it_is_without(tracer, folder):
    said = asked(tracer, folder).results
    assert int(said["total"]) == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert int(said["affinity"]) == len(os.sched_getaffinity(0))


def test_each_of_them_can_be_told_alone(tracer, folder):
    plain = asked(tracer, folder).results
    said = asked(tracer, folder, uptime_s=187).results
    assert said["uptime"] == "187"
    assert (said["total"], said["affinity"]) == (plain["total"], plain["affinity"])


def test_that_it_was_asked_is_an_event_as_ever(tracer, folder):
    calls = [event.call for event in asked(tracer, folder, **LARGE).events]
    assert {"sysinfo", "sched_getaffinity"} <= set(calls)


def test_the_processors_file_has_that_many(tracer, folder):
    script = folder / "cpuinfo.py"
    script.write_text(
        "lines = [line for line in open('/proc/cpuinfo') if line.startswith('processor')]\n"
        "print('count', len(lines))\n"
        "print('numbers', len(set(lines)))\n"
    )
    for processors in (1, 64):
        said = tracer("/usr/bin/python3", script, processors=processors).results
        assert said == {"count": str(processors), "numbers": str(processors)}


@pytest.mark.parametrize(
    "setting", [{"processors": "1025"}, {"processors": "few"}, {"memory_kb": "-1"}, {"uptime_s": "1h"}]
)
def test_what_is_no_size_is_refused(tracer, setting):
    trace = tracer("true", **setting)
    assert trace.code == 125
    assert next(iter(setting)) in trace.complaint
