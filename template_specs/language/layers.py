"""A form put together of its layers: its own file, the forms it extends, shared guidance, and wording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from template_specs.language.checks import check_form
from template_specs.language.each_row import EachRow
from template_specs.language.expansion import expanded, finished
from template_specs.language.faults import Fault, Faults
from template_specs.language.form_files import (
    LIBRARY,
    WORDING,
    file_called,
    form_called,
    forms_in,
    tree_of,
    with_lists,
)
from template_specs.language.guidance_reader import Guidance, read_guidance
from template_specs.language.guidance_words import guidance_worded
from template_specs.language.keys import THINGS
from template_specs.language.layer_keys import LANGUAGES, OVERLAY, VARIANT
from template_specs.language.overlays import worded
from template_specs.language.reader import FormReader
from template_specs.language.schema_maps import ParsedMap, read_thing
from template_specs.language.tree import Node, elsewhere
from template_specs.language.tree_edits import child, items, pairs, word
from template_specs.language.variant_faults import at_authors_line
from template_specs.language.variants import VARIANT_KEYS, varied
from template_specs.model import Template


@dataclass(frozen=True)
class LayeredForm:
    """A form's tree, with what it extends worked in."""

    tree: Node
    files: tuple[Path, ...]
    """Its own file first, then those it extends."""
    variant_of: str = ""
    changed: Mapping[str, int] = field(default_factory=dict)
    """The questions that it takes out of the form it extends, or changes, each with the line that says so."""


def read_form(path: Path, *overlays: Path) -> tuple[Template | None, tuple[Fault, ...]]:
    """The form in `path`, if there is one to be had, and everything that is wrong with it, warnings included;
    in the words of `overlays`, laid over it one after the other.

    A file of shared guidance or of wording is checked too, and gives no form.
    """
    faults = Faults(str(path))
    tree = tree_of(path, faults)
    if tree is None:
        return None, faults.in_order()
    if child(tree, "guidance") is not None:
        read_guidance(read_thing(THINGS["guidance"], tree, THINGS, faults), faults)
        return None, faults.in_order()
    if child(tree, OVERLAY) is not None:
        return None, _check_overlay(path, tree, faults, overlays)
    if not isinstance(tree.value, dict):
        faults.add(
            tree.line,
            "The file holds no form.",
            "Begin with `form:`, `version:` and `title:`, each on a line of its own.",
        )
        return None, faults.in_order()
    whole = _extended(LayeredForm(expanded(with_lists(tree, path, faults), faults), (path,)), faults)
    if whole is None:
        return None, faults.in_order()
    whole = replace(whole, tree=finished(whole.tree, faults))
    laid = []
    for overlay in overlays:
        words = _words(overlay, whole, faults)
        if words is not None:
            whole = replace(whole, tree=worded(whole.tree, words, faults))
            laid.append(words)
    template, of_guidance = _form(whole, faults)
    for words in laid:
        template = guidance_worded(template, words, faults)
        if "language" not in words:
            template = replace(template, overlay=str(words.get(OVERLAY, "")))
    return template, (*_explained(faults, whole), *of_guidance)


def _form(whole: LayeredForm, faults: Faults) -> tuple[Template, tuple[Fault, ...]]:
    written = read_thing(THINGS["form"], whole.tree, THINGS, faults)
    shared, of_guidance = _guidance(whole.files, written, faults)
    each_row = EachRow(written, faults)
    reader = FormReader(
        each_row.whole(written), faults, shared, each_row.asked_for, partial(_ids_of, whole.files[0].parent)
    )
    template = replace(reader.form(), variant_of=whole.variant_of)
    check_form(template, reader.lines, faults)
    return template, of_guidance


def _explained(faults: Faults, whole: LayeredForm) -> Iterator[Fault]:
    """The faults in order; one in a form that is extended says how it came in."""
    under = {str(file) for file in whole.files[1:]}
    for fault in at_authors_line(faults.in_order(), whole.tree, whole.changed, str(whole.files[0])):
        if fault.file in under:
            cure = (
                f"{fault.cure} ({whole.files[0].name} extends this form: the slip may be in what it changes.)"
            )
            fault = replace(fault, cure=cure)
        yield fault


def _extended(own: LayeredForm, faults: Faults) -> LayeredForm | None:
    """The form combined with all that it extends; None if one of the files cannot be read."""
    given = pairs(own.tree)
    if not VARIANT_KEYS & set(given):
        return own
    keys = {key: value for key, value in given.items() if key in VARIANT_KEYS}
    variant = read_thing(THINGS[VARIANT], Node(own.tree.line, keys), THINGS, faults)
    name = variant.get("extends")
    if name is None:
        return None
    file = file_called(name, [own.files[-1].parent, LIBRARY])
    if file is None:
        faults.unknown(name.line, "form to extend called", name, forms_in(own.files[-1].parent))
        return None
    if file in own.files:
        faults.add(name.line, f'"{name}" extends itself.', "Name another form.")
        return None
    under = Faults(str(file))
    tree = tree_of(file, under)
    whole = None
    if tree is not None and isinstance(tree.value, dict):
        listed = expanded(with_lists(tree, file, under), under)
        whole = _extended(LayeredForm(elsewhere(listed, str(file)), (*own.files, file)), under)
    faults.noted.extend(under.noted)
    if whole is None:
        faults.add(name.line, f'"{name}" cannot be extended.', "Put that form right first.")
        return None
    base = f"{word(whole.tree, 'form')} {word(whole.tree, 'version')}"
    combined, changed = varied(whole.tree, own.tree, variant, faults)
    return LayeredForm(combined, whole.files, base, {**whole.changed, **changed})


def _words(path: Path, whole: LayeredForm, faults: Faults) -> ParsedMap | None:
    """The words of an overlay, where it is one for this form."""
    own = Faults(str(path))
    tree = tree_of(path, own)
    faults.noted.extend(own.noted)
    if tree is None:
        return None
    words = read_thing(THINGS[OVERLAY], elsewhere(tree, str(path)), THINGS, faults)
    _check_name(path, words, faults)
    form, wanted = word(whole.tree, "form"), words.get("for")
    if wanted is not None and wanted != form:
        faults.add(
            wanted.line,
            f'These words are for "{wanted}", and the form is "{form}".',
            "Lay each over its own.",
        )
        return None  # what else does not fit follows from this
    return words


def _check_name(path: Path, words: ParsedMap, faults: Faults) -> None:
    """A translation is told from an organisation's wording by its name and by its key: both, or neither."""
    language = words.get("language")
    named = next((code for code in LANGUAGES if path.name.endswith(f".{code}.yaml")), "")
    if named and named != language:
        line = words.lines.get("overlay", words.line)
        faults.add(
            line, f'"{path.name}" does not say its language.', f"Write `language: {named}`, or rename it."
        )
    elif language is not None and path.name.endswith(WORDING):
        faults.add(
            language.line,
            f'"{path.name}" would be laid over the form for everybody.',
            f"Call the file {path.name.removesuffix(WORDING)}.{language}.yaml.",
        )


def _check_overlay(path: Path, tree: Node, faults: Faults, forms: tuple[Path, ...] = ()) -> tuple[Fault, ...]:
    """An overlay alone: its keys, and the form it is for in its words, where that form is at hand (`forms`:
    the one that it is for, where that stands elsewhere)."""
    words = read_thing(THINGS[OVERLAY], tree, THINGS, faults)
    wanted = words.get("for")
    form = forms[0] if forms else None
    if wanted is not None and form is None:
        form = form_called(wanted, path.parent)
        if form is None:
            faults.unknown(wanted.line, "form called", wanted, forms_in(path.parent))
    if form is None:
        return faults.in_order()
    return read_form(form, path)[1]


def overlay_of(path: Path) -> tuple[str, str] | None:
    """(the form that it is for, its language) where the file in `path` is an overlay; the language is empty
    for an organisation's wording of the form itself.  None for any other file."""
    tree = tree_of(path, Faults(str(path)))
    if tree is None or child(tree, OVERLAY) is None:
        return None
    return word(tree, "for"), word(tree, "language")


def _ids_of(folder: Path, name: str) -> frozenset[str] | None:
    """The ids of the questions in the form called `name`; None where it is not at hand, or cannot be read."""
    path = form_called(name, folder)
    faults = Faults("")
    tree = tree_of(path, faults) if path is not None else None
    if path is None or tree is None or not isinstance(tree.value, dict):
        return None
    whole = _extended(LayeredForm(expanded(with_lists(tree, path, faults), faults), (path,)), faults)
    sections = items(whole.tree, "sections") if whole is not None else []
    return frozenset(word(question, "id") for section in sections for question in items(section, "questions"))


def _guidance(
    files: tuple[Path, ...], written: ParsedMap, faults: Faults
) -> tuple[Guidance, tuple[Fault, ...]]:
    """The shared guidance that a form uses, from the form's own folder or else from the library."""
    shared = Guidance()
    of_guidance: list[Fault] = []
    folders = [*(file.parent / "guidance" for file in files), LIBRARY / "guidance"]
    for name in dict.fromkeys(written.get("uses", ())):
        file = next((f for folder in folders if (f := folder / f"{name}.yaml").is_file()), None)
        if file is None:
            known = {file.stem for folder in folders for file in folder.glob("*.yaml")}
            faults.unknown(name.line, "file of guidance", name, known)
            continue
        own = Faults(str(file))
        tree = tree_of(file, own)
        if tree is not None:
            shared |= read_guidance(read_thing(THINGS["guidance"], tree, THINGS, own), own)
        of_guidance.extend(own.in_order())
    return shared, tuple(of_guidance)
