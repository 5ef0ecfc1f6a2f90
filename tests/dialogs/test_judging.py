"""What stands beside a grade: the meaning of each step, and ticks on a page of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.cards import render
from dialogs.conversation.given import Given
from dialogs.conversation.views import PageView, QuestionView
from dialogs.features.navigation import GoTo, OpenAudit
from dialogs.features.save_page import SavePage
from dialogs.features.submission import SubmitStage
from template_specs.language.loader import library
from tests.connector import buttons, words
from tests.dialogs.builders import SEEN
from tests.dialogs.chat_harness import answer, started
from tests.dialogs.test_stages import Life


@pytest.fixture
def deep_dive() -> Life:
    life = Life(library()["deep-dive"])
    life.does("amara", OpenAudit())
    return life


def elements(value: Any) -> Iterator[dict[str, Any]]:
    """Every part of a card but what opens behind a button."""
    if isinstance(value, list):
        for held in value:
            yield from elements(held)
    elif isinstance(value, dict) and value.get("type") != "Action.ShowCard":
        if "type" in value:
            yield value
        for held in value.values():
            yield from elements(held)


def runs(card: Any) -> list[str]:
    """The lines of rich text on a card."""
    lines = [part["inlines"] for part in elements(card) if part["type"] == "RichTextBlock"]
    return ["".join(run if isinstance(run, str) else run["text"] for run in line) for line in lines]


def live_card(life: Life, question: str) -> PageView:
    """The live card with `question` on it, as its auditor sees it."""
    return next(view for view in life.does("amara", GoTo(question)) if isinstance(view, PageView))


def page(life: Life, question: str) -> tuple[QuestionView, ...]:
    """The page of `question`, as its auditor sees it."""
    return live_card(life, question).questions


def test_every_page_with_a_grade_says_what_each_grade_means_whole(deep_dive):
    options = deep_dive.form.by_id["overall"].options
    for question in ("overall", "risk"):
        view = live_card(deep_dive, question)
        (scale,) = view.scales
        assert scale.meanings == tuple((o.label, o.descriptor) for o in options if o.descriptor)
        shown = words(render(view).card or {})
        assert "What the grades mean" in shown
        assert all(o.descriptor in shown for o in options)
    assert live_card(deep_dive, deep_dive.form.questions[0].id).scales == ()


def test_the_practice_standards_stand_beside_the_grade_that_is_given_against_them(deep_dive):
    risk = page(deep_dive, "risk")[0]
    (standard,) = risk.standards
    assert standard.title == deep_dive.form.standards["ps4"].title
    assert len(standard.items) == 9
    card = render(next(v for v in deep_dive.does("amara", GoTo("risk")) if isinstance(v, PageView))).card
    assert card is not None
    assert "Read the practice standard" in buttons(card)
    assert all(item in words(card) for item in standard.items)


def test_a_challenged_grade_shows_the_practice_standards_in_full(deep_dive):
    page(deep_dive, "risk")
    replies = deep_dive.does("amara", SavePage((Given("risk", "good", "Seen."),)))
    card = render(next(view for view in replies if isinstance(view, PageView))).card
    assert card is not None
    shown = words(card)
    assert shown.index("What did you see") < shown.index("Practice standard: 4. Risks are identified")
    assert all(item.text in shown for item in deep_dive.form.standards["ps4"].items)


def test_those_who_type_see_the_standards_as_well(deep_dive):
    room, chat = started(template=deep_dive.form)
    asked = chat.says("go to risk")
    assert "Practice standard:\n• 4. Risks are identified" in asked
    challenged = chat.says("good - seen")
    assert "Practice standard: 4. Risks are identified" in challenged
    items = deep_dive.form.standards["ps4"].items
    assert all(f"• {item.id} {item.text}" in challenged for item in items)
    chat.says("keep")
    chat.says("go to risk")
    assert "Is Outstanding the grade, or is it what is still missing?" in chat.says(f"outstanding - {SEEN}")
    listed = chat.says("1") + chat.says("go to risk.seen")
    assert "Type the numbers of what you saw, such as 1, 3." in listed
    assert all(f"\n{n}. {item.text} ({item.id})" in listed for n, item in enumerate(items, 1))
    assert "Type numbers from 1 to 9" in chat.says("11")
    chat.says("1, 4.3")
    assert answer(room, "risk.seen").value == ("ps4.4.1", "ps4.4.3")


def test_a_moderator_has_the_auditors_grade_and_evidence_before_their_eyes(deep_dive):
    deep_dive.fills("amara")
    deep_dive.completes("amara")
    deep_dive.fills("ellen")
    deep_dive.completes("ellen")
    replies = deep_dive.does("mo", OpenAudit())
    view = next(view for view in replies if isinstance(view, PageView))
    earlier = next(q for q in view.questions if q.key == "risk.moderated").earlier
    assert earlier is not None
    assert (earlier.by, earlier.value_label) == ("Amara Osei", "Good")
    card = render(view).card
    assert card is not None
    shown = json.dumps(card)
    assert all(
        part in shown for part in ("Amara Osei gave ", " on 5 June 2026", "who-risk was-risk there-risk")
    )
    assert all(q.earlier is None for q in page(deep_dive, "risk"))


def test_a_card_offers_only_what_its_reader_may_do(deep_dive):
    for who, offered in (("amara", True), ("ivy", False), ("jo", False)):
        view = next(v for v in deep_dive.does(who, OpenAudit()) if isinstance(v, PageView))
        card = render(view).card
        assert card is not None
        assert "Raise an immediate concern" in buttons(card), "whoever has the file may raise one"
        assert ("Review" in buttons(card)) is offered
    deep_dive.fills("amara")
    deep_dive.completes("amara")
    view = next(v for v in deep_dive.does("ellen", OpenAudit()) if isinstance(v, PageView))
    card = render(view).card
    assert card is not None
    assert "Raise an immediate concern" in buttons(card)
    assert "Review" in buttons(card)
    deep_dive.fills("ellen")
    asked = render(deep_dive.does("ellen", SubmitStage())[0]).card
    assert asked is not None
    assert "Complete this stage: QA check?" in words(asked)
    assert "Complete the stage" in buttons(asked)
    assert "It goes to: Moderation" in runs(asked)
    assert "Complete for moderation: QA comment" in words(card)
    deep_dive.completes("ellen")
    deep_dive.grade = "ri"
    deep_dive.fills("mo")
    asked = render(deep_dive.does("mo", SubmitStage())[0]).card
    assert asked is not None
    assert "Overall judgement: Requires improvement" in runs(asked)


def test_a_label_says_its_name_once(deep_dive):
    deep_dive.fills("amara")
    deep_dive.completes("amara")
    deep_dive.fills("ellen")
    deep_dive.completes("ellen")
    view = next(v for v in deep_dive.does("mo", GoTo("overall.moderated")) if isinstance(v, PageView))
    shown = words(render(view).card or {})
    assert "Final overall grade" in shown
    assert "grade: grade" not in shown


def test_each_box_says_which_question_it_belongs_to(deep_dive):
    card = render(next(v for v in deep_dive.does("amara", GoTo("risk")) if isinstance(v, PageView))).card
    shown = words(card or {})
    assert "Risk and harm: grade" in shown
    assert "Risk and harm: what is working well, and what needs improvement?" in shown
    for start in ("risk", deep_dive.form.questions[0].id):
        card = render(next(v for v in deep_dive.does("amara", GoTo(start)) if isinstance(v, PageView))).card
        labels = [part["label"] for part in elements(card) if part["type"].startswith("Input.")]
        assert len(labels) == len(set(labels)) > 1


def test_a_long_list_of_ticks_has_a_page_of_its_own(deep_dive):
    deep_dive.does("amara", SavePage((Given("experience", "outstanding", "Seen " * 12),)))
    ticks = next(
        q for q in deep_dive.form.questions if q.short == "Lived experience and assessment: evidenced here"
    )
    assert len(ticks.options) > 12
    assert [view.key for view in page(deep_dive, ticks.id)] == [ticks.id]
    assert ticks.id not in [view.key for view in page(deep_dive, "experience")]
