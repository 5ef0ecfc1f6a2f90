"""The files that forms, guidance and wording are read from: where they stand, and what is in them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from template_specs.language.faults import Elsewhere, Faults
from template_specs.language.layer_keys import LANGUAGES
from template_specs.language.tree import MOST_BYTES, Node, SourceText, read_tree
from template_specs.language.tree_edits import child, pairs, put, text, word
from template_specs.options import code_of

LIBRARY = Path(__file__).parents[1] / "library"
LIST_COLUMNS = ("label", "code", "also")
"""The columns of a list in a CSV file; several words in `also` have a semicolon between them."""


def tree_of(path: Path, faults: Faults) -> Node | None:
    """What stands in the file at `path`; None with a fault noted where it cannot be opened or read."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as why:
        faults.add(1, f"The file cannot be opened ({why.strerror}).", "Check its name and place.")
        return None
    return read_tree(data, faults)


def with_lists(tree: Node, file: Path, faults: Faults) -> Node:
    """The tree of the form in `file`, with pick lists that name a CSV file beside it read from there."""
    picks = child(tree, "picks")
    for name, given in pairs(picks).items():
        list_file = child(given, "file")
        if picks is not None and list_file is not None and isinstance(list_file.value, SourceText):
            picks = put(picks, {name: _listed(list_file.value, file.parent, faults)})
    return tree if picks is None else put(tree, {"picks": picks})


def _listed(name: SourceText, folder: Path, faults: Faults) -> Node:
    """The options in a CSV file."""
    path = folder / name
    # One choice stands for a list that cannot be read: what is wrong is told once, and not at each use.
    nothing = Node(name.line, [text(SourceText.at("Not read", name.line))])
    if Path(name).name != name or not path.is_file():
        faults.add(
            name.line, f'There is no file "{name}" beside the form.', "Put it there, or mend its name."
        )
        return nothing
    data = path.read_bytes()[: MOST_BYTES + 1]
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as why:
        faults.add(name.line, f'"{name}" cannot be read ({why}).', 'Save it as "CSV UTF-8".')
        return nothing
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if "label" not in header or set(header) - set(LIST_COLUMNS):
        faults.add(
            name.line,
            f'"{name}" does not begin with a row of column names.',
            f"Call one column label; the others can be {' and '.join(set(LIST_COLUMNS) - {'label'})}.",
        )
        return nothing
    options = [
        _option(dict(zip(header, row, strict=False)), Elsewhere.at(number, str(path)))
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row)
    ]
    if not options:
        faults.add(name.line, f'"{name}" has no rows.', "Give it a row for each choice.")
        return nothing
    return Node(name.line, options)


def _option(row: dict[str, str], line: int) -> Node:
    """One row as an option stands in a form: a code is made of the label where there is none."""
    label = row.get("label", "").strip()
    cells = {"code": row.get("code", "").strip() or code_of(label), "label": label}
    option = {SourceText.at(key, line): text(SourceText.at(cell, line)) for key, cell in cells.items()}
    also = [
        text(SourceText.at(word.strip(), line)) for word in row.get("also", "").split(";") if word.strip()
    ]
    if also:
        option[SourceText.at("also", line)] = Node(line, also)
    return Node(line, option)


WORDING = ".wording.yaml"
"""How the file of an organisation's wording ends: FORM.wording.yaml is laid over the form FORM."""


def language_file(folder: Path, form: str, language: str) -> Path:
    """Where the words of `form` in `language` stand: FORM.cy.yaml."""
    return folder / f"{form}.{language}.yaml"


def form_paths(folder: Path) -> list[Path]:
    """The files of `folder` that are forms, and not the words of one."""
    ends = (WORDING, *(f".{language}.yaml" for language in LANGUAGES))
    return [path for path in sorted(folder.glob("*.yaml")) if not path.name.endswith(ends)]


def form_called(name: str, folder: Path) -> Path | None:
    """The form called `name` in `folder`, whatever its file is called, or else in the library."""
    at_hand = file_called(name, [folder])
    if at_hand is None:
        at_hand = next((path for path in form_paths(folder) if form_named_in(path) == name), None)
    return at_hand or file_called(name, [LIBRARY])


def form_named_in(path: Path) -> str:
    """The name of the form in `path`, however broken; that of the file where it cannot be read."""
    tree = tree_of(path, Faults(str(path)))
    return (word(tree, "form") if tree is not None else "") or path.stem


def file_called(name: str, folders: list[Path]) -> Path | None:
    """The form called `name` in the first of `folders` that has it; a name cannot lead out of them."""
    if Path(name).name != name:
        return None
    tries = (folder / file for folder in folders for file in (name, f"{name}.yaml"))
    return next((file for file in tries if file.is_file()), None)


def forms_in(folder: Path) -> set[str]:
    """The names of the forms in `folder` and in the library."""
    return {file.stem for place in (folder, LIBRARY) for file in form_paths(place)}
