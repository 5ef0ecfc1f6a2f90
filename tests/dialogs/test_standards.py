"""Standards stand beside whatever refers to them, of any kind; labels as they stand in sentences."""

from __future__ import annotations

import json

import pytest

from bot.cards import render
from template_specs.text import within_sentence
from tests.dialogs.chat_harness import started
from tests.dialogs.written_forms import GRADES, faults, written

FORM = (
    """\
standards:
  seen:
    title: Children are seen and heard
    items:
      - {id: "4.1", text: We see every child alone}
"""
    + GRADES
    + """\
sections:
  - id: one
    title: One
    defaults: {standards: seen}
    questions:
      - {id: "1.1", text: Seen alone?, kind: yes_no, standards: seen, item: "1"}
      - {id: "1.2", text: How often?, kind: number, standards: seen, item: "2"}
      - {id: "1.3", text: What did they say?, kind: text, standards: seen, item: "3"}
      - {id: "1.4", text: Signed?, kind: yes_no, item: "4"}
      - {id: "1.5", text: How well?, kind: grade, scale: grades, item: "5"}
      - id: visits
        text: Visits?
        kind: rows
        standards: seen
        columns: [{id: day, label: Day, kind: date}]
        item: "6"
"""
)


def test_standards_stand_beside_any_question_that_refers_to_them() -> None:
    assert not faults(FORM)
    _room, amara = started(template=written(FORM))
    for name in ("1.1", "1.2", "1.3", "1.5", "visits"):
        told = amara.says(f"go to {name}")
        assert amara.page is not None
        shown = json.dumps(render(amara.page).card)
        assert [s.title for s in amara.sees(name).standards] == ["Children are seen and heard"]
        assert "4.1 We see every child alone" in shown
        assert name == "1.1" or "Practice standard:\n• Children are seen and heard" in told
    amara.says("go to 1.4")
    assert not amara.sees("1.4").standards  # those of the section are for its grades


@pytest.mark.parametrize(
    ("label", "within"),
    [
        ("Child", "child"),
        ("By when?", "by when?"),
        ("EHCP", "EHCP"),
        ("QA comment", "QA comment"),
        ("PEPs", "PEPs"),
        ("Ty Mawr", "Ty Mawr"),
        ("Date of the PEP", "date of the PEP"),
        ("", ""),
    ],
)
def test_a_label_within_a_sentence_keeps_names_and_acronyms(label: str, within: str) -> None:
    assert within_sentence(label) == within


def test_a_row_is_called_as_its_author_writes_it() -> None:
    form = written(
        """\
sections:
  - id: plans
    title: Plans
    questions:
      - id: plans
        text: Which plans?
        kind: rows
        most: 3
        columns: [{id: what, label: What, kind: text}]
        item: "1"
  - id: each
    title: Each plan
    for_each: plans
    called: EHCP
    questions: [{id: ok, text: OK?, kind: yes_no, item: "2"}]
"""
    )
    _room, amara = started(template=form)
    assert amara.page is not None
    shown = json.dumps(render(amara.page).card)
    assert "Add this EHCP" in shown
