# SPDX-License-Identifier: Apache-2.0
"""npm, npx, yarn, pnpm and bun: which package a lifecycle script belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fpbox.attribute import names
from fpbox.attribute.claims import Claim
from fpbox.model import Process

KEEP_ENV = (
    "npm_package_name",
    "npm_package_version",
    "npm_package_json",
    "npm_lifecycle_event",
    "npm_config_local_prefix",
    "PROJECT_CWD",
)
# What a manager sets anew for each script. A child that carries the manager's own values only inherited them.
_OWN = ("npm_package_name", "npm_package_version", "npm_package_json", "npm_lifecycle_event")
MAX_SHOWN = 200
MODULES = "/node_modules/"
# Only yarn 2 and later sets it. It interprets scripts itself, so that the first words of a script ("cd ../b;
# npm_package_name=b ...") change what its child says and where it stands.
_YARN_2 = "PROJECT_CWD"
_SYSTEM = re.compile(r"(linux|darwin|win32|windows|freebsd|openbsd|netbsd|android|sunos|aix)(?:[-_]|$)")
_EXACT = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*")


def installed_as(directory: str) -> str:
    """Return the name that `directory` is installed under: "a", "@scope/a", or "" outside node_modules.

    The innermost node_modules counts, which holds for nested trees, pnpm's ``.pnpm/a@1/node_modules/a`` and
    yarn's ``.yarn/unplugged/a-npm-1/node_modules/a`` alike.
    """
    at = directory.rfind(MODULES)
    if at < 0:
        return ""
    parts = directory[at + len(MODULES) :].split("/")
    if parts[0].startswith("@") and len(parts) > 1:
        return f"{parts[0]}/{parts[1]}"
    return "" if parts[0].startswith(".") else parts[0]


def is_platform_part(name: str, whole: str) -> bool:
    """Tell whether a package is the part of another for one system: "a-linux-x64" of "a"."""
    scope, _, rest = name.rpartition("/")
    base = whole.rpartition("/")[2]
    if scope != f"@{base}" and not rest.startswith(f"{base}-"):
        return False
    return _SYSTEM.match(rest.removeprefix(f"{base}-")) is not None


def package_root(directory: str) -> str:
    """Return the directory of the installed package that `directory` is in, or `directory` itself."""
    name = installed_as(directory)
    return directory[: directory.rfind(MODULES) + len(MODULES)] + name if name else directory.rstrip("/")


def _is_project(directory: str, project: str) -> bool:
    """The project's own directory, or one above the directory the command was given in."""
    return bool(project) and (project == directory or project.startswith(directory.rstrip("/") + "/"))


def script(process: Process, manager_env: Mapping[str, str], project: str) -> Claim | None:
    """Return whose script `process` is, which a package manager has just started, or None when it is none."""
    env = dict(process.env)
    if not env.get("npm_lifecycle_event") or all(env.get(key) == manager_env.get(key) for key in _OWN):
        return None
    stated = names.plain(env.get("npm_package_name", ""), names.MAX_NAME)
    version = names.plain(env.get("npm_package_version", ""), names.MAX_VERSION)
    phase = names.phase(env["npm_lifecycle_event"])
    place = package_root(process.cwd or env.get("npm_package_json", "").rpartition("/")[0])
    installed = names.plain(installed_as(place), names.MAX_NAME)
    if installed:
        differs = bool(stated) and stated != installed
        note = f"; its package.json says {stated!r}" if differs else ""
        basis = f"script started by the package manager in node_modules/{installed}{note}"
        return Claim("npm", installed, version, phase, place, basis, stated=stated if differs else "")
    own = _is_project(place, project)
    basis = (
        "the project's own script" if own else "script started by the package manager outside node_modules"
    )
    name = stated or names.plain(place.rsplit("/", 1)[-1], names.MAX_NAME) or "unnamed"
    return Claim("npm", name, version, phase, place, basis, project=own, named=bool(stated))


def contradiction(process: Process) -> str:
    """Return how a child of yarn 2 or later contradicts itself about the package it belongs to, or "".

    Where the directory, the name and the package.json are not of one package, its script may have changed any
    of them, and none is believed.
    """
    env = dict(process.env)
    place = package_root(process.cwd)
    installed = installed_as(place)
    if _YARN_2 not in env or not installed or not env.get("npm_lifecycle_event"):
        return ""
    stated, manifest = env.get("npm_package_name", ""), env.get("npm_package_json", "").rpartition("/")[0]
    if stated == installed and manifest == place:
        return ""
    return f"stands in {names.plain(place, MAX_SHOWN)} and says it is {names.plain(stated, MAX_SHOWN)!r}"


def evidence(process: Process) -> Claim | None:
    """Return the package in whose directory an image of unknown parentage stands, unless its words differ."""
    env = dict(process.env)
    stated = names.plain(env.get("npm_package_name", ""), names.MAX_NAME)
    place = package_root(process.cwd)
    name = names.plain(installed_as(place), names.MAX_NAME)
    if not name or stated not in {"", name}:
        return None
    version = names.plain(env.get("npm_package_version", ""), names.MAX_VERSION) if stated else ""
    return Claim(
        "npm", name, version, names.phase(env.get("npm_lifecycle_event", "")), place, "its directory alone"
    )


def by_yarn_2(process: Process) -> bool:
    """Tell whether yarn 2 or later has started the image."""
    return any(name == _YARN_2 for name, _ in process.env)


def prefix(process: Process) -> str:
    """Return the project directory npm reports to its scripts, or "" when it says none or works elsewhere."""
    found = dict(process.env).get("npm_config_local_prefix", "").rstrip("/")
    return "" if any(part in found for part in ("/_cacache/", "/_npx/", MODULES)) else found


def executed(process: Process, rest: Sequence[str]) -> Claim | None:
    """Return the package that ``npx NAME`` or ``npm exec`` runs, from the manager's own arguments `rest`."""
    spec = _npx_spec(rest)
    if not spec:
        return None
    name, _, version = spec[1:].partition("@")
    name = names.plain(spec[0] + name, names.MAX_NAME)
    version = version if _EXACT.fullmatch(version) else ""
    return Claim("npm", name, version[: names.MAX_VERSION], "npx", process.cwd, "run by npx", named=True)


def _npx_spec(rest: Sequence[str]) -> str:
    words = list(rest[:64])
    for index, word in enumerate(words):
        if word.startswith("--package="):
            return word.partition("=")[2]
        if word in {"-p", "--package"} and index + 1 < len(words):
            return words[index + 1]
    plain = [word for word in words if not word.startswith("-")]
    while plain and plain[0] in {"exec", "x", "dlx"}:
        plain = plain[1:]
    if len(plain) > 1 and plain[0] in {"init", "create", "innit"}:
        return _initializer(plain[1])
    return plain[0] if plain and not plain[0].startswith((".", "/")) else ""


def _initializer(spec: str) -> str:
    """``npm init NAME`` runs create-NAME; ``npm init @scope`` runs @scope/create."""
    if not spec.startswith("@"):
        return f"create-{spec}"
    scope, _, name = spec.partition("/")
    return f"{scope}/create-{name}" if name else f"{scope}/create"
