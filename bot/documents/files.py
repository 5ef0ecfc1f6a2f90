"""A file that is there whole or not at all, and for this account's eyes only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class NotWritten(Exception):
    """Nothing was written; the text says why and what to do."""


def writable(out: Path, suffixes: tuple[str, ...], *, force: bool = False) -> Path:
    """`out`, once it is known that a file may be written there.  Raises NotWritten."""
    if out.suffix.casefold() not in suffixes:
        raise NotWritten(f"{out}: name a file that ends in {' or '.join(suffixes)}.")
    if out.is_dir():
        raise NotWritten(f"{out} is a folder. Name a file in it.")
    if not out.parent.is_dir():
        raise NotWritten(f"There is no folder {out.parent}. Make it, or name another one.")
    if out.exists() and not force:
        raise NotWritten(f"{out} is there already. Name another file, or write --force to replace it.")
    return out


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A path to write to, which becomes `out` at the end; an exception leaves `out` as it was.

    Raises NotWritten where the folder cannot be written to.
    """
    part = out.with_name(f".{out.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as refused:
        raise NotWritten(f"{out} cannot be written ({refused.strerror}). Name another file.") from refused
    try:
        yield part
        part.replace(out)
    except OSError as refused:
        raise NotWritten(
            f"{out} could not be written ({refused.strerror}). Nothing was replaced."
        ) from refused
    finally:
        with suppress(OSError):  # it has become `out`, or the disk is gone with it
            part.unlink(missing_ok=True)
