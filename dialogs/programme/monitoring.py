"""The monitoring report: all that is computed from the audits of some months, in the order of a board."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dialogs.programme import answer_figures, family_figures, follow_up, grade_figures, selection
from dialogs.programme.facts import AuditFacts, Form
from dialogs.programme.report import LEAST_FOR_PERCENT, Counted, Report
from dialogs.programme.selection import month_name
from template_specs.model import Template
from template_specs.sentences import _


def monitoring(
    audits: Sequence[AuditFacts],
    forms: Mapping[Form, Template],
    first: str,
    last: str,
    made_at: datetime,
    today: date,
    *,
    purged: int = 0,
    shut: int = 0,
) -> Report:
    """The report of the programme's months `first` to `last` ("2026-04").

    `purged`: audits of these months of which nothing is left; `shut`: those that could not be opened.
    """
    ordered = sorted(audits, key=lambda a: (a.month, a.list, _counting(a.reference), a.id))
    counted = Counted(ordered)
    forms = dict(sorted(forms.items()))
    months = month_name(first) if first == last else f"{month_name(first)} to {month_name(last)}"
    return Report(
        title=_("Case file audits: monitoring report, {months}", months=months),
        first=first,
        last=last,
        made_at=made_at,
        today=today,
        notes=tuple(_notes(purged, shut)),
        sections=(
            selection.selection(counted),
            grade_figures.overall(counted, forms),
            grade_figures.moderation(counted, forms),
            follow_up.replies(counted, forms),
            grade_figures.areas(counted, forms),
            answer_figures.themes(counted, forms),
            answer_figures.scores(counted, forms),
            family_figures.families(counted),
            follow_up.actions(counted, today),
            follow_up.concerns(counted),
            follow_up.good_practice(counted, forms),
            selection.auditors(counted),
            selection.not_done(counted, today),
            answer_figures.coded(counted, forms),
        ),
        audits=counted.audits,
    )


def _counting(reference: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts TS-9 before TS-10."""
    parts = re.split(r"([0-9]+)", reference.casefold())
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts)


def _notes(purged: int, shut: int) -> list[str]:
    notes = [
        _("An audit counts in the month of the programme that it was selected for, whenever it was done."),
        _("Completed means that the auditors have submitted it; final means that nothing more follows."),
        _(
            "Percentages are whole, and left out of fewer than {least}. With few audits, one more or less "
            "moves a percentage a long way.",
            least=LEAST_FOR_PERCENT,
        ),
        _("Questions that were not asked count nowhere."),
    ]
    if purged:
        notes.append(_("{count} audits of these months were purged and count nowhere.", count=purged))
    if shut:
        notes.append(_("{count} audits could not be opened and count nowhere.", count=shut))
    return notes
