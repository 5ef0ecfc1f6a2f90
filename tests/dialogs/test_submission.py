"""Read back, submitted, reopened: only what is complete is sent, and the manager gets each card once."""

from __future__ import annotations

from dialogs.audits.events import EventKind
from dialogs.audits.route import path_through
from dialogs.conversation.subjects import ActionCard, SummaryCard, decode
from dialogs.conversation.views import (
    ActionView,
    BannerView,
    ConfirmSubmitView,
    GapsView,
    Notice,
    RecordView,
    ReviewView,
    SummaryView,
)
from dialogs.features.manager_actions import Acknowledge, ReopenAudit
from dialogs.features.rows import RemoveRow, SaveRow
from dialogs.features.submission import ReadBack, SubmitStage
from template_specs import answer_types
from template_specs.model import Part
from tests.dialogs.builders import AMARA, LEA, OTHER, PRIYA, SAM, SEEN, TIER2, question
from tests.dialogs.chat_harness import Chat, Room, answer_everything, started

Q1 = question("1.1", part=Part.SECTION_JUDGEMENT)
OVERALL = question("overall", section="end", part=Part.OVERALL_JUDGEMENT, evidence=None)
TABLE = question("actions", answer_types.ROWS, section="end")
WHY = "the plan was missed in section 5"


def complete() -> tuple[Room, Chat]:
    room, amara = started(Q1, OVERALL, TABLE)
    answer_everything(room, AMARA)
    return room, amara


def test_every_line_is_read_back_with_its_history_and_can_be_changed() -> None:
    _, amara = started(Q1, question("1.2"))
    amara.says(f"good - {SEEN}")
    amara.says(f"1.1: ri - {OTHER}")
    amara.says("review")
    view = amara.got(ReviewView)
    assert view.can_change
    first, second = view.lines
    assert (first.key, first.answer, first.passage and first.passage.text) == (
        "1.1",
        "Requires improvement",
        OTHER,
    )
    assert first.changes == ("Good until 5 June 2026 (Amara Diallo)",)
    assert (second.key, second.answered) == ("1.2", False)
    amara.says(f"go to {first.key}")
    assert amara.conversation.asked == "1.1"


def test_the_read_back_of_the_whole_form_in_parts() -> None:
    room, amara = started(template=TIER2)
    answer_everything(room, AMARA)
    amara.says("review")
    keys = []
    for part in range(amara.got(ReviewView).parts):
        amara.presses(ReadBack(part))
        keys += [line.key for line in amara.got(ReviewView).lines]
    asked = [q.id for q in TIER2.questions if q.id in {k.partition("/")[0] for k in keys}]
    assert list(dict.fromkeys(k.partition("/")[0] for k in keys)) == asked
    assert len(keys) == len(set(keys))
    assert "actions/k1" in keys


def test_submission_is_refused_until_everything_is_there() -> None:
    room, amara = started(template=TIER2)
    amara.says("submit")
    view = amara.got(GapsView)
    assert view.total == len(path_through(TIER2, room.audit).missing())
    assert view.gaps == ()
    assert sum(section.count for section in view.sections) == view.total
    assert all(section.first in room.template.by_id for section in view.sections)
    amara.presses(SubmitStage(confirmed=True))
    assert amara.got(GapsView).total == view.total
    assert not any(h.what is EventKind.SUBMITTED for h in room.events)


def test_graded_without_evidence_is_not_complete() -> None:
    _, amara = started(Q1)
    amara.says("good")
    amara.says("keep")
    amara.says("submit")
    assert [(gap.key, gap.why) for gap in amara.got(GapsView).gaps] == [("1.1", "Needs what you saw.")]


def test_confirmed_and_sent_with_a_card_for_the_summary_and_each_action() -> None:
    _, amara = complete()
    amara.presses(SaveRow("actions", {"what": "Ask her father", "by_when": "2026-07-01"}), token="k2")
    amara.says("submit")
    view = amara.got(ConfirmSubmitView)
    assert (view.overall, view.to, view.actions) == ("Good", "Priya Nair", 2)
    told = amara.says("yes")
    assert "Submitted." in told
    assert "Priya Nair" in told
    assert [(n.recipient, n.subject.encode()) for n in amara.notices if not n.text] == [
        ("priya", "summary"),
        ("priya", "action:actions/k1"),
        ("priya", "action:actions/k2"),
    ]
    told_to = [(n.recipient, n.text) for n in amara.notices if n.text]
    assert [who for who, _ in told_to] == ["sam"]
    assert "Amara Diallo submitted the audit of CF-1042." in told_to[0][1]


def test_pressed_the_live_card_becomes_one_line() -> None:
    _, amara = complete()
    amara.presses(SubmitStage(confirmed=True))
    assert amara.got(RecordView)
    assert "This audit has been submitted" in amara.presses(SubmitStage(confirmed=True))
    assert amara.notices == ()


def test_no_manager_no_submission() -> None:
    room, amara = started(Q1, manager=None)
    amara.says(f"good - {SEEN}")
    assert "No manager is named for this case" in amara.says("submit")
    assert not any(h.what is EventKind.SUBMITTED for h in room.events)


def test_after_it_the_answers_are_for_reading() -> None:
    room, amara = complete()
    amara.presses(SubmitStage(confirmed=True))
    count = len(room.events)
    for text in (f"1.1: ri - {OTHER}", "note: one more thing", "skip", "go to 1.1", "submit"):
        assert "submitted" in amara.says(text)
    assert len(room.events) == count
    amara.says("review")
    assert not amara.got(ReviewView).can_change


def test_reopened_with_a_reason_and_sent_again_on_the_same_cards() -> None:
    room, amara = complete()
    lea = Chat(room, LEA)
    assert "it is open already" in lea.presses(ReopenAudit(WHY))
    amara.presses(SubmitStage(confirmed=True))
    assert "Why are you reopening it?" in lea.presses(ReopenAudit("because"))
    told = lea.presses(ReopenAudit(WHY))
    assert "CF-1042 is open again" in told
    assert [(n.recipient, n.subject.encode()) for n in lea.notices if not n.text] == [
        ("priya", "summary"),
        ("priya", "action:actions/k1"),
    ]
    assert {n.recipient for n in lea.notices if WHY in n.text} == {"amara", "sam"}
    summary = room.shows(Notice("priya", SummaryCard()))
    assert isinstance(summary, BannerView)
    assert "with its auditors again" in summary.text
    sam = Chat(room, SAM)
    assert "you have not seen it yet" in sam.says(f"1.1: ri - {OTHER}")
    sam.says("mine")
    sam.presses(RemoveRow("actions/k1", 1))
    sam.presses(SaveRow("actions", {"what": "Ask her father", "by_when": "2026-07-01"}), token="k2")
    sam.presses(SubmitStage(confirmed=True))
    cards = [n.subject.encode() for n in sam.notices if not n.text]
    assert cards[:1] == ["summary"]
    assert set(cards) >= {"summary", "action:actions/k2"}
    assert any("submitted again" in n.text for n in sam.notices if n.recipient == "priya")
    taken_out = room.shows(Notice("priya", ActionCard("actions/k1")))
    assert isinstance(taken_out, BannerView)
    assert "taken this action out" in taken_out.text


def test_what_was_acknowledged_before_is_new_when_it_has_changed() -> None:
    room, amara = complete()
    amara.presses(SaveRow("actions", {"what": "Ask her father", "by_when": "2026-07-01"}), token="k2")
    amara.presses(SubmitStage(confirmed=True))
    priya = Chat(room, PRIYA)
    for subject in ("summary", "actions/k1", "actions/k2"):
        priya.presses(Acknowledge(subject))
    Chat(room, LEA).presses(ReopenAudit(WHY))
    amara.presses(SaveRow("actions/k2", {"what": "Ask her father and aunt"}, 1))
    amara.presses(SubmitStage(confirmed=True))

    def acknowledged(subject: str) -> bool:
        view = room.shows(Notice("priya", decode(subject)))
        assert isinstance(view, SummaryView | ActionView)
        return bool(view.acknowledged)

    assert not acknowledged("summary")
    assert acknowledged("action:actions/k1")
    assert not acknowledged("action:actions/k2")
    priya.presses(Acknowledge("summary"))
    assert acknowledged("summary")
