"""A form's texts for whoever translates them: which there are, which have no translation, which have changed.

Each text is found by its place in an overlay ("questions / 1.1 / text").  A translation remembers what it was
made from by a short mark of the English, under `translated_from`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from template_specs.asked_once import asked_once
from template_specs.language.comment_reader import box_name, section_prompt
from template_specs.language.faults import Faults
from template_specs.language.form_files import tree_of
from template_specs.language.layers import read_form
from template_specs.language.tree import Node, SourceText
from template_specs.language.tree_edits import child, pairs
from template_specs.model import Option, Question, Section, Template
from template_specs.options import NOT_APPLICABLE
from template_specs.question import OWN_PROMPT

_MARKS = re.compile(r"^translated_from:", re.MULTILINE)
Place = tuple[str, ...]
"""Where a text stands in an overlay: ("questions", "1.1", "text")."""


def texts_of(form: Template) -> dict[Place, str | tuple[str, ...]]:
    """Every text of a form that a translation needs, by place, in the form's order; a list is one text."""
    return {place: text for place, text in _texts(asked_once(form)) if text}


def _texts(form: Template) -> Iterator[tuple[Place, str | tuple[str, ...]]]:
    yield ("title",), form.title
    yield ("short_title",), form.short_title
    yield ("notes",), form.notes
    for term, meaning in form.glossary.items():
        yield ("glossary", term), meaning
    for code, theme in form.themes.items():
        yield ("themes", code), theme
    for stage in form.stages if len(form.stages) > 1 else ():
        if "." not in stage.id:  # a step of the reply, in the bot's own words
            yield ("stages", stage.id), stage.title
    for name, scale in form.scales.items():
        yield ("scales", name, "title"), scale.title
        yield from _options(("scales", name, "options"), scale.options)
    for section in form.sections:
        yield ("sections", section.id, "title"), section.title
        yield ("sections", section.id, "intro"), section.intro
        for question in section.questions:
            if question.group:
                yield ("sections", section.id, "groups", question.group), question.group_heading
        if section.copy is not None:
            yield ("sections", section.id, "called"), section.copy.called
        for question in (*section.questions, *section.worked_out):
            yield from _added(form, section, question) or _question(question)
    for name, indicators in form.indicators.items():
        yield ("indicators", name, "subject"), indicators.subject
        yield ("indicators", name, "good"), indicators.good
        yield ("indicators", name, "outstanding"), indicators.outstanding
    for name, standard in form.standards.items():
        yield ("standards", name, "title"), standard.title
        for item in standard.items:
            yield ("standards", name, "items", item.id), item.text
    yield ("pointers",), form.pointers
    for document in form.guidance_documents:
        yield ("guidance_documents", document.title), document.title
    for name, heading in form.summary_headings.items():
        yield ("summary_headings", name), heading


def _added(form: Template, section: Section, question: Question) -> list[tuple[Place, str]]:
    """The text of a question that the form has without writing it as one, where its author has put it: the
    comment of a section, a further box, what an option asks for.  A text that is the bot's has no words."""
    parent, _, name = question.id.rpartition(".")
    if question.follows:
        return [(("questions", question.follows, "seen"), "")]
    if question.id == f"{section.id}.comment" and parent not in form.by_id:
        own = question.text != section_prompt(section)
        return [(("sections", section.id, "comment"), question.text if own else "")]
    asked = form.by_id.get(parent)
    if asked is None or asked.source != question.source or not question.kind.in_words:
        return []
    if any(option.code == name and option.specify == question.text for option in asked.options):
        return [(("questions", parent, "options", name, "specify"), question.text)]
    if question.short == box_name(asked, question.text):
        return [(("questions", parent, "boxes", name), question.text)]
    return []


def _question(question: Question) -> Iterator[tuple[Place, str | tuple[str, ...]]]:
    at = ("questions", question.id)
    yield (*at, "text"), question.text
    yield (*at, "short"), question.short
    yield (*at, "help"), question.help
    if question.evidence is not None and question.evidence.prompt != OWN_PROMPT:
        yield (*at, "prompt"), question.evidence.prompt
    if not question.scale and not question.kind.options:
        yield from _options((*at, "options"), question.options)
    yield (*at, "checks"), tuple(check.say for check in question.checks)
    yield (*at, "unit"), question.unit
    for anchor in question.anchors:
        number, _, words = anchor.partition(": ")
        yield (*at, "anchors", number), words
    for column in question.columns:
        yield (*at, "columns", column.id, "label"), column.label
        yield (*at, "columns", column.id, "unit"), column.unit
        if not column.kind.options:
            yield from _options((*at, "columns", column.id, "options"), column.options)


def _options(at: Place, options: Sequence[Option]) -> Iterator[tuple[Place, str]]:
    for option in options:
        if option.code == NOT_APPLICABLE and option.label == "Not applicable":
            continue  # the bot's own word
        yield (*at, option.code, "label"), option.label
        yield (*at, option.code, "descriptor"), option.descriptor
        yield (*at, option.code, "specify"), option.specify


def mark(text: str | tuple[str, ...]) -> str:
    """What a translation remembers of the words that it was made from."""
    written = text if isinstance(text, str) else "\n".join(text)
    return hashlib.sha256(written.encode()).hexdigest()[:8]


def named(place: Place) -> str:
    """A place as it is told, and as `translated_from` has it."""
    return " / ".join(place)


def translation_gaps(form: Path, words: Path) -> tuple[list[str], list[str]]:
    """(texts of the form in `form` without a translation in `words`, texts that have changed since)."""
    template = read_form(form)[0]
    tree = tree_of(words, Faults(str(words)))
    if template is None or tree is None:
        return [], []
    given, remembered = _given(tree), _remembered(tree)
    texts = texts_of(template)
    missing = [named(place) for place in untranslated(template, given)]
    stale = [
        named(place)
        for place, text in texts.items()
        if remembered.get(named(place), mark(text)) != mark(text)
    ]
    return missing, stale


def untranslated(form: Template, given: Collection[Place]) -> list[Place]:
    """The texts of `form` without a translation among those `given`."""
    return [place for place in texts_of(form) if place not in given and not _of_list(place, given)]


def missing_from(form: Template, words: Path) -> list[Place]:
    """The texts of `form` without a translation in the file `words`."""
    tree = tree_of(words, Faults(str(words)))
    return untranslated(form, _given(tree) if tree is not None else ())


def _of_list(place: Place, given: Collection[Place]) -> bool:
    """Whether an option of a question is worded in the pick list that it comes from."""
    if place[0] != "questions" or "options" not in place:
        return False
    code = place[place.index("options") + 1 :]
    return any(other[0] == "picks" and other[2:] == code for other in given)


def _given(tree: Node) -> dict[Place, object]:
    """What stands in an overlay, by place; a word alone for an option or a column is its label."""
    found: dict[Place, object] = {}

    def walk(node: Node, place: Place) -> None:
        if isinstance(node.value, dict):
            for key, value in node.value.items():
                walk(value, (*place, str(key)))
        elif node.value is not None:
            found[place] = node.value
            if (len(place) > 2 and place[-2] in ("options", "columns")) or (
                len(place) == 3 and place[0] == "picks"
            ):
                found[(*place, "label")] = node.value

    walk(tree, ())
    return found


def _remembered(tree: Node) -> dict[str, str]:
    given = child(tree, "translated_from")
    return {
        str(key): str(node.value) for key, node in pairs(given).items() if isinstance(node.value, SourceText)
    }


def skeleton(form: Template, language: str, only: Collection[Place] | None = None) -> str:
    """The overlay of `form` in `language`, to fill in: each text in English behind `#` (`only`: of these)."""
    lines = [] if only is not None else [f"overlay: {language}", f"for: {form.id}", f"language: {language}"]
    nested: dict[str, Any] = {}
    for place, text in texts_of(form).items():
        if only is not None and place not in only:
            continue
        at = nested
        for key in place[:-1]:
            at = at.setdefault(key, {})
        at[place[-1]] = text
    return "\n".join([*lines, *_lines(nested, 0)]) + "\n"


def remembering(form: Template, words: Path, text: str, *, accept: bool = False) -> str:
    """The `text` of the file `words` with a mark, at its end, of what each translation was made from.

    Marks that stand stay; `accept`: every translation is right for the English as it is now.
    """
    tree = tree_of(words, Faults(str(words)))
    given = _given(tree) if tree is not None else {}
    remembered = {} if tree is None or accept else _remembered(tree)
    marks = [
        f"  {_quoted(named(place))}: {_quoted(remembered.get(named(place), mark(english)))}"
        for place, english in texts_of(form).items()
        if place in given
    ]
    before = _MARKS.split(text)[0].rstrip("\n")
    return before + "\n" + ("\n".join(["translated_from:", *marks]) + "\n" if marks else "")


def _lines(at: Mapping[str, Any], depth: int) -> Iterator[str]:
    pad = "  " * depth
    for key, value in at.items():
        if isinstance(value, dict):
            yield f"# {pad}{_key(key)}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"# {pad}{_key(key)}: {_written(value)}"


def _written(text: str | tuple[str, ...]) -> str:
    return _quoted(text) if isinstance(text, str) else "[" + ", ".join(map(_quoted, text)) + "]"


def _key(key: str) -> str:
    return key if key.replace("_", "").isalpha() else _quoted(key)


def _quoted(text: str) -> str:
    """Words in quotes, as YAML and JSON both have them."""
    return json.dumps(text, ensure_ascii=False)
