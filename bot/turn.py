"""One turn: an activity becomes an event, one transaction remembers what follows, then the bot speaks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from bot import desk_turns
from bot.channel import Address, Came, Channel, Inbound, InPlace, NotDelivered
from bot.inbound import Pressed, pressed
from bot.people import Names
from bot.speaking import LIVE, Speaker, Spoken
from dialogs import desk
from dialogs.advance import advance, understood
from dialogs.audit import Audit, AuditId, Person, Walk
from dialogs.desk import Asked
from dialogs.events import Acknowledged, ActionReviewed, CardAsked, Event, Opened, Turn
from dialogs.progress import progress_of
from dialogs.step import Step
from dialogs.summary import notice_view, reading
from dialogs.views import Notice, View
from storage.unit import StaleAudit
from storage.work import Sitting, Storage, Work

log = structlog.get_logger(__name__)

MOST_TRIES = 5
"""Of one turn whose audit another turn changed meanwhile."""

LOCAL = ZoneInfo("Europe/London")


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


class Turns:
    """Takes turns.  Holds no state of any conversation: two processes may serve the same people."""

    def __init__(
        self,
        storage: Storage,
        channel: Channel,
        *,
        fresh_id: Callable[[], str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
    ):
        """`owed` is called after a commit that owes somebody a card: it wakes the delivery."""
        self._storage = storage
        self._channel = channel
        self._fresh_id = fresh_id
        self._clock = clock
        self._owed = owed
        self._names = Names(clock)
        self.speaker = Speaker(channel)

    async def __call__(self, inbound: Inbound) -> InPlace | None:
        """Take the turn of `inbound`, and answer it."""
        if inbound.came is Came.OTHER:
            return None
        if not inbound.personal:
            return await self._say_elsewhere(inbound)
        decided = await self._remembered(inbound)
        if decided is None:
            decided = await self._introduced(inbound)
        if decided.owes:
            self._owed()
        return await self._spoken(inbound, decided)

    async def _remembered(self, inbound: Inbound) -> Decided | None:
        for attempt in range(MOST_TRIES):
            try:
                async with self._storage.work() as work:
                    return await self._decided(work, inbound)
            except StaleAudit:
                if attempt == MOST_TRIES - 1:
                    raise
        return None

    async def _decided(self, work: Work, inbound: Inbound) -> Decided | None:
        """None: nobody on the people list is known under this account yet."""
        now = self._clock()
        if not await work.first_time(_inbox_keys(inbound, now), now):
            return await self._again(work, inbound)
        sitting = await work.sitting(inbound.aad_object_id)
        if sitting is None:
            return None
        if inbound.came is Came.REMOVED:
            await work.forget_address(sitting.person.id)
            return Decided()
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
            return Decided((desk.nothing_in_hand(sitting.person),), sitting.person)
        template = await work.template(sitting.audit.template_hash)
        token = hashlib.sha256(_inbox_keys(inbound, now)[0].encode()).hexdigest()[:16]
        turn = await self._turn(work, sitting.person, sitting.audit, inbound, now, token=token, typed=True)
        event = understood(template, sitting.audit, sitting.walk, inbound.text, turn)
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
        decided = await self._advanced(work, audit, walk, event, turn)
        on_list = isinstance(event, Opened) and inbound.reply_to != walk.card
        if person.id in audit.auditors and sitting.focus != audit.id:
            await work.focus_on(person.id, audit.id)
        return replace(decided, anew=on_list)

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
        if sitting.person.id in audit.auditors:
            await work.focus_on(sitting.person.id, audit.id)
        return replace(decided, anew=True)

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
        names = await self._names.of(work, audit, person)
        today = _local(now, inbound).date()
        prints = self._storage.prints
        return Turn(person, now, today, self._fresh_id, prints, names, typed=typed, token=token)

    async def _again(self, work: Work, inbound: Inbound) -> Decided:
        """The same activity once more: no effect; a pressed card is answered as things stand now."""
        press = pressed(inbound.data) if inbound.came is Came.ACTION else None
        sitting = await work.sitting(inbound.aad_object_id)
        if press is None or sitting is None or isinstance(press.event, Asked):
            return Decided()
        found = await work.audit(press.audit, sitting.person.id)
        if found is None:
            return Decided()
        audit, walk = found
        template = await work.template(audit.template_hash)
        turn = await self._turn(work, sitting.person, audit, inbound, self._clock(), token="", typed=False)
        subject = _subject(press.event)
        if subject:
            view = notice_view(reading(template, audit, turn), Notice(sitting.person.id, subject))
            return Decided((view,) if view else (), sitting.person)
        step = advance(template, audit, walk, CardAsked(), turn)
        return Decided(step.replies, sitting.person, audit.id, walk.card)

    async def _introduced(self, inbound: Inbound) -> Decided:
        """Somebody not linked yet: matched by the roster's e-mail (never by name), or a stranger."""
        try:
            member = await self._channel.member(inbound.address)
        except NotDelivered as failed:
            log.warning("roster_not_read", kind=failed.failure.value, status=failed.status)
            member = None
        if member is None or not member.email:
            return Decided((desk.stranger(),), anew=True)
        async with self._storage.work() as work:
            person = await work.person_by_email(member.email)
            if person is not None:
                await work.link_aad(person.id, inbound.aad_object_id or member.aad_object_id)
        if person is None:
            return Decided((desk.stranger(),), anew=True)
        # The transaction that found nobody has taken the inbox key: the second look goes by one of its own.
        again = replace(inbound, activity_id=f"{inbound.activity_id}|introduced", timestamp="")
        decided = await self._remembered(again)
        return decided or Decided((desk.stranger(),), anew=True)

    async def _say_elsewhere(self, inbound: Inbound) -> InPlace | None:
        if inbound.came is Came.MESSAGE:
            await self.speaker.say(inbound.address, (desk.elsewhere(),), "")
        return InPlace(text=desk.elsewhere().text) if inbound.invoke else None

    async def _spoken(self, inbound: Inbound, decided: Decided) -> InPlace | None:
        address = inbound.address
        if not decided.views:
            return InPlace(text="That is done already.") if inbound.invoke else None
        if inbound.came is Came.ACTION and not decided.anew:
            in_place, spoken = await self.speaker.answer(
                address, decided.views, inbound.reply_to, decided.live, invoke=inbound.invoke
            )
        else:
            in_place = None
            spoken = await self.speaker.say(address, decided.views, decided.live)
        await self._remember_live(decided, spoken, address)
        if inbound.invoke and in_place is None:
            return InPlace(text="See below.")
        return in_place

    async def _remember_live(self, decided: Decided, spoken: Spoken, address: Address) -> None:
        if not spoken.live or spoken.live == decided.live or decided.person is None or not decided.audit:
            return
        if not any(isinstance(view, LIVE) for view in decided.views):
            return
        for _ in range(MOST_TRIES):
            try:
                async with self._storage.work() as work:
                    found = await work.audit(decided.audit, decided.person.id)
                    if found is None:
                        return
                    audit, walk = found
                    step = Step(audit, replace(walk, card=spoken.live))
                    await work.save(audit, step, decided.person.id, None)
                return
            except StaleAudit:
                continue


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


def _inbox_keys(inbound: Inbound, now: datetime) -> tuple[str, ...]:
    """The same thing said once: by the activity's id, and (a client may repeat it under a new one) by when
    and what was said."""
    conversation = inbound.address.conversation_id
    if inbound.came is Came.INSTALLED:
        # Teams tells of one installation in two activities.
        return (f"{conversation}|installed|{now:%Y-%m-%dT%H:%M}",)
    by_id = f"{conversation}|{inbound.address.user_id}|{inbound.activity_id}"
    if not inbound.timestamp:
        return (by_id,)
    said = inbound.text if inbound.came is Came.MESSAGE else _canonical(inbound.data)
    content = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    return (by_id, f"{conversation}|{inbound.address.user_id}|{inbound.timestamp}|{content}")


def _canonical(data: Mapping[str, object]) -> str:
    return json.dumps(data, sort_keys=True, default=str)
