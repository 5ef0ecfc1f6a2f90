"""What real forms of others could not say in the language once, is said and completed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.conversation.given import Given
from dialogs.features.navigation import OpenAudit
from dialogs.features.save_page import SavePage
from template_specs.conditions import holds
from template_specs.language.loader import check, load
from template_specs.worked_out import worked_value
from tests.dialogs.form_walker import Walker, walk

FILE = Path(__file__).parents[1] / "forms" / "paper_parts.yaml"
FORM = load(FILE)


def asked(**given: object) -> set[str]:
    return {question.id for question in FORM.questions if holds(question.when, given.get)}


def pointed_out(question: str, **given: object) -> bool:
    return any(holds(one.when, given.get) for one in FORM.by_id[question].checks)


def test_it_is_sound() -> None:
    assert check(FILE) == ()


@pytest.mark.parametrize("section", ["attendance", "supervision", "foster_review"])
def test_only_the_relevant_sections_are_walked(section: str) -> None:
    history = walk(FORM, relevant=section).audit.history
    first = {"attendance": "percent", "supervision": "st1.a", "foster_review": "care"}
    assert {name for name, question in first.items() if question in history} == {section}
    assert "overall" in history


def test_all_of_it_is_walked_to_the_end() -> None:
    walker = walk(FORM, relevant="attendance,supervision,foster_review")
    assert len(walker.audit.rows["sessions"]) == 5
    assert {"school.analysis", "supervision.comment"} <= walker.audit.history.keys()


def test_names_that_the_case_list_has_are_filled_in() -> None:
    walker = Walker(FORM)
    walker.does("amara", OpenAudit())
    manager = walker.audit.history["line_manager"][-1].passage
    iro = walker.audit.history["iro"][-1].passage
    assert manager is not None
    assert iro is not None
    assert (manager.text, iro.text) == ("Priya Nair", "Ivy Clarke")


def test_what_was_accepted_in_silence_is_pointed_out() -> None:
    assert pointed_out("in_care_since", born="2015-01-02", in_care_since="2014-12-31")
    assert pointed_out("pep", pep="2026-01-04", audit_date="2026-06-05")
    assert not pointed_out("pep", pep="2026-03-04", audit_date="2026-06-05")
    assert pointed_out("accepted", accepted=118, offered=86)
    assert pointed_out("dbs", dbs="2026-06-04", audit_date="2026-06-05")
    assert pointed_out("to", **{"from": "2026-05-02", "to": "2026-05-01"})


def test_what_hangs_on_an_amount_or_a_time() -> None:
    relevant = {"relevant": ("attendance", "foster_review")}
    assert "low" in asked(percent="89.9", **relevant)
    assert "low" not in asked(percent="92.5", **relevant)
    assert "late" in asked(**relevant, **{"from": "2025-05-01", "to": "2026-05-02"})
    assert "late" not in asked(**relevant, **{"from": "2025-05-01", "to": "2026-05-01"})
    assert "why_differs" in asked(overall="strong", school="weak", **relevant)
    assert "why_differs" not in asked(overall="strong", school="sound", **relevant)


def test_a_share_is_worked_out_of_what_applies() -> None:
    share = FORM.worked_out["st1.share"]
    given = {"relevant": ("supervision",), "st1.a": "partly", "st1.b": "na"}
    assert worked_value(FORM, share, given.get) == "50"


def test_a_period_that_ends_too_early_is_held_until_it_is_put_right() -> None:
    walker = Walker(FORM, answers={"relevant": "foster_review"})
    walker.fills("amara")

    def ends_on(day: str) -> None:
        revision = walker.audit.history["to"][-1].revision
        walker.does("amara", SavePage((Given("to", day, None, revision),)))
        walker.completes("amara")

    ends_on("2026-04-01")
    assert walker.audit.submitted_at is None
    ends_on("2026-05-30")
    assert walker.audit.submitted_at is not None
