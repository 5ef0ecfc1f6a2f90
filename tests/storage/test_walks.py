"""A conversation state comes back as it was kept, whatever stands in it."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.conversation.given import Choice, Given
from dialogs.conversation.pending import (
    AwaitingCell,
    AwaitingEvidence,
    ConcernWords,
    Conflict,
    LastYes,
    Pending,
    SendOrNot,
    UnknownQuestion,
    WhichMeaning,
    WordOrAnswer,
)
from dialogs.conversation.state import ConversationState, OnScreen
from storage.conversation_states import decoded, encoded

TEXT = st.text(alphabet=st.characters(codec="utf-8"))
st.register_type_strategy(str, TEXT)
st.register_type_strategy(int, st.integers(-(2**31), 2**31))
st.register_type_strategy(
    UnknownQuestion,
    st.builds(UnknownQuestion, TEXT.map("later {}".format), TEXT, cells=st.dictionaries(TEXT, TEXT)),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.from_type(ConversationState))
def test_a_walk_comes_back_whole(conversation: ConversationState) -> None:
    back = decoded(encoded(conversation))
    assert back == conversation
    assert list(back.drafts) == list(conversation.drafts)


@pytest.mark.parametrize("data", [b'{"v":2}', b'{"v":1,"novelty":3}'])
def test_a_walk_of_a_newer_program_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be read by this program"):
        decoded(data)


def _shape(kind: str, **filled: object) -> dict[str, object]:
    return {"kind": kind, "key": "", "column": "", "text": "", "command": "", "cells": {}} | filled


QUESTIONS: list[tuple[Pending, dict[str, object]]] = [
    (AwaitingEvidence("3.4"), _shape("evidence", key="3.4")),
    (
        AwaitingCell("actions", "who", {"what": "Visit"}),
        _shape("cell", key="actions", column="who", cells={"what": "Visit"}),
    ),
    (Conflict("3.4"), _shape("conflict", key="3.4")),
    (
        WordOrAnswer("t1", "note the delay", "note"),
        _shape("word", key="t1", text="note the delay", command="note"),
    ),
    (
        WhichMeaning(
            "t1",
            "good or “ri”",
            (Choice("Good", (Given("1.1", "good", None, 2),)), Choice("Keep it as a note", action="note")),
        ),
        _shape(
            "which",
            key="t1",
            text="good or “ri”",
            cells={
                "1": '{"label": "Good", "act": "save", "given": [["1.1", "good", null, 2]]}',
                "2": '{"label": "Keep it as a note", "act": "note", "given": []}',
            },
        ),
    ),
    (ConcernWords(), _shape("concern")),
    (ConcernWords("c1"), _shape("concern", key="c1")),
    (SendOrNot(), _shape("send")),
    (LastYes(), _shape("submit")),
    # What another version asked is kept as it is.
    (UnknownQuestion("later", "3.4", text="x"), _shape("later", key="3.4", text="x")),
    (UnknownQuestion("send", "c1"), _shape("send", key="c1")),
    (UnknownQuestion("which", "t1", cells={"1": "{}"}), _shape("which", key="t1", cells={"1": "{}"})),
    (UnknownQuestion("which", "t1", cells={"one": "x"}), _shape("which", key="t1", cells={"one": "x"})),
]
"""Every question that can wait, as earlier versions store it: theirs and ours are the same bytes."""


@pytest.mark.parametrize(("pending", "stored"), QUESTIONS, ids=lambda value: type(value).__name__)
def test_pending_questions_are_stored_as_they_always_were(
    pending: Pending, stored: dict[str, object]
) -> None:
    data = orjson.dumps({"pending": stored, "v": 1}, option=orjson.OPT_SORT_KEYS)
    assert encoded(ConversationState(pending=pending)) == data
    assert decoded(data) == ConversationState(pending=pending)


def test_ten_choices_keep_their_order() -> None:
    choices = tuple(Choice(f"Choice {n}", action="note") for n in range(1, 12))
    conversation = ConversationState(pending=WhichMeaning("t1", "x", choices))
    assert decoded(encoded(conversation)) == conversation


def test_a_question_with_a_field_of_a_newer_program_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be read by this program"):
        decoded(orjson.dumps({"pending": _shape("send", novelty=1), "v": 1}))


def test_what_is_on_screen_is_stored_as_it_always_was() -> None:
    codes = ["page", "review", "change", "briefing", "gaps", "confirm", "submitted", "paused"]
    assert sorted(screen.value for screen in OnScreen) == sorted(codes)
    for code in codes[1:]:
        data = orjson.dumps({"v": 1, "view": code})
        assert encoded(ConversationState(view=OnScreen(code))) == data
        assert decoded(data).view is OnScreen(code)


def test_a_screen_of_another_version_gives_way_to_the_page_in_hand() -> None:
    conversation = decoded(b'{"place":"3.4","v":1,"view":"map"}')
    assert conversation == ConversationState(place="3.4", view=OnScreen.PAGE)
