"""A section that is asked for each row of a question: for each child of a family."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.preview import preview
from dialogs.conversation.sight import Full
from dialogs.conversation.views import ReviewView, SectionsView
from dialogs.features.rows import RemoveRow, SaveRow
from dialogs.features.sections import ShowWhere
from dialogs.programme.whole_audit import whole_audit
from dialogs.wording.summary_view import reading, summary_view
from template_specs.language.diff import differences
from template_specs.language.loader import from_snapshot, load, snapshot
from template_specs.language.translations import named, texts_of
from template_specs.model import Template
from tests.dialogs.builders import AMARA
from tests.dialogs.chat_harness import Chat, Room, answer, started
from tests.dialogs.written_forms import faults

FILE = Path(__file__).parents[1] / "forms" / "family.yaml"
FAMILY = from_snapshot(snapshot(load(FILE))[1])


def family(*initials: str, template: Template = FAMILY) -> tuple[Room, Chat]:
    """An audit in which Amara has written down these children."""
    room, amara = started(template=template)
    for number, child in enumerate(initials):
        amara.presses(SaveRow("children", {"initials": child, "school": "yes"}), token=f"child{number}")
    return room, amara


def sections(chat: Chat) -> list[str]:
    assert chat.page is not None
    return [link.label.rpartition(":")[0] for link in chat.page.links]


def test_each_child_has_a_section_under_a_name_of_their_own() -> None:
    _room, amara = family("EL", "TB")
    assert sections(amara) == [
        "1 The family",
        "2 The child: Child A (EL)",
        "2 The child: Child B (TB)",
        "3 Overall",
    ]
    assert [row.called for row in amara.sees("children").rows] == ["Child A", "Child B"]
    amara.says("go to child b")
    assert amara.page is not None
    assert (amara.page.section, amara.page.where) == ("The child: Child B (TB)", "Section 2 of 3")
    amara.presses(ShowWhere())
    assert "2 The child: Child B (TB)" in [line.title for line in amara.got(SectionsView).lines]


def test_a_child_taken_out_moves_nobody_elses_answers() -> None:
    room, amara = family("EL", "TB", "ZK")
    amara.says("go to 2.1 for Child C")
    assert amara.says("no").startswith("2.1 for Child C Seen: No. Saved.")
    told = amara.presses(RemoveRow(room.audit.rows["children"][1].key, 1))
    assert "Children: Child B is taken out." in told
    told = amara.presses(SaveRow("children", {"initials": "NN", "school": "no"}), token="late")
    assert "Children: Child D is saved." in told
    amara.says("go to family")
    assert [row.called for row in amara.sees("children").rows] == ["Child A", "Child C", "Child D"]
    amara.says("go to child c")
    assert amara.sees("2.1@3").value == "no"
    assert sections(amara)[1:4] == [
        "2 The child: Child A (EL)",
        "2 The child: Child C (ZK)",
        "2 The child: Child D (NN)",
    ]
    told = amara.says("go to 2.1 for child b")
    assert (
        "2.1 for Child B Seen is not asked in this audit, because there is no Child B under Children." in told
    )


def test_rows_that_the_form_has_no_section_for_are_kept_and_told() -> None:
    room, amara = family("A", "B", "C")
    for number in range(3):
        amara.presses(RemoveRow(room.audit.rows["children"][0].key, 1))
        amara.presses(SaveRow("children", {"initials": f"N{number}", "school": "no"}), token=f"n{number}")
    amara.presses(RemoveRow(room.audit.rows["children"][0].key, 1))
    told = amara.presses(SaveRow("children", {"initials": "Q", "school": "no"}), token="q")
    assert "no section left" in told
    assert len(room.audit.rows["children"]) == 2
    assert "Q" in amara.conversation.drafts["children"].words


def test_typing_a_number_means_the_child_in_hand() -> None:
    room, amara = family("EL", "TB")
    amara.says("go to child b")
    amara.says("2.1: no")
    assert answer(room, "2.1@2").value == "no"
    amara.says("2.1 for Child A - yes")
    assert answer(room, "2.1@1").value == "yes"
    amara.says("go to child a")
    assert "2.1 for Child A" in amara.says("go to 2.1")


def test_conditions_boxes_and_checks_look_at_the_same_child() -> None:
    room, amara = family("EL", "TB")
    amara.says("go to child b")
    amara.says("no")
    amara.says("the family was away")
    amara.says("other")
    amara.says("with an aunt abroad")
    assert answer(room, "home@2.other").passage is not None
    told = amara.says("good - her plan says what should change, who does it, and by when it is done")
    assert "The child was not seen, and the plan is Good. Is that right?" in told
    assert "2.1@1" not in room.audit.history


def answered() -> tuple[Room, Chat]:
    """An audit with one child seen and one not, and an overall grade that differs."""
    room, amara = family("EL", "TB")
    for said in (
        "2.1 for Child A - yes",
        "2.3 for Child A - good - her plan says what should change and by when, and she knows it",
        "2.1 for Child B - no",
        "2.3 for Child B - poor - his plan names nobody who does anything before the next review",
        "go to overall",
        "good - workers know both children and their views run through all the records seen",
    ):
        amara.says(said)
    return room, amara


def test_what_stands_outside_looks_at_all_the_children() -> None:
    _room, amara = answered()
    amara.says("go to overall")
    assert amara.page is not None
    worked = {line.name: line.value for line in amara.page.worked_out}
    assert worked == {"Children not seen": "1", "Weakest plan": "Poor"}
    amara.says("go to 3.1")
    assert "What was done about that?" in [q.text for q in amara.page.questions]
    (differs,) = [q for q in amara.page.questions if q.key == "differs"]
    assert differs.differences[1:] == ("The child: Child B (2): Poor",)
    assert FAMILY.by_id["2.1@1"].counted_as == FAMILY.by_id["2.1@2"].counted_as == "2.1"


def test_the_read_back_the_summary_and_the_document_name_the_child() -> None:
    room, amara = answered()
    amara.says("review")
    assert amara.got(ReviewView).links[1].label == "2 The child: Child A"
    seen = Full(reading(room.template, room.audit, room.turn(AMARA)))
    summary = repr(summary_view(seen))
    assert "The child: Child B" in summary
    assert "2.1 for Child B" in summary
    document = whole_audit(seen, ())
    parts = {part.title: part for part in document.sections}
    assert parts["2 The child: Child B"].given[0].number == "2.1 for Child B"
    assert parts["1 The family"].given[0].rows[:2] == (
        ("Child", "Initials", "At school?"),
        ("Child A", "EL", "Yes"),
    )


def test_a_preview_shows_one_of_them() -> None:
    page = preview(FAMILY)
    assert "2 The child: Child A: 0 of 5" in page
    assert "Child B" not in page
    assert "asked for each row of Children (here Child A), up to 3" in page


def test_words_are_worded_and_compared_once(tmp_path: Path) -> None:
    places = [named(place) for place in texts_of(FAMILY)]
    assert "sections / child / called" in places
    assert "questions / 2.1 / text" in places
    assert not [place for place in places if "@" in place]
    (tmp_path / "family.yaml").write_text(FILE.read_text("utf-8"), "utf-8")
    (tmp_path / "family.cy.yaml").write_text(
        "overlay: cy\nfor: family\nlanguage: cy\nsections: {child: {title: Y plentyn, called: Plentyn}}\n"
        'questions: {"2.1": {text: A welwyd y plentyn?}}\n',
        "utf-8",
    )
    welsh = load(tmp_path / "family.yaml").in_languages["cy"]
    assert welsh.section_by_id["child@2"].title == "Y plentyn: Plentyn B"
    assert {welsh.by_id[f"2.1@{n}"].text for n in (1, 2)} == {"A welwyd y plentyn?"}
    assert differences(FAMILY, load(FILE)) == ()
    (tmp_path / "n.yaml").write_text(
        FILE.read_text("utf-8").replace("version: 1", "version: 2").replace("Was the child seen?", "Seen?"),
        "utf-8",
    )
    told = differences(FAMILY, load(tmp_path / "n.yaml"))
    assert [line for line in told if "2.1" in line] == [
        'Question 2.1 ("Seen"): the text: "Was the child seen?" became "Seen?".'
    ]


ROWS = """\
sections:
  - id: a
    title: A
    questions:
      - {id: rows, text: Who?, kind: rows, item: "1", most: 4, columns: [{id: i, label: I, kind: person}]}
      - {id: plain, text: Is it?, kind: yes_no, item: "2"}
  - id: each
    title: Each
    for_each: rows
    called: Child
    questions:
      - {id: q, text: Well?, kind: yes_no, item: "3"}
"""
CASES = {
    "a question without rows": (
        ROWS.replace("for_each: rows", "for_each: plain"),
        '9: "plain" has no rows for each of which a section could be asked. '
        "Name a question of the kind rows.",
    ),
    "no such question": (
        ROWS.replace("for_each: rows", "for_each: row"),
        '9: There is no question with rows called "row". Did you mean "rows"?',
    ),
    "a section itself": (
        ROWS.replace("for_each: rows", "for_each: a"),
        '9: There is no question with rows called "a". Write one of: rows.',
    ),
    "any number of rows": (
        ROWS.replace(" most: 4,", ""),
        '9: "rows" does not say how many rows there can be at most. Write `most:` at that question, 12 or '
        "fewer.",
    ),
    "too many rows": (
        ROWS.replace("most: 4", "most: 40"),
        '9: "rows" takes 40 rows, and a section can be asked for 12. Write `most:` at that question, 12 or '
        "fewer.",
    ),
    "nobody called": (
        ROWS.replace("    called: Child\n", ""),
        "9: A section for each row says what a row is called. Add `called: Child`: its copies are then Child "
        "A, Child B and so on.",
    ),
    "called without rows": (
        ROWS.replace("    for_each: rows\n", ""),
        "9: `called` names the rows that a section is asked for, and this one is asked once. Add `for_each:` "
        "with a rows question, or take `called` out.",
    ),
    "looked at from outside": (
        ROWS + "  - id: b\n    title: B\n    questions:\n"
        '      - {id: z, text: Why?, kind: text, item: "4", when: {question: q, is: "no"}}\n',
        '16: "q" is asked for each row of "rows", so it has many answers. Count them with `work_out: {count: '
        "{questions: ..., is: ...}}`, and look at that.",
    ),
    "a fault inside is told once": (
        ROWS.replace(
            'kind: yes_no, item: "3"', 'kind: yes_no, item: "3", when: {question: plain, is: maybe}'
        ),
        '12: "plain" can never be answered with "maybe". Write one of: yes, no.',
    ),
    "one audit date": (
        ROWS.replace('kind: yes_no, item: "3"', 'kind: date, item: "3", part: audit_date'),
        "12: There is one audit_date in an audit, and this question is asked for each row. Take `part` out, "
        "or ask it in a section of its own.",
    ),
}


@pytest.mark.parametrize(("body", "told"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_told_once_with_its_cure(body: str, told: str) -> None:
    assert [f"{f.line - 5}: {f.problem} {f.cure}" for f in faults(body)] == [told]
