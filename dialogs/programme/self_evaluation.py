"""The self-evaluation: by theme, what do we know, how do we know it, and what are we doing.

The figures are computed from the audits of the months; what is written by hand stands with its theme, and is
kept with the report of exactly these months.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum

from dialogs.audits.family_calls import Reached
from dialogs.programme.answer_figures import themed_answers
from dialogs.programme.change import Before, difference
from dialogs.programme.codings import Coding
from dialogs.programme.facts import Form
from dialogs.programme.monitoring import months_named
from dialogs.programme.patterns import good_codes
from dialogs.programme.places import Given, Places, added, joined
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
        elif not said and not table.lines:
            nothing = _(
                "Nothing is here yet: no audit of this period tells of a theme, and nothing is written."
            )
            all_well = _("Every theme was good in these audits. What is being done is written here by hand.")
            said = [all_well if page is Page.DOING and pages[Page.KNOW].lines else nothing]
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


def _well(counted: Counted, form: Form, question: Question) -> tuple[Places, int]:
    """(the audits in which a question came out well, how many answered it)."""
    good = good_codes(question) if question.kind.grades else _good_options(question)
    found, answered = themed_answers(counted.tally, form, question)
    if question.kind.grades:
        answered -= found.get(NOT_APPLICABLE, Given()).times
    return joined(found[code].audits for code in good if code in found), answered


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
                then = str(Count(len(well_then), of_then))
                apart = difference((len(well_then), of_then), (len(well), of))
            lines.append(Line(f"{code}.{form.id}.{form.version}.{question.id}", name, (*cells, then, apart)))
    columns = (
        *(_("Theme"), _("What was looked at"), _("Good or better, or yes"), _("Before")),
        _("Difference, in percentage points"),
    )
    return Table("self.know", _("What the audits found"), columns, tuple(lines), heads=2)


def _how(counted: Counted, forms: Forms, themes: Mapping[str, str], codings: tuple[Coding, ...]) -> Table:
    place_of_audit = counted.audits.places() if codings else {}
    tally, lines = counted.tally, []
    heard = joined(
        places for form in tally.forms for _whom, came, places in tally.family(form) if came == Reached.SPOKE
    )
    for code, name in themes.items():
        looked: list[Places] = []
        moderated: list[Places] = []
        for form, question in _of_theme(forms, code):
            for grade, found in tally.grades(form, question.id).items():
                looked.append(found)
                if grade.moderated:
                    moderated.append(found)
            looked += [given.audits for given in tally.answers(form, question.id).values()]
        read = Places(
            place_of_audit[c.audit] for c in codings if code in c.codes and c.audit in place_of_audit
        )
        all_of = joined([*looked, read])
        if not all_of:
            continue
        of = len(all_of)
        cells = (
            counted.placed(all_of),
            counted.placed(joined(moderated), of),
            counted.placed(read, of),
            counted.placed(all_of & heard, of),
        )
        lines.append(Line(code, name, cells))
    columns = (
        *(_("Theme"), _("Audits that looked at it"), _("Of these, graded by a moderator as well")),
        *(_("Read and coded by hand"), _("With the child or a parent spoken to")),
    )
    return Table("self.how", _("What it rests on"), columns, tuple(lines))


def _doing(counted: Counted, forms: Forms, themes: Mapping[str, str]) -> Table:
    """The actions of the audits in which a theme did not come out well."""
    lines, each = [], counted.actions()
    for code, name in themes.items():
        weak: list[Places] = []
        for form, question in _of_theme(forms, code):
            well, _of = _well(counted, form, question)
            found, _answered = themed_answers(counted.tally, form, question)
            weak += [given.audits - well for option, given in found.items() if option != NOT_APPLICABLE]
        audits = joined(weak) & counted.completed
        if not audits:
            continue
        given = [(recommended.action, recommended.audits & audits) for recommended in each]
        all_of = added(those for _action, those in given)
        done = added(those for action, those in given if action.done)
        late = added(those for action, those in given if action.overdue)
        cells = (
            counted.placed(audits),
            counted.times(all_of),
            counted.times(done, all_of.times),
            counted.times(late, all_of.times),
        )
        lines.append(Line(code, name, cells))
    columns = (
        *(_("Theme"), _("Audits in which it was not good"), _("Their actions")),
        *(_("Done"), _("Past their day")),
    )
    note = _("The actions are all those of these audits: an action names no theme.")
    return Table("self.doing", _("Actions from these audits"), columns, tuple(lines), note)
