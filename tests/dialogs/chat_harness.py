"""A room with one audit in it, and everybody's chat with the bot: what tests of conversations play with."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from dialogs.advance import advance, understood
from dialogs.audits.audit import Answer, Audit, Person
from dialogs.audits.events import fold
from dialogs.audits.route import path_through
from dialogs.audits.stages import current
from dialogs.conversation.command import Command
from dialogs.conversation.given import Given
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import BriefingView, Notice, PageView, QuestionView, Sentence, View
from dialogs.features.briefing import Begin
from dialogs.features.navigation import OpenAudit, ShowCard
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from dialogs.notices import notice_view
from dialogs.wording.summary_view import reading
from template_specs import answer_types
from template_specs.model import Part, Question, Template
from tests.dialogs.builders import AMARA, EVERYBODY, NOW, TODAY, fitting, form, new_audit, prints

V = TypeVar("V")


@dataclass
class Room:
    """One audit with everybody's conversation state through it: what storage and the chat hold between
    turns."""

    template: Template
    audit: Audit
    walks: dict[str, ConversationState] = field(default_factory=dict)
    before: Audit | None = None
    events: list[Any] = field(default_factory=list)
    now: datetime = NOW
    today: date = TODAY
    steps: int = 0
    sent: datetime | None = None
    """When the next message is sent, where a test says so."""

    def __post_init__(self) -> None:
        self.before = self.audit
        self._ids = itertools.count(1)

    def fresh(self) -> str:
        return f"id{next(self._ids):06d}"

    def turn(self, who: Person, *, typed: bool = False, token: str = "", text: str = "") -> Turn:
        names = {p.id: p.name for p in EVERYBODY}
        sent = self.sent or self.now
        return Turn(
            who,
            self.now,
            self.today,
            self.fresh,
            prints,
            names,
            typed=typed,
            token=token,
            sent=sent,
            text=text,
        )

    def action(
        self, who: Person, command: Command, *, typed: bool = False, token: str = "", text: str = ""
    ) -> Step:
        """One turn; what it changes is remembered."""
        if self.sent is None:
            self.now += timedelta(minutes=1)
        self.steps += 1
        conversation = self.walks.get(who.id, ConversationState())
        turn = self.turn(who, typed=typed, token=token, text=text)
        step = advance(self.template, self.audit, conversation, command, turn)
        self.audit = step.audit
        self.walks[who.id] = step.conversation
        self.events += step.events
        return step

    def understood(self, who: Person, text: str) -> Command:
        conversation = self.walks.get(who.id, ConversationState())
        turn = self.turn(who, typed=True, text=text)
        if self.sent is None:  # `act` lets a minute pass before each turn
            turn = replace(turn, now=turn.now + timedelta(minutes=1), sent=self.now + timedelta(minutes=1))
        return understood(self.template, self.audit, conversation, text, turn)

    def folded(self) -> Audit:
        """The audit as its trail rebuilds it."""
        assert self.before is not None
        return fold(self.before, self.events)

    def shows(self, notice: Notice) -> View | None:
        """The card that a notice owes, as things are now."""
        reader = next(p for p in EVERYBODY if p.id == notice.recipient)
        context = reading(self.template, self.audit, self.turn(reader))
        return notice_view(context, notice)


class Chat:
    """One person's chat with the bot."""

    def __init__(self, room: Room, who: Person):
        self.room = room
        self.who = who
        self.step: Step | None = None
        self.page: PageView | None = None
        """The newest live page that stands in this chat."""

    def says(self, text: str) -> str:
        """Type `text`; everything that is said in words."""
        command = self.room.understood(self.who, text)
        typed = not isinstance(
            command, ShowCard | OpenAudit
        )  # the card itself is asked for, as the bot takes it
        return self._took(
            self.room.action(self.who, command, typed=typed, token=self.room.fresh(), text=text)
        )

    def sends(self, text: str, sent: float, taken: float | None = None) -> str:
        """Type `text`, sent and taken so many seconds after the room's time zero."""
        room = self.room
        room.sent = NOW + timedelta(hours=2, seconds=sent)
        room.now = NOW + timedelta(hours=2, seconds=sent + 0.3 if taken is None else taken)
        told = self.says(text)
        room.sent = None
        return told

    def presses(self, command: Command, token: str | None = None) -> str:
        """Press a button (or let the desk act); everything that is said, on the card and in words."""
        pressed = token if token is not None else (self.page.token if self.page else "")
        return self._took(self.room.action(self.who, command, token=pressed))

    def opens(self) -> str:
        """Open the audit; where its form says something beforehand, go on to the first page."""
        told = self.presses(OpenAudit(), token="")
        if any(isinstance(view, BriefingView) for view in self.replies):
            told = f"{told}\n{self.presses(Begin(), token='')}"
        return told

    def saves(
        self,
        answers: Mapping[str, tuple[str | None, str | None] | str],
        then: Command | None = None,
        row: SaveRow | None = None,
        page: PageView | None = None,
    ) -> str:
        """Fill in boxes of the page and save it whole, as Teams sends it: untouched boxes come too."""
        shown = page or self.page
        assert shown is not None, "no page is open"
        given = []
        for view in shown.questions:
            if view.kind is answer_types.ROWS:
                continue
            value, words = box_of(view)
            if view.key in answers:
                answer = answers[view.key]
                new = (answer, None) if isinstance(answer, str) else answer
                value = new[0] if new[0] is not None else value
                words = new[1] if new[1] is not None else words
            given.append(Given(view.key, value, words, view.revision))
        unknown = answers.keys() - {view.key for view in shown.questions}
        assert not unknown, f"{unknown} is not on the page of {[q.key for q in shown.questions]}"
        return self.presses(SavePage(tuple(given), then, row), token=shown.token)

    def sees(self, key: str) -> QuestionView:
        """A question as it stands on the page."""
        assert self.page is not None
        question = next((q for q in self.page.questions if q.key == key), None)
        assert question is not None, f"{key} is not on the page of {[q.key for q in self.page.questions]}"
        return question

    @property
    def replies(self) -> tuple[View, ...]:
        assert self.step is not None
        return self.step.replies

    @property
    def notices(self) -> tuple[Notice, ...]:
        assert self.step is not None
        return self.step.notices

    @property
    def conversation(self) -> ConversationState:
        return self.room.walks.get(self.who.id, ConversationState())

    def got(self, kind: type[V]) -> V:
        """The first reply of this kind."""
        shown = next((view for view in self.replies if isinstance(view, kind)), None)
        assert shown is not None, f"no {kind.__name__} among {self.replies}"
        return shown

    def _took(self, step: Step) -> str:
        self.step = step
        for view in step.replies:
            if isinstance(view, PageView):
                self.page = view
        return said(step)


def box_of(view: QuestionView) -> tuple[str | None, str | None]:
    """What the boxes of a question send when nobody touches them."""
    value = view.value_passage.text if view.value_passage is not None else view.value
    if view.kind is answer_types.TICK and not value:
        value = "no"
    words = None
    if view.evidence_prompt:
        words = view.evidence.text if view.evidence is not None else ""
    return value, words


def said(step: Step) -> str:
    """Everything a step says in words, cards' own sentences included."""
    parts = []
    for view in step.replies:
        if isinstance(view, Sentence):
            parts.append(view.text)
        parts += list(getattr(view, "said", ()))
    return "\n".join(parts)


def open_room(*questions: Question, template: Template | None = None, **more: Any) -> Room:
    """A room with an audit of a small form (or `template`)."""
    chosen = template or form(*questions)
    return Room(chosen, new_audit(chosen, **more))


def started(*questions: Question, template: Template | None = None, **more: Any) -> tuple[Room, Chat]:
    """A room in which Amara has opened the audit."""
    room = open_room(*questions, template=template, **more)
    amara = Chat(room, AMARA)
    amara.opens()
    return room, amara


def answer(room: Room, key: str) -> Answer:
    answer = room.audit.answer(key)
    assert answer is not None, f"{key} is not answered"
    return answer


def words(room: Room, key: str) -> str:
    """The evidence (or the text) that stands under `key`."""
    passage = answer(room, key).passage
    return passage.text if passage is not None else ""


def answer_everything(room: Room, who: Person) -> None:
    """Every question of the stage in hand answered, each with evidence of its own; one action added."""
    stage = current(room.template, room.audit)
    while missing := [
        q for q in path_through(room.template, room.audit).missing() if room.template.stage_of(q) == stage
    ]:
        asked = missing[0]
        stands = room.audit.answer(asked.id)
        told = f"Evidence of {asked.id} which nobody else has: " + " ".join(
            f"{asked.id}w{n}" for n in range(9)
        )
        given = Given(asked.id, fitting(asked), told, stands.revision if stands is not None else 0)
        room.action(who, SavePage((given,)))
    for table in room.template.with_part(Part.ACTIONS):
        cells = {
            c.id: "2026-06-30" if c.kind is answer_types.DATE else f"{c.label} of one" for c in table.columns
        }
        room.action(who, SaveRow(table.id, cells), token="k1")
