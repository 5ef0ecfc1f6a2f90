"""What was selected for audit and what became of it: by month, team, case type, auditor; what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.audits.audit import State
from dialogs.programme.facts import AuditFacts
from dialogs.programme.places import Places
from dialogs.programme.report import Count, Counted, Line, Section, Table, grouped
from template_specs.dates import uk_date
from template_specs.sentences import _


def month_name(month: str) -> str:
    """ "May 2015" of "2015-05"; "no month" of nothing."""
    return uk_date(date.fromisoformat(f"{month}-01")).partition(" ")[2] if month else _("No month")


def by_month_and_list(counted: Counted, within: Places) -> Mapping[str, Places]:
    """Audits by month, a named sub-list apart: "May 2015", "June 2015: Review Unit"."""
    groups = counted.by("month", "list")
    found = {}
    for month, named in sorted(groups):
        if theirs := groups[month, named] & within:
            found[month_name(month) + (f": {named}" if named else "")] = theirs
    return found


def selection(counted: Counted, planned: Sequence[PlannedRound] = ()) -> Section:
    """How many were selected and how many completed; `planned`: what the calendar had for these months."""
    selected, withdrawn = counted.selected, counted.at_state(State.WITHDRAWN)
    states = (
        ("completed", _("Completed (submitted by the auditors)"), counted.completed),
        ("final", _("of these, final"), counted.final),
        ("waiting", _("of these, in a later stage"), counted.completed - counted.final),
        ("in_progress", _("Under way"), counted.at_state(State.IN_PROGRESS)),
        ("allocated", _("Not started"), counted.at_state(State.ALLOCATED)),
    )
    lines = [Line("selected", _("Selected"), (counted.placed(selected),))]
    lines += [Line(name, label, (counted.placed(a, len(selected)),)) for name, label, a in states]
    if withdrawn:
        label = _("Withdrawn (counted nowhere else)")
        lines.append(Line("withdrawn", label, (counted.placed(withdrawn),)))
    overview = Table("selection.all", _("Selected and completed"), (_("Audits"), _("Number")), tuple(lines))
    return Section(
        "selection",
        _("What was selected and what was completed"),
        (),
        (
            overview,
            _rates(counted, "selection.month", _("By month and list"), by_month_and_list(counted, selected)),
            _rates(counted, "selection.team", _("By team"), _named(counted, "team")),
            _rates(counted, "selection.case_type", _("By case type"), _named(counted, "case_type")),
            *_themes(counted),
            *_planned(planned),
        ),
    )


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """What the programme's calendar had for a month, or for a named list of it."""

    month: str
    list: str
    theme: str
    without: tuple[str, ...]
    """The teams that were left out."""
    absent: tuple[str, ...] = ()
    """Who took no part in the month: "Wren Castle (on long-term leave)"."""


def _planned(planned: Sequence[PlannedRound]) -> tuple[Table, ...]:
    lines = []
    for one in planned:
        label = month_name(one.month) + (f": {one.list}" if one.list else "")
        cells = (
            one.theme or _("No theme"),
            ", ".join(one.without) or _("None"),
            ", ".join(one.absent) or _("Nobody"),
        )
        lines.append(Line(f"{one.month}:{one.list}", label, cells))
    columns = (_("Month"), _("Theme"), _("Teams left out"), _("Auditors who took no part"))
    return (Table("selection.calendar", _("What was planned"), columns, tuple(lines)),) if lines else ()


def _themes(counted: Counted) -> tuple[Table, ...]:
    groups = grouped(counted, "theme", counted.selected, empty=_("No theme"))
    if not groups or [*groups] == [_("No theme")]:
        return ()
    return (_rates(counted, "selection.theme", _("By theme"), groups),)


def _named(counted: Counted, field: str) -> Mapping[str, Places]:
    return grouped(counted, field, counted.selected, empty=_("Not said"))


def _rates(counted: Counted, name: str, title: str, groups: Mapping[str, Places]) -> Table:
    columns = (title.removeprefix(_("By ")).capitalize(), _("Selected"), _("Completed"), _("On time"))
    lines = []
    for label, audits in groups.items():
        done = audits & counted.completed
        timely = counted.placed(done - counted.submitted_late, len(done))
        lines.append(Line(label, label, (counted.placed(audits), counted.placed(done, len(audits)), timely)))
    return Table(name, title, columns, tuple(lines), chart=2 if name == "selection.month" else 0)


def auditors(counted: Counted) -> Section:
    """Completion by auditor: an audit of a pair counts for both."""
    lines = []
    for name, theirs in counted.by_auditor(counted.selected, _("Nobody is named")).items():
        done = theirs & counted.completed
        cells: tuple[Count, ...] = (
            counted.placed(theirs),
            counted.placed(done, len(theirs)),
            counted.placed(done & counted.submitted_late, len(done)),
            counted.placed((theirs - done) & counted.late),
        )
        lines.append(Line(name, name, cells))
    columns = (_("Auditor"), _("Selected"), _("Completed"), _("Completed late"), _("Overdue now"))
    said = _(
        "An audit of a pair counts for each of the two, so these numbers add up to more than the audits."
    )
    table = Table("auditors.all", _("Completion by auditor"), columns, tuple(lines))
    return Section("auditors", _("Auditors"), (said,), (table,))


MOST_NOT_DONE = 2_000
"""Audits named in the list of what is not done, the longest overdue first."""


def not_done(counted: Counted, today: date) -> Section:
    """Each audit that is not completed, with how far it is and why, as far as anybody has said."""
    waiting = counted.at(counted.all - counted.completed)
    waiting.sort(key=lambda a: (not a.late, a.due or date.max))
    lines = []
    for audit in waiting[:MOST_NOT_DONE]:
        days = (today - audit.due).days if audit.late and audit.due is not None else 0
        due = uk_date(audit.due) if audit.due is not None else _("No day")
        late = "" if days < 1 else _("1 day late") if days == 1 else _("{days} days late", days=days)
        lines.append(
            Line(
                audit.id,
                audit.reference,
                (
                    counted.placed([audit.place]),
                    month_name(audit.month),
                    ", ".join(audit.auditors) or _("Nobody"),
                    f"{due}, {late}" if late else due,
                    " ".join((_how_far(audit), *audit.why)),
                ),
            )
        )
    columns = (
        _("Case"),
        _("Audits"),
        _("Month"),
        _("Auditors"),
        _("Due"),
        _("How far it is, and what was said"),
    )
    said = () if lines else (_("Every audit that was selected is completed."),)
    note = _("Reasons stand here where a change of people or day was given one; the bot asks for no others.")
    more = len(waiting) - len(lines)
    if more > 0:
        note += " " + _("Not completed, and not listed here: {count}.", count=f"{more:,}")
    tables = (Table("not_done.all", _("Not completed"), columns, tuple(lines), note),) if lines else ()
    return Section("not_done", _("What is not done, and why"), said, tables)


def _how_far(audit: AuditFacts) -> str:
    match audit.state:
        case State.ALLOCATED:
            return _("Not started.")
        case State.WITHDRAWN:
            return _("Withdrawn.")
        case _:
            return _("{done} of {all} answered.", done=audit.answered, all=audit.to_answer)
