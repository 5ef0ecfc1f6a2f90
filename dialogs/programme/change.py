"""What has changed since the period before, with how far chance alone could account for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from dialogs.programme.facts import Form
from dialogs.programme.grade_figures import Grades, by_scale
from dialogs.programme.places import Given, Places, added
from dialogs.programme.report import LEAST_FOR_PERCENT, Count, Counted, Line, Section, Table
from template_specs.model import Template
from template_specs.sentences import _

_Z = 1.96
"""Of the normal distribution: 95 in 100 lie within."""


@dataclass(frozen=True, slots=True)
class Before:
    """The period before."""

    months: str
    """As people read it: "January 2026 to March 2026"."""
    counted: Counted
    forms: Mapping[Form, Template]


def changes(counted: Counted, forms: Mapping[Form, Template], before: Before) -> Section:
    """The completion rate and the overall grades, then and now."""
    lines = []
    now, then = _completion(counted), _completion(before.counted)
    lines.append(_line(counted, "completed", _("Completed of those selected"), then, now))
    scales_now, scales_then = by_scale(counted, forms), by_scale(before.counted, before.forms)
    both = [steps for steps in scales_now if steps in scales_then]
    for steps in both:
        finals_then = _finals(scales_then[steps])
        finals_now = _finals(scales_now[steps])
        lines += [
            _line(counted, f"grade.{code}", label, _share(finals_then, code), _share(finals_now, code))
            for code, label in steps
        ]
    said = [
        _(
            "Beside {months}. The last column says between which bounds the true difference lies, in 95 of "
            "100 such samples: where nought is within them, chance alone can account for it.",
            months=before.months,
        )
    ]
    if len(both) < len(set(scales_now) | set(scales_then)):
        said.append(_("Grades on scales that only one of the two periods has are not compared."))
    columns = (_("What"), _("Before"), _("Now"), _("Difference, in percentage points"))
    table = Table("change.all", _("Then and now"), columns, tuple(lines))
    return Section("change", _("What has changed since the period before"), tuple(said), (table,))


Share = tuple[Given, int]
"""What is counted, and out of how many."""


def _completion(counted: Counted) -> Share:
    done = counted.selected & counted.completed
    return Given(done, len(done)), len(counted.selected)


def _finals(grades: Grades) -> tuple[Mapping[str, Given], int]:
    found: dict[str, list[Places]] = {}
    for grade, places in grades:
        found.setdefault(grade.final, []).append(places)
    total = sum(len(places) for _grade, places in grades)
    return {code: added(several) for code, several in found.items()}, total


def _share(finals: tuple[Mapping[str, Given], int], code: str) -> Share:
    return finals[0].get(code, Given()), finals[1]


def _line(counted: Counted, name: str, label: str, then: Share, now: Share) -> Line:
    before = str(Count(then[0].times, then[1]))
    apart = difference((then[0].times, then[1]), (now[0].times, now[1]))
    return Line(name, label, (before, counted.placed(now[0].audits, now[1]), apart))


def difference(then: tuple[int, int], now: tuple[int, int]) -> str:
    """By how many percentage points a share has changed, with its bounds; each is (how many, of how many)."""
    if min(then[1], now[1]) < LEAST_FOR_PERCENT:
        return _("Too few to compare")
    low, high = difference_bounds(then, now)
    points = round(100 * (now[0] / now[1] - then[0] / then[1]))
    bounds = _(
        "{points} (from {low} to {high})", points=_signed(points), low=_signed(low), high=_signed(high)
    )
    return bounds if low > 0 or high < 0 else _("{bounds}: may be chance", bounds=bounds)


def _signed(points: int) -> str:
    return f"{points:+d}" if points else "0"


def difference_bounds(then: tuple[int, int], now: tuple[int, int]) -> tuple[int, int]:
    """Between which whole percentage points the difference of two shares lies, in 95 of 100 samples.

    Newcombe's method 10 (Statistics in Medicine, 1998), of Wilson's bounds: it holds for small samples too.
    """
    first, second = then[0] / then[1], now[0] / now[1]
    low_then, high_then = wilson(*then)
    low_now, high_now = wilson(*now)
    change = second - first
    low = change - sqrt((second - low_now) ** 2 + (high_then - first) ** 2)
    high = change + sqrt((high_now - second) ** 2 + (first - low_then) ** 2)
    return round(100 * low), round(100 * high)


def wilson(count: int, of: int) -> tuple[float, float]:
    """Wilson's bounds of a share, from 0 to 1, at 95 per cent."""
    share, square = count / of, _Z**2
    middle = share + square / (2 * of)
    spread = _Z * sqrt(share * (1 - share) / of + square / (4 * of**2))
    return (middle - spread) / (1 + square / of), (middle + spread) / (1 + square / of)
