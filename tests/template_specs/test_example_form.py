"""A form unlike those of the library comes in from YAML alone."""

import pytest

from template_specs.conditions import UNTICKED, holds
from template_specs.language.loader import LIBRARY, from_snapshot, load, snapshot

FORM = load(LIBRARY / "examples" / "supervision-audit.yaml")


def asked(**answers):
    given = {key.replace("s_", "1."): value for key, value in answers.items()}
    given["absent"] = given.get("absent") or UNTICKED  # a tick that may stay off is known to be off
    return {q.id for q in FORM.questions if holds(q.when, given.get)}


@pytest.mark.parametrize(
    ("first_year", "sessions", "absent", "expected"),
    [
        ("yes", 11, None, True),
        ("yes", 12, None, False),
        ("no", 5, None, True),
        ("no", 6, None, False),
        ("no", 5, True, False),
        ("no", None, None, False),
    ],
)
def test_conditions_within_conditions(first_year, sessions, absent, expected):
    opened = asked(first_year=first_year, s_1=sessions, absent=absent)
    assert ("1.2" in opened) is expected


def test_two_stages_and_the_people_in_them():
    assert [(stage.id, stage.working_days) for stage in FORM.stages] == [("audit", 0), ("reply", 5)]
    assert FORM.people_of(FORM.by_id["reply"]) == ("manager", "service_manager")
    assert FORM.people_of(FORM.by_id["2.3"]) == ("practitioner", "auditor")
    assert [q.id for q in FORM.later_grades("overall")] == ["overall.final"]


def test_themes_can_be_counted_and_chosen():
    assert FORM.by_id["2.2"].theme == "drift"
    assert [o.code for o in FORM.by_id["themes"].options] == list(FORM.themes)


def test_it_comes_back_from_its_snapshot_whole():
    assert from_snapshot(snapshot(FORM)[1]) == FORM
