# SPDX-License-Identifier: Apache-2.0
"""The hardware of an invented machine: the same by seed, of its kind, and without contradictions."""

from __future__ import annotations

import re

import pytest

from fpbox.machine import BUILT_IN, Machine
from fpbox.machine.hardware import BOOT_ID, DMI

NOW_S = 1_790_000_000


def made(seed: str, persona: str) -> Machine:
    return Machine.make(seed, BUILT_IN[persona], NOW_S, "app")


@pytest.mark.parametrize("persona", BUILT_IN)
def test_the_same_seed_gives_the_same_hardware_and_another_another(persona):
    one, again, other = made("a", persona), made("a", persona), made("b", persona)
    assert one.hardware == again.hardware
    assert one.who.boot_id == again.who.boot_id != other.who.boot_id
    assert one.hardware.private_files != other.hardware.private_files


@pytest.mark.parametrize("persona", BUILT_IN)
def test_the_boot_id_is_always_shown_and_known_again(persona):
    machine = made("a", persona)
    assert machine.kernel_files(disguise=False) == {BOOT_ID: f"{machine.who.boot_id}\n"}
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", machine.who.boot_id)
    assert [one.value for one in machine.values if one.kind == "boot_id"] == [machine.who.boot_id.encode()]


@pytest.mark.parametrize("persona", BUILT_IN)
def test_a_disguise_shows_every_kind_of_file(persona):
    files = made("a", persona).kernel_files(disguise=True)
    processes = {
        f"/proc/{who}/{name}" for who in ("1", "[pid]") for name in ("cgroup", "mountinfo", "mounts")
    }
    wanted = {BOOT_ID, "/proc/cmdline", f"{DMI}/sys_vendor", f"{DMI}/product_name"} | processes
    assert wanted <= set(files)
    assert all(text.endswith("\n") for text in files.values())


def test_what_root_alone_may_read_is_shown_to_root_alone():
    machine = made("a", "developer")
    assert f"{DMI}/product_uuid" not in machine.kernel_files(disguise=True)
    assert f"{DMI}/product_uuid" in machine.kernel_files(disguise=False, root=True)


@pytest.mark.parametrize("seed", [str(number) for number in range(10)])
def test_a_laptop_shows_no_hypervisor_and_no_container(seed):
    machine = made(seed, "developer")
    text = "".join(machine.kernel_files(disguise=True, root=True).values()).lower()
    assert not re.search(r"docker|overlay|containerd|qemu|kvm|vmware|virtual|amazon|xen", text)
    assert machine.hardware.hidden_flags == ("hypervisor",)


def test_machines_in_a_cloud_say_so():
    assert made("a", "server").hardware.files[f"{DMI}/sys_vendor"] == "Amazon EC2\n"
    assert made("a", "ci").hardware.files[f"{DMI}/product_name"] == "Virtual Machine\n"


@pytest.mark.parametrize("persona", BUILT_IN)
def test_mounts_agree_with_one_another(persona):
    files = made("a", persona).hardware.files
    rows = [line.split() for line in files["/proc/[pid]/mountinfo"].splitlines()]
    mounts = [line.split() for line in files["/proc/[pid]/mounts"].splitlines()]
    numbers = {row[0]: row[4] for row in rows}
    assert len(numbers) == len(rows)
    assert [(row[4], row[8], row[9]) for row in rows] == [(m[1], m[2], m[0]) for m in mounts]
    for row in rows:
        above = numbers.get(row[1], "")
        assert row[4] == "/" or (above and row[4].startswith(above)), row


@pytest.mark.parametrize("persona", BUILT_IN)
def test_each_maker_has_a_whole_processor(persona):
    lines = made("a", persona).hardware.processor
    keys = {maker: [key for one, key, _ in lines if one == maker] for maker, _, _ in lines}
    assert set(keys) == {"GenuineIntel", "AuthenticAMD"}
    assert keys["GenuineIntel"] == keys["AuthenticAMD"]
