"""Coverage: in which question, guidance or field of a form each item of the source documents is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from template_specs.language.guidance_reader import Guidance
from template_specs.language.source_items import SOURCES, Fact
from template_specs.model import Template
from template_specs.text import excerpt


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
    return tuple(covered)


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
        for item, words in _items(held):
            places.setdefault((document, item), []).append(f"{file} ({excerpt(words, 60)})")
    return places


def _items(held: Guidance) -> Iterator[tuple[str, str]]:
    """(item, words) of everything in a file of guidance: lists by their place, standards by their number."""
    yield from ((f"pointer {n}", words) for n, words in enumerate(held.pointers, 1))
    for name, indicators in held.indicators.items():
        yield from ((f"{name} good {n}", words) for n, words in enumerate(indicators.good, 1))
        yield from ((f"{name} outstanding {n}", words) for n, words in enumerate(indicators.outstanding, 1))
    for name, standard in held.standards.items():
        yield from ((f"{name} {item.item}", item.text) for item in standard.items)


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
