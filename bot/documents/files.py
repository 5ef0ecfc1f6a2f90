"""A file that is there whole or not at all, and for this account's eyes only."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM)


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
    """A path to write to, in a folder of its own; it becomes `out` at the end.  An exception leaves `out` as
    it was.  Nobody but this account can read any of it.

    Raises NotWritten where the folder cannot be written to, or the disk is full.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{out.stem}-", dir=out.parent))
    except OSError as refused:
        raise NotWritten(f"{out} cannot be written ({refused.strerror}). Name another file.") from refused
    try:
        yield folder / out.name
        (folder / out.name).chmod(0o600)
        (folder / out.name).replace(out)
    except OSError as refused:
        if refused.errno not in _OF_THE_DISK:
            raise  # the database's
        raise NotWritten(f"{out} could not be written ({refused.strerror}). It is as it was.") from refused
    finally:
        shutil.rmtree(folder, ignore_errors=True)
