# SPDX-License-Identifier: Apache-2.0
"""Projects that ask for another package manager than the image has: its own doings are not counted."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.network, pytest.mark.usefixtures("nothing_left")]

PATIENCE_S = 600
LOOK = "node -e \"require('fs').readFile('/etc/machine-id', () => 0)\""
YARN = "4.9.2"


def package(place: Path) -> None:
    """Write a package that looks at the machine when it is installed, and again when it is loaded."""
    manifest = {"name": "probe", "version": "1.0.0", "scripts": {"postinstall": LOOK}}
    files = {
        "package.json": json.dumps(manifest),
        "index.js": "require('fs').readFile('/etc/shadow', () => 0)",
    }
    with tarfile.open(place, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content.encode()))


def project(folder: Path, **more: object) -> Path:
    made = folder / "app"
    made.mkdir()
    package(made / "probe.tgz")
    manifest = {"name": "app", "version": "1.0.0", "dependencies": {"probe": "file:./probe.tgz"}, **more}
    (made / "package.json").write_text(json.dumps(manifest))
    return made


def run(fpbox: Fpbox, made: Path, *command: str) -> str:
    """Run a command in a project, with time enough for an image and its control run; return what was said."""
    process = fpbox.start("run", "-o", f"json={fpbox.report_file}", *command, cwd=made)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode in {0, 3}, err.decode()
    return (out + err).decode()


def levels(fpbox: Fpbox) -> dict[str, tuple[str, list[str]]]:
    """Return each package's level, and which recipes weigh."""
    return {
        one["purl"].removeprefix("pkg:npm/").partition("@")[0]: (
            one["level"],
            [term["recipe"] for term in one["terms"] if term["weight"] * term["novelty"]],
        )
        for one in fpbox.report["packages"]
    }


@pytest.mark.parametrize(
    ("command", "more"),
    [
        (("yarn", "install"), {"packageManager": f"yarn@{YARN}"}),
        (("sh", "-c", "yarn install"), {"packageManager": f"yarn@{YARN}"}),
        (("pnpm", "install"), {"packageManager": "pnpm@9.15.0"}),
        (("pnpm", "install"), {"packageManager": "pnpm@11.28.10"}),
        (("bun", "install"), {"trustedDependencies": ["probe"]}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
@pytest.mark.timeout(PATIENCE_S)
def test_it_runs_and_only_the_package_is_told_of(
    fpbox: Fpbox, tmp_path: Path, command: tuple[str, ...], more: dict[str, object]
) -> None:
    said = run(fpbox, project(tmp_path, **more), *command)
    found = levels(fpbox)
    assert fpbox.report["run"]["exit_code"] == 0, said
    assert "machine_fingerprint" in found["probe"][1], said
    assert found.get("toolchain", ("none", []))[0] in {"none", "low"}, said
    assert any(" ran, which " in note for note in fpbox.report["coverage"]["notes"])


@pytest.mark.timeout(PATIENCE_S)
def test_what_yarn_keeps_in_archives_is_loaded(fpbox: Fpbox, tmp_path: Path) -> None:
    said = run(fpbox, project(tmp_path, packageManager=f"yarn@{YARN}"), "--import", "yarn", "install")
    (probe,) = (one for one in fpbox.report["packages"] if one["purl"].endswith("/probe@1.0.0"))
    assert probe["phases"] == ["postinstall", "import"], said
    assert "shadow_file" in {finding["recipe"] for finding in probe["findings"]}, said


@pytest.fixture
def release(tmp_path: Path) -> bytes:
    """What was published as yarn."""
    subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", f"@yarnpkg/cli-dist@{YARN}"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (packed,) = tmp_path.glob("*.tgz")
    with tarfile.open(packed) as archive:
        script = archive.extractfile("package/bin/yarn.js")
        assert script is not None
        return script.read()


@pytest.mark.parametrize("changed", [False, True], ids=["published", "changed"])
@pytest.mark.timeout(PATIENCE_S)
def test_a_yarn_that_is_checked_in_is_believed_when_it_is_the_published_one(
    fpbox: Fpbox, tmp_path: Path, release: bytes, *, changed: bool
) -> None:
    made = project(tmp_path)
    (made / ".yarn/releases").mkdir(parents=True)
    (made / f".yarn/releases/yarn-{YARN}.cjs").write_bytes(release + b"//\n" * changed)
    (made / ".yarnrc.yml").write_text(
        f"yarnPath: .yarn/releases/yarn-{YARN}.cjs\nnpmAuthToken: '${{NOT_THERE}}'\n"
        "nodeLinker: node-modules\n"
    )
    said = run(fpbox, made, "yarn", "install")
    found, notes = levels(fpbox), " ".join(fpbox.report["coverage"]["notes"])
    assert "machine_fingerprint" in found["probe"][1], said
    assert ("is not what was published" in notes) is changed
    assert (found.get("toolchain", ("none", []))[0] in {"none", "low"}) is not changed, said


@pytest.mark.timeout(PATIENCE_S)
def test_a_yarn_that_is_checked_in_and_nobody_published_runs_as_the_projects_own(
    fpbox: Fpbox, tmp_path: Path, release: bytes
) -> None:
    made = project(tmp_path)
    (made / ".yarn/releases").mkdir(parents=True)
    (made / ".yarn/releases/yarn-4.0.999.cjs").write_bytes(release)
    (made / ".yarnrc.yml").write_text("yarnPath: .yarn/releases/yarn-4.0.999.cjs\n")
    said = run(fpbox, made, "yarn", "install")
    assert "machine_fingerprint" in levels(fpbox)["probe"][1], said
    assert "could not be compared with what was published" in " ".join(fpbox.report["coverage"]["notes"])


@pytest.mark.timeout(PATIENCE_S)
def test_a_version_that_nobody_published_is_said(fpbox: Fpbox, tmp_path: Path) -> None:
    process = fpbox.start("run", "yarn", "install", cwd=project(tmp_path, packageManager="yarn@4.0.999"))
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 125
    assert b"yarn 4.0.999, which the command needs, cannot be fetched" in err
    assert b"--image" in err
