# SPDX-License-Identifier: Apache-2.0
"""YAML text into plain values, held against a schema, with line and column for everything that is wrong."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Hashable
from typing import Any

import yaml

from fpbox.errors import RecipeError, quoted
from fpbox.recipes.recipe import Place
from fpbox.recipes.schema import BLANK, Schema

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
_MAX_CHARS = 1 << 20
_MAX_DEPTH = 20
_MAX_CHARS_OF_KEY = 60
_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HINTS = (
    ("another document", "a file is one document: write a list of recipes"),
    ("nesting depth", "no recipe needs that"),
    ("tab", "indent with spaces"),
    ("end of stream while scanning a quoted", "close the quotes"),
    ("flow", "close the brackets, and part what is in them by commas"),
    ("mapping values are not allowed", "put text that holds ': ' in quotes"),
    ("indicator", "indent what belongs together alike"),
    ("could not find expected ':'", "write NAME: VALUE"),
    ("block", "indent what belongs together alike"),
)
_TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
_NAMES = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
          "array": "a list", "object": "a mapping"}  # fmt: skip


def read(text: str, file: str) -> yaml.Node:
    """Parse YAML into nodes.

    Raises:
        RecipeError: it is no YAML, is empty, too large or too deep, or uses aliases.
    """
    if len(text) > _MAX_CHARS:
        message = f"a recipe file may have {_MAX_CHARS} characters, which end here; split it"
        raise error_at(message, _place_of(text, _MAX_CHARS, file))
    _check_characters(text, file)
    try:
        _check_events(text, file)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text, file) from error
    if node is None:
        message = "the file is empty; it must hold a recipe or a list of recipes"
        raise error_at(message, Place(file, 1, 1))
    return node


def _place_of(text: str, offset: int, file: str) -> Place:
    return Place(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _check_characters(text: str, file: str) -> None:
    """Refuse what YAML does; its readers give the place in bytes, or none."""
    found = _NOT_PRINTABLE.search(text)
    if found:
        message = (
            f'not YAML: the character U+{ord(found[0]):04X}; write "\\u{ord(found[0]):04x}", in double quotes'
        )
        raise error_at(message, _place_of(text, found.start(), file))


def _not_yaml(error: yaml.MarkedYAMLError, text: str, file: str) -> RecipeError:
    """Say what the parser stumbled over, where the thing it was reading begins, and what to do."""
    mark, start = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return RecipeError(f"not YAML: {error.problem}", file=file)
    lines = text.split("\n", mark.line + 1)
    rest = lines[mark.line][mark.column :] if mark.line < len(lines) else ""
    said = f"{error.problem} {error.context}{' tab' if rest.startswith(chr(9)) else ''}"
    hint = next((hint for word, hint in _HINTS if word in said), "")
    begun = ""
    if start and start.index != mark.index and str(error.context).startswith("while"):
        begun = f" {error.context}, which begins at {start.line + 1}:{start.column + 1}"
    message = f"not YAML: {error.problem}{begun}{f'; {hint}' if hint else ''}"
    return error_at(message, Place(file, mark.line + 1, mark.column + 1))


def _check_events(text: str, file: str) -> None:
    """Refuse what composing must not meet: aliases, and depths at which libyaml ends the whole process."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise _wrong("aliases (*name) are not allowed in recipes; write the value out", event, file)
        if getattr(event, "anchor", None) is not None:
            raise _wrong("anchors (&name) are not allowed in recipes; write the value alone", event, file)
        if getattr(event, "tag", None) is not None:
            raise _wrong("tags (!name) are not allowed in recipes; write the value alone", event, file)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise _wrong(f"nested more than {_MAX_DEPTH} deep; no recipe needs that", event, file)


def error_at(message: str, place: Place) -> RecipeError:
    """Make an error of what stands at a place."""
    return RecipeError(message, file=place.file, line=place.line, column=place.column)


def _wrong(message: str, where: Any, file: str) -> RecipeError:  # noqa: ANN401 - a node or an event of PyYAML
    mark = where.start_mark
    return RecipeError(message, file=file, line=mark.line + 1, column=mark.column + 1)


class Document:
    """Turns nodes into values. Remembers where each value stands, for errors that are found later."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._places: dict[int, yaml.Node] = {}

    def error(self, message: str, value: object, key: str | None = None, index: int = 0) -> RecipeError:
        """Make an error that points where `place` says."""
        return error_at(message, self.place(value, key, index))

    def place(self, value: object, key: str | None = None, index: int = 0) -> Place:
        """Say where a mapping returned earlier stands, the value of one of its keys, or that list's item."""
        node = self._places.get(id(value))
        if node is None:
            return Place(self._file)
        if key is not None and isinstance(node, yaml.MappingNode):
            node = next((item for name, item in node.value if name.value == key), node)
        if key is not None and isinstance(node, yaml.SequenceNode):
            node = node.value[index]
        return Place(self._file, node.start_mark.line + 1, node.start_mark.column + 1)

    def value(self, node: yaml.Node, schema: Schema, where: str) -> Any:  # noqa: ANN401 - whatever the schema says
        """Return the node's value.

        Raises:
            RecipeError: the schema does not allow it.
        """
        if "anyOf" in schema:
            return self._value_of_any(node, schema["anyOf"], where)
        if "enum" in schema:
            return self._choice(node, schema["enum"], where)
        kind = schema["type"]
        value = self._construct(node, kind, schema, where)
        if not isinstance(value, _TYPES[kind]) or (kind != "boolean" and isinstance(value, bool)):
            raise _wrong(
                f"{where or 'a recipe'} must be {_NAMES[kind]}{_instead(node, kind)}", node, self._file
            )
        self._check(value, schema, node, where)
        return value

    def _construct(self, node: yaml.Node, kind: str, schema: Schema, where: str) -> Any:  # noqa: ANN401 - as above
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, schema, where) if kind == "object" else None
        if isinstance(node, yaml.SequenceNode):
            return self._list(node, schema, where) if kind == "array" else None
        return _scalar(node)

    def _value_of_any(self, node: yaml.Node, schemas: list[Schema], where: str) -> Any:  # noqa: ANN401 - as above
        """Take the form that fits the node: recipes only choose between a thing and a list of it."""
        is_list = isinstance(node, yaml.SequenceNode)
        fitting = [schema for schema in schemas if (schema.get("type") == "array") == is_list]
        return self.value(node, fitting[0], where)

    def _choice(self, node: yaml.Node, allowed: list[str], where: str) -> str:
        value = _scalar(node)
        if value in allowed:
            return str(value)
        raise _wrong(f"{where}: {_shown(node)} is not one of {', '.join(allowed)}", node, self._file)

    def _mapping(self, node: yaml.MappingNode, schema: Schema, where: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, item in node.value:
            name = _scalar(key)
            if not isinstance(name, str) or name not in schema["properties"]:
                raise _wrong(self._unknown(key, schema, where), key, self._file)
            if name in result:
                raise _wrong(f"{where or 'the recipe'} has {name!r} twice; keep one", key, self._file)
            result[name] = self.value(item, schema["properties"][name], f"{where}.{name}" if where else name)
        self._places[id(result)] = node
        self._check_keys(result, schema, where or "the recipe")
        return result

    def _check_keys(self, values: dict[str, Any], schema: Schema, where: str) -> None:
        """Hold the keys of a mapping against those it must have, and those that go with others only."""
        for name in schema["required"]:
            if name not in values:
                raise self.error(f"{where} lacks {name!r}", values)
        either = [name for option in schema.get("oneOf", ()) for name in option["required"]]
        given = [name for name in either if name in values]
        if either and not given:
            raise self.error(f"{where} lacks {' or '.join(map(repr, either))}", values)
        if len(given) > 1:
            message = f"{where} has {' and '.join(map(repr, given))}; keep one"
            raise self.error(message, values, given[-1])
        for name, others in schema.get("dependentRequired", {}).items():
            if name in values and others[0] not in values:
                raise self.error(f"{where}.{name} only goes with {others[0]!r}", values, name)

    def _unknown(self, key: yaml.Node, schema: Schema, where: str) -> str:
        known = list(schema["properties"])
        if not isinstance(key, yaml.ScalarNode):
            return f"{where or 'a recipe'} has {_shown(key)} for a key; keys are names"
        near = difflib.get_close_matches(str(key.value)[:_MAX_CHARS_OF_KEY], known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"allowed are {', '.join(known)}"
        return f"{where or 'a recipe'} has no {_shown(key)}; {hint}"

    def _list(self, node: yaml.SequenceNode, schema: Schema, where: str) -> list[Any]:
        result = [
            self.value(item, schema["items"], f"{where}[{number}]" if where else "")
            for number, item in enumerate(node.value)
        ]
        self._places[id(result)] = node
        return result

    def _check(self, value: Any, schema: Schema, node: yaml.Node, where: str) -> None:  # noqa: ANN401 - as above
        """Hold a value against the schema's limits."""
        wrong = ""
        if isinstance(value, float) and not math.isfinite(value):
            wrong = "must be a finite number"
        elif isinstance(value, (str, list)):
            wrong = _wrong_length(value, schema) or _wrong_form(value, schema)
        elif "minimum" in schema and value < schema["minimum"]:
            wrong = f"must be at least {schema['minimum']}, not {_shown(node)}"
        elif "maximum" in schema and value > schema["maximum"]:
            wrong = f"must be at most {schema['maximum']}, not {_shown(node)}"
        if wrong:
            raise _wrong(f"{where or 'the file'} {wrong}", node, self._file)


def _wrong_length(value: str | list[Any], schema: Schema) -> str:
    if not value and schema.get("minLength", 0) + schema.get("minItems", 0):
        return "must not be empty"
    if len(value) > schema.get("maxLength", len(value)):
        return f"may have {schema['maxLength']} characters"
    return ""


def _wrong_form(value: str | list[Any], schema: Schema) -> str:
    """Hold text against its pattern. Python's ``$`` also matches before a last line break."""
    pattern = schema.get("pattern")
    if pattern is None or not isinstance(value, str):
        return ""
    if re.search(pattern, value) and not (pattern.endswith("$") and value.endswith("\n")):
        return ""
    if pattern == BLANK:
        return "must not be empty"
    return f"{quoted(value)} must have the form of {' or '.join(schema['examples'])}"


def _instead(node: yaml.Node, kind: str) -> str:
    """Say what stands where something else must."""
    if not isinstance(node, yaml.ScalarNode):
        return f", not {_shown(node)}"
    if not node.value:
        return "; nothing is there"
    return f"; put {_shown(node)} in quotes" if kind == "string" else f", not {_shown(node)}"


def _scalar(node: yaml.Node) -> object:
    """Return a scalar's value; None for anything that has no plain one."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    if node.tag == _TEXT:  # nearly all are; a builder for each would take as long as all the rest
        return node.value
    builder = yaml.SafeLoader("")
    try:
        value: Hashable = builder.construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError):
        return None
    return value


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return quoted(str(node.value))
    return "a mapping" if isinstance(node, yaml.MappingNode) else "a list"
