"""Answers a turn after its commit: in place and in the chat; then remembers where the live card is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from bot.channel import ActivityKind, Address, Inbound, InvokeReply
from bot.turns.speaker import Answered, Speaker
from dialogs.audits.audit import AuditId, Person
from dialogs.conversation.step import Step
from dialogs.conversation.views import Sentence, View
from dialogs.features import home
from storage.keys import Unopenable
from storage.transaction import StaleAudit
from storage.work import Storage
from template_specs.sentences import N_, worded

log = structlog.get_logger(__name__)

DONE_ALREADY = N_("That is done already.")
SEE_BELOW = N_("See below.")
SAVED_NOT_SHOWN = N_(
    "That is saved, but the answer could not be shown just now. Type card to see where you are."
)
WORDS_SHUT = N_(
    "That is saved, but words in this audit cannot be opened at the moment, so this page cannot be shown; "
    "your IT support can see why. Its other pages, and my audits, still work."
)
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one transaction decided: the views to show, and what speaking needs to know."""

    views: tuple[View, ...] = ()
    person: Person | None = None
    audit: AuditId = ""
    live: str = ""
    """The live card's message before this turn."""
    owes: bool = False
    anew: bool = False
    """The cards are posted as new messages, because the pressed card is a list or a notice."""
    language: str = ""
    """What the person reads ("cy"); empty where that is not known."""


class Responder:
    """Speaks for turns that are committed."""

    def __init__(self, storage: Storage, speaker: Speaker):
        self._storage = storage
        self._speaker = speaker

    async def failed(self, inbound: Inbound, problem: Exception) -> InvokeReply | None:
        """The turn is committed, but answering it failed: "nothing was saved" would be untrue."""
        log.error("turn_not_spoken", problem=type(problem).__name__, came=inbound.came.value)
        text = WORDS_SHUT if isinstance(problem, Unopenable) else SAVED_NOT_SHOWN
        if inbound.invoke:
            return InvokeReply(text=worded(text))
        await self._speaker.soon(self._say(inbound.address, (Sentence(text),)))
        return None

    async def elsewhere(self, inbound: Inbound, counted: str = "") -> InvokeReply | None:
        """In a group chat or channel: no case detail; `counted`: how many things are open for who wrote."""
        if inbound.came is ActivityKind.MESSAGE:
            await self._speaker.soon(self._say(inbound.address, (home.elsewhere(counted),)))
        return InvokeReply(text=home.elsewhere().text) if inbound.invoke else None

    async def _say(self, address: Address, views: tuple[View, ...]) -> None:
        async with self._speaker.in_order(address):
            await self._speaker.say(address, views, "")

    async def answer(self, inbound: Inbound, decided: Outcome) -> InvokeReply | None:
        """Say what was decided; returns what answers an invoke."""
        address = inbound.address
        if not decided.views:
            return InvokeReply(text=worded(DONE_ALREADY)) if inbound.invoke else None
        if inbound.came is ActivityKind.ACTION and not decided.anew:
            answered = self._speaker.answer(
                address, decided.views, inbound.reply_to, decided.live, invoke=inbound.invoke
            )
        else:
            answered = Answered(rest=decided.views)
        if answered.rest or answered.replaced is not None or answered.live not in ("", decided.live):
            await self._speaker.soon(self._follow(address, decided, answered, inbound.reply_to))
        if inbound.invoke and answered.invoke_reply is None:
            return InvokeReply(text=worded(SEE_BELOW))
        return answered.invoke_reply

    async def _follow(self, address: Address, decided: Outcome, answered: Answered, card: str) -> None:
        """Say what is not in the HTTP answer, in the order of the chat; then remember where the live card
        is."""
        async with self._speaker.in_order(address):
            live = answered.live
            if answered.replaced is not None:
                stands = await self._speaker.replace(address, card, answered.replaced)
                live = stands if live else ""
            live = await self._speaker.say(address, answered.rest, decided.live) or live
            if live and live != decided.live:
                await self._remember_live(decided, live, address)

    async def _remember_live(self, decided: Outcome, live: str, address: Address) -> None:
        if decided.person is None or not decided.audit:
            return
        for _ in range(MOST_TRIES):
            try:
                async with self._storage.work() as work:
                    held = await work.audits.audit(decided.audit, decided.person.id)
                    if held is None:
                        return
                    audit, conversation = held
                    await work.audits.save(
                        audit, Step(audit, replace(conversation, card=live)), decided.person.id, None
                    )
                # Another turn of this person may have posted one meanwhile.
                self._speaker.carry_on(address, conversation.card, live)
                return
            except StaleAudit:
                continue
