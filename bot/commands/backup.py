"""`app.py backup` and `app.py restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.support import Counter, finish, opened, ready_settings, refuse, unopened

if TYPE_CHECKING:
    from storage.backup import Tally
    from storage.restore import Restored
    from storage.verify import Verdict


def backup(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file.")],
) -> None:
    """Write everything in the database into a file, while the bot goes on: all as of one moment.

    The file is encrypted with the first key of AUDITBOT_DATA_KEYS; keep a copy of the keys apart from it, or
    nobody can read it.  restore puts it into an empty database, SQLite or PostgreSQL, whichever it was made
    from.  Example:

    python app.py backup --out /mnt/backups/2026-06-05.backup
    """
    from datetime import UTC, datetime

    from bot.documents.files import NotWritten, whole
    from storage.backup import NoBackup, write_backup

    async def work(part: Path) -> dict[str, Tally]:
        async with opened(settings) as storage:
            with part.open("wb") as file:
                return await write_backup(storage, file, datetime.now(UTC), progress)

    settings = ready_settings()
    if out.exists():
        refuse([f"{out} is there already. Name a new file; nothing was written."])
    if not out.parent.is_dir():
        refuse([f"There is no folder {out.parent}. Make it, or name another one."])
    try:
        with whole(out) as part, Counter("rows") as progress:
            tallies = finish(work(part))
        size = out.stat().st_size
    except (NotWritten, NoBackup) as refused:
        refuse([f"{refused}".rstrip(".") + "."])
    rows = sum(tally.rows for tally in tallies.values())
    typer.echo(
        f"{out}: {rows:,} rows, {tallies['audits'].rows:,} audits, {size / 1e6:,.1f} MB, encrypted with the "
        "first key of AUDITBOT_DATA_KEYS."
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What backup wrote.")],
) -> None:
    """Put a backup into an empty database, compare every row with it, purge again what was purged since it
    was made (by the list of AUDITBOT_PURGE_LIST), and verify the trails.  All of it, or nothing.

    Stop every process of the bot before.  AUDITBOT_DATABASE_URL names the empty database.  What was saved
    after the backup is not in it: tell the people concerned.  Cards that were due then go out again.

    Example:

    python app.py restore /mnt/backups/2026-06-05.backup
    """
    from storage.backup import NoBackup
    from storage.purging import NotReplayed, PurgeList, replay
    from storage.restore import restore as restored_from
    from storage.verify import verify
    from template_specs.dates import moment

    async def work() -> tuple[Restored, int, Verdict]:
        async with unopened(settings) as storage:
            keeping = PurgeList(Path(settings.purge_list), storage.keyring)
            keeping.entries()  # it is looked at before anything is restored
            with file.open("rb") as source:
                restored = await restored_from(storage, source, progress)
            again = await replay(storage, keeping, progress)
            return restored, again, await verify(storage)

    settings = ready_settings()
    if not file.is_file():
        refuse([f"There is no file {file}. Nothing was restored."])
    try:
        with Counter("rows") as progress:
            restored, again, verdict = finish(work())
    except (NoBackup, NotReplayed) as refused:
        refuse([f"{refused}. Nothing was restored."])
    made = moment(restored.made)
    typer.echo(f"{restored.rows:,} rows of the backup of {made}, each as it was in it.")
    typer.echo(f"Purged again, by {settings.purge_list}: {again:,}.")
    if not Path(settings.purge_list).exists():
        typer.echo(
            f"There is no {settings.purge_list}: if anything was ever purged, it has come back. Put the list "
            "there (AUDITBOT_PURGE_LIST) and run: app.py purge --again",
            err=True,
        )
    if not verdict.whole:
        refuse(["The trails do not verify: app.py trail verify says why."])
    typer.echo(f"{verdict.rows:,} rows of {verdict.audits:,} audits verify.")
