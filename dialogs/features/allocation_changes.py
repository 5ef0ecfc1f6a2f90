"""The QA lead gives an audit to somebody else, or another day, or withdraws it; an auditor who knows the
family steps down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dialogs.audits.audit import PersonId, Role, State
from dialogs.audits.events import AUDIT_WITHDRAWN, KNOWS_FAMILY, TAKEN_BACK, EventKind, Field
from dialogs.audits.permissions import Permission
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.views import Notice, Sentence
from dialogs.features import panel_endings, reallocation
from dialogs.features.action_changes import matched
from dialogs.features.handover import cards_of_manager, cards_of_stage
from dialogs.features.who_audits import LEAST_REASON, auditor_called, names_in
from template_specs.dates import NoDate, read_date, uk_date
from template_specs.kinds import clean
from template_specs.sentences import N_, _
from template_specs.text import listed
from template_specs.workdays import is_working_day


@dataclass(frozen=True, slots=True)
class ReassignAudit(Command):
    """Somebody else audits it: in the place of one auditor, or of them all."""

    permission = Permission.REALLOCATE
    at_work = False
    needs_people = True

    to: str
    """A name or an e-mail; two with "and" between them."""
    instead_of: str = ""
    why: str = ""
    anyway: bool = False
    """Although they are in the case's own team."""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class RedateAudit(Command):
    """It is due on another day."""

    permission = Permission.REALLOCATE
    at_work = False

    day: str
    why: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class WithdrawAudit(Command):
    """It is not to be done any more, and counts in no report."""

    permission = Permission.REALLOCATE
    at_work = False

    why: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class TakeBackAudit(Command):
    """A withdrawn audit is to be done after all: it goes on where it was."""

    permission = Permission.TAKE_BACK
    at_work = False

    why: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class KnowFamily(Command):
    """The auditor knows the family, so somebody else has to audit the case."""

    permission = Permission.STEP_DOWN
    at_work = False
    typed = (
        "i know this family",
        "i know the family",
        "i know this child",
        "i know these people",
        "i have worked with this family",
    )


def reassign(context: TurnContext, command: ReassignAudit) -> TurnContext:
    """The former auditors lose the audit at once, and what they saved stays in it."""
    audit, case = context.audit, context.audit.case.reference
    example = _(
        "Type, for example: reassign {case} to Wren Castle because Amara is on leave until September.",
        case=case,
    )
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        return context.say(_("Why is it given to somebody else? {example}", example=example))
    new: list[PersonId] = []
    for name in names_in(command.to):
        found = auditor_called(context, name, anyway=command.anyway)
        if isinstance(found, str):
            return context.say(found)
        new.append(found.id)
    stay: list[PersonId] = []
    if command.instead_of:
        gone = [p for p in matched(command.instead_of, context.turn.people) if p.id in audit.auditors]
        if len(gone) != 1:
            return context.say(
                _(
                    "{name} does not audit {case}. {example}",
                    name=command.instead_of,
                    case=case,
                    example=example,
                )
            )
        stay = [p for p in audit.auditors if p != gone[0].id]
    auditors = list(dict.fromkeys([*stay, *new]))
    if set(auditors) == set(audit.auditors):
        return context.say(_("{case} is with them already. Nothing has been changed.", case=case))
    context = reallocation.changed(context, {Field.AUDITORS: ";".join(auditors)}, why)
    names = listed([context.name(person) for person in auditors], _("and"))
    return context.reply(
        Sentence(_("{case} is with {names} now. Everybody concerned is told.", case=case, names=names))
    )


def redate(context: TurnContext, command: RedateAudit) -> TurnContext:
    """It is due on another day, and its auditors are told."""
    case, today = context.audit.case.reference, context.turn.today
    day = _to_come(command.day, today)
    if isinstance(day, NoDate):
        return context.say(day.reason)
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        return context.say(
            _(
                "Why is it due on another day? Type: due {case} {day} because ...",
                case=case,
                day=uk_date(day),
            )
        )
    if day < today:
        return context.say(_("{day} is over. Give a day to come.", day=uk_date(day)))
    if day == context.audit.due:
        return context.say(_("{case} is due on that day already.", case=case))
    context = reallocation.changed(context, {Field.DUE: day.isoformat()}, why)
    idle = "" if is_working_day(day) else _(" That is not a working day.")
    return context.reply(
        Sentence(
            _(
                "{case} is due on {day} now. Its auditors are told.{idle}",
                case=case,
                day=uk_date(day),
                idle=idle,
            )
        )
    )


def _to_come(typed: str, today: date) -> date | NoDate:
    day = read_date(typed, today)
    ahead = [one for one in day.maybe if one >= today] if isinstance(day, NoDate) else []
    return ahead[0] if len(ahead) == 1 else day


def withdraw(context: TurnContext, command: WithdrawAudit) -> TurnContext:
    """Nothing more is asked of anybody; what was saved stays, and counts in no report."""
    audit, case = context.audit, context.audit.case.reference
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        return context.say(
            _(
                "Why is it withdrawn? Type, for example: withdraw {case} because the case was closed.",
                case=case,
            )
        )
    context = context.notify(*cards_of_stage(context))
    if audit.sent:
        context = context.notify(*cards_of_manager(context))
    context = panel_endings.told(context, context.record(EventKind.ACKNOWLEDGED, AUDIT_WITHDRAWN, words=why))
    told = _(
        "{name} has withdrawn the audit of {case}: {why} Nothing more is needed from you.",
        name=context.turn.actor.name,
        case=case,
        why=f"{why.rstrip('.')}.",
    )
    context = context.tell_auditors(told)
    if audit.sent and audit.manager:
        context = context.notify(Notice(audit.manager, context.told, text=told))
    second, panel = "", "".join(f" {said}" for said in context.said)
    context = context.replace(said=())
    if audit.shut_to and not audit.second_of:
        second = _(" It is being audited a second time as well: withdraw that audit by its own reference.")
    return context.reply(
        Sentence(
            _(
                "{case} is withdrawn. What was saved stays, and counts in no report. All concerned are told.",
                case=case,
            )
            + second
            + panel
        )
    )


def is_withdrawn(case: str) -> Sentence:
    """For a QA lead who would change an audit that is withdrawn."""
    return Sentence(
        _(
            "{case} is withdrawn, so nothing has been changed. To go on with it, type: take back {case} "
            "because ...",
            case=case,
        )
    )


def take_back(context: TurnContext, command: TakeBackAudit) -> TurnContext:
    """It goes on where it was withdrawn; whoever it is with is told, and has their cards again."""
    case = context.audit.case.reference
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        return context.say(
            _(
                "Why is it taken back? Type, for example: take back {case} because the case is open again.",
                case=case,
            )
        )
    context = panel_endings.told(context, context.record(EventKind.ACKNOWLEDGED, TAKEN_BACK, words=why))
    audit = context.audit
    context = context.notify(*cards_of_stage(context))
    if audit.sent:
        context = context.notify(*cards_of_manager(context))
    told = _(
        "{name} has put the audit of {case} back into the programme: {why}",
        name=context.turn.actor.name,
        case=case,
        why=f"{why.rstrip('.')}.",
    )
    open_still = audit.state in (State.ALLOCATED, State.IN_PROGRESS)
    goes_on = _(" Type open {case} to go on; what you saved is there.", case=case) if open_still else ""
    context = context.ask_auditors(told + goes_on) if open_still else context.tell_auditors(told)
    if audit.sent and audit.manager:
        context = context.notify(Notice(audit.manager, context.told, text=told))
    due, late = audit.due, ""
    if open_still and due is not None and due < context.turn.today:
        late = _(
            " It was due on {day}: type due {case} and another day, with the reason.",
            day=uk_date(due),
            case=case,
        )
    return context.reply(
        Sentence(
            _(
                "{case} is in the programme again, where it was. All concerned are told.{late}",
                case=case,
                late=late,
            )
        )
    )


def know_family(context: TurnContext, command: KnowFamily) -> TurnContext:
    """The other auditor goes on alone; where there is none, the QA leads find somebody else."""
    audit, actor, case = context.audit, context.turn.actor, context.audit.case.reference
    context = context.record(EventKind.ACKNOWLEDGED, KNOWS_FAMILY)
    others = [person for person in audit.auditors if person != actor.id]
    why = _("{name} knows the family.", name=actor.name)
    context = reallocation.changed(context, {Field.AUDITORS: ";".join(others)}, why)
    leads = context.turn.with_role.get(Role.QA_LEAD.value, ())
    if others:
        told = _(
            "{name} knows the family of {case}, and does not audit it any more. {others} goes on with it.",
            name=actor.name,
            case=case,
            others=context.names(others),
        )
        said = _("Thank you for saying so. {case} is not with you any more.", case=case)
    else:
        told = _(
            "{name} knows the family of {case}, so cannot audit it, and nobody has it now. Type reassign "
            "{case} to NAME because ...",
            name=actor.name,
            case=case,
        )
        said = _(
            "Thank you for saying so. {case} is not with you any more, so please leave its file closed: "
            "{leads} will find somebody else.",
            case=case,
            leads=context.names(leads) if leads else _("your QA lead"),
        )
    heard = (person for person in leads if person != actor.id)
    context = context.notify(*(Notice(person, context.told, text=told) for person in heard))
    return context.reply(Sentence(said))


FEATURE = Feature(
    handlers={
        ReassignAudit: reassign,
        RedateAudit: redate,
        WithdrawAudit: withdraw,
        TakeBackAudit: take_back,
        KnowFamily: know_family,
    },
    help=(("i know this family", N_("so that somebody else audits the case")),),
)
