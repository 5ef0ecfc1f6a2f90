"""Answering a turn after its commit: in place, in the chat, and where the live card stands from then on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from bot.channel import Address, Came, Inbound, InPlace
from bot.speaking import Answered, Speaker
from dialogs import desk
from dialogs.audit import AuditId, Person
from dialogs.step import Step
from dialogs.views import Sentence, View
from storage.keys import Unopenable
from storage.unit import StaleAudit
from storage.work import Storage

log = structlog.get_logger(__name__)

DONE_ALREADY = "That is done already."
SEE_BELOW = "See below."
SAVED_NOT_SHOWN = "That is saved, but the answer could not be shown just now. Type card to see where you are."
WORDS_SHUT = (
    "That is saved, but words in this audit cannot be opened at the moment, so this page cannot be shown; "
    "your IT support can see why. Its other pages, and my audits, still work."
)
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """What one transaction decided: the views to show, and what speaking needs to know."""

    views: tuple[View, ...] = ()
    person: Person | None = None
    audit: AuditId = ""
    live: str = ""
    """The live card's message before this turn."""
    owes: bool = False
    anew: bool = False
    """The cards are posted as new messages: the pressed card is a list or somebody's notice."""


class Answers:
    """Speaks for turns that are committed."""

    def __init__(self, storage: Storage, speaker: Speaker):
        self._storage = storage
        self._speaker = speaker

    async def failed(self, inbound: Inbound, problem: Exception) -> InPlace | None:
        """The turn is committed and its answer came to grief: "nothing was saved" would be untrue."""
        log.error("turn_not_spoken", problem=type(problem).__name__, came=inbound.came.value)
        text = WORDS_SHUT if isinstance(problem, Unopenable) else SAVED_NOT_SHOWN
        if inbound.invoke:
            return InPlace(text=text)
        await self._speaker.soon(self._say(inbound.address, (Sentence(text),)))
        return None

    async def elsewhere(self, inbound: Inbound) -> InPlace | None:
        """In a group chat or channel: no case detail."""
        if inbound.came is Came.MESSAGE:
            await self._speaker.soon(self._say(inbound.address, (desk.elsewhere(),)))
        return InPlace(text=desk.elsewhere().text) if inbound.invoke else None

    async def _say(self, address: Address, views: tuple[View, ...]) -> None:
        async with self._speaker.in_order(address):
            await self._speaker.say(address, views, "")

    async def answer(self, inbound: Inbound, decided: Decided) -> InPlace | None:
        """Say what was decided; what answers an invoke."""
        address = inbound.address
        if not decided.views:
            return InPlace(text=DONE_ALREADY) if inbound.invoke else None
        if inbound.came is Came.ACTION and not decided.anew:
            answered = self._speaker.answer(
                address, decided.views, inbound.reply_to, decided.live, invoke=inbound.invoke
            )
        else:
            answered = Answered(rest=decided.views)
        if answered.rest or answered.replaced is not None or answered.live not in ("", decided.live):
            await self._speaker.soon(self._follow(address, decided, answered, inbound.reply_to))
        if inbound.invoke and answered.in_place is None:
            return InPlace(text=SEE_BELOW)
        return answered.in_place

    async def _follow(self, address: Address, decided: Decided, answered: Answered, card: str) -> None:
        """What is said outside the HTTP answer, in the order of the chat; then where the live card is."""
        async with self._speaker.in_order(address):
            live = answered.live
            if answered.replaced is not None:
                stands = await self._speaker.replace(address, card, answered.replaced)
                live = stands if live else ""
            live = await self._speaker.say(address, answered.rest, decided.live) or live
            if live and live != decided.live:
                await self._remember_live(decided, live, address)

    async def _remember_live(self, decided: Decided, live: str, address: Address) -> None:
        if decided.person is None or not decided.audit:
            return
        for _ in range(MOST_TRIES):
            try:
                async with self._storage.work() as work:
                    found = await work.audit(decided.audit, decided.person.id)
                    if found is None:
                        return
                    audit, walk = found
                    await work.save(audit, Step(audit, replace(walk, card=live)), decided.person.id, None)
                # Another turn of this person may have posted one meanwhile.
                self._speaker.carry_on(address, walk.card, live)
                return
            except StaleAudit:
                continue
