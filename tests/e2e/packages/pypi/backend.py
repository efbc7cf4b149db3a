# SPDX-License-Identifier: Apache-2.0
"""The build backend in these source distributions: runs probe.py in every hook and makes a bare wheel."""

import zipfile
from pathlib import Path

import probe

HERE = Path(__file__).parent
METADATA = (HERE / "PKG-INFO").read_text()
FIELDS = dict(line.split(": ", 1) for line in METADATA.splitlines())
STEM = f"{FIELDS['Name'].replace('-', '_')}-{FIELDS['Version']}"
WHEEL = "Wheel-Version: 1.0\nGenerator: fpbox-tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def get_requires_for_build_wheel(config_settings=None):
    """Ask for nothing: the backend needs no other distribution."""
    del config_settings
    probe.run("get_requires_for_build_wheel")
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Write the metadata and return its directory's name."""
    del config_settings
    probe.run("prepare_metadata_for_build_wheel")
    directory = Path(metadata_directory) / f"{STEM}.dist-info"
    directory.mkdir()
    (directory / "METADATA").write_text(METADATA)
    (directory / "WHEEL").write_text(WHEEL)
    return directory.name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Write a wheel without any module and return its name."""
    del config_settings, metadata_directory
    probe.run("build_wheel")
    name = f"{STEM}-py3-none-any.whl"
    info = f"{STEM}.dist-info"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", METADATA)
        wheel.writestr(f"{info}/WHEEL", WHEEL)
        wheel.writestr(f"{info}/RECORD", f"{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return name
