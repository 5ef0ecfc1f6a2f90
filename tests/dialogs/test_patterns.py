"""Practice by area, how auditors grade, the self-evaluation, and a report for readers without rights."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dialogs.audits.audit import State
from dialogs.programme.agreement import LEAST_PAIRS
from dialogs.programme.codings import cohens_kappa
from dialogs.programme.facts import AuditColumns, Standing
from dialogs.programme.findings import ConcernFacts, Findings, FoundAction, GradeFacts
from dialogs.programme.for_others import for_others
from dialogs.programme.marks import marks_of
from dialogs.programme.monitoring import Forms, monitoring
from dialogs.programme.patterns import patterns
from dialogs.programme.report import Count, Counted, Line, Report
from dialogs.programme.self_evaluation import Page, place_of, self_evaluation
from dialogs.programme.suggesting import suggested
from dialogs.programme.tally import Tally
from template_specs.language.loader import library

TEMPLATE = library()["tier2-cin-cp"]
NOW = datetime(2026, 6, 5, 12, tzinfo=UTC)
TODAY = date(2026, 6, 5)
ALL = frozenset(question.id for question in TEMPLATE.questions)


def counted(count: int = 40) -> tuple[Counted, Forms]:
    """Audits in turn of two teams and two auditors: North and Amara grade well, South and Sam do not; each
    fourth child has a disability."""
    audits, tally = AuditColumns(TODAY), Tally()
    for place in range(count):
        north = place % 2 == 0
        grade = "good" if north else "ri"
        findings = Findings(
            grades={
                "1.2": GradeFacts(initial=grade, final=grade),
                "overall": GradeFacts(initial=grade, moderated="ri", final="ri"),
            },
            answers={"cwd": "yes" if place % 4 == 0 else "no", "5.1": "yes"},
            asked=ALL,
            actions=(FoundAction("actions", TODAY, TODAY, "", north),),
            concerns=(ConcernFacts(NOW, NOW, None, False),) if place == 0 else (),
        )
        standing = Standing(
            id=f"audit-{place}",
            template_hash=TEMPLATE.content_hash,
            state=State.FINAL,
            due=None,
            auditors=("Amara Osei" if north else "Sam Okafor",),
            case_type="CIN",
            team="North" if north else "South",
            month="2026-05" if place < count // 2 else "2026-06",
            theme="",
            list="",
            submitted_on=TODAY,
            stage="",
            stage_since=None,
            answered=1,
            to_answer=1,
            sealed=f"TS-{place}",
        )
        audits.add([standing], {TEMPLATE.content_hash: TEMPLATE}, tuple)
        tally.add(place, audits[place].form, TEMPLATE, marks_of(TEMPLATE, findings))
    return Counted(audits, tally), {audits[0].form: TEMPLATE}


def line(report: Report, table: str, name: str) -> Line:
    (found,) = [
        row
        for section in report.sections
        for shown in section.tables
        if shown.name.startswith(table)
        for row in shown.lines
        if row.name == name
    ]
    return found


def test_an_area_by_team_by_disability_and_over_time() -> None:
    report = patterns(*counted(), "2026-05", "2026-06", NOW, TODAY)
    told = [str(cell) for cell in line(report, "patterns.team", "1.2").cells]
    assert told == ["20 of 40 (50%)", "20 of 20 (100%)", "0 of 20 (0%)"]
    told = [str(cell) for cell in line(report, "patterns.disability", "1.2").cells]
    assert told == ["20 of 40 (50%)", "10 of 30 (33%)", "10 of 10 (100%)"]  # No, Yes
    assert [str(c) for c in line(report, "patterns.month", "1.2").cells][1:] == ["10 of 20 (50%)"] * 2
    asked = next(section for section in report.sections if section.name == "patterns.ethnicity")
    assert asked.said == ("No form of this period asks for ethnicity as a coded answer (part: ethnicity).",)


def test_how_an_auditor_grades_beside_the_others() -> None:
    report = patterns(*counted(), "2026-05", "2026-06", NOW, TODAY)
    amara = line(report, "patterns.auditors", "Amara Osei").cells
    assert str(amara[0]) == "40"
    assert amara[1:3] == ("100%", "0%")
    assert str(amara[3]).startswith("100 (from ")
    assert "may be chance" not in str(amara[3])
    assert "Chronology (+100)" in str(amara[4])
    assert amara[5] == "0 kept, 20 lower, 0 higher"
    few = patterns(*counted(4), "2026-05", "2026-06", NOW, TODAY)
    assert "Too few to say" in line(few, "patterns.auditors", "Amara Osei").cells


def test_the_self_evaluation_has_three_pages_by_theme() -> None:
    audits, forms = counted()
    texts = {place_of(page, "chronology"): f"Words on {page}.\n\nMore." for page in Page}
    report = self_evaluation(
        audits, forms, "2026-05", "2026-06", NOW, TODAY, before=None, codings=(), texts=texts
    )
    assert [section.title for section in report.sections] == [
        "What do we know about the quality of our practice?",
        "How do we know it?",
        "What are we doing about it?",
    ]
    assert report.sections[0].said == ("Chronology: Words on know.", "Chronology: More.")
    name = f"chronology.{TEMPLATE.id}.{TEMPLATE.version}.1.2"
    assert str(line(report, "self.know", name).cells[1]) == "20 of 40 (50%)"
    assert [str(cell) for cell in line(report, "self.how", "chronology").cells][:2] == ["40", "0 of 40 (0%)"]
    assert [str(c) for c in line(report, "self.doing", "chronology").cells] == [
        *("20", "20", "0 of 20 (0%)", "0 of 20 (0%)"),
    ]


@pytest.mark.parametrize("count", [4, 9, 40])
def test_readers_without_rights_see_no_small_count_and_no_case(count: int) -> None:
    audits, forms = counted(count)
    for report in (
        monitoring(audits, forms, "2026-05", "2026-06", NOW, TODAY),
        patterns(audits, forms, "2026-05", "2026-06", NOW, TODAY),
    ):
        shared = for_others(report)
        assert shared.audits == ()
        assert not {section.name for section in shared.sections} & {
            "not_done",
            "auditors",
            "patterns.auditors",
        }
        for section in shared.sections:
            assert "TS-" not in str(section)
            assert "Amara" not in str(section)
            assert not any(character.isdigit() for sentence in section.said for character in sentence)
            for cell in (cell for table in section.tables for row in table.lines for cell in row.cells):
                if isinstance(cell, Count):
                    of = cell.count if cell.of is None else cell.of
                    assert not cell.audits
                    assert not 0 < cell.count < 5
                    assert not 0 < of < 5
                    assert not 0 < of - cell.count < 5
        assert for_others(report, lambda _audit: True) is report


def test_suggestions_say_their_words_and_common_words_suggest_nothing() -> None:
    found = suggested(TEMPLATE, "The chronology stops in March, and supervision was recorded late.")
    assert found["chronology"] == ("chronology",)
    assert "supervision" in found["supervision"]
    assert "recorded" in found["recording"]
    assert suggested(TEMPLATE, "It was good for the child and well done.") == {}


def test_kappa_of_two_coders() -> None:
    same = [(True, True), (False, False)] * (LEAST_PAIRS // 2)
    assert cohens_kappa(same) == 1
    assert cohens_kappa([(True, False), (False, True)] * (LEAST_PAIRS // 2)) == -1
    assert cohens_kappa(same[: LEAST_PAIRS - 1]) is None
    assert cohens_kappa([(True, True)] * LEAST_PAIRS) is None
