"""Variants: a form's tree with the removals, replacements and additions of another file."""

from __future__ import annotations

from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import Node, SourceText
from template_specs.language.tree_edits import Outline, child, items, listing, pairs, put

VARIANT_KEYS = frozenset({"extends", "remove", "replace", "add"})
_ADDED_TO = frozenset({"glossary", "scales", "picks", "indicators", "standards", "themes", "blocks"})
"""Maps of a form that a variant adds to; any other key of the variant replaces the form's."""


def varied(base: Node, own: Node, variant: ParsedMap, faults: Faults) -> Node:
    """The tree of `base` with the changes of the file `own`, whose keys of a variant are in `variant`."""
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
    _remove(outline, variant.get("remove", ParsedMap(own.line)))
    _replace(outline, variant.get("replace", ParsedMap(own.line)))
    for addition in variant.get("add", ()):
        _add(outline, addition)
    outline.sections[:] = [section for section in outline.sections if items(section, "questions")]
    return listing(Node(own.line, pairs(tree)), "sections", outline.sections)


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


def _remove(outline: Outline, removal: ParsedMap) -> None:
    for name in removal.get("questions", ()):
        at = outline.question(name)
        if at is not None:
            asked = outline.asked(at[0])
            outline.ask(at[0], [*asked[: at[1]], *asked[at[1] + 1 :]])
    for name in removal.get("sections", ()):
        where = outline.section(name)
        if where is not None:
            del outline.sections[where]


def _replace(outline: Outline, replacement: ParsedMap) -> None:
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
            outline.sections[where] = put(outline.sections[where], pairs(node))
    for node in replacement.get("questions", ()):
        name = _named(node, "question", outline.faults)
        at = None if name is None else outline.question(name)
        if at is not None:
            asked = outline.asked(at[0])
            asked[at[1]] = put(asked[at[1]], pairs(node))
            outline.ask(at[0], asked)


def _named(node: Node, what: str, faults: Faults) -> SourceText | None:
    given = child(node, "id")
    if given is None or not isinstance(given.value, SourceText):
        faults.add(node.line, f"This {what} does not say which one it replaces.", "Add `id:`.")
        return None
    return given.value


def _add(outline: Outline, addition: ParsedMap) -> None:
    questions, sections = addition.get("questions", []), addition.get("sections", [])
    after, inside = addition.get("after"), addition.get("section")
    places = (after is not None) + (inside is not None)
    if bool(questions) == bool(sections) or (questions and places != 1) or (sections and after is not None):
        outline.faults.add(
            addition.line,
            "An addition must say what it adds, and where.",
            "Write `questions` with either `after` or `section`, or `sections` with or without `section`.",
        )
    elif sections:
        where = len(outline.sections) - 1 if inside is None else outline.section(inside)
        if where is not None:
            outline.sections[where + 1 : where + 1] = sections
    elif after is not None:
        at = outline.question(after)
        if at is not None:
            asked = outline.asked(at[0])
            outline.ask(at[0], [*asked[: at[1] + 1], *questions, *asked[at[1] + 1 :]])
    else:
        where = outline.section(inside)
        if where is not None:
            outline.ask(where, [*outline.asked(where), *questions])
