# SPDX-License-Identifier: Apache-2.0
"""What the kernel of an invented machine says of it: processor, firmware, groups, mounts.

`[pid]` in a path stands for the number of any process but the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fpbox.machine.dice import BASE62, Dice
from fpbox.machine.identity import HostForm

BOOT_ID = "/proc/sys/kernel/random/boot_id"
DMI = "/sys/devices/virtual/dmi/id"
_CAPITALS = BASE62[:36]
_FIRST_CGROUP = "0::/init.scope\n"

_INTEL, _AMD = "GenuineIntel", "AuthenticAMD"
_PROCESSORS: dict[HostForm, dict[str, tuple[str, ...]]] = {
    "laptop": {
        _INTEL: (
            "11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz|6|140|1|0xb8|2803.198|12288 KB|5606.39",
            "12th Gen Intel(R) Core(TM) i5-1240P|6|154|3|0x430|2112.000|12288 KB|4224.00",
        ),
        _AMD: (
            "AMD Ryzen 7 PRO 5850U with Radeon Graphics|25|80|0|0xa50000c|1896.489|512 KB|3792.97",
            "AMD Ryzen 5 PRO 4650U with Radeon Graphics|23|96|1|0x8600109|2096.061|512 KB|4192.12",
        ),
    },
    "runner": {
        _INTEL: (
            "Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz|6|106|6|0xffffffff|2793.437|49152 KB|5586.87",
        ),
        _AMD: ("AMD EPYC 7763 64-Core Processor|25|1|1|0xffffffff|2445.425|512 KB|4890.85",),
    },
    "cloud": {
        _INTEL: (
            "Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz|6|85|7|0x5003707|2499.998|36608 KB|4999.99",
        ),
        _AMD: ("AMD EPYC 7R13 Processor|25|1|1|0xa0011de|2649.998|512 KB|5299.99",),
    },
}
_LINES = ("model name", "cpu family", "model", "stepping", "microcode", "cpu MHz", "cache size", "bogomips")
_MODELS: dict[HostForm, tuple[Mapping[str, str], ...]] = {
    "laptop": (
        {
            "sys_vendor": "LENOVO", "product_name": "20W1S0HX00", "product_version": "ThinkPad T14 Gen 2i",
            "product_family": "ThinkPad T14 Gen 2i",
            "product_sku": "LENOVO_MT_20W1_BU_Think_FM_ThinkPad T14 Gen 2i",
            "board_vendor": "LENOVO", "board_name": "20W1S0HX00", "board_version": "SDK0J40697 WIN",
            "board_asset_tag": "Not Available", "bios_vendor": "LENOVO", "bios_version": "N34ET62W (1.62 )",
            "bios_date": "04/18/2024", "bios_release": "1.62", "ec_firmware_release": "1.30",
            "chassis_vendor": "LENOVO", "chassis_type": "10", "chassis_version": "None",
            "chassis_asset_tag": "No Asset Information",
        },
        {
            "sys_vendor": "Dell Inc.", "product_name": "Latitude 7420", "product_version": "",
            "product_family": "Latitude", "product_sku": "0A36",
            "board_vendor": "Dell Inc.", "board_name": "07MHG4", "board_version": "A00",
            "board_asset_tag": "", "bios_vendor": "Dell Inc.", "bios_version": "1.36.2",
            "bios_date": "06/11/2024", "bios_release": "1.36", "ec_firmware_release": "",
            "chassis_vendor": "Dell Inc.", "chassis_type": "10", "chassis_version": "",
            "chassis_asset_tag": "",
        },
    ),
    "runner": (
        {
            "sys_vendor": "Microsoft Corporation", "product_name": "Virtual Machine",
            "product_version": "Hyper-V UEFI Release v4.1", "product_family": "Virtual Machine",
            "product_sku": "None", "board_vendor": "Microsoft Corporation", "board_name": "Virtual Machine",
            "board_version": "Hyper-V UEFI Release v4.1", "board_asset_tag": "None",
            "bios_vendor": "Microsoft Corporation", "bios_version": "Hyper-V UEFI Release v4.1",
            "bios_date": "05/13/2024", "bios_release": "4.1", "ec_firmware_release": "",
            "chassis_vendor": "Microsoft Corporation", "chassis_type": "3",
            "chassis_version": "Hyper-V UEFI Release v4.1",
            "chassis_asset_tag": "7783-7084-3265-9085-8269-3286-77",
        },
    ),
    "cloud": (
        {
            "sys_vendor": "Amazon EC2", "product_name": "m5.xlarge", "product_version": "",
            "product_family": "",
            "product_sku": "", "board_vendor": "Amazon EC2", "board_name": "", "board_version": "",
            "bios_vendor": "Amazon EC2", "bios_version": "1.0", "bios_date": "10/16/2017",
            "bios_release": "1.0", "ec_firmware_release": "", "chassis_vendor": "Amazon EC2",
            "chassis_type": "1", "chassis_version": "", "chassis_asset_tag": "Amazon EC2",
        },
    ),
}  # fmt: skip
_DISKS: dict[HostForm, str] = {"laptop": "/dev/nvme0n1p2", "runner": "/dev/root", "cloud": "/dev/nvme0n1p1"}
_BOOT_LINES: dict[HostForm, str] = {
    "laptop": "root=UUID={uuid} ro quiet splash",
    "runner": "root=PARTUUID={uuid} ro console=tty1 console=ttyS0 earlyprintk=ttyS0 panic=-1",
    "cloud": "root=PARTUUID={uuid} ro console=tty1 console=ttyS0 nvme_core.io_timeout=4294967295 panic=-1",
}
_SHM = "/dev/shm"  # noqa: S108 - nothing is written there
_MOUNTS = (
    ("sysfs", "/sys", "sysfs", "rw,nosuid,nodev,noexec,relatime"),
    ("proc", "/proc", "proc", "rw,nosuid,nodev,noexec,relatime"),
    ("udev", "/dev", "devtmpfs", "rw,nosuid,relatime,size=8012436k,nr_inodes=2003109,mode=755,inode64"),
    ("devpts", "/dev/pts", "devpts", "rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000"),
    ("tmpfs", "/run", "tmpfs", "rw,nosuid,nodev,noexec,relatime,size=1610704k,mode=755,inode64"),
    ("/dev/root", "/", "ext4", "rw,relatime,errors=remount-ro"),
    ("tmpfs", _SHM, "tmpfs", "rw,nosuid,nodev,inode64"),
    ("cgroup2", "/sys/fs/cgroup", "cgroup2", "rw,nosuid,nodev,noexec,relatime,nsdelegate"),
    ("mqueue", "/dev/mqueue", "mqueue", "rw,nosuid,nodev,noexec,relatime"),
)
_FIRST, _ROOT = 24, 29
_PARENTS = {"/": 1, "/dev/pts": 26, _SHM: 26, "/dev/mqueue": 26, "/sys/fs/cgroup": 24}
"""The numbers of mounts in that list, and on which others are mounted."""
_OF_MOUNT = frozenset({"rw", "nosuid", "nodev", "noexec", "relatime"})


@dataclass(frozen=True, slots=True)
class Hardware:
    """What can be shown of an invented machine in place of what the kernel says.

    Attributes:
        files: whole files, by path.
        processor: for each maker, lines of /proc/cpuinfo: (maker, key, value). How many processors there are,
            and what they can do, stays real: programs rely on it.
        hidden_flags: of /proc/cpuinfo.
        private_files: that root alone may read.
    """

    files: Mapping[str, str]
    processor: tuple[tuple[str, str, str], ...]
    hidden_flags: tuple[str, ...]
    private_files: Mapping[str, str]


def hardware(dice: Dice, form: HostForm) -> Hardware:
    """Draw the hardware of a machine of a kind, and how its processes are kept."""
    model = dict(dice.topic("model").pick(_MODELS[form]))
    disk = _DISKS[form]
    files = {f"{DMI}/{name}": f"{value}\n" for name, value in model.items()}
    files[f"{DMI}/modalias"] = _modalias(model)
    files |= {
        "/proc/cmdline": _BOOT_LINES[form].format(uuid=dice.topic("disk").uuid()) + "\n",
        "/proc/1/cgroup": _FIRST_CGROUP,
        "/proc/[pid]/cgroup": _cgroup(dice.topic("cgroup"), form),
    }
    for who in ("1", "[pid]"):
        files[f"/proc/{who}/mounts"] = _mounts(disk)
        files[f"/proc/{who}/mountinfo"] = _mountinfo(disk)
        files[f"/proc/{who}/mountstats"] = _mountstats(disk)
    return Hardware(
        MappingProxyType(files),
        tuple(_processor(dice.topic("processor"), form)),
        ("hypervisor",) if form == "laptop" else (),
        MappingProxyType(_private(dice.topic("serial"), form)),
    )


def _processor(dice: Dice, form: HostForm) -> list[tuple[str, str, str]]:
    lines = []
    for maker, models in _PROCESSORS[form].items():
        values = dice.topic(maker).pick(models).split("|")
        lines += [(maker, key, value) for key, value in zip(_LINES, values, strict=True)]
    return lines


def _private(dice: Dice, form: HostForm) -> dict[str, str]:
    serial = dice.text(_CAPITALS, 8)
    if form == "cloud":
        uuid = f"ec2{dice.uuid()[3:]}"
        names = {"product_serial": uuid, "board_serial": "", "chassis_serial": ""}
    else:
        uuid = dice.uuid()
        names = {"product_serial": serial, "board_serial": dice.text(_CAPITALS, 11), "chassis_serial": serial}
    return {f"{DMI}/{name}": f"{value}\n" for name, value in {**names, "product_uuid": uuid}.items()}


def _modalias(model: Mapping[str, str]) -> str:
    parts = (
        ("bvn", "bios_vendor"), ("bvr", "bios_version"), ("bd", "bios_date"), ("br", "bios_release"),
        ("efr", "ec_firmware_release"), ("svn", "sys_vendor"), ("pn", "product_name"),
        ("pvr", "product_version"), ("rvn", "board_vendor"), ("rn", "board_name"), ("rvr", "board_version"),
        ("cvn", "chassis_vendor"), ("ct", "chassis_type"), ("cvr", "chassis_version"), ("sku", "product_sku"),
    )  # fmt: skip
    said = (
        f"{short}{model[name].replace(' ', '')}:" for short, name in parts if name != "ec_firmware_release"
    )
    return f"dmi:{''.join(said)}\n"


def _cgroup(dice: Dice, form: HostForm) -> str:
    if form == "runner":
        return "0::/system.slice/hosted-compute-agent.service\n"
    if form == "cloud":
        return f"0::/user.slice/user-1000.slice/session-{dice.between(3, 40)}.scope\n"
    terminal = f"vte-spawn-{dice.uuid()}.scope"
    app = f"app-org.gnome.Terminal.slice/{terminal}"
    return f"0::/user.slice/user-1000.slice/user@1000.service/app.slice/{app}\n"


def _mounted(disk: str) -> list[tuple[str, str, str, str]]:
    return [(disk if place == "/" else device, place, kind, how) for device, place, kind, how in _MOUNTS]


def _mounts(disk: str) -> str:
    return "".join(f"{device} {place} {kind} {how} 0 0\n" for device, place, kind, how in _mounted(disk))


def _mountstats(disk: str) -> str:
    return "".join(
        f"device {device} mounted on {place} with fstype {kind}\n"
        for device, place, kind, _ in _mounted(disk)
    )


def _mountinfo(disk: str) -> str:
    """Write the mounts as the kernel numbers them when a machine starts."""
    lines = []
    for number, (device, place, kind, how) in enumerate(_mounted(disk)):
        own = ",".join(word for word in how.split(",") if word in _OF_MOUNT)
        rest = ",".join(word for word in how.split(",") if word not in _OF_MOUNT)
        which = "259:2" if place == "/" else f"0:{22 + number}"
        place_of = f"{_FIRST + number} {_PARENTS.get(place, _ROOT)} {which} / {place}"
        whole = ",".join(word for word in ("rw", rest) if word)
        lines.append(f"{place_of} {own} shared:{number + 1} - {kind} {device} {whole}\n")
    return "".join(lines)
