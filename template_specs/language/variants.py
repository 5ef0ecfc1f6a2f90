"""Variants: a form's tree with the removals, replacements and additions of another file."""

from __future__ import annotations

from collections.abc import MutableMapping

from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import Node, SourceText
from template_specs.language.tree_edits import Outline, child, items, listing, pairs, put, word
from template_specs.options import code_of

Changed = MutableMapping[str, int]
"""The questions that a variant takes out or changes, each with the line that says so."""

VARIANT_KEYS = frozenset({"extends", "remove", "replace", "add"})
_ADDED_TO = frozenset({"glossary", "scales", "picks", "indicators", "standards", "themes", "blocks"})
"""Maps of a form that a variant adds to; any other key of the variant replaces the form's."""


def varied(base: Node, own: Node, variant: ParsedMap, faults: Faults) -> tuple[Node, Changed]:
    """The tree of `base` with the changes of the file `own`, whose keys of a variant are in `variant`; and
    where in that file each question was taken out or changed."""
    changed: Changed = {}
    tree = _documented(base)
    for key, value in pairs(own).items():
        if key == "sections":
            faults.add(
                key.line,
                "The sections of a variant are those of the form it extends.",
                "Write what changes under `remove`, `replace` and `add`.",
            )
        elif key in _ADDED_TO and isinstance(value.value, dict):
            tree = put(tree, {key: put(Node(value.line, pairs(child(tree, key))), value.value)})
        elif key == "uses":
            tree = put(tree, {key: Node(value.line, [*items(tree, "uses"), *items(own, "uses")])})
        elif key not in VARIANT_KEYS:
            tree = put(tree, {key: value})
    for needed in ("form", "version"):
        if child(own, needed) is None:
            faults.add(own.line, f"This variant has no `{needed}` of its own.", f"Add `{needed}:`.")
    outline = Outline(tree, faults)
    replacement = variant.get("replace", ParsedMap(own.line))
    tree = _lists(tree, child(own, "replace"), faults)
    _remove(outline, variant.get("remove", ParsedMap(own.line)), changed)
    _replace(outline, replacement, changed)
    for addition in variant.get("add", ()):
        _add(outline, addition)
    outline.sections[:] = [section for section in outline.sections if items(section, "questions")]
    return listing(Node(own.line, pairs(tree)), "sections", outline.sections), changed


def _documented(base: Node) -> Node:
    """The tree with each question's source document written into it, because the variant may name another."""
    source = child(base, "source")
    if source is None or not isinstance(source.value, SourceText):
        return base
    sections = []
    for section in items(base, "sections"):
        asked = [
            question if child(question, "source") is not None else put(question, {"source": source})
            for question in items(section, "questions")
        ]
        sections.append(listing(section, "questions", asked))
    return listing(base, "sections", sections)


def _lists(tree: Node, replacement: Node | None, faults: Faults) -> Node:
    """The form with choices added to its pick lists, and taken out of them."""
    picks = child(tree, "picks")
    for name, changes in pairs(None if replacement is None else child(replacement, "picks")).items():
        own = pairs(picks).get(name)
        if picks is None or own is None or not isinstance(own.value, list):
            faults.unknown(name.line, "pick list", name, pairs(picks))
            continue
        picks = put(picks, {name: _list_changed(own, changes, str(name), faults)})
    return tree if picks is None else put(tree, {"picks": picks})


def _list_changed(own: Node, changes: Node, name: str, faults: Faults) -> Node:
    """A list of choices without those under `remove`, and with those under `add` at its end."""
    choices = list(own.value) if isinstance(own.value, list) else []
    codes = [
        code_of(choice.value) if isinstance(choice.value, SourceText) else word(choice, "code")
        for choice in choices
    ]
    gone = _names(child(changes, "remove"))
    for code in gone:
        if code not in codes:
            faults.unknown(code.line, f'choice of "{name}"', code, codes)
    kept = [choice for choice, code in zip(choices, codes, strict=True) if code not in gone]
    return Node(changes.line, [*kept, *items(changes, "add")])


def _names(given: Node | None) -> list[SourceText]:
    """One name, or a list of them."""
    listed = given.value if given is not None and isinstance(given.value, list) else [given]
    return [node.value for node in listed if node is not None and isinstance(node.value, SourceText)]


def _remove(outline: Outline, removal: ParsedMap, changed: Changed) -> None:
    for name in removal.get("questions", ()):
        at = outline.question(name)
        if at is not None:
            asked = outline.asked(at[0])
            outline.ask(at[0], [*asked[: at[1]], *asked[at[1] + 1 :]])
            changed[str(name)] = name.line
    for name in removal.get("sections", ()):
        where = outline.section(name)
        if where is not None:
            changed.update((word(question, "id"), name.line) for question in outline.asked(where))
            del outline.sections[where]


def _replace(outline: Outline, replacement: ParsedMap, changed: Changed) -> None:
    for node in replacement.get("sections", ()):
        name = _named(node, "section", outline.faults)
        where = None if name is None else outline.section(name)
        thrown_away = child(node, "questions")
        if thrown_away is not None:
            outline.faults.add(
                thrown_away.line,
                f'`questions` here would throw away all that "{name}" asks.',
                "Name what changes under `replace: questions`, `remove: questions` or `add`.",
            )
            continue
        if where is not None:
            outline.sections[where] = _put(outline.sections[where], node, outline.faults)
    for node in replacement.get("questions", ()):
        name = _named(node, "question", outline.faults)
        at = None if name is None else outline.question(name)
        if at is not None:
            asked = outline.asked(at[0])
            asked[at[1]] = _put(asked[at[1]], node, outline.faults)
            changed[str(name)] = node.line
            outline.ask(at[0], asked)


def _put(own: Node, node: Node, faults: Faults) -> Node:
    """A question or section with the keys of `node` in place of its own, without those under `without`, and
    with what comes and goes among its choices."""
    changes = pairs(node)
    without = changes.pop(SourceText("without"), None)
    choices = changes.get(SourceText("options"))
    if choices is not None and {"add", "remove"} & set(pairs(choices)):
        listed = child(own, "options")
        if listed is None or not isinstance(listed.value, list):
            faults.add(
                choices.line,
                f'"{word(own, "id")}" has no choices of its own to add to or take from.',
                "Change its pick list under `replace: picks`, or write the whole list.",
            )
            del changes[SourceText("options")]
        else:
            named = word(own, "id")
            changes[SourceText.at("options", choices.line)] = _list_changed(listed, choices, named, faults)
    tree = put(own, changes)
    if without is None:
        return tree
    gone = _names(without)
    for key in gone:
        if key in ("id", "kind", "text", "title", "questions"):
            faults.add(key.line, f"`{key}` cannot be taken off.", "Write another in its place.")
        elif key not in pairs(tree):
            faults.unknown(key.line, f'key of "{word(own, "id")}"', key, map(str, pairs(tree)))
    return Node(tree.line, {key: value for key, value in pairs(tree).items() if key not in gone})


def _named(node: Node, what: str, faults: Faults) -> SourceText | None:
    given = child(node, "id")
    if given is None or not isinstance(given.value, SourceText):
        faults.add(node.line, f"This {what} does not say which one it replaces.", "Add `id:`.")
        return None
    return given.value


def _add(outline: Outline, addition: ParsedMap) -> None:
    questions, sections = addition.get("questions", []), addition.get("sections", [])
    after, before, inside = addition.get("after"), addition.get("before"), addition.get("section")
    places = sum(place is not None for place in (after, before, inside))
    if (
        bool(questions) == bool(sections)
        or (questions and places != 1)
        or (sections and (after is not None or places > 1))
    ):
        outline.faults.add(
            addition.line,
            "An addition must say what it adds, and where.",
            "Write `questions` with `after`, `before` or `section`; `sections` with `before` or `section`.",
        )
    elif sections:
        beside = before if before is not None else inside
        where = len(outline.sections) - 1 if beside is None else outline.section(beside)
        if where is not None:
            there = where if before is not None else where + 1
            outline.sections[there:there] = sections
    elif after is not None or before is not None:
        at = outline.question(after if after is not None else before)
        if at is not None:
            asked = outline.asked(at[0])
            there = at[1] + 1 if after is not None else at[1]
            outline.ask(at[0], [*asked[:there], *questions, *asked[there:]])
    else:
        where = outline.section(inside)
        if where is not None:
            outline.ask(where, [*outline.asked(where), *questions])
