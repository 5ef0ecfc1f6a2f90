"""Parses a form's file into a tree of words, lists and maps that all know their line.

Every scalar stays text, exactly as it is in the file: "3.10" never becomes the number 3.1, nor "no" false.
YAML tags construct nothing, and aliases are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from ruamel.yaml import YAML, events
from ruamel.yaml.error import YAMLError

from template_specs.language.faults import Elsewhere, Faults
from template_specs.text import excerpt

MOST_BYTES = 1_000_000
MOST_DEPTH = 24

# Two parsers make the same events: libyaml's is twenty times as fast, ruamel's says better what is wrong.
Event = Any
_DOCUMENT_START = (events.DocumentStartEvent, yaml.DocumentStartEvent)
_NODE = (events.NodeEvent, yaml.NodeEvent)
_ALIAS = (events.AliasEvent, yaml.AliasEvent)
_SCALAR = (events.ScalarEvent, yaml.ScalarEvent)
_ITEMS_START = (events.SequenceStartEvent, yaml.SequenceStartEvent)
_ITEMS_END = (events.SequenceEndEvent, yaml.SequenceEndEvent)
_PAIRS_START = (events.MappingStartEvent, yaml.MappingStartEvent)
_PAIRS_END = (events.MappingEndEvent, yaml.MappingEndEvent)


class SourceText(str):
    """Text from the file, with the line on which it begins (from 1)."""

    __slots__ = ("line",)
    line: int

    @classmethod
    def at(cls, text: str, line: int) -> SourceText:
        """The words `text` on `line`."""
        word = cls(text)
        word.line = line
        return word


@dataclass(frozen=True, slots=True)
class Node:
    """One value in the file: words, a list, a map, or nothing (None)."""

    line: int
    value: SourceText | list[Node] | dict[SourceText, Node] | None


def elsewhere(node: Node, file: str) -> Node:
    """The tree with every line known to be one of `file`, which is not the file being read."""
    line = node.line if isinstance(node.line, Elsewhere) else Elsewhere.at(node.line, file)
    if isinstance(node.value, SourceText):
        return Node(line, SourceText.at(node.value, line))
    if isinstance(node.value, list):
        return Node(line, [elsewhere(item, file) for item in node.value])
    if isinstance(node.value, dict):
        pairs = {}
        for key, value in node.value.items():
            own = key.line if isinstance(key.line, Elsewhere) else Elsewhere.at(key.line, file)
            pairs[SourceText.at(key, own)] = elsewhere(value, file)
        return Node(line, pairs)
    return Node(line, None)


class _StopReadingError(Exception):
    """What follows cannot be read; the fault has been noted."""


def read_tree(data: bytes, faults: Faults) -> Node | None:
    """The tree in `data`, or None where it cannot be read at all; every reason goes to `faults`."""
    text = _text(data, faults)
    if text is None or _forbidden(text, faults):
        return None
    lines = text.splitlines()
    before = len(faults.noted)
    try:
        return _Tree(_quick_events(text), faults, lines).document()
    except _StopReadingError:
        return None  # its fault is among the others
    except yaml.YAMLError:
        del faults.noted[before:]
    try:
        return _Tree(YAML(typ="safe", pure=True).parse(text), faults, lines).document()
    except YAMLError as broken:
        _explain(broken, lines, faults)
    except _StopReadingError:
        pass
    return None


_READ_OTHERWISE = re.compile(r"[\t\x85\u2028\u2029]")


def _quick_events(text: str) -> Iterator[Event]:
    """What libyaml reads, as it reads it.  Raises yaml.YAMLError where it is not installed, at what it
    refuses, and at the rare things that the two parsers read otherwise: tabs, odd line ends, anchors."""
    loader = getattr(yaml, "CSafeLoader", None)
    if loader is None or _READ_OTHERWISE.search(text):
        raise yaml.YAMLError
    for event in yaml.parse(text, Loader=loader):
        if getattr(event, "anchor", None):
            raise yaml.YAMLError
        yield event


def _text(data: bytes, faults: Faults) -> str | None:
    if len(data) > MOST_BYTES:
        faults.add(1, "The file is larger than 1 MB.", "Divide it into several forms, or shorten it.")
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.add(1, "The file is written in UTF-16.", 'Save it as "UTF-8" in your editor.')
        return None
    try:
        # Word pastes spaces that do not break: they are spaces to whoever sees them.
        return _HARD_SPACE.sub(" ", data.decode("utf-8-sig"))
    except UnicodeDecodeError as broken:
        line = data.count(b"\n", 0, broken.start) + 1
        faults.add(line, "A character here is not UTF-8.", 'Save the file as "UTF-8" in your editor.')
        return None


_BAD_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


_HARD_SPACE = re.compile(r"[\u00a0\u2007\u202f]")
_LONG_DASH = re.compile(r"\s*[–—•]\s+[{\w\"'.-]+\s*:")
_COMMENT = re.compile(r"[ ]+#(?P<words>.*)")
_TYPOGRAPHIC = "“”„‟«»"


def _forbidden(text: str, faults: Faults) -> bool:
    """Notes what YAML would stumble over in words of its own, line by line; True when there is any."""
    before = len(faults.noted)
    for number, line in enumerate(text.splitlines(), start=1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            faults.add(number, "The line is indented with a tab.", "Use spaces, two for each step.")
        if _LONG_DASH.match(line):
            faults.add(
                number,
                "The line begins with a long dash or a dot, as Word makes them of a hyphen.",
                "Write a hyphen (-) in its place.",
            )
        bad = _BAD_CHARACTER.search(line)
        if bad:
            mark = f"U+{ord(bad[0]):04X}"
            faults.add(number, f"The line holds a character that cannot be shown ({mark}).", "Take it out.")
        if "{{" in line or "{%" in line:
            faults.add(
                number,
                "The line holds a template expression, and nothing is filled in here.",
                "Write the words themselves; for details of the case use `prefill`.",
            )
    return len(faults.noted) > before


_JARGON = {
    "mapping values are not allowed here": "a colon with a space behind it stands inside words, or a line "
    "is indented too far",
}
"""What the parser says, as people say it."""


def _explain(broken: YAMLError, lines: Sequence[str], faults: Faults) -> None:
    mark = getattr(broken, "problem_mark", None) or getattr(broken, "context_mark", None)
    line = mark.line + 1 if mark is not None else 1
    problem = getattr(broken, "problem", None) or "it is not YAML"
    problem = _JARGON.get(problem, problem)
    if "<" in problem:  # a name of the parser's own, which nobody has written
        problem = "something is indented otherwise than what it belongs to, or a quote or bracket is missing"
    cure = (
        "Check the indentation and the line above, and put words that hold a colon or begin with a quote, "
        "bracket or @ in quotes."
    )
    if any(mark in text for mark in _TYPOGRAPHIC for text in lines[max(0, line - 2) : line]):
        cure = f'Typographic quotes (“ ”) hold nothing together: write straight ones ("). {cure}'
    faults.add(line, f"The file cannot be read from here on ({problem}).", cure)


class _Tree:
    def __init__(self, events: Iterator[Event], faults: Faults, lines: Sequence[str]):
        self.events = events
        self.faults = faults
        self.lines = lines

    def document(self) -> Node | None:
        tree: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, _DOCUMENT_START):
                documents += 1
                if documents > 1:
                    line = event.start_mark.line + 1
                    self.faults.add(line, "A second document begins here.", "Put each form in its own file.")
                    break
            elif isinstance(event, _NODE):
                tree = self.node(event, 1)
        if tree is None:
            self.faults.add(1, "The file is empty.", "Begin with `form:`, `version:` and `title:`.")
        return tree

    def node(self, event: Event, depth: int) -> Node:
        line = event.start_mark.line + 1
        self._plain(event, line, depth)
        if isinstance(event, _SCALAR):
            nothing = not event.style and event.value in ("", "~", "null")
            if not event.style and not nothing:
                self._lost_or_odd(event)
            return Node(line, None if nothing else SourceText.at(event.value, line))
        if isinstance(event, _ITEMS_START):
            return Node(line, self._items(depth))
        if isinstance(event, _PAIRS_START):
            return Node(line, self._pairs(depth))
        raise _StopReadingError

    def _plain(self, event: Event, line: int, depth: int) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor:
            mark = "*" if isinstance(event, _ALIAS) else "&"
            self.faults.add(
                line,
                f'"{mark}{anchor}" is an anchor or alias, which forms do not have.',
                "Use `defaults`, `scales` or `picks` to say something once, or put the words in quotes.",
            )
        if isinstance(event, _ALIAS):
            raise _StopReadingError
        if getattr(event, "tag", None) not in (None, "!"):
            self.faults.add(line, "A tag (!) stands here, which forms do not have.", "Take it out.")
        if depth > MOST_DEPTH:
            self.faults.add(line, f"This is nested more than {MOST_DEPTH} deep.", "Make it flatter.")
            raise _StopReadingError

    def _lost_or_odd(self, event: Event) -> None:
        """Warns of words that nobody will see, and of quotes that everybody will."""
        number, column = event.end_mark.line, event.end_mark.column
        rest = self.lines[number][column:] if number < len(self.lines) else ""
        comment = _COMMENT.match(rest)
        # "version: 2  # raised" is a remark; "Is case #12 recorded?" has lost its end.
        if comment and (" " in event.value or not comment["words"].startswith(" ")):
            self.faults.add(
                number + 1,
                f'"#{excerpt(comment["words"])}" is not part of the words before it: after a space, # begins '
                "a remark that nobody sees.",
                "Put all of the words in quotes, or the remark on a line of its own.",
                warning=True,
            )
        if event.value[:1] in _TYPOGRAPHIC or event.value[-1:] in _TYPOGRAPHIC:
            self.faults.add(
                event.start_mark.line + 1,
                f'"{excerpt(event.value)}" has typographic quotes around it, as Word makes them: they are '
                "part of the words.",
                'Write straight quotes (") around it, or none.',
                warning=True,
            )

    def _items(self, depth: int) -> list[Node]:
        items: list[Node] = []
        for event in self.events:
            if isinstance(event, _ITEMS_END):
                break
            items.append(self.node(event, depth + 1))
        return items

    def _pairs(self, depth: int) -> dict[SourceText, Node]:
        pairs: dict[SourceText, Node] = {}
        first: dict[str, int] = {}
        for event in self.events:
            if isinstance(event, _PAIRS_END):
                break
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key.value, SourceText):
                self.faults.add(key.line, "A key must be a word.", "Write `key: value`.")
            elif key.value in first:
                self.faults.add(
                    key.line,
                    f'"{key.value}" stands here a second time (first on line {first[key.value]}).',
                    "Keep one of the two.",
                )
            else:
                first[key.value] = key.line
                # An empty value has no line of its own: its mark is at whatever follows it.
                pairs[key.value] = value if value.value is not None else Node(key.line, None)
        return pairs
