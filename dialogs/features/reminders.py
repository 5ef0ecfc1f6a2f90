"""Who is reminded of what, on which day: before a deadline, on it, and once after it has passed.

A reminder is a message of its own, since an edited card makes no notification.  It is written as things stand
when it is sent, so nobody is chased for what they have done meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dialogs.audits import completion, replies
from dialogs.audits.audit import Audit, PersonId, Role, State
from dialogs.audits.completion import WithRole, holders
from dialogs.audits.deadlines import due_of
from dialogs.audits.route import path_through
from dialogs.audits.stages import AUDITOR, current
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import ReminderKind, ReminderMessage
from dialogs.conversation.views import Notice, ReminderView, View
from template_specs.dates import LOCAL, uk_date
from template_specs.model import ReplyStep, Stage, Template
from template_specs.reminding import USUAL, Reminding
from template_specs.sentences import _
from template_specs.workdays import (
    after_working_days,
    before_working_days,
    first_start_due_on,
    is_working_day,
    working_days_between,
)

DAYS_BEFORE = 2
"""Working days before the day of an action on which it is first spoken of."""
DAYS_AFTER = 5
"""Working days after a deadline during which its one reminder may still go out: it goes on the first of them,
unless the bot was away; a deadline long past when the bot first sees it is nobody's news."""
OPENS, CLOSES = 9, 17
"""The hours in London between which people are reminded."""


@dataclass(frozen=True, slots=True)
class Span:
    """The deadlines, from `first` to `last`, that a day's reminders of one kind are about."""

    kind: ReminderKind
    first: date
    last: date

    def starts(self, days: int) -> tuple[date, date]:
        """(first, past the last): the days on which a stage of so many working days began to be due in it."""
        return (
            first_start_due_on(self.first, days),
            first_start_due_on(self.last + timedelta(days=1), days),
        )


def may_write(now: datetime) -> bool:
    """Whether people are reminded at `now`: on working days, within working hours."""
    local = now.astimezone(LOCAL)
    return is_working_day(local.date()) and OPENS <= local.hour < CLOSES


def spans(today: date, days: Reminding) -> tuple[Span, ...]:
    """The deadlines to remind of on `today`, a working day, where people are reminded as `days` says."""
    days = days.over(USUAL)
    tomorrow = today + timedelta(days=1)
    found = [Span(ReminderKind.ON, today, today)] if days.on else []
    if days.before:
        soon = after_working_days(today, days.before + 1) - timedelta(days=1)
        found.append(Span(ReminderKind.BEFORE, tomorrow if days.on else today, soon))
    if days.after:
        past = before_working_days(today, days.after + DAYS_AFTER - 1)
        found.append(
            Span(ReminderKind.AFTER, past, before_working_days(today, days.after - 1) - timedelta(days=1))
        )
    return tuple(found)


def looked_at(today: date, of: Iterable[Reminding]) -> tuple[Span, ...]:
    """The deadlines of each kind that any of these ways of reminding may speak of on `today`."""
    widest: dict[ReminderKind, Span] = {}
    for days in of:
        for span in spans(today, days):
            known = widest.get(span.kind, span)
            first, last = min(known.first, span.first), max(known.last, span.last)
            widest[span.kind] = Span(span.kind, first, last)
    return tuple(widest.values())


def kind_of(today: date, due: date, days: Reminding) -> ReminderKind | None:
    """What is to be said on `today` of a deadline; None where nothing is, or not yet."""
    return next((span.kind for span in spans(today, days) if span.first <= due <= span.last), None)


def reminders(
    template: Template, audit: Audit, with_role: WithRole, today: date, days: Reminding = USUAL
) -> tuple[Notice, ...]:
    """Whom to remind of `audit` on `today`, one notice each; the same again all day, and owed once.

    `days`: when the organisation reminds people, where the form does not say.  The deadline stands in the
    subject: another deadline is another reminder."""
    stage, due = current(template, audit), due_of(template, audit)
    if stage is None or due is None:
        return ()
    kind = kind_of(today, due, template.reminders.over(days))
    if kind is None:
        return ()
    parts = _parts_with_work(template, audit, stage, late=kind is ReminderKind.AFTER)
    people = {person for part in sorted(parts) for person in holders(audit, part, with_role)}
    if stage.reply is ReplyStep.ANSWER:
        people &= set(replies.unheard(template, audit, with_role))
    subject = ReminderMessage(kind, stage.id, due)
    return tuple(
        Notice(person, subject) for person in sorted(people) if not _is_done(template, audit, person)
    )


def reminder(context: TurnContext, about: ReminderMessage) -> ReminderView | None:
    """What the reminder says as things are now; None when it has become empty: the work is done or has moved
    on, the deadline is another, or the person has no part in it any more."""
    template, audit = context.template, context.audit
    stage, due = current(template, audit), due_of(template, audit)
    if stage is None or due is None or (stage.id, due) != (about.stage, about.due):
        return None
    me = context.turn.actor.id
    late = due < context.turn.today
    if late != (about.kind is ReminderKind.AFTER):
        return None  # kept back until the day had passed: the other one speaks of it
    if not context.parts & _parts_with_work(template, audit, stage, late=late) or _is_done(
        template, audit, me
    ):
        return None
    if stage.reply is not ReplyStep.NONE and not replies.waits_for(
        template, audit, context.turn.actor, context.turn.with_role
    ):
        return None
    held_up = Role.QA_LEAD not in context.turn.actor.roles and late
    lines = (
        _when(context, due, late=late),
        _how_far(context, stage),
        _("If something is in the way, tell your QA lead.") if held_up else "",
    )
    return ReminderView(
        audit=audit.id,
        case=audit.case.reference,
        form=template.short_title,
        title=_("{title} was due on {uk_date}", title=stage.title, uk_date=uk_date(due))
        if late
        else _("{title} is due on {uk_date}", title=stage.title, uk_date=uk_date(due)),
        lines=(" ".join(filter(None, lines)),),
    )


def _when(context: TurnContext, due: date, *, late: bool) -> str:
    if late:
        return _("It is overdue.")
    days = working_days_between(context.turn.today, due)
    return {0: _("That is today."), 1: _("That is in 1 working day.")}.get(
        days, _("That is in {days} working days.", days=days)
    )


def _how_far(context: TurnContext, stage: Stage) -> str:
    if context.audit.state is State.ALLOCATED:
        return _("It is not started yet.")
    progress = context.route.progress()
    if AUDITOR in context.parts and stage == context.template.stages[0]:
        return _(
            "{answered} of {total} done. Everything you saved is kept.",
            answered=progress.answered,
            total=progress.total,
        )
    if stage.reply is ReplyStep.REPLY:
        return _("If you do nothing, the audit goes on, and “no reply” stands on its record.")
    if context.route.missing() or context.parts & context.asked.complete:
        return _("Your part is still to do.")
    return _("You can still add your view.")


def _parts_with_work(template: Template, audit: Audit, stage: Stage, *, late: bool) -> frozenset[str]:
    """The parts, in the words of the form, of those who still owe the stage something.

    Before the day, a question that may stay open counts for whoever its `by` names first: a view that nobody
    has asked for again is a view not given.
    """
    if stage.needs_all:
        parts = {awaits.part for awaits in completion.awaited(template, audit)}
    else:
        parts = set(stage.by)
    if audit.state is State.ALLOCATED:
        return frozenset(parts & {AUDITOR})  # others are asked once it has begun
    route = path_through(template, audit)
    for question in route.questions:
        if template.stage_of(question).id != stage.id or question.id in route.complete:
            continue
        if question.required:
            parts |= set(template.people_of(question))
        elif question.by and not late:
            parts.add(question.by[0])
    return frozenset(parts)


def _is_done(template: Template, audit: Audit, person: PersonId) -> bool:
    return completion.completed(template, audit, person) is not None


def _message(context: TurnContext, about: ReminderMessage, due: DueNotice) -> View | None:
    return reminder(context, about)


FEATURE = Feature(notices={ReminderMessage: _message})
