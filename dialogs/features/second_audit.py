"""Blind second audits: one case audited again by somebody else, neither seeing the other's; then the two are
compared, question by question.

A second audit is a measurement.  It asks nothing of the manager and the practitioner, nothing follows from
it, and no figure counts it but the agreement.  An immediate concern that is raised in it is one like any
other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dialogs.audits.audit import Audit, Person, PersonId, Role, State
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.second_audits import COMPARED, COUNT_FROM, arranged, key_of
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.told import ToldAsked
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Notice, Sentence
from dialogs.features.who_audits import LEAST_REASON, auditor_called, names_in
from dialogs.programme.comparison import Compared, agreed_in_words
from template_specs.dates import uk_date
from template_specs.kinds import clean
from template_specs.model import Template
from template_specs.sentences import _
from template_specs.text import listed
from template_specs.workdays import after_working_days

DAYS = 10
"""Working days that a second audit has, where the first one's day is over."""


@dataclass(frozen=True, slots=True)
class ArrangeSecondAudit(Command):
    """The same case is audited once more, by others, with the same form and for the same month."""

    permission = Permission.REALLOCATE
    at_work = False
    needs_people = True

    to: str
    """A name or an e-mail; two with "and" between them."""
    why: str = ""
    anyway: bool = False
    """Although they are in the case's own team."""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class ShareComparison(Command):
    """Both audits are submitted: seen by the bot itself, and done on each of them."""

    permission = Permission.DELIVER

    compared: tuple[Compared, ...]
    case: str
    """The case's own reference."""


def arrange(context: TurnContext, command: ArrangeSecondAudit) -> TurnContext:
    """Noted on the trail of the first audit; storage makes the second one of it (`second_audit`)."""
    audit, case = context.audit, context.audit.case.reference
    example = _(
        "Type, for example: second audit {case} by Wren Castle because we measure agreement.", case=case
    )
    if audit.second_of:
        return context.say(
            _("{case} is a second audit itself. Name the case without what follows the stroke.", case=case)
        )
    if audit.shut_to:
        return context.say(
            _("{case} is being audited a second time already. Nothing has been changed.", case=case)
        )
    if not audit.auditors:
        return context.say(_("Nobody audits {case} yet, so there is nothing to compare with.", case=case))
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        return context.say(_("Why is it audited a second time? {example}", example=example))
    auditors: list[PersonId] = []
    for name in names_in(command.to):
        found = auditor_called(context, name, anyway=True)
        if isinstance(found, str):
            return context.say(found)
        reason = _not_blind(context, found, anyway=command.anyway)
        if reason:
            return context.say(reason)
        auditors.append(found.id)
    if not auditors:
        return context.say(_("Who audits it a second time? {example}", example=example))
    auditors = list(dict.fromkeys(auditors))
    number = COUNT_FROM + arranged(audit)
    due = _due(audit, context.turn.today)
    value = {"auditors": ";".join(auditors), "due": due.isoformat(), "id": context.turn.fresh_id()}
    context = context.record(EventKind.ACKNOWLEDGED, key_of(number), value, why)
    return context.reply(
        Sentence(
            _(
                "{names} will audit {case} a second time, as {case}/{number}, by {due}. Neither side sees "
                "the other's audit, and the manager and the practitioner hear nothing of it. You can compare "
                "the two once both are submitted.",
                names=listed([context.name(person) for person in auditors], _("and")),
                case=case,
                number=number,
                due=uk_date(due),
            )
        )
    )


def _due(audit: Audit, today: date) -> date:
    if audit.due is not None and audit.due > today:
        return audit.due
    return after_working_days(today, DAYS)


def _not_blind(context: TurnContext, person: Person, *, anyway: bool) -> str:
    """Why this person's audit would not be an independent one; empty where it would."""
    audit, case, name = context.audit, context.audit.case.reference, person.name
    if person.id in audit.auditors:
        return _("{name} audits {case} already. A second audit takes somebody else.", name=name, case=case)
    if Role.QA_LEAD in person.roles:
        return _(
            "{name} is a QA lead, and can read every audit. A second audit takes somebody who cannot have "
            "seen the first one.",
            name=name,
        )
    answered = {answer.by for answers in audit.history.values() for answer in answers}
    answered |= {member for panel in audit.panels for member in panel.members}
    if person.id in answered | {by for by, _at in audit.stages_done.values()} | set(audit.readers):
        return _(
            "{name} has seen the audit of {case} already. A second audit takes somebody who has not.",
            name=name,
            case=case,
        )
    team = audit.case.team.casefold()
    if team and person.team.casefold() == team and not anyway:
        return _(
            "{name} is in the case's own team. Choose somebody else; or if there is no other way, type: "
            "second audit {case} by {name} anyway because ... The reason stays on the record.",
            name=name,
            case=case,
        )
    return ""


def begun(template: Template, second: Audit, case: str, turn: Turn) -> Step:
    """What the auditors of a second audit that has just been made are told; `case`: what it repeats."""
    context = TurnContext(template, second, ConversationState(), turn)
    for person in second.auditors:
        others = [other for other in second.auditors if other != person]
        along = _(", together with {names}", names=context.names(others)) if others else ""
        text = _(
            "A second audit of {case} is with you now{along}, as {reference}. Somebody else audits the same "
            "file: please do not talk about it with each other, and you see each other's audit only once "
            "both are submitted. It goes to nobody else, so ask nothing of the practitioner and the manager "
            "for it. An immediate concern you raise as always.{due} Type open {reference} to go to it.",
            case=case,
            along=along,
            reference=second.case.reference,
            due=_(" It is due on {day}.", day=uk_date(second.due)) if second.due else "",
        )
        context = context.notify(Notice(person, ToldAsked(context.told.turn), text=text))
    return context.step()


def share(context: TurnContext, command: ShareComparison) -> TurnContext:
    """The auditors of this one and (of the first one) the QA leads hear how far the two agree."""
    audit = context.audit
    value = {c.question: f"{c.first} {c.second}" for c in command.compared}
    context = context.record(EventKind.ACKNOWLEDGED, COMPARED, value)
    said = " ".join(agreed_in_words(context.template, command.compared))
    text = _(
        "Both audits of {case} are submitted. {said} Type compare {case} to see them side by side.",
        case=command.case,
        said=said,
    )
    leads = () if audit.second_of else context.turn.with_role.get(Role.QA_LEAD.value, ())
    people = dict.fromkeys((*audit.auditors, *leads))
    return context.notify(*(Notice(person, context.told, text=text) for person in people))


def submitted(context: TurnContext, stage: str) -> TurnContext:
    """A second audit is done: it goes through no later stage, and to nobody."""
    audit = context.audit
    context = context.record(EventKind.SUBMITTED, stage, State.FINAL.value)
    said = _(
        "{case} is submitted. That is all that is needed from you. Once the other audit of the case is "
        "submitted as well, you hear how far the two agree.",
        case=audit.case.reference,
    )
    told = _("{name} submitted {case}.", name=context.turn.actor.name, case=audit.case.reference)
    return context.tell_auditors(told).say(said)


FEATURE = Feature(handlers={ArrangeSecondAudit: arrange, ShareComparison: share})
