"""What people are told when the cases of a month are allocated: one message each, with all of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.programme.selection import month_name
from template_specs.dates import uk_date
from template_specs.sentences import _, ngettext
from template_specs.text import listed

MOST_NAMED = 12
"""Cases of one person that a message names."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """An audit that was allocated, as one person is told of it."""

    case: str
    auditors: tuple[str, ...]
    """The names of those who audit it; for one of them, the others'."""
    due: date | None
    month: str
    theme: str = ""


def auditor_told(cases: Sequence[NewCase]) -> str:
    """For somebody who audits them."""
    lines = [
        _("{case}, with {others}{due}", case=one.case, others=listed(one.auditors, _("and")), due=_due(one))
        if one.auditors
        else f"{one.case}{_due(one)}"
        for one in cases
    ]
    head = ngettext(
        "{number} audit of {month} is with you{theme}:",
        "{number} audits of {month} are with you{theme}:",
        len(cases),
        number=len(cases),
        month=_months(cases),
        theme=_themes(cases),
    )
    return "\n\n".join((head, _lines(lines), _("Type my audits to see them, or open and the case to begin.")))


def manager_told(cases: Sequence[NewCase]) -> str:
    """For the manager whom the cases name."""
    lines = [
        _("{case}, by {names}{due}", case=one.case, names=listed(one.auditors, _("and")), due=_due(one))
        if one.auditors
        else f"{one.case}{_due(one)}"
        for one in cases
    ]
    head = ngettext(
        "{number} case of yours is audited in {month}{theme}:",
        "{number} cases of yours are audited in {month}{theme}:",
        len(cases),
        number=len(cases),
        month=_months(cases),
        theme=_themes(cases),
    )
    onward = _(
        "Please see that the auditors can get at the files. You get each summary when it is submitted."
    )
    return "\n\n".join((head, _lines(lines), onward))


def _lines(lines: Sequence[str]) -> str:
    left = len(lines) - MOST_NAMED
    shown = [f"- {line}" for line in lines[:MOST_NAMED]]
    if left > 0:
        shown.append("- " + ngettext("and {number} more", "and {number} more", left, number=left))
    return "\n".join(shown)


def _due(one: NewCase) -> str:
    return _(", due on {day}", day=uk_date(one.due)) if one.due else ""


def _months(cases: Sequence[NewCase]) -> str:
    return listed([month_name(month) for month in sorted({one.month for one in cases})], _("and"))


def _themes(cases: Sequence[NewCase]) -> str:
    themes = sorted({one.theme for one in cases if one.theme})
    if not themes or any(not one.theme for one in cases):
        return ""
    return _(" (theme: {themes})", themes=listed(themes, _("and")))
