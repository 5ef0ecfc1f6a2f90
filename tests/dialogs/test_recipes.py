"""Every recipe of docs/recipes.md is a form that works, and does what it is there for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from template_specs.conditions import UNTICKED, holds
from template_specs.model import NOT_APPLICABLE, Template
from template_specs.worked_out import worked_value
from tests.dialogs.form_walker import walk
from tests.dialogs.written_forms import faults, written

PAGE = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text("utf-8")
RECIPES = dict(re.findall(r"<!-- recipe: (\w+) -->\n```yaml\n(.*?)```", PAGE, re.DOTALL))


def asked(form: Template, **given: object) -> set[str]:
    return {question.id for question in form.questions if holds(question.when, given.get)}


def test_every_block_of_the_page_is_a_recipe() -> None:
    assert PAGE.count("```yaml") == len(RECIPES) == 13


@pytest.mark.parametrize("name", RECIPES)
def test_each_is_sound_and_can_be_walked(name: str) -> None:
    assert faults(RECIPES[name]) == ()
    form = written(RECIPES[name])
    assert walk(form).audit.history


def test_a_comment_is_needed_for_no() -> None:
    for question in written(RECIPES["yes_no"]).questions:
        assert question.evidence is not None
        assert (question.evidence.needed("no"), question.evidence.needed("yes")) == (True, False)
        assert NOT_APPLICABLE in {option.code for option in question.options}


def test_only_the_relevant_sections_are_asked() -> None:
    form = written(RECIPES["relevant"])
    assert asked(form, relevant=("leaving_care",)) == {"relevant", "pathway"}
    assert asked(form, relevant=("referral", "leaving_care")) == {"relevant", "prompt", "pathway"}


def test_one_comment_stands_at_the_end_of_its_section() -> None:
    questions = written(RECIPES["comment"]).questions
    assert [q.id for q in questions] == ["seen", "alone", "visits.comment"]
    assert not questions[-1].required


def test_other_asks_which_and_none_stands_alone() -> None:
    form = written(RECIPES["other"])
    assert "lives.other" in asked(form, lives="other")
    assert "lives.other" not in asked(form, lives="at_home")
    assert [option.alone for option in form.by_id["risks"].options] == [False, False, True]


def test_two_boxes_belong_to_one_item() -> None:
    form = written(RECIPES["boxes"])
    assert [q.id for q in form.questions] == ["quality", "quality.analysis"]
    assert form.by_id["quality.analysis"].source == form.by_id["quality"].source


def test_a_score_that_was_not_given_is_left_out_of_the_mean() -> None:
    form = written(RECIPES["score"])
    mean = form.worked_out["mean"]
    assert worked_value(form, mean, {"listened": 4}.get) == worked_value(
        form, mean, {"listened": 4, "respect": 4}.get
    )


def test_what_is_absent_closes_what_hangs_on_it() -> None:
    form = written(RECIPES["absent"])
    assert asked(form, none=UNTICKED) == {"none", "done_on"}
    assert asked(form, none=True) == {"none", "why"}


def test_a_period_that_ends_before_it_begins_is_held() -> None:
    (check,) = written(RECIPES["dates"]).by_id["to"].checks
    assert check.hold
    assert holds(check.when, {"from": "2026-05-02", "to": "2026-05-01"}.get)


def test_five_rows_are_needed() -> None:
    visits = written(RECIPES["sample"]).by_id["visits"]
    assert (visits.least_rows, visits.most_rows) == (5, 5)
