"""Answers to a question that is asked in several places are counted together, and traced to their audits."""

from __future__ import annotations

from datetime import date
from typing import Any

from dialogs.audits.audit import State
from dialogs.programme.answer_figures import coded, scores
from dialogs.programme.facts import AuditColumns, Standing, form_of
from dialogs.programme.findings import Findings, GradeFacts
from dialogs.programme.grade_figures import areas
from dialogs.programme.marks import marks_of
from dialogs.programme.places import Places
from dialogs.programme.report import Count, Counted, Section
from dialogs.programme.tally import Tally
from template_specs import answer_types
from template_specs.model import Part
from tests.dialogs.builders import form, question

FORM = form(
    question("a.met", answer_types.YES_NO, counted_as="core.met"),
    question("b.met", answer_types.YES_NO, counted_as="core.met"),
    question("alone", answer_types.YES_NO),
    question("plan@1", counted_as="plan"),
    question("plan@2", counted_as="plan"),
    question("feel@1", answer_types.SCORE, part=Part.CHILD_SCORE, counted_as="feel", most=10),
    question("feel@2", answer_types.SCORE, part=Part.CHILD_SCORE, counted_as="feel", most=10),
)
OF = form_of(FORM.id, FORM.version)
TODAY = date(2026, 6, 5)


def counted(*audits: tuple[dict[str, Any], dict[str, str]]) -> Counted:
    tally, columns = Tally(), AuditColumns(TODAY)
    for place, (answers, grades) in enumerate(audits):
        given = {name: GradeFacts(initial=code, final=code) for name, code in grades.items()}
        found = Findings(answers=answers, grades=given, asked=frozenset(answers))
        standing = Standing(
            *(str(place), FORM.content_hash, State.FINAL, "", None, None, None, ()),
            *("CIN", "North", "2026-06", "", "", 1, 1, ""),
        )
        columns.add([standing], {FORM.content_hash: FORM}, tuple)
        tally.add(place, OF, FORM, marks_of(FORM, found))
    return Counted(columns, tally)


def lines(section: Section) -> dict[str, tuple[str, Count]]:
    return {
        line.name: (line.label, next(cell for cell in line.cells if isinstance(cell, Count)))
        for table in section.tables
        for line in table.lines
    }


BOTH = counted(
    (
        {"a.met": "yes", "b.met": "yes", "alone": "no", "feel@1": 4, "feel@2": 8},
        {"plan@1": "good", "plan@2": "ri"},
    ),
    ({"a.met": "no", "alone": "yes", "feel@1": 6}, {"plan@1": "good"}),
)


def test_a_block_that_is_used_twice_is_one_question_of_the_report() -> None:
    section = coded(BOTH, {OF: FORM})
    found = lines(section)
    label, yes = found["core.met.yes"]
    assert (label, yes.count, yes.of, tuple(yes.audits)) == ("What of a.met (all its answers)", 2, 3, (0,))
    assert found["core.met.no"][1].audits == Places([1])
    assert found["alone.yes"] == ("What of alone?", Count(1, 2, Places([1])))
    assert not any("@" in name or name.startswith("b.met") for name in found)
    assert any("counted once, with all its answers" in said for said in section.said)


def test_grades_and_scores_for_each_child_are_together() -> None:
    (line,) = areas(BOTH, {OF: FORM}).tables[0].lines
    cells = [cell for cell in line.cells if isinstance(cell, Count)]
    assert [(cell.count, tuple(cell.audits)) for cell in cells[:3]] == [(3, (0, 1)), (0, ()), (2, (0, 1))]
    (scored,) = scores(BOTH, {OF: FORM}).tables[0].lines
    assert scored.cells[1] == "4, 6, 8"
    assert str(scored.cells[0]) == "2 of 2"
