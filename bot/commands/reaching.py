"""`people unreachable` and `people reach`: who cannot be reached, and installing the app for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.support import finish, opened, ready_settings, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.delivery.reaching import Reached
    from bot.settings import Settings
    from dialogs.conversation.unreached import Unreached

NEEDS_PRODUCTION = (
    "Microsoft Graph needs the bot's registration: set AUDITBOT_MODE=production and its settings."
)
MOST = 50
"""People listed unless asked for more."""


def people_unreachable(
    limit: Annotated[int, typer.Option(min=1, max=20_000, help="How many to list.")] = MOST,
) -> None:
    """List the people whom the bot cannot write to: why, since when, what waits for them, and what to do.

    Those first for whom something urgent waits.  Example: python app.py people unreachable
    """
    from dialogs.features.unreachable import line

    async def work() -> tuple[Sequence[Unreached], dict[str, str]]:
        async with opened(settings) as storage, storage.work(write=False) as unit:
            people = await unit.unreached.unreachable()
            known = await unit.people.people_named(one.person for one in people)
            return people, {id: f"{person.name} ({person.email})" for id, person in known.items()}

    settings = ready_settings()
    people, named = finish(work())
    if not people:
        typer.echo("The bot can write to everybody on the people list.")
    for one in people[:limit]:
        typer.echo(line(one, named.get(one.person, f"person {one.person}")))
    if len(people) > limit:
        typer.echo(f"{len(people) - limit} more. List them with --limit {len(people)}.")


def people_reach(
    emails: Annotated[
        list[str] | None, typer.Argument(metavar="[EMAIL]...", help="Of the people list; without: everybody.")
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Install the app for them through Microsoft Graph.")
    ] = False,
) -> None:
    """Install the app for people who have not opened the bot, so that it can write to them.

    Without --install it only says for whom it would.  Nobody is asked or told by it; the bot welcomes them in
    Teams.  It needs Graph permissions: docs/deploy.md.  Example:

    python app.py people reach --install
    """
    settings = ready_settings()
    if settings.development:
        refuse([NEEDS_PRODUCTION])
    wanted = _wanted(settings, emails or [])
    if not wanted:
        typer.echo("Everybody has opened the bot, or cannot be helped by installing it (people unreachable).")
    elif install:
        _install(settings, wanted)
    else:
        for name in wanted.values():
            typer.echo(f"{name}.")
        typer.echo(f"The app would be installed for {len(wanted)}. To do so: --install.")


def _wanted(settings: Settings, emails: Sequence[str]) -> dict[str, str]:
    """Names by the id of the person, of those whose chat is not known."""
    from dialogs.conversation.unreached import WhyUnreached

    without_chat = (WhyUnreached.NEVER_OPENED, WhyUnreached.POLICY, WhyUnreached.NO_ACCOUNT)

    async def work() -> dict[str, str]:
        async with opened(settings) as storage, storage.work(write=False) as unit:
            named = {email: await unit.people.person_by_email(email) for email in emails}
            unknown = [email for email, person in named.items() if person is None]
            if unknown:
                refuse(f"{email} is not on the people list. Nothing was done." for email in unknown)
            asked = {person.id for person in named.values() if person is not None}
            people = [
                one.person
                for one in await unit.unreached.unreachable()
                if one.person in asked or (not asked and one.why in without_chat)
            ]
            known = await unit.people.people_named(people)
            return {id: f"{person.name} ({person.email})" for id, person in known.items()}

    return finish(work())


def _install(settings: Settings, wanted: dict[str, str]) -> None:
    from datetime import UTC, datetime

    from bot.commands.findings import identity_of
    from bot.delivery.reaching import reacher_of
    from bot.graph.client import GraphFailed, open_graph
    from bot.graph.installing import NotInCatalogue

    async def work() -> None:
        async with opened(settings) as storage, open_graph(identity_of(settings)) as graph:
            sentences = _sentences()
            reacher = reacher_of(storage, graph, identity_of(settings), lambda: datetime.now(UTC))
            for person, name in wanted.items():
                typer.echo(f"{name}: {sentences[await reacher.reach(person)]}")

    try:
        finish(work())
    except (GraphFailed, NotInCatalogue) as failed:
        refuse([f"{failed} Those named above are done; run it again for the others."])


def _sentences() -> dict[Reached, str]:
    """What is said of each outcome."""
    from bot.delivery.reaching import Reached

    return {
        Reached.INSTALLED: "the app is installed. What waits for them goes out now.",
        Reached.THERE: "they had the app already. What waits for them goes out now.",
        Reached.KNOWN: "the bot knows their chat already.",
        Reached.POLICY: "an app permission policy blocks it. Allow it for them in the Teams admin centre.",
        Reached.NO_ACCOUNT: "the directory has no account with this e-mail. Correct the people list.",
        Reached.UNKNOWN: "they have no role on the people list.",
    }
