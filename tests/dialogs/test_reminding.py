"""On which days people are reminded of a deadline, as a form or the organisation says."""

from __future__ import annotations

from datetime import date, timedelta

from dialogs.features.reminders import kind_of, looked_at
from template_specs.reminding import UNSAID, USUAL, Reminding
from template_specs.workdays import is_working_day

DUE = date(2026, 6, 19)  # a Friday
DAYS = [day for n in range(-30, 31) if is_working_day(day := DUE + timedelta(days=n))]
CASES = {
    UNSAID: {"before": (17, 18), "on": (19, 19), "after": (22, 26)},
    Reminding(before=3): {"before": (16, 18), "on": (19, 19), "after": (22, 26)},
    Reminding(on=False): {"before": (17, 19), "after": (22, 26)},
    Reminding(before=0): {"on": (19, 19), "after": (22, 26)},
    Reminding(after=0): {"before": (17, 18), "on": (19, 19)},
    Reminding(after=3): {"before": (17, 18), "on": (19, 19), "after": (24, 30)},
    Reminding(before=0, on=False, after=0): {},
}
"""From which day of June to which each reminder may go out; the first of them is when it does."""


def test_each_way_of_reminding_has_its_days() -> None:
    wrong = {}
    for days, expected in CASES.items():
        found: dict[str, list[int]] = {}
        for day in DAYS:
            kind = kind_of(day, DUE, days)
            if kind is not None:
                found.setdefault(kind.value, []).append(day.day)
        seen = {kind: (on[0], on[-1]) for kind, on in found.items()}
        if seen != expected:
            wrong[days] = (seen, expected)
    assert wrong == {}


def test_whatever_any_of_them_asks_for_is_looked_at() -> None:
    for day in DAYS:
        spans = {span.kind: span for span in looked_at(day, CASES)}
        for days in CASES:
            kind = kind_of(day, DUE, days)
            assert kind is None or spans[kind].first <= DUE <= spans[kind].last


def test_a_form_leaves_open_what_it_does_not_say() -> None:
    assert Reminding(before=5).over(Reminding(before=1, on=False)).over(USUAL) == Reminding(5, False, 1)
