"""The monitoring report: all that is computed from the audits of some months, in the order of a board."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from dialogs.audits.audit import PersonId
from dialogs.programme import answer_figures, change, family_figures, follow_up, grade_figures, selection
from dialogs.programme.change import Before
from dialogs.programme.codings import Coding, coded_by_hand
from dialogs.programme.facts import Form
from dialogs.programme.findings import ConcernFacts
from dialogs.programme.panel_figures import panels
from dialogs.programme.report import LEAST_FOR_PERCENT, Counted, Report
from dialogs.programme.second_figures import SecondAudit, second_figures
from dialogs.programme.selection import PlannedRound, month_name
from dialogs.programme.written import Written, conclusions, front
from template_specs.model import Template
from template_specs.sentences import _

Forms = dict[Form, Template]


def monitoring(
    counted: Counted,
    forms: Mapping[Form, Template],
    first: str,
    last: str,
    made_at: datetime,
    today: date,
    *,
    purged: int = 0,
    shut: int = 0,
    before: Before | None = None,
    codings: Sequence[Coding] = (),
    seconds: Sequence[SecondAudit] = (),
    in_seconds: Sequence[ConcernFacts] = (),
    coders: Mapping[PersonId, str] = MappingProxyType({}),
    written: Mapping[Written, str] | None = None,
    planned: Sequence[PlannedRound] = (),
) -> Report:
    """The report of the programme's months `first` to `last` ("2026-04").

    `codings`: what `coders` (their names) have put under themes by hand.  `seconds`: those compared;
    `in_seconds`: the concerns raised in second audits.
    `before`: the period before, for what has changed; `written`: what people have written into this report;
    `planned`: what the calendar had for these months.
    `purged`: audits of these months of which nothing is left; `shut`: those that could not be opened."""
    by_hand = coded_by_hand(counted, forms, codings, coders)
    forms = dict(sorted(forms.items()))
    months = months_named(first, last)
    return Report(
        title=_("Case file audits: monitoring report, {months}", months=months),
        first=first,
        last=last,
        made_at=made_at,
        today=today,
        notes=tuple(_notes(purged, shut)),
        sections=(
            *front(written or {}),
            selection.selection(counted, planned),
            grade_figures.overall(counted, forms),
            *((change.changes(counted, forms, before),) if before is not None else ()),
            grade_figures.moderation(counted, forms),
            second_figures(seconds),
            panels(counted, forms),
            follow_up.replies(counted, forms),
            grade_figures.areas(counted, forms),
            answer_figures.themes(counted, forms),
            *((by_hand,) if by_hand is not None else ()),
            answer_figures.scores(counted, forms),
            family_figures.families(counted),
            follow_up.actions(counted, today),
            follow_up.concerns(counted, in_seconds),
            follow_up.good_practice(counted, forms),
            selection.auditors(counted),
            selection.not_done(counted, today),
            *conclusions(written or {}),
            answer_figures.coded(counted, forms),
        ),
        audits=counted.audits,
    )


def months_named(first: str, last: str) -> str:
    """ "April 2026", or "April 2026 to June 2026"."""
    if first == last:
        return month_name(first)
    return _("{first} to {last}", first=month_name(first), last=month_name(last))


def natural(reference: str) -> tuple[tuple[int, int, str], ...]:
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
