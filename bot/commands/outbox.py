"""The commands about what could not be delivered: `outbox list` and `outbox retry`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.support import finish, opened, ready_settings, refuse

if TYPE_CHECKING:
    from collections.abc import Container

    from storage.undelivered import HeldUpMessage
    from storage.work import Work

outbox = typer.Typer(help="What could not be delivered.", no_args_is_help=True)

MOST = 50
"""Rows listed unless asked for more."""


@outbox.command("list")
def outbox_list(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to list.")] = MOST,
) -> None:
    """List the cards and messages that were set aside or tried in vain, concerns first.

    Each with its id, whom it is for, why it has not arrived and when it is tried again.  Nothing of a case's
    content is shown.  Example: python app.py outbox list --limit 200
    """

    async def work() -> tuple[list[str], int]:
        async with opened(settings) as storage, storage.work(write=False) as unit:
            rows = await unit.undelivered.held_up(limit)
            total = sum((await unit.undelivered.held_up_counts()).values())
            closed = await unit.lists.closed([row.audit_id for row in rows])
            return [await _line(unit, row, closed) for row in rows], total

    settings = ready_settings()
    lines, total = finish(work())
    if not lines:
        typer.echo("Nothing is held up: every card has arrived, or is on its way.")
    for line in lines:
        typer.echo(line)
    if total > len(lines):
        typer.echo(f"{total - len(lines)} more. List them with --limit {total}.")


@outbox.command("retry")
def outbox_retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="Ids from outbox list.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Whatever is held up.")] = False,
) -> None:
    """Try held-up cards again now, by their ids or all of them; a running bot sends them within seconds.

    Example: python app.py outbox retry 17 21
    """
    if bool(ids) == everything:
        raise typer.BadParameter("name the ids to try again, or --all")

    async def work() -> int:
        from datetime import UTC, datetime

        async with opened(settings) as storage, storage.work() as unit:
            known = {row.id for row in await unit.undelivered.held_up_among(ids)} if ids else set()
            unknown = sorted(set(ids or ()) - known)
            if unknown:
                refuse(
                    f"{wanted}: nothing with this id is held up. See outbox list. Nothing was changed."
                    for wanted in unknown
                )
            return await unit.undelivered.retry(ids if ids else None, datetime.now(UTC))

    settings = ready_settings()
    count = finish(work())
    typer.echo(f"{count} {'card is' if count == 1 else 'cards are'} due now.")


async def _line(unit: Work, row: HeldUpMessage, closed: Container[str]) -> str:
    """One row: "17 Immediate concern to Priya Nair (priya@example.org), audit 5f..: why; when.".  Which
    restricted case it is about is not said: together with a name it would tell whose file it is."""
    from dialogs.features.undelivered import named, reason
    from storage.keys import Unopenable
    from template_specs.dates import moment

    try:
        person = await unit.people.person(row.recipient)
    except Unopenable:
        person = None
    who = f"{person.name} ({person.email})" if person is not None else f"person {row.recipient}"
    why = reason(row.problem, person.name if person is not None else "this person")
    again = "when they write to the bot" if row.next_at is None else moment(row.next_at)
    tries = f"{row.attempts} {'try' if row.attempts == 1 else 'tries'}"
    about = "a restricted case" if row.audit_id in closed else f"audit {row.audit_id}"
    return f"{row.id}  {named(row.subject)} to {who}, {about}: {why}; {tries}; again {again}."
