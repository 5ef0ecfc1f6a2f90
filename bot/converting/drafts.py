"""Which reader makes a draft of a file."""

from __future__ import annotations

from pathlib import Path

from bot.converting.draft import Draft
from bot.converting.word_form import read_word
from bot.converting.xlsform import read_xlsform

_READERS = {".docx": read_word, ".xlsx": read_xlsform}


def drafted(file: Path, name: str) -> Draft:
    """The draft form called `name` of the Word form or XLSForm at `file`.

    Raises ValueError, with a sentence for its author, where nothing can be made of it.
    """
    reader = _READERS.get(file.suffix.casefold())
    if reader is None:
        raise ValueError(
            f"{file} is neither a Word form (.docx) nor an XLSForm (.xlsx). Save it as one of the two."
        )
    if not file.is_file():
        raise ValueError(f"There is no file {file}. Check its name and place.")
    draft = reader(file, Draft(name, "").free_id(name))
    if not draft.questions:
        raise ValueError(
            f"No questions were found in {file}. They are looked for in tables, and in lines that end with ?."
        )
    return draft
