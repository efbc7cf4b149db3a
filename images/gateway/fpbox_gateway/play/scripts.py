# SPDX-License-Identifier: Apache-2.0
"""Scripts for those who fetch and run one: all they do is to open a file that is not there.

The tracer sees the file's path, which says that the script ran, by what, and where it was fetched.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

from fpbox_gateway.play.answer import Answer
from fpbox_gateway.play.message import Request

MARK = "/ran"
_UNSAFE = re.compile(r"[^A-Za-z0-9._/-]")
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
true 2>/dev/null < '{mark}/by-sh/{of}' || :
"""
_PYTHON = """\
try:
    open('{mark}/by-python/{of}')
except Exception:
    pass
"""
_JS = """\
try{{require('fs').readFileSync('{mark}/by-node/{of}')}}catch(e){{try{{process.getBuiltinModule('fs').readFileSync('{mark}/by-node/{of}')}}catch(e){{}}}}
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
    Language.POWERSHELL: "try {{ Get-Content '{mark}/by-powershell/{of}' | Out-Null }} catch {{ }}\n",
    Language.PERL: "open(my $f, '<', '{mark}/by-perl/{of}');\n",
    Language.RUBY: "begin; File.read('{mark}/by-ruby/{of}'); rescue StandardError; end\n",
    Language.ANY: _ANY.format(js=_JS, sh=_SH, python=_PYTHON),
}


def answer(asked: Request, language: Language) -> Answer:
    """Answer with such a script."""
    return Answer(body=script(asked, language), kind=language.value.strip())


def script(asked: Request, language: Language) -> bytes:
    """Return a script that looks for a file whose path tells by what it was run and where it came from."""
    of = _UNSAFE.sub("", f"{asked.host}{asked.path}")[:_PATH_CHARS].strip("/") or "-"
    return _SCRIPTS[language].format(mark=MARK, of=of).encode()
