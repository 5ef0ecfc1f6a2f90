"""What a turn decides and remembers: everything between its transaction's first statement and the commit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import desk_turns
from bot.answers import Decided
from bot.channel import Came, Inbound
from bot.inbound import Pressed, pressed
from bot.inbox import Keys, keys_of, sent_at
from bot.people import Names
from dialogs import desk
from dialogs.advance import advance, understood
from dialogs.audit import Audit, Person, Walk
from dialogs.desk import Ask, Asked
from dialogs.events import (
    Acknowledged,
    ActionReviewed,
    CardAsked,
    Event,
    Opened,
    ReviewAsked,
    Turn,
)
from dialogs.progress import progress_of
from dialogs.rights import Act, may
from dialogs.stages import now as asked_now
from dialogs.stages import parts_of
from dialogs.step import Step
from dialogs.summary import notice_view, reading
from dialogs.views import Notice
from storage.work import Sitting, Storage, Work

LOCAL = ZoneInfo("Europe/London")


class NotLinked(Exception):
    """Nobody on the people list is known under this account: the transaction is to be undone."""


class Deciding:
    """Decides turns.  Says nothing to anybody."""

    def __init__(self, storage: Storage, fresh_id: Callable[[], str], clock: Callable[[], datetime]):
        self._storage = storage
        self._fresh_id = fresh_id
        self._clock = clock
        self._names = Names(clock)

    async def decided(self, work: Work, inbound: Inbound, keys: Keys, new_here: bool) -> Decided:
        """What `inbound` does, all of it in `work`.  `new_here`: this process has not heard it before.

        Raises NotLinked.
        """
        now = self._clock()
        first, sitting = await work.begun(keys, inbound.aad_object_id, now)
        if sitting is None:
            if inbound.came is Came.REMOVED or not first:
                return Decided()
            raise NotLinked
        if inbound.came is Came.REMOVED:
            if first:
                await work.forget_address(sitting.person.id)
            return Decided()
        if not first:
            return await self._again(work, sitting, inbound, now, show=new_here)
        woken = await self._noted_address(work, sitting, inbound, now)
        decided = await self._act(work, sitting, inbound, now)
        return replace(decided, owes=decided.owes or woken)

    async def _noted_address(self, work: Work, sitting: Sitting, inbound: Inbound, now: datetime) -> bool:
        if sitting.address == inbound.address:
            return False
        await work.remember_address(sitting.person.id, inbound.address, now)
        return await work.wake(sitting.person.id, now) > 0

    async def _act(self, work: Work, sitting: Sitting, inbound: Inbound, now: datetime) -> Decided:
        person = sitting.person
        match inbound.came:
            case Came.INSTALLED:
                return Decided((desk.welcome(person),), person, anew=True)
            case Came.ACTION:
                press = pressed(inbound.data)
                if press is None:
                    return Decided((desk.nothing_in_hand(person),), person, anew=True)
                if isinstance(press.event, Asked):
                    return await self._at_desk(work, sitting, press.event, now, inbound)
                return await self._pressed(work, sitting, press, press.event, inbound, now)
            case _:
                return await self._typed(work, sitting, inbound, now)

    async def _typed(self, work: Work, sitting: Sitting, inbound: Inbound, now: datetime) -> Decided:
        asked = desk.asked(inbound.text)
        if asked is not None:
            found = await self._at_desk(work, sitting, asked, now, inbound, typed=True)
            if found.views or sitting.audit is None:
                return found
        if sitting.audit is None:
            named = await self._at_desk(work, sitting, Asked(Ask.OPEN, inbound.text.strip()), now, inbound)
            # A bare case reference opens its audit; anything else is for none.
            return named if named.audit else Decided((desk.nothing_in_hand(sitting.person),), sitting.person)
        template = await work.template(sitting.audit.template_hash)
        token = hashlib.sha256(keys_of(inbound, now)[0].encode()).hexdigest()[:16]
        turn = await self._turn(work, sitting.person, sitting.audit, inbound, now, token=token, typed=True)
        turn = replace(turn, text=inbound.text)
        event = understood(template, sitting.audit, sitting.walk, inbound.text, turn)
        if isinstance(event, CardAsked | Opened):
            turn = replace(turn, typed=False)  # the card itself is asked for, however it is asked
        return await self._advanced(work, sitting.audit, sitting.walk, event, turn)

    async def _pressed(
        self, work: Work, sitting: Sitting, press: Pressed, event: Event, inbound: Inbound, now: datetime
    ) -> Decided:
        person = sitting.person
        if sitting.audit is not None and sitting.audit.id == press.audit:
            audit, walk = sitting.audit, sitting.walk
        else:
            found = await work.audit(press.audit, person.id)
            if found is None:
                return Decided((desk.not_found("that case"),), person, anew=True)
            audit, walk = found
        turn = await self._turn(work, person, audit, inbound, now, token=press.token, typed=False)
        elsewhere = sitting.audit is not None and sitting.audit.id != audit.id
        turn = replace(turn, moved=elsewhere and not isinstance(event, Opened))
        decided = await self._advanced(work, audit, walk, event, turn)
        anew = self._stands_alone(event, person, audit, walk, inbound)
        await self._focus(work, sitting, audit)
        return replace(decided, anew=anew)

    async def _at_desk(
        self,
        work: Work,
        sitting: Sitting,
        asked: Asked,
        now: datetime,
        inbound: Inbound,
        *,
        typed: bool = False,
    ) -> Decided:
        found = await desk_turns.at_desk(work, sitting, asked, _local(now, inbound).date(), self._names)
        if found.open is None:
            return Decided(found.views, sitting.person, anew=True)
        held = await work.audit(found.open, sitting.person.id)
        if held is None:
            return Decided((desk.not_found(asked.case),), sitting.person, anew=True)
        audit, walk = held
        turn = await self._turn(work, sitting.person, audit, inbound, now, token="", typed=False)
        decided = await self._advanced(work, audit, walk, found.event or Opened(), turn)
        await self._focus(work, sitting, audit)
        return replace(decided, anew=True)

    async def _focus(self, work: Work, sitting: Sitting, audit: Audit) -> None:
        """What is typed next belongs to this audit, for those whom it asks."""
        if sitting.focus == audit.id:
            return
        asked = asked_now(await work.template(audit.template_hash), audit).answer
        if sitting.person.id in audit.auditors or parts_of(sitting.person, audit) & asked:
            await work.focus_on(sitting.person.id, audit.id)

    async def _advanced(self, work: Work, audit: Audit, walk: Walk, event: Event, turn: Turn) -> Decided:
        template = await work.template(audit.template_hash)
        step = advance(template, audit, walk, event, turn)
        await self._keep(work, audit, walk, step, turn, progress_of(template, step))
        live = walk.card
        return Decided(step.replies, turn.actor, audit.id, live, owes=bool(step.notices))

    async def _keep(
        self, work: Work, audit: Audit, walk: Walk, step: Step, turn: Turn, progress: tuple[int, int] | None
    ) -> None:
        if step.happened or step.walk != walk:
            await work.save(audit, step, turn.actor.id, progress)
        await work.owe(audit.id, step.notices, turn.now)

    async def _turn(
        self,
        work: Work,
        person: Person,
        audit: Audit,
        inbound: Inbound,
        now: datetime,
        *,
        token: str,
        typed: bool,
    ) -> Turn:
        return Turn(
            person,
            now,
            _local(now, inbound).date(),
            self._fresh_id,
            self._storage.prints,
            await self._names.of(work, audit, person),
            await self._names.roles(work, await work.template(audit.template_hash)),
            typed=typed,
            token=token,
            sent=sent_at(inbound),
        )

    async def _again(
        self, work: Work, sitting: Sitting, inbound: Inbound, now: datetime, *, show: bool
    ) -> Decided:
        """The same activity once more: no effect; a pressed card is answered as things stand now.

        `show`: this process has not answered it (the one that took it may have ended before it could), so
        whoever typed is shown where things stand.
        """
        if inbound.came is Came.INSTALLED:
            return Decided(owes=await self._noted_address(work, sitting, inbound, now))
        press = pressed(inbound.data) if inbound.came is Came.ACTION else None
        asked = press.event if press is not None else desk.asked(inbound.text)
        if isinstance(asked, Asked) and asked.ask in desk_turns.READING:
            return await self._at_desk(work, sitting, asked, now, inbound) if show else Decided()
        if press is None and (not show or inbound.came is Came.ACTION):
            return Decided()
        if press is None and sitting.audit is None:
            return Decided((desk.nothing_in_hand(sitting.person),), sitting.person, anew=True)
        if press is None and sitting.audit is not None:
            return await self._shown(work, sitting, sitting.audit, sitting.walk, inbound, now, anew=True)
        found = await work.audit(press.audit, sitting.person.id) if press is not None else None
        if press is None or found is None or isinstance(press.event, Asked):
            return Decided()
        audit, walk = found
        subject = _subject(press.event)
        if not subject:
            anew = self._stands_alone(press.event, sitting.person, audit, walk, inbound)
            if anew and not show:
                return Decided()
            return await self._shown(work, sitting, audit, walk, inbound, now, anew=anew)
        if may(sitting.person, Act.ACKNOWLEDGE, audit):
            return Decided()
        template = await work.template(audit.template_hash)
        turn = await self._turn(work, sitting.person, audit, inbound, now, token="", typed=False)
        view = notice_view(reading(template, audit, turn), Notice(sitting.person.id, subject))
        return Decided((view,) if view else (), sitting.person)

    async def _shown(
        self,
        work: Work,
        sitting: Sitting,
        audit: Audit,
        walk: Walk,
        inbound: Inbound,
        now: datetime,
        *,
        anew: bool,
    ) -> Decided:
        """The live card as things stand; nothing is changed."""
        template = await work.template(audit.template_hash)
        turn = await self._turn(work, sitting.person, audit, inbound, now, token="", typed=False)
        step = advance(template, audit, walk, CardAsked(), turn)
        return Decided(step.replies, sitting.person, audit.id, walk.card, anew=anew)

    @staticmethod
    def _stands_alone(event: Event, person: Person, audit: Audit, walk: Walk, inbound: Inbound) -> bool:
        """Whether the pressed card stays as it is: a list, or a card that somebody was sent."""
        if inbound.reply_to and inbound.reply_to == walk.card:
            return False
        return isinstance(event, Opened) or (
            isinstance(event, ReviewAsked) and person.id not in audit.auditors
        )


def _subject(event: Event) -> str:
    match event:
        case Acknowledged(subject):
            if subject.startswith("concern/"):
                return f"concern:{subject.partition('/')[2]}"
            return subject if subject == "summary" else f"action:{subject}"
        case ActionReviewed(key=key):
            return f"action:{key}"
        case _:
            return ""


def _local(now: datetime, inbound: Inbound) -> datetime:
    try:
        zone = ZoneInfo(inbound.timezone) if inbound.timezone else LOCAL
    except (ZoneInfoNotFoundError, ValueError):
        zone = LOCAL
    return now.astimezone(zone)
