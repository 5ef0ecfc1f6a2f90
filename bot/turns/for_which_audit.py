"""Content that an auditor types with no audit in hand: it goes along with a button for each of theirs."""

from __future__ import annotations

from bot.turns import my_lists
from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import Role
from dialogs.conversation.views import Action, Button, Sentence, View
from dialogs.features.clarification import LEAST
from dialogs.features.typed_elsewhere import MOST_CARRIED
from dialogs.understanding.speech import Speech, speech
from template_specs.sentences import _
from template_specs.text import excerpt

MOST_OFFERED = 6
"""Audits offered."""


async def offered(hand: TurnInHand, text: str) -> tuple[View, ...]:
    """The question which audit the words are for, so that nothing has to be typed again; none where they are
    no content, or no audit of this person's is open."""
    if Role.AUDITOR not in hand.person.roles or speech(text) is not Speech.CONTENT:
        return ()
    if len(text.split()) < LEAST or len(text) > MOST_CARRIED:
        return ()
    lines, _more = await my_lists.page(hand, only_new=False, skip=0)
    found = [
        (line.audit, line.case)
        for line in lines
        if line.can_open and line.open_label in my_lists.OPEN_LABELS.values()
    ]
    if not found:
        return ()
    buttons = tuple(
        Button(
            _("For {case}", case=case),
            Action("for_audit", {"audit": audit, "token": hand.token, "text": text}),
        )
        for audit, case in found[:MOST_OFFERED]
    )
    asked = _("No audit is open here. Which one is “{excerpt}” for?", excerpt=excerpt(text, 60))
    return (Sentence(_("{asked} Press it, and I take your words there.", asked=asked), buttons),)
