# SPDX-License-Identifier: Apache-2.0
"""The parts of GitHub's API that worms use to publish what they stole, each answered with success."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Mapping
from typing import Any

from fpbox_gateway import clock
from fpbox_gateway.play.answer import Answer, json_answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.routes import Found, Made, Route, first
from fpbox_gateway.play.world import BASE32, HEX, World

Fields = dict[str, Any]

_HOST = re.compile(r"(?:\A|\.)api\.github\.|\Agithub\.|\Agh\.|(?:\A|\.)github\.")
_SCOPES = "gist, read:org, repo, user, workflow, write:packages"
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}\Z")


def answer(asked: Request, world: World) -> Answer | None:
    """Answer as the API does, where host or path name it; None elsewhere."""
    prefixed = asked.path.startswith("/api/v3/")
    if not (prefixed or _HOST.search(asked.host) or "github" in asked.accept):
        return None
    known = first(_ENTERPRISE if prefixed else _ROUTES, asked, world)
    return None if known is None else known.having(*_limits(asked, world))


def _limits(asked: Request, world: World) -> tuple[tuple[str, str], ...]:
    """Return the headers that come with every answer: tools read their token's rights off them."""
    limits = (
        ("X-GitHub-Media-Type", "github.v3; format=json"),
        ("X-RateLimit-Limit", "5000"),
        ("X-RateLimit-Remaining", str(world.number("remaining", 4990, 4200))),
        ("X-RateLimit-Reset", str(int(clock.now()) + 3600)),
    )
    return (("X-OAuth-Scopes", _SCOPES), *limits) if asked.head.value("authorization") else limits


def _sent(asked: Request) -> Fields:
    """Return the object that was sent, as far as it is one."""
    try:
        sent = json.loads(asked.body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _named(asked: Request, default: str) -> str:
    name = _sent(asked).get("name")
    return name if isinstance(name, str) and _NAME.match(name) else default


def _user(world: World) -> Fields:
    login = world.login
    return {
        "login": login,
        "id": world.number("forge.user", 90_000_000, 9_000_000),
        "type": "User",
        "html_url": f"https://github.com/{login}",
        "name": world.values.get("name", login.capitalize()),
        "email": world.values.get("email"),
        "public_repos": 7,
        "two_factor_authentication": False,
    }


def _repository(world: World, owner: str, name: str, *, private: bool = False) -> Fields:
    full = f"{owner}/{name}"
    return {
        "id": world.number(f"forge.{full}", 900_000_000, 100_000_000),
        "name": name,
        "full_name": full,
        "private": private,
        "owner": _user(world) | {"login": owner},
        "html_url": f"https://github.com/{full}",
        "url": f"https://api.github.com/repos/{full}",
        "clone_url": f"https://github.com/{full}.git",
        "default_branch": "main",
        "permissions": {"admin": True, "push": True, "pull": True},
        "fork": False,
    }


def _commit(asked: Request, world: World) -> Fields:
    sha = hashlib.sha1(asked.body, usedforsecurity=False).hexdigest()
    return {"sha": sha, "message": "", "author": {"name": world.login}, "parents": []}


def _new_repository(asked: Request, world: World, found: Found) -> Answer:
    owner = found.groupdict().get("owner") or world.login
    private = _sent(asked).get("private") is True
    return json_answer(_repository(world, owner, _named(asked, "data"), private=private), 201)


def _own_repositories(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    names = (world.text(f"repository.{number}", 8, "abcdefghiklmnoprstuv") for number in range(2))
    return json_answer([_repository(world, world.login, name) for name in names])


def _one_repository(asked: Request, world: World, found: Found) -> Answer:
    del asked
    return json_answer(_repository(world, found["owner"], found["name"]))


def _file(asked: Request, world: World, found: Found) -> Answer:
    path = found["path"]
    content = {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": hashlib.sha1(asked.body, usedforsecurity=False).hexdigest(),
        "type": "file",
    }
    return json_answer({"content": content, "commit": _commit(asked, world)}, 201)


def _gist(asked: Request, world: World, found: Found) -> Answer:
    del found
    number = hashlib.md5(asked.body, usedforsecurity=False).hexdigest()
    url = f"https://gist.github.com/{world.login}/{number}"
    return json_answer({"id": number, "html_url": url, "public": False, "files": {}}, 201)


def _made(asked: Request, world: World, found: Found) -> Answer:
    """Answer what makes an object of git: a blob, tree, commit, reference or release."""
    made = _commit(asked, world)
    if found["kind"] == "refs":
        return json_answer({"ref": "refs/heads/main", "object": {"type": "commit", "sha": made["sha"]}}, 201)
    return json_answer(made | {"id": world.number("release", 200_000_000), "tree": {"sha": made["sha"]}}, 201)


def _reference(asked: Request, world: World, found: Found) -> Answer:
    del asked
    sha = world.text(f"ref.{found['name']}", 40, HEX)
    return json_answer({"ref": "refs/heads/main", "object": {"type": "commit", "sha": sha}})


def _runner(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock.now() + 3600))
    return json_answer({"token": world.text("runner", 29, BASE32), "expires_at": later}, 201)


def _constant(value: object, status: int = 200) -> Made:
    return lambda _asked, _world, _found: json_answer(value, status)


_NOTHING = _constant({"total_count": 0, "incomplete_results": False, "items": []})
_RATE: Mapping[str, int] = {"limit": 5000, "used": 12, "remaining": 4988}
_OWNER = r"(?P<owner>[A-Za-z0-9._-]{1,100})"
_REPO = rf"/repos/{_OWNER}/(?P<name>[A-Za-z0-9._-]{{1,100}})"


def _me(asked: Request, world: World, found: Found) -> Answer:
    del asked
    return json_answer(_user(world) | {key: value for key, value in found.groupdict().items() if value})


def _fork(asked: Request, world: World, found: Found) -> Answer:
    del asked
    return json_answer(_repository(world, world.login, found["name"]), 202)


def _viewer(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    return json_answer({"data": {"viewer": _user(world)}})


def _gone(asked: Request, world: World, found: Found) -> Answer:
    del asked, world, found
    return Answer(204)


_LISTS = "branches|commits|tags|releases|contents|forks"
_ACTIONS = "secrets|variables|workflows|runs|artifacts"
_TABLE: tuple[tuple[str, str, Made], ...] = (
    ("GET", "/user|/users/(?P<login>[A-Za-z0-9-]{1,100})", _me),
    ("GET", r"/user/repos|/(?:users|orgs)/[A-Za-z0-9._-]{1,100}/repos", _own_repositories),
    ("POST", f"/user/repos|/orgs/{_OWNER}/repos", _new_repository),
    ("GET", "/user/(?:orgs|emails|memberships/orgs)", _constant([])),
    ("GET", "/rate_limit", _constant({"resources": {"core": _RATE}, "rate": _RATE})),
    ("GET", "/search/[a-z]{1,20}", _NOTHING),
    ("GET PATCH", _REPO, _one_repository),
    ("DELETE", f"{_REPO}(?:/.*)?", _gone),
    ("POST", f"{_REPO}/forks", _fork),
    ("PUT", f"{_REPO}/contents/(?P<path>.+)", _file),
    ("POST", f"{_REPO}/git/(?P<kind>blobs|trees|commits|refs|tags)", _made),
    ("POST", f"{_REPO}/(?P<kind>releases|issues|pulls|commits)", _made),
    ("GET", f"{_REPO}/git/(?:ref|refs|matching-refs)/.*", _reference),
    ("PATCH", f"{_REPO}/git/refs/.*", _reference),
    ("GET", f"{_REPO}/actions/(?:{_ACTIONS})", _constant({"total_count": 0, "secrets": []})),
    ("POST", f"{_REPO}/actions/runners/registration-token", _runner),
    ("GET", f"{_REPO}/(?:{_LISTS})", _constant([])),
    ("POST", "/gists", _gist),
    ("POST", "/graphql", _viewer),
)


def _table(prefix: str) -> tuple[Route, ...]:
    return tuple(Route.of(methods, f"{prefix}(?:{path})", made) for methods, path, made in _TABLE)


_ROUTES = _table("")
_ENTERPRISE = _table("/api/v3")
