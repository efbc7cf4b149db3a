# SPDX-License-Identifier: Apache-2.0
"""Scripts for those who fetch and run one: all they do is to ask this server for a page that says so."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

from fpbox_gateway.play.answer import Answer
from fpbox_gateway.play.message import Request

RAN = "/ran"
_REPORT = re.compile(r"by=(?:sh|node|python|powershell|perl|ruby)\Z")
_PATH_CHARS = 200


class Language(enum.Enum):
    """What a script is written in; ANY runs as shell, Python and JavaScript."""

    SH = "text/x-shellscript; charset=utf-8"
    PYTHON = "text/x-python; charset=utf-8"
    JS = "application/javascript; charset=utf-8"
    POWERSHELL = "text/plain; charset=utf-8 "
    PERL = "text/x-perl; charset=utf-8"
    RUBY = "text/x-ruby; charset=utf-8"
    ANY = "text/plain; charset=utf-8"


LANGUAGES: Mapping[str, Language] = {
    "sh": Language.SH,
    "bash": Language.SH,
    "py": Language.PYTHON,
    "js": Language.JS,
    "cjs": Language.JS,
    "mjs": Language.JS,
    "ps1": Language.POWERSHELL,
    "pl": Language.PERL,
    "rb": Language.RUBY,
    "txt": Language.ANY,
}

_SH = """\
u='{url}?by=sh'
curl -fsSk -m 5 "$u" >/dev/null 2>&1 || wget -qO- -T 5 --no-check-certificate "$u" >/dev/null 2>&1 || :
"""
_PYTHON = """\
try:
    import urllib.request
    urllib.request.urlopen('{url}?by=python', timeout=5)
except Exception:
    pass
"""
_JS = """\
try{{require('{module}').get('{url}?by=node').on('error',()=>{{}})}}catch(e){{try{{fetch('{url}?by=node').catch(()=>{{}})}}catch(e){{}}}}
"""
_ANY = """\
#!/bin/sh
a=0//1;b=\"\"\"
{js}/*
\"\"\"
''':'
{sh}exit 0
'''
{python}#*/
"""
_SCRIPTS: Mapping[Language, str] = {
    Language.SH: f"#!/bin/sh\n{_SH}",
    Language.PYTHON: _PYTHON,
    Language.JS: _JS,
    Language.POWERSHELL: "try {{ Invoke-WebRequest '{url}?by=powershell' | Out-Null }} catch {{ }}\n",
    Language.PERL: "eval {{ require HTTP::Tiny; HTTP::Tiny->new(timeout => 5)->get('{url}?by=perl') }};\n",
    Language.RUBY: "begin; require 'net/http'; Net::HTTP.get(URI('{url}?by=ruby')); rescue => e; end\n",
    Language.ANY: _ANY.format(js=_JS, sh=_SH, python=_PYTHON),
}


def is_report(asked: Request) -> bool:
    """Tell whether this is the request that one of these scripts makes."""
    return asked.path.endswith(RAN) and _REPORT.match(asked.query) is not None


def answer(asked: Request, language: Language) -> Answer:
    """Return a script that asks for a page below the path that it was fetched from."""
    path = re.sub(r"[^A-Za-z0-9._/-]", "", asked.path)[:_PATH_CHARS].rstrip("/")
    url = f"{asked.origin}{path}{RAN}"
    module = "https" if asked.secure else "http"
    text = _SCRIPTS[language].format(url=url, module=module)
    return Answer(body=text.encode(), kind=language.value.strip())
