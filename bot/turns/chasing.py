"""Reminding everybody who is late, at one press: as if each overdue audit's own button were pressed."""

from __future__ import annotations

from bot.languages import in_their_words
from bot.turns.in_hand import TurnInHand, opened
from bot.turns.status_at_home import items_of
from dialogs.advance import advance
from dialogs.audits.audit import Audit
from dialogs.conversation.state import ConversationState
from dialogs.conversation.views import Notice, Sentence
from dialogs.features import programme
from storage.unreadable_rows import Unreadable
from template_specs.languages import as_read


async def chase(hand: TurnInHand) -> Sentence:
    """Remind the people whom overdue audits are with, each of them once a day about each audit."""
    reminded = already = looked_at = skip = 0
    total = 1
    audits = 0
    while skip < total and audits < programme.MOST_CHASED:
        items, total = await items_of(hand, programme.OVERDUE, skip)
        if not items:
            break
        skip += len(items)
        whole = await hand.work.audits.several(item.audit_id for item in items if not item.shut)
        for audit in whole.values():
            notices = await _reminders(hand, audit)
            added = await hand.work.outbox.enqueue_once(audit.id, notices, hand.now) if notices else 0
            reminded += added
            already += len(notices) - added
            audits += bool(added)
            looked_at += 1
    return programme.chased(reminded, already, audits or looked_at, max(total - skip, 0))


async def _reminders(hand: TurnInHand, audit: Audit) -> tuple[Notice, ...]:
    """What pressing Remind on this audit would owe, each in its reader's language."""
    template = await hand.work.template(audit.template_hash)
    try:
        turn = await hand.turn(audit)

        def decided() -> tuple[Notice, ...]:
            step = advance(as_read(template), audit, ConversationState(), programme.RemindAwaited(), turn)
            return tuple(step.notices)

        return tuple(await in_their_words(hand.work.people, opened(audit, decided), decided))
    except Unreadable:
        return ()  # its own line of the list says so
