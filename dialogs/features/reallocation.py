"""An audit is given to other people, or another day: what goes on its trail, and who hears of it.

Decided for an operator, outside any chat: whether it may be done is checked where it is asked for (the
import of a case list), as what must hold is a matter of the whole people list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from dialogs.audits import completion
from dialogs.audits.audit import Audit, Person, PersonId, State
from dialogs.audits.events import EventKind, Field
from dialogs.audits.restriction import as_stored as as_column
from dialogs.audits.restriction import opens_to
from dialogs.audits.stages import AUDITOR, current
from dialogs.conversation.confined import confined
from dialogs.conversation.context import TurnContext
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.subjects import ConcernStatus, StageCard, Told, ToldAsked, ToldFormer
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Notice
from dialogs.features.handover import cards_of_manager
from dialogs.features.undelivered import passed_on
from template_specs.dates import uk_date
from template_specs.model import Template
from template_specs.sentences import N_, _, ngettext
from template_specs.text import listed

OPERATOR = Person("operator", N_("Your QA team"), "", frozenset())
"""Whoever works at the command line: on the trail as who did it."""


class Parties(Protocol):
    """Who has an audit, and until when."""

    @property
    def auditors(self) -> tuple[PersonId, ...]: ...
    @property
    def manager(self) -> PersonId | None: ...
    @property
    def practitioner(self) -> PersonId | None: ...
    @property
    def iro(self) -> PersonId | None: ...
    @property
    def due(self) -> date | None: ...
    @property
    def restricted(self) -> tuple[PersonId, ...] | None: ...


class CaseDetails(Protocol):
    """What a case list says of a case besides."""

    @property
    def case_type(self) -> str: ...
    @property
    def team(self) -> str: ...
    @property
    def month(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def list(self) -> str: ...
    @property
    def family(self) -> str: ...


def as_stored(parties: Parties, case: CaseDetails) -> dict[Field, str]:
    """The fields of an allocation as the trail holds them; without the form."""
    return {
        Field.AUDITORS: ";".join(parties.auditors),
        Field.MANAGER: parties.manager or "",
        Field.PRACTITIONER: parties.practitioner or "",
        Field.IRO: parties.iro or "",
        Field.DUE: parties.due.isoformat() if parties.due else "",
        Field.CASE_TYPE: case.case_type,
        Field.TEAM: case.team,
        Field.MONTH: case.month,
        Field.THEME: case.theme,
        Field.LIST: case.list,
        Field.FAMILY: case.family,
        Field.RESTRICTED: as_column(parties.restricted),
    }


def reallocate(
    template: Template, audit: Audit, changes: Mapping[Field, str], why: str, turn: Turn, form: str = ""
) -> Step:
    """Change these fields of the audit (each to what the trail is to hold), for the reason `why`.

    `template` is the form from now on; `form`: the id of the one before, where TEMPLATE is changed.  Those
    whom it concerns are told.
    """
    context = TurnContext(template, audit, ConversationState(), confined(turn, audit))
    return changed(context, changes, why, form).step()


def changed(context: TurnContext, changes: Mapping[Field, str], why: str, form: str = "") -> TurnContext:
    """The context after these fields have changed, with what those whom it concerns are told."""
    before, template = context.audit, context.template
    stands = as_stored(before, before.case)
    for field, now in changes.items():
        value = {"was": stands.get(field, form), "is": now}
        if field is Field.TEMPLATE:
            value["hash"] = template.content_hash
        context = context.record(EventKind.ALLOCATION_CHANGED, field.value, value, why)
    context = _tell_auditors(context, before)
    context = _tell_manager(context, before)
    for part in ("practitioner", "iro"):
        context = _tell_part(context, before, part)
    return context


def _tell_auditors(context: TurnContext, before: Audit) -> TurnContext:
    audit, case = context.audit, context.audit.case.reference
    new = [p for p in audit.auditors if p not in before.auditors]
    actor = context.turn.actor.id  # who steps down themselves is answered, and not told besides
    former = [p for p in before.auditors if p not in audit.auditors]
    stay = [p for p in audit.auditors if p in before.auditors]
    for person in new:
        context = context.notify(
            Notice(person, ToldAsked(context.turn.token), text=_allocated(context, person))
        )
    for person in former:
        if opens_to(person, audit) and audit.auditors:
            text = ngettext(
                "The audit of {case} is not with you any more: {named} has it now. What you saved "
                "stays in it, and nothing more is needed from you.",
                "The audit of {case} is not with you any more: {named} have it now. What you saved "
                "stays in it, and nothing more is needed from you.",
                len(audit.auditors),
                case=case,
                named=_named(context, audit.auditors),
            )
        else:
            text = _(
                "The audit of {case} is not with you any more. What you saved stays in it, and nothing more "
                "is needed from you.",
                case=case,
            )
        context = _told_former(context, person, text) if person != actor else context
    for person in stay:
        context = _told(
            context, person, " ".join(filter(None, _changed_for(context, before, person, new, former)))
        )
    return context


def _allocated(context: TurnContext, person: PersonId) -> str:
    audit = context.audit
    others = [p for p in audit.auditors if p != person]
    along = _(", together with {named}", named=_named(context, others)) if others else ""
    text = _("The audit of {reference} is with you now{along}.", reference=audit.case.reference, along=along)
    if audit.state not in (State.ALLOCATED, State.IN_PROGRESS):
        return _("{text} It is submitted; you will hear what happens next.", text=text)
    due = _(" It is due on {uk_date}.", uk_date=uk_date(audit.due)) if audit.due else ""
    return _(
        "{text}{due} Type open {reference} to go to it.", text=text, due=due, reference=audit.case.reference
    )


def _changed_for(
    context: TurnContext, before: Audit, person: PersonId, new: list[PersonId], former: list[PersonId]
) -> list[str]:
    """What somebody who keeps the audit is told of it."""
    audit, case = context.audit, context.audit.case.reference
    said = []
    if new or former:
        others = [p for p in audit.auditors if p != person]
        gone = ngettext(
            " {named} is not on it any more.",
            " {named} are not on it any more.",
            len(former),
            named=_named(context, former),
        )
        along = _("together with {named}", named=_named(context, others)) if others else _("on your own")
        said.append(
            _("You audit {case} {along} now.{detail}", case=case, along=along, detail=gone if former else "")
        )
        if _could_go_on(context, before, person):
            said.append(_("Everybody has completed their part: type submit to send it on."))
    if audit.due != before.due and audit.state in (State.ALLOCATED, State.IN_PROGRESS):
        said.append(_due(case, before.due, audit.due))
    if audit.template_hash != before.template_hash:
        said.append(
            _("The audit of {case} uses another form now: {title}.", case=case, title=context.template.title)
        )
    return said


def _could_go_on(context: TurnContext, before: Audit, person: PersonId) -> bool:
    """Whether the stage waited only for somebody who is gone."""
    template = context.template
    waited = bool(completion.awaited(template, before))
    mine = completion.completed(template, context.audit, person)
    return waited and mine is not None and not completion.awaited(template, context.audit)


def _due(case: str, was: date | None, now: date | None) -> str:
    if now is None:
        return _("The audit of {case} has no due date any more.", case=case)
    earlier = _(", not on {uk_date}", uk_date=uk_date(was)) if was else ""
    return _(
        "The audit of {case} is due on {uk_date}{earlier}.", case=case, uk_date=uk_date(now), earlier=earlier
    )


def _tell_manager(context: TurnContext, before: Audit) -> TurnContext:
    audit, case = context.audit, context.audit.case.reference
    if audit.manager == before.manager:
        return context
    context = _tell_part(context, before, "manager")
    open_concerns = [c for c in audit.concerns if c.waits]
    if before.manager is not None:
        if opens_to(before.manager, audit) and audit.manager is not None:
            text = _(
                "You are not the manager named for the audit of {case} any more: {name} is. Nothing more "
                "is needed from you.",
                case=case,
                name=context.name(audit.manager),
            )
        else:
            text = _(
                "You are not the manager named for the audit of {case} any more. Nothing more is needed "
                "from you.",
                case=case,
            )
        context = _told_former(context, before.manager, text)
    if audit.manager is None:
        return context
    for concern in open_concerns:
        context = passed_on(context, concern, (audit.manager,))
        context = context.notify(Notice(concern.by, ConcernStatus(concern.id)))
        text = _(
            "Your immediate concern on {case} goes to {name} now, who is the manager named for the "
            "case. {name_2} had not marked it as read. You must still phone.",
            case=case,
            name=context.name(audit.manager),
            name_2=context.name(before.manager),
        )
        context = _told(context, concern.by, text)
    if audit.sent:
        text = _(
            "You are the manager named for the audit of {case} now. Its summary and actions follow.",
            case=case,
        )
        context = _told(context, audit.manager, text).notify(*cards_of_manager(context))
    return context


def _tell_part(context: TurnContext, before: Audit, part: str) -> TurnContext:
    """Whoever is `part` now is asked for what the stage in hand asks of it; the former one is not."""
    was, now = getattr(before, part), getattr(context.audit, part)
    stage = current(context.template, context.audit)
    if was == now or stage is None or context.audit.state is State.ALLOCATED:
        return context
    asked = {p for q in context.template.in_stage(stage.id) for p in context.template.people_of(q)} | {
        *stage.by
    }
    if part not in asked - {AUDITOR}:
        return context
    if now is not None:
        context = context.notify(Notice(now, StageCard(stage.id)))
    if was is not None and part != "manager":
        case = context.audit.case.reference
        text = _(
            "Your part in the audit of {case} is with somebody else now. Nothing more is needed from you.",
            case=case,
        )
        context = _told_former(context, was, text)
    return context


def _told(context: TurnContext, person: PersonId, text: str) -> TurnContext:
    return context.notify(Notice(person, Told(context.turn.token), text=text)) if text else context


def _told_former(context: TurnContext, person: PersonId, text: str) -> TurnContext:
    """Whoever had a part until now hears that they have it no more, though they have none any more."""
    return context.notify(Notice(person, ToldFormer(context.turn.token), text=text))


def _named(context: TurnContext, people: list[PersonId] | tuple[PersonId, ...]) -> str:
    return listed([context.name(person) for person in people], "and")
