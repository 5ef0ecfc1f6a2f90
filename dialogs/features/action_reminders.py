"""Who hears of an action's day: before it and after it whoever has it, then whoever answers for the case; and
three months after it was done, what changed for the child.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from dialogs.audits.actions import Standing, Status
from dialogs.audits.audit import Audit, PersonId, Role
from dialogs.conversation.action_subjects import ActionReminder, ActionReminderKind
from dialogs.conversation.actions_now import standing_of, words_in
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.views import Notice, ReminderView, View
from dialogs.features.reminders import DAYS_AFTER, DAYS_BEFORE
from dialogs.wording.action_view import whose
from template_specs.dates import LOCAL, uk_date
from template_specs.model import Template
from template_specs.sentences import _
from template_specs.text import excerpt
from template_specs.workdays import after_working_days, before_working_days

ESCALATED_FOR = 20
"""Working days after its day during which an action that is late may still be escalated."""
EFFECT_AFTER, EFFECT_FOR = timedelta(days=91), timedelta(days=60)
"""How long after an action was done it is asked what changed, and for how long that question may still go."""
MOST_WORDS = 200
"""Characters of an action in a message."""


def spans(today: date) -> Mapping[ActionReminderKind, tuple[date, date]]:
    """(first, last): the days, of an action that is open, or on which it was done, that are spoken of on
    `today`, a working day."""
    soon = after_working_days(today, DAYS_BEFORE + 1) - timedelta(days=1)
    past = before_working_days(today, DAYS_AFTER)
    long_past = before_working_days(today, DAYS_AFTER + ESCALATED_FOR)
    return {
        ActionReminderKind.BEFORE: (today, soon),
        ActionReminderKind.AFTER: (past, today - timedelta(days=1)),
        ActionReminderKind.ESCALATED: (long_past, past - timedelta(days=1)),
        ActionReminderKind.EFFECT: (today - EFFECT_AFTER - EFFECT_FOR, today - EFFECT_AFTER),
    }


def reminders(
    template: Template,
    audit: Audit,
    about: ActionReminder,
    leads: tuple[PersonId, ...],
) -> tuple[Notice, ...]:
    """Whom to tell of it; nobody where it does not hold any more."""
    stands = standing_of(template, audit, about.key)
    if stands is None or not audit.sent or not _holds(stands, about):
        return ()
    match about.kind:
        case ActionReminderKind.ESCALATED if stands.owner != audit.manager and audit.manager:
            people: tuple[PersonId, ...] = (audit.manager,)
        case ActionReminderKind.ESCALATED:
            people = leads
        case ActionReminderKind.EFFECT:
            people = (audit.manager,) if audit.manager else ()
        case _:
            people = (stands.owner,) if stands.owner else leads
    return tuple(Notice(person, about) for person in people)


def _holds(stands: Standing, about: ActionReminder) -> bool:
    """Whether what the message says is still so."""
    if about.kind is ActionReminderKind.EFFECT:
        done = stands.status in (Status.DONE, Status.VERIFIED)
        return done and not stands.effect and done_on(stands) == about.due
    return stands.status.is_open and stands.due == about.due


def done_on(stands: Standing) -> date | None:
    """The day on which it was said to be done, in London; None where only its row says so."""
    for step in reversed(stands.steps):
        if step.changes.get("status") == Status.DONE:
            return step.at.astimezone(LOCAL).date()
    return None


def reminder(context: TurnContext, about: ActionReminder) -> ReminderView | None:
    """What it says as things are now; None where it has become empty: done, moved, or with somebody else."""
    template, audit = context.template, context.audit
    stands = standing_of(template, audit, about.key)
    if stands is None or not audit.sent or not _holds(stands, about):
        return None
    me = context.turn.actor.id
    escalated = about.kind is ActionReminderKind.ESCALATED
    effect = about.kind is ActionReminderKind.EFFECT
    late = about.due < context.turn.today
    if not effect and late == (about.kind is ActionReminderKind.BEFORE):
        return None  # kept back until the day had passed: the other one speaks of it
    if not _hears(context, stands, about.kind, me):
        return None
    what = excerpt(words_in(template, audit, about.key, "what"), MOST_WORDS)
    day = uk_date(about.due)
    if effect:
        head = _("What changed for the child?")
        lines: tuple[str, ...] = (_("This action was done on {day}:", day=day), what)
    elif escalated:
        head = _("An action is long overdue")
        lines = (
            _("It was due on {day}, and it is with {who}.", day=day, who=whose(context, stands)),
            what,
            _("See with them what is in the way, or give it to somebody else."),
        )
    else:
        head = _("Action was due on {day}", day=day) if late else _("Action is due on {day}", day=day)
        cure = _("Say how far you are with it, or why it is not yours.") if late else ""
        lines = (what, cure)
    return ReminderView(
        audit=audit.id,
        case=audit.case.reference,
        form=template.short_title,
        title=head,
        lines=tuple(line for line in lines if line),
        key=about.key,
    )


def _hears(context: TurnContext, stands: Standing, kind: ActionReminderKind, me: PersonId) -> bool:
    """Whether it is the actor who hears of it, as things are now."""
    leads, manages = Role.QA_LEAD.value in context.parts, "manager" in context.parts
    match kind:
        case ActionReminderKind.ESCALATED:
            return stands.owner != me and (leads or manages)
        case ActionReminderKind.EFFECT:
            return manages
        case _:
            return (stands.owner == me and bool(context.turn.actor.roles)) or (leads and not stands.owner)


def _message(context: TurnContext, about: ActionReminder, due: DueNotice) -> View | None:
    return reminder(context, about)


FEATURE = Feature(notices={ActionReminder: _message})
