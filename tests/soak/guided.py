"""One reader of what strangers send, tried by atheris, which keeps each input that reaches new lines of ours.

    python -m tests.soak.guided READER RUNS FOLDER

Ends with status 0 when RUNS inputs led to no exception but the reader's own refusal; otherwise with the
traceback, and the input that did it is left in FOLDER.  The inputs that it begins with are in FOLDER as well:
`seeds()` writes them.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["bot", "dialogs", "template_specs"]):
    from bot.imports.table import NotTaken, read_table
    from bot.teams.authentication import Refused
    from bot.teams.html_part import read_html, words_of
    from bot.teams.json_body import parse
    from bot.teams.reader import read
    from template_specs.language.loader import check
    from tests.dialogs.typing_states import STATES, effect

Reader = Callable[[bytes], object]


def activities(_folder: Path) -> Reader:
    """A request's bytes, as the endpoint reads them."""

    def body(sent: bytes) -> None:
        with contextlib.suppress(Refused):
            read(parse(sent))

    return body


def markup(_folder: Path) -> Reader:
    """The part of a message that is written in HTML, beside the same words without it."""

    def message(sent: bytes) -> None:
        text = sent.decode("utf-8", "replace")
        words_of(text[: len(text) // 2], read_html(text))

    return message


def typed(_folder: Path) -> Reader:
    """Words typed wherever people were seen to type: the first byte says where.  Always a reply."""
    states = list(STATES.values())

    def words(sent: bytes) -> None:
        if len(sent) > 1 and (said := sent[1:].decode("utf-8", "replace").replace("\0", "").strip()):
            assert effect(states[sent[0] % len(states)], said) != "silence", said

    return words


def lists(folder: Path) -> Reader:
    """A list of cases, as CSV or (its first byte is odd) as an Excel workbook."""
    columns = ["case_ref", "team", "manager_email", "auditor_emails"]
    files = [folder / "list.csv", folder / "list.xlsx"]

    def file(sent: bytes) -> None:
        path = files[sent[0] % 2] if sent else files[0]
        path.write_bytes(sent[1:])
        try:
            read_table(path, columns, columns[:1])
        except NotTaken as refused:
            if not refused.faults:
                raise

    return file


def forms(folder: Path) -> Reader:
    """A form's YAML: sound, or refused with a sentence for each fault."""
    path = folder / "form.yaml"

    def file(sent: bytes) -> None:
        path.write_bytes(sent)
        for fault in check(path):
            assert str(fault).strip()

    return file


READERS: Mapping[str, Callable[[Path], Reader]] = {
    reader.__name__: reader for reader in (activities, markup, typed, lists, forms)
}


def main(arguments: Sequence[str]) -> None:
    """Never returns: atheris ends the process."""
    name, runs, where = arguments
    folder = Path(where)
    one = READERS[name](folder)

    def tried(sent: Any) -> None:
        one(bytes(sent))

    known = folder / "known"
    options = [f"-runs={runs}", "-max_len=4096", "-seed=7", "-timeout=60", f"-artifact_prefix={folder}/"]
    atheris.Setup(["guided", *options, str(known)], tried)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
