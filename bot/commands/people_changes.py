"""`people leave`, `people merge` and `people away`: people come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.lists import LEAST_REASON
from bot.commands.support import opened, ready_settings, settle

if TYPE_CHECKING:
    from bot.imports.leaving import Departure

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Their work e-mail, as on the people list.")]
Because = Annotated[str, typer.Option("--because", metavar="REASON", help="Kept on the trail.")]


def reason(because: str) -> str:
    """The reason, on one line.  Raises BadParameter for one that says nothing."""
    why = " ".join(because.split())
    if len(why) < LEAST_REASON:
        raise typer.BadParameter('a reason is needed: --because "Sam has gone to another council".')
    return why


def people_leave(
    email: Email,
    because: Because,
    to: Annotated[
        str, typer.Option("--to", metavar="EMAIL", help="Who has their work from now on, as far as they may.")
    ] = "",
) -> None:
    """End somebody's access at once, and hand their open work over.

    Cases that they manage go to whoever --to names, else to their deputy, else to their own manager.  The
    other auditor of a pair goes on alone.  Actions go back to the manager of the case.  What nobody has now
    is listed, and the QA leads are told.  Example:

    python app.py people leave sam@council.example --because "Sam has left" --to wren@council.example
    """
    from datetime import UTC, datetime

    from bot.imports.leaving import leave

    why = reason(because)

    async def work() -> Departure:
        async with opened(settings) as storage:
            return await leave(storage, email, to, why, datetime.now(UTC))

    settings = ready_settings()
    departed(settle(work()))


def people_merge(
    keep: Annotated[str, typer.Argument(metavar="KEEP", help="The e-mail of the entry that stays.")],
    gone: Annotated[str, typer.Argument(metavar="GONE", help="The e-mail of the entry that goes.")],
    because: Because,
) -> None:
    """Make two entries of one person one: all that GONE had goes to KEEP, the account too.

    Who did what stays on the trail as it was written.  Example:

    python app.py people merge sam.okafor@council.example s.okafor@council.example --because "Listed twice"
    """
    from datetime import UTC, datetime

    from bot.imports.leaving import merge

    why = reason(because)

    async def work() -> Departure:
        async with opened(settings) as storage:
            return await merge(storage, keep, gone, why, datetime.now(UTC))

    settings = ready_settings()
    departed(settle(work()))


def people_away(
    email: Email,
    until: Annotated[
        str, typer.Argument(metavar="DATE", help="The day on which they are back; today: they are here.")
    ],
) -> None:
    """Say that somebody is away: their deputy gets immediate concerns, and their reminders wait.

    Example: python app.py people away sam@council.example "5 June 2026"
    """
    from datetime import UTC, date, datetime

    from bot.imports.changing import NotChanged
    from template_specs.dates import LOCAL, NoDate, read_date, uk_date

    async def work() -> tuple[str, date | None]:
        today = datetime.now(UTC).astimezone(LOCAL).date()
        day = read_date(until, today)
        if isinstance(day, NoDate):
            raise NotChanged(day.reason)
        async with opened(settings) as storage, storage.work() as transaction:
            person = await transaction.people.person_by_email(email)
            if person is None:
                raise NotChanged(f"{email} is not on the people list. Check the e-mail.")
            back = day if day > today else None
            await transaction.people.away(person.id, back.isoformat() if back else "")
            return person.name, back

    settings = ready_settings()
    name, back = settle(work())
    typer.echo(f"{name} is away until {uk_date(back)}." if back else f"{name} is here.")


def departed(departure: Departure) -> None:
    """Say what became of the work of somebody who has left."""
    audits = "1 audit" if departure.handed_over == 1 else f"{departure.handed_over:,} audits"
    typer.echo(f"{departure.name} may do nothing any more. Changed: {audits}.")
    for line in departure.left:
        typer.echo(f"Somebody is needed: {line}.")
