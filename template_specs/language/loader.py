"""Loads forms from files; nothing else in this room reads files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from template_specs import snapshot as snapshots
from template_specs.evidence_ticks import with_ticks
from template_specs.language.checks import check_form
from template_specs.language.faults import Fault, Faults, FormFaults
from template_specs.language.guidance_reader import Guidance, read_guidance
from template_specs.language.keys import THINGS, json_schema
from template_specs.language.layer_keys import OVERLAY, VARIANT
from template_specs.language.overlays import worded
from template_specs.language.reader import FormReader
from template_specs.language.schema_types import ParsedMap, read_thing
from template_specs.language.tree import MOST_BYTES, Node, elsewhere, read_tree
from template_specs.language.tree_edits import child, pairs, word
from template_specs.language.variants import VARIANT_KEYS, varied
from template_specs.model import Template
from template_specs.snapshot import from_snapshot, parse

__all__ = [
    "Fault",
    "FormFaults",
    "check",
    "document",
    "forms",
    "from_snapshot",
    "json_schema",
    "library",
    "library_guidance",
    "load",
    "parse",
    "published",
    "snapshot",
]

LIBRARY = Path(__file__).parents[1] / "library"


def load(path: str | Path, overlay: str | Path | None = None) -> Template:
    """The form in the file `path`, with its content hash, and reworded by the file `overlay` if there is one.

    The forms it extends are loaded too.  Raises FormFaults with everything that is wrong.
    """
    template, faults = _read(Path(path), None if overlay is None else Path(overlay))
    wrong = [fault for fault in faults if not fault.warning]
    if template is None or wrong:
        raise FormFaults(wrong)
    whole = with_ticks(template)
    return replace(whole, content_hash=snapshots.snapshot_of(whole)[0])


def published(path: str | Path, overlay: str | Path | None = None) -> Template:
    """As `load`; a file called .json is read as the snapshot that an audit pinned.  Raises FormFaults."""
    file = Path(path)
    if file.suffix != ".json":
        return load(file, overlay)
    try:
        return from_snapshot(file.read_bytes())
    except (OSError, ValueError) as why:
        raise FormFaults(
            [Fault(str(file), 1, f"This is no form's snapshot ({why}).", "Name another.")]
        ) from None


def key_lines(path: str | Path) -> Mapping[str, int]:
    """The line of each of the form's own keys in `path`; empty if it cannot be read."""
    tree = _tree(Path(path), Faults(str(path)))
    found = tree.value if tree is not None and isinstance(tree.value, dict) else {}
    return {str(key): key.line for key in found}


def check(path: str | Path, overlay: str | Path | None = None) -> tuple[Fault, ...]:
    """Everything that is wrong with the form in `path`, by line, warnings included; empty when all is well.

    Never raises for what a file holds; a file of shared guidance or an overlay can be checked as well.
    """
    return _read(Path(path), None if overlay is None else Path(overlay))[1]


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


WORDING = ".wording.yaml"
"""How the file of an organisation's wording ends: FORM.wording.yaml is laid over the form FORM."""


def forms(folder: str | Path | None = None) -> Mapping[str, Template]:
    """The forms that come with the bot, and those of the organisation's `folder`, by id.

    A form of the folder takes the place of the library's of the same id; `FORM.wording.yaml` lays the
    organisation's words over a form.  Raises FormFaults with all that is wrong in any file, also where the
    folder is not there.
    """
    if folder is None or not str(folder):
        return library()
    own = Path(folder)
    if not own.is_dir():
        raise FormFaults([Fault(str(own), 1, "There is no such folder.", "Write the folder of your forms.")])
    sources = {form.id: LIBRARY / f"{form.id}.yaml" for form in library().values()}
    found = dict(library())
    faults: list[Fault] = []
    for path in sorted(own.glob("*.yaml")):
        if not path.name.endswith(WORDING):
            try:
                form = load(path)
            except FormFaults as wrong:
                faults += wrong.faults
            else:
                found[form.id], sources[form.id] = form, path
    for path in sorted(own.glob(f"*{WORDING}")):
        name = path.name.removesuffix(WORDING)
        if name not in sources:
            faults.append(Fault(str(path), 1, f'There is no form "{name}".', "Name the file after a form."))
            continue
        try:
            found[name] = load(sources[name], path)
        except FormFaults as wrong:
            faults += wrong.faults
    if faults:
        raise FormFaults(faults)
    return found


@cache
def library_guidance() -> Mapping[str, tuple[str, Guidance]]:
    """Shared guidance that comes with the bot: file name -> (its source document, what stands in it).

    Read once; raises FormFaults if a file is broken.
    """
    held = {}
    for path in sorted((LIBRARY / "guidance").glob("*.yaml")):
        faults = Faults(str(path))
        tree = _tree(path, faults)
        found = ParsedMap(1) if tree is None else read_thing(THINGS["guidance"], tree, THINGS, faults)
        held[path.name] = (str(found.get("source", "")), read_guidance(found, faults))
        if faults.found:
            raise FormFaults(faults.in_order())
    return held


def _read(path: Path, overlay: Path | None = None) -> tuple[Template | None, tuple[Fault, ...]]:
    faults = Faults(str(path))
    tree = _tree(path, faults)
    if tree is None:
        return None, faults.in_order()
    if child(tree, "guidance") is not None:
        read_guidance(read_thing(THINGS["guidance"], tree, THINGS, faults), faults)
        return None, faults.in_order()
    if child(tree, OVERLAY) is not None:
        return None, _check_overlay(path, tree, faults)
    if not isinstance(tree.value, dict):
        faults.add(
            tree.line,
            "The file holds no form.",
            "Begin with `form:`, `version:` and `title:`, each on a line of its own.",
        )
        return None, faults.in_order()
    whole = _extended(_Layered(tree, (path,)), faults)
    if whole is None:
        return None, faults.in_order()
    words = None if overlay is None else _words(overlay, whole, faults)
    if words is not None:
        whole = replace(whole, tree=worded(whole.tree, words, faults))
    template, of_guidance = _form(whole, faults)
    if words is not None:
        template = replace(template, overlay=str(words.get(OVERLAY, "")))
    return template, (*_explained(faults, whole), *of_guidance)


@dataclass(frozen=True)
class _Layered:
    """A form's tree, combined with the forms it extends."""

    tree: Node
    files: tuple[Path, ...]
    """Its own file first, then those it extends."""
    variant_of: str = ""


def _form(whole: _Layered, faults: Faults) -> tuple[Template, tuple[Fault, ...]]:
    found = read_thing(THINGS["form"], whole.tree, THINGS, faults)
    shared, of_guidance = _guidance(whole.files, found, faults)
    reader = FormReader(found, faults, shared)
    template = replace(reader.form(), variant_of=whole.variant_of)
    check_form(template, reader.lines, faults)
    return template, of_guidance


def _explained(faults: Faults, whole: _Layered) -> Iterator[Fault]:
    """The faults in order; one in a form that is extended says how it came in."""
    under = {str(file) for file in whole.files[1:]}
    for fault in faults.in_order():
        if fault.file in under:
            cure = (
                f"{fault.cure} ({whole.files[0].name} extends this form: the slip may be in what it changes.)"
            )
            fault = replace(fault, cure=cure)
        yield fault


def _extended(own: _Layered, faults: Faults) -> _Layered | None:
    """The form combined with all that it extends; None if one of the files cannot be read."""
    given = pairs(own.tree)
    if not VARIANT_KEYS & set(given):
        return own
    keys = {key: value for key, value in given.items() if key in VARIANT_KEYS}
    variant = read_thing(THINGS[VARIANT], Node(own.tree.line, keys), THINGS, faults)
    name = variant.get("extends")
    if name is None:
        return None
    file = _file(name, [own.files[-1].parent, LIBRARY])
    if file is None:
        faults.unknown(name.line, "form to extend called", name, _forms(own.files[-1].parent))
        return None
    if file in own.files:
        faults.add(name.line, f'"{name}" extends itself.', "Name another form.")
        return None
    under = Faults(str(file))
    tree = _tree(file, under)
    whole = None
    if tree is not None and isinstance(tree.value, dict):
        whole = _extended(_Layered(elsewhere(tree, str(file)), (*own.files, file)), under)
    faults.found.extend(under.found)
    if whole is None:
        faults.add(name.line, f'"{name}" cannot be extended.', "Put that form right first.")
        return None
    base = f"{word(whole.tree, 'form')} {word(whole.tree, 'version')}"
    return _Layered(varied(whole.tree, own.tree, variant, faults), whole.files, base)


def _words(path: Path, whole: _Layered, faults: Faults) -> ParsedMap | None:
    """The words of an overlay, where it is one for this form."""
    own = Faults(str(path))
    tree = _tree(path, own)
    faults.found.extend(own.found)
    if tree is None:
        return None
    found = read_thing(THINGS[OVERLAY], elsewhere(tree, str(path)), THINGS, faults)
    form, wanted = word(whole.tree, "form"), found.get("for")
    if wanted is not None and wanted != form:
        faults.add(
            wanted.line,
            f'These words are for "{wanted}", and the form is "{form}".',
            "Lay each over its own.",
        )
    return found


def _check_overlay(path: Path, tree: Node, faults: Faults) -> tuple[Fault, ...]:
    """An overlay alone: its keys, and the form it is for in its words, where that form is at hand."""
    found = read_thing(THINGS[OVERLAY], tree, THINGS, faults)
    wanted = found.get("for")
    form = None if wanted is None else _file(wanted, [path.parent, LIBRARY])
    if wanted is not None and form is None:
        faults.unknown(wanted.line, "form called", wanted, _forms(path.parent))
    if form is None:
        return faults.in_order()
    return _read(form, path)[1]


def _file(name: str, folders: list[Path]) -> Path | None:
    """The form called `name` in the first of `folders` that has it; a name cannot lead out of them."""
    if Path(name).name != name:
        return None
    tries = (folder / one for folder in folders for one in (name, f"{name}.yaml"))
    return next((file for file in tries if file.is_file()), None)


def _forms(folder: Path) -> set[str]:
    return {file.stem for place in (folder, LIBRARY) for file in place.glob("*.yaml")}


def _tree(path: Path, faults: Faults) -> Node | None:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as why:
        faults.add(1, f"The file cannot be opened ({why.strerror}).", "Check its name and place.")
        return None
    return read_tree(data, faults)


def _guidance(
    files: tuple[Path, ...], found: ParsedMap, faults: Faults
) -> tuple[Guidance, tuple[Fault, ...]]:
    """The shared guidance that a form uses, from the form's own folder or else from the library."""
    shared = Guidance()
    of_guidance: list[Fault] = []
    folders = [*(file.parent / "guidance" for file in files), LIBRARY / "guidance"]
    for name in dict.fromkeys(found.get("uses", ())):
        file = next((f for folder in folders if (f := folder / f"{name}.yaml").is_file()), None)
        if file is None:
            known = {one.stem for folder in folders for one in folder.glob("*.yaml")}
            faults.unknown(name.line, "file of guidance", name, known)
            continue
        own = Faults(str(file))
        tree = _tree(file, own)
        if tree is not None:
            shared |= read_guidance(read_thing(THINGS["guidance"], tree, THINGS, own), own)
        of_guidance.extend(own.in_order())
    return shared, tuple(of_guidance)
