# SPDX-License-Identifier: Apache-2.0
"""What gathers in a home directory over the years: documents, projects, settings, what was typed."""

from __future__ import annotations

import zlib

from fpbox.machine import forms
from fpbox.machine.credentials import GIT_HEAD, env_text, git_config
from fpbox.machine.dice import BASE64_URL, HEX, Dice
from fpbox.machine.scene import PRIVATE, Scene

_PROJECTS = ("billing-api", "route-planner", "customer-portal", "ledger-sync", "data-pipeline",
             "auth-gateway", "stock-feed", "report-builder", "mobile-backend", "search-index")  # fmt: skip
_NOTES = ("meeting-notes", "onboarding", "todo", "release-checklist", "travel-expenses", "house", "recipes",
          "reading-list")  # fmt: skip
_SENTENCES = (
    "Ask {boss} about the budget for the second quarter.",
    "The migration of the billing database moves to {month}.",
    "VPN: the new gateway is vpn.{domain}, the old one goes in {month}.",
    "Renew the certificate of git.{domain} before {month}.",
    "Interview on Thursday, room 3.14, with {boss}.",
    "Return the spare monitor to the office.",
    "Standup at half past nine, from {month} at nine.",
    "The invoice of the landlord came twice, call them.",
    "Review {project} with {boss}, then cut the release.",
)
_MONTHS = ("January", "March", "May", "June", "September", "October", "November")
_BOSSES = ("Ines", "Robert", "Magda", "Patrick", "Leonie", "Stefan")
_BASHRC = """case $- in
    *i*) ;;
      *) return;;
esac

HISTCONTROL=ignoreboth
HISTSIZE=5000
HISTFILESIZE=20000
shopt -s histappend checkwinsize

PS1='\\u@\\h:\\w\\$ '
alias ls='ls --color=auto'
alias ll='ls -alF'
alias gs='git status -sb'
alias gl='git log --oneline --graph -20'
alias k=kubectl
alias dc='docker compose'
"""
_PROFILE = """if [ -n "$BASH_VERSION" ] && [ -f "$HOME/.bashrc" ]; then
    . "$HOME/.bashrc"
fi
if [ -d "$HOME/.local/bin" ]; then
    PATH="$HOME/.local/bin:$PATH"
fi
"""
_VIMRC = (
    "syntax on\nset number\nset expandtab shiftwidth=4 softtabstop=4\nset incsearch hlsearch ignorecase\n"
)
_HISTORY = (
    "cd ~/projects/{project}", "git pull --rebase", "git status", "git checkout -b fix/{number}", "npm ci",
    "npm run build", "docker compose up -d", "docker compose logs -f api", "kubectl get pods -n production",
    "kubectl logs deploy/{project} --tail 200", "ssh bastion", "ssh build-02.{domain}", "ls -la", "vim .env",
    "git commit -am 'Handle empty answers'", "git push -u origin HEAD", "git log --oneline -5", "htop",
    "df -h", "aws s3 ls s3://{slug}-backups/", "terraform plan",
    "aws sts get-caller-identity --profile {slug}-prod",
    "psql -h db-01.{domain} -U {slug} ledger", "grep -rn TODO src", "code .", "history | grep kubectl",
    "curl -s https://git.{domain}/api/v4/projects | jq '.[].name'", "python3 -m venv .venv",
    ". .venv/bin/activate", "pip install -r requirements.txt", "make lint", "cat ~/.kube/config", "exit",
)  # fmt: skip
_LINES = 160


def shell(scene: Scene) -> None:
    """The shell's settings and history; two of its lines hold a secret, as they do."""
    scene.write("~/.bashrc", _BASHRC)
    scene.write("~/.profile", _PROFILE)
    scene.write("~/.vimrc", _VIMRC)
    dice, where = scene.dice.topic("history"), "~/.bash_history"
    token = scene.plant("git_password", f"glpat-{dice.text(BASE64_URL, 20)}", where)
    secret = scene.plant("database_password", forms.password(dice), where)
    lines = [_line(scene, dice) for _ in range(_LINES)]
    lines[dice.between(20, 60)] = (
        f"curl -H 'PRIVATE-TOKEN: {token}' https://git.{scene.who.domain}/api/v4/user"
    )
    lines[dice.between(70, 140)] = (
        f"PGPASSWORD='{secret}' pg_dump -h db-01.{scene.who.domain} -U admin ledger"
    )
    scene.write(where, "".join(f"{line}\n" for line in lines), PRIVATE, (1, 2))
    scene.write("~/.python_history", "import json\nimport sys\nsys.version\nexit()\n", PRIVATE)


def _line(scene: Scene, dice: Dice) -> str:
    who = scene.who
    return dice.pick(_HISTORY).format(
        project=dice.pick(_PROJECTS), number=dice.digits(4), domain=who.domain, slug=who.slug
    )


def documents(scene: Scene) -> None:
    """Notes, a table and a picture."""
    dice = scene.dice.topic("documents")
    for name in dice.some(_NOTES, 5):
        lines = [f"- {_sentence(scene, dice)}\n" for _ in range(dice.between(3, 9))]
        scene.write(f"~/Documents/{name}.md", f"# {name.replace('-', ' ').title()}\n\n" + "".join(lines))
    rows = [
        f"{dice.pick(_MONTHS)},{dice.between(20, 900)}.{dice.digits(2)},{dice.pick(_BOSSES)}\n"
        for _ in range(24)
    ]
    scene.write("~/Documents/expenses.csv", "month,amount,approved_by\n" + "".join(rows))
    scene.write(f"~/Pictures/Screenshot-{dice.digits(6)}.png", _picture(dice))
    scene.write(f"~/Downloads/invoice-{dice.digits(7)}.txt", _invoice(scene, dice))


def _sentence(scene: Scene, dice: Dice) -> str:
    return dice.pick(_SENTENCES).format(
        boss=dice.pick(_BOSSES),
        month=dice.pick(_MONTHS),
        domain=scene.who.domain,
        project=dice.pick(_PROJECTS),
    )


def _invoice(scene: Scene, dice: Dice) -> str:
    amount = f"{dice.digits(3)}.{dice.digits(2)}"
    return f"Invoice {dice.digits(7)}\nTo: {scene.who.full_name}, {scene.who.company}\nTotal: {amount} EUR\n"


def _picture(dice: Dice) -> bytes:
    """Make a small PNG of stripes."""
    side = 48
    rows = b"".join(b"\0" + bytes(dice.bytes(3)) * side for _ in range(side))
    head = side.to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    parts = [
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def projects(scene: Scene) -> None:
    """Three checkouts, each with settings of its own; none of them is the user's project."""
    dice = scene.dice.topic("projects")
    left = [name for name in _PROJECTS if name != scene.project]
    for name in dice.some(left, 3):
        place = f"~/projects/{name}"
        scene.write(f"{place}/README.md", f"# {name}\n\nPart of {scene.who.company}'s platform.\n")
        scene.write(
            f"{place}/src/index.js", "const { start } = require('./server')\n\nstart(process.env.PORT)\n"
        )
        scene.write(
            f"{place}/src/server.js",
            "const http = require('http')\n\nexports.start = (port) => http.createServer().listen(port)\n",
        )
        scene.write(
            f"{place}/package.json",
            f'{{\n  "name": "@{scene.who.slug}/{name}",\n'
            f'  "version": "{dice.below(4)}.{dice.below(30)}.0",\n  "private": true\n}}\n',
        )
        scene.write(f"{place}/.env", env_text(scene, f"{place}/.env", name), PRIVATE)
        checkout(scene, dice, place, name)


def checkout(scene: Scene, dice: Dice, place: str, name: str, settings: str = "") -> None:
    """Lay down the parts of a clone's `.git` that tell where it comes from."""
    remote = f"https://git.{scene.who.domain}/platform/{name}.git"
    scene.write(f"{place}/.git/HEAD", GIT_HEAD)
    scene.write(f"{place}/.git/refs/heads/main", dice.text(HEX, 40) + "\n")
    scene.write(f"{place}/.git/config", git_config(remote, settings))
