"""Who may have the card of a notice, as things are now: decided from the people and the audit alone."""

from __future__ import annotations

from dialogs.audits import actions
from dialogs.audits.audit import Audit, Person, Role
from dialogs.audits.restriction import opens_to
from dialogs.audits.stand_ins import in_office
from dialogs.conversation.action_subjects import ActionReminder, OwnActionCard
from dialogs.conversation.subjects import (
    ActionCard,
    ConcernCard,
    ConcernStatus,
    DraftCard,
    EnquiryCard,
    ResultCard,
    Subject,
    SummaryCard,
    ToldConcernHeldUp,
    ToldFormer,
    ToldProgramme,
)

_THEIR_OWN = (ConcernStatus, ToldConcernHeldUp, ToldFormer, ToldProgramme)
"""What came of one's own concern, that one has a part no more, and what names no case: said also of a
restricted case that has been given to others since."""


def may_have(person: Person, audit: Audit, subject: Subject) -> bool:
    """Whether `person` may still be sent the card `subject` of `audit`: who has lost the role for it, or has
    left (no role at all), gets nothing.  Only whoever raised a concern hears of it in any role."""
    if not person.roles or not (opens_to(person.id, audit) or isinstance(subject, _THEIR_OWN)):
        return False
    match subject:
        case OwnActionCard(key):  # a former owner's card says that it is with somebody else
            return key in audit.steps and person.id in actions.owners(audit)
        case ActionReminder():  # whose it is now, the card itself asks
            return True
        case ConcernCard(id):
            return in_office(person) and any(c.id == id and person.id in c.sent_to for c in audit.concerns)
        case SummaryCard() | ActionCard():
            return in_office(person) and person.id == audit.manager
        case ResultCard() | DraftCard() | EnquiryCard():
            return person.id == audit.practitioner and Role.PRACTITIONER in person.roles
        case ConcernStatus() | ToldConcernHeldUp() | ToldProgramme():
            return True
    if person.id in (audit.practitioner, audit.iro):
        return True
    if person.id in audit.auditors:
        return Role.AUDITOR in person.roles
    return person.id != audit.manager or in_office(person)
