"""One turn under way: what it needs in one object, and the steps that every kind of turn takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.channel import Inbound
from bot.imports import second_audits
from bot.languages import in_their_words
from bot.turns import action_book
from bot.turns.audited_before import AuditedBefore
from bot.turns.deduplication import message_token, sent_at
from bot.turns.names import Names, completed_by
from bot.turns.responder import Outcome
from dialogs.advance import advance
from dialogs.audits.audit import Audit, AuditId, Person, PersonId, Role, State
from dialogs.audits.events import EventKind
from dialogs.audits.stages import AUDITOR, current, parts_of
from dialogs.audits.stages import now as asked_now
from dialogs.audits.stand_ins import instead, stand_ins, to_call
from dialogs.conversation.command import Command
from dialogs.conversation.last_answers import last_answers
from dialogs.conversation.message_effects import MessageEffect
from dialogs.conversation.progress import progress_of
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Notice, ReviewView, Sentence, SummaryView, View
from dialogs.features.action_steps import ShowSentAction
from dialogs.features.before_submitting import RemindOthers
from dialogs.features.briefing import ShowNotes
from dialogs.features.concern_outcome import ShowConcerns
from dialogs.features.effects import effects
from dialogs.features.last_time import SaveLastTime, SayLastTime, ShowLastTime
from dialogs.features.my_work import ShowAction, ShowConcern, ShowSummary
from dialogs.features.navigation import OpenAudit, ShowCard
from dialogs.features.panel_grades import ShowPanel
from dialogs.features.programme import RemindAwaited, reminder_of
from dialogs.features.reminders import may_write
from dialogs.features.sections import ShowWhere
from dialogs.features.submission import ReadBack, SubmitStage
from dialogs.notices import notice_view
from dialogs.wording.earlier_audits import earlier_audits
from dialogs.wording.summary_view import reading
from storage.keys import Unopenable
from storage.replica import Reads, Source
from storage.unreadable_rows import Unreadable
from storage.work import Session, Work
from template_specs.dates import moment
from template_specs.languages import as_read
from template_specs.model import Template
from template_specs.sentences import _

LOCAL = ZoneInfo("Europe/London")
Result = TypeVar("Result")
_WHOLE_AUDIT = (ReviewView, SummaryView)
"""Views that show the answers of others to whoever may read the whole audit."""
SHOWN_BESIDE = (
    ShowConcern,
    ShowConcerns,
    ShowSummary,
    ShowAction,
    ShowSentAction,
    ShowNotes,
    ShowPanel,
    RemindAwaited,
)
"""Pressed on a list, which stays: their answer comes below it, and what is typed next is for the audit that
it was for before."""
TELL_OF_EARLIER = (OpenAudit, ShowNotes, ShowWhere, ShowLastTime, SaveLastTime, SayLastTime, SubmitStage)
"""What tells an auditor of the case's earlier audits, or asks about their actions."""
DocumentLink = Callable[[AuditId, PersonId], str]
"""The address of an audit's document for one person."""
Held = tuple[Audit, ConversationState]
"""An audit, and where the person of the turn stands in it."""


@dataclass(frozen=True, slots=True)
class TurnInHand:
    """One turn under way: its transaction, who said what and when, and what all turns share."""

    work: Work
    session: Session
    inbound: Inbound
    now: datetime
    """Aware, UTC."""
    names: Names
    audited_before: AuditedBefore
    fresh_id: Callable[[], str]
    fingerprints: Callable[[str], frozenset[int]]
    """As in `Turn`."""
    document_link: DocumentLink | None = None
    """Makes the link of a document; None where there is no address for one."""
    desk: str = ""
    """The address of the desk; empty where it is closed."""
    reads: Reads | None = None
    """Where the figures and lists of the whole programme are read; None: in this transaction."""

    @property
    def person(self) -> Person:
        """Whose turn it is."""
        return self.session.person

    @property
    def language(self) -> str:
        """What the person reads: what they asked for, else the language of their Teams."""
        known = self.session.address
        told = self.inbound.address.locale or (known.locale if known is not None else "")
        return self.session.chosen_language or told

    @property
    def today(self) -> date:
        """The person's local date."""
        try:
            zone = ZoneInfo(self.inbound.timezone) if self.inbound.timezone else LOCAL
        except (ZoneInfoNotFoundError, ValueError):
            zone = LOCAL
        return self.now.astimezone(zone).date()

    @property
    def token(self) -> str:
        """The token of what a typed message adds, so that it is added once."""
        return message_token(self.inbound, self.inbound.activity_id)

    async def beside(self, show: Callable[[TurnInHand], Awaitable[View | None]]) -> tuple[View, ...]:
        """What `show` makes of the whole programme, read from the replica where one can be used, and as of
        when where that is behind.  It must change nothing."""

        reads = self.reads

        async def shown(source: Source) -> tuple[View | None, datetime | None]:
            if reads is None or source.storage is reads.main:
                return await show(self), None
            async with source.storage.work(write=False) as work:
                work.read_by(self.person.id)
                return await show(replace(self, work=work)), source.as_of

        view, then = (await show(self), None) if reads is None else await reads.read(shown)
        if view is None:
            return ()
        return (view, Sentence(_("As of {moment}.", moment=moment(then)))) if then is not None else (view,)

    async def held(self, audit_id: AuditId) -> Held | None:
        """This audit, locked until the commit; None if unknown.  Raises Unreadable."""
        return await self.work.audits.audit(audit_id, self.person.id)

    async def noted_address(self) -> bool:
        """Remember where the person's chat is; whether cards that were set aside are due again."""
        here, known = self.inbound.address, self.session.address
        if known is not None and not here.locale:
            here = replace(here, locale=known.locale)  # not every activity tells it
        if known != here:
            await self.work.people.remember_address(self.person.id, here, self.now)
        if known is None or self.session.held_up:
            await self.work.unreached.clear(self.person.id)
        # Whoever writes can be reached: what was set aside for them is tried again.
        return self.session.held_up and await self.work.undelivered.wake(self.person.id, self.now) > 0

    async def focus(self, audit: Audit, *, whoever: bool = False) -> None:
        """What is typed next belongs to this audit, for those whom it asks (`whoever`: for the person of this
        turn, whom it may not ask)."""
        if self.session.focus == audit.id:
            return
        if whoever:
            await self.work.people.focus_on(self.person.id, audit.id)
            return
        asked = asked_now(await self.work.template(audit.template_hash), audit).answer
        if parts_of(self.person, audit) & (asked | {AUDITOR}):
            await self.work.people.focus_on(self.person.id, audit.id)

    async def turn(self, audit: Audit, *, token: str = "", typed: bool = False, text: str = "") -> Turn:
        """What `advance` needs to know of this turn to decide a command on `audit`."""
        work = self.work
        names = await self.names.of(work, audit, self.person)
        template = await work.template(audit.template_hash)
        roles = await self.names.roles(work, template)
        around = await self.names.around(work, audit)
        then = instead(around, self.person.id)
        manages = audit.manager == self.person.id
        after = stand_ins(around, frozenset({self.person.id})) if manages else ()
        calls = to_call(around, self.person.id)
        duty = () if may_write(self.now) else await self.names.on_duty(work)
        leads = roles.get(Role.QA_LEAD.value, ())
        others = {
            *leads,
            *(person for people in roles.values() for person in people),
            *(then or ()),
            *duty,
            *(person.id for person in (*after, *calls)),
        }
        here = audit.state is State.IN_PROGRESS and self.person.id in audit.auditors
        turn = Turn(
            self.person,
            self.now,
            self.today,
            self.fresh_id,
            self.fingerprints,
            names | await self.names.named(work, others),
            roles,
            then,
            tuple(person.id for person in after),
            around.above.id if around.above is not None else None,
            calls,
            duty=duty,
            family=await work.lists.of_family(audit, self.person.id) if audit.case.family else (),
            completed=await completed_by(work, audit, template),
            typed=typed,
            token=token,
            text=text,
            sent=sent_at(self.inbound),
            several=Role.AUDITOR in self.person.roles and self.session.under_way > here,
            documents=self.document_link is not None,
        )
        earlier = await self.audited_before.of(work, audit, template, self.person)
        return replace(turn, last=last_answers(template, earlier, turn)) if earlier else turn

    async def advanced(
        self, held: Held, command: Command, turn: Turn, edited: MessageEffect | None = None
    ) -> Outcome:
        """Do `command`: save what it changes, and enqueue what it owes; `edited`: what the message that was
        edited had led to.  Raises Unreadable."""
        audit, conversation = held
        template = await self.work.template(audit.template_hash)
        if isinstance(command, SubmitStage | RemindOthers):
            turn = replace(turn, last_here=await self.work.news.at_work_on(audit.id))
        if isinstance(command.onward, TELL_OF_EARLIER) and self.person.id in audit.auditors:
            told = earlier_audits(await self._earlier(audit), turn)
            turn = replace(turn, before=told.lines, last_actions=told.actions)
        if command.needs_people:
            people = await self.work.people.everybody()
            turn = replace(turn, people=people, names={p.id: p.name for p in people} | {**turn.names})
        stage = current(template, audit)
        if isinstance(command, RemindAwaited) and stage is not None:
            about = reminder_of(stage, self.today)
            turn = replace(turn, told_already=await self.work.outbox.recipients(audit.id, about))
        step = opened(audit, lambda: advance(template, audit, conversation, command, turn))
        worded = await in_their_words(
            self.work.people,
            step.notices,
            lambda: advance(as_read(template), audit, conversation, command, turn).notices,
        )
        step = replace(step, notices=worded)
        messages = [
            self.work.messages.row(self.person.id, message, audit.id, effect, self.now)
            for message, effect in effects(template, conversation, step, command, turn, edited)
        ]
        await self._keep(held, step, progress_of(template, step), messages)
        await second_audits.made(self.work, template, step.audit, step.events, turn, self.now)
        if any(isinstance(view, _WHOLE_AUDIT) for view in step.replies):
            await self.note_reading(audit)
        return Outcome(step.replies, self.person, audit.id, conversation.card, owes=bool(step.notices))

    async def _earlier(self, audit: Audit) -> list[tuple[Audit, Template]]:
        """The other audits of the same case, with their forms, the newest first."""
        items = await self.work.lists.audits_of_case(audit.case.reference)
        ids = [
            i.audit_id
            for i in reversed(items)
            if i.audit_id != audit.id and not (i.shut or i.audit.second_of)
        ]
        whole = await self.work.audits.several(ids) if ids else {}
        return [(whole[id], await self.work.template(whole[id].template_hash)) for id in ids if id in whole]

    async def note_reading(self, audit: Audit) -> None:
        """Keep that somebody reads the audit who is not its auditor."""
        if self.person.id not in audit.auditors:
            await self.work.access.note(audit.id, self.person.id, self.now)

    async def kept(self, held: Held, step: Step) -> None:
        """Save what was decided on an audit besides the one that the turn answers for."""
        template = await self.work.template(held[0].template_hash)
        await self._keep(held, step, progress_of(template, step), [])

    async def _keep(
        self,
        held: Held,
        step: Step,
        progress: tuple[int, int] | None,
        messages: list[dict[str, Any]],
    ) -> None:
        audit, conversation = held
        messages = [row for row in messages if row]
        if any(event.what is EventKind.ALLOCATION_CHANGED for event in step.events):
            template = await self.work.template(step.audit.template_hash)
            await self.work.allocations.reallocate(audit, step, template.id, self.now)
        elif step.events or step.conversation != conversation:
            await self.work.audits.save(audit, step, self.person.id, progress, self.now, messages)
        elif messages:
            await self.work.messages.keep(messages)
        if action_book.touched(step.events):
            await action_book.note(self.work, await self.work.template(audit.template_hash), step.audit)
        if step.conversation == conversation:
            await self.at_work(audit.id)
        notices = await self.work.news.joined(audit.id, step.notices, self.now)
        await self.work.outbox.enqueue(audit.id, notices, self.now)

    async def at_work(self, audit_id: AuditId) -> None:
        """This person is writing or pressing something: nothing is sent to them that can wait."""
        await self.work.news.note_at_work(self.person.id, audit_id, self.now)

    async def news_of(self, audit_id: AuditId) -> tuple[View, ...]:
        """What waits to be told to this person of this audit; it counts as told.  Raises Unreadable."""
        waiting = await self.work.news.take(self.person.id, audit_id, self.now)
        held = await self.held(audit_id) if waiting else None
        if held is None:
            return ()
        audit, conversation = held
        form = await self.work.template(audit.template_hash)
        scene = reading(form, audit, await self.turn(audit), conversation)
        notices = (Notice(self.person.id, news.subject, text=news.text) for news in waiting)
        views = opened(audit, lambda: [notice_view(scene, notice) for notice in notices])
        return tuple(view for view in views if view is not None)

    async def shown(self, held: Held, *, anew: bool) -> Outcome:
        """The live card as things stand; this changes nothing.  Raises Unreadable."""
        audit, conversation = held
        template = await self.work.template(audit.template_hash)
        turn = await self.turn(audit)
        step = opened(audit, lambda: advance(template, audit, conversation, ShowCard(), turn))
        return Outcome(step.replies, self.person, audit.id, conversation.card, anew=anew)

    def stands_alone(self, held: Held, command: Command) -> bool:
        """Whether the pressed card stays as it is, because it is a list or a card that somebody was sent."""
        audit, conversation = held
        if isinstance(command.onward, ShowNotes):
            return True  # the page that it was pressed on follows below
        if self.inbound.reply_to and self.inbound.reply_to == conversation.card:
            return False
        return isinstance(command, (OpenAudit, *SHOWN_BESIDE)) or (
            isinstance(command, ReadBack) and self.person.id not in audit.auditors
        )


def opened(audit: Audit, work_out: Callable[[], Result]) -> Result:
    """What `work_out` computes from the audit's words.  Raises Unreadable if some of them cannot be
    opened."""
    try:
        return work_out()
    except Unopenable as problem:
        raise Unreadable("words", audit.id, "words that were changed") from problem
