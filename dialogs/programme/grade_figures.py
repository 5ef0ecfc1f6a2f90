"""Grades in figures: overall and by area, after moderation and after the manager's reply.

Scales that differ and versions of a form are never added up: each has a table of its own, which says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dialogs.programme.agreement import agreement
from dialogs.programme.facts import AuditFacts, Form
from dialogs.programme.findings import GradeFacts
from dialogs.programme.report import Cell, Counted, Line, Section, Table, grouped
from dialogs.programme.selection import by_month_and_list
from template_specs.model import NOT_APPLICABLE, Question, Template
from template_specs.sentences import _

Forms = Mapping[Form, Template]
Steps = tuple[tuple[str, str], ...]
"""(code, label) of a scale, the best first."""


def steps_of(question: Question) -> Steps:
    """The steps of the scale that a question is graded on, without Not applicable."""
    return tuple((o.code, o.label) for o in question.options if o.code != NOT_APPLICABLE)


def overall_questions(template: Template) -> tuple[Question, ...]:
    """The overall judgements of a form; most have one, some none."""
    return tuple(q for q in template.questions if q.kind.grades and not q.final_of and template.is_overall(q))


def by_scale(audits: Sequence[AuditFacts], forms: Forms) -> Mapping[Steps, list[tuple[AuditFacts, str]]]:
    """Completed audits with the code of their overall grade, by the scale that it is given on."""
    found: dict[Steps, list[tuple[AuditFacts, str]]] = {}
    for audit in audits:
        for question in overall_questions(forms[audit.form]):
            grade = audit.grades.get(question.id)
            if grade is not None and grade.final:
                found.setdefault(steps_of(question), []).append((audit, grade.final))
    return found


def overall(counted: Counted, forms: Forms) -> Section:
    """The overall grades as they count now: for all, by month, case type and team."""
    completed = [audit for audit in counted.audits if audit.completed]
    scales = by_scale(completed, forms)
    tables: list[Table] = []
    for number, (steps, graded) in enumerate(scales.items(), 1):
        name = "grades" if len(scales) == 1 else f"grades.{number}"
        lines = [
            Line(code, label, (counted.count([a for a, given in graded if given == code], len(graded)),))
            for code, label in steps
        ]
        title = _("Overall grades") if len(scales) == 1 else _scale(steps)
        tables.append(Table(f"{name}.overall", title, (_("Grade"), _("Audits")), tuple(lines), chart=1))
        tables.append(_as_given(counted, f"{name}.as_given", graded, forms, steps))
        audits = [audit for audit, _grade in graded]
        grades = {audit.id: grade for audit, grade in graded}
        tables += [
            _spread(
                counted, f"{name}.month", _("By month and list"), by_month_and_list(audits), steps, grades
            ),
            _spread(counted, f"{name}.case_type", _("By case type"), _by(audits, "case_type"), steps, grades),
            _spread(counted, f"{name}.team", _("By team"), _by(audits, "team"), steps, grades),
        ]
    said = [_("These are the grades that count now: after moderation and after the manager's reply.")]
    if len(scales) > 1:
        said.append(_("Forms with different scales are reported apart: their grades are never added up."))
    graded_ids = {audit.id for graded in scales.values() for audit, _grade in graded}
    without = [audit for audit in completed if audit.id not in graded_ids]
    if without:
        said.append(
            _(
                "{count} of the completed audits have no overall grade.",
                count=counted.count(without, len(completed)),
            )
        )
    if not scales:
        said = [_("No completed audit has an overall grade. The areas below say what was found.")]
    return Section("grades", _("Overall grades"), tuple(said), tuple(tables))


def _as_given(
    counted: Counted,
    name: str,
    graded: Sequence[tuple[AuditFacts, str]],
    forms: Forms,
    steps: Steps,
) -> Table:
    """The initial grades, the moderated ones and those after a reply, beside those that count: each apart."""
    given = [
        (audit, grade)
        for audit, _final in graded
        for question in overall_questions(forms[audit.form])
        if (grade := audit.grades.get(question.id)) is not None and steps_of(question) == steps
    ]
    kinds = ("initial", "moderated", "replied", "final")
    totals = [sum(1 for _a, grade in given if getattr(grade, kind)) for kind in kinds]
    lines = []
    for code, label in steps:
        found = [[a for a, grade in given if getattr(grade, kind) == code] for kind in kinds]
        cells = tuple(counted.count(a, of) for a, of in zip(found, totals, strict=True))
        lines.append(Line(code, label, cells))
    columns = (_("Grade"), _("Initial"), _("Moderated"), _("After the reply"), _("Counts now"))
    return Table(name, _("How the grades came about"), columns, tuple(lines))


def _by(audits: Sequence[AuditFacts], field: str) -> Mapping[str, list[AuditFacts]]:
    return grouped(audits, field, empty=_("Not said"))


def _scale(steps: Steps) -> str:
    return _("Overall grades ({first} to {last})", first=steps[0][1], last=steps[-1][1])


def _spread(
    counted: Counted,
    name: str,
    title: str,
    groups: Mapping[str, Sequence[AuditFacts]],
    steps: Steps,
    grades: Mapping[str, str],
) -> Table:
    lines = []
    for label, audits in groups.items():
        cells: list[Cell] = [counted.count(audits)]
        cells += [
            counted.count([a for a in audits if grades[a.id] == code], len(audits)) for code, _name in steps
        ]
        lines.append(Line(label, label, tuple(cells)))
    columns = (title.removeprefix(_("By ")).capitalize(), _("Graded"), *(label for _code, label in steps))
    return Table(name, title, columns, tuple(lines))


def areas(counted: Counted, forms: Forms) -> Section:
    """The grades of everything else that is graded, by form and scale."""
    tables = []
    for form, template in forms.items():
        audits = [a for a in counted.audits if a.completed and a.form == form]
        by_steps: dict[Steps, list[Question]] = {}
        for question in template.questions:
            if question.kind.grades and not question.final_of and not template.is_overall(question):
                by_steps.setdefault(steps_of(question), []).append(question)
        for number, (steps, questions) in enumerate(by_steps.items(), 1):
            lines = [line for q in questions if (line := _area(counted, audits, q, steps)) is not None]
            if lines:
                columns = (_("Area"), _("Graded"), *(label for _code, label in steps), _("Not applicable"))
                title = _("{title}, version {version}", title=template.short_title, version=form.version)
                name = f"areas.{form.id}.{form.version}.{number}"
                tables.append(Table(name, title, columns, tuple(lines)))
    said = () if tables else (_("No completed audit has grades by area."),)
    return Section("areas", _("Grades by area"), said, tuple(tables))


def _area(counted: Counted, audits: Sequence[AuditFacts], question: Question, steps: Steps) -> Line | None:
    given = [(a, a.grades[question.id].final) for a in audits if question.id in a.grades]
    graded = [(a, code) for a, code in given if code != NOT_APPLICABLE]
    absent = [a for a, code in given if code == NOT_APPLICABLE]
    if not given:
        return None
    cells: list[Cell] = [counted.count([a for a, _code in graded])]
    cells += [counted.count([a for a, c in graded if c == code], len(graded)) for code, _label in steps]
    return Line(question.id, question.name, (*cells, counted.count(absent)))


def moderation(counted: Counted, forms: Forms) -> Section:
    """The moderators' grades beside the auditors', for the overall judgement and for all questions."""
    tables, said = [], []
    pairs: dict[Steps, list[tuple[AuditFacts, Question, GradeFacts]]] = {}
    for audit in counted.audits:
        for question_id, grade in audit.grades.items():
            question = forms[audit.form].by_id[question_id]
            if grade.initial and grade.moderated:
                pairs.setdefault(steps_of(question), []).append((audit, question, grade))
    for number, (steps, given) in enumerate(pairs.items(), 1):
        name = f"moderation.{number}"
        judged = [p for p in given if NOT_APPLICABLE not in (p[2].initial, p[2].moderated)]
        tables.append(_crossed(counted, name, judged, steps))
        said += agreement([(g.initial, g.moderated) for _a, _q, g in judged], [code for code, _l in steps])
        if len(given) > len(judged):
            said.append(_("{count} pairs with Not applicable are left out.", count=len(given) - len(judged)))
    if not pairs:
        said = [_("No grade of this period was moderated.")]
    return Section("moderation", _("Moderated against initial grades"), tuple(said), tuple(tables))


def _crossed(
    counted: Counted, name: str, pairs: Sequence[tuple[AuditFacts, Question, GradeFacts]], steps: Steps
) -> Table:
    lines = []
    for code, label in steps:
        row = [(a, g) for a, _q, g in pairs if g.initial == code]
        cells = [_pairs(counted, [a for a, g in row if g.moderated == other]) for other, _l in steps]
        lines.append(Line(code, label, (_pairs(counted, [a for a, _g in row]), *cells)))
    columns = (
        _("Initial grade"),
        _("Pairs"),
        *(_("Moderated: {grade}", grade=label) for _code, label in steps),
    )
    note = _("Pairs of grades are counted: an audit has one for each question that was moderated.")
    return Table(name, _("What the auditors gave, and the moderator"), columns, tuple(lines), note)


def _pairs(counted: Counted, audits: Iterable[AuditFacts]) -> Cell:
    found = list(audits)
    return counted.count(found, times=len(found))
