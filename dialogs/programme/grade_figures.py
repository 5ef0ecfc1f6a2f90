"""Grades in figures: overall and by area, after moderation and after the manager's reply.

Scales that differ and versions of a form are never added up: each has a table of its own, which says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dialogs.programme.agreement import agreement
from dialogs.programme.facts import Form
from dialogs.programme.findings import GradeFacts
from dialogs.programme.places import NOWHERE, Given, Places, added, joined, together
from dialogs.programme.report import Cell, Count, Counted, Line, Section, Table, grouped
from dialogs.programme.selection import by_month_and_list
from dialogs.programme.tally import Asked, called, counted_together
from template_specs.model import NOT_APPLICABLE, Question, Template
from template_specs.sentences import _
from template_specs.text import listed

Forms = Mapping[Form, Template]
Steps = tuple[tuple[str, str], ...]
"""(code, label) of a scale, the best first."""


def steps_of(question: Question) -> Steps:
    """The steps of the scale that a question is graded on, without Not applicable."""
    return tuple((o.code, o.label) for o in question.options if o.code != NOT_APPLICABLE)


def overall_questions(template: Template) -> tuple[Question, ...]:
    """The overall judgements of a form; most have one, some none."""
    return tuple(q for q in template.questions if q.kind.grades and not q.final_of and template.is_overall(q))


Grades = list[tuple[GradeFacts, Places]]
"""Grades, each with the audits that have them."""


def by_scale(counted: Counted, forms: Forms) -> Mapping[Steps, Grades]:
    """The overall grades of completed audits, by the scale that they are given on."""
    found: dict[Steps, Grades] = {}
    for form, template in forms.items():
        for question in overall_questions(template):
            given = [(g, places) for g, places in counted.tally.grades(form, question.id).items() if g.final]
            if given:
                found.setdefault(steps_of(question), []).extend(given)
    return found


def overall(counted: Counted, forms: Forms) -> Section:
    """The overall grades as they count now: for all, by month, case type and team."""
    scales = by_scale(counted, forms)
    graded = joined(places for given in scales.values() for _grade, places in given)
    tables: list[Table] = []
    named = forms_by_scale(forms.values())
    for number, (steps, given) in enumerate(scales.items(), 1):
        of = sum(len(places) for _grade, places in given)
        name = "grades" if len(scales) == 1 else f"grades.{number}"
        lines = [Line(code, label, (_having(counted, given, "final", code, of),)) for code, label in steps]
        columns = (_("Grade"), _("Audits"))
        finals = _finals(given)
        there = joined(finals.values())
        of_scale = [
            Table(f"{name}.overall", _("Overall grades"), columns, tuple(lines), chart=1),
            _as_given(counted, f"{name}.as_given", given, steps),
        ]
        of_scale += [
            _spread(counted, f"{name}.{field}", title, groups, steps, finals)
            for field, title, groups in (
                ("month", _("By month and list"), by_month_and_list(counted, there)),
                ("case_type", _("By case type"), _by(counted, "case_type", there)),
                ("team", _("By team"), _by(counted, "team", there)),
            )
        ]
        tables += of_scale if len(scales) == 1 else [of_forms(table, named[steps]) for table in of_scale]
    said = [_("These are the grades that count now: after moderation and after the manager's reply.")]
    if len(scales) > 1:
        said.append(_("Forms with different scales are reported apart: their grades are never added up."))
    if without := counted.completed - graded:
        said.append(
            _(
                "{count} of the completed audits have no overall grade.",
                count=counted.placed(without, len(counted.completed)),
            )
        )
    if not scales:
        said = [_("No completed audit has an overall grade. The areas below say what was found.")]
    return Section("grades", _("Overall grades"), tuple(said), tuple(tables))


def _finals(given: Grades) -> Mapping[str, Places]:
    """The audits by the grade that counts: of several overall judgements on one scale, the last one's."""
    finals: dict[str, Places] = {}
    for grade, places in given:
        for code, those in finals.items():
            finals[code] = those - places
        finals[grade.final] = finals.get(grade.final, NOWHERE) | places
    return finals


def _having(counted: Counted, given: Grades, kind: str, code: str, of: int) -> Count:
    return counted.placed(joined(places for grade, places in given if getattr(grade, kind) == code), of)


def _as_given(counted: Counted, name: str, given: Grades, steps: Steps) -> Table:
    """The initial grades, the moderated ones and those after a reply, beside those that count: each apart."""
    kinds = ("initial", "moderated", "replied", "final")
    totals = [sum(len(places) for grade, places in given if getattr(grade, kind)) for kind in kinds]
    lines = []
    for code, label in steps:
        cells = [_having(counted, given, kind, code, of) for kind, of in zip(kinds, totals, strict=True)]
        lines.append(Line(code, label, tuple(cells)))
    columns = (_("Grade"), _("Initial"), _("Moderated"), _("After the reply"), _("Counts now"))
    return Table(name, _("How the grades came about"), columns, tuple(lines))


def _by(counted: Counted, field: str, within: Places) -> Mapping[str, Places]:
    return grouped(counted, field, within, empty=_("Not said"))


def of_forms(table: Table, forms: str) -> Table:
    """A table that says which forms it is of: two scales may begin and end alike."""
    return replace(table, title=_("{title}: {forms}", title=table.title, forms=forms))


def forms_by_scale(templates: Iterable[Template]) -> Mapping[Steps, str]:
    """The forms by the scale of their overall grades, in words: "Deep dive audit and Tier 2 audit"."""
    named: dict[Steps, list[str]] = {}
    for template in templates:
        for question in overall_questions(template):
            names = named.setdefault(steps_of(question), [])
            if template.short_title not in names:
                names.append(template.short_title)
    return {steps: listed(sorted(names), _("and")) for steps, names in named.items()}


def _spread(
    counted: Counted,
    name: str,
    title: str,
    groups: Mapping[str, Places],
    steps: Steps,
    finals: Mapping[str, Places],
) -> Table:
    lines = []
    for label, audits in groups.items():
        cells: list[Cell] = [counted.placed(audits)]
        cells += [counted.placed(finals.get(code, NOWHERE) & audits, len(audits)) for code, _name in steps]
        lines.append(Line(label, label, tuple(cells)))
    columns = (title.removeprefix(_("By ")).capitalize(), _("Graded"), *(label for _code, label in steps))
    return Table(name, title, columns, tuple(lines))


def areas(counted: Counted, forms: Forms) -> Section:
    """The grades of everything else that is graded, by form and scale."""
    tables = []
    for form, template in forms.items():
        by_steps: dict[Steps, list[Question]] = {}
        for question in template.questions:
            if question.kind.grades and not question.final_of and not template.is_overall(question):
                by_steps.setdefault(steps_of(question), []).append(question)
        for number, (steps, questions) in enumerate(by_steps.items(), 1):
            lines = [
                line
                for asked in counted_together(questions)
                if (line := _area(counted, form, asked, steps)) is not None
            ]
            if lines:
                columns = (_("Area"), _("Graded"), *(label for _code, label in steps), _("Not applicable"))
                title = _("{title}, version {version}", title=template.short_title, version=form.version)
                name = f"areas.{form.id}.{form.version}.{number}"
                tables.append(Table(name, title, columns, tuple(lines)))
    said = () if tables else (_("No completed audit has grades by area."),)
    return Section("areas", _("Grades by area"), said, tuple(tables))


def _area(counted: Counted, form: Form, asked: Asked, steps: Steps) -> Line | None:
    name, questions = asked
    finals, given = counted.tally.finals(form, *(question.id for question in questions))
    if not given:
        return None
    graded = together(found for code, found in finals.items() if code != NOT_APPLICABLE)
    cells: list[Cell] = [counted.times(graded)]
    cells += [counted.times(finals.get(code, Given()), graded.times) for code, _label in steps]
    cells.append(counted.times(finals.get(NOT_APPLICABLE, Given())))
    return Line(name, called(asked), tuple(cells))


def moderation(counted: Counted, forms: Forms) -> Section:
    """The moderators' grades beside the auditors', for the overall judgement and for all questions."""
    tables, said = [], []
    pairs: dict[Steps, Grades] = {}
    for form, template in forms.items():
        for question_id, grades in counted.tally.graded(form).items():
            steps = steps_of(template.by_id[question_id])
            for grade, places in grades.items():
                if grade.initial and grade.moderated:
                    pairs.setdefault(steps, []).append((grade, places))
    for number, (steps, given) in enumerate(pairs.items(), 1):
        name = f"moderation.{number}"
        judged = [p for p in given if NOT_APPLICABLE not in (p[0].initial, p[0].moderated)]
        tables.append(_crossed(counted, name, judged, steps))
        each = [pair for grade, places in judged for pair in [(grade.initial, grade.moderated)] * len(places)]
        said += agreement(each, [code for code, _l in steps])
        left_out = sum(len(places) for _grade, places in given) - len(each)
        if left_out:
            said.append(_("{count} pairs with Not applicable are left out.", count=left_out))
    if not pairs:
        said = [_("No grade of this period was moderated.")]
    return Section("moderation", _("Moderated against initial grades"), tuple(said), tuple(tables))


def _crossed(counted: Counted, name: str, pairs: Grades, steps: Steps) -> Table:
    lines = []
    for code, label in steps:
        row = [(grade, places) for grade, places in pairs if grade.initial == code]
        cells = [
            _pairs(counted, [places for g, places in row if g.moderated == other]) for other, _l in steps
        ]
        lines.append(Line(code, label, (_pairs(counted, [places for _g, places in row]), *cells)))
    columns = (
        _("Initial grade"),
        _("Pairs"),
        *(_("Moderated: {grade}", grade=label) for _code, label in steps),
    )
    note = _("Pairs of grades are counted: an audit has one for each question that was moderated.")
    return Table(name, _("What the auditors gave, and the moderator"), columns, tuple(lines), note)


def _pairs(counted: Counted, several: Sequence[Places]) -> Cell:
    return counted.times(added(several))
