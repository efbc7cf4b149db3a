# SPDX-License-Identifier: Apache-2.0
"""A user's own persona, read from YAML."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fpbox.errors import RecipeError, UsageError, quoted
from fpbox.machine.persona import BUILT_IN, PARTS, REFERENCE, OwnFile, Persona
from fpbox.recipes.document import Document, read

_MAX_CHARS = 1 << 20
_NAME = {"type": "string", "minLength": 1, "maxLength": 32}
_USER = _NAME | {"pattern": r"^[a-z_][a-z0-9_-]*$", "examples": ["jdoe"]}
_HOST = {"type": "string", "minLength": 1, "maxLength": 63,
         "pattern": r"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$",
         "examples": ["build-07"]}  # fmt: skip
_ZONE = {
    "type": "string",
    "pattern": r"^[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_-]+){0,2}$",
    "examples": ["Europe/Berlin"],
}
_LOCALE = {"type": "string", "pattern": r"^([a-z]{2,3}_[A-Z]{2}|C)\.UTF-8$", "examples": ["de_DE.UTF-8"]}
_PATH = {"type": "string", "maxLength": 512, "pattern": r"^~/(?!.*(?:^|/)\.\.(?:/|$))[^\x00]*[^/\x00]$",
         "examples": ["~/.config/tool/token"]}  # fmt: skip
_VARIABLE = {"type": "string", "pattern": r"^[A-Za-z_][A-Za-z0-9_]*$", "examples": ["API_URL"]}
_TEXT = {"type": "string", "maxLength": 65_536}


def _object(required: tuple[str, ...], **properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


SCHEMA = _object(
    ("name", "like"),
    name=_NAME | {"pattern": r"^[a-z][a-z0-9-]*$", "examples": ["data-scientist"]},
    like={"enum": list(BUILT_IN)},
    user=_USER,
    host_name=_HOST,
    time_zone=_ZONE,
    locale=_LOCALE,
    project_env={"type": "boolean"},
    leave_out={"type": "array", "items": {"enum": list(PARTS)}},
    env={"type": "array", "items": _object(("name", "value"), name=_VARIABLE, value=_TEXT)},
    files={
        "type": "array",
        "items": _object(("path", "text"), path=_PATH, text=_TEXT, mode={"enum": ["private", "public"]}),
    },
)


def load_persona(text: str, file: str) -> Persona:
    """Read a user's own persona.

    Args:
        text: YAML.
        file: its name, for errors.

    Raises:
        UsageError: it is wrong; says where, by line and column.
    """
    if not text.strip() or len(text) > _MAX_CHARS:
        raise UsageError(f"{file}: a persona is YAML of 1 to {_MAX_CHARS} characters", "See docs/machine.md.")
    document = Document(file)
    try:
        values = document.value(read(text, file), SCHEMA, "")
    except RecipeError as error:
        raise UsageError(str(error), "See docs/machine.md for what a persona may say.") from error
    base = BUILT_IN[values["like"]]
    made = replace(base, **_given(values, base))
    known = {one.kind for one in made.scene("", 0, "").planted}
    for item in (*values.get("env", ()), *values.get("files", ())):
        _check_references(item, "text" if "text" in item else "value", known, document)
    return made


def _check_references(item: dict[str, str], key: str, known: set[str], document: Document) -> None:
    for name in REFERENCE.findall(item[key]):
        if name not in known:
            place = document.place(item, key)
            raise UsageError(
                f"{place.file}:{place.line}:{place.column}: this persona has no value called {quoted(name)}",
                f"There are {', '.join(sorted(known))}.",
            )


def _given(values: dict[str, Any], base: Persona) -> dict[str, Any]:
    """Return what a file says in place of the persona that it is like."""
    zone, locale = base.places[0]
    given: dict[str, Any] = {
        key: values[key] for key in ("name", "user", "host_name", "project_env") if key in values
    }
    if "time_zone" in values or "locale" in values:
        given["places"] = ((values.get("time_zone", zone), values.get("locale", locale)),)
    given["parts"] = tuple(part for part in base.parts if part not in values.get("leave_out", ()))
    given["env"] = tuple((item["name"], item["value"]) for item in values.get("env", ()))
    given["files"] = tuple(
        OwnFile(item["path"], item["text"], 0o644 if item.get("mode") == "public" else 0o600)
        for item in values.get("files", ())
    )
    return given
