# SPDX-License-Identifier: Apache-2.0
"""Packages that change the project's own manifest when they are installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local_packages import Npm, npm_project

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = pytest.mark.docker

CHANGE = """
const fs = require('fs'), file = process.env.INIT_CWD + '/package.json';
const project = JSON.parse(fs.readFileSync(file, 'utf8'));
project.scripts = {...project.scripts, %s: 'node x.js'};
fs.writeFileSync(file, JSON.stringify(project));
"""


@pytest.mark.parametrize(("script", "level"), [("lint", "medium"), ("postinstall", "high")])
def test_a_script_that_is_added_weighs_by_whether_it_runs_by_itself(
    fpbox: Fpbox, tmp_path: Path, script: str, level: str
) -> None:
    project = npm_project(tmp_path, {"helper": Npm("node x.js", {"x.js": CHANGE % script})})
    options = ("--network", "none", "-o", f"json={fpbox.report_file}")
    fpbox("run", *options, "npm", "install", "--install-links", cwd=project)
    (helper,) = (one for one in fpbox.report["packages"] if one["purl"] == "pkg:npm/helper@1.0.0")
    (written,) = (one for one in helper["findings"] if one["recipe"] == "package_source_write")
    assert (written["importance"], helper["level"]) == (level, level)
