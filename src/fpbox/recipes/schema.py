# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of recipe files: printed by ``fpbox recipes schema`` and used to read them."""

from __future__ import annotations

from typing import Any

from fpbox.model import Action, Importance
from fpbox.recipes.address import SETS

Schema = dict[str, Any]

TACTICS = (
    "reconnaissance", "initial-access", "execution", "persistence", "privilege-escalation", "defense-evasion",
    "credential-access", "discovery", "lateral-movement", "collection", "command-and-control", "exfiltration",
    "impact",
)  # fmt: skip
FLAGS = (
    "mutated", "mutated_after", "unreadable", "truncated", "base_unknown", "foreign_abi", "pid_one",
    "foreign_package", "project_file", "home_file", "foreign_folder", "carries_identity", "reports_identity",
    "carries_credential", "targeted", "differing",
)  # fmt: skip
_NETWORK = (Action.CONNECT, Action.SEND, Action.BIND, Action.DNS)
NEEDS: dict[str, tuple[Action, ...]] = {
    "command": (Action.EXEC,),
    "not_command": (Action.EXEC,),
    "address": _NETWORK,
    "port": _NETWORK,
    "not_port": _NETWORK,
    "outside": _NETWORK,
    "familiar": _NETWORK,
    "min_seconds": (Action.SLEEP,),
    "beyond_control": (Action.CALL,),
    "unless_with": (Action.OPEN,),
    "host": (Action.REQUEST,),
    "method": (Action.REQUEST,),
    "target": (Action.REQUEST,),
}
"""Keys of a clause that could never hold with other actions than these."""
_MILLION = 1_000_000
_REF = r"tactic:[a-z-]+|[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*)?"
BLANK = r"\S"


def _text(description: str, **more: Any) -> Schema:  # noqa: ANN401 - keywords of JSON Schema
    return {"type": "string", "minLength": 1, "pattern": BLANK, "description": description, **more}


def _one_or_many(item: Schema, description: str) -> Schema:
    """A single value, or a list of them."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}], "description": description}


def _count(description: str) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": _MILLION, "description": description}


def _object(properties: Schema, required: tuple[str, ...], description: str, **more: Any) -> Schema:  # noqa: ANN401 - as above
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        "description": description,
        **more,
    }


def _either(*names: str) -> list[Schema]:
    """Exactly one of some keys."""
    return [{"required": [name]} for name in names]


def _only_with(actions: tuple[Action, ...]) -> Schema:
    """A clause whose actions are all among these."""
    names = {"enum": [action.value for action in actions]}
    return {"properties": {"action": {"anyOf": [names, {"type": "array", "items": names}]}}}


_PATTERN: Schema = {"type": "string", "minLength": 1, "maxLength": 4096}
_PORT: Schema = {"type": "integer", "minimum": 0, "maximum": 65535}
_NAME = r"[a-z][a-z0-9_]*"


def _importance(description: str) -> Schema:
    return {"enum": [importance.value for importance in Importance], "description": description}


def _bits(description: str) -> Schema:
    return {"type": "number", "minimum": 0, "maximum": 128, "description": description}


def _seconds(description: str) -> Schema:
    return {"type": "number", "minimum": 0, "maximum": _MILLION, "description": description}


CLAUSE = _object(
    {
        "name": _text("Names the clause, for correlations.", pattern=f"^{_NAME}$", examples=["host_name"]),
        "action": _one_or_many({"enum": [action.value for action in Action]}, "What was done."),
        "call": _one_or_many(_PATTERN, "System call, as a pattern."),
        "object": _one_or_many(_PATTERN, "What it was done to, as a pattern."),
        "not_object": _one_or_many(_PATTERN, "Objects to leave out."),
        "command": _one_or_many(_PATTERN, "Command line of an exec, as a pattern."),
        "not_command": _one_or_many(_PATTERN, "Command lines to leave out."),
        "detail": _one_or_many(_PATTERN, "One of the event's details, as a pattern."),
        "exe": _one_or_many(_PATTERN, "The program that did it, as a pattern of its path."),
        "not_exe": _one_or_many(_PATTERN, "Programs to leave out."),
        "unless_with": _one_or_many(_PATTERN, "What the same program must not open beside it."),
        "by": _one_or_many(_PATTERN, "Command line of the program that did it, as a pattern."),
        "not_by": _one_or_many(_PATTERN, "Command lines of programs to leave out."),
        "below": _one_or_many(_PATTERN, "Command line of any process above that one, as a pattern."),
        "not_below": _one_or_many(_PATTERN, "What must not be above it."),
        "result": _one_or_many(
            _text(
                '"ok", "missing", "skipped" or an errno\'s name.',
                pattern="^(ok|missing|skipped|E[A-Z0-9]+)$",
                examples=["ok", "missing", "EPERM"],
            ),
            "How it went.",
        ),
        "flags": _one_or_many({"enum": list(FLAGS)}, "At least one of these."),
        "address": _one_or_many({"enum": list(SETS)}, "Sets the address belongs to."),
        "port": _one_or_many(_PORT, "Ports."),
        "not_port": _one_or_many(_PORT, "Ports to leave out."),
        "host": _one_or_many(_PATTERN, "Host that a request names, as a pattern."),
        "method": _one_or_many(_PATTERN, "Method of a request, as a pattern."),
        "target": _one_or_many(_PATTERN, "Target of a request, path and query, as a pattern."),
        "phase": _one_or_many(_PATTERN, 'Lifecycle phase, such as "postinstall" or "build_wheel".'),
        "not_phase": _one_or_many(_PATTERN, "Lifecycle phases to leave out."),
        "outside": {"type": "boolean", "description": "The host is not one the run may talk to."},
        "familiar": {"type": "boolean", "description": "The host is one that popular packages fetch from."},
        "min_seconds": _seconds("Length of a sleep."),
        "beyond_control": {
            "type": "boolean",
            "description": "Only what the control run does not explain by count.",
        },
        "min_distinct": _count("Different objects within one package."),
        "min_count": _count("Observations within one package."),
        "importance": _importance("In place of the recipe's own, where this clause is weaker or stronger."),
        "bits": _bits("Of the recipe's own, how many this clause gives away."),
    },
    ("action",),
    "Everything that is given must hold.",
    dependentSchemas={key: _only_with(actions) for key, actions in NEEDS.items()},
)
_REFS = _text(
    "Recipe, recipe:clause or tactic:name.",
    pattern=f"^({_REF})$",
    examples=["os_fingerprint", "os_fingerprint:host_name", "tactic:discovery"],
)
STEP: Schema = _object(
    {
        "any": _one_or_many(_REFS, "Recipes of which some must be there."),
        "all": _one_or_many(_REFS, "Recipes that must all be there."),
        "at_least": _count("Different recipes out of `any`."),
        "techniques": _count("Different techniques among them."),
        "bits": _bits("What they give away together, at least."),
    },
    (),
    "One part of a correlation: `any` or `all`.",
    oneOf=_either("any", "all"),
    dependentRequired={"at_least": ["any"]},
)
_EXAMPLE = _object(
    {
        "run": _text("Source text, harmless and complete."),
        "lang": {"enum": ["sh", "python", "node", "c"], "description": "What runs it."},
        "sees": {
            "type": "array",
            "minItems": 1,
            "items": _text("An observation: ACTION[/CALL] OBJECT...", examples=["open /etc/os-release"]),
            "description": "What is then observed, in the short form.",
        },
        "note": _text("Why it matches, or why it must not."),
    },
    ("run", "lang", "sees"),
    "A few lines that can be run, and what is then seen.",
)
_STEPS = {
    "review": "Find the line in the change that does it.",
    "policy": "Decide whether it is allowed.",
    "dependency": "See who brings the package in.",
    "watch": "What to look for afterwards.",
    "teach": "How to explain it.",
    "audit": "What to look for in earlier runs.",
}


def _list_of(item: Schema, description: str, **more: Any) -> Schema:  # noqa: ANN401 - as above
    return {"type": "array", "items": item, "description": description, **more}


RECIPE = _object(
    {
        "id": _text("In lower case with underscores.", pattern=f"^{_NAME}$", examples=["os_fingerprint"]),
        "title": _text("A few words."),
        "description": _text("What is observed."),
        "tactic": {"enum": list(TACTICS), "description": "MITRE ATT&CK tactic."},
        "technique": _text(
            "MITRE ATT&CK technique.", pattern=r"^T[0-9]{4}(\.[0-9]{3})?$", examples=["T1082", "T1552.001"]
        ),
        "category": _text("What it looks at."),
        "method": _text("How it looks."),
        "importance": _importance("The level that a finding justifies alone."),
        "bits": _object(
            {
                "value": _bits("8: one machine in 256 shares the answers."),
                "why": _text("How the figure was come to."),
            },
            ("value", "why"),
            "How much of the machine's identity all clauses together give away.",
        ),
        "intent": {"type": "boolean", "description": "It shows a purpose by itself."},
        "observe": _list_of(CLAUSE, "Any of these clauses.", minItems=1),
        "min_distinct": _count("Different objects over all clauses."),
        "correlate": _object(
            {
                "steps": _list_of(STEP, "What must all come together.", minItems=1),
                "ordered": {"type": "boolean", "description": "Each step at or after the one before."},
                "within_s": _seconds("From the first to the last; 0 means the whole run."),
                "unless_before": {**_REFS, "description": "After these the first step does not count."},
            },
            ("steps",),
            "Joins findings of one package.",
        ),
        "means": _text("What a finding says."),
        "matters": _text("Why it matters in a pipeline."),
        "steps": _object(
            {name: _text(description) for name, description in _STEPS.items()},
            tuple(_STEPS),
            "What to do about it.",
        ),
        "examples": _object(
            {
                "match": _list_of(_EXAMPLE, "Each must raise the recipe."),
                "miss": _list_of(_EXAMPLE, "None may raise it, near as they are."),
            },
            (),
            "Few lines that are really run by `fpbox recipes test`.",
        ),
        "references": _list_of(_text("Address of a page."), "Pages to read on."),
        "prevalence": _object(
            {
                "value": {
                    "type": "number",
                    "minimum": 0,
                    "maximum": 1,
                    "description": "0 none of them, 1 all of them.",
                },
                "source": _text("Where the figure comes from."),
            },
            ("value", "source"),
            "Share of benign packages that show it.",
        ),
    },
    ("id", "title", "description", "tactic", "technique", "category", "method", "importance", "bits", "means",
     "matters", "steps"),
    "One recipe: `observe` or `correlate`.",
    oneOf=_either("observe", "correlate"),
    dependentRequired={"min_distinct": ["observe"]},
)  # fmt: skip


def recipe_schema() -> Schema:
    """Return the schema of a recipe file: one recipe, or a list of them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "fpbox recipe file",
        "anyOf": [RECIPE, {"type": "array", "items": RECIPE, "minItems": 1}],
    }
