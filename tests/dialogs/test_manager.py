"""The manager's cards: acknowledged once, reviewed in supervision, never at the cost of what was written."""

from __future__ import annotations

from dialogs.conversation.cells import cells_of
from dialogs.conversation.subjects import SummaryCard
from dialogs.conversation.views import ActionView, Notice, SummaryView
from dialogs.features.manager_actions import Acknowledge, ReviewAction
from dialogs.features.submission import SubmitStage
from template_specs import answer_types
from template_specs.model import Part
from tests.dialogs.builders import AMARA, PRIYA, question
from tests.dialogs.chat_harness import Chat, Room, answer_everything, started

KEY = "actions/k1"


def submitted() -> tuple[Room, Chat]:
    room, amara = started(
        question("1.1"),
        question("overall", part=Part.OVERALL_JUDGEMENT, evidence=None),
        question("actions", answer_types.ROWS),
    )
    answer_everything(room, AMARA)
    amara.presses(SubmitStage(confirmed=True))
    return room, Chat(room, PRIYA)


def test_acknowledged_once() -> None:
    room, priya = submitted()
    before = room.shows(Notice("priya", SummaryCard()))
    assert isinstance(before, SummaryView)
    assert before.can_acknowledge
    priya.presses(Acknowledge("summary"), token="")
    assert priya.got(SummaryView).acknowledged.startswith("Acknowledged by Priya Nair, 5 June 2026 at 2:")
    assert not priya.got(SummaryView).can_acknowledge
    assert [(n.recipient, n.text) for n in priya.notices if n.text] == [
        (who, "Priya Nair acknowledged the summary of CF-1042.") for who in ("amara", "sam")
    ]
    priya.presses(Acknowledge("summary"), token="")
    assert priya.notices == ()
    assert len(room.audit.acknowledgements) == 1
    assert priya.got(SummaryView)


def test_an_action_is_acknowledged_on_its_own() -> None:
    room, priya = submitted()
    priya.presses(Acknowledge(KEY))
    assert priya.got(ActionView).acknowledged
    assert any("action 1 of CF-1042" in n.text for n in priya.notices)
    assert [a.subject for a in room.audit.acknowledgements] == [KEY]


def test_what_is_no_card_cannot_be_acknowledged() -> None:
    room, priya = submitted()
    for subject in ("1.1", "nowhere", "", "concern/nobody", "actions", "actions/none", "1.1/x"):
        assert "not part of the audit any more" in priya.presses(Acknowledge(subject)), subject
    assert room.audit.acknowledgements == ()


def test_reviewed_in_supervision() -> None:
    room, priya = submitted()
    priya.presses(ReviewAction(KEY, {"reviewed": "5/6/2026", "comments": "Under way."}, 1))
    view = priya.got(ActionView)
    assert view.reviewed == "Reviewed by Priya Nair, 5 June 2026"
    assert view.revision == 2
    cells = cells_of(room.audit.rows["actions"][0])
    assert (cells["reviewed"], cells["comments"]) == ("2026-06-05", "Under way.")
    assert cells["what"] == "Action of one"  # the auditors' columns stay
    assert any("reviewed action 1" in n.text for n in priya.notices if n.recipient == "amara")


def test_faults_bring_the_words_back_with_every_reason() -> None:
    room, priya = submitted()
    priya.presses(ReviewAction(KEY, {"reviewed": "1 January 2031", "comments": "x" * 1200}, 1))
    view = priya.got(ActionView)
    assert "is still to come" in view.problem
    assert "1,200 characters" in view.problem
    assert [c.value for c in view.review] == ["1 January 2031", "x" * 1200]
    assert len(room.audit.history[KEY]) == 1


def test_nothing_changed_and_seen_too_early() -> None:
    room, priya = submitted()
    priya.presses(ReviewAction(KEY, {}, 1))
    assert "Nothing has been saved yet." in priya.got(ActionView).problem
    priya.presses(ReviewAction(KEY, {"reviewed": "2026-06-04"}, 1))
    priya.presses(ReviewAction(KEY, {"reviewed": "2026-06-05", "comments": "Later words"}, 1))
    view = priya.got(ActionView)
    assert "changed this action at" in view.problem
    assert [c.value for c in view.review] == ["2026-06-05", "Later words"]
    assert cells_of(room.audit.rows["actions"][0])["reviewed"] == "2026-06-04"


def test_what_is_no_action_cannot_be_reviewed() -> None:
    room, priya = submitted()
    count = len(room.events)
    for key in ("1.1", "nowhere/x", "1.1/x", ""):
        assert "not part of the audit" in priya.presses(ReviewAction(key, {"reviewed": "2026-06-05"}, 1))
    assert "taken this action out" in priya.presses(ReviewAction("actions/none", {}, 1))
    assert len(room.events) == count


def test_one_notice_for_each_person_and_subject() -> None:
    room, amara = started(question("1.1"), manager="sam")
    answer_everything(room, AMARA)
    amara.presses(SubmitStage(confirmed=True))
    owed = [(n.recipient, n.subject.encode()) for n in amara.notices]
    assert len(owed) == len(set(owed))
