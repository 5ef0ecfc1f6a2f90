"""The audits of a case that somebody names, however they spell its reference."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import AuditId
from dialogs.audits.stages import AUDITOR, parts_of
from dialogs.understanding.at_home import spellings
from storage.list_items import AuditListItem


async def find_audits(hand: TurnInHand, case: str) -> list[AuditId]:
    """The ids of its audits, oldest first; empty where no spelling of it is known."""
    for spelt in spellings(case):
        ids = await hand.work.lists.find_audit(spelt)
        if ids:
            return ids
    return []


async def audits_of(hand: TurnInHand, case: str) -> list[AuditListItem]:
    """Its audits as lists have them, oldest first; empty where no spelling of it is known."""
    for spelt in spellings(case):
        items = list(await hand.work.lists.audits_of_case(spelt))
        if items:
            return items
    return []


async def audits_any(hand: TurnInHand, ids: Sequence[AuditId]) -> bool:
    """Whether the person of this turn audits one of these."""
    whole = await hand.work.audits.several(ids) if ids else {}
    return any(AUDITOR in parts_of(hand.person, audit) for audit in whole.values())
