"""The self-evaluation: by theme, what do we know, how do we know it, and what are we doing.

The figures are computed from the audits of the months; what is written by hand stands with its theme, and is
kept with the report of exactly these months.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum

from dialogs.programme.answer_figures import themed_answers
from dialogs.programme.change import Before, difference
from dialogs.programme.codings import Coding
from dialogs.programme.facts import AuditFacts, Form
from dialogs.programme.monitoring import months_named
from dialogs.programme.patterns import good_codes
from dialogs.programme.report import Cell, Count, Counted, Line, Report, Section, Table
from dialogs.programme.written import in_lines
from template_specs.model import NOT_APPLICABLE, Question, Template
from template_specs.sentences import N_, _

Forms = Mapping[Form, Template]
Texts = Mapping[str, str]
"""What is written by hand, by `place_of`."""


class Page(StrEnum):
    """The three pages; the codes are stored."""

    KNOW = "know"
    HOW = "how"
    DOING = "doing"


TITLES: Mapping[Page, str] = {
    Page.KNOW: N_("What do we know about the quality of our practice?"),
    Page.HOW: N_("How do we know it?"),
    Page.DOING: N_("What are we doing about it?"),
}
_LONGEST = 40
"""Characters of a stored place."""


def place_of(page: Page, theme: str) -> str:
    """Where a text by hand stands: its page and its theme."""
    return f"{page.value}.{theme}"[:_LONGEST]


def themes_of(forms: Forms) -> dict[str, str]:
    """The themes of all forms by code, in the order in which the forms name them."""
    found: dict[str, str] = {}
    for form in sorted(forms):
        for code, name in forms[form].themes.items():
            found.setdefault(code, name)
    return found


def self_evaluation(
    counted: Counted,
    forms: Forms,
    first: str,
    last: str,
    made_at: datetime,
    today: date,
    *,
    before: Before | None,
    codings: tuple[Coding, ...],
    texts: Texts,
) -> Report:
    """The three pages of these months."""
    themes = themes_of(forms)
    pages = {
        Page.KNOW: _know(counted, forms, themes, before),
        Page.HOW: _how(counted, forms, themes, codings),
        Page.DOING: _doing(counted, forms, themes),
    }
    sections = []
    for page, table in pages.items():
        said = [
            _("{theme}: {text}", theme=name, text=line)
            for code, name in themes.items()
            for line in in_lines(texts.get(place_of(page, code), ""))
        ]
        if not themes:
            said = [_("No form of this period has themes, so there is nothing to order it by.")]
        tables = (table,) if table.lines else ()
        sections.append(Section(f"written.{page.value}", str(TITLES[page]), tuple(said), tables))
    return Report(
        title=_("Self-evaluation by theme, {months}", months=months_named(first, last)),
        first=first,
        last=last,
        made_at=made_at,
        today=today,
        notes=(_("The figures are computed from the audits; what is said beside them is written by hand."),),
        sections=tuple(sections),
        audits=counted.audits,
    )


def _of_theme(forms: Forms, code: str) -> Iterator[tuple[Form, Question]]:
    for form in sorted(forms):
        for question in forms[form].questions:
            if question.theme == code and not question.final_of:
                yield form, question


def _well(counted: Counted, form: Form, question: Question) -> tuple[list[int], int]:
    """(the audits in which a question came out well, how many answered it)."""
    good = good_codes(question) if question.kind.grades else _good_options(question)
    found, answered = themed_answers(counted.tally, form, question)
    if question.kind.grades:
        answered -= len(found.get(NOT_APPLICABLE, ()))
    return sorted({place for code in good for place in found.get(code, ())}), answered


def _good_options(question: Question) -> frozenset[str]:
    named = good_codes(question)
    return named or frozenset({"yes"} if any(o.code == "yes" for o in question.kind.options) else ())


def _know(counted: Counted, forms: Forms, themes: Mapping[str, str], before: Before | None) -> Table:
    lines = []
    for code, name in themes.items():
        for form, question in _of_theme(forms, code):
            well, of = _well(counted, form, question)
            if not of:
                continue
            cells: list[Cell] = [question.name, counted.placed(well, of)]
            then = ""
            apart = ""
            if before is not None and form in before.forms:
                well_then, of_then = _well(before.counted, form, question)
                then = str(Count(len(well_then), of_then, ()))
                apart = difference((len(well_then), of_then), (len(well), of))
            lines.append(Line(f"{code}.{form.id}.{form.version}.{question.id}", name, (*cells, then, apart)))
    columns = (
        *(_("Theme"), _("What was looked at"), _("Good or better, or yes"), _("Before")),
        _("Difference, in percentage points"),
    )
    return Table("self.know", _("What the audits found"), columns, tuple(lines))


def _how(counted: Counted, forms: Forms, themes: Mapping[str, str], codings: tuple[Coding, ...]) -> Table:
    places = {audit.id: audit.place for audit in counted.audits} if codings else {}
    lines = []
    for code, name in themes.items():
        looked: set[int] = set()
        moderated: set[int] = set()
        for form, question in _of_theme(forms, code):
            for grade, found in counted.tally.grades(form, question.id).items():
                looked |= {*found}
                moderated |= {*found} if grade.moderated else set()
            for found in counted.tally.answers(form, question.id).values():
                looked |= {*found}
        read = {places[c.audit] for c in codings if code in c.codes and c.audit in places}
        looked |= read
        if not looked:
            continue
        of = len(looked)
        heard = [a.place for a in counted.at(sorted(looked)) if "spoke" in a.family.values()]
        cells = (
            counted.placed(sorted(looked)),
            counted.placed(sorted(moderated), of),
            counted.placed(sorted(read), of),
            counted.placed(heard, of),
        )
        lines.append(Line(code, name, cells))
    columns = (
        *(_("Theme"), _("Audits that looked at it"), _("Of these, graded by a moderator as well")),
        *(_("Read and coded by hand"), _("With the child or a parent spoken to")),
    )
    return Table("self.how", _("What it rests on"), columns, tuple(lines))


def _doing(counted: Counted, forms: Forms, themes: Mapping[str, str]) -> Table:
    """The actions of the audits in which a theme did not come out well."""
    lines = []
    for code, name in themes.items():
        weak: set[int] = set()
        for form, question in _of_theme(forms, code):
            well, _of = _well(counted, form, question)
            found, _answered = themed_answers(counted.tally, form, question)
            weak |= {p for option, places in found.items() if option != NOT_APPLICABLE for p in places} - {
                *well
            }
        audits: list[AuditFacts] = [audit for audit in counted.at(sorted(weak)) if audit.completed]
        given = [(audit, action) for audit in audits for action in audit.actions]
        if not audits:
            continue
        done = [(a, action) for a, action in given if action.done]
        late = [(a, action) for a, action in given if action.overdue]
        cells = (
            counted.count(audits),
            counted.count([a for a, _action in given], times=len(given)),
            counted.count([a for a, _action in done], len(given), times=len(done)),
            counted.count([a for a, _action in late], len(given), times=len(late)),
        )
        lines.append(Line(code, name, cells))
    columns = (
        *(_("Theme"), _("Audits in which it was not good"), _("Their actions")),
        *(_("Done"), _("Past their day")),
    )
    note = _("The actions are all those of these audits: an action names no theme.")
    return Table("self.doing", _("Actions from these audits"), columns, tuple(lines), note)
