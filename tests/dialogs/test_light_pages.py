"""Whatever has been typed, every card of a conversation state is light enough to be sent, and its boxes can
be filled."""

from __future__ import annotations

import pytest

from bot.cards import render, size
from dialogs.conversation import pages
from dialogs.conversation.given import Given
from dialogs.conversation.views import PageView, ReviewView
from dialogs.features.navigation import GoOn, GoTo, OpenAudit
from dialogs.features.notes import TakeNote
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from dialogs.features.submission import ReadBack, SubmitStage
from template_specs import answer_types
from template_specs.answer_types import AnswerType
from tests.dialogs.builders import AMARA, SAM, TIER2, question
from tests.dialogs.chat_harness import Chat, Room, answer_everything, open_room, started

pytestmark = pytest.mark.slow

MOST = 28_000
FACE = "\N{FACE WITH TEARS OF JOY}"
FULL = FACE * 4_000
"""A box at its limit in the heaviest characters: 16 kB."""
FILLERS = {"faces": FULL, "quotes": '"' * 4_000, "lines": "x\n" * 2_000, "words": "seen " * 800}


def light(chat: Chat) -> None:
    for view in chat.replies:
        drawn = render(view)
        if drawn.card is not None:
            assert size(drawn.card) < MOST, type(view).__name__
        assert len(drawn.text.encode()) < 80_000


def walked(chat: Chat) -> list[PageView]:
    """Every page from the first on, each of them light."""
    chat.presses(GoTo(chat.room.template.questions[0].id))
    seen: list[PageView] = []
    while chat.page is not None and (not seen or chat.page.questions[0].key != seen[-1].questions[0].key):
        light(chat)
        seen.append(chat.page)
        if chat.page.last:
            break
        chat.presses(GoOn())
    return seen


def fill(room: Room, who: Chat, text: str) -> None:
    for asked in room.template.questions:
        if asked.kind is answer_types.ROWS:
            continue
        answer = room.audit.answer(asked.id)
        revision = answer.revision if answer is not None else 0
        value = (
            text if asked.kind is answer_types.TEXT else _value(asked.kind, [o.code for o in asked.options])
        )
        who.presses(SavePage((Given(asked.id, value, text, revision),)))


def _value(kind: AnswerType, codes: list[str]) -> str:
    if kind is answer_types.PERSON:
        return "Jo"
    return {answer_types.DATE: "2026-05-01", answer_types.TICK: "no"}.get(kind, codes[0] if codes else "1")


@pytest.mark.slow
@pytest.mark.parametrize("name", FILLERS)
def test_every_box_full(name: str) -> None:
    room, amara = started(template=TIER2)
    fill(room, amara, FILLERS[name])
    seen = walked(amara)
    assert {q.key for page in seen for q in page.questions} >= {"1.2", "3.10", "overall", "actions"}


@pytest.mark.parametrize("name", FILLERS)
def test_everything_at_one_question(name: str) -> None:
    text = FILLERS[name]
    room, amara = started(*(question(f"1.{n}", short="Chronology") for n in range(1, 9)))
    sam = Chat(room, SAM)
    sam.opens()
    for _ in range(4):
        amara.presses(TakeNote(f"The chronology: {text}"[:4_000]))
    amara.presses(GoTo("1.1"))
    page = amara.page
    for n in range(1, 5):
        room.action(SAM, SavePage((Given(f"1.{n}", "ri", text, 0),)))
    amara.saves({f"1.{n}": ("good", text) for n in range(1, 5)}, page=page)  # held beside Sam's
    light(amara)
    assert len(amara.conversation.drafts) == 4
    for n in range(5, 9):  # the same words again: challenged
        amara.presses(SavePage((Given(f"1.{n}", "good", text, 0),)))
        light(amara)
    for view in walked(amara):
        assert view.questions


@pytest.mark.parametrize("length", [4_001, 16_000, 60_000])
def test_texts_beyond_every_limit(length: int) -> None:
    _, amara = started(
        question("1.1"), question("text", answer_types.TEXT), question("actions", answer_types.ROWS)
    )
    amara.presses(SavePage((Given("1.1", "good", FACE * length, 0), Given("text", FACE * length, None, 0))))
    light(amara)
    amara.presses(SaveRow("actions", {"what": FACE * length, "why": "y" * length, "by_when": "x" * length}))
    light(amara)
    for view in walked(amara):
        assert len(view.questions) == 1
    amara.says("submit")
    light(amara)


def test_a_box_that_asks_for_a_shorter_text_can_be_filled() -> None:
    """A draft alone on its page leaves room for its box: it is never folded away."""
    _, amara = started(question("1.1"), question("1.2"))
    amara.presses(SavePage((Given("1.1", "good", FACE * 60_000, 0),)))
    assert amara.page is not None
    drawn = render(amara.page).card
    assert drawn is not None
    assert '"w:1.1"' in str(drawn).replace("'", '"')


def test_every_read_back_is_light() -> None:
    room, amara = started(template=TIER2)
    fill(room, amara, FULL)
    amara.presses(ReadBack())
    for part in range(amara.got(ReviewView).parts):
        amara.presses(ReadBack(part))
        light(amara)


def test_the_cards_of_a_submitted_audit_are_light() -> None:
    room = open_room(template=TIER2)
    room.action(AMARA, OpenAudit())
    answer_everything(room, AMARA)
    amara = Chat(room, AMARA)
    for asked in TIER2.questions:
        answer = room.audit.answer(asked.id)
        if answer is not None and asked.evidence is not None:
            amara.presses(SavePage((Given(asked.id, None, FULL, answer.revision),)))
    for n in range(12):
        amara.presses(
            SaveRow("actions", {"what": FACE * 1_000, "who": FACE * 100, "by_when": "2026-07-01"}), f"r{n}"
        )
    light(amara)
    amara.presses(SubmitStage())
    light(amara)
    amara.presses(SubmitStage(confirmed=True))
    for notice in amara.notices:
        view = room.shows(notice)
        assert view is not None
        drawn = render(view)
        assert drawn.card is None or size(drawn.card) < MOST, notice.subject


def test_pages_hold_four_questions_with_evidence_or_twelve_short_ones() -> None:
    _, amara = started(template=TIER2)
    for view in walked(amara):
        long = sum(not pages.is_short(TIER2.by_id[question.key]) for question in view.questions)
        assert long * pages.LONG + (len(view.questions) - long) <= pages.ROOM
        assert long <= 4
