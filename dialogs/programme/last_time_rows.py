"""What became of the actions of earlier audits, for one audit's document and for exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from dialogs.audits.audit import Audit, PersonId
from dialogs.audits.last_time import standing
from dialogs.conversation.context import TurnContext
from dialogs.wording.last_time import FOUND
from template_specs.dates import LOCAL, uk_date
from template_specs.sentences import _, worded


def last_time_rows(context: TurnContext) -> tuple[tuple[str, ...], ...]:
    """A table, its columns' names first; empty where nothing was said of any."""
    rows = tuple(
        (
            said.what,
            uk_date(said.audited),
            worded(FOUND[said.found]),
            said.words,
            f"{context.name(said.by)}, {uk_date(said.at.astimezone(LOCAL).date())}",
        )
        for said in standing(context.audit.last_time).values()
    )
    columns = (_("Action"), _("Audit of"), _("What became of it"), _("What shows it"), _("Said by"))
    return (columns, *rows) if rows else ()


def last_actions(
    audit: Audit, name: Callable[[PersonId | None], str]
) -> Iterator[dict[str, str | bool | date | datetime]]:
    """All that was said of them, replaced ones included."""
    counts = standing(audit.last_time)
    for said in audit.last_time:
        yield {
            "action": said.action,
            "audited": said.audited,
            "what": said.what,
            "code": said.found.value,
            "became": worded(FOUND[said.found]),
            "what_shows_it": said.words,
            "said_by": name(said.by),
            "said_at": said.at,
            "stands": counts[said.action] is said,
        }
