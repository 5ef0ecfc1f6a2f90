"""What stands beside a grade: the meaning of each step, and ticks on a page of their own."""

from __future__ import annotations

import pytest

from dialogs.events import Given, Opened, PageSaved, WentTo
from dialogs.views import PageView, QuestionView
from template_specs.loader import LIBRARY, load
from tests.dialogs.test_stages import Life


@pytest.fixture
def deep_dive() -> Life:
    life = Life(load(LIBRARY / "deep-dive.yaml"))
    life.does("amara", Opened())
    return life


def page(life: Life, question: str) -> tuple[QuestionView, ...]:
    """The page of `question`, as its auditor sees it."""
    return next(view for view in life.does("amara", WentTo(question)) if isinstance(view, PageView)).questions


def test_the_overall_judgement_says_what_each_grade_means(deep_dive):
    overall = page(deep_dive, "overall")[0]
    assert [line.split(":")[0] for line in overall.meanings] == [o.label for o in overall.options]
    assert all(view.meanings == () for view in page(deep_dive, "risk"))


def test_a_long_list_of_ticks_has_a_page_of_its_own(deep_dive):
    before = [view.key for view in page(deep_dive, "experience")]
    assert len(before) > 1
    deep_dive.does("amara", PageSaved((Given("experience", "outstanding", "Seen " * 12),)))
    ticks = next(
        q for q in deep_dive.form.questions if q.short == "Lived experience and assessment: evidenced here"
    )
    assert len(ticks.options) > 12
    assert [view.key for view in page(deep_dive, ticks.id)] == [ticks.id]
