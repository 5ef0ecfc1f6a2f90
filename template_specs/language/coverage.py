"""Coverage: in which question, guidance or field of a form each item of the source documents is found.

Only what somebody is shown counts: a question; indicators and standards that hang at a grade; pointers and
notes of a form, which stand on its page before the start; and around the items the meanings of grades,
anchors, conditions, comment boxes and columns, by their key words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from template_specs.condition_types import questions_in
from template_specs.language.guidance_reader import Guidance
from template_specs.language.source_items import SOURCES, Fact
from template_specs.language.source_words import SAID, Said
from template_specs.model import NOT_APPLICABLE, Template
from template_specs.text import excerpt, listed


@dataclass(frozen=True, slots=True)
class Covered:
    """One item of a document, and every place that has it; none if it is missing."""

    document: str
    group: str
    item: str
    places: tuple[str, ...]


def coverage(
    forms: Mapping[str, Template], guidance: Mapping[str, tuple[str, Guidance]], document: str = ""
) -> tuple[Covered, ...]:
    """Each item of `document` (of every one where it is empty), in order.

    `guidance` holds, by file, the document it comes from and what stands in it.
    """
    places = _places(forms, guidance)
    covered = []
    for name, groups in SOURCES.items():
        for group in groups if document in ("", name) else ():
            covered += [
                Covered(name, group.title, item, tuple(places.get((name, item), ()))) for item in group.items
            ]
            covered += [Covered(name, group.title, fact.item, _held(fact, forms)) for fact in group.facts]
        for title, said in SAID.get(name, {}).items() if document in ("", name) else ():
            covered += [Covered(name, title, one.item, _shown(one, forms)) for one in said]
    return tuple(covered)


def own_questions(forms: Iterable[Template]) -> tuple[str, ...]:
    """What the library asks besides its sources ("form id (name)"): questions of no source document."""
    return tuple(
        f"{form.id} {question.id} ({question.name})"
        for form in forms
        for question in (*form.questions, *form.worked_out.values())
        if question.source.document not in SOURCES and not question.follows
    )


def strays(forms: Iterable[Template]) -> tuple[str, ...]:
    """Questions that name an item their document does not have ("form id: item"); empty when all is well.

    An item with words in brackets behind it is part of the item before them, or an addition beside it.
    """
    known = {
        (document, item) for document, groups in SOURCES.items() for group in groups for item in group.items
    }
    return tuple(
        f"{form.id} {question.id}: {question.source.item}"
        for form in forms
        for question in form.questions
        if question.source.document in SOURCES
        and (question.source.document, question.source.item) not in known
        and (question.source.document, question.source.item.partition(" (")[0]) not in known
    )


def _places(
    forms: Mapping[str, Template], guidance: Mapping[str, tuple[str, Guidance]]
) -> dict[tuple[str, str], list[str]]:
    places: dict[tuple[str, str], list[str]] = {}
    for form in forms.values():
        for question in (*form.questions, *form.worked_out.values()):
            key = (question.source.document, question.source.item)
            places.setdefault(key, []).append(f"{form.id} {question.id} ({question.name})")
    for file, (document, held) in guidance.items():
        for item, words, where in _items(held, forms):
            places.setdefault((document, item), []).append(f"{file} ({excerpt(words, 60)}), {where}")
    return places


def _items(held: Guidance, forms: Mapping[str, Template]) -> Iterator[tuple[str, str, str]]:
    """(item, words, where it is shown) of all in a file of guidance that somebody is shown: lists by their
    place, standards by their number."""
    read_by = [form.id for form in forms.values() if {*held.pointers} <= {*form.pointers}]
    if read_by:
        before = f"before the start of {listed(read_by, 'and')}"
        yield from ((f"pointer {n}", words, before) for n, words in enumerate(held.pointers, 1))
    for name, indicators in held.indicators.items():
        where = _hangs(forms, name, "indicators")
        lines = (
            *((f"{name} good {n}", words) for n, words in enumerate(indicators.good, 1)),
            *((f"{name} outstanding {n}", words) for n, words in enumerate(indicators.outstanding, 1)),
        )
        yield from ((item, words, where) for item, words in lines if where)
    for name, standard in held.standards.items():
        where = _hangs(forms, name, "standards")
        yield from ((f"{name} {item.item}", item.text, where) for item in standard.items if where)


def _hangs(forms: Mapping[str, Template], name: str, key: str) -> str:
    """How many grades show the indicators or standards called `name`, by form; empty where none does."""
    counts = {
        form.id: sum(q.kind.grades and name in getattr(q, key) for q in form.questions)
        for form in forms.values()
    }
    return listed((f"at {count} grades of {form}" for form, count in counts.items() if count), "and")


def _shown(said: Said, forms: Mapping[str, Template]) -> tuple[str, ...]:
    """Where a form says what the document does; empty where it does not, or has lost some of its words."""
    form = forms.get(said.form)
    what, _, which = said.place.partition(" ")
    words = _AROUND[what](form, which) if form is not None else None
    if words is None:
        return ()
    told = words.casefold()
    if not all(any(part in told for part in word.casefold().split("|")) for word in said.words):
        return ()
    return (f"{said.form} {said.place}",)


def _grade(form: Template, which: str) -> str | None:
    name, _, code = which.partition(" ")
    scale = form.scales.get(name)
    graded = any(question.scale == name and question.kind.grades for question in form.questions)
    options = scale.options if scale is not None and graded else ()
    return next((option.descriptor for option in options if option.code == code), None)


def _steps(form: Template, which: str) -> str | None:
    asked = next((question for question in form.questions if question.scale == which), None)
    return (
        ", ".join(o.label for o in asked.options if o.code != NOT_APPLICABLE) if asked is not None else None
    )


def _condition(form: Template, which: str) -> str | None:
    question = form.by_id.get(which)
    return ", ".join(sorted(questions_in(question.when))) if question is not None and question.when else None


def _box(form: Template, which: str) -> str | None:
    question = form.by_id.get(which)
    return question.evidence.prompt if question is not None and question.evidence is not None else None


def _column(form: Template, which: str) -> str | None:
    name, _, column = which.partition(" ")
    question = form.by_id.get(name)
    return next((c.label for c in question.columns if c.id == column), None) if question is not None else None


def _option(form: Template, which: str) -> str | None:
    name, _, code = which.partition(" ")
    question = form.by_id.get(name)
    return next((o.label for o in question.options if o.code == code), None) if question is not None else None


def _anchor(form: Template, which: str) -> str | None:
    question = form.by_id.get(which)
    return "; ".join(question.anchors) if question is not None and question.anchors else None


def _standard(form: Template, which: str) -> str | None:
    question = form.by_id.get(which)
    return ", ".join(s.id for s in form.standards_of(question)) if question is not None else None


_AROUND: Mapping[str, Callable[[Template, str], str | None]] = {
    "grade": _grade,
    "notes": lambda form, _: " ".join(form.notes) or None,
    "pointers": lambda form, _: " ".join(form.pointers) or None,
    "anchor": _anchor,
    "steps": _steps,
    "condition": _condition,
    "box": _box,
    "column": _column,
    "option": _option,
    "standard": _standard,
}
"""The words that stand in each kind of place; None where nothing does."""


def _held(fact: Fact, forms: Mapping[str, Template]) -> tuple[str, ...]:
    form = forms.get(fact.form)
    if form is None:
        return ()
    value = getattr(form, fact.field)
    if fact.field == "stages":
        value = fact.value if fact.value in form.stage_by_id else ""
    if value != fact.value:
        return ()
    shown = ", ".join(value) if isinstance(value, tuple) else value
    return (f"{form.id} {fact.field.replace('_', ' ')}: {shown}",)
