"""Remarks out of order find their question; a concern goes to the manager at once."""

from __future__ import annotations

from dialogs.conversation.subjects import ConcernStatus
from dialogs.conversation.views import ConcernStatusView, ConcernView, Notice, PageView, Sentence
from dialogs.features.concerns import RaiseConcern, RecordConcernDelivery
from dialogs.features.manager_actions import Acknowledge
from dialogs.features.notes import SettleNote, TakeNote
from dialogs.features.submission import SubmitStage
from template_specs import answer_types
from template_specs.model import EvidenceBox, Part
from tests.dialogs.builders import AMARA, OTHER, PRIYA, SAM, SEEN, question
from tests.dialogs.chat_harness import Chat, answer, answer_everything, started, words

GENOGRAM = question("1.1", text="How good is the genogram?", short="Genogram")
SCHOOL = question("1.2", text="How was the school involved?", short="School")
NOTE = "Father is not in the genogram, and nobody asked why."
WORRY = "She said today that she is afraid to go home."


def test_a_note_is_offered_where_it_fits_and_used_there() -> None:
    room, amara = started(SCHOOL, GENOGRAM)
    assert "Noted. I will offer it at 1.1 Genogram." in amara.says(f"note: {NOTE}")
    amara.says("card")
    assert amara.sees("1.2").notes == ()
    note = amara.sees("1.1").notes[0]
    assert (note.by, note.passage.text) == ("Amara Diallo", NOTE)
    amara.saves({"1.1": ("good", SEEN)})
    amara.presses(SettleNote(note.id, "1.1"))
    assert words(room, "1.1") == f"{SEEN}\n{NOTE}"
    assert answer(room, "1.1").value == "good"
    assert amara.says("go to 1.1")
    assert amara.sees("1.1").notes == ()
    assert "used or dropped already" in amara.presses(SettleNote(note.id, "1.1"))


def test_a_note_dropped_stays_on_the_record() -> None:
    room, amara = started(GENOGRAM)
    amara.says(f"note: {NOTE}")
    assert "The note is dropped. It stays on the record." in amara.presses(SettleNote(room.audit.notes[0].id))
    assert [(n.passage.text, n.settled) for n in room.audit.notes] == [(NOTE, True)]


def test_a_note_that_fits_nothing_is_offered_at_the_overview() -> None:
    overview = question("overview", answer_types.TEXT, part=Part.OVERVIEW, section="end")
    _, amara = started(GENOGRAM, overview)
    assert "when you come to the overview" in amara.says("note: cake was lovely")
    amara.says("go to overview")
    assert amara.sees("overview").notes


def test_a_note_goes_only_where_there_is_a_box_and_room_for_it() -> None:
    small = question("1.3", evidence=EvidenceBox(limit=60))
    room, amara = started(GENOGRAM, question("when", answer_types.DATE), small)
    amara.says(f"note: {NOTE}")
    note = room.audit.notes[0].id
    assert "has no box for words" in amara.presses(SettleNote(note, "when"))
    amara.saves({"1.3": ("good", "Seen twice in May.")})
    assert "would hold more than 60 characters" in amara.presses(SettleNote(note, "1.3"))
    assert "not open now" in amara.presses(SettleNote(note, "nowhere"))
    assert not room.audit.notes[0].settled
    assert room.audit.answer("when") is None


def test_a_note_waits_while_the_box_holds_something_unsaved() -> None:
    room, amara = started(GENOGRAM)
    long = "It says nothing of her father. " * 200
    amara.says(f"note: {NOTE}")
    amara.saves({"1.1": ("good", long)})
    assert "the note is kept" in amara.presses(SettleNote(room.audit.notes[0].id, "1.1"))
    assert amara.conversation.drafts["1.1"].words == long.strip()
    assert not room.audit.notes[0].settled


def test_empty_and_overlong_notes() -> None:
    room, amara = started(GENOGRAM)
    assert "Type note: and then what you want to keep" in amara.says("note:")
    assert "Please split it in two." in amara.says("note: " + "word " * 1000)
    assert room.audit.notes == ()


def test_the_same_message_twice_is_one_note() -> None:
    room, amara = started(GENOGRAM)
    amara.presses(TakeNote(NOTE), token="m1")
    amara.presses(TakeNote(NOTE), token="m1")
    amara.presses(TakeNote(OTHER), token="m1")
    assert [n.passage.text for n in room.audit.notes] == [NOTE, OTHER]
    assert len({n.id for n in room.audit.notes}) == 2


def test_a_concern_goes_to_the_manager_and_comes_back() -> None:
    room, amara = started(GENOGRAM)
    amara.says(f"concern: {WORRY}")
    told = amara.says("send now")
    assert "Your concern goes to Priya Nair now" in told
    assert "You must still phone" in told
    concern = room.audit.concerns[0]
    assert [(n.recipient, n.subject.encode(), n.urgent) for n in amara.notices] == [
        ("priya", f"concern:{concern.id}", True),
        ("amara", f"concern-status:{concern.id}", False),
    ]
    step = room.action(PRIYA, RecordConcernDelivery(concern.id))
    assert [n.recipient for n in step.notices] == ["amara"]
    assert room.action(PRIYA, RecordConcernDelivery(concern.id)).events == ()
    priya = Chat(room, PRIYA)
    priya.presses(Acknowledge(f"concern/{concern.id}"))
    shown = priya.got(ConcernView)
    assert shown.acknowledged.startswith("Read by Priya Nair, 5 June 2026 at 2:")
    assert not shown.can_acknowledge
    told_to = [(n.recipient, n.text) for n in priya.notices if n.text]
    assert told_to == [("amara", "Priya Nair has read your concern on CF-1042.")]
    status = room.shows(Notice("amara", ConcernStatus(concern.id)))
    assert isinstance(status, ConcernStatusView)
    assert status.delivered_at is not None
    assert status.acknowledged
    priya.presses(Acknowledge(f"concern/{concern.id}"))
    assert priya.notices == ()


def test_a_concern_where_no_manager_is_named() -> None:
    room, amara = started(GENOGRAM, manager=None)
    amara.says(f"concern: {WORRY}")
    told = amara.says("send now")
    assert "nobody has received it. Call the team or the duty manager now." in told
    assert [n.recipient for n in amara.notices] == ["amara"]
    assert room.audit.concerns[0].to is None


def test_a_concern_by_card_brings_the_page_back_with_what_was_said() -> None:
    room, amara = started(GENOGRAM, SCHOOL)
    told = amara.saves({"1.1": ("good", SEEN)}, then=RaiseConcern(WORRY))
    assert "Your concern goes to Priya Nair now" in told
    page = amara.got(PageView)
    assert page.questions[0].key == "1.1"
    assert words(room, "1.1") == SEEN


def test_the_same_press_twice_is_one_concern_and_other_words_are_another() -> None:
    room, amara = started(GENOGRAM)
    amara.presses(RaiseConcern(WORRY), token="c1")
    assert "already been sent" in amara.presses(RaiseConcern(WORRY), token="c1")
    assert amara.notices == ()
    amara.presses(RaiseConcern("Now there are bruises too."), token="c1")
    assert [c.passage.text for c in room.audit.concerns] == [WORRY, "Now there are bruises too."]
    assert len({c.id for c in room.audit.concerns}) == 2


def test_the_word_alone_asks_for_the_words() -> None:
    room, amara = started(GENOGRAM)

    def raised() -> list[str]:
        return [concern.passage.text for concern in room.audit.concerns]

    assert "You see your words first. They go to Priya Nair" in amara.says("concern")
    amara.says("where am i")
    assert raised() == []
    amara.says(WORRY)
    assert raised() == []
    amara.says("yes")
    assert raised() == [WORRY]
    amara.says("concern")
    amara.says("back")
    amara.says(f"good - {OTHER}")
    assert raised() == [WORRY]
    assert words(room, "1.1") == OTHER


def test_an_overlong_concern_is_not_sent_and_given_back() -> None:
    room, amara = started(GENOGRAM)
    long = "She is afraid. " * 400
    told = amara.presses(RaiseConcern(long))
    assert "It has not been sent. Call Priya Nair now if it cannot wait" in told
    given_back = [v.text.partition("\n\n")[2] for v in amara.replies if isinstance(v, Sentence)]
    assert "".join(given_back) == long.strip()
    assert room.audit.concerns == ()
    assert amara.got(PageView)


def test_an_empty_concern() -> None:
    room, amara = started(GENOGRAM)
    assert "Please write your concern" in amara.presses(RaiseConcern("  "))
    assert room.audit.concerns == ()


def test_a_concern_can_be_raised_after_the_submission() -> None:
    room, amara = started(GENOGRAM)
    answer_everything(room, AMARA)
    Chat(room, SAM).presses(SubmitStage(confirmed=True))
    amara.says(f"concern: {WORRY}")
    assert "Your concern goes to Priya Nair now" in amara.says("send")
    assert len(room.audit.concerns) == 1
