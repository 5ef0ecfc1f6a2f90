"""What is evidenced here: an Outstanding names what makes it so."""

from __future__ import annotations

from datetime import date

from template_specs import answer_types
from template_specs.conditions import holds
from template_specs.kinds import Value, read
from template_specs.language.loader import library

FORM = library()["deep-dive"]


def test_each_evidenced_grade_is_followed_by_what_can_be_ticked():
    evidenced = [q for q in FORM.questions if q.evidenced]
    assert len(evidenced) == 16  # seven areas and the outcomes, by the auditor and by the moderator
    for question in evidenced:
        follow_up = FORM.by_id[f"{question.id}.seen"]
        assert follow_up.kind is answer_types.CHOICES
        assert follow_up.required
        assert (follow_up.stage, follow_up.by) == (question.stage, question.by)
        texts = [text for name in question.standards for text in FORM.standards[name].items]
        assert len(follow_up.options) >= len(texts) > 0


def test_it_is_asked_for_an_outstanding_and_for_nothing_else():
    follow_up = FORM.by_id["risk.seen"]
    for grade, asked in (("outstanding", True), ("good", False), ("ri", False), (None, False)):
        assert holds(follow_up.when, {"risk": grade}.get) is asked


def test_ticks_are_typed_by_number():
    follow_up = FORM.by_id["risk.seen"]
    answer = read(follow_up, "1, 3", date(2026, 6, 5))
    assert isinstance(answer, Value)
    assert answer.clear == (follow_up.options[0].code, follow_up.options[2].code)
