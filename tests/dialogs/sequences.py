"""A room in which every turn is checked."""

from __future__ import annotations

from dialogs.audits.audit import Audit, Person, State
from dialogs.audits.events import EventKind
from dialogs.conversation.command import Command
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.views import PageView
from dialogs.features.concerns import RecordConcernDelivery
from dialogs.features.navigation import ShowCard
from tests.dialogs.builders import AMARA, EVERYBODY, LEA, PRIYA, SAM, STRANGER
from tests.dialogs.chat_harness import Chat, Room
from tests.dialogs.invariants import check_append_only, check_nothing_lost, check_progress, check_way_on
from tests.dialogs.strategies import Doing, filled, picked


class Watched:
    """A room in which every turn is checked."""

    def __init__(self, room: Room):
        self.room = room
        self.chats = {p.id: Chat(room, p) for p in EVERYBODY}
        self.pages: dict[str, list[PageView]] = {p.id: [] for p in EVERYBODY}

    def do(self, doing: Doing) -> None:
        """Take the turn, and check everything that must hold after it."""
        who, room = doing.who, self.room
        audit, walks = room.audit, dict(room.walks)
        command = self._event(doing)
        is_typed = doing.text is not None
        token = doing.token
        if token == "page" or doing.fills is not None:
            token = self.pages[who.id][-1].token if self.pages[who.id] else ""
        text = doing.text or ""
        step = room.action(who, command, typed=is_typed, token=room.fresh() if is_typed else token, text=text)
        self.pages[who.id] += [view for view in step.replies if isinstance(view, PageView)]
        conversation = walks.get(who.id, ConversationState())
        self._check(who, command, step, audit, conversation)
        assert {k: w for k, w in room.walks.items() if k != who.id} == {
            k: w for k, w in walks.items() if k != who.id
        }
        if isinstance(command, RecordConcernDelivery):
            return
        assert step.replies, f"no reply to {type(command).__name__}"
        if who in (AMARA, SAM):
            check_nothing_lost(room.template, who, command, is_typed, audit, conversation, step)
            check_way_on(room, who, step)

    def _event(self, doing: Doing) -> Command:
        if doing.text is not None:
            text = doing.text
            asked = self.room.walks.get(doing.who.id, ConversationState()).asked
            if doing.pick is not None and asked in self.room.template.by_id:
                text = f"{picked(self.room.template.by_id[asked], doing.pick)} - {text}"
            return self.room.understood(doing.who, text)
        pages = self.pages[doing.who.id]
        if doing.fills is None or not pages:
            return doing.event or ShowCard()
        page = pages[-2] if doing.old and len(pages) > 1 else pages[-1]
        return filled(self.room.template, page, doing)

    def _check(
        self, who: Person, command: Command, step: Step, audit: Audit, conversation: ConversationState
    ) -> None:
        check_append_only(audit, step)
        done = {h.what for h in step.events}
        match who:
            case _ if who == STRANGER:
                allowed: set[EventKind] = set()
            case _ if who == LEA:
                allowed = {EventKind.REOPENED, EventKind.CONCERN_RAISED}  # who reads the file can raise one
            case _ if who == PRIYA:
                allowed = {EventKind.ACKNOWLEDGED, EventKind.ANSWERED}
                assert all("/" in h.key for h in step.events if h.what is EventKind.ANSWERED)
            case _:
                allowed = set(EventKind) - {EventKind.ACKNOWLEDGED, EventKind.REOPENED}
        assert done <= allowed | (
            {EventKind.CONCERN_DELIVERED} if isinstance(command, RecordConcernDelivery) else set()
        )
        if audit.state is not State.IN_PROGRESS and who in (AMARA, SAM) and EventKind.STARTED not in done:
            assert not done - {EventKind.CONCERN_RAISED, EventKind.CONCERN_DELIVERED}
        owed = [(n.recipient, n.subject.encode()) for n in step.notices]
        assert len(owed) == len(set(owed)), owed
        for view in step.replies:
            if isinstance(view, PageView):
                check_progress(self.room.template, step.audit, view)
