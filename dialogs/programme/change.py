"""What has changed since the period before, with how far chance alone could account for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from dialogs.audits.audit import State
from dialogs.programme.facts import Form
from dialogs.programme.grade_figures import Given, by_scale
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
    lines.append(_line("completed", _("Completed of those selected"), then, now))
    scales_now, scales_then = by_scale(counted, forms), by_scale(before.counted, before.forms)
    both = [steps for steps in scales_now if steps in scales_then]
    for steps in both:
        finals_then = _finals(before.counted, scales_then[steps])
        finals_now = _finals(counted, scales_now[steps])
        lines += [
            _line(f"grade.{code}", label, _share(finals_then, code), _share(finals_now, code))
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


Share = tuple[list[int], int, Counted]


def _completion(counted: Counted) -> Share:
    selected = [a for a in counted.audits if a.state is not State.WITHDRAWN]
    return [a.place for a in selected if a.completed], len(selected), counted


def _finals(counted: Counted, given: Given) -> tuple[dict[str, list[int]], int, Counted]:
    found: dict[str, list[int]] = {}
    for grade, places in given:
        found.setdefault(grade.final, []).extend(places)
    return found, sum(map(len, found.values())), counted


def _share(finals: tuple[dict[str, list[int]], int, Counted], code: str) -> Share:
    found, of, counted = finals
    return found.get(code, []), of, counted


def _line(name: str, label: str, then: Share, now: Share) -> Line:
    before = str(Count(len(then[0]), then[1], ()))
    return Line(name, label, (before, now[2].placed(sorted(now[0]), now[1]), _difference(then, now)))


def _difference(then: Share, now: Share) -> str:
    return difference((len(then[0]), then[1]), (len(now[0]), now[1]))


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
