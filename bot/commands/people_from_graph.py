"""`people import --from-graph`: the directory's people, compared with the list and taken if agreed to."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from bot.commands.reaching import NEEDS_PRODUCTION
from bot.commands.support import accepted, finish, opened, ready_settings, refuse, settle

if TYPE_CHECKING:
    from bot.imports.directory import DirectoryPerson
    from bot.imports.leaving import Departure
    from bot.imports.people import PeopleList
    from bot.imports.taking import Taken
    from bot.settings import Settings
    from dialogs.audits.audit import Person

WHY_GONE = "Not in the directory's groups any more"


def people_from_graph(*, yes: bool) -> None:
    """Read the people of GRAPH_ROLES, list what differs, and take it when told to."""
    from bot.imports.taking import compare_directory, take_directory

    settings = ready_settings()
    if settings.development:
        refuse([NEEDS_PRODUCTION])
    if not settings.graph_roles:
        refuse(["AUDITBOT_GRAPH_ROLES is not set. Write which group has which role: auditor=GROUP-ID."])
    people = _read(settings)
    if not people:
        refuse(["The groups of AUDITBOT_GRAPH_ROLES hold nobody. Nothing was taken. Check their object ids."])

    async def compare() -> tuple[PeopleList, tuple[Person, ...]]:
        async with opened(settings) as storage:
            return await compare_directory(storage, people)

    async def take() -> Taken:
        async with opened(settings) as storage:
            return await take_directory(storage, people)

    compared, gone = accepted(compare())
    typer.echo(f"In the directory's groups: {len(people)}.")
    for new in compared.new:
        typer.echo(f"New: {new.name} ({new.email}), {', '.join(sorted(new.roles))}.")
    for sentence in (*compared.changed, *compared.said):
        typer.echo(str(sentence))
    if not (compared.new or compared.changed):
        typer.echo("Nothing differs from the people list.")
    elif not yes and not _agreed(f"Take {len(compared.new)} new, {len(compared.changed)} changed?"):
        refuse(["Nothing was taken. To take it without being asked: --yes."])
    else:
        taken = accepted(take())
        for sentence in taken.said:
            if sentence not in compared.said:
                typer.echo(sentence)
        typer.echo(f"{len(compared.new)} new, {len(taken.changed)} changed, {taken.unchanged} as they were.")
    _ask_about(settings, gone, asking=not yes)


def _read(settings: Settings) -> tuple[DirectoryPerson, ...]:
    from bot.commands.findings import identity_of
    from bot.graph.client import GraphFailed, open_graph
    from bot.graph.directory import read_directory

    async def read() -> tuple[DirectoryPerson, ...]:
        async with open_graph(identity_of(settings)) as graph:
            return await read_directory(graph, settings.graph_roles)

    try:
        return finish(read())
    except GraphFailed as failed:
        refuse([f"{failed} Nothing was taken."])


def _ask_about(settings: Settings, gone: Sequence[Person], *, asking: bool) -> None:
    """Name those who are on the list and not in the directory; at a terminal, ask of each whether they have
    left."""
    from datetime import UTC, datetime

    from bot.commands.people_changes import departed
    from bot.imports.leaving import leave

    if gone:
        typer.echo(f"On the people list with a role, and not in the directory's groups: {len(gone)}.")
    for person in gone:
        typer.echo(f"{person.name} ({person.email}). They stay on the list.")
        if asking and _agreed("Have they left? Their access ends at once, and their work is handed over."):

            async def work(email: str = person.email) -> Departure:
                async with opened(settings) as storage:
                    return await leave(storage, email, "", WHY_GONE, datetime.now(UTC))

            departed(settle(work()))
    if gone:
        typer.echo('For those who have left: app.py people leave EMAIL --because "..."')


def _agreed(question: str) -> bool:
    """Whether somebody at a terminal says yes; without a terminal nobody does."""
    return sys.stdin.isatty() and typer.confirm(question)
