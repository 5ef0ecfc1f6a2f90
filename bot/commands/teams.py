"""`teams package`: the app package that an administrator uploads to Teams."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.support import refuse

teams = typer.Typer(help="The app in Microsoft Teams.", no_args_is_help=True)

_VERSION = re.compile(r"(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){2}")


@teams.command("package")
def teams_package(
    out: Annotated[Path, typer.Option(metavar="FILE.zip", help="The package to write.")],
    version: Annotated[
        str,
        typer.Option(help="Such as 1.0.3, higher at each upload [the program's own].", show_default=False),
    ] = "",
) -> None:
    """Write the package to upload under "Manage apps" in the Teams admin centre.

    It is made of the settings APP_ID, ORGANISATION, WEBSITE_URL, PRIVACY_URL and TERMS_URL; where PUBLIC_URL
    and TAB_CLIENT_ID are set as well, the desk is a tab in it.  Nothing is sent.

    Example: python app.py teams package --out case-file-audits.zip
    """
    from bot.documents.files import NotWritten, whole
    from bot.package.archive import write
    from bot.package.manifest import DeskTab, Publisher
    from bot.settings import NotStartable, only
    from bot.version import version as own_version

    if version and not _VERSION.fullmatch(version):
        raise typer.BadParameter("write three numbers, such as 1.0.3", param_hint="--version")
    try:
        values = only(
            *("app_id", "organisation", "website_url", "privacy_url", "terms_url"),
            also=("public_url", "tab_client_id"),
        )
    except NotStartable as impossible:
        refuse(impossible.faults)
    publisher = Publisher(
        values["organisation"], values["website_url"], values["privacy_url"], values["terms_url"]
    )
    address, client_id = values.get("public_url", ""), values.get("tab_client_id", "")
    if bool(address) != bool(client_id):
        refuse(
            ["AUDITBOT_PUBLIC_URL and AUDITBOT_TAB_CLIENT_ID make the desk's tab together: set both or none."]
        )
    desk = DeskTab(address, client_id) if address else None
    try:
        with whole(out) as part, part.open("wb") as file:
            write(file, values["app_id"], publisher, version or own_version(), desk)
    except NotWritten as refused:
        refuse([str(refused)])
    typer.echo(
        f"{out}: version {version or own_version()}. Upload it in the Teams admin centre (docs/deploy.md)."
    )
