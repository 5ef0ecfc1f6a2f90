"""A list is asked for in whatever words; a question about the file is none."""

from __future__ import annotations

import pytest

from dialogs.features.home import Ask
from dialogs.understanding import at_home


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("how do I see my actions", Ask.ACTIONS),
        ("Where are my actions?", Ask.ACTIONS),
        ("where can i find my actions please", Ask.ACTIONS),
        ("can I see my audits", Ask.AUDITS),
        ("how do I see status", Ask.STATUS),
    ],
)
@pytest.mark.parametrize("in_audit", [True, False])
def test_it_is_shown(said: str, asked: Ask, in_audit: bool) -> None:
    found = at_home.asked(said, in_audit=in_audit)
    assert found is not None
    assert found.ask is asked


@pytest.mark.parametrize("said", ["where is the chronology", "how do I see the summary"])
def test_a_question_about_the_file_stays_one(said: str) -> None:
    assert at_home.asked(said, in_audit=True) is None


@pytest.mark.parametrize("said", ["TS-101", "cin 204", " TS/101 "])
def test_a_case_reference_is_known_by_its_shape(said: str) -> None:
    assert at_home.is_reference(said)


@pytest.mark.parametrize("said", ["good", "12", "5 June", "1.2 good", "10 out of 10", "June 2026, alone"])
def test_an_answer_is_no_reference(said: str) -> None:
    assert not at_home.is_reference(said)
