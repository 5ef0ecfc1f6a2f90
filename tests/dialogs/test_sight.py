"""Only what may be seen is drawn: before the summary is sent, after a reopening, for a role that was lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs.audits.audit import Role
from dialogs.audits.permissions import Sight, sees
from dialogs.conversation.given import Given
from dialogs.conversation.subjects import Told, decode
from dialogs.conversation.views import (
    BannerView,
    ConfirmSubmitView,
    Notice,
    PageView,
    ReviewView,
    Sentence,
    SummaryView,
)
from dialogs.features.manager_actions import Acknowledge, ReopenAudit, ReviewAction
from dialogs.features.navigation import GoTo, OpenAudit, ShowCard
from dialogs.features.notes import SettleNote, TakeNote
from dialogs.features.rows import RemoveRow, SaveRow
from dialogs.features.save_page import SavePage
from dialogs.features.submission import ReadBack
from dialogs.notices import notice_view
from dialogs.wording.summary_view import REOPENED, reading
from template_specs import answer_types
from template_specs.language.loader import library
from template_specs.model import Part, Template
from tests.dialogs.builders import AMARA, LEA, OTHER, PRIYA, SEEN, only_if, person, question
from tests.dialogs.chat_harness import Chat, Room, answer_everything, started
from tests.dialogs.test_stages import Life

WHY = "the plan was missed in section 5"
FORMS = [form for form in library().values() if form.summary_after != form.stages[0].id]
"""The forms whose summary goes to the manager after a later stage than the audit itself."""


def sent_room() -> tuple[Room, Chat]:
    room, amara = started(
        question("1.1"),
        question("overall", part=Part.OVERALL_JUDGEMENT, evidence=None),
        question("actions", answer_types.ROWS),
    )
    answer_everything(room, AMARA)
    amara.says("submit")
    amara.says("yes")
    assert room.audit.sent
    return room, amara


def test_there_is_a_form_whose_summary_comes_later() -> None:
    assert "deep-dive" in {form.id for form in FORMS}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_reopened_before_the_summary_was_sent_tells_the_manager_nothing(form: Template) -> None:
    life = Life(form)
    life.fills("amara")
    life.completes("amara")
    assert not life.audit.sent
    life.owed.clear()
    told = [view.text for view in life.does("ellen", ReopenAudit(WHY)) if isinstance(view, Sentence)]
    assert any("The manager has not been sent anything" in text for text in told)
    assert life.owed_to("priya") == []
    assert life.owed_to("amara")
    card = life.card("priya", "summary")  # and if one were owed all the same, it would say no more than this
    assert isinstance(card, BannerView)


def test_a_stale_card_after_a_reopening_shows_the_banner_alone() -> None:
    room, amara = sent_room()
    Chat(room, LEA).presses(ReopenAudit(WHY))
    amara.says(f"1.1: ri - {OTHER}")
    priya = Chat(room, PRIYA)
    for subject in ("summary", "actions/k1", "actions/never"):
        priya.presses(Acknowledge(subject))
        title = "Audit summary" if subject == "summary" else "Audit action"
        assert priya.replies == (BannerView("CF-1042", "Small audit", title, REOPENED),)
    assert room.audit.acknowledgements == ()
    assert "cannot be read now" in priya.presses(ReadBack())
    assert "has been reopened" in priya.presses(ReviewAction("actions/k1", {"reviewed": "2026-06-05"}, 1))
    for subject in ("summary", "action:actions/k1"):
        assert isinstance(room.shows(Notice("priya", decode(subject))), BannerView)


def test_a_manager_without_the_role_is_shown_nothing_and_told_nothing() -> None:
    room, _ = sent_room()
    lost = replace(PRIYA, roles=frozenset({Role.PRACTITIONER}))
    context = reading(room.template, room.audit, room.turn(lost))
    for subject in ("summary", "action:actions/k1", "stage:audit", "told:7", "concern:none"):
        assert notice_view(context, Notice("priya", decode(subject), text="It is there.")) is None
    chat = Chat(room, lost)
    assert "Only the manager named" in chat.presses(Acknowledge("summary"))
    assert "not allocated to you" in chat.presses(ReadBack())


def test_an_auditor_without_the_role_is_told_nothing() -> None:
    room, _ = sent_room()
    lost = replace(AMARA, roles=frozenset[Role]())
    context = reading(room.template, room.audit, room.turn(lost))
    assert notice_view(context, Notice("amara", Told("9"), text=f"Lea reopened it: {WHY}.")) is None
    assert "not allocated to you" in Chat(room, lost).presses(ReadBack())


@pytest.mark.parametrize("part", ["manager", "practitioner", "iro"])
def test_a_qa_lead_of_their_own_case_reads_it_when_it_is_sent(part: str) -> None:
    named: dict[str, Any] = {part: "lea"}
    room, _ = started(question("1.1"), **named)
    answer_everything(room, AMARA)
    lea = Chat(room, LEA)
    lea.presses(ReadBack())
    assert not any(isinstance(view, ReviewView) for view in lea.replies)
    assert sees(LEA, room.audit) is Sight.NOTHING
    room.audit = replace(room.audit, sent=True)
    lea.presses(ReadBack())
    assert lea.got(ReviewView)
    assert sees(person("Ada Quill", Role.QA_LEAD), replace(room.audit, sent=False)) is Sight.FULL


def deep() -> tuple[Life, str, str]:
    """A deep dive under way, the key of an auditors' action and the id of an auditors' note."""
    life = Life(library()["deep-dive"])
    life.fills("amara")
    row = next(key for key in life.audit.history if "/" in key)
    life.does("amara", SavePage((), SaveRow(row, {}, 99)))
    life.does("amara", TakeNote(f"The chronology: {SEEN}"))
    return life, row, life.audit.notes[0].id


@pytest.mark.parametrize("who", ["jo", "ivy"])
def test_what_is_others_is_unknown_to_contributors(who: str) -> None:
    life, row, note = deep()
    before = life.audit
    for command in (
        RemoveRow(row, 99),
        SaveRow(row, {}),
        SettleNote(note),
        GoTo(row),
        SaveRow(row, {}, 99),
    ):
        replies = life.does(who, command)
        assert life.audit is before or life.audit == before, command
        assert life.walks[who].drafts == {}
        assert life.walks[who].editing == ""
        for view in replies:
            assert "chronology" not in repr(view).lower() or isinstance(view, PageView)
            assert not isinstance(view, SummaryView | ReviewView)


def test_notes_are_the_auditors_and_the_takers_own() -> None:
    life, _, note = deep()
    life.does("jo", TakeNote("His file is at the court."))
    own = life.audit.notes[-1]
    assert own.by == "jo"
    life.does("jo", SettleNote(note))
    assert not life.audit.notes[0].settled
    life.does("jo", SettleNote(own.id))
    assert life.audit.notes[-1].settled


def test_nobody_is_asked_to_complete_what_is_not_theirs_to_complete() -> None:
    """A contributor whose questions are all closed is told so, and sees no last question with the grade."""
    room, _ = started(
        question("overall", part=Part.OVERALL_JUDGEMENT, evidence=None),
        question(
            "view", answer_types.TEXT, by=("practitioner",), required=False, when=only_if("overall", "ri")
        ),
        practitioner="jo",
    )
    answer_everything(room, AMARA)
    jo = Chat(room, person("Jo Whitfield", Role.PRACTITIONER))
    for command in (OpenAudit(), ShowCard(), SavePage(())):
        jo.presses(command, token="")
        (told,) = [view for view in jo.replies if isinstance(view, Sentence)]
        assert "all that is needed from you" in told.text
        assert not any(isinstance(view, ConfirmSubmitView | PageView) for view in jo.replies)


def test_what_a_contributor_wrote_too_late_is_kept_for_them() -> None:
    room, amara = started(
        question("overall", part=Part.OVERALL_JUDGEMENT, evidence=None),
        question("view", answer_types.TEXT, by=("practitioner",), required=False),
        practitioner="jo",
    )
    answer_everything(room, AMARA)
    amara.says("submit")
    amara.says("yes")
    jo = Chat(room, person("Jo Whitfield", Role.PRACTITIONER))
    told = jo.presses(SavePage((Given("view", OTHER), Given("overall", "good", None, 1))), token="")
    assert "What you wrote is kept" in told
    assert list(jo.conversation.drafts) == ["view"]
    assert jo.conversation.drafts["view"].value == OTHER
