"""What notices are about: the strings that the outbox stores, and the types that they are read back to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.conversation.action_subjects import ActionReminder, ActionReminderKind, OwnActionCard
from dialogs.conversation.subjects import (
    KINDS,
    ActionCard,
    ConcernCard,
    ConcernStatus,
    DraftCard,
    EnquiryCard,
    FollowUpCard,
    ReminderKind,
    ReminderMessage,
    ResultCard,
    StageCard,
    Subject,
    SummaryCard,
    Told,
    ToldConcernHeldUp,
    ToldFormer,
    ToldSummaryHeldUp,
    ToldToRead,
    UnknownSubject,
    UnsentConcern,
    acknowledged,
    decode,
    kind_of,
)

STORED: dict[str, tuple[Subject, str]] = {
    "summary": (SummaryCard(), "summary"),
    "action:actions/k1": (ActionCard("actions/k1"), "action"),
    "own:actions/k1": (OwnActionCard("actions/k1"), "own"),
    "action-due:effect:2026-06-05:actions/k1": (
        ActionReminder(ActionReminderKind.EFFECT, date(2026, 6, 5), "actions/k1"),
        "action-due",
    ),
    "stage:moderation": (StageCard("moderation"), "stage"),
    "concern:9f3a": (ConcernCard("9f3a"), "concern"),
    "concern-status:9f3a": (ConcernStatus("9f3a"), "concern-status"),
    "unsent:1780660800000000": (UnsentConcern(1780660800000000), "unsent"),
    "reminder:before:audit:2026-06-05": (
        ReminderMessage(ReminderKind.BEFORE, "audit", date(2026, 6, 5)),
        "reminder",
    ),
    "reminder:after:qa_check:2026-06-05": (
        ReminderMessage(ReminderKind.AFTER, "qa_check", date(2026, 6, 5)),
        "reminder",
    ),
    "result:": (ResultCard(), "result"),
    "draft:": (DraftCard(), "draft"),
    "followup:overall": (FollowUpCard("overall"), "followup"),
    "enquiry:9f3a": (EnquiryCard("9f3a"), "enquiry"),
    "told:read:0a1b2c3d": (ToldToRead("0a1b2c3d"), "told"),
    "told:41": (Told("41"), "told"),
    "told:0a1b2c3d4e5f6071": (Told("0a1b2c3d4e5f6071"), "told"),
    "told:former:0a1b2c3d": (ToldFormer("0a1b2c3d"), "told"),
    "told:concern:9f3a:p7:late": (ToldConcernHeldUp("9f3a", "p7", "late"), "told"),
    "told:concern:9f3a:29:1abc:no_address": (ToldConcernHeldUp("9f3a", "29:1abc", "no_address"), "told"),
    "told:concern:9f3a": (ToldConcernHeldUp("9f3a"), "told"),  # the first version wrote no more
    "told:late:0": (ToldSummaryHeldUp(0), "told"),
    "told:late:2:left": (ToldSummaryHeldUp(2, left=True), "told"),
}
"""Every shape that any version has stored: rows with these stand in outboxes, sealed under them."""


@pytest.mark.parametrize("text", STORED)
def test_the_stored_strings_stay_as_they_are(text: str) -> None:
    subject, kind = STORED[text]
    assert subject.encode() == text
    assert decode(text) == subject
    assert kind_of(subject) == kind


def test_every_kind_is_listed() -> None:
    assert set(KINDS) == {kind for _, kind in STORED.values()}
    assert kind_of(UnknownSubject("x")) not in KINDS


ids = st.text(st.characters(exclude_characters=":"), min_size=1)
subjects: st.SearchStrategy[Subject] = st.one_of(
    st.builds(SummaryCard),
    st.builds(ActionCard, st.text()),
    st.builds(OwnActionCard, st.text()),
    st.builds(ActionReminder, st.sampled_from(ActionReminderKind), st.dates(), st.text()),
    st.builds(StageCard, st.text()),
    st.builds(ConcernCard, st.text()),
    st.builds(ConcernStatus, st.text()),
    st.builds(UnsentConcern, st.integers(min_value=0)),
    st.builds(ReminderMessage, st.sampled_from(ReminderKind), st.text(), st.dates()),
    st.builds(Told, ids),
    st.builds(ToldFormer, ids),
    st.builds(ToldConcernHeldUp, ids, st.text(min_size=1), ids),
    st.builds(ToldConcernHeldUp, ids),
    st.builds(ToldSummaryHeldUp, st.integers(min_value=0), st.booleans()),
)


@given(subjects)
def test_a_subject_comes_back_as_it_was(subject: Subject) -> None:
    assert decode(subject.encode()) == subject


@given(
    st.text()
    | st.builds("{}{}".format, st.sampled_from(sorted(STORED)), st.text())
    | st.builds("{}:{}".format, st.sampled_from(KINDS), st.text("0123:-betforalconem_"))
)
def test_whatever_is_stored_keeps_its_string(text: str) -> None:
    assert decode(text).encode() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "later:1",
        "summary:1",
        "told",
        "unsent:soon",
        "unsent:007",
        "reminder:before:audit:soon",
        "reminder:never:audit:2026-06-05",
        "reminder:before",
        "told:late:often",
        "told:late:1:gone",
        "told:concern:9f3a:p7",
    ],
)
def test_what_no_version_wrote_is_unknown(text: str) -> None:
    assert decode(text) == UnknownSubject(text)


def test_what_a_press_acknowledges() -> None:
    assert acknowledged("summary") == SummaryCard()
    assert acknowledged("concern/9f3a") == ConcernCard("9f3a")
    assert acknowledged("actions/k1") == ActionCard("actions/k1")
