"""A card that does not arrive: what those who count on it hear, and to whom a concern is passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.audits.audit import Concern, Passage, PersonId
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.stand_ins import Around, in_office, stand_ins
from dialogs.conversation.action_subjects import ActionReminder, OwnActionCard
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import (
    ActionCard,
    ConcernCard,
    ConcernStatus,
    DraftCard,
    EnquiryCard,
    FollowUpCard,
    ReminderMessage,
    ResultCard,
    StageCard,
    Subject,
    SummaryCard,
    Told,
    ToldAsked,
    ToldChange,
    ToldConcernHeldUp,
    ToldFormer,
    ToldProgramme,
    ToldSummaryHeldUp,
    ToldToRead,
    UnknownSubject,
    UnsentConcern,
)
from dialogs.conversation.views import Notice, Sentence, View
from dialogs.features import concerns
from dialogs.features.messages import knows
from template_specs.dates import moment
from template_specs.sentences import N_, _, worded

LEFT = "left"
"""The problem of a card whose recipient has lost the role for it."""
NO_ADDRESS = "no_address"
NOBODY_HAS_IT = N_("It is not going to anybody now. Call the manager or the duty manager now.")
"""Why a concern has not arrived for which no card is owed."""
_WHY = {
    LEFT: N_("{name} does not have the role for it any more"),
    NO_ADDRESS: N_("{name} has not opened this bot in Teams yet"),
    "unreachable": N_("Teams does not let the bot write to {name}"),
    "gone": N_("Teams does not find the bot's chat with {name}"),
    "too_large": N_("the card is too large for Teams"),
    "refused": N_("Teams refused the card"),
    "junk": N_("something between the bot and Teams gives answers that are not Teams'"),
    "unreadable": N_("the stored card cannot be read; whoever runs the bot needs to look at it"),
}


@dataclass(frozen=True, slots=True)
class RecordConcernHeldUp(Command):
    """The delivery worker could not put the concern's card before `to`."""

    permission = Permission.DELIVER

    concern: str
    to: PersonId
    problem: str
    """A code: why (see `reason`)."""
    around: Around
    pass_on: bool
    """It cannot arrive soon: somebody else is to have it."""


@dataclass(frozen=True, slots=True)
class RecordSummaryHeldUp(Command):
    """The delivery worker could not put the summary before the manager, `to`."""

    permission = Permission.DELIVER

    to: PersonId
    problem: str
    around: Around


@dataclass(frozen=True, slots=True)
class Late:
    """A card to somebody that has not arrived."""

    name: str
    problem: str
    """A code; see `reason`."""
    set_aside: bool
    """Not tried again soon."""
    next_at: datetime | None
    """When it is tried again, whatever happens; None: when its recipient writes."""


def reason(problem: str, name: str) -> str:
    """Why a card does not arrive, in plain words, without a full stop."""
    if problem not in _WHY:
        return _("Teams has not taken it yet")
    return worded(_WHY[problem]).format(name=name)


def named(subject: Subject) -> str:
    """What kind of card a notice's subject is, for lists."""
    match subject:
        case ConcernCard():
            return _("Immediate concern")
        case ConcernStatus() | ToldConcernHeldUp():
            return _("News of a concern")
        case UnsentConcern():
            return _("Question about a concern not sent")
        case SummaryCard():
            return _("Summary")
        case ActionCard() | OwnActionCard():
            return _("Action")
        case StageCard():
            return _("Request for a part")
        case ReminderMessage() | ActionReminder():
            return _("Reminder")
        case ResultCard():
            return _("Result for the practitioner")
        case DraftCard():
            return _("Draft for the practitioner")
        case FollowUpCard():
            return _("What follows from a grade")
        case EnquiryCard():
            return _("Question to the practitioner")
        case ToldProgramme():
            return _("Message of the programme")
        case Told() | ToldFormer() | ToldChange() | ToldAsked() | ToldToRead() | ToldSummaryHeldUp():
            return _("Message")
        case UnknownSubject():
            return _("Card")


def problem_of(late: Sequence[Late]) -> str:
    """For the auditor's card: why the concern has not arrived, when it is tried again, and what to do."""
    if not late:
        return ""
    said = [f"{_capital(reason(one.problem, one.name))}." for one in late]
    if not all(one.set_aside for one in late):
        said.append(_("We keep trying."))
    else:
        times = [one.next_at for one in late if one.next_at is not None]
        last = _(", and at the latest on {moment}", moment=moment(min(times))) if times else ""
        said.append(_("We try again when they write to the bot{last}.", last=last))
    who = _("them") if len(late) > 1 else late[0].name
    return " ".join([*said, _("Call {who} or the duty manager now.", who=who)])


def concern_held(context: TurnContext, command: RecordConcernHeldUp) -> TurnContext:
    """A concern has not reached somebody whom it was sent to: whoever raised it is told at once, and where it
    cannot arrive soon it is passed on, in the order of `reaching.stand_ins`."""
    concern = concerns.find(context, command.concern)
    if concern is None or concern.delivered_at is not None or concern.withdrawn is not None:
        return context
    case, who = context.audit.case.reference, context.name(command.to)
    but = frozenset({*concern.sent_to, concern.by})
    then = stand_ins(command.around, but) if command.pass_on else ()
    context = passed_on(context, concern, tuple(person.id for person in then)) if then else context
    if command.problem == LEFT:
        text = _(
            "Your immediate concern on {case} was not sent to {who}, who does not have the role any more.",
            case=case,
            who=who,
        )
    else:
        text = _("Your immediate concern on {case} has not reached {who} in Teams.", case=case, who=who)
    if then:
        names = context.names(person.id for person in then)
        text += _(" It goes to {names} instead. Call {names} or the duty manager now.", names=names)
    elif command.problem == LEFT:
        text += _(" Nobody else has it. Call the team or the duty manager now.")
    elif command.pass_on:
        text += _(" There is nobody else to send it to. Call them or the duty manager now.")
    else:
        text += _(" Call them or the duty manager now.")
    problem = command.problem if command.pass_on else ToldConcernHeldUp.LATE
    subject = ToldConcernHeldUp(concern.id, command.to, problem)
    return context.notify(
        Notice(concern.by, ConcernStatus(concern.id)),
        # A message of its own: an edited card makes no notification.
        Notice(concern.by, subject, urgent=True, text=text),
    )


def summary_held(context: TurnContext, command: RecordSummaryHeldUp) -> TurnContext:
    """The summary has not reached the manager: the auditors hear of it, and where the manager has lost the
    role, so do those who stand in.  They are not sent the audit itself: the QA lead names who may have it."""
    case, who = context.audit.case.reference, context.name(command.to)
    reopenings, auditors = context.audit.reopenings, context.audit.auditors
    if command.problem != LEFT:
        why = reason(command.problem, who)
        text = _(
            "The audit of {case} is saved and submitted. Its summary has not reached {who} yet: "
            "{why}. It goes out as soon as they can be reached; you may want to tell them.",
            case=case,
            who=who,
            why=why,
        )
        return context.notify(
            *(Notice(person, ToldSummaryHeldUp(reopenings), text=text) for person in context.audit.auditors)
        )
    left = ToldSummaryHeldUp(reopenings, left=True)
    then = stand_ins(command.around, frozenset(auditors))
    told = _(
        "The audit of {case} is saved and submitted. Its summary was not sent to {who}, who does "
        "not have the manager's role any more. The QA lead has to name another manager for the "
        "case.",
        case=case,
        who=who,
    )
    heard = _(" {names} will hear of it.", names=context.names(person.id for person in then)) if then else ""
    asked = _(
        "The audit of {case} is submitted, and {who}, its manager, does not have that role any "
        "more. Nobody has its summary yet. The QA lead has to name another manager for the case.",
        case=case,
        who=who,
    )
    return context.notify(
        *(Notice(person, left, text=told + heard) for person in auditors),
        *(Notice(person.id, left, text=asked) for person in then),
    )


def passed_on(context: TurnContext, concern: Concern, to: tuple[PersonId, ...]) -> TurnContext:
    """On the trail it is raised once more, in the words and by the person of the first time: a program that
    does not know of passing on reads it as well."""
    text = concern.passage.text
    passage = Passage.of(text, context.turn.fingerprints(text))
    context = context.happened_by(concern.by, EventKind.CONCERN_RAISED, concern.id, to, passage)
    return context.notify(*(Notice(person, ConcernCard(concern.id), urgent=True) for person in to))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _concern_is_late(context: TurnContext, about: ToldConcernHeldUp, due: DueNotice) -> View | None:
    """For whoever was to be told.  A warning that has itself come late is nobody's news: the concern has
    arrived meanwhile."""
    concern = concerns.find(context, about.concern)
    arrived = concern is not None and concern.delivered_at is not None
    return None if about.problem == ToldConcernHeldUp.LATE and arrived else Sentence(due.text)


def _summary_is_late(context: TurnContext, about: ToldSummaryHeldUp, due: DueNotice) -> View | None:
    """For those who have a part in the audit still or lead the programme, and whoever stands in for the
    manager."""
    may = knows(context) or in_office(context.turn.actor)
    return Sentence(due.text) if may else None


FEATURE = Feature(
    handlers={RecordConcernHeldUp: concern_held, RecordSummaryHeldUp: summary_held},
    notices={ToldConcernHeldUp: _concern_is_late, ToldSummaryHeldUp: _summary_is_late},
)
