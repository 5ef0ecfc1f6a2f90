"""What follows from a grade, as the form says: until when a plan is written, and when it is audited again.

On the trail these are acknowledgements; a version that does not know of them reads them as those of cards
that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from dialogs.audits.passages import Passage

if TYPE_CHECKING:
    from dialogs.audits.events import DomainEvent

FOLLOWS, PLAN, CHASED = "followup", "plan", "chased"
"""Begin the keys of a rule that has applied ("followup/QUESTION"; without a value: it applies no more), of
the plan that it asks for, and of what was chased ("chased/QUESTION", with PLAN or REAUDIT)."""
REAUDIT = "reaudit"


@dataclass(frozen=True, slots=True)
class Followed:
    """One rule that applies to the audit as it stands."""

    question: str
    grade: str
    at: datetime
    plan_by: date | None
    reaudit_by: date | None
    plan: Passage | None = None
    plan_at: datetime | None = None
    planned_by: str = ""
    chased: frozenset[str] = frozenset()


def followed(earlier: Mapping[str, Followed], event: DomainEvent) -> Mapping[str, Followed] | None:
    """The rules that apply after `event`; None where it is none of these."""
    subject, _, question = event.key.partition("/")
    stands = earlier.get(question)
    if subject == FOLLOWS and isinstance(event.value, dict):
        value = event.value
        plan_by, reaudit_by = (
            date.fromisoformat(day) if (day := value.get(name)) else None for name in (PLAN, REAUDIT)
        )
        made = Followed(question, value["grade"], event.at, plan_by, reaudit_by)
        if stands is not None:  # submitted again: a plan that was written stays
            made = replace(made, plan=stands.plan, plan_at=stands.plan_at, planned_by=stands.planned_by)
        return {**earlier, question: made}
    if subject == FOLLOWS:
        return {id: rule for id, rule in earlier.items() if id != question}
    if stands is None:
        return None
    if subject == PLAN and event.passage is not None:
        return {
            **earlier,
            question: replace(stands, plan=event.passage, plan_at=event.at, planned_by=event.by),
        }
    if subject == CHASED and isinstance(event.value, str):
        return {**earlier, question: replace(stands, chased=stands.chased | {event.value})}
    return None
