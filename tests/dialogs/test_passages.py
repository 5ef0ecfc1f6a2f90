"""Likeness of passages is judged by their fingerprints, quickly where they have little in common."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialogs.audits.passages import Likeness, Passage

PRINTS = st.frozensets(st.integers(0, 30) | st.integers(0, 2**32 - 1), max_size=40)


@given(PRINTS, PRINTS, st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_it_is_the_share_of_the_fingerprints_in_common(
    mine: frozenset[int], theirs: frozenset[int], share: float
) -> None:
    expected = bool(mine) and len(mine & theirs) / len(mine) >= share
    assert Likeness(mine, share)(Passage.of("", theirs)) == expected


@given(PRINTS)
def test_a_passage_has_the_fingerprints_that_it_was_given(prints: frozenset[int]) -> None:
    assert Passage.of("", prints).fingerprints == prints
    assert Likeness(prints, 0.9)(Passage.of("", prints)) == bool(prints)
