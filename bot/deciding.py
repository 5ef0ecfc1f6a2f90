"""What a turn decides and remembers: everything between its transaction's first statement and the commit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import desk_concerns, desk_turns
from bot.answers import Decided
from bot.channel import Came, Inbound
from bot.inbound import Pressed, pressed
from bot.inbox import Keys, keys_of, sent_at
from bot.people import Names
from dialogs import desk
from dialogs.advance import advance, understood
from dialogs.audit import Audit, AuditId, Person, Walk
from dialogs.concerns import may_hear
from dialogs.desk import Ask, Asked
from dialogs.events import (
    Acknowledged,
    ActionReviewed,
    CardAsked,
    ConcernWorded,
    Event,
    Opened,
    ReviewAsked,
    Turn,
)
from dialogs.progress import progress_of
from dialogs.reaching import instead
from dialogs.rights import act_of, allowed
from dialogs.stages import AUDITOR, parts_of
from dialogs.stages import now as asked_now
from dialogs.step import Step
from dialogs.summary import notice_view, reading
from dialogs.views import Notice, View
from storage.keys import Unopenable
from storage.setting_aside import Unreadable
from storage.work import Sitting, Storage, Work

LOCAL = ZoneInfo("Europe/London")
Result = TypeVar("Result")


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
        on, hold = _about(inbound)
        first, sitting = await work.begun(keys, inbound.aad_object_id, now, on=on, hold=hold)
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
        if sitting.shut and sitting.shut == sitting.focus:
            await work.focus_on(sitting.person.id, None)
        lost = (desk.PLACE_LOST,) if any(aside.kind == "walk" for aside in work.set_aside) else ()
        return replace(decided, views=decided.views + lost, owes=decided.owes or woken)

    async def _noted_address(self, work: Work, sitting: Sitting, inbound: Inbound, now: datetime) -> bool:
        if sitting.address != inbound.address:
            await work.remember_address(sitting.person.id, inbound.address, now)
        # Whoever writes can be reached: what was set aside for them is tried again.
        return sitting.held_up and await work.wake(sitting.person.id, now) > 0

    async def _act(self, work: Work, sitting: Sitting, inbound: Inbound, now: datetime) -> Decided:
        person = sitting.person
        match inbound.came:
            case Came.INSTALLED:
                waiting = await self._waiting(work, person, now, inbound)
                return Decided((desk.welcome(person), *waiting), person, anew=True)
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
        about = await desk_concerns.about(work, sitting, inbound.text, _local(now, inbound).date())
        if about is not None:
            return await self._concern(work, sitting, about, inbound, now)
        asked = desk.asked(inbound.text)
        if asked is not None:
            found = await self._at_desk(work, sitting, asked, now, inbound, typed=True)
            if sitting.shut:
                return replace(found, views=found.views + (() if found.audit else (desk.CANNOT_BE_OPENED,)))
            if found.views or sitting.audit is None:
                return found
            # Words for the audit after all: from here on it is held, and read as it stands now.
            sitting = await work.sitting(inbound.aad_object_id) or sitting
        if sitting.audit is None:
            named = await self._at_desk(work, sitting, Asked(Ask.OPEN, inbound.text.strip()), now, inbound)
            # A bare case reference opens its audit; anything else is for none.
            none = desk.CANNOT_BE_OPENED if sitting.shut else desk.nothing_in_hand(sitting.person)
            return named if named.audit else Decided((none,), sitting.person)
        template = await work.template(sitting.audit.template_hash)
        token = _token(inbound, now)
        turn = await self._turn(work, sitting.person, sitting.audit, inbound, now, token=token, typed=True)
        turn = replace(turn, text=inbound.text)
        event = understood(template, sitting.audit, sitting.walk, inbound.text, turn)
        if isinstance(event, CardAsked | Opened):
            turn = replace(turn, typed=False)  # the card itself is asked for, however it is asked
        return await self._advanced(work, sitting.audit, sitting.walk, event, turn)

    async def _concern(
        self, work: Work, sitting: Sitting, about: desk_concerns.About, inbound: Inbound, now: datetime
    ) -> Decided:
        """A concern, or words of harm, with no audit in hand: the one it can be about comes into hand."""
        held = await work.audit(about.audit, sitting.person.id) if about.audit else None
        if held is None or about.event is None:
            return Decided(about.views, sitting.person, anew=True)
        audit, walk = held
        token = _token(inbound, now)
        turn = await self._turn(work, sitting.person, audit, inbound, now, token=token, typed=True)
        decided = await self._advanced(work, audit, walk, about.event, turn)
        await self._focus(work, sitting, audit)
        return replace(decided, anew=True)

    async def _waiting(
        self, work: Work, person: Person, now: datetime, inbound: Inbound, besides: str = ""
    ) -> tuple[View, ...]:
        """The concerns that this person has written and not sent: shown at every greeting."""
        today = _local(now, inbound).date()
        return await desk_concerns.waiting(work, person, now, today, self._names, besides)

    async def _pressed(
        self, work: Work, sitting: Sitting, press: Pressed, event: Event, inbound: Inbound, now: datetime
    ) -> Decided:
        person = sitting.person
        if sitting.shut:
            return Decided((desk.CANNOT_BE_OPENED,), person)
        if sitting.audit is not None and sitting.audit.id == press.audit:
            audit, walk = sitting.audit, sitting.walk
        else:
            if isinstance(event, ConcernWorded) and not press.audit:
                return Decided((desk_concerns.CHOOSE_FIRST,), person, anew=True)
            found = await work.audit(press.audit, person.id)
            if found is None:
                return Decided((desk.not_found("that case"),), person, anew=True)
            audit, walk = found
        turn = await self._turn(work, person, audit, inbound, now, token=press.token, typed=False)
        elsewhere = bool(sitting.focus) and sitting.focus != audit.id
        turn = replace(turn, moved=elsewhere and not isinstance(event, Opened))
        decided = await self._advanced(work, audit, walk, event, turn)
        anew = self._stands_alone(event, person, audit, walk, inbound)
        await self._focus(work, sitting, audit)
        if isinstance(event, Opened):
            waiting = await self._waiting(work, person, now, inbound, audit.id)
            decided = replace(decided, views=(*decided.views, *waiting))
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
        today = _local(now, inbound).date()
        found = await desk_turns.at_desk(work, sitting, asked, today, self._names, now)
        if found.open is None:
            greeted = found.views and asked.ask in (Ask.GREETING, Ask.AUDITS, Ask.NEW)
            waiting = await self._waiting(work, sitting.person, now, inbound) if greeted else ()
            return Decided((*found.views, *waiting), sitting.person, anew=True)
        held = await work.audit(found.open, sitting.person.id)
        if held is None:
            return Decided((desk.not_found(asked.case),), sitting.person, anew=True)
        audit, walk = held
        turn = await self._turn(work, sitting.person, audit, inbound, now, token="", typed=False)
        decided = await self._advanced(work, audit, walk, found.event or Opened(), turn)
        await self._focus(work, sitting, audit)
        waiting = await self._waiting(work, sitting.person, now, inbound, audit.id)
        return replace(decided, views=(*decided.views, *waiting), anew=True)

    async def _focus(self, work: Work, sitting: Sitting, audit: Audit) -> None:
        """What is typed next belongs to this audit, for those whom it asks."""
        if sitting.focus == audit.id:
            return
        asked = asked_now(await work.template(audit.template_hash), audit).answer
        if parts_of(sitting.person, audit) & (asked | {AUDITOR}):
            await work.focus_on(sitting.person.id, audit.id)

    async def _advanced(self, work: Work, audit: Audit, walk: Walk, event: Event, turn: Turn) -> Decided:
        template = await work.template(audit.template_hash)
        step = _opened(audit, lambda: advance(template, audit, walk, event, turn))
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
        names = await self._names.of(work, audit, person)
        then = instead(await self._names.around(work, audit), person.id)
        return Turn(
            person,
            now,
            _local(now, inbound).date(),
            self._fresh_id,
            self._storage.prints,
            names | await self._names.named(work, then) if then else names,
            await self._names.roles(work, await work.template(audit.template_hash)),
            then,
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
        if sitting.shut:
            return Decided((desk.CANNOT_BE_OPENED,), sitting.person) if show else Decided()
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
        concern = subject.partition(":")[2] if subject.startswith("concern:") else ""
        if concern and not may_hear(sitting.person.id, audit, concern):
            return Decided()
        template = await work.template(audit.template_hash)
        if not allowed(sitting.person, act_of(press.event), audit, asked_now(template, audit)):
            return Decided()
        turn = await self._turn(work, sitting.person, audit, inbound, now, token="", typed=False)
        notice = Notice(sitting.person.id, subject)
        view = _opened(audit, lambda: notice_view(reading(template, audit, turn), notice))
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
        step = _opened(audit, lambda: advance(template, audit, walk, CardAsked(), turn))
        return Decided(step.replies, sitting.person, audit.id, walk.card, anew=anew)

    @staticmethod
    def _stands_alone(event: Event, person: Person, audit: Audit, walk: Walk, inbound: Inbound) -> bool:
        """Whether the pressed card stays as it is: a list, or a card that somebody was sent."""
        if inbound.reply_to and inbound.reply_to == walk.card:
            return False
        return isinstance(event, Opened) or (
            isinstance(event, ReviewAsked) and person.id not in audit.auditors
        )


def _token(inbound: Inbound, now: datetime) -> str:
    """What a typed message adds is added under this once."""
    return hashlib.sha256(keys_of(inbound, now)[0].encode()).hexdigest()[:16]


def _about(inbound: Inbound) -> tuple[AuditId, bool]:
    """Which audit the turn of `inbound` is about (none: the one in focus), and whether it may change it.

    A press is about the audit it was pressed on and no other: to hold the one in focus as well is how two
    people on two audits come to wait for each other.
    """
    match inbound.came:
        case Came.ACTION:
            press = pressed(inbound.data)
            if press is None or isinstance(press.event, Asked):
                return "", False
            return press.audit, True
        case Came.MESSAGE:
            return "", desk.asked(inbound.text) is None
        case _:
            return "", False


def _opened(audit: Audit, work_out: Callable[[], Result]) -> Result:
    """What `work_out` makes of the audit's words.  Raises Unreadable where some of them cannot be opened."""
    try:
        return work_out()
    except Unopenable as problem:
        raise Unreadable("words", audit.id, "words that were changed") from problem


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
