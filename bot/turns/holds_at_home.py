"""A QA lead keeps a case's audits from being purged, or lets them go, by typing."""

from __future__ import annotations

from bot.turns import cases
from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import AuditId
from dialogs.audits.permissions import Permission, refusal
from dialogs.audits.stages import named_as
from dialogs.conversation.views import Sentence, View
from dialogs.features.home import Asked
from dialogs.understanding.hold_words import HELD
from storage.seals import SealBroken
from template_specs.kinds import clean
from template_specs.sentences import _, ngettext

LIMIT = 1_000
"""Characters of a reason."""


async def hold_or_release(hand: TurnInHand, asked: Asked) -> tuple[View, ...]:
    """All audits of the case that the person may hold or release, with the reason; empty where they have
    nothing to do with any."""
    ids = await cases.find_audits(hand, asked.case)
    audits = await hand.work.audits.several(ids)
    refusals = {id: refusal(hand.person, Permission.HOLD, audit) for id, audit in audits.items()}
    meant = [id for id, refused in refusals.items() if refused is None]
    if not meant:
        led = [audit for audit in audits.values() if named_as(hand.person, audit)]
        return tuple(Sentence(str(refusals[audit.id])) for audit in led[-1:])
    case, why = audits[meant[-1]].case.reference, clean(asked.why).strip()
    if len(why) > LIMIT:
        return (Sentence(_("Say why in fewer than {limit:,} characters, please.", limit=LIMIT)),)
    if asked.which == HELD:
        return (Sentence(await _held(hand, meant, case, why)),)
    return (Sentence(await _released(hand, meant, case, why)),)


async def _held(hand: TurnInHand, audits: list[AuditId], case: str, why: str) -> str:
    if not why:
        return _(
            "Why is {case} to be kept? Type, for example: hold {case} because of complaint 26/114.", case=case
        )
    for audit in audits:
        await hand.work.holds.place(audit, hand.person.name, why, hand.now)
    return ngettext(
        "{case}: {count} audit is on hold. It is not purged until it is released. Your reason is kept, and "
        "only whoever runs the bot can read it.",
        "{case}: {count} audits are on hold. None of them is purged until it is released. Your reason is "
        "kept, and only whoever runs the bot can read it.",
        len(audits),
        case=case,
        count=len(audits),
    )


async def _released(hand: TurnInHand, audits: list[AuditId], case: str, why: str) -> str:
    if not why:
        return _(
            "Why need {case} not be kept any longer? Type, for example: release {case} because complaint "
            "26/114 is closed.",
            case=case,
        )
    try:
        ended = [await hand.work.holds.release(audit, hand.person.name, why, hand.now) for audit in audits]
    except SealBroken:
        return _(
            "{case}: a hold on it was changed past me, so it stays on hold. Tell whoever runs the bot: trail "
            "verify says more.",
            case=case,
        )
    if not sum(ended):
        return _("{case} is not on hold. Nothing was changed.", case=case)
    return _("{case} is released. It is purged when its time is over.", case=case)
