"""Overlays: put an organisation's own wording, or another language, into a form's tree.

They cannot change ids, codes or kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from template_specs.language.faults import Faults
from template_specs.language.question_words import is_off, options_worded, plainly_worded, question_worded
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import Node, SourceText
from template_specs.language.tree_edits import Outline, child, items, listing, pairs, put, text, word

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
    if stages and child(tree, "stages") is None:
        faults.add(words.line_of("stages"), "The form names no stages.", "Take `stages` out.")
        stages = {}
    tree = _listed(tree, "stages", "stage", stages, faults)
    tree = _listed(tree, "sections", "section", words.get("sections", {}), faults)
    tree = _group_headings(tree, words.get("sections", {}), faults)
    tree = _section_comments(tree, words.get("sections", {}), faults)
    outline = Outline(tree, faults)
    for name, wording in words.get("questions", {}).items():
        at = outline.question(name)
        if at is not None:
            asked = outline.asked(at[0])
            usual = child(outline.sections[at[0]], "defaults")
            asked[at[1]] = question_worded(asked[at[1]], usual, name, wording, faults)
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
                scale = plainly_worded(known[name], given)
                steps = options_worded(items(scale, "options"), given.get("options", {}), faults)
                own = put(own, {name: listing(scale, "options", steps)})
            else:
                listed = known[name]
                choices = listed.value if isinstance(listed.value, list) else []
                own = put(own, {name: Node(listed.line, options_worded(choices, given, faults))})
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
            worded_item = ParsedMap(
                given.line, {k: v for k, v in given.values.items() if k not in ("comment", "groups")}
            )
            listed[ids.index(name)] = plainly_worded(listed[ids.index(name)], worded_item)
    return listing(tree, key, listed) if words and listed else tree


def _group_headings(tree: Node, words: Words, faults: Faults) -> Node:
    """The headings over sub-questions."""
    sections = items(tree, "sections")
    for number, section in enumerate(sections):
        given = next((given for name, given in words.items() if name == word(section, "id")), None)
        if given is None or "groups" not in given:
            continue
        own = child(section, "groups")
        known = pairs(own)
        for name in given.get("groups"):
            if name not in known:
                faults.unknown(name.line, "group called", name, known)
        headings = {name: text(said) for name, said in given.get("groups").items() if name in known}
        if own is not None:
            sections[number] = put(section, {"groups": put(own, headings)})
    return listing(tree, "sections", sections) if sections else tree


def _section_comments(tree: Node, words: Words, faults: Faults) -> Node:
    """What the comment box of a whole section asks for."""
    sections = items(tree, "sections")
    for number, section in enumerate(sections):
        given = next((given for name, given in words.items() if name == word(section, "id")), None)
        if given is None or "comment" not in given:
            continue
        box = child(section, "comment")
        if is_off(box):
            faults.add(given.line_of("comment"), "The section has no comment box.", "Take `comment` out.")
            continue
        own = Node(given.line_of("comment"), pairs(box))
        prompted = put(own, {"prompt": text(given.get("comment"))})
        sections[number] = put(section, {"comment": prompted})
    return listing(tree, "sections", sections) if sections else tree
