"""The types of value that a key of a form can have: how each is read, and its JSON Schema for editors."""

# ruff: noqa: D102 - `Shape` says what the methods of each shape promise

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from template_specs.language.faults import Faults
from template_specs.language.schema_maps import SchemaMaps, Shape, read_thing
from template_specs.language.tree import Node, SourceText
from template_specs.text import excerpt


def _expected(node: Node, faults: Faults, key: str, what: str, such_as: str = "") -> None:
    given = f'"{excerpt(node.value)}"' if isinstance(node.value, SourceText) else "something else"
    if node.value is None:
        faults.add(node.line, f"`{key}` has no value.", f"Write {what}{such_as}, or take the key out.")
    else:
        faults.add(node.line, f"`{key}` needs {what}, and {given} stands there.", f"Write {what}{such_as}.")


@dataclass(frozen=True)
class Words:
    """Words up to `limit` characters; a `name` is an id or code: letters, figures, dot, dash, underscore."""

    limit: int = 600
    name: bool = False
    _NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, SourceText)

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        if not isinstance(node.value, SourceText) or not node.value.strip():
            _expected(node, faults, key, "words")
            return None
        text = re.sub(r"\s*\n\s*", "\n", node.value.strip())
        if len(text) > self.limit:
            faults.add(
                node.line,
                f"`{key}` is {len(text):,} characters long, and {self.limit:,} fit.",
                f"Shorten it by {len(text) - self.limit:,}.",
            )
        if self.name and not self._NAME.fullmatch(text):
            faults.add(
                node.line,
                f'"{excerpt(text)}" cannot be a name in `{key}`.',
                "Use letters, figures, dots, dashes and underscores, without spaces.",
            )
            return None
        return SourceText.at(text, node.line)

    def schema(self) -> dict[str, Any]:
        if self.name:
            return {"type": ["string", "number"], "maxLength": self.limit}
        return {"type": ["string", "number"], "minLength": 1, "maxLength": self.limit}


@dataclass(frozen=True)
class Link:
    """An address on the web, up to `limit` characters."""

    limit: int
    _LINK = re.compile(r"https://[^\s/]+\.[^\s/]+(/\S*)?")

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, SourceText)

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        text = node.value if isinstance(node.value, SourceText) else ""
        if not self._LINK.fullmatch(text) or len(text) > self.limit:
            _expected(
                node, faults, key, f"an address that begins with https://, up to {self.limit} characters"
            )
            return None
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^https://", "maxLength": self.limit}


@dataclass(frozen=True)
class Flag:
    """true or false (yes and no are read as well)."""

    _READ = {"true": True, "yes": True, "false": False, "no": False}  # noqa: RUF012 - never changed

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, SourceText) and node.value.casefold() in self._READ

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        if not isinstance(node.value, SourceText) or node.value.casefold() not in self._READ:
            _expected(node, faults, key, "true or false")
            return None
        return self._READ[node.value.casefold()]

    def schema(self) -> dict[str, Any]:
        return {"enum": [True, False, "yes", "no"]}


@dataclass(frozen=True)
class Figure:
    """A number between two bounds; whole unless `part` allows decimals."""

    least: float
    most: float
    part: bool = False

    def fits(self, node: Node) -> bool:
        return (
            isinstance(node.value, SourceText)
            and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", node.value) is not None
        )

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        text = node.value if isinstance(node.value, SourceText) else ""
        shape = r"-?[0-9]{1,9}(\.[0-9]{1,6})?" if self.part else r"-?[0-9]{1,9}"
        number = float(text) if re.fullmatch(shape, text) else None
        if number is None or not self.least <= number <= self.most:
            kind = "a number" if self.part else "a whole number"
            _expected(node, faults, key, f"{kind} from {self.least:g} to {self.most:g}")
            return None
        return number if self.part else int(number)

    def schema(self) -> dict[str, Any]:
        kind = "number" if self.part else "integer"
        return {"type": kind, "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    what: str
    words: tuple[str, ...]

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, SourceText) and node.value in self.words

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        if not isinstance(node.value, SourceText):
            _expected(node, faults, key, f"one of {', '.join(self.words)}")
            return None
        if node.value not in self.words:
            faults.unknown(node.line, self.what, node.value, self.words)
            return None
        return SourceText.at(node.value, node.line)

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class ListOf:
    """A list; one thing alone may stand for a list of one where `or_one`."""

    item: Shape
    or_one: bool = False

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, list) or (self.or_one and self.item.fits(node))

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        if isinstance(node.value, list):
            read = [self.item.read(item, things, faults, key) for item in node.value]
            if not node.value:
                faults.add(node.line, f"`{key}` is an empty list.", "Fill it, or take the key out.")
            return [value for value in read if value is not None]
        if self.or_one and node.value is not None:
            alone = self.item.read(node, things, faults, key)
            return None if alone is None else [alone]
        _expected(node, faults, key, "a list", ", its items on lines that each begin with a dash")
        return None

    def schema(self) -> dict[str, Any]:
        many = {"type": "array", "items": self.item.schema(), "minItems": 1}
        return {"anyOf": [self.item.schema(), many]} if self.or_one else many


@dataclass(frozen=True)
class ListOrFile(ListOf):
    """A list, or a map with the keys of `file` that names the file which it stands in (read before)."""

    file: str = ""

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [super().schema(), {"$ref": f"#/$defs/{self.file}"}]}


@dataclass(frozen=True)
class MapOf:
    """A map whose keys are the author's own names, and whose values all have one shape."""

    item: Shape

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, dict)

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        if not isinstance(node.value, dict):
            _expected(node, faults, key, "a map of `name: value`")
            return None
        read = {
            name: self.item.read(item, things, faults, f"{key}: {name}") for name, item in node.value.items()
        }
        return {name: value for name, value in read.items() if value is not None}

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.item.schema()}


@dataclass(frozen=True)
class Either:
    """One of several shapes: the first that the value looks like."""

    shapes: tuple[Shape, ...]
    what: str = ""
    """What is wanted, for what looks like none of them."""

    def fits(self, node: Node) -> bool:
        return any(shape.fits(node) for shape in self.shapes)

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        shape = next((shape for shape in self.shapes if shape.fits(node)), None)
        if shape is None and self.what:
            _expected(node, faults, key, self.what)
            return None
        shape = shape or self.shapes[-1]
        return shape.read(node, things, faults, key)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [shape.schema() for shape in self.shapes]}


@dataclass(frozen=True)
class Map:
    """A map with the keys of the thing called `thing`."""

    thing: str

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, dict)

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        if not isinstance(node.value, dict):
            _expected(node, faults, key, things[self.thing].looks())
            return None
        return read_thing(things[self.thing], node, things, faults)

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.thing}"}


@dataclass(frozen=True)
class Told:
    """A map of one of several things, told apart by a key that only that one has; else of `usual`."""

    by_key: tuple[tuple[str, str], ...]
    usual: Shape

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, dict)

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        keys = set(map(str, node.value)) if isinstance(node.value, dict) else set()
        thing = next((thing for name, thing in self.by_key if name in keys), None)
        later = thing is None or isinstance(self.usual, AsItStands)
        return (self.usual if later or thing is None else Map(thing)).read(node, things, faults, key)

    def schema(self) -> dict[str, Any]:
        schema = self.usual.schema()
        for name, thing in reversed(self.by_key):
            schema = {"if": {"required": [name]}, "then": Map(thing).schema(), "else": schema}
        return schema


@dataclass(frozen=True)
class AsItStands:
    """A map that is read later, together with what it changes; `thing` is its type when complete."""

    thing: str = ""

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, dict)

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        if not isinstance(node.value, dict):
            _expected(node, faults, key, "keys and values")
            return None
        return node

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.thing}"} if self.thing else {"type": "object", "required": ["id"]}
