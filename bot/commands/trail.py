"""`app.py trail ...`: the record of what happened to every audit, and whether it can be believed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from bot.commands.support import finish, opened, ready_settings, refuse

if TYPE_CHECKING:
    from storage.seal_checks import Wrong
    from storage.unreadable_report import UnreadableItem
    from storage.verify import Verdict

trail = typer.Typer(help="The record of what happened to every audit.", no_args_is_help=True)


@trail.command("verify")
def trail_verify(
    since: Annotated[
        Path | None, typer.Option(help="A checkpoint: nothing that it names may be missing or changed.")
    ] = None,
) -> None:
    """Check that no audit's record was changed, cut, reordered or taken out, that the rows of people and
    audits are as the bot left them, and that all of it can be opened with the keys at hand.

    Example: python app.py trail verify --since /mnt/elsewhere/friday.checkpoint
    """
    from storage.checkpoints import NoCheckpoint
    from storage.checkpoints import since as wrong_since
    from storage.unreadable_report import unreadable
    from storage.verify import verify

    async def work() -> tuple[Verdict, tuple[UnreadableItem, ...], tuple[Wrong, ...]]:
        async with opened(settings) as storage:
            gone = await wrong_since(storage, text) if since else ()
            return await verify(storage), await unreadable(storage), gone

    settings = ready_settings()
    text = _read(since) if since else ""
    try:
        verdict, shut, gone = finish(work())
    except NoCheckpoint as refused:
        refuse([f"{since}: {refused}. Nothing was verified."])
    # What is wrong with a seal cannot be opened either: it is said once.
    said = {(wrong.kind, wrong.id) for wrong in verdict.wrong}
    shut = tuple(item for item in shut if (item.kind, item.id) not in said)
    if not verdict.whole or shut or gone:
        broken = (f"audit {broken.audit_id}: row {broken.seq} {broken.why}." for broken in verdict.broken)
        refuse([*broken, *map(str, verdict.wrong), *map(str, gone), *map(str, shut)])
    typer.echo(f"{verdict.rows:,} rows of {verdict.audits:,} audits verify.")
    if not verdict.sealed:
        typer.echo(
            "This database is not sealed yet: whoever can write to it can change it unseen. "
            "Stop the bot and run: app.py trail seal",
            err=True,
        )


@trail.command("seal")
def trail_seal() -> None:
    """Seal a database that a version before 0.3 began: from its next start the bot believes only rows that
    bear a seal.  Run trail verify first, and stop the bot.  A database begun with 0.3 or later is sealed from
    the beginning.  Example: python app.py trail seal"""
    from datetime import UTC, datetime

    from storage.sealing import NotSealed, seal_all

    async def work() -> tuple[int, int]:
        async with opened(settings) as storage:
            return await seal_all(storage, datetime.now(UTC))

    settings = ready_settings()
    try:
        people, audits = finish(work())
    except NotSealed as refused:
        refuse([f"{refused}. Nothing was changed."])
    typer.echo(f"{people:,} people and {audits:,} audits are sealed. Start the bot again.")


@trail.command("accept")
def trail_accept(
    sort: Annotated[str, typer.Argument(help="person or audit.", metavar="SORT")],
    id: Annotated[str, typer.Argument(help="As trail verify names it.", metavar="ID")],
) -> None:
    """Seal one row as it stands: you have looked at it, and stand for it.  For a row that trail verify names
    and that was put right by hand.  Example: python app.py trail accept person 3f2a"""
    from storage.sealing import accept

    async def work() -> bool:
        async with opened(settings) as storage:
            return await accept(storage, sort, id)

    if sort not in ("person", "audit"):
        refuse([f"{sort!r} is neither person nor audit. Nothing was changed."])
    settings = ready_settings()
    if not finish(work()):
        refuse([f"There is no {sort} {id}. Nothing was changed."])
    typer.echo(f"{sort} {id} is sealed as it stands.")


@trail.command("checkpoint")
def trail_checkpoint(
    out: Annotated[Path, typer.Option(help="A new file; keep it where the database's owner cannot write.")],
) -> None:
    """Write down how every audit's trail ends, signed.  Kept elsewhere, it shows later that no audit and no
    end of a trail was taken out: trail verify --since FILE.  It holds no words and no names.

    Example: python app.py trail checkpoint --out /mnt/elsewhere/friday.checkpoint
    """
    from datetime import UTC, datetime

    from storage.checkpoints import checkpoint

    async def work(file: TextIO) -> int:
        lines = 0
        async with opened(settings) as storage:
            async for line in checkpoint(storage, datetime.now(UTC)):
                file.write(f"{line}\n")
                lines += 1
        return lines - 2

    settings = ready_settings()
    try:
        with out.open("x", encoding="utf-8") as file:
            audits = finish(work(file))
    except FileExistsError:
        refuse([f"{out} is there already. Name a new file; nothing was written."])
    except OSError as problem:
        refuse([f"{out} cannot be written ({problem.strerror})."])
    typer.echo(f"{out}: a checkpoint of {audits:,} audits.")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "it is not text"
        refuse([f"{file} cannot be read ({why})."])
