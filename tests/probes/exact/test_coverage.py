# SPDX-License-Identifier: Apache-2.0
"""Every way to look, or to look past the tracer, is an event.

Numbers in names are those of the list of cases that a tracer of this kind must pass.
"""

from __future__ import annotations

import errno
import socket
import struct
import subprocess

import pytest

from fpbox.interest import Interest
from fpbox.model import TOOLCHAIN, Process, Scope
from fpbox.trace import wire
from fpbox.trace.observe import Observer

F = wire.EventFlag
pytestmark = pytest.mark.tracer
O_WRITE_NEW = 0o1101
MARK_IMAGE = 1


def paths(trace, call="openat"):
    return [event.object for event in trace.of(call)]


def test_01_io_uring_is_refused_and_seen(tracer, programs):
    trace = tracer(programs["evade"], "io_uring")
    assert [(event.call, event.error) for event in trace.own()] == [
        ("io_uring_setup", errno.ENOSYS),
        ("io_uring_enter", errno.ENOSYS),
        ("io_uring_register", errno.ENOSYS),
    ]
    assert set(trace.results.values()) == {"ENOSYS"}


def test_02_calls_through_int_0x80_are_denied_and_seen(tracer, programs):
    trace = tracer(programs["evade"], "foreign")
    assert [(event.call, event.arg & 0xFFFFFFFF) for event in trace.own()] == [
        ("foreign_abi", 5),
        ("foreign_abi", 11),
        ("foreign_abi", 102),
    ]
    assert all(event.flags & F.FOREIGN_ABI and event.error == errno.EPERM for event in trace.own())
    assert all(event.arg >> 32 == 0x40000003 for event in trace.own())
    assert set(trace.results.values()) == {"EPERM"}


def test_02_a_program_of_32_bits_gets_nothing_done(tracer, folder):
    source = folder / "small.c"
    source.write_text(
        'void _start(void){ __asm__ volatile("mov $20,%eax; int $0x80; mov $1,%eax; int $0x80; hlt"); }\n'
    )
    command = ["gcc", "-m32", "-nostdlib", "-static", "-o", str(folder / "small"), str(source)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this compiler cannot build programs of 32 bits")
    trace = tracer(folder / "small")
    assert {event.call for event in trace.events} == {"foreign_abi"}
    assert trace.code == 128 + 11


def test_03_x32_numbers_are_refused_and_seen(tracer, programs):
    trace = tracer(programs["evade"], "x32")
    assert [(event.call, event.error, event.flags) for event in trace.own()] == [
        ("foreign_abi", errno.ENOSYS, F.FOREIGN_ABI)
    ] * 2
    assert [event.arg & 0xFFFFFFFF for event in trace.own()] == [0x40000002, 0x40000208]


def test_04_openat2_is_read_with_any_size_of_how(tracer, programs):
    trace = tracer(programs["paths"], "openat2")
    assert [(event.object, event.base, event.arg) for event in trace.of("openat2")] == [
        (b"/etc/hostname", b"", 0o2000000),
        (b"/etc/passwd", b"", 0o2000000),
        (b"/etc/group", b"", 0o2000000),
        (b"host.conf", b"/etc", 0o2000000),
        (b"/etc/shells", b"", 0),
    ]
    assert trace.of("openat2")[4].flags & F.OBJECT2_UNREADABLE
    assert trace.results["plain"] == "ok"
    assert trace.results["short"] == "EINVAL"


def test_05_creat_open_and_openat_say_the_same(tracer, programs):
    trace = tracer(programs["paths"], "create")
    seen = [(event.object, event.arg, event.action) for event in trace.own()]
    made, removed = seen[:-1], seen[-1]
    assert made == [(b"/tmp/fpbox-probe-file", O_WRITE_NEW, "open")] * 3
    assert removed == (b"/tmp/fpbox-probe-file", 0, "remove")
    assert [event.call for event in trace.own()] == ["creat", "open", "openat", "unlink"]


def test_06_programs_are_seen_however_they_are_started(tracer, programs, folder):
    script = folder / "script"
    script.write_text("#!/bin/sh\nexit 0\n")
    script.chmod(0o755)
    trace = tracer(programs["execs"], "ways", script, keep=["FPBOX_KEPT"])
    execs = [event for event in trace.own() if event.action == "exec"]
    assert [(event.call, event.object, event.base) for event in execs] == [
        ("execveat", b"/usr/bin/true", b""),
        ("execveat", b"/usr/bin/true", b""),
        ("execve", b"/proc/self/fd/3", b"/usr/bin/true"),
        ("execveat", b"/memfd:payload (deleted)", b""),
        ("execve", bytes(script), b""),
        ("execve", b"true", b"/usr/bin"),
        ("execve", b"/nonexistent/program", b""),
        ("execve", b"/bin/true", b""),
    ]
    assert [bool(event.flags & F.EMPTY_PATH) for event in execs] == [True, True, False, True] + [False] * 4
    assert {event.object2 for event in execs} == {b"/bin/true\0one\0", b"script\0two\0"}
    began = [image for image in trace.images.values() if image.kind == 2]
    assert [image.exe for image in began] == [
        b"/usr/bin/true",
        b"/usr/bin/true",
        b"/usr/bin/true",
        b"/memfd:payload (deleted)",
        b"/usr/bin/dash",
        b"/usr/bin/true",
        b"/usr/bin/true",
    ]
    assert began[4].argv == b"/bin/sh\0" + bytes(script) + b"\0two\0"
    assert {image.env for image in began} == {b"FPBOX_KEPT=yes\0"}


def test_07_a_real_path_beside_at_empty_path_is_seen(tracer, programs):
    trace = tracer(programs["paths"], "empty")
    assert [(event.call, event.object, event.base) for event in trace.own()] == [
        ("openat", b"/etc", b""),
        ("newfstatat", b"/etc/machine-id", b""),
        ("newfstatat", b"hostname", b"/etc"),
        ("statx", b"/etc/passwd", b""),
        ("readlinkat", b"/etc", b""),
        ("newfstatat", b"", b""),
    ]
    assert trace.of("readlinkat")[0].flags & F.EMPTY_PATH
    assert trace.own()[-1].flags == F.MISSING


def test_08_upper_halves_of_registers_change_nothing(tracer, programs):
    trace = tracer(programs["paths"], "upper")
    assert [(event.call, event.error) for event in trace.own()] == [
        ("openat", 0),
        ("ioctl", errno.EPERM),
        ("prctl", 0),
        ("socket", 0),
        ("socket", errno.EPERM),
        ("unshare", errno.EPERM),
    ]
    assert trace.own()[0].object == b"/etc/hostname"
    assert trace.results["openat"] == "ok"


def test_09_paths_are_bytes(tracer, programs):
    trace = tracer(programs["paths"], "odd")
    found = trace.of("openat")
    assert [event.object for event in found[:3]] == [b"/tmp/\xff\xfe", b"/tmp/a\nb\x1b[31m", b""]
    assert [len(event.object) for event in found[3:]] == [4095, 4095]
    assert [bool(event.flags & F.TRUNCATED) for event in found] == [False] * 4 + [True]
    assert trace.results["too_long"] == "ENAMETOOLONG"


def test_10_pointers_to_the_edges_of_memory(tracer, programs):
    trace = tracer(programs["paths"], "edges")
    whole, cut, *unreadable = trace.of("openat")
    assert whole.object == b"/etc/hostname"
    assert not whole.flags & F.TRUNCATED
    assert cut.object == b"/etc/hostname"
    assert cut.flags & F.TRUNCATED
    assert sum(event.count for event in unreadable) == 4
    assert all(event.flags & F.UNREADABLE and not event.object for event in unreadable)
    assert list(trace.results.values()) == ["ok"] + ["EFAULT"] * 5
    assert trace.end.unreadable == 4


def test_11_all_spellings_end_at_one_object(tracer, programs):
    line = tracer.prepare([str(programs["paths"]), "spellings"])
    names = observed(subprocess.run(line, capture_output=True, check=False).stdout)
    assert names["/etc/hostname"] == 17
    assert names["/tmp/moved"] == 1
    assert not [name for name in names if name.startswith("/proc/") and "/fd/" in name]


def test_11_paths_through_magic_links_tell_where_the_link_led(tracer, programs):
    trace = tracer(programs["paths"], "spellings")
    bases = {event.object: event.base for event in trace.of("openat")}
    assert bases[b"/proc/self/fd/3/hostname"] == b"/etc"
    assert bases[b"/dev/fd/3/hostname"] == b"/etc"
    assert bases[b"/proc/self/cwd/hostname"] == b"/etc"
    assert bases[b"/proc/self/root/etc/hostname"] == b""
    assert bases[b"root/etc/hostname"].startswith(b"/proc/")
    assert trace.of("rename")[0].base2 == b"/tmp"


def observed(data: bytes) -> dict[str, int]:
    """What a trace means, after the mark: objects, and how many meanings name each."""
    decoder = wire.Decoder()
    everything = (lambda *_: Interest.EVERYBODY, lambda *_: None)
    observer = Observer(decoder.strings, lambda _process: Scope(TOOLCHAIN), *everything)
    names: dict[str, int] = {}
    begun = False
    for record in decoder.feed(data):
        if isinstance(record, wire.Image):
            process = observer.image(record)
            assert isinstance(process, Process)
        elif isinstance(record, wire.Events):
            for event in observer.events(record.payload).new:
                begun = begun or event.object == "/probe-begins"
                if begun and event.object != "/probe-begins" and event.action != "stat":
                    names[event.object] = names.get(event.object, 0) + 1
    return names


def test_12_relative_paths_start_where_the_thread_stands(tracer, programs):
    trace = tracer(programs["paths"], "bases")
    opened = [(event.object, event.base) for event in trace.of("openat")]
    assert opened == [
        (b"hostname", b"/tmp"),
        (b"hostname", b"/etc"),
        (b"/proc", b""),
        (b"version", b"/proc"),
        (b"cpuinfo", b"/proc"),
        (b"meminfo", b""),
    ]
    closed = trace.of("openat")[-1]
    assert closed.flags & F.RELATIVE
    assert closed.flags & F.BASE_UNKNOWN
    assert trace.results["closed"] == "EBADF"


def address(host: bytes, port: int) -> bytes:
    return struct.pack("<H", socket.AF_INET) + struct.pack(">H", port) + host


LOOPBACK = b"\x7f\0\0\1"


def test_13_connections_of_every_family(tracer, programs):
    trace = tracer(programs["net"], "connects")
    v4, mapped, unix, near, abstract = trace.of("connect")
    assert v4.object == address(LOOPBACK, 9)
    assert v4.arg == 1 << 16
    assert mapped.object[8:24] == b"\0" * 10 + b"\xff\xff" + LOOPBACK
    assert unix.object == b"\x01\0/run/fpbox-none.sock"
    assert (near.object, near.base) == (b"\x01\0none.sock", b"/tmp")
    assert abstract.object == b"\x01\0\0fpbox-none"
    assert trace.of("bind")[0].object[:2] == struct.pack("<H", socket.AF_NETLINK)
    assert [event.arg & 0xFFFF for event in trace.of("socket")] == [2, 10, 16]


def test_13_messages_with_an_address_are_seen_and_others_are_not(tracer, programs):
    trace = tracer(programs["net"], "sends")
    sent = [(event.call, event.object, event.arg >> 16) for event in trace.own() if event.action == "send"]
    assert sent == [
        ("sendto", address(LOOPBACK, 9), 2),
        ("sendmsg", address(LOOPBACK, 9), 2),
        ("sendmmsg", address(LOOPBACK, 10), 2),
        ("sendto", address(LOOPBACK, 11), 1),
    ]
    assert {trace.results[name] for name in ("connected", "send", "rights")} == {"ok"}


def test_13_questions_to_a_name_server_are_read(tracer, programs):
    trace = tracer(programs["net"], "asks")
    asked = [event for event in trace.own() if event.action == "send"]
    assert [(event.call, event.count) for event in asked] == [("sendto", 2), ("sendmmsg", 1), ("sendto", 1)]
    assert all(b"\x05hello\x07invalid\0" in event.object2 for event in asked)
    assert all(event.object == address(LOOPBACK, 53) for event in asked)


def test_14_lengths_of_addresses_are_not_believed(tracer, programs):
    trace = tracer(programs["net"], "lengths")
    huge, none, hole, null = trace.of("connect")
    assert huge.object == address(LOOPBACK, 9)
    assert huge.flags & F.TRUNCATED
    assert none.object == b""
    assert hole.object == address(LOOPBACK, 9)
    assert hole.flags & F.TRUNCATED
    assert null.flags & F.UNREADABLE


def test_15_arguments_are_bounded_and_secrets_stay_away(tracer, programs):
    trace = tracer(programs["execs"], "large", keep=["FPBOX_KEPT"])
    many, long, none = [event for event in trace.own() if event.action == "exec"]
    assert many.object2 == b"x\0" * 32768
    assert many.flags & F.TRUNCATED
    assert long.object2 == b"y" * 65535 + b"\0"
    assert long.flags & F.TRUNCATED
    assert none.object2 == b""
    assert not none.flags & F.TRUNCATED
    assert {many.base2, long.base2, none.base2} == {b"FPBOX_KEPT=yes\0", b""}
    began = [image for image in trace.images.values() if image.kind == 2]
    assert [len(image.argv) for image in began] == [65536, 65536, 1]
    assert [bool(image.flags & wire.ImageFlag.CUT) for image in began] == [True, True, False]


def test_15_no_byte_of_an_unnamed_variable_is_on_the_wire(tracer, programs):
    line = tracer.prepare([str(programs["execs"]), "large"], keep=["FPBOX_KEPT"])
    assert b"SECRET_TOKEN" not in subprocess.run(line, capture_output=True, check=False).stdout


def test_16_handles_and_listings(tracer, programs):
    trace = tracer(programs["paths"], "handles")
    assert [event.short() for event in trace.own()] == [
        ("name_to_handle_at", b"/etc/hostname"),
        ("open_by_handle_at", b"/tmp"),
        ("openat", b"/proc"),
        ("getdents64", b"/proc"),
    ]
    assert trace.own()[-1].count == 3
    assert trace.results["open_by_handle"] == "EPERM"


def test_17_calls_newer_than_the_table_are_seen(tracer, programs):
    trace = tracer(programs["evade"], "unknown")
    assert [(event.call, event.arg & 0xFFFFFFFF, event.error) for event in trace.own()] == [
        ("unknown_call", 470, errno.ENOSYS),
        ("unknown_call", 5000, errno.ENOSYS),
    ]
    assert trace.results == {"new": "ENOSYS", "far": "ENOSYS"}


def test_18_filters_of_its_own_blind_nobody_unseen(tracer, programs):
    trace = tracer(programs["evade"], "own_filter")
    assert sum(event.count for event in trace.of("seccomp")) == 4
    assert trace.results == {
        "errno_filter": "ok",
        "uname": "EPERM",
        "trap_filter": "ok",
        "trapped": "ok",
        "trace_filter": "ok",
        "getcpu": "ok",
        "open": "ok",
        "killed": "ok",
    }
    assert trace.about(b"/etc/hostname").call == "openat"
    assert not [event for event in trace.own() if event.call == "uname"]


def test_19_a_second_listener_is_refused_and_seen(tracer, programs):
    trace = tracer(programs["evade"], "listener")
    assert [(event.call, event.action, event.error) for event in trace.own()] == [
        ("seccomp", "evade", errno.EBUSY),
        ("seccomp", "call", 0),
        ("prctl", "call", 0),
    ]
    assert trace.results["listener"] == "EBUSY"


INLINE = """
static long call(long n, long a, long b, long c) {
    long r;
    __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return r;
}
void _start(void) {
    call(2, (long)"/etc/machine-id", 0, 0);
    call(60, 7, 0, 0);
}
"""


def test_20_a_program_without_any_library_is_seen(tracer, folder):
    source = folder / "inline.c"
    source.write_text(INLINE)
    command = ["gcc", "-O1", "-nostdlib", "-static", "-o", str(folder / "inline"), str(source)]
    subprocess.run(command, check=True)
    trace = tracer(folder / "inline")
    assert [event.short() for event in trace.events] == [("open", b"/etc/machine-id")]
    assert trace.code == 7
    assert trace.exits == {1: 7}


def test_20_a_static_musl_program_is_seen(tracer, folder, zig):
    source = folder / "musl.c"
    source.write_text('#include <fcntl.h>\nint main(void){ return open("/etc/machine-id", 0) < 0; }\n')
    subprocess.run(
        [*zig, "-target", "x86_64-linux-musl", "-o", str(folder / "musl"), str(source)], check=True
    )
    trace = tracer(folder / "musl")
    assert b"/etc/machine-id" in [event.object for event in trace.events]


def test_21_attempts_to_break_out_are_denied_and_seen(tracer, programs):
    trace = tracer(programs["evade"], "denied")
    assert [(event.call, event.action, event.error) for event in trace.own()] == [
        ("mount", "escape", errno.EPERM),
        ("umount2", "escape", errno.EPERM),
        ("ptrace", "inspect", errno.EPERM),
        ("process_vm_readv", "inspect", errno.EPERM),
        ("bpf", "escape", errno.EPERM),
        ("keyctl", "escape", errno.EPERM),
        ("chroot", "escape", errno.EPERM),
        ("userfaultfd", "evade", errno.EPERM),
        ("perf_event_open", "inspect", errno.EPERM),
        ("syslog", "inspect", errno.EPERM),
        ("personality", "evade", errno.EPERM),
        ("socket", "socket", errno.EPERM),
    ]
    assert trace.of("mount")[0].object == b"/mnt"
    assert all(event.flags & F.PID_ONE for event in trace.of("ptrace") + trace.of("process_vm_readv"))
    assert trace.results["personality_read"] == "ok"


def test_22_new_namespaces_are_denied_and_children_still_decoded(tracer, programs):
    trace = tracer(programs["evade"], "namespaces")
    assert trace.results == {
        "clone3": "ENOSYS",
        "unshare": "EPERM",
        "unshare_fs": "ok",
        "setns": "EPERM",
        "clone": "EPERM",
    }
    assert [event.call for event in trace.own() if event.action == "escape"] == ["unshare", "setns", "clone"]
    child = trace.about(b"/etc/hostname")
    assert trace.images[child.image].parent == MARK_IMAGE


def test_23_undumpable_programs_hide_nothing(tracer, programs):
    trace = tracer(programs["evade"], "undumpable")
    assert [(event.object, event.base) for event in trace.of("openat")] == [
        (b"/etc/hostname", b""),
        (b"passwd", b"/etc"),
        (b"/proc", b""),
        (b"version", b"/proc"),
        (b"/etc/group", b""),
    ]
    child = trace.images[trace.about(b"/etc/group").image]
    assert child.flags == wire.ImageFlag.UNDUMPABLE
    assert child.exe == bytes(programs["evade"])


def test_23_setuid_and_unreadable_programs_gain_nothing_and_are_seen(tracer, programs, folder):
    for name, mode in (("setuid", 0o4755), ("unreadable", 0o111)):
        copy = folder / name
        copy.write_bytes(programs["execs"].read_bytes())
        copy.chmod(mode)
        trace = tracer(programs["execs"], "run", copy, "whoami")
        assert trace.stdout == b"uid 1000 euid 1000\n"
        image = max(trace.images)
        assert trace.images[image].exe == bytes(copy)
        assert trace.images[image].argv == bytes(copy) + b"\0whoami\0"
        assert trace.events[-1].image == image


def test_renames_links_and_modes(tracer, programs):
    trace = tracer(programs["paths"], "pairs")
    seen = [(e.call, e.object, e.base, e.object2) for e in trace.own()[1:]]
    assert seen == [
        ("rename", b"/tmp/fpbox-none-a", b"", b"/tmp/fpbox-none-b"),
        ("renameat", b"fpbox-none-a", b"/tmp", b"/tmp/fpbox-none-b"),
        ("link", b"/tmp/fpbox-none-a", b"", b"/tmp/fpbox-none-b"),
        ("linkat", b"/tmp", b"", b"/tmp/fpbox-none-b"),
        ("symlinkat", b"fpbox-probe-two", b"/tmp", b"../etc/passwd"),
        ("unlink", b"/tmp/fpbox-probe-two", b"", b""),
        ("chmod", b"/tmp/fpbox-none-a", b"", b""),
    ]


def test_removing_is_seen_however_it_is_done(tracer):
    code = (
        "import os, shutil; os.chdir('/tmp'); os.makedirs('fpbox-gone/in'); "
        "open('fpbox-gone/in/a', 'w').close(); "
        "open('fpbox-gone/b', 'w').close(); os.remove('fpbox-gone/b'); shutil.rmtree('fpbox-gone'); "
        "os.mkdir('fpbox-gone'); os.rmdir('/tmp/fpbox-gone')"
    )
    trace = tracer("/usr/bin/python3", "-c", code)
    removed = [(event.call, event.full()) for event in trace.events if event.action == "remove"]
    assert removed == [
        ("unlink", b"/tmp/fpbox-gone/b"),
        ("unlinkat", b"/tmp/fpbox-gone/in/a"),
        ("unlinkat", b"/tmp/fpbox-gone/in"),
        ("rmdir", b"/tmp/fpbox-gone"),
        ("rmdir", b"/tmp/fpbox-gone"),
    ]


def test_sleeps_of_a_second_or_more_are_events(tracer, programs):
    trace = tracer(programs["paths"], "sleeps")
    assert {event.action for event in trace.own()} == {"sleep"}
    assert [round(event.arg / 1e9, 1) for event in trace.own()] == [1.0, 2.0, 1.5]


def test_questions_about_interfaces(tracer, programs):
    trace = tracer(programs["net"], "interfaces")
    assert [(event.call, event.arg) for event in trace.of("ioctl")] == [("ioctl", 0x8927)]


def test_existence_is_told_where_it_matters(tracer):
    trace = tracer("/bin/sh", "-c", ": < /etc/hostname; : < /etc/none; : < /tmp/none")
    flags = {event.object: event.flags for event in trace.events}
    assert flags[b"/etc/hostname"] == F.EXISTS
    assert flags[b"/etc/none"] == F.MISSING


def test_level_standard_leaves_the_stat_family_out(tracer):
    deep = tracer("/bin/ls", "/etc", level="deep")
    standard = tracer("/bin/ls", "/etc", level="standard")
    assert {"statx", "getdents64"} <= {event.call for event in deep.events}
    assert not {"statx", "getdents64", "newfstatat"} & {event.call for event in standard.events}
    assert bool(deep.hello.features & wire.Feature.DEEP)
    assert not standard.hello.features & wire.Feature.DEEP


def test_whoever_asks_to_be_traced_is_told_that_it_works_once(tracer, programs):
    trace = tracer(programs["evade"], "traceme")
    assert trace.results == {"first": "ok", "second": "EPERM", "child": "ok"}
    asked = [(event.error, bool(event.flags & F.SKIPPED)) for event in trace.of("ptrace")]
    assert asked == [(0, True), (errno.EPERM, False), (0, True)]
