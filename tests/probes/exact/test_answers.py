# SPDX-License-Identifier: Apache-2.0
"""Files of the kernel's that are answered with others: by every spelling, and no other file."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from fpbox.trace import wire

pytestmark = pytest.mark.tracer
F = wire.EventFlag
BOOT = "/proc/sys/kernel/random/boot_id"
ANSWERS = (
    f"{BOOT} 11111111-2222-4333-8444-555555555555\n",
    "/proc/[pid]/cgroup 0::/user.slice\n",
    "/proc/1/cgroup 0::/init.scope\n",
    "/proc/[pid]/mounts /dev/sda1 / ext4 rw 0 0\n",
    "/proc/nowhere never\n",
)
SETUP = """
import ctypes, fcntl, os, resource, struct, sys, threading
BOOT = "/proc/sys/kernel/random/boot_id"
def openat2(at, path, resolve=0, flags=0):
    how = struct.pack("QQQ", flags, 0, resolve)
    fd = ctypes.CDLL(None, use_errno=True).syscall(437, at, path.encode(), how, len(how))
    if fd < 0:
        raise OSError(ctypes.get_errno(), path)
    return fd
def said(name, fd):
    if isinstance(fd, str):
        fd = os.open(fd, os.O_RDONLY)
    print(name, os.pread(fd, 100, 0).decode("ascii", "replace").split("\\n")[0], flush=True)
def at(folder):
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
"""


def run(tracer, folder: Path, script: str, answers: tuple[str, ...] = ANSWERS, **settings):
    path = folder / f"script-{abs(hash(script))}.py"
    path.write_text(SETUP + script)
    trace = tracer("/usr/bin/python3", path, answer=answers, **settings)
    assert trace.code == 0, trace.stderr.decode()
    return trace


def answered(trace) -> list[bytes]:
    return [event.full() for event in trace.events if event.flags & F.ANSWERED]


@pytest.mark.parametrize("kind", ["tracer", "checked_tracer"])
def test_every_spelling_gets_the_answer(kind, folder, request):
    tracer = request.getfixturevalue(kind)
    script = """
said("plain", BOOT)
said("dots", "/proc/./sys//kernel/../kernel/random/boot_id")
said("root", "/proc/self/root" + BOOT)
said("above_root", "/proc/self/root/.." + BOOT)
said("twice", "/proc/self/root/proc/thread-self/root" + BOOT)
said("above_task", "/proc/thread-self/../../.." + BOOT[5:])
said("first", "/proc/1/../sys/kernel/random/boot_id")
said("relative", os.open("random/boot_id", os.O_RDONLY, dir_fd=at("/proc/sys/kernel")))
folder = at("/proc/sys/kernel")
said("descriptor", f"/proc/self/fd/{folder}/random/boot_id")
said("device", f"/dev/fd/{folder}/random/boot_id")
os.chdir("/proc/sys")
said("directory", "kernel/random/boot_id")
said("cwd", "/proc/self/cwd/kernel/random/boot_id")
said("handle", f"/proc/self/fd/{os.open(BOOT, os.O_PATH)}")
said("two", openat2(-100, BOOT))
said("beneath", openat2(at("/proc"), BOOT[6:], 0x08))
said("in_root", openat2(at("/proc"), BOOT[5:], 0x10))
os.symlink("/proc/sys/kernel/random", f"/tmp/link-{os.getpid()}")
said("own_link", f"/tmp/link-{os.getpid()}/boot_id")
os.symlink(f"/tmp/link-{os.getpid()}/boot_id", f"/tmp/link2-{os.getpid()}")
said("own_file_link", f"/tmp/link2-{os.getpid()}")
os.chdir("/tmp")
said("own_relative_link", f"link2-{os.getpid()}")
os.unlink(f"/tmp/link-{os.getpid()}"); os.unlink(f"/tmp/link2-{os.getpid()}")
"""
    trace = run(tracer, folder, script)
    assert set(trace.results.values()) == {"11111111-2222-4333-8444-555555555555"}
    assert len(trace.results) == 19
    assert len(answered(trace)) == 19


def test_each_process_has_its_own_file_and_the_first_another(tracer, folder):
    script = """
import subprocess
other = subprocess.Popen(["sleep", "5"])
thread = threading.get_native_id()
for name in ("self", "thread-self", str(os.getpid()), f"self/task/{thread}", str(other.pid)):
    said(name.replace("/", "_"), f"/proc/{name}/cgroup")
for path in ("/proc/mounts", "/proc/self/mounts", "/etc/mtab"):
    if os.path.exists(path):
        said(path, path)
said("1", "/proc/1/cgroup")
try:
    os.open("/proc/999999/cgroup", os.O_RDONLY)
except OSError as error:
    print("none", error.errno)
other.kill()
"""
    results = run(tracer, folder, script).results
    assert results.pop("1") == "0::/init.scope"
    assert results.pop("none") == str(errno.ENOENT)
    mounts = {results.pop(path) for path in [path for path in results if path.startswith("/")]}
    assert mounts == {"/dev/sda1 / ext4 rw 0 0"}
    assert set(results.values()) == {"0::/user.slice"}
    assert len(results) == 5


def test_nothing_else_is_answered(tracer, folder):
    script = """
os.mkdir(f"/tmp/fpbox-{os.getpid()}"); os.chdir(f"/tmp/fpbox-{os.getpid()}")
with open("boot_id", "w") as file:
    file.write("mine")
said("own_file", "boot_id")
for name, flags in (("write", os.O_WRONLY), ("both", os.O_RDWR), ("create", os.O_CREAT),
                    ("list", os.O_DIRECTORY)):
    try:
        os.open(BOOT, flags)
        print(name, "opened")
    except OSError as error:
        print(name, error.errno)
for name, resolve, path in (("outside", 0x08, BOOT), ("short", 0, BOOT)):
    try:
        openat2(at("/proc"), path, resolve) if name == "outside" else os.open(path + "/", os.O_RDONLY)
        print(name, "opened")
    except OSError as error:
        print(name, error.errno)
try:
    os.open("/proc/nowhere", os.O_RDONLY)
except OSError as error:
    print("nowhere", error.errno)
os.unlink("boot_id"); os.rmdir(os.getcwd())
"""
    trace = run(tracer, folder, script)
    assert trace.results["own_file"] == "mine"
    assert answered(trace) == []
    assert trace.results["outside"] == str(errno.EXDEV)
    assert trace.results["short"] == str(errno.ENOTDIR)
    assert trace.results["nowhere"] == str(errno.ENOENT)
    assert {trace.results[name] for name in ("write", "both")} == {str(errno.EACCES)}


def test_an_answer_is_a_file_like_any_other(tracer, folder):
    script = """
first, second = os.open(BOOT, os.O_RDONLY), os.open(BOOT, os.O_RDONLY | os.O_CLOEXEC)
print("offsets", os.read(first, 4).decode() + os.read(second, 4).decode() + os.read(first, 4).decode())
plain = openat2(-100, BOOT)
print("cloexec", fcntl.fcntl(plain, fcntl.F_GETFD), fcntl.fcntl(second, fcntl.F_GETFD))
print("mode", oct(os.fstat(first).st_mode), os.fstat(first).st_uid, fcntl.fcntl(first, fcntl.F_GETFL) & 3)
for name, attempt in (
    ("write", lambda: os.write(first, b"x")), ("truncate", lambda: os.truncate(first, 0)),
    ("chmod", lambda: os.fchmod(first, 0o777)),
    ("reopen", lambda: os.open(f"/proc/self/fd/{first}", os.O_RDWR)),
    ("seal", lambda: fcntl.fcntl(first, 1033, 0)),
):
    try:
        attempt()
        print(name, "done")
    except OSError as error:
        print(name, error.strerror.replace(" ", "_"))
said("again", f"/proc/self/fd/{first}")
resource.setrlimit(resource.RLIMIT_NOFILE, (first + 5, first + 5))
try:
    while True:
        os.open(BOOT, os.O_RDONLY)
except OSError as error:
    print("full", error.errno)
"""
    trace = run(tracer, folder, script)
    results = trace.results
    assert results["offsets"] == "111111111111"[:8] + "1111"
    assert results["cloexec"] == "0 1"
    assert results["mode"] == "0o100444 0 0"
    assert {results[name] for name in ("write", "truncate", "chmod", "reopen", "seal")}.isdisjoint({"done"})
    assert results["again"].startswith("11111111-")
    assert results["full"] == str(errno.EMFILE)
    assert not trace.notes


def test_threads_that_are_killed_while_they_open_do_no_harm(tracer, folder):
    script = """
import signal, subprocess, time
child = "import os\\nwhile True: os.close(os.open('/proc/sys/kernel/random/boot_id', 0))"
for _ in range(20):
    several = [subprocess.Popen([sys.executable, "-c", child]) for _ in range(4)]
    time.sleep(0.15)
    for one in several:
        one.kill()
        one.wait()
said("after", BOOT)
"""
    trace = run(tracer, folder, script, linger_ms=5000)
    assert trace.results["after"].startswith("11111111-")
    assert not trace.notes
    assert not trace.cut
    assert len(answered(trace)) > 20


def test_a_path_that_changes_meanwhile_breaks_nothing(tracer, folder):
    script = """
buffer = ctypes.create_string_buffer(64)
libc = ctypes.CDLL(None)
over = False
def flip():
    other, own = b"/tmp/nothing-here-at-all-at-all\\0", BOOT.encode() + b"\\0"
    while not over:
        buffer[0:len(other)] = other
        buffer[0:len(own)] = own
thread = threading.Thread(target=flip)
thread.start()
real = answered = 0
for _ in range(3000):
    fd = libc.open(buffer, 0)
    if fd >= 0:
        text = os.read(fd, 100)
        os.close(fd)
        answered += text.startswith(b"11111111")
        real += not text.startswith(b"11111111")
over = True
thread.join()
print("answered", answered)
print("real", real)
"""
    trace = run(tracer, folder, script)
    assert int(trace.results["answered"]) > 0
    assert not trace.cut
    assert not trace.notes


@pytest.mark.parametrize("kind", ["tracer", "checked_tracer"])
def test_processors_keep_their_number_and_instructions_and_change_their_name(kind, folder, request):
    tracer = request.getfixturevalue(kind)
    new = ("model name=Nobody 7", "stepping=99")
    lines = tuple(f"{maker} {line}" for maker in ("AuthenticAMD", "GenuineIntel") for line in new)
    real = Path("/proc/cpuinfo").read_text("ascii")
    if "vendor_id" not in real:
        pytest.skip("the processor has no maker's name")
    script = "sys.stdout.write(''.join('|' + line for line in open('/proc/cpuinfo')))"
    path = folder / "cpuinfo.py"
    path.write_text(SETUP + script)
    trace = tracer("/usr/bin/python3", path, cpu=lines, cpu_hide=("hypervisor", "fpu"))
    shown = trace.stdout.decode().replace("|", "")
    expected = re.sub(r"(?m)^(model name\t: ).*", r"\1Nobody 7", real)
    expected = re.sub(r"(?m)^(stepping\t: ).*", r"\g<1>99", expected)
    expected = re.sub(r"(?m)^flags.*", lambda found: re.sub(r" (hypervisor|fpu)\b", "", found[0]), expected)

    def steady(text: str) -> str:
        return re.sub(r"(?m)^cpu MHz.*\n", "", text)

    assert steady(shown) == steady(expected)


def test_an_unknown_makers_processor_is_left_alone(tracer, folder):
    path = folder / "unknown.py"
    path.write_text(SETUP + "open('/proc/cpuinfo').read()")
    trace = tracer("/usr/bin/python3", path, cpu=("NobodysMaker model name=x",))
    assert b"/proc/cpuinfo" in [event.object for event in trace.events]
    assert answered(trace) == []


def test_a_wrong_answer_starts_nothing(tracer):
    trace = tracer("true", answer=("no path",))
    assert trace.code == 125
    assert "is no path with a text" in trace.complaint


FIRMWARE = """
mount -t tmpfs none /sys/devices/virtual && mkdir -p /sys/devices/virtual/dmi/id &&
mount -t tmpfs none /sys/class && mkdir /sys/class/dmi &&
ln -s ../../devices/virtual/dmi/id /sys/class/dmi/id &&
echo real >/sys/devices/virtual/dmi/id/sys_vendor && exec "$@"
"""


def test_firmware_is_answered_by_both_of_its_names_where_there_is_some(tracer, folder):
    within = ("unshare", "--mount", "sh", "-c", FIRMWARE, "sh")
    script = """
DMI = "/sys/devices/virtual/dmi/id"
said("device", DMI + "/sys_vendor")
said("class", "/sys/class/dmi/id/sys_vendor")
said("folder", os.open("id/sys_vendor", os.O_RDONLY, dir_fd=at("/sys/class/dmi")))
os.chdir("/sys/class/dmi/id")
said("here", "sys_vendor")
os.symlink("/sys/class", f"/tmp/link-{os.getpid()}")
said("link", f"/tmp/link-{os.getpid()}/dmi/id/sys_vendor")
os.unlink(f"/tmp/link-{os.getpid()}")
print("none", os.path.exists(DMI + "/product_name"))
try:
    os.open(DMI + "/product_name", os.O_RDONLY)
except OSError as error:
    print("missing", error.errno)
"""
    dmi = "/sys/devices/virtual/dmi/id"
    answers = (f"{dmi}/sys_vendor LENOVO\n", f"{dmi}/product_name never\n")
    results = run(tracer, folder, script, answers, within=within).results
    assert results.pop("none") == "False"
    assert results.pop("missing") == str(errno.ENOENT)
    assert set(results.values()) == {"LENOVO"}
    assert len(results) == 5
