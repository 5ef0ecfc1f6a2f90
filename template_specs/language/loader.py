"""Loads forms from files: the door of this folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from template_specs import snapshot as snapshots
from template_specs.evidence_ticks import with_ticks
from template_specs.language.faults import Fault, Faults, FormFaults, lines_of, some
from template_specs.language.form_files import (
    LIBRARY,
    WORDING,
    form_called,
    form_named_in,
    form_paths,
    language_file,
    tree_of,
)
from template_specs.language.guidance_reader import Guidance, read_guidance
from template_specs.language.keys import THINGS, json_schema
from template_specs.language.layer_keys import LANGUAGES
from template_specs.language.layers import overlay_of, read_form
from template_specs.language.schema_maps import ParsedMap, read_thing
from template_specs.language.translations import translation_gaps
from template_specs.model import Template
from template_specs.snapshot import from_snapshot, parse

__all__ = [
    "LIBRARY",
    "Fault",
    "FormFaults",
    "FormsAtHand",
    "check",
    "document",
    "forms",
    "forms_at_hand",
    "from_snapshot",
    "json_schema",
    "library",
    "library_guidance",
    "lines_of",
    "load",
    "parse",
    "published",
    "snapshot",
]


def load(path: str | Path, overlay: str | Path | None = None, words: Iterable[str | Path] = ()) -> Template:
    """The form in the file `path`, with its content hash, and reworded by the file `overlay` if there is one.

    The forms it extends are loaded too, and its words in other languages: those that lie beside it
    (FORM.cy.yaml), or else in one of the folders `words`.  Raises FormFaults with everything that is wrong.
    """
    laid = () if overlay is None else (Path(overlay),)
    whole = _read(Path(path), *laid)
    folders = [Path(path).parent, *map(Path, words)]
    in_languages = {}
    for language in LANGUAGES:
        files = (language_file(folder, whole.id, language) for folder in reversed(folders))
        file = next((file for file in files if file.is_file()), None)
        if file is not None and file not in laid:
            in_languages[language] = _read(Path(path), *laid, file)
    whole = replace(whole, in_languages=in_languages)
    return replace(whole, content_hash=snapshots.snapshot_of(whole)[0])


def _read(path: Path, *overlays: Path) -> Template:
    """The form in `path` with its ticks, in one language, without its hash.  Raises FormFaults."""
    template, faults = read_form(path, *overlays)
    wrong = [fault for fault in faults if not fault.warning]
    if template is None and not wrong:
        what = "It holds shared guidance, or an organisation's wording, and no form."
        wrong = [Fault(str(path), 1, what, "Name the form; a wording is laid over it with `--overlay`.")]
    if template is None or wrong:
        raise FormFaults(wrong)
    return with_ticks(template)


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
    tree = tree_of(Path(path), Faults(str(path)))
    keys = tree.value if tree is not None and isinstance(tree.value, dict) else {}
    return {str(key): key.line for key in keys}


def check(path: str | Path, overlay: str | Path | None = None, folder: str | Path = "") -> tuple[Fault, ...]:
    """Everything that is wrong with the form in `path`, by line, warnings included; empty when all is well.

    Never raises for what a file holds; a file of shared guidance or an overlay can be checked as well, the
    overlay with the form that it is for (beside it, in the organisation's `folder`, or in the library).
    """
    form = form_of(path, folder)
    if form is not None:
        return (*read_form(form, Path(path))[1], *_untranslated(form, Path(path)))
    return read_form(Path(path), *([] if overlay is None else [Path(overlay)]))[1]


def form_of(path: str | Path, folder: str | Path = "") -> Path | None:
    """The form that the overlay in `path` is for; None for any other file, and where it is not at hand."""
    words = overlay_of(Path(path)) if Path(path).suffix != ".json" else None
    if words is None or not words[0]:
        return None
    own = form_called(words[0], Path(folder)) if str(folder) else None
    beside = form_called(words[0], Path(path).parent)
    return own if own is not None and (beside is None or beside.parent == LIBRARY) else beside


def words_beside(path: str | Path, folder: str | Path = "") -> Path | None:
    """The organisation's wording that is laid over the form in `path`, where there is one."""
    places = [Path(path).parent, *([Path(folder)] if str(folder) else [])]
    name = f"{form_named_in(Path(path))}{WORDING}"
    return next((place / name for place in places if (place / name).is_file()), None)


def language_of(path: str | Path) -> str:
    """The language of the overlay in `path`; empty for any other file."""
    words = overlay_of(Path(path)) if Path(path).suffix != ".json" else None
    return words[1] if words is not None else ""


def _untranslated(form: Path, words: Path) -> tuple[Fault, ...]:
    """Warnings for a translation: what is still missing, and what was made from words that have changed."""
    if not language_of(words):
        return ()
    missing, stale = translation_gaps(form, words)
    told = []
    if missing:
        problem = f"{len(missing)} texts are not translated: {some(missing)}."
        told.append(Fault(str(words), 1, problem, "`templates wording` writes them out.", warning=True))
    if stale:
        problem = f"{len(stale)} texts have changed since they were translated: {some(stale)}."
        cure = "Read them again, then run `templates wording` with `--accept`."
        told.append(Fault(str(words), 1, problem, cure, warning=True))
    return tuple(told)


def document(form: Template | str | Path) -> dict[str, Any]:
    """The plain document of a form, or of the form in a file (then as `load` raises)."""
    return snapshots.document(form if isinstance(form, Template) else load(form))


def snapshot(form: Template | str | Path) -> tuple[str, bytes]:
    """(content hash in hex, canonical JSON bytes) of a form, or of the form in a file."""
    return snapshots.snapshot_of(form if isinstance(form, Template) else load(form))


@cache
def library() -> Mapping[str, Template]:
    """The forms that come with the bot, by id.  Read once; raises FormFaults if one of them is broken."""
    forms = (load(path) for path in form_paths(LIBRARY))
    return {form.id: form for form in forms}


@dataclass(frozen=True)
class FormsAtHand:
    """The forms that audits can be allocated with, and what is wrong with the others."""

    forms: Mapping[str, Template]
    faults: tuple[Fault, ...]
    """Of files that were left out.  A form is left out with its file, and with a wording laid over it: no
    other version, and no other words, take its place unnoticed."""


def forms_at_hand(folder: str | Path | None = None) -> FormsAtHand:
    """The forms that come with the bot, and those of the organisation's `folder`, by id.

    A form of the folder takes the place of the library's of the same id; `FORM.wording.yaml` lays the
    organisation's words over a form.  A file with a fault is left out, and told; the others can be used.
    Raises FormFaults where the folder is not there.
    """
    if folder is None or not str(folder):
        return FormsAtHand(library(), ())
    own = Path(folder)
    if not own.is_dir():
        raise FormFaults([Fault(str(own), 1, "There is no such folder.", "Write the folder of your forms.")])
    sources = {form.id: LIBRARY / f"{form.id}.yaml" for form in library().values()}
    by_id = dict(library())
    taken: dict[str, Path] = {}
    faults: list[Fault] = []
    left_out: set[str] = set()
    for path in form_paths(own):
        name = form_named_in(path)
        if name in taken:
            line = key_lines(path).get("form", 1)
            problem = f'"{taken[name].name}" holds the form "{name}" too, so neither is used.'
            faults.append(Fault(str(path), line, problem, "Keep one of the two files in this folder."))
            left_out.add(name)
            continue
        taken[name] = path
        try:
            form = load(path)
        except FormFaults as wrong:
            faults += wrong.faults
            left_out.add(name)
        else:
            by_id[form.id], sources[form.id] = form, path
    wordings = {path.name.removesuffix(WORDING): path for path in sorted(own.glob(f"*{WORDING}"))}
    translations = {
        path.name.removesuffix(f".{language}.yaml"): path
        for language in LANGUAGES
        for path in sorted(own.glob(language_file(Path(), "*", language).name))
    }
    for name in sorted({*wordings, *translations}):
        path = wordings.get(name) or translations[name]
        if name not in sources and name not in left_out:
            faults.append(Fault(str(path), 1, f'There is no form "{name}".', "Name the file after a form."))
        if name not in sources or name in left_out:
            continue
        try:
            by_id[name] = load(sources[name], wordings.get(name), words=[own])
        except FormFaults as wrong:
            faults += wrong.faults
            left_out.add(name)
    usable = {name: form for name, form in by_id.items() if name not in left_out}
    return FormsAtHand(usable, tuple(faults))


def forms(folder: str | Path | None = None) -> Mapping[str, Template]:
    """The same, where nothing may be wrong: raises FormFaults with all that is wrong in any file."""
    at_hand = forms_at_hand(folder)
    if at_hand.faults:
        raise FormFaults(at_hand.faults)
    return at_hand.forms


@cache
def library_guidance() -> Mapping[str, tuple[str, Guidance]]:
    """Shared guidance that comes with the bot: file name -> (its source document, what stands in it).

    Read once; raises FormFaults if a file is broken.
    """
    held = {}
    for path in sorted((LIBRARY / "guidance").glob("*.yaml")):
        faults = Faults(str(path))
        tree = tree_of(path, faults)
        written = ParsedMap(1) if tree is None else read_thing(THINGS["guidance"], tree, THINGS, faults)
        held[path.name] = (str(written.get("source", "")), read_guidance(written, faults))
        if faults.noted:
            raise FormFaults(faults.in_order())
    return held
