# SPDX-License-Identifier: Apache-2.0
"""YAML text into plain values, held against a schema, with line and column for everything that is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable
from typing import Any

import yaml

from fpbox.errors import RecipeError
from fpbox.recipes.recipe import Place
from fpbox.recipes.schema import Schema

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_CHARS = 1 << 20
_MAX_DEPTH = 20
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
        raise RecipeError(f"a recipe file may have {_MAX_CHARS} characters; split this one", file=file)
    try:
        _check_events(text, file)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise RecipeError(f"not YAML: {error.problem}", file=file, line=line, column=column) from error
    except yaml.YAMLError as error:
        raise RecipeError(f"not YAML: {error}", file=file) from error
    if node is None:
        raise RecipeError("the file is empty; it must hold a recipe or a list of recipes", file=file)
    return node


def _check_events(text: str, file: str) -> None:
    """Refuse what composing must not meet: aliases, and depths at which libyaml ends the whole process."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise _wrong("aliases (*name) are not allowed in recipes; write the value out", event, file)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise _wrong(f"nested more than {_MAX_DEPTH} deep", event, file)


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
            raise _wrong(f"{where} must be {_NAMES[kind]}", node, self._file)
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
                raise _wrong(f"{where} has {name!r} twice", key, self._file)
            result[name] = self.value(item, schema["properties"][name], f"{where}.{name}" if where else name)
        for name in schema["required"]:
            if name not in result:
                raise _wrong(f"{where or 'the recipe'} lacks {name!r}", node, self._file)
        self._places[id(result)] = node
        return result

    def _unknown(self, key: yaml.Node, schema: Schema, where: str) -> str:
        known = list(schema["properties"])
        near = difflib.get_close_matches(str(key.value), known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"allowed are {', '.join(known)}"
        return f"{where or 'a recipe'} has no {_shown(key)}; {hint}"

    def _list(self, node: yaml.SequenceNode, schema: Schema, where: str) -> list[Any]:
        result = [
            self.value(item, schema["items"], f"{where}[{number}]") for number, item in enumerate(node.value)
        ]
        self._places[id(result)] = node
        return result

    def _check(self, value: Any, schema: Schema, node: yaml.Node, where: str) -> None:  # noqa: ANN401 - as above
        """Hold a value against the schema's limits."""
        wrong = ""
        least = schema.get("minLength", 0) + schema.get("minItems", 0)
        if isinstance(value, (str, list)) and len(value) < least:
            wrong = "must not be empty"
        elif "pattern" in schema and not re.search(schema["pattern"], value):
            wrong = f"{_shown(node)} must have the form {schema['pattern']}"
        elif "minimum" in schema and value < schema["minimum"]:
            wrong = f"must be at least {schema['minimum']}"
        elif "maximum" in schema and value > schema["maximum"]:
            wrong = f"must be at most {schema['maximum']}"
        if wrong:
            raise _wrong(f"{where} {wrong}", node, self._file)


def _scalar(node: yaml.Node) -> object:
    """Return a scalar's value; None for anything that has no plain one."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    builder = yaml.SafeLoader("")
    try:
        value: Hashable = builder.construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError):
        return None
    return value


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return repr(str(node.value))
    return "a mapping" if isinstance(node, yaml.MappingNode) else "a list"
