"""The files that forms, guidance and wording are read from: where they stand, and what is in them."""

from __future__ import annotations

from pathlib import Path

from template_specs.language.faults import Faults
from template_specs.language.tree import MOST_BYTES, Node, read_tree

LIBRARY = Path(__file__).parents[1] / "library"


def tree_of(path: Path, faults: Faults) -> Node | None:
    """What stands in the file at `path`; None with a fault noted where it cannot be opened or read."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as why:
        faults.add(1, f"The file cannot be opened ({why.strerror}).", "Check its name and place.")
        return None
    return read_tree(data, faults)


def file_called(name: str, folders: list[Path]) -> Path | None:
    """The form called `name` in the first of `folders` that has it; a name cannot lead out of them."""
    if Path(name).name != name:
        return None
    tries = (folder / file for folder in folders for file in (name, f"{name}.yaml"))
    return next((file for file in tries if file.is_file()), None)


def forms_in(folder: Path) -> set[str]:
    """The names of the forms in `folder` and in the library."""
    return {file.stem for place in (folder, LIBRARY) for file in place.glob("*.yaml")}
