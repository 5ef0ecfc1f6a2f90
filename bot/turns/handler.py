"""What a turn decides and remembers: everything between its transaction's first statement and the commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.channel import ActivityKind, Inbound
from bot.languages import spoken
from bot.turns import concerns_at_home, open_work
from bot.turns.audited_before import AuditedBefore
from bot.turns.deduplication import Keys
from bot.turns.first_time import FirstTime
from bot.turns.in_hand import DocumentLink, TurnInHand
from bot.turns.names import Names
from bot.turns.presses import pressed
from bot.turns.repeated import RepeatedActivity
from bot.turns.responder import Outcome
from dialogs.audits.audit import AuditId
from dialogs.conversation.unreached import WhyUnreached
from dialogs.features import cannot_open, home, my_work
from dialogs.features.home import Asked
from storage.replica import Reads
from storage.work import Session, Storage, Work


class NotLinked(Exception):
    """Nobody on the people list has this account: the transaction is to be undone."""


class TurnHandler:
    """Decides turns, and says nothing to anybody."""

    def __init__(
        self,
        storage: Storage,
        fresh_id: Callable[[], str],
        clock: Callable[[], datetime],
        duty: tuple[str, ...] = (),
        document_link: DocumentLink | None = None,
        reads: Reads | None = None,
        desk: str = "",
    ):
        self._storage = storage
        self._fresh_id = fresh_id
        self._clock = clock
        self._names = Names(clock, duty)
        self._before = AuditedBefore(clock)
        self._document_link = document_link
        self._reads = reads
        self._desk = desk

    async def counted(self, work: Work, inbound: Inbound) -> str:
        """How many things are open for the person of `inbound`, as a sentence fit for a group chat; empty for
        a stranger.  Raises Unreadable."""
        session = await work.session(inbound.aad_object_id, hold=False)
        if session is None:
            return ""
        hand = self._hand(work, session, inbound, self._clock())
        with spoken(hand.language):
            return my_work.counted(await open_work.needs(hand))

    async def decided(self, work: Work, inbound: Inbound, keys: Keys, new_here: bool) -> Outcome:
        """What `inbound` does, all of it in `work`.  `new_here`: this process has not heard it before.

        Raises NotLinked, Unreadable.
        """
        now = self._clock()
        on, hold = _about(inbound)
        first, session = await work.begun(keys, inbound.aad_object_id, now, on=on, hold=hold)
        if session is None:
            if inbound.came in _NOT_A_WORD or not first:
                return Outcome()
            raise NotLinked
        if inbound.came is ActivityKind.REMOVED:
            if first:
                await work.people.forget_address(session.person.id)
                await work.unreached.note(session.person.id, WhyUnreached.REMOVED, now)
            return Outcome()
        hand = self._hand(work, session, inbound, now)
        if not first:
            with spoken(hand.language):
                outcome = await RepeatedActivity(hand, show=new_here).outcome()
            return replace(outcome, language=hand.language)
        with spoken(hand.language):
            decided = await self._first_time(hand)
        return replace(decided, language=decided.language or hand.language)

    def _hand(self, work: Work, session: Session, inbound: Inbound, now: datetime) -> TurnInHand:
        return TurnInHand(
            work,
            session,
            inbound,
            now,
            self._names,
            self._before,
            self._fresh_id,
            self._storage.fingerprints,
            self._document_link,
            self._desk,
            self._reads,
        )

    async def _first_time(self, hand: TurnInHand) -> Outcome:
        work, session = hand.work, hand.session
        woken = await hand.noted_address()
        decided = await FirstTime(hand).outcome()
        if session.shut and session.shut == session.focus:
            await work.people.focus_on(session.person.id, None)
        lost = (cannot_open.PLACE_LOST,) if any(aside.kind == "walk" for aside in work.set_aside) else ()
        return replace(decided, views=decided.views + lost, owes=decided.owes or woken)


_NOT_A_WORD = (ActivityKind.REMOVED, ActivityKind.REACTED, ActivityKind.DELETED, ActivityKind.RESTORED)
"""Nobody is told by these that they are not on the list."""


def _about(inbound: Inbound) -> tuple[AuditId, bool]:
    """Which audit this turn is about (none: the one in focus), and whether it may change it.

    A press is about the audit it was pressed on and no other.  If it locked the one in focus as well, two
    people on two audits could deadlock.
    """
    match inbound.came:
        case ActivityKind.ACTION:
            press = pressed(inbound.data)
            if press is None or isinstance(press.event, Asked):
                return "", False
            return press.audit, True
        case ActivityKind.MESSAGE:
            return "", home.asked(inbound.text) is None and not concerns_at_home.names_case(inbound.text)
        case _:
            return "", False
