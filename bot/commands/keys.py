"""`app.py keys ...`: which key everything rests on, and putting it under a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.commands.support import Counter, finish, opened, ready_settings, refuse

if TYPE_CHECKING:
    from storage.rotation import Rotated

keys = typer.Typer(help="The keys of AUDITBOT_DATA_KEYS.", no_args_is_help=True)


@keys.command("list")
def keys_list() -> None:
    """Say how many rows rest on each key, and which one look-ups rest on.  No key is shown.

    Example: python app.py keys list
    """
    from storage.rotation import resting_on

    async def work() -> tuple[dict[str, int], str, str]:
        async with opened(settings) as storage:
            return await resting_on(storage), storage.keyring.first, storage.keyring.root

    settings = ready_settings()
    counts, first, root = finish(work())
    for name, rows in counts.items():
        told = [f"{rows:,} rows"]
        if name == first:
            told.append("encrypts")
        if name == root:
            told.append("look-ups and seals rest on it")
        typer.echo(f"{name}: {', '.join(told)}.")


@keys.command("rotate")
def keys_rotate() -> None:
    """Put everything under the first key of AUDITBOT_DATA_KEYS: encryption, look-ups and seals.  For a key
    that others may have seen, or that is old.

    The bot may go on meanwhile.  1. Put the new key in front as one that only reads (new:...:read,old:...),
    and restart each process.  2. Take :read away (new:...,old:...), and restart each.  3. Run this; stopped
    anywhere, run it again.  4. When it says that nothing rests on the old key any more, take that out, and
    restart each.  Keep the old key with the backups that were made with it.  Example:

    python app.py keys rotate
    """
    from datetime import UTC, datetime

    from storage.rotation import resting_on, rotate

    async def work() -> tuple[Rotated, dict[str, int], str]:
        async with opened(settings) as storage:
            rotated = await rotate(storage, datetime.now(UTC), progress)
            return rotated, await resting_on(storage), storage.keyring.first

    settings = ready_settings()
    with Counter("rows") as progress:
        rotated, counts, first = finish(work())
    typer.echo(f"{rotated.changed:,} rows were put under the key {first}.")
    for name, rows in counts.items():
        if name != first and not rows and not rotated.left:
            typer.echo(f"Nothing rests on the key {name} any more: take it out of AUDITBOT_DATA_KEYS.")
    if rotated.left:
        refuse(
            [
                *(f"{table} {id}: cannot be opened, and stays as it is." for table, id in rotated.left),
                "Keep every key listed until these are put right: trail verify says more.",
            ]
        )
