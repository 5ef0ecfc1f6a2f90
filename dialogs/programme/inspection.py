"""The inspector's folder: every completed audit of some months, with its grades and what followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from dialogs.programme import follow_up, grade_figures, selection
from dialogs.programme.facts import ActionFacts, AuditFacts
from dialogs.programme.findings import ConcernFacts, GradeFacts
from dialogs.programme.grade_figures import overall_questions
from dialogs.programme.monitoring import Forms, months_named
from dialogs.programme.places import joined
from dialogs.programme.report import Counted, Line, Report, Section, Table
from dialogs.programme.selection import month_name
from template_specs.dates import uk_date
from template_specs.kinds import label
from template_specs.model import Question
from template_specs.sentences import _

Graded = dict[int, tuple[Question, GradeFacts]]
"""The overall grades by the place of their audit."""


def inspection(
    counted: Counted,
    forms: Forms,
    first: str,
    last: str,
    made_at: datetime,
    today: date,
    in_seconds: Sequence[ConcernFacts] = (),
) -> Report:
    """What an inspector asks for at the call: the audits, how sure their grades are, and what followed.
    `in_seconds`: the concerns raised in second audits."""
    graded: Graded = {}
    for form, template in forms.items():
        for question in overall_questions(template):
            for grade, places in counted.tally.grades(form, question.id).items():
                graded |= {place: (question, grade) for place in places if place not in graded}
    completed = counted.at(counted.completed)
    examples = joined(counted.tally.examples(form) for form in counted.tally.forms)
    return Report(
        title=_("Audits for inspection, {months}", months=months_named(first, last)),
        first=first,
        last=last,
        made_at=made_at,
        today=today,
        notes=(_("Every completed audit of these months. Case references are in it: for inspectors alone."),),
        sections=(
            _good_to_see(counted.at(examples & counted.completed), graded),
            _all(counted, completed, graded),
            selection.selection(counted),
            grade_figures.overall(counted, forms),
            grade_figures.moderation(counted, forms),
            follow_up.actions(counted, today),
            follow_up.concerns(counted, in_seconds),
        ),
        audits=counted.audits,
    )


def _good_to_see(marked: list[AuditFacts], graded: Graded) -> Section:
    """The cases that auditors marked as good to be shown."""
    title = _("Cases that are good to see")
    if not marked:
        none = _("No audit of these months was marked as good to be shown to inspectors.")
        return Section("good_to_see", title, (none,))
    lines = tuple(
        Line(a.id, a.reference, (month_name(a.month), a.team, a.case_type, _grade(graded, a.place, "final")))
        for a in marked
    )
    columns = (_("Case"), _("Month"), _("Team"), _("Case type"), _("Overall grade"))
    said = _("Their auditors marked them as good to be shown.")
    return Section("good_to_see", title, (said,), (Table("good_to_see.all", title, columns, lines),))


def _all(counted: Counted, completed: list[AuditFacts], graded: Graded) -> Section:
    actions = counted.actions_by_audit()
    concerns = Counter(
        place
        for form in counted.tally.forms
        for _concern, places in counted.tally.concerns(form)
        for place in places
    )
    lines = tuple(
        Line(
            audit.id,
            audit.reference,
            (
                month_name(audit.month),
                audit.team,
                audit.case_type,
                uk_date(audit.submitted_on) if audit.submitted_on is not None else "",
                *(_grade(graded, audit.place, kind) for kind in ("initial", "moderated", "replied", "final")),
                _done(actions.get(audit.place, ())),
                str(concerns[audit.place] or ""),
            ),
        )
        for audit in completed
    )
    columns = (
        *(_("Case"), _("Month"), _("Team"), _("Case type"), _("Submitted")),
        *(_("Initial"), _("Moderated"), _("After the reply"), _("Counts now")),
        *(_("Actions"), _("Concerns")),
    )
    title = _("Completed audits")
    if not lines:
        return Section("audits", title, (_("No audit of these months is completed."),))
    return Section("audits", title, (), (Table("audits.all", title, columns, lines),))


def _grade(graded: Graded, place: int, kind: str) -> str:
    question, grade = graded.get(place, (None, None))
    code = getattr(grade, kind, "")
    return label(question, code) if question is not None and code else ""


def _done(actions: Sequence[ActionFacts]) -> str:
    if not actions:
        return ""
    done = sum(1 for action in actions if action.done)
    return _("{done} of {all} done", done=done, all=len(actions))
