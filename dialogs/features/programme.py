"""The QA lead's view of the year: the status, the audits behind each of its numbers, and reminding people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.audits import completion
from dialogs.audits.audit import Audit, Concern, Person, PersonId, Role, State
from dialogs.audits.deadlines import due_of
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.restriction import opens_to
from dialogs.audits.stages import current, is_sent, now
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, reads
from dialogs.conversation.feature import Feature, simply
from dialogs.conversation.subjects import ToldAsked
from dialogs.conversation.views import (
    Action,
    Button,
    Notice,
    ProgrammeLine,
    ProgrammeListView,
    Sentence,
    StatusView,
)
from dialogs.features.home import Ask
from dialogs.features.programme_scope import SCOPE, Grades, Scope, grade_counts, list_title
from dialogs.features.reaudits import REAUDITS
from dialogs.programme.report import Count
from dialogs.wording.panel_view import can_be_named
from dialogs.wording.whereabouts import state_in_words, waited_for
from template_specs.dates import clock_day, moment, uk_date
from template_specs.model import Part, Stage, Template
from template_specs.sentences import N_, _, ngettext

ACTIONS, ACTIONS_OPEN, ACTIONS_PAST = "actions", "actions/open", "actions/past"
"""What of the actions the status shows: their figures, and the audits in which some are open, or past their
day."""
MOST_CHASED = 50
"""Audits whose people are reminded by one press."""
CHASE = Button(N_("Remind everybody who is late"), Action(Ask.CHASE))
OVERDUE, CONCERNS, STAGE = "overdue", "concerns", "stage:"
"""Lists of the status besides those of each state: what is overdue, concerns that nobody has read, and the
audits that wait in the stage whose title follows."""


@dataclass(frozen=True, slots=True)
class RemindAwaited(Command):
    """Remind the people whom an audit is with, now."""

    permission = Permission.REMIND
    verbs = ("remind",)


def remind(context: TurnContext) -> TurnContext:
    """Message everybody the audit is with; at most once a day each."""
    stage = current(context.template, context.audit)
    case, actor = context.audit.case.reference, context.turn.actor
    if stage is None:
        return context.say(
            _("{case}: nobody has anything to do on it now, so I have not reminded anybody.", case=case)
        )
    people = sorted(_awaited(context) - {actor.id})
    if not people:
        return context.say(_("{case}: it is only with you, so I have not reminded anybody.", case=case))
    already = [person for person in people if person in context.turn.told_already]
    if already:
        context = context.say(
            ngettext(
                "{case}: {names} has been reminded today already, so I have sent nothing more.",
                "{case}: {names} have been reminded today already, so I have sent nothing more.",
                len(already),
                case=case,
                names=context.names(already),
            )
        )
        people = [person for person in people if person not in already]
    if not people:
        return context
    due = due_of(context.template, context.audit)
    day = ""
    if due is not None:
        past = due < context.turn.today
        day = (
            _(" It was due on {uk_date}.", uk_date=uk_date(due))
            if past
            else _(" It is due on {uk_date}.", uk_date=uk_date(due))
        )
    text = _(
        "{name} reminds you: the audit of {case} is with you.{day} Type open {case}.",
        name=actor.name,
        case=case,
        day=day,
    )
    about = reminder_of(stage, context.turn.today)
    return context.notify(*(Notice(person, about, text=text) for person in people)).say(
        ngettext(
            "{case}: {names} has been reminded.",
            "{case}: {names} have been reminded.",
            len(people),
            case=case,
            names=context.names(people),
        )
    )


def reminder_of(stage: Stage, today: date) -> ToldAsked:
    """What is owed to whoever is reminded of `stage` by hand: one message a day."""
    return ToldAsked(f"remind-{stage.id}-{today.isoformat()}")


def _awaited(context: TurnContext) -> set[PersonId]:
    stage = current(context.template, context.audit)
    if stage is None:
        return set()
    waits = completion.awaited(context.template, context.audit)
    parts = [(one.part, one.person) for one in waits] or [(part, "") for part in stage.by]
    people: set[PersonId] = set()
    for part, person in parts:
        people |= {person} if person else set(completion.holders(context.audit, part, context.turn.with_role))
    return people


def chased(reminded: int, already: int, audits: int, more: int) -> Sentence:
    """What came of reminding everybody who is late; `already`: had been reminded today."""
    if not audits:
        return Sentence(_("No audit of the programme is overdue."), (_STATUS,))
    if not reminded:
        told = _("Everybody whom these audits are with has been reminded today already.")
    else:
        told = _(
            "Reminders sent: {reminded}, about {audits} overdue audits.", reminded=reminded, audits=audits
        )
        if already:
            told += " " + _("Reminded earlier today: {already}.", already=already)
    if more:
        told += " " + _("Overdue as well: {more}. Press again to remind them too.", more=more)
    return Sentence(told, (CHASE,) if more else (_STATUS,))


_STATUS = Button(N_("Show the status"), Action(Ask.STATUS))
UNREACHABLE = Button(N_("Who cannot be reached"), Action(Ask.UNREACHABLE))


# --- the status ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """The programme's figures, as they were counted."""

    counts: Mapping[str, int]
    """By the code of a state; "overdue": open and past their day."""
    waiting: Mapping[str, tuple[int, int]]
    """By a stage's title: how many audits wait in it, and how many of them are late."""
    held_up: int = 0
    held: tuple[str, ...] = ()
    unsent: int = 0
    unsent_by: tuple[str, ...] = ()
    concerns: int = 0
    unread: int = 0
    unread_list: tuple[str, ...] = ()
    grades: Grades = ()
    unreachable: int = 0
    """People for whom something waits and who cannot be reached."""


def status_view(figures: Figures) -> StatusView:
    """The programme in figures.  An audit in a later stage counts in that stage, not as submitted too."""
    counts, waiting = figures.counts, figures.waiting
    in_stages = sum(count for count, _ in waiting.values())
    rows = (
        (_("Not started"), counts.get(State.ALLOCATED, 0), State.ALLOCATED.value),
        (_("In progress"), counts.get(State.IN_PROGRESS, 0), State.IN_PROGRESS.value),
        *((f"In {title}", count, f"{STAGE}{title}") for title, (count, _) in sorted(waiting.items())),
        (_("Submitted"), max(counts.get(State.SUBMITTED, 0) - in_stages, 0), State.SUBMITTED.value),
        (_("Final"), counts.get(State.FINAL, 0), State.FINAL.value),
        (_("Withdrawn"), counts.get(State.WITHDRAWN, 0), State.WITHDRAWN.value),
    )
    empty = (
        ""
        if any(n for _, n, _ in rows)
        else _("No cases are allocated yet. Import the month's list to begin.")
    )
    overdue = counts.get("overdue", 0) + sum(late for _, late in waiting.values())
    return StatusView(
        title=_("The audit programme"),
        counts=tuple((name, count, _list(which) if count else None) for name, count, which in rows),
        overdue=overdue,
        overdue_list=_list(OVERDUE) if overdue else None,
        empty=empty,
        held_up=figures.held_up,
        held=figures.held,
        unsent=figures.unsent,
        unsent_by=figures.unsent_by,
        concerns=figures.concerns,
        unread=figures.unread,
        unread_list=figures.unread_list,
        grades=grade_counts(Scope(), figures.grades),
        offers=(
            Button(_("Actions"), Action(Ask.STATUS, {"which": ACTIONS, "skip": 0})),
            Button(_("To audit again"), Action(Ask.STATUS, {"which": REAUDITS, "skip": 0})),
            *((UNREACHABLE,) if figures.unreachable else ()),
        ),
    )


def actions_view(recommended: int, done: int, audits_open: int, audits_past: int) -> StatusView:
    """The actions that audits have recommended: what is done, and the audits in which some are not."""
    left = recommended - done
    return StatusView(
        title=_("Actions: {done} done", done=str(Count(done, recommended))) if recommended else _("Actions"),
        counts=(
            (_("Recommended"), recommended, None),
            (_("Done"), done, None),
            (_("Open"), left, None),
            (_("Audits with open actions"), audits_open, _list(ACTIONS_OPEN) if audits_open else None),
        )
        if recommended
        else (),
        overdue=audits_past,
        overdue_list=_list(ACTIONS_PAST) if audits_past else None,
        empty=_("No completed audit recommended an action."),
    )


def _list(which: str, skip: int = 0, label: str = N_("Show")) -> Button:
    return Button(label, Action(Ask.STATUS, {"which": which, "skip": skip}))


_TITLES = {
    OVERDUE: N_("Overdue"),
    ACTIONS_OPEN: N_("Audits with open actions"),
    ACTIONS_PAST: N_("Audits with actions past their day"),
    State.ALLOCATED.value: N_("Not started"),
    State.IN_PROGRESS.value: N_("In progress"),
    State.SUBMITTED.value: N_("Submitted"),
    State.FINAL.value: N_("Final"),
    State.WITHDRAWN.value: N_("Withdrawn"),
}


def list_view(
    which: str, lines: Sequence[ProgrammeLine], *, total: int, skip: int = 0, form: str = ""
) -> ProgrammeListView:
    """The audits behind one number of the status; `form`: the title of the form that they are on, where the
    list is one form's."""
    late = which == OVERDUE or which.endswith("/overdue")
    title = _TITLES.get(which, _("In {removeprefix}", removeprefix=which.removeprefix(STAGE)))
    if which.startswith(SCOPE):
        title = list_title(which, form)
    more = max(total - skip - len(lines), 0)
    return ProgrammeListView(
        title=f"{title}: {total:,}" if total else title,
        lines=tuple(lines),
        empty=_("No audit of the programme is overdue.")
        if which == OVERDUE
        else _("There are none at the moment."),
        more=more,
        following=_list(which, skip + len(lines), _("Show more")) if more else None,
        chase=CHASE if late and any(line.remind for line in lines) else None,
    )


def line_of(
    template: Template,
    audit: Audit,
    whole: Audit | None,
    progress: tuple[int, int],
    person: Person,
    today: date,
    name: Callable[[PersonId], str],
) -> ProgrammeLine:
    """One audit of such a list; `audit`: as its row tells, `whole`: with its answers, where they are at
    hand."""
    standing = audit.replace(sent=is_sent(template, audit))
    asked = now(template, standing)
    opens = any(allowed(person, act, standing, asked) for act in (Permission.READ, Permission.WALK))
    due = due_of(template, audit)
    late = due is not None and due < today
    submitted = clock_day(audit.submitted_at) if audit.submitted_at is not None else ""
    state = state_in_words(audit.state, *progress, submitted)
    stage = template.stage_by_id.get(audit.stage)
    if stage is not None:
        state = _("{state}, now in {title}", state=state, title=stage.title)
    waits = waited_for(template, whole or audit, name) if late and opens_to(person.id, audit) else ""
    return ProgrammeLine(
        audit=audit.id,
        case=audit.case.reference,
        state=_("{state}. It is with {waits}", state=state, waits=waits) if waits else state,
        by=_(" and ").join(name(person) for person in audit.auditors),
        grade=_grade(template, whole) if whole is not None and opens else "",
        due=due,
        overdue=late,
        remind=late and allowed(person, Permission.REMIND, standing, asked),
        opens=opens,
        panel=_panel(template, whole, person),
    )


def _panel(template: Template, whole: Audit | None, person: Person) -> str:
    """What the button says that leads to its panel, or to naming one; empty where it is with no moderator."""
    if (
        whole is None
        or not allowed(person, Permission.NAME_PANEL, whole)
        or not can_be_named(template, whole)
    ):
        return ""
    return _("Name a panel") if whole.panel is None else _("The panel")


def _grade(template: Template, audit: Audit) -> str:
    """The overall grade as it stands, of an audit that was submitted: the last word on it."""
    if audit.state not in (State.SUBMITTED, State.FINAL):
        return ""
    grade = ""
    for overall in template.with_part(Part.OVERALL_JUDGEMENT):
        for question in (overall, *template.later_grades(overall.id)):
            grade = reads(question, audit.answer(question.id)) or grade
    return grade


def unread_line(audit: Audit, concern: Concern, name: Callable[[PersonId], str]) -> str:
    """A concern that nobody has read: which case, by whom, since when, and whom to ring; never its words."""
    to = ", ".join(name(person) for person in concern.with_whom) or _("nobody")
    reached = _("delivered to") if concern.delivered_at is not None else _("not yet delivered to")
    raised = _("raised by {name} on {moment}", name=name(concern.by), moment=moment(concern.at))
    return f"{audit.case.reference}: {raised}, {reached} {to}."


def leads(person: Person) -> bool:
    """Whether the programme's status is theirs."""
    return Role.QA_LEAD in person.roles


FEATURE = Feature(handlers={RemindAwaited: simply(remind)})
