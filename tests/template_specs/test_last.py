"""`last`: which answer of an earlier audit is shown beside a question."""

from __future__ import annotations

import pytest

from bot.commands.preview import preview
from template_specs.model import Last
from tests.dialogs.written_forms import faults, written

FORM = """\
sections:
  - id: a
    title: A
    questions:
      - {id: rows, text: Who?, kind: rows, item: "1", most: 4, columns: [{id: i, label: I, kind: person}]}
      - {id: q, text: Is it?, kind: yes_no, item: "2", last: true}
      - {id: other, text: And?, kind: text, item: "3", last: q}
      - {id: full, text: All?, kind: yes_no, item: "4", last: {form: tier2-cin-cp, question: "1.2"}}
"""


def test_it_names_itself_another_question_or_another_form() -> None:
    form = written(FORM)
    assert [question.last for question in form.questions] == [
        None,
        Last("q"),
        Last("q"),
        Last("1.2", "tier2-cin-cp"),
    ]
    assert form.earlier_forms == {"written", "tier2-cin-cp"}
    assert "earlier audit answered to 1.2 of tier2-cin-cp" in preview(form)


def test_a_whole_section_shows_what_was_answered_last_where_it_can() -> None:
    whole = FORM.replace("    title: A\n", "    title: A\n    defaults: {last: true}\n").replace(
        'item: "2", last: true', 'item: "2"'
    )
    form = written(
        whole.replace("kind: text, item", "kind: text, identity: true, item").replace(", last: q}", "}")
    )
    assert [question.last for question in form.questions] == [
        None,
        Last("q"),
        None,
        Last("1.2", "tier2-cin-cp"),
    ], "no rows, nobody's name, and what a question says of itself comes first"
    off = written(whole.replace('item: "2"', 'item: "2", last: false'))
    assert off.by_id["q"].last is None


CASES = {
    "no such question": (
        "last: q}",
        "last: p}",
        '7: There is no question "p". Write one of: q, full, rows, other.',
    ),
    "no such form": (
        "form: tier2-cin-cp",
        "form: tier3",
        '8: There is no form "tier3" at hand, so its answers may never be found. '
        "Write the form's own name, as `form:` has it there.",
    ),
    "no such question there": (
        'question: "1.2"',
        'question: "1.222"',
        '8: There is no question of "tier2-cin-cp" called "1.222". Did you mean "1.2"?',
    ),
    "rows": (
        "most: 4,",
        "most: 4, last: true,",
        '5: "rows" is answered in rows, so no earlier answer is shown beside it. Take `last` out.',
    ),
    "somebody": (
        "kind: text, item",
        "kind: text, identity: true, item",
        '7: "other" identifies somebody, so no earlier answer is shown beside it. Take `last` out.',
    ),
    "each row": (
        "    title: A\n    questions:\n",
        "    title: A\n    questions:\n      - {id: z, text: Z?, kind: rows, item: z, most: 2, columns: "
        "[{id: i, label: I, kind: person}]}\n  - id: b\n    title: B\n    for_each: z\n    called: Child\n"
        "    questions:\n",
        '12: "q" is asked for each row, and an earlier audit may have had others. Take `last` out.',
    ),
}


@pytest.mark.parametrize(("old", "new", "told"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_told(old: str, new: str, told: str) -> None:
    assert old in FORM
    found = [f"{f.line - 5}: {f.problem} {f.cure}" for f in faults(FORM.replace(old, new))]
    assert told in found, found
