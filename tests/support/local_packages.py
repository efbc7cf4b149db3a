# SPDX-License-Identifier: Apache-2.0
"""Projects whose dependencies are packages of their own directory, for installs that need no registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Npm:
    """One npm package, of version 1.0.0.

    Attributes:
        postinstall: the command of its script, or "" for none.
        files: what is in it, by path. manifest: what its package.json says besides.
    """

    postinstall: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    manifest: Mapping[str, object] = field(default_factory=dict)


def npm_project(folder: Path, packages: Mapping[str, Npm]) -> Path:
    """Write a project `app` into a folder, with packages by their names, and return its directory."""
    project = folder / "app"
    project.mkdir()
    for name, package in packages.items():
        scripts = {"scripts": {"postinstall": package.postinstall}} if package.postinstall else {}
        manifest = {"name": name, "version": "1.0.0", **scripts, **package.manifest}
        for path, content in {"package.json": json.dumps(manifest), **package.files}.items():
            file = project / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
    wanted = {name: f"file:./{name}" for name in packages}
    own = {"name": "app", "version": "1.0.0", "dependencies": wanted}
    (project / "package.json").write_text(json.dumps(own))
    return project
