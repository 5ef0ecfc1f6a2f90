"""`doctor`: looks at everything that the bot needs, and says line by line what is right, what is wrong and
what to do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.support import finish

if TYPE_CHECKING:
    from bot.commands.findings import Finding


def doctor(
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Do not try to reach Microsoft: for a machine without a network."),
    ] = False,
) -> None:
    """Look at settings, identity, database, keys, connector, Graph, clock, forms, people and holidays.

    A line for each thing: right, look (it works, and should be looked at) or wrong, with what to do.  Nothing
    is changed and nothing is sent.  Ends with 1 where anything is wrong.  Example: python app.py doctor
    """
    from bot.commands.findings import State

    states = []
    for finding in _findings(offline):
        typer.echo(finding.line)
        states.append(finding.state)
    wrong, look = states.count(State.WRONG), states.count(State.LOOK)
    if wrong:
        typer.echo(f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong.")
        raise typer.Exit(1)
    typer.echo("Nothing is wrong." if look else "All is right.")


def _findings(offline: bool) -> Iterator[Finding]:
    from bot.commands import findings
    from bot.commands.graph_finding import of_graph
    from bot.commands.replica_finding import of_replica
    from bot.logs import configure
    from bot.settings import NotStartable, load

    try:
        settings = load()
    except NotStartable as refused:
        yield from (findings.wrong("settings", fault) for fault in refused.faults)
        yield findings.look("the rest", "was not looked at: it needs the settings. Put them right first.")
        return
    configure(development=settings.development, level="error")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its tries that failed are told here in one line
    yield findings.of_settings(settings)
    yield findings.of_identity(settings)
    looked, told = finish(findings.of_database(settings))
    yield from told
    yield from finish(of_replica(settings))
    database_clock = looked.clock if looked is not None else None
    trial = None if offline else finish(findings.of_trial(settings))
    yield findings.of_connector(settings, trial)
    yield finish(of_graph(settings, offline=offline))
    yield findings.of_clock(trial, database_clock)
    yield from findings.of_forms(settings)
    yield from findings.of_people(settings, looked)
    yield findings.of_delivery(looked)
    yield findings.of_holidays()
