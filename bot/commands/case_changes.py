"""`cases reassign`, `cases due`, `cases second`, `cases withdraw` and `cases replace`: one case is changed,
with a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.commands.people_changes import Because, reason
from bot.commands.support import opened, ready_settings, settle

Case = Annotated[str, typer.Argument(metavar="CASE", help="The case reference.")]
Form = Annotated[str, typer.Option("--form", help="The form's id, where the case has several audits.")]


def cases_reassign(
    case: Case,
    to: Annotated[str, typer.Option("--to", metavar="EMAILS", help="Who audits it now, separated by ;")],
    because: Because,
    form: Form = "",
    own_team: Annotated[
        bool,
        typer.Option("--own-team", help="Although they are in the case's own team; the reason says why."),
    ] = False,
) -> None:
    """Give an audit to other auditors.  Everybody concerned is told.

    Example: python app.py cases reassign TS-101 --to wren@council.example --because "Amara is on leave"
    """
    from dialogs.features.allocation_changes import ReassignAudit

    _done(case, form, ReassignAudit(to, "", reason(because), own_team))


def cases_due(
    case: Case,
    day: Annotated[str, typer.Argument(metavar="DATE", help='Such as "30 June 2026".')],
    because: Because,
    form: Form = "",
) -> None:
    """Give an audit another day.  Its auditors are told.

    Example: python app.py cases due TS-101 "30 June 2026" --because "The file came late"
    """
    from dialogs.features.allocation_changes import RedateAudit

    _done(case, form, RedateAudit(day, reason(because)))


def cases_second(
    case: Case,
    by: Annotated[str, typer.Option("--by", metavar="EMAILS", help="Who audits it as well, separated by ;")],
    because: Because,
    form: Form = "",
    own_team: Annotated[
        bool,
        typer.Option("--own-team", help="Although they are in the case's own team; the reason says why."),
    ] = False,
) -> None:
    """Have a case audited once more, blind, by somebody else: how far do two auditors agree?

    Neither sees the other's audit until both are submitted; the manager and the practitioner hear nothing
    of it. Example:

    python app.py cases second TS-101 --by wren@council.example --because "We measure agreement this quarter"
    """
    from dialogs.features.second_audit import ArrangeSecondAudit

    _done(case, form, ArrangeSecondAudit(by, reason(because), own_team))


def cases_withdraw(case: Case, because: Because, form: Form = "") -> None:
    """Take an audit out of the programme: nothing more is asked of anybody, and it counts in no report.

    Example: python app.py cases withdraw TS-101 --because "The case was closed in May"
    """
    from dialogs.features.allocation_changes import WithdrawAudit

    _done(case, form, WithdrawAudit(reason(because)))


def cases_take_back(case: Case, because: Because, form: Form = "") -> None:
    """Put a withdrawn audit back into the programme: it goes on where it was.

    Example: python app.py cases take-back TS-101 --because "The case is open again"
    """
    from dialogs.features.allocation_changes import TakeBackAudit

    _done(case, form, TakeBackAudit(reason(because)))


def cases_replace(
    case: Case,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The reference of the case in its place.")],
    because: Because,
    form: Form = "",
    practitioner: Annotated[str, typer.Option("--practitioner", metavar="EMAIL")] = "",
    manager: Annotated[str, typer.Option("--manager", metavar="EMAIL")] = "",
    iro: Annotated[str, typer.Option("--iro", metavar="EMAIL")] = "",
    team: Annotated[str, typer.Option("--team", help="Of the new case; else that of its practitioner.")] = "",
    case_type: Annotated[str, typer.Option("--case-type")] = "",
) -> None:
    """Withdraw an audit that has not been submitted, and allocate another case to the same auditors.

    The form, month, theme, list and day stay.  Example:

    python app.py cases replace TS-101 TS-205 --manager priya@council.example --because "The case was closed"
    """
    from bot.imports.case_changes import Replacement, replace

    why = reason(because)
    new = Replacement(other, practitioner, manager, iro, team, case_type)

    async def work() -> str:
        async with opened(settings) as storage:
            return await replace(storage, case, form, new, why, datetime.now(UTC))

    settings = ready_settings()
    typer.echo(settle(work()))


def _done(case: str, form: str, command: object) -> None:
    from bot.imports.case_changes import carry_out

    async def work() -> str:
        async with opened(settings) as storage:
            return await carry_out(storage, case, form, command, datetime.now(UTC))

    settings = ready_settings()
    typer.echo(settle(work()))
