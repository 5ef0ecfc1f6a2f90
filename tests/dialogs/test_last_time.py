"""Last time's actions: what is typed and pressed of them, who may, whose word counts, and what is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.cards.elements import LIMIT
from bot.cards.render import render
from dialogs.audits.audit import Person, Role, State
from dialogs.audits.events import EventKind, apply
from dialogs.audits.last_time import Found, standing
from dialogs.conversation.turn import LastAction, Turn
from dialogs.conversation.views import ConfirmSubmitView, LastTimeView
from dialogs.features.last_time import SaveLastTime, SayLastTime, ShowLastTime
from dialogs.features.submission import SubmitStage
from dialogs.programme.findings import found_in
from dialogs.wording.last_time import FOUND, read_found
from template_specs import answer_types
from tests.dialogs.builders import AMARA, LEA, PRIYA, SAM, SEEN, STRANGER, form, new_audit, person, question
from tests.dialogs.chat_harness import Chat, Room, answer_everything

AUDITED = date(2025, 6, 17)
ASKED = tuple(
    LastAction(
        f"a0/actions/k{number}", number, what, f"{what} (Jo, by 30 June)", AUDITED, "Audit of 17 June 2025"
    )
    for number, what in enumerate(("Write the chronology anew", "See her at school", "Ask her father"), 1)
)
FIRST, SECOND, THIRD = (asked.action for asked in ASKED)


@dataclass
class Again(Room):
    """A room in which the case was audited before."""

    asked: tuple[LastAction, ...] = ASKED

    def turn(self, who: Person, **more: object) -> Turn:
        return replace(super().turn(who, **more), last_actions=self.asked)  # type: ignore[arg-type]


def again(**more: object) -> tuple[Again, Chat, Chat]:
    template = form(question("1.1"), question("actions", answer_types.ROWS))
    room = Again(template, new_audit(template, **more))
    amara, sam = Chat(room, AMARA), Chat(room, SAM)
    amara.opens()
    return room, amara, sam


def stands(room: Room) -> dict[str, tuple[str, Found, str]]:
    counts = standing(room.audit.last_time).values()
    return {said.action: (said.by, said.found, said.words) for said in counts}


def test_what_is_typed_of_an_action_is_read() -> None:
    read = {
        "done and helped - she was seen each week": (Found.HELPED, "she was seen each week"),
        "Done, and it helped: the school says so": (Found.HELPED, "the school says so"),
        ": it helped": (Found.HELPED, ""),
        "done and it made no difference": (Found.NO_DIFFERENCE, ""),
        "Done, but it didn't help, as nobody read it": (Found.NO_DIFFERENCE, "as nobody read it"),
        "partly done because Jo left in May": (Found.PARTLY, "Jo left in May"),
        "Partly": (Found.PARTLY, ""),
        "not done.": (Found.NOT_DONE, ""),
        "can’t tell from the file - no record since": (Found.CANNOT_TELL, "no record since"),
        **{label: (found, "") for found, label in FOUND.items()},
        "done": (None, ""),
        "yes - it was": (None, "it was"),
        "visits were missed": (None, ""),
    }
    wrong = {
        typed: told
        for typed, wanted in read.items()
        if ((told := read_found(typed)).found, told.words) != wanted
    }
    assert not wrong
    assert not read_found(" visits were missed").begins


def test_a_card_keeps_what_was_chosen_and_what_is_left_is_said() -> None:
    room, amara, _sam = again()
    amara.says("last time")
    view = amara.got(LastTimeView)
    assert [(box.found, box.words) for box in view.boxes] == [("", "")] * 3, "nothing is filled in beforehand"
    told = amara.presses(
        SaveLastTime(
            ((FIRST, "helped", "It is read out."), (SECOND, "not_done", ""), (THIRD, "", "Who?")), view.seen
        )
    )
    assert "2 of 3 answered" in told
    view = amara.got(LastTimeView)
    assert view.problems == ("Action 3: choose what became of it.",)
    assert view.boxes[2].words == "Who?", "what was written stays in its box"
    assert view.boxes[0].said_by.startswith("Said by Amara Diallo, 5 June 2026")
    assert stands(room) == {
        FIRST: ("amara", Found.HELPED, "It is read out."),
        SECOND: ("amara", Found.NOT_DONE, ""),
    }
    assert room.folded() == room.audit

    before = room.audit.revision
    told = amara.presses(SaveLastTime(((FIRST, "helped", "It is read out."),), view.seen))
    assert "Nothing has been changed" in told
    assert room.audit.revision == before
    amara.presses(SaveLastTime(((FIRST, "helped", "x" * 501),), view.seen))
    assert amara.got(LastTimeView).problems[0].startswith("Action 1: this is 501 characters, and 500 fit")
    amara.presses(SaveLastTime(((FIRST, "helped", ""), (SECOND, "sideways", "")), view.seen))
    assert stands(room)[FIRST] == ("amara", Found.HELPED, "")
    assert stands(room)[SECOND] == ("amara", Found.NOT_DONE, "")


def test_of_a_pair_the_latest_word_counts_and_an_old_card_takes_nothing_back() -> None:
    room, amara, sam = again()
    amara.says("last time 1 done and helped - it is read out")
    sam.says("last time")
    seen = sam.got(LastTimeView).seen
    amara.says("last time 1 partly done - half of it")
    sam.presses(SaveLastTime(((FIRST, "helped", "it is read out"), (SECOND, "not_done", "")), seen))
    assert stands(room)[FIRST] == ("amara", Found.PARTLY, "half of it"), "Sam changed only the second"
    assert stands(room)[SECOND] == ("sam", Found.NOT_DONE, "")
    sam.says("last time 1 not done")
    assert stands(room)[FIRST] == ("sam", Found.NOT_DONE, "")
    assert [said.found for said in room.audit.last_time if said.action == FIRST] == [
        *(Found.HELPED, Found.PARTLY, Found.NOT_DONE)
    ]
    assert found_in(room.template, room.audit.replace(state=State.FINAL)).last_time == (
        "not_done",
        "not_done",
    )
    second = room.audit.replace(state=State.FINAL, second_of="a7")
    assert not found_in(room.template, second).last_time, "a second audit counts in no figure"


def test_typed_words_are_asked_about_or_left_to_be_evidence() -> None:
    room, amara, _sam = again()
    told = amara.says("last time 2 partly - she was seen twice")
    assert "See her at school: partly done. Saved." in told
    assert "1 of 3 answered" in told
    assert "What shows it?" in amara.says("last time 3: not done")
    told = amara.says("last time 1 done")
    assert "What became of action 1, “Write the chronology anew”?" in told
    assert "“done, and it helped”" in told
    assert "Nothing has been kept yet" in told
    assert "There are 3 actions of last time, and 7 is none of them" in amara.says("last time 7 not done")
    assert isinstance(room.understood(AMARA, "last time 2"), ShowLastTime)
    evidence = room.understood(AMARA, "last time 3 visits were missed, and her words were not in the notes")
    assert not isinstance(evidence, SayLastTime | ShowLastTime)
    assert set(stands(room)) == {SECOND, THIRD}


def test_it_is_offered_once_more_before_submission_and_holds_nothing_up() -> None:
    room, amara, _sam = again()
    answer_everything(room, AMARA)
    amara.says("last time 1 not done")
    amara.presses(SubmitStage())
    view = amara.got(ConfirmSubmitView)
    assert view.asks_last_time
    assert any(line.startswith("Nothing is said yet of 2 of last time's actions") for line in view.before)
    amara.says("last time 2 not done")
    amara.says("last time 3 cannot tell")
    amara.presses(SubmitStage())
    view = amara.got(ConfirmSubmitView)
    assert not view.asks_last_time
    assert not any("last time's actions" in line for line in view.before)
    amara.presses(SubmitStage(confirmed=True))
    assert room.audit.submitted_at is not None


def test_only_its_auditors_say_so_and_only_while_they_are_at_it() -> None:
    jo = person("Jo Whitfield", Role.PRACTITIONER)
    for who in (PRIYA, LEA, STRANGER, jo):
        room, _amara, _sam = again(practitioner=jo.id)
        chat = Chat(room, who)
        for command in (ShowLastTime(), SaveLastTime(((FIRST, "helped", SEEN),)), SayLastTime(1, "not done")):
            chat.presses(command)
            assert not any(isinstance(view, LastTimeView) for view in chat.replies), who.name
        assert not room.audit.last_time, who.name
        assert not isinstance(room.understood(who, "last time 1 not done"), SayLastTime), who.name
    room, amara, _sam = again()
    room.audit = room.audit.replace(state=State.SUBMITTED)
    assert "What you wrote, to copy" in amara.presses(SaveLastTime(((FIRST, "helped", SEEN),)))
    assert not room.audit.last_time


def test_what_a_later_version_wrote_is_read_as_an_acknowledgement() -> None:
    room, amara, _sam = again()
    amara.says("last time 1 not done")
    event = next(e for e in room.events if e.what is EventKind.ACKNOWLEDGED)
    assert isinstance(event.value, dict)
    for other in ({"found": "sideways"}, {"audited": "soon"}, {"number": "first"}):
        later = replace(event, value={**event.value, **other})
        after = apply(room.audit, later)
        assert after.last_time == room.audit.last_time
        assert after.acknowledgements[-1].subject == event.key


def test_many_actions_go_over_several_cards_each_light_enough() -> None:
    many = tuple(
        replace(ASKED[0], action=f"{'c' * 32}/actions/{'k' * 16}{n}", number=n, stands="Much to do. " * 90)
        for n in range(1, 25)
    )
    room, amara, _sam = again()
    room.asked = many
    amara.says("last time")
    told = "\U0001f600" * 500
    for first in (0, 8, 16):
        view = amara.got(LastTimeView)
        assert [box.number for box in view.boxes] == [*range(first + 1, first + 9)]
        boxes = tuple((box.action, "helped", told) for box in view.boxes)
        amara.presses(SaveLastTime(boxes, view.seen, first + 8 if first < 16 else 0))
    view = amara.got(LastTimeView)
    assert view.skip == 0
    assert all(box.words == told for box in view.boxes)
    card = render(view).card
    assert card is not None
    assert len(card.json) <= LIMIT
    last = many[-1].action
    amara.presses(SaveLastTime(((last, "", "Who?"),), 0, 0))
    assert last in {box.action for box in amara.got(LastTimeView).boxes}, "the card with the fault is shown"
