"""`people import` and `cases import`: a list is taken whole, or refused with every fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bot.commands.support import opened, ready_settings, refuse, take

if TYPE_CHECKING:
    from bot.imports.taking import Taken
    from bot.settings import Settings
    from template_specs.model import Template

people = typer.Typer(help="The people list.", no_args_is_help=True)
cases = typer.Typer(help="Cases chosen for audit.", no_args_is_help=True)

LEAST_REASON = 10
"""Fewest characters of a reason for a change."""
File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or XLSX file.")]


@people.command("import")
def people_import(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A CSV or XLSX file.")] = None,
    update: Annotated[
        bool,
        typer.Option("--update", help="A known object id with a new e-mail is the same person."),
    ] = False,
    from_graph: Annotated[
        bool, typer.Option("--from-graph", help="Read the people from your directory instead of a file.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --from-graph: take the differences without asking.")
    ] = False,
) -> None:
    """Take a people list: all of it, or nothing where anything is wrong.

    Columns: name, email, aad_object_id, roles (separated by ;), team, manager_email, deputy_email.

    Somebody whose e-mail is known is changed, and each change is listed.  A column that the list does not
    have leaves what is recorded.  An empty team, manager or deputy takes it away; an empty aad_object_id
    leaves it.  People who are not on the list stay as they are.  Examples:

    python app.py people import people.csv

    python app.py people import married.csv --update

    With --from-graph the people of AUDITBOT_GRAPH_ROLES are read from Microsoft Graph.  What differs is
    listed and asked about, and who is on the list and not in the directory is named.  Example:

    python app.py people import --from-graph
    """
    if from_graph == (file is not None):
        raise typer.BadParameter("name a file, or --from-graph")
    if from_graph:
        if update:
            raise typer.BadParameter("--update goes with a file: the directory's object ids say who is who")
        from bot.commands.people_from_graph import people_from_graph

        people_from_graph(yes=yes)
        return
    if yes:
        raise typer.BadParameter("--yes goes with --from-graph")
    _people_from_file(cast("Path", file), update=update)


def _people_from_file(file: Path, *, update: bool) -> None:
    from bot.imports.taking import take_people

    async def work() -> Taken:
        async with opened(settings) as storage:
            return await take_people(storage, file, update=update)

    settings = ready_settings()
    taken = take(work())
    typer.echo(f"{taken.new} new, {len(taken.changed)} changed, {taken.unchanged} as they were.")


@cases.command("import")
def cases_import(
    file: File,
    update: Annotated[
        bool, typer.Option("--update", help="Change what differs from what is recorded; needs --because.")
    ] = False,
    because: Annotated[
        str, typer.Option("--because", metavar="REASON", help="Why it is changed; kept on the trail.")
    ] = "",
    second: Annotated[
        bool,
        typer.Option(
            "--second", help="A case open in another month, or with another form, gets a second audit."
        ),
    ] = False,
) -> None:
    """Allocate cases for audit: all of the list, or nothing where anything is wrong.

    Columns: case_ref, case_type, team, practitioner_email, manager_email, iro_email, template,
    month (2026-11), theme, list, auditor_emails (separated by ;), due, family, restricted (yes, and the
    e-mails of others whom it opens to).

    Where a case is recorded already and the list says otherwise, each such row is listed and nothing is
    taken.  With --update and a reason it is changed, and those concerned are told in Teams.  A column
    that the list does not have, and an empty month, team, template or due, leave what is recorded.  Examples:

    python app.py cases import november.xlsx

    python app.py cases import november.xlsx --update --because "Sam is on leave until January"
    """
    from datetime import UTC, datetime

    from bot.imports.taking import Asked, take_cases

    asked = Asked(datetime.now(UTC), _reason(update, because), second)

    async def work() -> Taken:
        async with opened(settings) as storage:
            return await take_cases(storage, file, known, asked)

    settings = ready_settings()
    known = forms_of(settings)
    taken = take(work())
    changed = f", {len(taken.changed)} changed" if taken.changed else ""
    there = f", {taken.unchanged} as they were" if taken.unchanged else ""
    typer.echo(f"{taken.new} allocated{changed}{there}.")


def _reason(update: bool, because: str) -> str:
    """The reason for a change, as it is kept on the trail; empty if nothing is to be changed."""
    why = " ".join(because.split())
    if update and len(why) < LEAST_REASON:
        raise typer.BadParameter('--update needs a reason: --because "Sam is on leave until January".')
    if because and not update:
        raise typer.BadParameter("--because is the reason of a change: write --update as well.")
    return why


def forms_of(settings: Settings) -> Mapping[str, Template]:
    """The forms that cases may be audited on.  Those with faults are left out, and told."""
    from template_specs.language.loader import FormFaults, forms_at_hand

    try:
        at_hand = forms_at_hand(settings.forms)
    except FormFaults as wrong:
        refuse([*map(str, wrong.faults), "Nothing was taken."])
    for fault in at_hand.faults:
        typer.echo(f"{fault} (This form is left out.)", err=True)
    return at_hand.forms
