# SPDX-License-Identifier: Apache-2.0
"""The invented machine, as what runs in the box sees it."""

from __future__ import annotations

import json
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fpbox.machine import BUILT_IN, Machine

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left")]

LOOK = """
import json, os, pwd, socket, stat
home = os.path.expanduser("~")
def one(path):
    s = os.lstat(path)
    return {"uid": s.st_uid, "mode": stat.S_IMODE(s.st_mode), "mtime": int(s.st_mtime)}
files = {os.path.join(d, f): one(os.path.join(d, f)) for d, _, names in os.walk(home) for f in names}
folders = {os.path.join(d, f): one(os.path.join(d, f)) for d, names, _ in os.walk(home) for f in names}
account = pwd.getpwuid(os.getuid())
def read(path):
    try:
        return open(path).read().strip()
    except OSError:
        return ""
print(json.dumps({
    "home": home, "user": account.pw_name, "gecos": account.pw_gecos, "cwd": os.getcwd(),
    "env": dict(os.environ), "host": socket.gethostname(), "id": read("/etc/machine-id"),
    "dbus": read("/var/lib/dbus/machine-id"),
    "zone": read("/etc/timezone"), "local": os.path.realpath("/etc/localtime"),
    "mac": read("/sys/class/net/eth0/address"), "files": files, "folders": folders,
    "npmrc": read(home + "/.npmrc"), "env_file": read(".env"), "history": read(home + "/.bash_history"),
    "clone": read(".git/config"), "repository": os.system("git rev-parse > /dev/null 2>&1") == 0,
}))
"""


def look(fpbox: Fpbox, *options: str, **more: Any) -> dict[str, Any]:
    """Run the script above in a box and return what it saw; without a network it has no card."""
    given = ("-q", "--linger", "1", "--fail-on", "none", "-o", f"json={fpbox.report_file}", *options)
    done = fpbox("run", *given, "python3", "-c", LOOK, **more)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def expected(seed: str, persona: str = "developer", project: str = "") -> Machine:
    return Machine.make(seed, BUILT_IN[persona], int(time.time()), project)


@pytest.mark.parametrize("network", ["open", "registry"])
def test_the_box_is_the_machine_that_its_seed_makes(fpbox: Fpbox, network: str) -> None:
    seen = look(fpbox, "--no-project", "--network", network, "--seed", "s1")
    machine = expected("s1")
    assert (seen["user"], seen["gecos"], seen["home"]) == (
        machine.user,
        machine.who.full_name,
        f"/home/{machine.user}",
    )
    assert seen["env"]["USER"] == seen["env"]["LOGNAME"] == machine.user
    assert seen["env"]["HOME"] == seen["cwd"] == seen["home"]
    assert (seen["host"], seen["mac"]) == (machine.host_name, machine.mac)
    assert seen["id"] == seen["dbus"] == machine.who.machine_id
    assert seen["zone"] == machine.who.time_zone
    assert seen["local"] == f"/usr/share/zoneinfo/{machine.who.time_zone}"
    assert seen["env"]["OPENAI_API_KEY"] in {one.value.decode("latin-1") for one in machine.values}
    run = fpbox.report["run"]
    assert (run["seed"], run["persona"]) == ("s1", "developer")


def test_files_belong_to_the_user_and_have_the_modes_and_times_of_such_files(fpbox: Fpbox) -> None:
    seen = look(fpbox, "--no-project", "--network", "none", "--seed", "s2")
    for file in expected("s2").files():
        if not file.path.startswith("~/"):
            continue
        there = seen["files"][file.path.replace("~", seen["home"], 1)]
        assert (there["uid"], there["mode"]) == (1000, file.mode), file.path
        assert time.time() - 5 * 366 * 86_400 < there["mtime"] < time.time() - 3600, file.path
    closed = {path for path, one in seen["folders"].items() if one["mode"] == 0o700}
    assert {f"{seen['home']}/{name}" for name in (".ssh", ".aws", ".kube", ".docker")} <= closed
    assert all(one["uid"] == 1000 for one in seen["folders"].values())


def test_the_seed_is_made_up_when_none_is_given_and_then_repeats_the_run(fpbox: Fpbox) -> None:
    first = look(fpbox, "--no-project", "--network", "none")
    seed = fpbox.report["run"]["seed"]
    other = look(fpbox, "--no-project", "--network", "none")
    assert other["npmrc"] != first["npmrc"]
    again = look(fpbox, "--no-project", "--network", "none", "--seed", seed)
    keys = ("user", "host", "id", "npmrc", "history")
    assert [again[key] for key in keys] == [first[key] for key in keys]


def test_without_a_machine_the_home_directory_holds_nothing(fpbox: Fpbox) -> None:
    seen = look(fpbox, "--no-project", "--network", "none", "--no-machine")
    assert (seen["user"], seen["npmrc"], seen["id"]) == ("dev", "", "")
    assert (fpbox.report["run"]["seed"], fpbox.report["run"]["persona"]) == ("", "")


@pytest.mark.parametrize("persona", ["ci", "server"])
def test_other_personas_have_other_variables_and_places(fpbox: Fpbox, persona: str, tmp_path: Path) -> None:
    project = tmp_path / "webapp"
    project.mkdir()
    seen = look(fpbox, "--project", str(project), "--network", "none", "--seed", "s", "--persona", persona)
    machine = expected("s", persona, "webapp")
    for name, value in machine.env:
        if "." not in name and not value.startswith("eyJ"):  # tokens with times in them
            assert seen["env"][name] == value.replace("~/", f"{seen['home']}/", 1)
    if persona == "ci":
        assert seen["cwd"] == seen["env"]["GITHUB_WORKSPACE"]
        assert Path(seen["cwd"]).relative_to("/home/runner").parts == ("work", "webapp", "webapp")
        assert all(one["uid"] == 1000 for one in seen["folders"].values())


def test_the_projects_own_settings_are_never_replaced(fpbox: Fpbox, tmp_path: Path) -> None:
    project = tmp_path / "webapp"
    project.mkdir()
    options = ("--project", str(project), "--network", "none", "--seed", "s")
    assert "STRIPE_SECRET_KEY=sk_live_" in look(fpbox, *options)["env_file"]
    (project / ".env").write_text("A=own\n")
    assert look(fpbox, *options)["env_file"] == ""  # a credential, so it stays at home
    assert look(fpbox, *options, "--include-credentials")["env_file"] == "A=own"


def test_a_clones_own_git_directory_stays_at_home_and_an_invented_login_is_in_its_place(
    fpbox: Fpbox, tmp_path: Path
) -> None:
    project = tmp_path / "webapp"
    (project / ".git" / "objects").mkdir(parents=True)
    (project / ".git" / "config").write_text("[remote]\n\turl = https://me:mine@git.invalid/\n")
    options = ("--project", str(project), "--network", "none", "--seed", "s")
    seen = look(fpbox, *options)
    assert seen["clone"] == expected("s", project="webapp").project_clone.decode().strip()
    assert not seen["repository"]
    assert {Path(path).name for path in seen["files"] if "/webapp/.git/" in path} == {"HEAD", "config"}
    (project / ".dockerignore").write_text("!.git\n")
    assert "mine" in look(fpbox, *options)["clone"]
    assert not look(fpbox, "--no-project", "--network", "none")["clone"]


def test_a_project_may_have_the_name_of_an_invented_folder(fpbox: Fpbox, tmp_path: Path) -> None:
    project = tmp_path / "projects"
    project.mkdir()
    (project / "mine").write_text("x")
    seen = look(fpbox, "--project", str(project), "--network", "none")
    assert {path for path in seen["files"] if path.startswith(seen["cwd"])} == {
        f"{seen['cwd']}/mine",
        f"{seen['cwd']}/.env",
    }


def test_a_persona_of_ones_own_is_read_from_a_file(fpbox: Fpbox, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "name: scientist\nlike: developer\nuser: mcurie\nhost_name: gpu-07\nleave_out: [wallets]\n"
    )
    seen = look(fpbox, "--no-project", "--network", "none", "--persona", str(mine))
    assert (seen["user"], seen["host"], seen["home"]) == ("mcurie", "gpu-07", "/home/mcurie")
    assert fpbox.report["run"]["persona"] == "scientist"
    mine.write_text("name: scientist\nlike: developr\n")
    done = fpbox.run("--persona", str(mine), "true")
    assert done.returncode == 2
    assert b"mine.yaml:2:7" in done.stderr
    done = fpbox.run("--persona", "nobody", "true")
    assert done.returncode == 2
    assert b"developer, ci, server" in done.stderr


def test_values_of_the_host_do_not_enter_the_box(fpbox: Fpbox) -> None:
    """Neither those that the host has nor those that its environment holds."""
    marks = {"USER": "hostuser-q7", "LOGNAME": "hostuser-q7", "HOSTNAME": "hosthost-q7",
             "NPM_TOKEN": "hosttoken-q7", "AWS_SECRET_ACCESS_KEY": "hostsecret-q7",
             "TZ": "Asia/Tokyo"}  # fmt: skip
    fpbox.env |= marks
    machine_id = Path("/etc/machine-id")
    words = {*marks.values()} | ({platform.node()} if len(platform.node()) > 4 else set())
    words |= {machine_id.read_text().strip()} if machine_id.exists() else set()
    patterns = " ".join(f"-e {word}" for word in words)
    script = f"{{ env; cat /etc/hosts /etc/hostname; }} | grep -F {patterns}; grep -rlF {patterns} ~ /etc"
    done = fpbox.run("-q", "--fail-on", "none", "sh", "-c", script)
    assert done.stdout == b""


def test_programs_that_read_what_is_planted_are_still_explained(fpbox: Fpbox) -> None:
    commands = (
        "npm config get registry", "npm --version", "git --version", "node -e 0",
        "git config --get core.bare", "git init -q r", "git -C r status", "pnpm --version", "yarn --version",
    )  # fmt: skip
    done = fpbox.run(
        "-q", "sh", "-c", "cd $(mktemp -d); " + "; ".join(f"{one} >/dev/null 2>&1" for one in commands)
    )
    assert done.returncode in {0, 1, 127}
    assert fpbox.report["verdict"] == "clean"
    blamed = [finding["recipe"] for package in fpbox.report["packages"] for finding in package["findings"]
              if not finding.get("explained") and finding["importance"] not in {"info", "low"}]  # fmt: skip
    assert blamed == []
