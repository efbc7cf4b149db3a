# SPDX-License-Identifier: Apache-2.0
"""Package registries, known by how they are asked and never by a name: who am I, publish, tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time

from fpbox_gateway import clock
from fpbox_gateway.play.answer import Answer, json_answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.packages import tarball
from fpbox_gateway.play.routes import Found, Route, first
from fpbox_gateway.play.world import HEX, World

OWN_PACKAGES = 2
_MAINTAINED = re.compile(r"(?:\A|&)text=(?:maintainer|author)(?::|%3A)", re.IGNORECASE)
_TIME = "2025-11-04T09:12:44.218Z"


def answer(asked: Request, world: World) -> Answer | None:
    """Answer what only a registry is asked; None for anything else."""
    if _uploads(asked):
        return Answer(kind="text/plain; charset=utf-8")
    if (known := first(_ROUTES, asked, world)) is not None:
        return known
    if _is_package_manager(asked) or b'"_attachments"' in asked.body:
        return first(_PACKAGES, asked, world)
    return None


def _uploads(asked: Request) -> bool:
    """Tell whether a distribution for Python is uploaded: a form that says so itself."""
    form = asked.head.value("content-type").lower().startswith("multipart/form-data")
    return asked.head.method == "POST" and form and b":action" in asked.body and b"file_upload" in asked.body


def _is_package_manager(asked: Request) -> bool:
    named = asked.user_agent.startswith(("npm/", "yarn/", "pnpm/")) or asked.head.value("npm-command")
    return bool(named) or "application/vnd.npm" in asked.accept


def _mine(world: World) -> list[str]:
    letters = "abcdefghiklmnoprstuv"
    return [f"{world.login}-{world.text(f'package.{number}', 6, letters)}" for number in range(OWN_PACKAGES)]


def _whoami(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    return json_answer({"username": world.login})


def _profile(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    email = world.values.get(
        "email", f"{world.login}@{world.text('domain', 8, 'abcdefghilmnoprstu')}.example"
    )
    return json_answer(
        {"name": world.login, "email": email, "email_verified": True, "tfa": None, "created": _TIME}
    )


def _token(asked: Request, world: World, found: Found) -> Answer:
    del found
    made = world.text("npm_token", 36, start="npm_")
    shown = {"token": made, "key": world.text("npm_key", 64, HEX), "cidr_whitelist": None, "readonly": False}
    if asked.head.method == "GET":
        listed = shown | {"token": made[:8], "created": _TIME}
        return json_answer({"objects": [listed], "total": 1, "urls": {}})
    return json_answer(shown | {"ok": True, "created": _now(), "success": True}, 201)


def _search(asked: Request, world: World, found: Found) -> Answer:
    """Answer a search with the user's own packages, which is what worms look for."""
    del found
    names = _mine(world) if _MAINTAINED.search(asked.query) else []
    who = {"username": world.login}
    found_ = [
        {"package": {"name": name, "version": "1.0.3", "maintainers": [who], "publisher": who}}
        for name in names
    ]
    return json_answer({"objects": found_, "total": len(names), "time": _now()})


def _ok(asked: Request, world: World, found: Found) -> Answer:
    del asked, world, found
    return json_answer({"ok": True, "success": True}, 201)


def _access(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    return json_answer(dict.fromkeys(_mine(world), "write"))


def _package(asked: Request, world: World, found: Found) -> Answer:
    """Answer for a package's versions with one."""
    del world
    name = found["name"].replace("%2f", "/")
    packed = archive(name)
    short = name.rpartition("/")[2]
    dist = {
        "tarball": f"{asked.origin}/{name}/-/{short}-1.0.3.tgz",
        "shasum": hashlib.sha1(packed, usedforsecurity=False).hexdigest(),
        "integrity": "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode(),
    }
    version = {"name": name, "version": "1.0.3", "dist": dist}
    return json_answer({"name": name, "dist-tags": {"latest": "1.0.3"}, "versions": {"1.0.3": version}})


def _tarball(asked: Request, world: World, found: Found) -> Answer:
    del asked, world
    return Answer(body=archive(found["name"]), kind="application/octet-stream")


def archive(name: str) -> bytes:
    """Return a package of this name that holds a manifest and an empty main file."""
    manifest = json.dumps({"name": name, "version": "1.0.3", "main": "index.js", "license": "MIT"}).encode()
    return tarball({"package/package.json": manifest, "package/index.js": b""})


def _minted(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    return json_answer({"success": True, "token": world.text("pypi_token", 150, start="pypi-AgE")})


def _identity(asked: Request, world: World, found: Found) -> Answer:
    """Answer a CI job that asks for its identity token."""
    del asked, found
    head = base64.urlsafe_b64encode(b'{"typ":"JWT","alg":"RS256"}').rstrip(b"=").decode()
    value = f"{head}.{world.text('identity', 320)}.{world.text('identity.signature', 342)}"
    return json_answer({"count": len(value), "value": value})


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(clock.now()))


_NAME = r"(?P<name>(?:@[A-Za-z0-9._-]{1,100}/)?[A-Za-z0-9._-]{1,100})"
_ROUTES = (
    Route.of("GET", "/-/whoami", _whoami),
    Route.of("GET POST", "/-/npm/v1/user", _profile),
    Route.of("GET POST", "/-/npm/v1/tokens", _token),
    Route.of("DELETE", "/-/npm/v1/tokens/token/.*", lambda _a, _w, _f: Answer(204)),
    Route.of("PUT", "/-/user/org[.]couchdb[.]user:[^/]{1,200}(?:/.*)?", _token),
    Route.of("POST", "/-/npm/v1/oidc/token/exchange/package/.*", _token),
    Route.of("GET", "/-/v1/search", _search),
    Route.of("GET", "/-/(?:user|org|team)/[^/]{1,200}(?:/[^/]{1,200})?/package", _access),
    Route.of("PUT POST DELETE", "/-/package/.{1,400}", _ok),
    Route.of("GET", "/-/ping", lambda _a, _w, _f: json_answer({})),
    Route.of("POST", "/_/oidc/(?:github/)?mint-token", _minted),
    Route.of("GET POST", "/(?:[^/]{1,64}/){0,8}idtoken(?:/.*)?", _identity),
)
_PACKAGES = (
    Route.of("GET", f"/{_NAME}/-/[^/]{{1,200}}[.]tgz", _tarball),
    Route.of("GET", f"/{_NAME}", _package),
    Route.of("PUT", f"/{_NAME}(?:/-rev/[^/]{{1,100}})?", _ok),
)
