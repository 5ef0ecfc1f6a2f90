"""`cases draw`: repeatable, by quota, with every case's chance; auditors with even load, and independent."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.programme.drawing import Auditor, OpenCase, Quota, draw, overlapping, pairs
from tests.conversations.harness import House
from tests.programme.quarter import operator

TEAMS = ("North", "South", "East")
CASES = [
    OpenCase(f"C-{n}", "CP" if n % 3 else "CIN", TEAMS[n % 3], manager=f"m{n % 3}@x.org") for n in range(60)
]


@given(st.permutations(CASES), st.integers(0, 30))
def test_the_order_of_the_file_changes_nothing(cases: list[OpenCase], count: int) -> None:
    quotas = [Quota("North", "", 3)]
    drawn = draw(cases, count, quotas, "seed", {"C-5": "audited"})
    assert drawn.drawn == draw(CASES, count, quotas, "seed", {"C-5": "audited"}).drawn
    references = [case.reference for case in drawn.drawn]
    assert len(references) == len(set(references)) == max(count, 3)
    assert "C-5" not in references
    assert sum(1 for case in drawn.drawn if case.team == "North") >= 3


def test_every_case_has_the_chance_that_is_said() -> None:
    times: Counter[str] = Counter()
    for number in range(2_000):
        drawn = draw(CASES, 12, [Quota("North", "", 8)], f"seed {number}", {})
        times.update(case.reference for case in drawn.drawn)
    said = {stratum.name: stratum.chance for stratum in drawn.strata}
    assert said == {"North": 8 / 20, "": 4 / 40}
    for case in CASES:
        chance = said["North" if case.team == "North" else ""]
        assert times[case.reference] / 2_000 == pytest.approx(chance, abs=0.05)


def test_too_few_are_said_and_overlaps_found() -> None:
    drawn = draw(CASES, 30, [Quota("East", "CP", 25)], "s", {})
    assert drawn.short == (("East, CP", 25, 20),)
    assert overlapping([Quota("North", "", 1), Quota("", "CP", 1)]) is not None
    assert overlapping([Quota("North", "CP", 1), Quota("North", "CIN", 1), Quota("South", "", 1)]) is None


@given(st.integers(1, 40), st.integers(1, 3), st.integers(0, 99))
def test_auditors_are_independent_and_evenly_loaded(count: int, each: int, seed: int) -> None:
    auditors = [Auditor(f"a{n}@x.org", TEAMS[n % 3]) for n in range(9)] + [Auditor("m0@x.org")]
    cases = CASES[:count]
    chosen = pairs(cases, auditors, each, str(seed))
    load: Counter[str] = Counter()
    for case, people in zip(cases, chosen, strict=True):
        assert len(set(people)) == len(people) == each
        for email in people:
            assert email != case.manager
            assert next(a.team for a in auditors if a.email == email) != case.team
        load.update(people)
    if count >= 30:
        assert max(load.values()) - min(load[a.email] for a in auditors) <= each + 1


async def test_drawn_and_then_imported(house: House, tmp_path: Path) -> None:
    await house.allocates("C-7", house.amara, form="small")
    rows = [("case_ref", "case_type", "team", "manager_email", "last_audited")]
    priya = house.priya.chat.email
    rows += [
        (f"C-{n}", "CIN", "East" if n % 2 else "West", priya, "1 May 2026" if n == 3 else "")
        for n in range(1, 21)
    ]
    with (tmp_path / "open.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    asked: tuple[str, ...] = (
        "cases",
        "draw",
        "open.csv",
        "--count",
        "6",
        "--quota",
        "East=2",
        "--month",
        "2026-12",
    )
    asked = (*asked, "--seed", "December", "--not-within", "240", "--template", "tier2-cin-cp")
    done = await operator(tmp_path, house.url, *asked, "--out", "december.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "East: 2 of 8, a chance of 25.0% each." in done.stdout
    assert "The rest: 4 of 10, a chance of 40.0% each." in done.stdout
    with (tmp_path / "december.chances.csv").open(encoding="utf-8-sig") as file:
        told = {row["case_ref"]: row for row in csv.DictReader(file)}
    assert told["C-7"]["left_out_because"] == "it is under audit now"
    assert told["C-3"]["left_out_because"] == "it was audited on 2026-05-01"
    assert Counter(row["drawn"] for row in told.values()) == {"yes": 6, "no": 14}
    done = await operator(tmp_path, house.url, "cases", "import", "december.csv")
    assert done.returncode == 0, done.stderr
    assert "6 allocated" in done.stdout
    done = await operator(tmp_path, house.url, *asked, "--quota", "CIN=3", "--out", "no.csv")
    assert done.returncode == 1
    assert "East and CIN overlap" in done.stderr
