"""Overlays: put an organisation's own wording into a form's tree.  They cannot change ids, codes or kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import Node, SourceText
from template_specs.language.tree_edits import Outline, child, items, listing, pairs, put, text, word
from template_specs.options import code_of

Words = Mapping[SourceText, Any]


def worded(tree: Node, words: ParsedMap, faults: Faults) -> Node:
    """The tree with an organisation's wording in place of its own; nothing else changes."""
    for key in ("title", "short_title"):
        if key in words:
            tree = put(tree, {key: text(words.get(key))})
    if "notes" in words:
        notes = [_note(note) for note in words.get("notes")]
        tree = put(tree, {"notes": Node(words.line_of("notes"), notes)})
    if "glossary" in words:
        terms = {term: text(meaning) for term, meaning in words.get("glossary").items()}
        own = Node(words.line_of("glossary"), pairs(child(tree, "glossary")))
        tree = put(tree, {"glossary": put(own, terms)})
    tree = _maps(tree, words, faults)
    stages = {name: ParsedMap(name.line, {"title": title}) for name, title in words.get("stages", {}).items()}
    tree = _listed(tree, "stages", "stage", stages, faults)
    tree = _listed(tree, "sections", "section", words.get("sections", {}), faults)
    outline = Outline(tree, faults)
    for name, wording in words.get("questions", {}).items():
        at = outline.question(name)
        if at is not None:
            asked = outline.asked(at[0])
            usual = child(outline.sections[at[0]], "defaults")
            box = None if usual is None else child(usual, "evidence")
            asked[at[1]] = _question(asked[at[1]], box, name, wording, faults)
            outline.ask(at[0], asked)
    return listing(tree, "sections", outline.sections) if outline.sections else tree


def _note(note: SourceText | ParsedMap) -> Node:
    """What an overlay tells auditors, or somebody else, as a form writes it."""
    if not isinstance(note, ParsedMap):
        return text(note)
    say = SourceText.at("say", note.line)
    told = {say: text(note.get("say", say))}
    if "to" in note:
        told[SourceText.at("to", note.line_of("to"))] = Node(
            note.line_of("to"), [text(person) for person in note.get("to")]
        )
    return Node(note.line, told)


def _maps(tree: Node, words: ParsedMap, faults: Faults) -> Node:
    """Themes, scales and pick lists: maps of the form by name."""
    for key, what in (("themes", "theme"), ("scales", "scale"), ("picks", "pick list")):
        own = child(tree, key)
        for name, given in words.get(key, {}).items():
            known = pairs(own)
            if own is None or name not in known:
                faults.unknown(name.line, what, name, known)
            elif key == "themes":
                own = put(own, {name: text(given)})
            elif key == "scales":
                scale = _plain(known[name], given)
                steps = _options(items(scale, "options"), given.get("options", {}), faults)
                own = put(own, {name: listing(scale, "options", steps)})
            else:
                listed = known[name]
                choices = listed.value if isinstance(listed.value, list) else []
                own = put(own, {name: Node(listed.line, _options(choices, given, faults))})
        if own is not None and key in words:
            tree = put(tree, {key: own})
    return tree


def _listed(tree: Node, key: str, what: str, words: Words, faults: Faults) -> Node:
    """Sections or stages: lists of the form, by id."""
    listed = items(tree, key)
    ids = [word(item, "id") for item in listed]
    for name, given in words.items():
        if name not in ids:
            faults.unknown(name.line, what, name, ids)
        else:
            listed[ids.index(name)] = _plain(listed[ids.index(name)], given)
    return listing(tree, key, listed) if words and listed else tree


def _plain(node: Node, given: ParsedMap) -> Node:
    """The map with the keys that hold wording replaced."""
    return put(
        node, {key: text(value) for key, value in given.values.items() if isinstance(value, SourceText)}
    )


def _question(node: Node, usual: Node | None, name: SourceText, given: ParsedMap, faults: Faults) -> Node:
    words = ParsedMap(given.line, {key: value for key, value in given.values.items() if key != "prompt"})
    node = _plain(node, words)
    if "prompt" in given:
        box = child(node, "evidence") or usual
        if box is None or (isinstance(box.value, SourceText) and box.value.casefold() in ("false", "no")):
            faults.add(given.line_of("prompt"), f'"{name}" has no comment box.', "Take `prompt` out.")
        else:  # the prompt changes; whether evidence is required does not, even if the section decides it
            own = Node(box.line, pairs(box))
            node = put(node, {"evidence": put(own, {"prompt": text(given.get("prompt"))})})
    if "options" in given:
        choices = child(node, "options")
        if choices is None or not isinstance(choices.value, list):
            faults.add(
                given.line_of("options"),
                f'"{name}" has no choices of its own.',
                "Lay the words over its scale or pick list, under `scales` or `picks`.",
            )
        else:
            node = listing(node, "options", _options(choices.value, given.get("options"), faults))
    columns = items(node, "columns")
    ids = [word(column, "id") for column in columns]
    for column, label in given.get("columns", {}).items():
        if column not in ids:
            faults.unknown(column.line, "column", column, ids)
        else:
            columns[ids.index(column)] = put(columns[ids.index(column)], {"label": text(label)})
    return listing(node, "columns", columns) if columns else node


def _options(choices: list[Node], words: Words, faults: Faults) -> list[Node]:
    changed = list(choices)
    codes = [
        code_of(choice.value) if isinstance(choice.value, SourceText) else word(choice, "code")
        for choice in choices
    ]
    for code, given in words.items():
        if code not in codes:
            faults.unknown(code.line, "option", code, codes)
            continue
        at = codes.index(code)
        said = ParsedMap(code.line, {"label": given}) if isinstance(given, SourceText) else given
        bare = changed[at].value
        if isinstance(bare, SourceText):
            own = {"code": Node(bare.line, SourceText.at(code, bare.line)), "label": text(bare)}
            changed[at] = put(Node(bare.line, {}), own)
        changed[at] = _plain(changed[at], said)
    return changed
