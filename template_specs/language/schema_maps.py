"""Maps with known keys (a form, a question, an option): how one is read, and its JSON Schema for editors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from template_specs.language.faults import Faults
from template_specs.language.tree import Node, SourceText
from template_specs.text import excerpt, nearest


@dataclass
class ParsedMap:
    """One map of the file after reading: its values by key, and the line of each."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    has_unknown: bool = False
    """Whether there were keys in it that it does not have: told already."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value of `key`, or `default` where it is not given."""
        return self.values.get(key, default)

    def line_of(self, key: str) -> int:
        """The line of `key`; of the map itself where it is not given."""
        return self.lines.get(key, self.line)

    def __contains__(self, key: str) -> bool:
        return key in self.values


SchemaMaps = Mapping[str, "SchemaMap"]


class Shape(Protocol):
    """A shape of value.  `read` gives None after noting a fault."""

    def fits(self, node: Node) -> bool:
        """Whether the node looks like this shape (to choose between shapes)."""

    def read(self, node: Node, things: SchemaMaps, faults: Faults, key: str) -> Any:
        """The value, or None with a fault noted."""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema."""


@dataclass(frozen=True)
class Key:
    """One key: its name, what stands behind it, and what it is for (shown by editors)."""

    name: str
    shape: Shape
    about: str
    required: bool = False


@dataclass(frozen=True)
class SchemaMap:
    """A map with known keys ("question", "option", ...)."""

    name: str
    keys: tuple[Key, ...]
    example: str = ""
    """One as an author writes it, for messages."""

    def looks(self) -> str:
        """What stands behind a key that needs this, with an example."""
        first = next((key for key in self.keys if key.required), self.keys[0])
        return f"something like {self.example or f'{{{first.name}: ...}}'}"

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of this map."""
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {key.name: {**key.shape.schema(), "description": key.about} for key in self.keys},
            "required": [key.name for key in self.keys if key.required],
        }


_OTHER_LANGUAGES = {
    "not_before": "Write `check: [{when: {before: ...}, say: ...}]`, or `not_past: true` for today.",
    "not_after": "Write `check: [{when: {after: ...}, say: ...}]`, or `not_future: true` for today.",
    "relevant": "Write `when:` with a condition.",
    "visible_if": "Write `when:` with a condition.",
    "constraint": "Write `check:` with what is wrong, and what to say.",
    "calculation": "Write `work_out:`.",
    "hint": "Write `help:`.",
    "min": "Write `least:`.",
    "max": "Write `most:`.",
    "mandatory": "Write `required:`.",
    "and": "Write `all:` with a list of conditions.",
    "or": "Write `any:` with a list of conditions.",
}
"""Keys of other form languages, and of habit, and what says it here."""


_OF_HABIT = {
    ("question", "question"): "Write `text:`.",
    ("question", "label"): "Write `text:`, and `short:` for a few words that name it.",
    ("question", "type"): "Write `kind:`.",
    ("question", "choices"): "Write `options:`.",
    ("question", "comment"): "Write `evidence:`.",
    ("section", "name"): "Write `title:`.",
    ("option", "value"): "Write `code:`.",
    ("option", "name"): "Write `code:`, and `label:` for what people see.",
    ("column", "title"): "Write `label:`.",
    ("column", "text"): "Write `label:`.",
}
"""The same, where the word means something else elsewhere."""


def read_thing(thing: SchemaMap, node: Node, things: SchemaMaps, faults: Faults) -> ParsedMap:
    """The values of a map with known keys; unknown, missing and misshapen ones are noted as faults."""
    parsed = ParsedMap(node.line)
    shapes = {key.name: key.shape for key in thing.keys}
    given = node.value if isinstance(node.value, dict) else {}
    for word, value in given.items():
        name = str(word)
        if name not in shapes and name.lower() in shapes and SourceText(name.lower()) not in given:
            faults.add(word.line, f'"{name}" is written with a capital.', f"Write `{name.lower()}:`.")
            name = name.lower()
        if name not in shapes:
            parsed.has_unknown = True
            _unknown_key(thing, word, value, shapes, faults)
            continue
        read = shapes[name].read(value, things, faults, name)
        parsed.lines[name] = word.line
        if read is not None:
            parsed.values[name] = read
    for key in thing.keys:
        if key.required and key.name not in parsed.lines:
            faults.add(
                node.line,
                f"This {thing.name.replace('_', ' ')} has no `{key.name}`.",
                f"Add `{key.name}:`, {key.about[0].lower()}{key.about[1:]}",
            )
    return parsed


def _unknown_key(
    thing: SchemaMap, word: SourceText, value: Node, known: Mapping[str, Shape], faults: Faults
) -> None:
    called = thing.name.replace("_", " ")
    article = "" if called == "defaults" else "an " if called[0] in "aeiou" else "a "
    cure = _OTHER_LANGUAGES.get(word, "") or _OF_HABIT.get((thing.name, str(word)), "")
    if thing.name == "condition" and isinstance(value.value, SourceText) and not nearest(word, known):
        cure = f'Write {{question: "{word}", is: "{value.value}"}}.'
    if cure:
        faults.add(word.line, f'There is no key "{excerpt(word)}" here.', cure)
        return
    if " " in word and value.value is None:
        faults.add(
            word.line,
            f'"{excerpt(word)}" stands where a key of this {called} should, behind a comma.',
            "Put words that hold a comma in quotes: between { and } a comma divides.",
        )
    else:
        faults.unknown(word.line, f"key of {article}{called} called", word, known)
