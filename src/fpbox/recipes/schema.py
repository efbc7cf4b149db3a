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
FLAGS = ("mutated", "mutated_after", "unreadable", "truncated", "base_unknown", "foreign_abi", "pid_one")
_REF = r"tactic:[a-z-]+|[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*)?"


def _text(description: str, **more: Any) -> Schema:  # noqa: ANN401 - keywords of JSON Schema
    return {"type": "string", "minLength": 1, "description": description, **more}


def _one_or_many(item: Schema, description: str) -> Schema:
    """A single value, or a list of them."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}], "description": description}


def _count(description: str) -> Schema:
    return {"type": "integer", "minimum": 1, "description": description}


def _object(properties: Schema, required: tuple[str, ...], description: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        "description": description,
    }


_PATTERN: Schema = {"type": "string", "minLength": 1}
_PORT: Schema = {"type": "integer", "minimum": 0, "maximum": 65535}
_NAME = r"[a-z][a-z0-9_]*"
_IMPORTANCE: Schema = {"enum": [importance.value for importance in Importance]}
_BITS: Schema = {"type": "number", "minimum": 0, "maximum": 128}

CLAUSE = _object(
    {
        "name": _text("Names the clause, for correlations.", pattern=f"^{_NAME}$"),
        "action": _one_or_many({"enum": [action.value for action in Action]}, "What was done."),
        "call": _one_or_many(_PATTERN, "System call, as a pattern."),
        "object": _one_or_many(_PATTERN, "What it was done to, as a pattern."),
        "not_object": _one_or_many(_PATTERN, "Objects to leave out."),
        "command": _one_or_many(_PATTERN, "Command line of an exec, as a pattern."),
        "not_command": _one_or_many(_PATTERN, "Command lines to leave out."),
        "detail": _one_or_many(_PATTERN, "One of the event's details, as a pattern."),
        "exe": _one_or_many(_PATTERN, "The program that did it, as a pattern of its path."),
        "not_exe": _one_or_many(_PATTERN, "Programs to leave out."),
        "result": _one_or_many(_text('"ok", "missing" or an errno\'s name.'), "How it went."),
        "flags": _one_or_many({"enum": list(FLAGS)}, "At least one of these."),
        "address": _one_or_many({"enum": list(SETS)}, "Sets the address belongs to."),
        "port": _one_or_many(_PORT, "Ports."),
        "not_port": _one_or_many(_PORT, "Ports to leave out."),
        "phase": _one_or_many(_PATTERN, 'Lifecycle phase, such as "postinstall" or "build_wheel".'),
        "outside": {"type": "boolean", "description": "The host is not one the run may talk to."},
        "min_seconds": {"type": "number", "minimum": 0, "description": "Length of a sleep."},
        "beyond_control": {
            "type": "boolean",
            "description": "Only what the control run does not explain by count.",
        },
        "min_distinct": _count("Different objects within one package."),
        "min_count": _count("Observations within one package."),
        "importance": _IMPORTANCE,
        "bits": _BITS,
    },
    ("action",),
    "Everything that is given must hold.",
)
_REFS = _one_or_many(_text("Recipe, recipe:clause or tactic:name.", pattern=f"^({_REF})$"), "Recipes.")
STEP: Schema = _object(
    {
        "any": _REFS,
        "all": _REFS,
        "at_least": _count("Different recipes out of `any`."),
        "techniques": _count("Different techniques among them."),
        "bits": _BITS,
    },
    (),
    "One part of a correlation: `any` or `all`.",
)
_EXAMPLE = _object(
    {
        "run": _text("Source text."),
        "lang": {"enum": ["sh", "python", "node", "c"]},
        "sees": {"type": "array", "minItems": 1, "items": _text("An observation: ACTION[/CALL] OBJECT...")},
        "note": _text("Why."),
    },
    ("run", "lang", "sees"),
    "A few lines that can be run, and what is then seen.",
)
_EXAMPLES: Schema = {"type": "array", "items": _EXAMPLE}

RECIPE = _object(
    {
        "id": _text("Name, in lower case with underscores.", pattern=f"^{_NAME}$"),
        "title": _text("A few words."),
        "description": _text("What is observed."),
        "tactic": {"enum": list(TACTICS), "description": "MITRE ATT&CK tactic."},
        "technique": _text("MITRE ATT&CK technique.", pattern=r"^T\d{4}(\.\d{3})?$"),
        "category": _text("What it looks at."),
        "method": _text("How it looks."),
        "importance": _IMPORTANCE,
        "bits": _object({"value": _BITS, "why": _text("How reckoned.")}, ("value", "why"), "Identity."),
        "intent": {"type": "boolean", "description": "It shows a purpose by itself."},
        "observe": {"type": "array", "items": CLAUSE, "minItems": 1, "description": "Any of these clauses."},
        "min_distinct": _count("Different objects over all clauses."),
        "correlate": _object(
            {
                "steps": {"type": "array", "items": STEP, "minItems": 1},
                "ordered": {"type": "boolean"},
                "within_s": {"type": "number", "minimum": 0},
            },
            ("steps",),
            "Joins findings of one package.",
        ),
        "means": _text("What a finding says."),
        "matters": _text("Why it matters in a pipeline."),
        "steps": _object(
            {name: _text(name) for name in ("review", "policy", "dependency", "watch", "teach", "audit")},
            ("review", "policy", "dependency", "watch", "teach", "audit"),
            "What to do about it.",
        ),
        "examples": _object({"match": _EXAMPLES, "miss": _EXAMPLES}, (), "Examples."),
        "references": {"type": "array", "items": _text("Address of a page.")},
        "prevalence": _object(
            {"value": {"type": "number", "minimum": 0, "maximum": 1}, "source": _text("Its origin.")},
            ("value", "source"),
            "Share of benign packages that show it.",
        ),
    },
    ("id", "title", "description", "tactic", "technique", "category", "method", "importance", "bits", "means",
     "matters", "steps"),
    "One recipe: `observe` or `correlate`.",
)  # fmt: skip


def recipe_schema() -> Schema:
    """Return the schema of a recipe file: one recipe, or a list of them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "fpbox recipe file",
        "anyOf": [RECIPE, {"type": "array", "items": RECIPE, "minItems": 1}],
    }
