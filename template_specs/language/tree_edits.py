"""Small edits of a form's tree, each of which returns a new tree, and a form's sections during such edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from template_specs.language.faults import Faults
from template_specs.language.tree import Node, SourceText


def child(node: Node, key: str) -> Node | None:
    """What stands behind `key` in a map; None where there is nothing."""
    return node.value.get(SourceText(key)) if isinstance(node.value, dict) else None


def items(node: Node, key: str) -> list[Node]:
    """The list behind `key`; empty where there is none."""
    listed = child(node, key)
    return list(listed.value) if listed is not None and isinstance(listed.value, list) else []


def pairs(node: Node | None) -> dict[SourceText, Node]:
    """The keys and values of a map; empty for anything else."""
    return dict(node.value) if node is not None and isinstance(node.value, dict) else {}


def word(node: Node, key: str) -> str:
    """The words behind `key`; empty where there are none."""
    written = child(node, key)
    return str(written.value) if written is not None and isinstance(written.value, SourceText) else ""


def text(words: SourceText) -> Node:
    """Words as a node, on their own line."""
    return Node(words.line, words)


def put(node: Node, changes: Mapping[str, Node] | Mapping[SourceText, Node]) -> Node:
    """The map with each key of `changes` set; a replaced key has the line of its replacement."""
    changed = pairs(node)
    for key, value in changes.items():
        changed.pop(SourceText(key), None)
        changed[key if isinstance(key, SourceText) else SourceText.at(key, value.line)] = value
    return Node(node.line, changed)


def listing(node: Node, key: str, values: Iterable[Node]) -> Node:
    """The map with the list behind `key` replaced; the list keeps its line."""
    own = child(node, key)
    return put(node, {key: Node(node.line if own is None else own.line, list(values))})


class Outline:
    """The sections of a form while they are changed; an id that does not exist is noted as a fault."""

    def __init__(self, form: Node, faults: Faults):
        self.sections = items(form, "sections")
        self.faults = faults

    def section(self, name: SourceText) -> int | None:
        """The position of a section."""
        return self._index(name, "section", [word(section, "id") for section in self.sections])

    def question(self, name: SourceText) -> tuple[int, int] | None:
        """(section, question), by position."""
        everywhere = [(s, q) for s in range(len(self.sections)) for q in range(len(self.asked(s)))]
        index = self._index(name, "question", [word(self.asked(s)[q], "id") for s, q in everywhere])
        return None if index is None else everywhere[index]

    def asked(self, section: int) -> list[Node]:
        """The questions of a section."""
        return items(self.sections[section], "questions")

    def ask(self, section: int, questions: Iterable[Node]) -> None:
        """Replaces the questions of a section."""
        self.sections[section] = listing(self.sections[section], "questions", questions)

    def _index(self, name: SourceText, what: str, ids: list[str]) -> int | None:
        if name not in ids:
            self.faults.unknown(name.line, what, name, ids)
            return None
        return ids.index(name)
