"""A typed concern is shown before it goes, is kept until it is settled, and is never made of other words."""

# ruff: noqa: E501 (one line for each thing that is typed)
from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.conversation.views import Sentence, UnsentConcernView
from dialogs.features.concern_offer import TakeOffer
from dialogs.features.navigation import OpenAudit
from dialogs.features.notes import TakeNote
from dialogs.features.submission import SubmitStage
from dialogs.features.unsent_concern import DropConcern, SendConcern
from template_specs import answer_types
from tests.dialogs.builders import AMARA, OTHER, SEEN, question
from tests.dialogs.chat_harness import Chat, Room, answer, answer_everything, started, words

WORRY = "She said today that she is afraid to go home."
FIRST = question("1.1", text="How good is the genogram?", short="Genogram")
SECOND = question("1.2", text="How was the school involved?", short="School")


def raised(room: Room) -> list[str]:
    return [concern.passage.text for concern in room.audit.concerns]


def shown(chat: Chat) -> str:
    return chat.got(UnsentConcernView).words


@pytest.mark.parametrize(
    "typed",
    [
        f"concern: {WORRY}", f"Concern - {WORRY}", f"immediate concern - {WORRY}", f"raise a concern: {WORRY}",
        f"Concerns: {WORRY}", f"I want to raise a concern about {WORRY}", f"safeguarding concern {WORRY}",
        f"urgent concern: {WORRY}",
    ],
)  # fmt: skip
def test_what_begins_like_a_concern_is_shown_and_not_sent(typed: str) -> None:
    room, amara = started(FIRST, SECOND)
    amara.says(typed)
    assert WORRY in shown(amara)
    assert raised(room) == []
    assert amara.notices == ()
    assert room.audit.answer("1.1") is None


@pytest.mark.parametrize(
    "typed",
    [
        "concern",
        "Concerns",
        "raise a concern",
        "I have a concern",
        "I'd like to raise a concern",
        "immediate concern",
    ],
)
def test_the_word_in_any_form_asks_for_the_words(typed: str) -> None:
    room, amara = started(FIRST, SECOND)
    assert "What is the concern?" in amara.says(typed)
    amara.says(WORRY)
    assert shown(amara) == WORRY
    assert raised(room) == []


@pytest.mark.parametrize("no", ["no", "cancel", "never mind", "No.", "don't send", "stop", "back", "nothing"])
def test_no_is_never_a_concern(no: str) -> None:
    room, amara = started(FIRST, SECOND)
    amara.says("concern")
    amara.says(no)
    assert amara.conversation.unsent is None
    assert raised(room) == []


QUESTIONS = ["who does it go to?", "is it confidential", "what happens when I raise a concern?", "who reads it?",
             "can I change it later?", "will mum find out"]  # fmt: skip


@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_question_is_answered_and_never_sent(asked: str) -> None:
    room, amara = started(FIRST, SECOND)
    amara.says("concern")
    told = amara.says(asked)
    assert "goes to Priya Nair" in told
    assert "You must still phone" in told
    assert amara.conversation.unsent is None
    amara.says(WORRY)
    assert shown(amara) == WORRY
    amara.says(asked)
    assert shown(amara) == WORRY
    assert raised(room) == []
    assert room.audit.answer("1.1") is None


@pytest.mark.parametrize("given", [f"good - {SEEN}", f"1.1 good - {SEEN}"])
def test_an_answer_stays_an_answer(given: str) -> None:
    room, amara = started(FIRST, SECOND)
    amara.says("concern")
    told = amara.says(given)
    assert words(room, "1.1") == SEEN
    assert "no concern has been sent" in told
    assert amara.conversation.unsent is None
    assert raised(room) == []


@pytest.mark.parametrize("yes", ["send", "Send now", "yes"])
def test_send_now(yes: str) -> None:
    room, amara = started(FIRST, SECOND)
    amara.says(f"concern: {WORRY}")
    assert "Your concern goes to Priya Nair now" in amara.says(yes)
    assert raised(room) == [WORRY]
    assert amara.conversation.unsent is None
    amara.says(f"concern: {WORRY}")
    assert raised(room) == [WORRY]
    assert amara.conversation.unsent is None


@pytest.mark.parametrize("no", ["do not send", "no", "cancel", "don't send it"])
def test_do_not_send_gives_the_words_back(no: str) -> None:
    room, amara = started(FIRST, SECOND)
    amara.says(f"concern: {WORRY}")
    assert WORRY in amara.says(no)
    assert raised(room) == []
    assert amara.conversation.unsent is None


def test_change() -> None:
    room, amara = started(FIRST, SECOND)
    amara.says(f"concern: {WORRY}")
    amara.says("change")
    assert amara.conversation.unsent is not None
    assert amara.conversation.unsent.words == WORRY
    amara.says("He was hit last night.")
    assert shown(amara) == "He was hit last night."
    amara.says("send")
    assert raised(room) == ["He was hit last night."]


def test_an_older_card_sends_nothing_else() -> None:
    room, amara = started(FIRST, SECOND)
    amara.says(f"concern: {WORRY}")
    old = amara.got(UnsentConcernView).concern
    amara.says("change")
    amara.says("He was hit last night.")
    amara.presses(SendConcern(old))
    assert raised(room) == []
    amara.presses(SendConcern(amara.got(UnsentConcernView).concern))
    assert raised(room) == ["He was hit last night."]
    amara.presses(SendConcern(old))
    amara.presses(DropConcern(old))
    assert raised(room) == ["He was hit last night."]


def test_changed_on_its_card() -> None:
    room, amara = started(FIRST, SECOND)
    amara.says(f"concern: {WORRY}")
    amara.presses(SendConcern(amara.got(UnsentConcernView).concern, "She was hit last night."))
    assert raised(room) == ["She was hit last night."]


def test_going_on_with_the_audit_keeps_it() -> None:
    room, amara = started(FIRST, SECOND)
    amara.says(f"concern: {WORRY}")
    amara.says(f"good - {SEEN}")
    assert answer(room, "1.1").value == "good"
    assert amara.conversation.unsent is not None
    room.now += timedelta(minutes=6)
    amara.says(f"1.2 good - {OTHER}")
    assert shown(amara) == WORRY
    assert amara.got(UnsentConcernView).again
    amara.presses(OpenAudit())
    assert shown(amara) == WORRY


@pytest.mark.parametrize("typed", [True, False])
def test_nothing_is_submitted_past_it(typed: bool) -> None:
    room, amara = started(FIRST, SECOND)
    answer_everything(room, AMARA)
    amara.says(f"concern: {WORRY}")
    told = amara.says("submit") if typed else amara.presses(SubmitStage(confirmed=True))
    assert "has not been sent, so the audit is not submitted yet" in told
    assert shown(amara) == WORRY
    assert room.audit.submitted_at is None
    amara.says("do not send")
    amara.presses(SubmitStage(confirmed=True))
    assert room.audit.submitted_at is not None


def buttons(chat: Chat) -> list[str]:
    return [o.label for v in chat.replies if isinstance(v, Sentence) for o in v.offers]


HIT = "father hit him again last night"


@pytest.mark.parametrize("typed", [HIT, f"good - {HIT}", f"note: {HIT}"])
def test_harm_is_answered_whatever_else_is_done(typed: str) -> None:
    room, amara = started(FIRST, SECOND)
    told = amara.says(typed)
    assert "may be about harm that is happening now" in told
    assert "ring Priya Nair or the duty team now" in told
    assert "Raise a concern" in buttons(amara)
    kept = [n.passage.text for n in room.audit.notes] + [
        words(room, "1.1") if room.audit.answer("1.1") else ""
    ]
    assert any(HIT in text for text in kept)
    amara.says("concern")
    assert HIT in shown(amara)
    assert raised(room) == []
    amara.says("send now")
    assert HIT in raised(room)[0]
    amara.says(f"1.2 good - {HIT}")
    assert "Raise a concern" not in buttons(amara), "this very concern is raised"


def test_harm_on_a_page_is_offered_once() -> None:
    _, amara = started(FIRST, SECOND)
    amara.saves({"1.1": ("good", f"{SEEN} {HIT}.")})
    assert "Raise a concern" in buttons(amara)
    button = amara.conversation.offer
    assert button is not None
    amara.says("go to 1.1")
    amara.saves({"1.1": ("ri", f"{SEEN} {HIT}.")})
    assert "Raise a concern" not in buttons(amara)
    amara.presses(TakeOffer(button.id))
    assert HIT in shown(amara)


def test_harm_in_a_row_and_in_plain_words() -> None:
    _, amara = started(question("views", answer_types.TEXT), question("actions", answer_types.ROWS))
    amara.says(f"Mum says {HIT}")
    assert "Raise a concern" in buttons(amara)


def test_a_concern_inside_a_note_is_shown() -> None:
    room, amara = started(FIRST, SECOND)
    amara.says("note: dad not in the genogram. concern: bruise on arm not followed up")
    assert shown(amara) == "bruise on arm not followed up"
    assert [n.passage.text for n in room.audit.notes]
    assert raised(room) == []


def test_ordinary_evidence_is_not_answered_so() -> None:
    _, amara = started(FIRST, SECOND)
    amara.presses(TakeNote("The 2019 injury was explored with mother."))
    assert buttons(amara) == []
