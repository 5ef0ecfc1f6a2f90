"""A room in which every turn is checked."""

from __future__ import annotations

from dialogs.audit import Audit, Person, State, Walk
from dialogs.events import (
    CardAsked,
    ConcernDelivered,
    Event,
)
from dialogs.happenings import What
from dialogs.step import Step
from dialogs.views import PageView
from tests.dialogs.builders import (
    AMARA,
    EVERYBODY,
    LEA,
    PRIYA,
    SAM,
    STRANGER,
)
from tests.dialogs.drawing import Doing, filled, picked
from tests.dialogs.holding import check_append_only, check_nothing_lost, check_progress, check_way_on
from tests.dialogs.rooms import Chat, Room


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
        event = self._event(doing)
        is_typed = doing.text is not None
        token = doing.token
        if token == "page" or doing.fills is not None:
            token = self.pages[who.id][-1].token if self.pages[who.id] else ""
        text = doing.text or ""
        step = room.act(who, event, typed=is_typed, token=room.fresh() if is_typed else token, text=text)
        self.pages[who.id] += [view for view in step.replies if isinstance(view, PageView)]
        walk = walks.get(who.id, Walk())
        self._check(who, event, step, audit, walk)
        assert {k: w for k, w in room.walks.items() if k != who.id} == {
            k: w for k, w in walks.items() if k != who.id
        }
        if isinstance(event, ConcernDelivered):
            return
        assert step.replies, f"no reply to {type(event).__name__}"
        if who in (AMARA, SAM):
            check_nothing_lost(room.template, who, event, is_typed, audit, walk, step)
            check_way_on(room, who, step)

    def _event(self, doing: Doing) -> Event:
        if doing.text is not None:
            text = doing.text
            asked = self.room.walks.get(doing.who.id, Walk()).asked
            if doing.pick is not None and asked in self.room.template.by_id:
                text = f"{picked(self.room.template.by_id[asked], doing.pick)} - {text}"
            return self.room.understood(doing.who, text)
        pages = self.pages[doing.who.id]
        if doing.fills is None or not pages:
            return doing.event or CardAsked()
        page = pages[-2] if doing.old and len(pages) > 1 else pages[-1]
        return filled(self.room.template, page, doing)

    def _check(self, who: Person, event: Event, step: Step, audit: Audit, walk: Walk) -> None:
        check_append_only(audit, step)
        done = {h.what for h in step.happened}
        match who:
            case _ if who == STRANGER:
                allowed: set[What] = set()
            case _ if who == LEA:
                allowed = {What.REOPENED}
            case _ if who == PRIYA:
                allowed = {What.ACKNOWLEDGED, What.ANSWERED}
                assert all("/" in h.key for h in step.happened if h.what is What.ANSWERED)
            case _:
                allowed = set(What) - {What.ACKNOWLEDGED, What.REOPENED}
        assert done <= allowed | ({What.CONCERN_DELIVERED} if isinstance(event, ConcernDelivered) else set())
        if audit.state is not State.IN_PROGRESS and who in (AMARA, SAM) and What.STARTED not in done:
            assert not done - {What.CONCERN_RAISED, What.CONCERN_DELIVERED}
        owed = [(n.recipient, n.subject) for n in step.notices]
        assert len(owed) == len(set(owed)), owed
        for view in step.replies:
            if isinstance(view, PageView):
                check_progress(self.room.template, step.audit, view)
