"""The only reader of files here: a form in YAML -> `Template`, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from template_specs import snapshot as snapshots
from template_specs.checks import check_form
from template_specs.faults import Fault, Faults, FormFaults
from template_specs.guidance_reading import Guidance, read_guidance
from template_specs.keys import THINGS, json_schema
from template_specs.model import Template
from template_specs.reading import FormReader
from template_specs.shapes import Found, read_thing
from template_specs.snapshot import from_snapshot, parse
from template_specs.yaml_tree import MOST_BYTES, Node, read_tree

__all__ = [
    "Fault",
    "FormFaults",
    "check",
    "document",
    "from_snapshot",
    "json_schema",
    "library",
    "load",
    "parse",
    "snapshot",
]

LIBRARY = Path(__file__).parent / "library"


def load(path: str | Path) -> Template:
    """The form in the file `path`, with its content hash.  Raises FormFaults with all that is wrong."""
    template, faults = _read(Path(path))
    wrong = [fault for fault in faults if not fault.warning]
    if template is None or wrong:
        raise FormFaults(wrong)
    return replace(template, content_hash=snapshots.snapshot_of(template)[0])


def check(path: str | Path) -> tuple[Fault, ...]:
    """Everything that is wrong with the form in `path`, by line, warnings included; empty when all is well.

    Never raises for what a file holds; a file of shared guidance can be checked as well.
    """
    return _read(Path(path))[1]


def document(form: Template | str | Path) -> dict[str, Any]:
    """The plain document of a form, or of the form in a file (then as `load` raises)."""
    return snapshots.document(form if isinstance(form, Template) else load(form))


def snapshot(form: Template | str | Path) -> tuple[str, bytes]:
    """(content hash in hex, canonical JSON bytes) of a form, or of the form in a file."""
    return snapshots.snapshot_of(form if isinstance(form, Template) else load(form))


@cache
def library() -> Mapping[str, Template]:
    """The forms that come with the bot, by id.  Read once; raises FormFaults if one of them is broken."""
    forms = (load(path) for path in sorted(LIBRARY.glob("*.yaml")))
    return {form.id: form for form in forms}


def _read(path: Path) -> tuple[Template | None, tuple[Fault, ...]]:
    faults = Faults(str(path))
    tree = _tree(path, faults)
    if tree is None:
        return None, faults.in_order()
    if isinstance(tree.value, dict) and "guidance" in tree.value:
        read_guidance(read_thing(THINGS["guidance"], tree, THINGS, faults), faults)
        return None, faults.in_order()
    if not isinstance(tree.value, dict):
        faults.add(
            tree.line,
            "The file holds no form.",
            "Begin with `form:`, `version:` and `title:`, each on a line of its own.",
        )
        return None, faults.in_order()
    found = read_thing(THINGS["form"], tree, THINGS, faults)
    shared, elsewhere = _guidance(path, found, faults)
    reader = FormReader(found, faults, shared)
    template = reader.form()
    check_form(template, reader.lines, faults)
    return template, (*faults.in_order(), *elsewhere)


def _tree(path: Path, faults: Faults) -> Node | None:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as why:
        faults.add(1, f"The file cannot be opened ({why.strerror}).", "Check its name and place.")
        return None
    return read_tree(data, faults)


def _guidance(path: Path, found: Found, faults: Faults) -> tuple[Guidance, tuple[Fault, ...]]:
    """The shared guidance that a form uses: beside the form first, else from the library."""
    shared = Guidance()
    elsewhere: list[Fault] = []
    folders = [path.parent / "guidance", LIBRARY / "guidance"]
    for name in found.get("uses", ()):
        file = next((f for folder in folders if (f := folder / f"{name}.yaml").is_file()), None)
        if file is None:
            known = {one.stem for folder in folders for one in folder.glob("*.yaml")}
            faults.unknown(name.line, "file of guidance", name, known)
            continue
        own = Faults(str(file))
        tree = _tree(file, own)
        if tree is not None:
            shared |= read_guidance(read_thing(THINGS["guidance"], tree, THINGS, own), own)
        elsewhere.extend(own.in_order())
    return shared, tuple(elsewhere)
