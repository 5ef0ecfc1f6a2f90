"""The words of a question, its choices and its columns, put into a form's tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import Node, SourceText
from template_specs.language.tree_edits import child, items, listing, pairs, put, text, word
from template_specs.options import NOT_APPLICABLE, code_of

Words = Mapping[SourceText, Any]
_PLAIN = ("text", "short", "help", "label", "title", "intro", "descriptor", "specify")


def plainly_worded(node: Node, given: ParsedMap) -> Node:
    """The map with the keys that hold a wording of their own replaced."""
    changed: dict[str, Node] = {
        key: text(value) for key, value in given.values.items() if isinstance(value, SourceText)
    }
    if "also" in given:
        also = [*items(node, "also"), *(text(one) for one in given.get("also"))]
        changed["also"] = Node(given.line_of("also"), also)
    return put(node, changed)


def is_off(box: Node | None) -> bool:
    """Whether a comment box is not there, or taken away."""
    return box is None or (isinstance(box.value, SourceText) and box.value.casefold() in ("false", "no"))


def question_worded(
    node: Node, usual: Node | None, name: SourceText, given: ParsedMap, faults: Faults
) -> Node:
    """The question `name` in the words of `given`; `usual`: the defaults of its section."""
    plain = {key: value for key, value in given.values.items() if key in _PLAIN}
    node = plainly_worded(node, ParsedMap(given.line, plain))
    node = _comment(node, usual, name, given, faults)
    if "options" in given:
        node = _choices(node, name, given, faults)
    node = _absent(node, usual, name, given, faults)
    node = _anchors(node, name, given, faults)
    node = _unit(node, name, given, faults)
    if "checks" in given:
        node = _checks(node, name, given, faults)
    return _columns(node, given, faults)


def _comment(node: Node, usual: Node | None, name: SourceText, given: ParsedMap, faults: Faults) -> Node:
    if "prompt" not in given and "boxes" not in given:
        return node
    line = given.line_of("prompt" if "prompt" in given else "boxes")
    box = child(node, "evidence") or (None if usual is None else child(usual, "evidence"))
    if box is None or is_off(box):
        keys = " and ".join(f"`{key}`" for key in ("prompt", "boxes") if key in given)
        faults.add(line, f'"{name}" has no comment box.', f"Take {keys} out.")
        return node
    # The prompt changes; whether evidence is required does not, even if the section decides it.
    own = Node(box.line, pairs(box))
    if "prompt" in given:
        own = put(own, {"prompt": text(given.get("prompt"))})
    boxes = items(own, "more")
    ids = [word(one, "id") for one in boxes]
    for box_id, prompt in given.get("boxes", {}).items():
        if box_id not in ids:
            faults.unknown(box_id.line, "box", box_id, ids)
        else:
            boxes[ids.index(box_id)] = put(boxes[ids.index(box_id)], {"prompt": text(prompt)})
    return put(node, {"evidence": listing(own, "more", boxes) if boxes else own})


def _choices(node: Node, name: SourceText, given: ParsedMap, faults: Faults) -> Node:
    choices = child(node, "options")
    if choices is not None and isinstance(choices.value, list):
        return listing(node, "options", options_worded(choices.value, given.get("options"), faults))
    named = word(node, "scale"), word(node, "options")
    if word(node, "kind") == "yes_no":
        cure = "Yes and No are the bot's own words: take `options` out."
    elif any(named):
        kind, key = ("scale", "scales") if named[0] else ("pick list", "picks")
        cure = f'Lay the words over its {kind} "{named[0] or named[1]}", under `{key}`.'
    else:
        cure = "Lay the words over its scale, under `scales`, or take `options` out."
    faults.add(given.line_of("options"), f'"{name}" has no choices of its own.', cure)
    return node


def _absent(node: Node, usual: Node | None, name: SourceText, given: ParsedMap, faults: Faults) -> Node:
    if "not_applicable" not in given:
        return node
    own = child(node, "not_applicable") or (None if usual is None else child(usual, "not_applicable"))
    if is_off(own):
        faults.add(
            given.line_of("not_applicable"),
            f'"{name}" has no choice Not applicable of its own.',
            "Take `not_applicable` out.",
        )
        return node
    return put(node, {"not_applicable": text(given.get("not_applicable"))})


def _anchors(node: Node, name: SourceText, given: ParsedMap, faults: Faults) -> Node:
    if "anchors" not in given:
        return node
    own = child(node, "anchors")
    known = pairs(own)
    for number, words in given.get("anchors").items():
        if own is None or number not in known:
            faults.unknown(number.line, f'anchor of "{name}"', number, known)
        else:
            own = put(own, {number: text(words)})
    # Put back in the order of the form: an anchor is known by its number.
    ordered = {} if own is None else {number: pairs(own)[number] for number in known}
    return node if own is None else put(node, {"anchors": Node(own.line, ordered)})


def _unit(node: Node, name: SourceText, given: ParsedMap, faults: Faults) -> Node:
    if "unit" not in given:
        return node
    if child(node, "unit") is None:
        faults.add(given.line_of("unit"), f'"{name}" has no unit.', "Take `unit` out.")
        return node
    return put(node, {"unit": text(given.get("unit"))})


def _checks(node: Node, name: SourceText, given: ParsedMap, faults: Faults) -> Node:
    checks, said = items(node, "check"), given.get("checks")
    if len(checks) != len(said):
        faults.add(
            given.line_of("checks"),
            f'"{name}" has {len(checks) or "no"} check{"" if len(checks) == 1 else "s"}, and {len(said)} '
            f"{'is' if len(said) == 1 else 'are'} worded here.",
            "Write the words of each, in the order of the form." if checks else "Take `checks` out.",
        )
        return node
    worded = [put(check, {"say": text(words)}) for check, words in zip(checks, said, strict=True)]
    return listing(node, "check", worded)


def _columns(node: Node, given: ParsedMap, faults: Faults) -> Node:
    columns = items(node, "columns")
    ids = [word(column, "id") for column in columns]
    for name, said in given.get("columns", {}).items():
        if name not in ids:
            faults.unknown(name.line, "column", name, ids)
            continue
        at = ids.index(name)
        if isinstance(said, SourceText):
            columns[at] = put(columns[at], {"label": text(said)})
            continue
        plain = {key: value for key, value in said.values.items() if key in _PLAIN}
        columns[at] = plainly_worded(columns[at], ParsedMap(said.line, plain))
        columns[at] = _unit(_absent(columns[at], None, name, said, faults), name, said, faults)
        if "options" in said:
            columns[at] = _choices(columns[at], name, said, faults)
    return listing(node, "columns", columns) if columns else node


def options_worded(choices: list[Node], words: Words, faults: Faults) -> list[Node]:
    """The options of a list in other words; those that it does not have are noted as faults."""
    changed = list(choices)
    codes = [
        code_of(choice.value) if isinstance(choice.value, SourceText) else word(choice, "code")
        for choice in choices
    ]
    for code, given in words.items():
        if code == NOT_APPLICABLE and code not in codes:
            faults.add(
                code.line, "The list itself has no Not applicable.", "Write `not_applicable` at the question."
            )
            continue
        if code not in codes:
            faults.unknown(code.line, "option", code, codes)
            continue
        at = codes.index(code)
        said = ParsedMap(code.line, {"label": given}) if isinstance(given, SourceText) else given
        bare = changed[at].value
        if isinstance(bare, SourceText):
            own = {"code": Node(bare.line, SourceText.at(code, bare.line)), "label": text(bare)}
            changed[at] = put(Node(bare.line, {}), own)
        elif "specify" in said and child(changed[at], "specify") is None:
            faults.add(said.line_of("specify"), f'"{code}" asks for nothing more.', "Take `specify` out.")
        changed[at] = plainly_worded(changed[at], said)
    return changed
