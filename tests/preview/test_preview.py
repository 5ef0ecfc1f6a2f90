"""The preview shows every question of a form on the bot's own cards, and treats a form's words as words."""

import html
import re
from dataclasses import replace

import pytest

from bot.cards import LIMIT
from bot.commands.preview import preview, shown_in
from template_specs.language.loader import LIBRARY, library, load

FORMS = [*library().values(), load(LIBRARY / "examples" / "supervision-audit.yaml")]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_question_is_shown_once_in_its_stage(form):
    page = html.unescape(preview(form))
    for stage in form.stages:
        cards = str([page.card for page in shown_in(form, stage)])
        for question in form.questions:
            shown = question.text in cards or question.text.replace("'", "\\'") in cards
            # An area's ticks are asked in the same words of the auditor and, later, of the moderator.
            asked = any(other.text == question.text for other in form.in_stage(stage.id))
            assert shown == asked, question.id
        assert stage.title in page


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_empty_card_is_far_below_the_limit(form):
    for stage in form.stages:
        for page in shown_in(form, stage):
            assert page.weight < 0.6 * LIMIT


def test_conditions_people_and_grades_are_explained():
    page = preview(library()["deep-dive"])
    assert re.search(r"Why no views of the child: asked when [^.]+ is No\.", page)
    assert "answered by iro" in page
    assert "supersedes the grade of overall" in page
    assert "Within 10 working days." in page


def test_the_overall_grade_says_what_each_step_means_in_both_stages():
    form = library()["deep-dive"]
    for key in ("overall", "overall.moderated"):
        question = form.by_id[key]
        pages = [page.card for page in shown_in(form, form.stage_of(question))]
        (shown,) = [str(card) for card in pages if question.text in str(card)]
        assert all(o.descriptor in shown for o in question.options if o.descriptor)


def test_every_element_of_a_card_is_drawn():
    for form in FORMS:
        drawn = preview(form)
        assert not re.findall(r'<p class="over">([^<]*)</p>', drawn)


def test_words_of_a_form_are_never_markup():
    form = library()["multi-agency-case-audit"]
    nasty = "<script>alert(1)</script>"
    header, *others = form.sections
    question = replace(header.questions[0], text=nasty, help=nasty)
    changed = replace(
        form,
        title=nasty,
        notes=(nasty,),
        sections=(replace(header, title=nasty, questions=(question, *header.questions[1:])), *others),
    )
    page = preview(changed)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_nothing_is_loaded_from_elsewhere():
    for form in FORMS:
        assert not re.search(r"(?:src|href)=|https?://|@import|url\(", preview(form))
