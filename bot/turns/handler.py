"""What a turn decides and remembers: everything between its transaction's first statement and the commit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.channel import ActivityKind, Inbound
from bot.turns import concerns_at_home, home_handlers
from bot.turns.deduplication import Keys, keys_of, sent_at
from bot.turns.names import Names
from bot.turns.presses import Pressed, pressed
from bot.turns.responder import Outcome
from dialogs.advance import advance, understood
from dialogs.audits.audit import Audit, AuditId, Person
from dialogs.audits.permissions import allowed, permission_for
from dialogs.audits.stages import AUDITOR, parts_of
from dialogs.audits.stages import now as asked_now
from dialogs.audits.stand_ins import instead
from dialogs.conversation.commands import (
    Acknowledge,
    Command,
    OpenAudit,
    ReadBack,
    ReviewAction,
    ShowCard,
    WordConcern,
)
from dialogs.conversation.progress import progress_of
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Notice, View
from dialogs.features import home
from dialogs.features.concerns import may_hear
from dialogs.features.home import Ask, Asked
from dialogs.wording.summary_view import notice_view, reading
from storage.keys import Unopenable
from storage.unreadable_rows import Unreadable
from storage.work import Session, Storage, Work

LOCAL = ZoneInfo("Europe/London")
Result = TypeVar("Result")


class NotLinked(Exception):
    """Nobody on the people list is known under this account: the transaction is to be undone."""


class TurnHandler:
    """Decides turns.  Says nothing to anybody."""

    def __init__(self, storage: Storage, fresh_id: Callable[[], str], clock: Callable[[], datetime]):
        self._storage = storage
        self._fresh_id = fresh_id
        self._clock = clock
        self._names = Names(clock)

    async def decided(self, work: Work, inbound: Inbound, keys: Keys, new_here: bool) -> Outcome:
        """What `inbound` does, all of it in `work`.  `new_here`: this process has not heard it before.

        Raises NotLinked.
        """
        now = self._clock()
        on, hold = _about(inbound)
        first, session = await work.begun(keys, inbound.aad_object_id, now, on=on, hold=hold)
        if session is None:
            if inbound.came is ActivityKind.REMOVED or not first:
                return Outcome()
            raise NotLinked
        if inbound.came is ActivityKind.REMOVED:
            if first:
                await work.people.forget_address(session.person.id)
            return Outcome()
        if not first:
            return await self._again(work, session, inbound, now, show=new_here)
        woken = await self._noted_address(work, session, inbound, now)
        decided = await self._act(work, session, inbound, now)
        if session.shut and session.shut == session.focus:
            await work.people.focus_on(session.person.id, None)
        lost = (home.PLACE_LOST,) if any(aside.kind == "walk" for aside in work.set_aside) else ()
        return replace(decided, views=decided.views + lost, owes=decided.owes or woken)

    async def _noted_address(self, work: Work, session: Session, inbound: Inbound, now: datetime) -> bool:
        if session.address != inbound.address:
            await work.people.remember_address(session.person.id, inbound.address, now)
        # Whoever writes can be reached: what was set aside for them is tried again.
        return session.held_up and await work.undelivered.wake(session.person.id, now) > 0

    async def _act(self, work: Work, session: Session, inbound: Inbound, now: datetime) -> Outcome:
        person = session.person
        match inbound.came:
            case ActivityKind.INSTALLED:
                waiting = await self._waiting(work, person, now, inbound)
                return Outcome((home.welcome(person), *waiting), person, anew=True)
            case ActivityKind.ACTION:
                press = pressed(inbound.data)
                if press is None:
                    return Outcome((home.nothing_in_hand(person),), person, anew=True)
                if isinstance(press.event, Asked):
                    return await self._at_desk(work, session, press.event, now, inbound)
                return await self._pressed(work, session, press, press.event, inbound, now)
            case _:
                return await self._typed(work, session, inbound, now)

    async def _typed(self, work: Work, session: Session, inbound: Inbound, now: datetime) -> Outcome:
        about = await concerns_at_home.about(work, session, inbound.text, _local(now, inbound).date())
        if about is not None:
            return await self._concern(work, session, about, inbound, now)
        asked = home.asked(inbound.text)
        if asked is not None:
            found = await self._at_desk(work, session, asked, now, inbound, typed=True)
            if session.shut:
                return replace(found, views=found.views + (() if found.audit else (home.CANNOT_BE_OPENED,)))
            if found.views or session.audit is None:
                return found
            # Words for the audit after all: from here on it is held, and read as it stands now.
            session = await work.session(inbound.aad_object_id) or session
        if session.audit is None:
            named = await self._at_desk(work, session, Asked(Ask.OPEN, inbound.text.strip()), now, inbound)
            # A bare case reference opens its audit; anything else is for none.
            none = home.CANNOT_BE_OPENED if session.shut else home.nothing_in_hand(session.person)
            return named if named.audit else Outcome((none,), session.person)
        template = await work.template(session.audit.template_hash)
        token = _token(inbound, now)
        turn = await self._turn(work, session.person, session.audit, inbound, now, token=token, typed=True)
        turn = replace(turn, text=inbound.text)
        command = understood(template, session.audit, session.conversation, inbound.text, turn)
        if isinstance(command, ShowCard | OpenAudit):
            turn = replace(turn, typed=False)  # the card itself is asked for, however it is asked
        return await self._advanced(work, session.audit, session.conversation, command, turn)

    async def _concern(
        self, work: Work, session: Session, about: concerns_at_home.About, inbound: Inbound, now: datetime
    ) -> Outcome:
        """A concern, or words of harm, with no audit in hand: the one it can be about comes into hand."""
        held = await work.audits.audit(about.audit, session.person.id) if about.audit else None
        if held is None or about.event is None:
            return Outcome(about.views, session.person, anew=True)
        audit, conversation = held
        token = _token(inbound, now)
        turn = await self._turn(work, session.person, audit, inbound, now, token=token, typed=True)
        decided = await self._advanced(work, audit, conversation, about.event, turn)
        await self._focus(work, session, audit)
        return replace(decided, anew=True)

    async def _waiting(
        self, work: Work, person: Person, now: datetime, inbound: Inbound, besides: str = ""
    ) -> tuple[View, ...]:
        """The concerns that this person has written and not sent: shown at every greeting."""
        today = _local(now, inbound).date()
        return await concerns_at_home.waiting(work, person, now, today, self._names, besides)

    async def _pressed(
        self, work: Work, session: Session, press: Pressed, command: Command, inbound: Inbound, now: datetime
    ) -> Outcome:
        person = session.person
        if session.shut:
            return Outcome((home.CANNOT_BE_OPENED,), person)
        if session.audit is not None and session.audit.id == press.audit:
            audit, conversation = session.audit, session.conversation
        else:
            if isinstance(command, WordConcern) and not press.audit:
                return Outcome((concerns_at_home.CHOOSE_FIRST,), person, anew=True)
            found = await work.audits.audit(press.audit, person.id)
            if found is None:
                return Outcome((home.not_found("that case"),), person, anew=True)
            audit, conversation = found
        turn = await self._turn(work, person, audit, inbound, now, token=press.token, typed=False)
        elsewhere = bool(session.focus) and session.focus != audit.id
        turn = replace(turn, moved=elsewhere and not isinstance(command, OpenAudit))
        decided = await self._advanced(work, audit, conversation, command, turn)
        anew = self._stands_alone(command, person, audit, conversation, inbound)
        await self._focus(work, session, audit)
        if isinstance(command, OpenAudit):
            waiting = await self._waiting(work, person, now, inbound, audit.id)
            decided = replace(decided, views=(*decided.views, *waiting))
        return replace(decided, anew=anew)

    async def _at_desk(
        self,
        work: Work,
        session: Session,
        asked: Asked,
        now: datetime,
        inbound: Inbound,
        *,
        typed: bool = False,
    ) -> Outcome:
        today = _local(now, inbound).date()
        found = await home_handlers.at_desk(work, session, asked, today, self._names, now)
        if found.open is None:
            greeted = found.views and asked.ask in (Ask.GREETING, Ask.AUDITS, Ask.NEW)
            waiting = await self._waiting(work, session.person, now, inbound) if greeted else ()
            return Outcome((*found.views, *waiting), session.person, anew=True)
        held = await work.audits.audit(found.open, session.person.id)
        if held is None:
            return Outcome((home.not_found(asked.case),), session.person, anew=True)
        audit, conversation = held
        turn = await self._turn(work, session.person, audit, inbound, now, token="", typed=False)
        decided = await self._advanced(work, audit, conversation, found.event or OpenAudit(), turn)
        await self._focus(work, session, audit)
        waiting = await self._waiting(work, session.person, now, inbound, audit.id)
        return replace(decided, views=(*decided.views, *waiting), anew=True)

    async def _focus(self, work: Work, session: Session, audit: Audit) -> None:
        """What is typed next belongs to this audit, for those whom it asks."""
        if session.focus == audit.id:
            return
        asked = asked_now(await work.template(audit.template_hash), audit).answer
        if parts_of(session.person, audit) & (asked | {AUDITOR}):
            await work.people.focus_on(session.person.id, audit.id)

    async def _advanced(
        self, work: Work, audit: Audit, conversation: ConversationState, command: Command, turn: Turn
    ) -> Outcome:
        template = await work.template(audit.template_hash)
        step = _opened(audit, lambda: advance(template, audit, conversation, command, turn))
        await self._keep(work, audit, conversation, step, turn, progress_of(template, step))
        live = conversation.card
        return Outcome(step.replies, turn.actor, audit.id, live, owes=bool(step.notices))

    async def _keep(
        self,
        work: Work,
        audit: Audit,
        conversation: ConversationState,
        step: Step,
        turn: Turn,
        progress: tuple[int, int] | None,
    ) -> None:
        if step.events or step.conversation != conversation:
            await work.audits.save(audit, step, turn.actor.id, progress)
        await work.outbox.enqueue(audit.id, step.notices, turn.now)

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
            self._storage.fingerprints,
            names | await self._names.named(work, then) if then else names,
            await self._names.roles(work, await work.template(audit.template_hash)),
            then,
            typed=typed,
            token=token,
            sent=sent_at(inbound),
        )

    async def _again(
        self, work: Work, session: Session, inbound: Inbound, now: datetime, *, show: bool
    ) -> Outcome:
        """The same activity once more: no effect; a pressed card is answered as things stand now.

        `show`: this process has not answered it (the one that took it may have ended before it could), so
        whoever typed is shown where things stand.
        """
        if inbound.came is ActivityKind.INSTALLED:
            return Outcome(owes=await self._noted_address(work, session, inbound, now))
        press = pressed(inbound.data) if inbound.came is ActivityKind.ACTION else None
        asked = press.event if press is not None else home.asked(inbound.text)
        if isinstance(asked, Asked) and asked.ask in home_handlers.READING:
            return await self._at_desk(work, session, asked, now, inbound) if show else Outcome()
        if press is None and (not show or inbound.came is ActivityKind.ACTION):
            return Outcome()
        if session.shut:
            return Outcome((home.CANNOT_BE_OPENED,), session.person) if show else Outcome()
        if press is None and session.audit is None:
            return Outcome((home.nothing_in_hand(session.person),), session.person, anew=True)
        if press is None and session.audit is not None:
            return await self._shown(
                work, session, session.audit, session.conversation, inbound, now, anew=True
            )
        found = await work.audits.audit(press.audit, session.person.id) if press is not None else None
        if press is None or found is None or isinstance(press.event, Asked):
            return Outcome()
        audit, conversation = found
        subject = _subject(press.event)
        if not subject:
            anew = self._stands_alone(press.event, session.person, audit, conversation, inbound)
            if anew and not show:
                return Outcome()
            return await self._shown(work, session, audit, conversation, inbound, now, anew=anew)
        concern = subject.partition(":")[2] if subject.startswith("concern:") else ""
        if concern and not may_hear(session.person.id, audit, concern):
            return Outcome()
        template = await work.template(audit.template_hash)
        if not allowed(session.person, permission_for(press.event), audit, asked_now(template, audit)):
            return Outcome()
        turn = await self._turn(work, session.person, audit, inbound, now, token="", typed=False)
        notice = Notice(session.person.id, subject)
        view = _opened(audit, lambda: notice_view(reading(template, audit, turn), notice))
        return Outcome((view,) if view else (), session.person)

    async def _shown(
        self,
        work: Work,
        session: Session,
        audit: Audit,
        conversation: ConversationState,
        inbound: Inbound,
        now: datetime,
        *,
        anew: bool,
    ) -> Outcome:
        """The live card as things stand; nothing is changed."""
        template = await work.template(audit.template_hash)
        turn = await self._turn(work, session.person, audit, inbound, now, token="", typed=False)
        step = _opened(audit, lambda: advance(template, audit, conversation, ShowCard(), turn))
        return Outcome(step.replies, session.person, audit.id, conversation.card, anew=anew)

    @staticmethod
    def _stands_alone(
        command: Command, person: Person, audit: Audit, conversation: ConversationState, inbound: Inbound
    ) -> bool:
        """Whether the pressed card stays as it is: a list, or a card that somebody was sent."""
        if inbound.reply_to and inbound.reply_to == conversation.card:
            return False
        return isinstance(command, OpenAudit) or (
            isinstance(command, ReadBack) and person.id not in audit.auditors
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
        case ActivityKind.ACTION:
            press = pressed(inbound.data)
            if press is None or isinstance(press.event, Asked):
                return "", False
            return press.audit, True
        case ActivityKind.MESSAGE:
            return "", home.asked(inbound.text) is None
        case _:
            return "", False


def _opened(audit: Audit, work_out: Callable[[], Result]) -> Result:
    """What `work_out` makes of the audit's words.  Raises Unreadable where some of them cannot be opened."""
    try:
        return work_out()
    except Unopenable as problem:
        raise Unreadable("words", audit.id, "words that were changed") from problem


def _subject(command: Command) -> str:
    match command:
        case Acknowledge(subject):
            if subject.startswith("concern/"):
                return f"concern:{subject.partition('/')[2]}"
            return subject if subject == "summary" else f"action:{subject}"
        case ReviewAction(key=key):
            return f"action:{key}"
        case _:
            return ""


def _local(now: datetime, inbound: Inbound) -> datetime:
    try:
        zone = ZoneInfo(inbound.timezone) if inbound.timezone else LOCAL
    except (ZoneInfoNotFoundError, ValueError):
        zone = LOCAL
    return now.astimezone(zone)
