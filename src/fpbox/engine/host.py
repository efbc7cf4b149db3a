# SPDX-License-Identifier: Apache-2.0
"""What of the host's settings has to hold in the box, too: certificates, proxies and registries.

Registries are asked of the package managers themselves, so that a private mirror works as it does on the host
and no registry's name stands in this code.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from fpbox.boxfile import BoxFile
from fpbox.engine.logins import without_login, yarn_settings
from fpbox.engine.remember import remembered

BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
SCRIPTS_NOTE = (
    "npm's block on dependencies' install scripts was lifted in the box, so that their doings are seen"
)
PNPM_NOTE = SCRIPTS_NOTE.replace("npm's", "pnpm's", 1)
SILENT_NOTE = (
    "npm on this machine does not tell its registry (it is missing, or the address holds a login, which npm "
    "keeps to itself): the box uses npm's default"
)
_BUNDLE_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO")
_IN_THE_BOX = (*_BUNDLE_VARIABLES, "NODE_EXTRA_CA_CERTS", "npm_config_cafile")
_EXTRA = "NODE_EXTRA_CA_CERTS"
_SYSTEM_BUNDLES = (BUNDLE, "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
_LOCAL_CERTIFICATES = "/usr/local/share/ca-certificates"
_PROXIES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")
_PROGRAM = re.compile(r"\b(npm|npx|pnpm|pnpx|yarn|yarnpkg|bun|bunx)\b")
_NPM_SETTING = "npm_config_"
_YARN = frozenset({"yarn", "yarnpkg"})
_LIFTED = {"npm": SCRIPTS_NOTE, "npx": SCRIPTS_NOTE, "pnpm": PNPM_NOTE, "pnpx": PNPM_NOTE}
_LOOPBACK = re.compile(r"localhost|127\.|\[?::1")
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)
_NPM = ("npm", "npx", "yarn", "yarnpkg", "pnpm", "pnpx", "bun", "bunx", "node", "corepack")
_PIP = ("pip", "pip3", "python", "python3", "uv", "uvx", "poetry")
_ASK_S = 20
_NPM_FILES = (".npmrc", "package.json", "node_modules")
_YARN_SERVER = "npmRegistryServer"
_PIP_DEFAULTS = (
    "from pip._internal.models.index import PyPI; "
    "print(PyPI.simple_url, 'https://' + PyPI.file_storage_domain)"
)


@dataclass(frozen=True, slots=True)
class HostSettings:
    """What the box takes over from the host.

    Attributes:
        env: variables for the command. files: what they point to.
        registries: addresses a package manager is expected to talk to.
        notes: sentences for the report.
    """

    env: tuple[tuple[str, str], ...] = ()
    files: tuple[BoxFile, ...] = ()
    registries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def registry_hosts(self) -> frozenset[str]:
        """The host names of the registries."""
        return frozenset(host for url in self.registries if (host := urlsplit(url).hostname))


def manager_of(command: Sequence[str]) -> str:
    """Return which package manager's world a command belongs to: "npm", "pypi" or ""."""
    program = Path(command[0]).name if command else ""
    program = re.sub(r"^(python|pip)3\.\d+$", r"\1", program)
    if program in _NPM:
        return "npm"
    return "pypi" if program in _PIP else ""


def program_of(command: Sequence[str]) -> str:
    """Return which program of npm's world a command starts, or names in a line for the shell; else "npm"."""
    named = _PROGRAM.search(" ".join(command))
    return named[1] if named else "npm"


def settings(
    command: Sequence[str], project: Path | None, environ: Mapping[str, str], fallback: str = ""
) -> HostSettings:
    """Collect what holds for a command. Blocks: it may ask npm or pip.

    Args:
        command: what is to run in the box.
        project: where it would run on the host.
        environ: the host's environment.
        fallback: whose settings to take when the command does not say: the image's package manager's.
    """
    parts = [certificates(environ), proxies(environ)]
    manager = manager_of(command) or fallback
    if manager == "npm":
        program = program_of(command)
        parts.append(npm(_npm_config(project, environ), program))
        if program in _YARN:
            home = Path(environ.get("HOME") or "/nonexistent")
            parts.append(yarn(environ, yarn_settings(project) if project else {}, yarn_settings(home)))
    elif manager == "pypi":
        parts.append(pip(environ, _pip_config(), _pip_defaults()))
    return HostSettings(
        env=tuple(pair for part in parts for pair in part.env),
        files=tuple(file for part in parts for file in part.files),
        registries=tuple(dict.fromkeys(url for part in parts for url in part.registries)),
        notes=tuple(note for part in parts for note in part.notes),
    )


def certificates(environ: Mapping[str, str]) -> HostSettings:
    """Take over the host's certificate authorities, if it has others than its distribution brought."""
    named = [Path(environ[name]) for name in (*_BUNDLE_VARIABLES, _EXTRA) if environ.get(name)]
    local = Path(_LOCAL_CERTIFICATES)
    if not named and not (local.is_dir() and any(local.rglob("*.crt"))):
        return HostSettings()
    whole = [path for path in named if str(path) != environ.get(_EXTRA)]
    system = [Path(path) for path in _SYSTEM_BUNDLES] if not whole else []
    bundle = _joined([*whole, *system, *named])
    if not bundle:
        return HostSettings()
    return HostSettings(env=tuple((name, BUNDLE) for name in _IN_THE_BOX), files=(BoxFile(BUNDLE, bundle),))


def trusting(own: HostSettings, authority: bytes) -> HostSettings:
    """Add an authority to those that hold in the box, which are the host's.

    Args:
        own: what holds already.
        authority: its certificate, PEM.
    """
    known = next((file.data for file in own.files if file.path == BUNDLE), b"")
    known = known or _joined(map(Path, _SYSTEM_BUNDLES))
    # A bundle in place of the image's has to hold the public authorities as well.
    path = BUNDLE if known else f"{_LOCAL_CERTIFICATES}/extra.crt"
    names = _IN_THE_BOX if known else (_EXTRA,)
    return replace(
        own,
        env=(*(pair for pair in own.env if pair[0] not in names), *((name, path) for name in names)),
        files=(*(file for file in own.files if file.path != path), BoxFile(path, known + authority)),
    )


def proxies(environ: Mapping[str, str]) -> HostSettings:
    """Take over the proxies, without logins."""
    env: list[tuple[str, str]] = []
    notes: list[str] = []
    for name in _PROXIES:
        value = environ.get(name) or environ.get(name.upper())
        if not value:
            continue
        bare = value if name == "no_proxy" else without_login(value)
        if bare != value:
            notes.append(f"the login in {name} was not taken into the box")
        if name != "no_proxy" and _LOOPBACK.match(urlsplit(bare).netloc):
            notes.append(f"{name} names this machine's loopback, where nothing in the box can reach it")
        env += [(name, bare), (name.upper(), bare)]
    return HostSettings(env=tuple(env), notes=tuple(notes))


def npm(config: Mapping[str, str], program: str = "npm") -> HostSettings:
    """Take over npm's registries, and lift its block on the install scripts of dependencies.

    Args:
        config: npm's registries.
        program: what is to run. pnpm's block goes by another name, and npm would warn of a setting that it
            does not know. Yarn 4.18 has one and yarn 4.5 none, by the same setting.
    """
    pnpm = program in {"pnpm", "pnpx"}
    env = [(f"{_NPM_SETTING}dangerously_allow_all_{'builds' if pnpm else 'scripts'}", "true")]
    env += [("YARN_ENABLE_SCRIPTS", "true")] if program in _YARN else []
    urls = []
    for key, value in config.items():
        if (key == "registry" or key.endswith(":registry")) and _is_remote(value):
            urls.append(without_login(value))
            env.append((f"{_NPM_SETTING}{key}", urls[-1]))
    if pnpm:  # from its version 11 on, npm's settings are none of its own
        env += [(f"pnpm_config_{name.removeprefix(_NPM_SETTING)}", value) for name, value in env]
    notes = [_LIFTED[program]] if program in _LIFTED else []
    notes += [] if "registry" in config else [SILENT_NOTE]
    return HostSettings(env=tuple(env), registries=tuple(urls), notes=tuple(notes))


def yarn(
    environ: Mapping[str, str], project: Mapping[str, object], home: Mapping[str, object]
) -> HostSettings:
    """Take over the registry that yarn 2 and later are told of outside the project; npm's they do not ask.

    Args:
        environ: the host's environment.
        project: what the .yarnrc.yml there says.
        home: what the one there says.
    """
    url = environ.get("YARN_NPM_REGISTRY_SERVER", "")
    if not url and _YARN_SERVER not in project:
        url = str(home.get(_YARN_SERVER, ""))
    if not _is_remote(url):
        return HostSettings()
    bare = without_login(url)
    env = [("YARN_NPM_REGISTRY_SERVER", bare)]
    if urlsplit(bare).scheme == "http":  # which it takes only from hosts it is told to
        env.append(("YARN_UNSAFE_HTTP_WHITELIST", urlsplit(bare).hostname or ""))
    return HostSettings(env=tuple(env), registries=(bare,))


def pip(environ: Mapping[str, str], config: Mapping[str, str], defaults: Sequence[str]) -> HostSettings:
    """Take over pip's indexes.

    Args:
        environ: the host's environment.
        config: what `pip config list` says, by option.
        defaults: where pip goes by itself.
    """

    def option(name: str) -> list[str]:
        value = environ.get(f"PIP_{name.upper().replace('-', '_')}") or config.get(name, "")
        return [without_login(url) for url in value.split() if _is_remote(url) or name == "trusted-host"]

    index, extra, trusted = option("index-url"), option("extra-index-url"), option("trusted-host")
    env = [("PIP_DISABLE_PIP_VERSION_CHECK", "1")] if environ.get("PIP_DISABLE_PIP_VERSION_CHECK") else []
    for name, values in (
        ("PIP_INDEX_URL", index),
        ("PIP_EXTRA_INDEX_URL", extra),
        ("PIP_TRUSTED_HOST", trusted),
    ):
        if values:
            env.append((name, " ".join(values)))
    if index:
        env.append(("UV_DEFAULT_INDEX", index[0]))
    return HostSettings(env=tuple(env), registries=(*(index or defaults), *extra))


def _is_remote(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https"}


def _joined(paths: Iterable[Path]) -> bytes:
    """Join the certificates of several files, each one once."""
    seen: dict[bytes, None] = {}
    for path in dict.fromkeys(paths):
        try:
            seen.update(dict.fromkeys(cert.rstrip() for cert in _CERTIFICATE.findall(path.read_bytes())))
        except OSError:
            continue
    return b"".join(cert + b"\n" for cert in seen)


def _npm_config(project: Path | None, environ: Mapping[str, str]) -> dict[str, str]:
    """Ask npm for its registries. It takes 200 ms to say, so the answer is kept."""
    directory = (project or Path("/")).resolve()
    program = Path(shutil.which("npm") or "npm").resolve()
    if program.name != "npm-cli.js":  # a version manager's shim may lead to any npm
        return _ask_npm(directory)[0]
    settings = sorted(
        f"{name}={value}" for name, value in environ.items() if name.lower().startswith("npm_config")
    )
    places = [f"{name}={environ.get(name, '')}" for name in ("HOME", "PREFIX", "XDG_CONFIG_HOME")]

    def ask() -> tuple[dict[str, str], list[Path]]:
        answer, config = _ask_npm(directory)
        named = [Path(str(config[key])) for key in ("userconfig", "globalconfig") if config.get(key)]
        above = [parent / name for parent in (directory, *directory.parents) for name in _NPM_FILES]
        own = [program, program.parents[1] / "package.json", program.parents[1] / "npmrc"]
        return answer, [*named, *above, *own]

    return remembered(["npm", str(program), str(directory), *settings, *places], ask)


def _ask_npm(directory: Path) -> tuple[dict[str, str], dict[str, object]]:
    """Return npm's registries, without logins, and its whole configuration."""
    said = _ask(["npm", "config", "list", "--json"], directory)
    try:
        config = json.loads(said)
    except ValueError:
        return {}, {}
    if not isinstance(config, dict):
        return {}, {}
    registries = {
        key: without_login(value)
        for key, value in config.items()
        if (key == "registry" or key.endswith(":registry")) and isinstance(value, str)
    }
    return registries, config


def _pip_config() -> dict[str, str]:
    return dict(_pip_options(_ask(["pip", "config", "list"], Path("/"))))


def _pip_options(listing: str) -> Iterator[tuple[str, str]]:
    """Read lines like ``global.index-url='https://...'``; the section for install wins."""
    for line in sorted(listing.splitlines(), key=lambda line: line.startswith("install.")):
        key, equals, value = line.partition("=")
        section, _, option = key.partition(".")
        if equals and section in {"global", "install", ":env:"}:
            yield option, " ".join(value.strip("'\"").replace("\\n", " ").split())


def _pip_defaults() -> list[str]:
    """Ask pip where it goes by itself: the index, and the host of its files."""
    for python in dict.fromkeys((sys.executable, "python3")):
        said = _ask([python, "-P", "-c", _PIP_DEFAULTS], Path("/")).split()
        if said:
            return said
    return []


def _ask(command: list[str], directory: Path) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ASK_S,
            check=False,
            env={**os.environ, "npm_config_loglevel": "silent"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
