"""Words to the bot: answered from the form, the case and the audit, or done; never kept as evidence."""

from __future__ import annotations

import pytest

from dialogs.audits.audit import State
from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import PageView, Sentence
from dialogs.features.picking import PickAnswer
from template_specs import answer_types
from tests.dialogs.builders import SEEN, TIER2, question
from tests.dialogs.chat_harness import Chat, Room, answer, started, words
from tests.dialogs.typing_states import STATES


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("what does CON mean?", "CON: continuum of need"),
        ("whats MASH", "MASH: multi-agency safeguarding hub"),
        ("what does requires improvement mean", "Requires improvement:"),
        ("what do the grades mean", "The grades mean:"),
        ("what does good look like here", "Good usually shows:"),
        ("what would make it outstanding?", "Moving to outstanding:"),
        ("who is my manager", "The manager of CF-1042 is Priya Nair."),
        ("who else is on this audit", "You audit this case with Sam Okafor."),
        ("who is the QA lead", "QA lead"),
        ("when is it due", "CF-1042"),
        ("how many questions are left", "questions to go"),
        ("can I change it later", "Yes, until you submit"),
        ("is it saved", "is kept, also when you stop"),
        ("is this confidential", "QA lead can read"),
        ("what happens next", "gets the summary"),
        ("can you email it to me", "I cannot do"),
        ("what is the question?", "How good is the chronology?"),
        ("remind me of the question", "How good is the chronology?"),
        ("what's this one about", "How good is the chronology?"),
        ("have a good weekend", "Goodbye. Everything you saved is kept."),
        ("i need a break", "Take your time."),
    ],
)
def test_a_question_is_answered_and_saves_nothing(typed: str, told: str) -> None:
    room, amara = started(template=TIER2)
    amara.says("go to 1.2")
    before = len(room.events)
    said = amara.says(typed)
    assert told in said
    assert "1.2" in said, "and where we are"
    assert len(room.events) == before
    assert amara.conversation.asked == "1.2"


def test_what_was_answered_is_read_back_to_whoever_may_read_it() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    amara.says(f"good - {SEEN}")
    assert f"You answered: Good - {SEEN}" in amara.says("what did I put for 1.1?")
    assert "is not answered yet" in amara.says("what did I say about 1.2")
    assert "I found no question of yours" in amara.says("what did I put for the moon")
    assert len(room.audit.history) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "what did the auditor say about risk?",
        "what did Amara put for risk and harm",
        "what has the auditor written here?",
        "what did she give?",
    ],
)
def test_a_moderator_asks_what_the_auditor_found(typed: str) -> None:
    room, max_ = STATES["moderator asked: moderated grade of risk and harm"]()
    before = len(room.events)
    said = max_.says(typed)
    assert "Risk and harm. Amara Diallo answered: Good" in said, said
    assert len(room.events) == before


def test_what_others_in_the_file_said_is_not_asked_of_the_bot() -> None:
    """The school is nobody of the audit: words about it may be evidence, and are asked about."""
    _, max_ = STATES["moderator asked: moderated grade of risk and harm"]()
    assert "answered:" not in max_.says("what did the school say about risk?")


def test_two_commands_in_a_line_are_both_done() -> None:
    _, amara = started(template=TIER2)
    assert "Paused." in amara.says("go to 2.3 and then pause")
    assert amara.conversation.place == "2.3"
    assert amara.conversation.view == OnScreen.PAUSED


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("go back to chronology", "1.2"),
        ("take me to section 3", "no_assessment"),
        ("show section 3 please", "no_assessment"),
        ("can we go to 2.3 now", "2.3"),
        ("go to the childs details", "1.1"),
    ],
)
def test_a_place_may_be_asked_for_in_any_words(typed: str, place: str) -> None:
    _, amara = started(template=TIER2)
    amara.says(typed)
    assert amara.conversation.asked == place


def test_an_answer_pressed_under_a_reply_goes_on_in_words() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    amara.says("thanks")
    offers = amara.got(Sentence).offers
    assert [b.label for b in offers] == ["Outstanding", "Good", "Requires improvement", "Inadequate"]
    assert offers[1].action.verb == "pick"
    told = amara.presses(PickAnswer("1.1", "good"))
    assert "What did you see that makes this Good?" in told
    assert answer(room, "1.1").value == "good"
    assert not any(isinstance(view, PageView) for view in amara.replies)


def test_a_press_for_a_question_that_is_not_ones_own_saves_nothing() -> None:
    room, amara = started(question("1.1"))
    assert "nothing was saved" in amara.presses(PickAnswer("9.9", "good"))
    assert not room.audit.history


def test_lines_sent_one_after_the_other_are_one_piece_of_evidence() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    amara.says("good")
    assert "is “its up to date and short” what you saw?" in amara.says("its up to date and short")
    amara.says("it shows each move she made")
    assert words(room, "1.1") == "its up to date and short\nit shows each move she made"
    assert not room.audit.notes


def test_held_words_are_kept_where_nobody_says_what_they_are() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    amara.says("health not asked")
    amara.says(f"1.2: good - {SEEN}")
    assert [n.passage.text for n in room.audit.notes] == ["health not asked"]


def test_whatever_a_keyboard_makes_of_dashes_spaces_and_quotes_is_read_alike() -> None:
    for typed in (
        f"good – {SEEN}", f"good — {SEEN}", f"good ‑ {SEEN}", f"good − {SEEN}",
        f"good\u00a0-\u00a0{SEEN}", f"\u200bgood\u2009–\u2009{SEEN}", f"“good” - {SEEN}", f"‘Good’: {SEEN}",
    ):  # fmt: skip
        room, amara = started(question("1.1"), question("1.2"))
        amara.says(typed)
        assert (answer(room, "1.1").value, words(room, "1.1")) == ("good", SEEN), typed


def test_what_is_stored_keeps_its_own_dashes_and_quotes() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    told = "Seen alone on 3 May – “I like it here”, she said … and drew her room"
    amara.says(f"good - {told}")
    assert words(room, "1.1") == told


def test_a_day_without_its_year_is_asked_about_and_said_back_in_full() -> None:
    room, amara = started(question("seen", answer_types.DATE, short="Date last seen"))
    assert "Is that 3 March 2026 or 3 March 2027?" in amara.says("3 March")
    assert "Date last seen: 3 March 2026. Saved." in amara.says("1")
    assert answer(room, "seen").value == "2026-03-03"


def _acting() -> tuple[Room, Chat]:
    return STATES["one action saved, asked for another"]()


def test_rows_by_typing() -> None:
    room, amara = _acting()
    assert "by when: 12 December 2026" in amara.says("change the date to 12 December")
    assert "1, and no more" in amara.says("no more actions")
    amara.says("go to actions")
    assert "number 1 is taken out" in amara.says("delete action 1")
    assert not room.audit.rows.get("actions")


def test_words_after_submission_are_kept_for_the_reopening() -> None:
    room, amara = STATES["audit submitted"]()
    assert room.audit.state is State.SUBMITTED
    told = amara.says("one more thing, the father's name is spelt wrong in the outcomes bit")
    assert "What you wrote is kept" in told
    assert any("spelt wrong" in draft.words for draft in amara.conversation.drafts.values())
