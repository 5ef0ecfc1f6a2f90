"""Somebody has left: what they had goes to whoever comes after them, and nobody waits for them.

Decided for an operator, outside any chat, as a change of a case list is (`reallocation`).
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.actions import FOLLOW, LEFT, Change, owner_given
from dialogs.audits.audit import Audit, Person, PersonId, State
from dialogs.audits.events import EventKind, Field
from dialogs.audits.restriction import opens_to
from dialogs.audits.stages import AUDITOR, NEEDS
from dialogs.audits.stand_ins import in_office
from dialogs.conversation.actions_now import standings
from dialogs.conversation.context import TurnContext
from dialogs.conversation.views import Notice
from dialogs.features import reallocation
from dialogs.features.action_steps import owed
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class After:
    """Who comes after somebody who has left."""

    gone: Person
    named: Person | None = None
    """Whom the operator has named for all of it."""
    deputy: Person | None = None
    above: Person | None = None
    """Their own manager."""
    leads: tuple[PersonId, ...] = ()
    same: bool = False
    """The two are one person, who was on the list twice: nothing else is asked of them."""

    def as_manager(self, audit: Audit | None = None) -> PersonId | None:
        """Who manages their cases from now on; of `audit`, where it is restricted, nobody but whom it opens
        to, or whom the operator has named."""
        after = [p for p in (self.named, self.deputy, self.above) if p is not None and in_office(p)]
        if audit is not None:
            after = [p for p in after if p == self.named or opens_to(p.id, audit)]
        return after[0].id if after else None

    def as_part(self, part: str, audit: Audit) -> PersonId | None:
        """Who is `part` to `audit` in their place, where somebody can be."""
        person = self.named
        if person is None or not person.roles & NEEDS[part]:
            return None
        if self.same or part != AUDITOR:
            return person.id
        own = person.id in (audit.practitioner, audit.manager, audit.iro)
        team = audit.case.team.casefold()
        return None if own or (team and person.team.casefold() == team) else person.id


def has_left(context: TurnContext, after: After, why: str) -> tuple[TurnContext, tuple[str, ...]]:
    """The context with everything handed over that can be, and a sentence for each thing that cannot."""
    gone, left = after.gone.id, list[str]()
    audit, case = context.audit, context.audit.case.reference
    changes: dict[Field, str] = {}
    if audit.state not in (State.FINAL, State.WITHDRAWN):
        if gone in audit.auditors:
            new = after.as_part(AUDITOR, audit)
            others = [person for person in audit.auditors if person != gone]
            auditors = list(dict.fromkeys([*others, *([new] if new else [])]))
            changes[Field.AUDITORS] = ";".join(auditors)
            if not auditors:
                left.append(_("{case}: nobody else audits it", case=case))
        for part, field in (("practitioner", Field.PRACTITIONER), ("iro", Field.IRO)):
            if getattr(audit, part) == gone:
                changes[field] = after.as_part(part, audit) or ""
                if not changes[field]:
                    left.append(_("{case}: it has no {part} now", case=case, part=part))
    if audit.manager == gone and _manager_is_awaited(context):
        manager = after.as_manager(audit)
        changes[Field.MANAGER] = manager or ""
        if manager is None:
            left.append(_("{case}: it has no manager now", case=case))
    if changes:
        context = reallocation.changed(context, changes, why)
    context = _actions(context, after, why)
    if left:
        told = _("{name} has left. {left}. Name somebody else.", name=after.gone.name, left="; ".join(left))
        leads = (lead for lead in after.leads if opens_to(lead, audit))
        context = context.notify(*(Notice(lead, context.told, text=told) for lead in leads))
    return context, tuple(left)


def _manager_is_awaited(context: TurnContext) -> bool:
    """Whether the audit still has something for its manager: of one that is final, an action, a plan or a
    concern that nobody has read."""
    audit = context.audit
    if audit.state is not State.FINAL:
        return audit.state is not State.WITHDRAWN
    plans = any(rule.plan_by is not None and rule.plan is None for rule in audit.follow_ups.values())
    actions = any(stands.status.is_open for stands in standings(context.template, audit))
    return plans or actions or any(concern.waits for concern in audit.concerns)


def _actions(context: TurnContext, after: After, why: str) -> TurnContext:
    """Their open actions go to whoever was named, else back to the manager."""
    to = after.named.id if after.named is not None and after.named.roles else ""
    for stands in standings(context.template, context.audit):
        if not stands.status.is_open or owner_given(context.audit, stands.key) != after.gone.id:
            continue
        value: dict[str, str] = {Change.OWNER: "" if to == context.audit.manager else to, Change.HOW: LEFT}
        context = context.record(EventKind.ACKNOWLEDGED, f"{FOLLOW}/{stands.key}", value, why)
        context = owed(context, stands, "", "")
    return context
