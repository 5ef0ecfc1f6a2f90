"""Shared guidance holds every indicator, pointer and standard of its source, in our own words."""

import re
from pathlib import Path

import pytest

from template_specs.language.loader import LIBRARY, check, library

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
FILES = sorted(LIBRARY.rglob("*.yaml"))


@pytest.mark.slow
def test_nothing_is_wrong_with_any_file_of_the_library():
    assert len(FILES) >= 6
    faults = [fault for file in FILES for fault in check(file)]
    # A translation of the library may lag behind: what it lacks is shown in English.
    faults = [f for f in faults if not (f.warning and "not translated" in f.problem)]
    # A dip sample and an observation are not judged as a whole, and are counted in other ways.
    assert [f for f in faults if not (f.warning and "overall judgement" in f.problem)] == []


def test_nine_standards_hold_sixty_items_and_both_of_those_printed_as_3_2():
    standards = library()["deep-dive"].standards
    counts = [len(standards[f"ps{n}"].items) for n in range(1, 10)]
    assert counts == [3, 7, 10, 9, 7, 5, 8, 6, 5]
    assert sum(counts) == 60
    twice = [item for item in standards["ps3"].items if item.item.startswith("3.2")]
    assert [item.id for item in twice] == ["3.2a", "3.2b"]
    ids = [item.id for standard in standards.values() for item in standard.items]
    assert len(set(ids)) == 60


def test_eleven_pointers_come_with_the_indicators():
    given = {form.id: len(form.pointers) for form in library().values()}
    assert set(given.values()) == {0, 11}
    assert [name for name, count in given.items() if not count] == ["dip-sample"]


def _runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.casefold().replace("’", "'"))
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_no_sentence_of_a_source_is_copied_and_nobodys_address_came_along():
    seeds: set[tuple[str, ...]] = set()  # the sources are not part of the repository: compared where they lie
    for seed in SEEDS.glob("*.txt"):
        seeds |= _runs_of_words(seed.read_text("utf-8", errors="replace"), 9)
    for file in FILES:
        text = file.read_text("utf-8")
        assert "@" not in text
        assert not _runs_of_words(text, 9) & seeds
