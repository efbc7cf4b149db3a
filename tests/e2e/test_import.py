# SPDX-License-Identifier: Apache-2.0
"""`fpbox run --import`: what packages do when they are loaded, after a real install in a real box."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local_packages import Npm, npm_project

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left")]

PROBE = "try { require('fs').readFileSync('/etc/machine-id') } catch {}\n"
REACH = (
    "const s = require('net').connect(80, '240.0.0.1'); s.on('error', () => {});"
    "setTimeout(() => s.destroy(), 300)\n"
)
PYTHON_PROBE = """
import socket
try: open("/etc/machine-id").read()
except OSError: pass
s = socket.socket(); s.settimeout(0.3)
try: s.connect(("240.0.0.1", 80))
except OSError: pass
"""


def project_of(folder: Path, packages: Mapping[str, str | dict[str, str]]) -> Path:
    """Make a project of local packages: a name and its index.js, or its files."""
    files = {
        name: {"index.js": given} if isinstance(given, str) else given for name, given in packages.items()
    }
    return npm_project(folder, {name: Npm(files=some) for name, some in files.items()})


def wheel(folder: Path, name: str, files: Mapping[str, str]) -> str:
    """Make a wheel, with a RECORD that lists everything, and return its file name."""
    info = f"{name}-1.0.0.dist-info"
    every = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in (*every, f"{info}/RECORD"))
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path, content in {**every, f"{info}/RECORD": record}.items():
            archive.writestr(path, content)
    return f"./{file.name}"


def install(fpbox: Fpbox, project: Path, *words: str, timeout: str = "20s") -> dict[str, Any]:
    """Run an install with --import and return the report."""
    options = (
        "--import-timeout",
        timeout,
        "--network",
        "none",
        "--linger",
        "1",
        "-o",
        f"json={fpbox.report_file}",
    )
    fpbox("run", "--import", *options, *words, cwd=project)
    return fpbox.report


NPM = ("npm", "install", "--no-audit", "--no-fund")
PIP = ("pip", "install", "--no-index", "--quiet")


def named(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return what the report says of a package, or of what is "unattributed"."""
    return [one for one in report["packages"] if one["purl"].split("/")[-1].split("@")[0] == name]


def recipes(report: dict[str, Any], name: str) -> set[str]:
    """Return the recipes that a package, or "unattributed", is found by and that are not explained."""
    return {
        finding["recipe"]
        for package in named(report, name)
        for finding in package["findings"]
        if not finding.get("explained")
    }


def phases(report: dict[str, Any], name: str) -> list[str]:
    found = [package["phases"] for package in named(report, name)]
    return list(found[0]) if found else []


def grave(report: dict[str, Any]) -> list[tuple[str, str]]:
    """Return everything of medium importance or above, of anybody."""
    return [
        (package["purl"], finding["recipe"])
        for package in report["packages"]
        for finding in package["findings"]
        if not finding.get("explained") and finding["importance"] in {"medium", "high", "critical"}
    ]


def notes(report: dict[str, Any]) -> str:
    return "\n".join(report["coverage"]["notes"])


# --- npm ---


def test_npm_packages_are_loaded_apart(fpbox: Fpbox) -> None:
    """One with require, one that only import() loads, one with a daemon, and two that do nothing."""
    module = {
        "package.json": json.dumps({
            "name": "esm", "version": "1.0.0", "type": "module", "exports": {"import": "./main.mjs"},
        }),
        "main.mjs": "import fs from 'fs'\ntry { fs.readFileSync('/etc/machine-id') } catch {}\nawait 0\n",
    }  # fmt: skip
    options = "{detached: true, stdio: 'ignore'}"
    daemon = f"require('child_process').spawn('cat', ['/etc/machine-id'], {options}).unref()"
    tool = {
        "package.json": json.dumps({"name": "tool", "version": "1.0.0", "bin": "cli.js"}),
        "cli.js": "#!/usr/bin/env node\n",
    }
    project = project_of(
        fpbox.folder, {"cjs": PROBE + REACH, "esm": module, "daemon": daemon, "quiet": "", "tool": tool}
    )
    report = install(fpbox, project, *NPM)
    assert recipes(report, "cjs") >= {"machine_fingerprint", "egress_attempt", "probe_then_egress"}
    assert "machine_fingerprint" in recipes(report, "esm")
    assert "machine_fingerprint" in recipes(report, "daemon")
    assert phases(report, "cjs") == phases(report, "quiet") == phases(report, "tool") == ["import"]
    assert {purl.split("@")[0] for purl, _ in grave(report)} == {
        "pkg:npm/cjs",
        "pkg:npm/esm",
        "pkg:npm/daemon",
    }
    assert "could not be loaded" not in notes(report)
    assert report["coverage"]["complete"]
    assert [c["host"] or c["address"] for c in report["network"]] == ["240.0.0.1"]


def replaced(report: dict[str, Any], name: str) -> set[str]:
    """Return what a package was seen to have replaced, and in which of its files."""
    return {
        evidence["object"].removeprefix("/replaced/")
        for package in named(report, name)
        for finding in package["findings"]
        if finding["recipe"] == "runtime_tampering"
        for evidence in finding["evidence"]
    }


def test_what_npm_packages_put_in_place_of_the_runtimes_functions_is_found(fpbox: Fpbox) -> None:
    """Whether by a wrapper, a proxy or a getter, late, from a module, or with what looks taken away."""
    wraps = """
        const real = fetch
        globalThis.fetch = async (...given) => real(...given)
        //# sourceURL=/etc/../x.js
    """
    late = """
        import net from 'net'
        setTimeout(() => { net.connect = () => {}; process.exit() }, 50)
    """
    module = {
        "package.json": json.dumps({"name": "late", "version": "1.0.0", "type": "module", "main": "main.js"}),
        "main.js": late,
    }
    hides = """
        const http = require('http'), real = http.get
        for (const name of ['statSync', 'stat', 'lstatSync']) require('fs')[name] = () => {}
        Object.getOwnPropertyDescriptor = Object.is = Map.prototype.get = () => undefined
        require('inspector').Session = null
        process.removeAllListeners('exit')
        const get = () => /watch|looked/.test(new Error().stack) ? real : () => {}
        Object.defineProperty(http, 'get', { get })
    """
    proxies = "globalThis.fetch = new Proxy(fetch, {})"
    uses = "require('http').get; typeof fetch; require('https').Agent; require('module')._extensions"
    adds = "globalThis.XMLHttpRequest = class {}; require('http').better = 1; String.prototype.red = () => ''"
    given = {"wraps": wraps, "late": module, "hides": hides, "proxies": proxies, "uses": uses, "adds": adds}
    report = install(fpbox, project_of(fpbox.folder, given), *NPM)
    home = next(iter(replaced(report, "wraps"))).split("/")[3]
    assert replaced(report, "wraps") == {f"in-node/fetch/home/{home}/app/wraps/index.js"}
    assert replaced(report, "late") == {f"in-node/net.connect/home/{home}/app/late/main.js"}
    assert replaced(report, "hides") == {f"in-node/http.get/home/{home}/app/hides/index.js"}
    assert replaced(report, "proxies") == {"in-node/fetch/unknown"}
    assert replaced(report, "uses") == replaced(report, "adds") == set()
    levels = [one["level"] for name in ("wraps", "proxies", "hides", "late") for one in named(report, name)]
    assert levels == ["high"] * 2 + ["medium"] * 2


def test_install_and_import_of_a_package_are_judged_together(fpbox: Fpbox) -> None:
    manifest = {"name": "both", "version": "1.0.0", "scripts": {"postinstall": "node probe.js"}}
    files = {"package.json": json.dumps(manifest), "probe.js": PROBE, "index.js": REACH}
    report = install(fpbox, project_of(fpbox.folder, {"both": files}), *NPM)
    (package,) = (p for p in report["packages"] if p["purl"] == "pkg:npm/both@1.0.0")
    assert package["phases"] == ["postinstall", "import"]
    assert "probe_then_egress" in recipes(report, "both")
    times = {finding["recipe"]: finding["first_s"] for finding in package["findings"]}
    assert times["machine_fingerprint"] < times["egress_attempt"]


def test_packages_that_do_not_behave_break_nothing(fpbox: Fpbox) -> None:
    hang = "for (;;) {}"
    write = "process.stdout.write('x'.repeat(9999)); process.stderr.write('y'.repeat(9999))"
    flood = f"for (let i = 0; i < 2000; i++) {{ {write} }}"
    fail = "throw new Error('no such thing\\u001b[31m')"
    leave = "process.exit(0)"
    options = "{detached: true, stdio: 'inherit'}"
    daemon = f"require('child_process').spawn('tail', ['-f', '/dev/null'], {options}).unref()"
    project = project_of(
        fpbox.folder,
        {
            "a-hang": hang,
            "b-flood": flood,
            "c-fail": fail,
            "d-leave": leave,
            "e-daemon": daemon,
            "f-probe": PROBE,
        },
    )
    report = install(fpbox, project, *NPM, timeout="3s")
    assert "import: a-hang@1.0.0 had not ended after 3 s and was stopped" in notes(report)
    assert "import: c-fail@1.0.0 could not be loaded: Error: no such thing" in notes(report)
    assert "\x1b" not in notes(report)
    assert "d-leave" not in notes(report)
    assert "machine_fingerprint" in recipes(report, "f-probe")
    assert {purl.split("@")[0] for purl, _ in grave(report)} == {"pkg:npm/f-probe"}
    assert report["coverage"]["complete"]
    assert report["verdict"] == "clean"


def test_a_package_cannot_have_another_one_blamed(fpbox: Fpbox) -> None:
    """It starts what looks like the driver's start of the victim, and says it is the victim in every way."""
    look = "require('fs').readFileSync('/etc/machine-id')"
    spoof = f"""
const env = {{...process.env, npm_package_name: 'victim', npm_lifecycle_event: 'import'}}
const again = process.execArgv.map((word) => word.split('spoofer').join('victim'))
const cp = require('child_process')
const there = process.cwd() + '/node_modules/victim'
cp.spawnSync(process.execPath, again, {{env, cwd: there}})
try {{ const words = again[1].slice(0, 25) + '=0;' + {look!r}
  cp.spawnSync(process.execPath, ['-e', words], {{env, cwd: there}}) }} catch {{}}
"""
    report = install(fpbox, project_of(fpbox.folder, {"spoofer": spoof, "victim": ""}), *NPM)
    assert "machine_fingerprint" in recipes(report, "spoofer")
    assert phases(report, "victim") == ["import"]
    assert not [purl for purl, _ in grave(report) if "spoofer" not in purl]


def test_a_package_that_kills_the_driver_leaves_no_clean_verdict(fpbox: Fpbox) -> None:
    killer = "process.kill(process.ppid, 'SIGKILL')"
    report = install(fpbox, project_of(fpbox.folder, {"a": "", "killer": killer, "z": ""}), *NPM)
    assert report["verdict"] == "inconclusive"
    assert not report["coverage"]["complete"]
    (trouble,) = report["coverage"]["trouble"]
    assert "broke off while killer@1.0.0 was loaded" in trouble
    assert "1 more were not loaded" in trouble


def test_more_packages_than_the_limit_are_named(fpbox: Fpbox) -> None:
    project = project_of(fpbox.folder, {"a": "", "b": "", "c": ""})
    options = ("--network", "none", "--import-limit", "1", "-o", f"json={fpbox.report_file}")
    fpbox("run", "--import", *options, *NPM, cwd=project)
    assert "import: not loaded, because of --import-limit 1: b@1.0.0, c@1.0.0" in notes(fpbox.report)
    assert (phases(fpbox.report, "a"), phases(fpbox.report, "b")) == (["import"], [])


def test_nothing_is_loaded_after_an_install_that_failed(fpbox: Fpbox) -> None:
    project = project_of(fpbox.folder, {"a": PROBE})
    report = install(fpbox, project, "sh", "-c", "npm install --no-audit --no-fund; exit 5")
    assert report["run"]["exit_code"] == 5
    assert "import: nothing was loaded, because the command did not end well" in notes(report)
    assert phases(report, "a") == []


# --- Python ---


def python_project(folder: Path) -> Path:
    project = folder / "app"
    project.mkdir()
    return project


def test_distributions_are_imported_apart(fpbox: Fpbox) -> None:
    project = python_project(fpbox.folder)
    probe = wheel(project, "probe", {"probe/__init__.py": PYTHON_PROBE, "probe/other.py": "raise SystemExit"})
    deep = {"outer/inner/__init__.py": "open('/proc/cpuinfo').read()", "deep_too.py": "import outer.inner"}
    namespace = wheel(project, "deep", deep)
    broken = wheel(project, "broken", {"broken.py": "import not_there"})
    quiet = wheel(project, "quiet", {"quiet.py": "import probe"})
    report = install(fpbox, project, *PIP, probe, namespace, broken, quiet)
    assert recipes(report, "probe") >= {"machine_fingerprint", "egress_attempt", "probe_then_egress"}
    assert "cpu_fingerprint" in recipes(report, "deep")
    assert phases(report, "probe") == phases(report, "broken") == ["import"]
    assert (
        "import: broken@1.0.0 could not be loaded: ModuleNotFoundError: No module named 'not_there'"
        in notes(report)
    )
    assert {purl.split("@")[0] for purl, _ in grave(report)} <= {
        "pkg:pypi/probe",
        "pkg:pypi/deep",
        "pkg:pypi/quiet",
    }
    assert report["coverage"]["complete"]


def test_what_distributions_put_in_place_of_the_runtimes_functions_is_found(fpbox: Fpbox) -> None:
    wraps = """
import builtins, functools, http.client, subprocess
real = builtins.open
def reads(*given, **named): return real(*given, **named)
builtins.open = reads
class Popen(subprocess.Popen): pass
subprocess.Popen = Popen
send = http.client.HTTPConnection.send
@functools.wraps(send)
def listens(self, data): return send(self, data)
http.client.HTTPConnection.send = listens
raise SystemExit
"""
    patches = {
        "victim/__init__.py": "",
        "requests/__init__.py": "",
        "requests/sessions.py": "class Session:\n    def send(self): pass\n    def request(self): pass\n",
        "zpatch.py": "import requests.sessions as s\ns.Session.send = lambda self: None\n",
    }
    uses = (
        "import getpass, http.client, os, socket, ssl, subprocess, urllib.request\nsocket.timeout = OSError\n"
    )
    project = python_project(fpbox.folder)
    made = [wheel(project, name, files) for name, files in (
        ("wraps", {"wraps.py": wraps}), ("patches", patches), ("uses", {"uses.py": uses}),
    )]  # fmt: skip
    report = install(fpbox, project, *PIP, *made)
    found = {name: replaced(report, name) for name in ("wraps", "patches", "uses")}
    assert {one.split("/")[1] for one in found["wraps"]} == {
        "builtins.open", "subprocess.Popen", "http.client.HTTPConnection.send",
    }  # fmt: skip
    assert {one.rpartition("/")[2] for one in found["wraps"]} == {"wraps.py", "unknown"}
    assert [one.split("/")[1] for one in found["patches"]] == ["requests.sessions.Session.send"]
    assert all(one.endswith("site-packages/zpatch.py") for one in found["patches"])
    assert found["uses"] == set()


def shell(command: str) -> tuple[str, ...]:
    """Return a shell command as one of Python's, for whose commands the image is."""
    return ("python3", "-c", f"import os, sys; sys.exit(os.system({command!r}) > 0)")


def test_what_python_runs_at_every_start_belongs_to_whoever_lists_it(fpbox: Fpbox) -> None:
    project = python_project(fpbox.folder)
    hook = "import os; os.path.exists('/x') or open('/etc/passwd').read() and os.open('/proc/cpuinfo', 0)\n"
    implant = wheel(project, "implant", {"implant.pth": hook, "implant.py": ""})
    victim = wheel(project, "victim", {"victim.py": "import json"})
    where = "import site; print(site.getsitepackages()[0])"
    plant = f"echo 'import os; os.open(\"/proc/cpuinfo\", 0)' > $(python -c '{where}')/nobody.pth"
    command = f"pip install --no-index -q {implant} {victim} && {plant}"
    report = install(fpbox, project, *shell(command))
    assert "cpu_fingerprint" in recipes(report, "implant")
    assert "cpu_fingerprint" in recipes(report, "unattributed")
    assert phases(report, "victim") == ["import"]
    assert recipes(report, "victim") == set()


@pytest.mark.parametrize(
    "installer",
    ["uv pip install --offline --no-index -q", "python -m venv v && v/bin/pip install --no-index -q"],
)
def test_other_installers_and_environments_are_found(fpbox: Fpbox, installer: str) -> None:
    project = python_project(fpbox.folder)
    probe = wheel(
        project, "probe", {"probe.py": "import sys\nassert sys.prefix != sys.base_prefix\n" + PYTHON_PROBE}
    )
    report = install(fpbox, project, *shell(f"{installer} {probe}"))
    assert "probe@1.0.0 could not be loaded" not in notes(report)
    assert "machine_fingerprint" in recipes(report, "probe")


# --- harmless packages ---


@pytest.mark.network
@pytest.mark.parametrize(
    "command",
    [
        (*NPM, "lodash", "express@4", "chalk@5", "semver", "uuid"),
        ("pip", "install", "--quiet", "requests", "attrs", "click"),
    ],
    ids=lambda command: str(command[0]),
)
def test_popular_packages_stay_clean(fpbox: Fpbox, command: tuple[str, ...]) -> None:
    fpbox("run", "--import", "-o", f"json={fpbox.report_file}", *command, cwd=fpbox.folder)
    report = fpbox.report
    loaded = [p["purl"] for p in report["packages"] if "import" in p["phases"]]
    assert report["run"]["exit_code"] == 0
    assert len(loaded) >= 3
    assert grave(report) == []
    assert report["verdict"] == "clean"
    assert "could not be loaded" not in notes(report)
