"""What is asked in several places, or under one heading: blocks and groups of a form, written out.

After this a section's list holds questions only, so that variants, wordings and the reader know nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from template_specs.language.faults import Faults
from template_specs.language.keys import THINGS
from template_specs.language.schema_maps import read_thing
from template_specs.language.tree import Node, SourceText
from template_specs.language.tree_edits import child, items, listing, pairs, put, text, word

_NAMES = frozenset({"question", "answered", "value_of", "born", "on", "any", "questions", "final_of"})
"""Keys behind which names of questions stand, wherever they are found in one."""
_DAYS = frozenset({"from", "to"})
"""The same, except beside `question`, where they are values."""


class Expansion:
    """Writes out the blocks and groups of one form."""

    def __init__(self, form: Node, faults: Faults):
        self.form = form
        self.faults = faults
        self.blocks = {
            name: list(block.value)
            for name, block in pairs(child(form, "blocks")).items()
            if isinstance(block.value, list)
        }
        self.used: set[str] = set()

    def whole(self) -> Node:
        """The form with every section's questions written out."""
        sections = [self._section(section) for section in items(self.form, "sections")]
        return listing(self.form, "sections", sections) if sections else self.form

    def told_unused(self) -> None:
        """Notes the blocks that no section uses."""
        for name in self.blocks:
            if name not in self.used:
                self.faults.add(name.line, f'Nothing uses the block "{name}".', "Use it, or take it out.")

    def _section(self, section: Node) -> Node:
        headings: dict[SourceText, Node] = {}
        questions: list[Node] = []
        for node in items(section, "questions"):
            if child(node, "questions") is not None:
                questions += self._group(node, headings)
            else:
                questions += self._one(node)
        if headings:
            known = pairs(child(section, "groups"))
            section = put(section, {"groups": Node(next(iter(headings)).line, {**known, **headings})})
        return listing(section, "questions", questions) if questions else section

    def _group(self, node: Node, headings: dict[SourceText, Node]) -> Iterator[Node]:
        """The sub-questions under one heading, each of which names its group from here on."""
        read_thing(THINGS["group"], node, THINGS, self.faults)
        name, heading = child(node, "group"), child(node, "text")
        if name is None or heading is None or not isinstance(name.value, SourceText):
            return
        headings[name.value] = heading
        for written in items(node, "questions"):
            for question in self._one(written):
                yield put(_also_when(question, child(node, "when")), {"group": name})

    def _one(self, node: Node) -> Iterator[Node]:
        if child(node, "use") is None:
            yield node
            return
        use = read_thing(THINGS["use"], node, THINGS, self.faults)
        name = use.get("use")
        if name is None:
            return
        if name not in self.blocks:
            self.faults.unknown(name.line, "block called", name, self.blocks)
            return
        self.used.add(str(name))
        prefix = str(use.get("as", ""))
        ids = {word(question, "id") for question in self.blocks[name]}
        renamed = {id: f"{prefix}.{id}" for id in ids} if prefix else {}
        for question in self.blocks[name]:
            id = child(question, "id")
            if id is None or not isinstance(id.value, SourceText):
                yield question  # which is told where it is read
                continue
            changes = {}
            if child(question, "work_out") is None:
                changes["counted_as"] = text(SourceText.at(f"{name}.{id.value}", id.line))
            if prefix:
                changes["id"] = text(SourceText.at(renamed[str(id.value)], id.line))
            yield _also_when(put(_renamed(question, renamed), changes), child(node, "when"))


def expanded(form: Node, faults: Faults) -> Node:
    """`form` with its blocks and groups written out; blocks stay, for a variant that uses them as well."""
    return Expansion(form, faults).whole()


def finished(form: Node, faults: Faults) -> Node:
    """The same, for a form that nothing more is laid over: unused blocks are told.  A block that was written
    out already counts as used."""
    expansion = Expansion(form, faults)
    whole = expansion.whole()
    for section in items(whole, "sections"):
        for question in items(section, "questions"):
            expansion.used.add(word(question, "counted_as").partition(".")[0])
    expansion.told_unused()
    return whole


def _also_when(question: Node, condition: Node | None) -> Node:
    """The question with another condition that must hold as well."""
    if condition is None:
        return question
    own = child(question, "when")
    if own is None:
        return put(question, {"when": condition})
    both = Node(own.line, {SourceText.at("all", own.line): Node(own.line, [condition, own])})
    return put(question, {"when": both})


def _renamed(node: Node, names: Mapping[str, str]) -> Node:
    """The tree with every name of a question that is in `names` replaced."""
    if not names or not isinstance(node.value, dict):
        return node
    changed = {}
    for key, value in node.value.items():
        holds_names = key in _NAMES or (key in _DAYS and SourceText("question") not in node.value)
        changed[key] = _names(value, names) if holds_names else _inside(value, names)
    return Node(node.line, changed)


def _names(node: Node, names: Mapping[str, str]) -> Node:
    if isinstance(node.value, SourceText):
        return text(SourceText.at(_name(node.value, names), node.value.line))
    if isinstance(node.value, list):
        return Node(node.line, [_names(item, names) for item in node.value])
    return _renamed(node, names)


def _inside(node: Node, names: Mapping[str, str]) -> Node:
    if isinstance(node.value, list):
        return Node(node.line, [_inside(item, names) for item in node.value])
    return _renamed(node, names)


def _name(written: str, names: Mapping[str, str]) -> str:
    """A question's new name; what hangs on one ("type.other", its box of words) goes with it."""
    if written in names:
        return names[written]
    own = next((id for id in names if written.startswith(f"{id}.")), "")
    return f"{names[own]}{written.removeprefix(own)}" if own else written
