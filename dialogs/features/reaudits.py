"""The QA lead's list of cases that are to be audited again, as a form says of a grade (`follow_ups`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.conversation.feature import Feature
from dialogs.conversation.views import Action, Button, Sentence
from dialogs.features.home import Ask
from dialogs.programme.selection import month_name
from template_specs.dates import uk_date
from template_specs.sentences import N_, _

REAUDITS = "reaudits"
"""The list's code among those of the status."""
MOST_AGAIN = 20
"""Cases named at once."""
_STATUS = Button(N_("Show the status"), Action(Ask.STATUS))


@dataclass(frozen=True, slots=True)
class AgainLine:
    """A case that is to be audited again, as the form of its last audit says."""

    case: str
    by: date
    grade: str
    """ "Overall judgement: Inadequate"."""
    following: str = ""
    """The month of the audit that has been allocated since; empty where none has."""


def reaudits_view(lines: Sequence[AgainLine], today: date) -> Sentence:
    """The cases to be audited again, those without an audit first, then by their day."""
    if not lines:
        none = _("No case is down to be audited again.")
        return Sentence(none, (_STATUS,))
    in_order = sorted(lines, key=lambda line: (bool(line.following), line.by, line.case))
    shown = [_again(line, today) for line in in_order[:MOST_AGAIN]]
    more = len(in_order) - len(shown)
    if more > 0:
        shown.append(_("{more} more, with later days.", more=more))
    open_still = sum(not line.following for line in lines)
    first = _("To be audited again: {count}. Put them on the next case list.", count=open_still)
    return Sentence("\n\n".join([first, *shown]), (_STATUS,))


def _again(line: AgainLine, today: date) -> str:
    if line.following:
        return _(
            "{case}: {grade}. It is being audited again ({month}).",
            case=line.case,
            grade=line.grade,
            month=month_name(line.following),
        )
    if line.by < today:
        return _(
            "{case}: {grade}. It was to be audited again by {day}, and is not allocated.",
            case=line.case,
            grade=line.grade,
            day=uk_date(line.by),
        )
    return _("{case}: {grade}. By {day}.", case=line.case, grade=line.grade, day=uk_date(line.by))


FEATURE = Feature()
