"""What a narrow card would cut off is not drawn that way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.cards import render
from dialogs.audits.audit import Passage
from tests.cards.samples import STATUS, SUMMARY, VIEWS


def _elements(card: Any) -> Iterator[dict[str, Any]]:
    if isinstance(card, dict):
        yield card
    for part in card.values() if isinstance(card, dict) else card if isinstance(card, list) else ():
        yield from _elements(part)


def test_no_two_buttons_stand_beside_words() -> None:
    drawn = {name: list(_elements(render(view).card)) for name, view in VIEWS.items()}
    assert any(part.get("type") == "ColumnSet" for parts in drawn.values() for part in parts)
    crowded = [
        name
        for name, parts in drawn.items()
        for part in parts
        if part.get("type") == "Column" and part.get("width") == "auto"
        if any(len(inner["actions"]) > 1 for inner in _elements(part) if inner.get("type") == "ActionSet")
    ]
    assert crowded == []


def test_grades_are_drawn_with_their_numbers_above_the_bars_and_not_where_they_are_few() -> None:
    charts = [part for part in _elements(render(STATUS).card) if part.get("type", "").startswith("Chart.")]
    assert [chart["displayMode"] for chart in charts] == ["PartToWhole"]
    assert [bar["x"] for bar in charts[0]["data"]][1] == "Good", "the client adds the share"
    few = replace(STATUS, grades=tuple(replace(counted, names=()) for counted in STATUS.grades))
    assert not [part for part in _elements(render(few).card) if part.get("type", "").startswith("Chart.")]


def test_a_summary_speaks_of_texts_that_go_on_only_where_one_does() -> None:
    good = replace(
        SUMMARY.good[0], passage=Passage.of("She was seen alone, and what she said was heard. " * 9)
    )
    short, long = replace(SUMMARY, good=()), replace(SUMMARY, good=(good,))
    assert "go on: press" not in str(render(short).card)
    assert "go on: press" in str(render(long).card)
