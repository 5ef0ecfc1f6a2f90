"""One audit as a document that is read away from the bot: all of it, in words, in the form's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.audits.audit import Answer, AuditId, PersonId, State
from dialogs.audits.events import DomainEvent
from dialogs.audits.stages import current, reached
from dialogs.conversation.cells import AUDITOR, cells_of, shown
from dialogs.conversation.context import TurnContext, number_of, reads
from dialogs.conversation.row_names import row_called
from dialogs.conversation.sight import Full
from dialogs.programme.file_note import FileNote, file_note
from dialogs.programme.given_grades import GivenAs, GivenGrade, given_grades
from dialogs.programme.others_grades import GradeLine as GradeLine
from dialogs.programme.others_grades import compared_grades, panel_grades
from dialogs.programme.recommended import recommended
from dialogs.wording import findings
from dialogs.wording.history_view import history_view
from dialogs.wording.reply_view import story
from dialogs.wording.worked_view import worked_in
from template_specs.dates import LOCAL, clock_day, moment, uk_date
from template_specs.model import Part, Question, Section
from template_specs.sentences import N_, _
from template_specs.text import listed

NOT_ANSWERED = N_("Not answered")
_GIVEN_AS = {
    GivenAs.INITIAL: N_("Initial grade"),
    GivenAs.MODERATED: N_("Moderated grade"),
    GivenAs.REPLY: N_("After the manager's reply"),
}
_STATES = {
    State.ALLOCATED: N_("Not started yet: this document shows the form without answers."),
    State.IN_PROGRESS: N_("Still under way: what stands here may change before it is submitted."),
    State.WITHDRAWN: N_("Withdrawn: this audit counts in no report."),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what it is, for a table of two columns."""

    name: str
    value: str
    code: str = ""
    """The name by which an organisation's own form asks for it."""


@dataclass(frozen=True, slots=True)
class Given:
    """A question and what was answered to it."""

    number: str
    text: str
    answer: str
    """What was chosen, in words; empty where words are the whole answer."""
    words: str
    """The evidence, or the answer itself where it is words."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells, the columns' names first, where it is answered in rows."""
    by: str = ""
    """Who answered, where that is not one of the auditors."""
    kept_thin: bool = False
    """The evidence was asked about, and kept as it is."""
    id: str = ""
    """The question's id in its form."""

    @property
    def answered(self) -> bool:
        """Whether there is anything."""
        return bool(self.answer or self.words or self.rows)


@dataclass(frozen=True, slots=True)
class FormPart:
    """A section of the form, with what was asked in it."""

    title: str
    given: tuple[Given, ...]
    worked_out: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Something told in a sentence, with somebody's words below it."""

    sentence: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class WholeAudit:
    """The content of the document."""

    id: AuditId
    title: str
    case: str
    standing: str
    """Why it is not a completed audit; empty for one that is."""
    details: tuple[Fact, ...]
    overall: tuple[GradeLine, ...]
    """The grades of the overall judgement, each a fact; empty where the form has none or none is given."""
    moderated: tuple[GradeLine, ...]
    """Those of single questions that were given anew after the auditors' own."""
    sections: tuple[FormPart, ...]
    actions: tuple[tuple[str, ...], ...]
    """The columns' names, then a row for each action; empty where there is none."""
    action_parts: tuple[tuple[str, str, str, str], ...]
    """What, who, by when and how far, of the same actions."""
    concerns: tuple[str, ...]
    reply: tuple[Told, ...]
    history: tuple[str, ...]
    note: FileNote | None
    """The short note for the child's own file; None while the audit is not completed."""
    form: str
    """The form's id."""
    questions: tuple[tuple[str, str, str], ...]
    """Every question that the form has, asked here or not: (id, number, text)."""
    panels: tuple[GradeLine, ...] = ()
    """What the members of its panels gave, replaced grades included; only of panels that were closed, and for
    whoever may see them."""
    compared: tuple[tuple[str, ...], ...] = ()
    """The columns' names, then a row for each question that the blind second audit graded too; empty for
    whoever may not compare the two."""


def whole_audit(full: Full, events: Sequence[DomainEvent]) -> WholeAudit:
    """The audit as whoever may see all of it reads it; `events`: what happened, the latest first.

    Questions that are not asked, and stages that are not reached, are left out.
    """
    context = full.scene
    template, audit = context.template, context.audit
    grades = given_grades(template, audit)
    changed = frozenset(grade.question.id for grade in grades if grade.given_as is not GivenAs.INITIAL)
    return WholeAudit(
        id=audit.id,
        title=template.title,
        case=audit.case.reference,
        standing=_standing(context),
        details=tuple(_details(context)),
        overall=tuple(_grade_line(context, g) for g in grades if template.is_overall(g.question)),
        moderated=tuple(
            _grade_line(context, g)
            for g in grades
            if g.question.id in changed and not template.is_overall(g.question)
        ),
        sections=tuple(filter(_holds_something, (_section(context, s, changed) for s in template.sections))),
        actions=_actions(context),
        action_parts=tuple(
            (a.cell("what"), a.cell("who"), uk_date(a.by_when) if a.by_when is not None else "", a.progress)
            for a in recommended(template, audit)
        ),
        concerns=findings.concerns(context),
        reply=tuple(_reply(context)),
        history=history_view(full, events).lines,
        note=file_note(context),
        form=template.id,
        questions=tuple((q.id, number_of(q), q.text) for q in template.questions),
        panels=tuple(panel_grades(context)),
        compared=compared_grades(context),
    )


def _holds_something(part: FormPart) -> bool:
    return bool(part.given or part.worked_out)


def _standing(context: TurnContext) -> str:
    audit, stage = context.audit, current(context.template, context.audit)
    if audit.state is State.SUBMITTED and stage is not None:
        return _("Submitted, and now in {title}: it is not final yet.", title=stage.title)
    return str(_STATES[audit.state]) if audit.state in _STATES else ""


def _details(context: TurnContext) -> list[Fact]:
    audit, template, case = context.audit, context.template, context.audit.case
    started = min((answers[0].at for answers in audit.history.values()), default=None)
    facts = [
        ("case", _("Case"), case.reference),
        ("case_type", _("Case type"), case.case_type),
        ("team", _("Team"), case.team),
        ("month", _("Month of the programme"), _month(case.month)),
        ("list", _("List"), case.list),
        ("theme", _("Theme"), case.theme),
        ("auditors", _("Audited by"), listed((context.name(p) for p in audit.auditors), "and")),
        ("practitioner", _("Social worker"), _named(context, audit.practitioner)),
        ("manager", _("Manager"), _named(context, audit.manager)),
        ("iro", _("IRO or conference chair"), _named(context, audit.iro)),
        ("due", _("Due"), uk_date(audit.due) if audit.due else ""),
        ("first_answer", _("First answer"), clock_day(started) if started else ""),
        (
            "submitted",
            _("Submitted"),
            _("{moment} by {name}", moment=moment(audit.submitted_at), name=context.name(audit.submitted_by))
            if audit.submitted_at
            else "",
        ),
        ("given_back", _("Given back"), _times(audit.reopenings)),
        (
            "form",
            _("Form"),
            _("{title}, version {version}", title=template.short_title, version=template.version),
        ),
    ]
    return [Fact(name, value, code) for code, name, value in facts if value]


def _named(context: TurnContext, person: PersonId | None) -> str:
    return context.name(person) if person else _("Nobody is named")


def _times(count: int) -> str:
    if not count:
        return ""
    return _("once") if count == 1 else _("{count} times", count=count)


def _month(month: str) -> str:
    return uk_date(date.fromisoformat(f"{month}-01")).partition(" ")[2] if month else ""


def _grade_line(context: TurnContext, grade: GivenGrade) -> GradeLine:
    given_as = str(_GIVEN_AS[grade.given_as])
    if grade.given_as is GivenAs.MODERATED:
        given_as = f"{given_as} ({grade.stage})"
    return GradeLine(
        f"{number_of(grade.question)} {grade.question.name}".strip(),
        given_as,
        grade.label,
        context.name(grade.by),
        moment(grade.at),
        grade.counts,
        grade.passage.text if grade.passage is not None else "",
        grade.given_as.value,
    )


def _section(context: TurnContext, section: Section, superseded: frozenset[str]) -> FormPart:
    template, audit = context.template, context.audit
    given = tuple(
        _given(context, question, superseded)
        for question in context.whole.questions
        if question.section == section.id
        and question.part is not Part.ACTIONS
        and reached(template, audit, question)
    )
    worked = tuple(Fact(w.name, w.value) for w in worked_in(context, section) if w.value)
    return FormPart(f"{section.number} {section.title}".strip(), given, worked)


def _given(context: TurnContext, question: Question, superseded: frozenset[str]) -> Given:
    number, audit = number_of(question), context.audit
    if question.kind.in_rows:
        return Given(number, question.text, "", "", _rows(context, question), id=question.id)
    answer = audit.answer(question.id)
    if answer is None:
        return Given(number, question.text, "", "", id=question.id)
    in_label = question.identity and not question.kind.in_words
    words = "" if in_label or answer.passage is None else answer.passage.text
    chosen = "" if question.kind.in_words else reads(question, answer)
    others = answer.by not in audit.auditors
    if question.id in superseded:
        chosen = _("{grade}, as it was given first (see Grades)", grade=chosen)
    return Given(
        number,
        question.text,
        chosen,
        words,
        by=context.name(answer.by) if others else "",
        kept_thin=_is_thin(answer),
        id=question.id,
    )


def _is_thin(answer: Answer) -> bool:
    """Whether its evidence was asked about and kept; that it came from elsewhere is no such remark."""
    return any(word and not word.startswith(("from:", "undone:", "moved:")) for word in answer.thin.split())


def _rows(context: TurnContext, question: Question) -> tuple[tuple[str, ...], ...]:
    template, audit = context.template, context.audit
    rows = audit.rows.get(question.id, ())
    if not rows:
        return ()
    called = template.rows_called.get(question.id, ())
    head = (*((called[0].rpartition(" ")[0],) if called else ()), *(c.label for c in question.columns))
    told = [head]
    for row in rows:
        cells = cells_of(row)
        name = (row_called(template, audit, row.key),) if called else ()
        told.append((*name, *(shown(c, cells.get(c.id, "")) for c in question.columns)))
    return tuple(told)


def _actions(context: TurnContext) -> tuple[tuple[str, ...], ...]:
    actions = recommended(context.template, context.audit)
    if not actions:
        return ()
    columns = actions[0].question.columns
    head = (_("No."), *(c.label for c in columns), _("Acknowledged"))
    rows = []
    for number, action in enumerate(actions, 1):
        own = action.question.columns
        blank = [_("Not reviewed yet") if c.filled_by != AUDITOR and not action.reviewed else "" for c in own]
        cells = [action.shown(c) or empty for c, empty in zip(own, blank, strict=True)]
        cells += [""] * (len(columns) - len(cells))
        rows.append((str(number), *cells[: len(columns)], _acknowledged(context, action.key)))
    return (head, *rows)


def _acknowledged(context: TurnContext, key: str) -> str:
    last = next((a for a in reversed(context.audit.acknowledgements) if a.subject == key), None)
    if last is None:
        return _("Not yet")
    day = uk_date(last.at.astimezone(LOCAL).date())
    return _("{name}, {day}", name=context.name(last.by), day=day)


def _reply(context: TurnContext) -> list[Told]:
    """The manager's reply to the audit as it was submitted last, and what became of it."""
    if not any(stage.reply for stage in context.template.stages):
        return []
    told = story(context)
    lines = [Told(line) for line in told.lines]
    if told.comment is not None:
        lines.append(Told(_("Comment"), told.comment.text))
    for challenge in told.challenges:
        lines.append(Told(f"{challenge.name}: {challenge.told}", challenge.passage.text))
        lines += [Told(answer.told, answer.passage.text) for answer in challenge.answers]
    return lines or [Told(_("The manager has not replied yet."))]
