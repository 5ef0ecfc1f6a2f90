"""The commands for audit forms: check, list, schema, diff, coverage, preview and wording.

Everything heavy is imported inside the command that needs it, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.support import refuse

if TYPE_CHECKING:
    from template_specs.language.loader import Fault
    from template_specs.model import Template

templates = typer.Typer(help="Audit forms.", no_args_is_help=True)

Form = Annotated[Path, typer.Argument(metavar="FILE", help="A form in YAML.")]
Overlay = Annotated[
    Path | None, typer.Option(metavar="FILE", help="An organisation's wording to lay over the form.")
]


@templates.command("check")
def templates_check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Forms in YAML.")],
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The published version: a change of content needs a higher one."),
    ] = None,
    overlay: Overlay = None,
) -> None:
    """Check forms; each fault is a line: file:line: what is wrong and what to write.

    Example: python app.py templates check my_form.yaml
    """
    from template_specs.language.loader import check, lines_of

    own = _own_folder()
    faults = [fault for file in files for fault in check(file, overlay=overlay, folder=own)]
    if against is not None and not any(not fault.warning for fault in faults):
        faults += [fault for file in files for fault in _unversioned(file, against, overlay)]
    for line in lines_of(faults):
        typer.echo(line, err=True)
    if any(not fault.warning for fault in faults):
        raise typer.Exit(1)
    typer.echo("1 form is sound." if len(files) == 1 else f"{len(files)} forms are sound.")


def _unversioned(file: Path, against: Path, overlay: Path | None) -> tuple[Fault, ...]:
    from template_specs.language.diff import check_against
    from template_specs.language.loader import key_lines

    return check_against(_form(file, overlay), _form(against), str(file), key_lines(file))


def _own_folder() -> str:
    """The folder of the organisation's own forms (AUDITBOT_FORMS)."""
    from bot.settings import NotStartable, own_forms

    try:
        return own_forms()
    except NotStartable as refused:
        refuse(refused.faults)


def _form(file: Path, overlay: Path | None = None) -> Template:
    """The form in `file`, a snapshot included; of a file of words, the form that they are for, in them.

    Its faults end the command.
    """
    from template_specs.language.loader import FormFaults, form_of, lines_of, published

    form = form_of(file, _own_folder())
    if form is not None:
        file, overlay = form, file
    try:
        return published(file, overlay)
    except FormFaults as wrong:
        refuse(lines_of(wrong.faults))


@templates.command("list")
def templates_list() -> None:
    """List the forms at hand: those that come with the bot, and those in AUDITBOT_FORMS, marked as your own.

    Example: AUDITBOT_FORMS=forms python app.py templates list
    """
    from bot.settings import NotStartable, own_forms
    from template_specs.language.loader import FormFaults, forms_at_hand, library, lines_of

    try:
        at_hand = forms_at_hand(own_forms())
    except NotStartable as refused:
        refuse(refused.faults)
    except FormFaults as wrong:
        refuse(lines_of(wrong.faults))
    for form in at_hand.forms.values():
        own = "" if library().get(form.id) is form else "\tyour own"
        if form.overlay and form.id in library():
            own = f"\tin the words of {form.overlay}"
        typer.echo(f"{form.id}\tversion {form.version}\t{len(form.questions)} questions\t{form.title}{own}")
    if at_hand.faults:
        refuse([*map(str, at_hand.faults), "These files are left out until they are put right."])


@templates.command("schema")
def templates_schema() -> None:
    """Print the JSON Schema of forms, for editors.

    Example: python app.py templates schema > form.schema.json
    """
    import json

    from template_specs.language.loader import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@templates.command("diff")
def templates_diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier version.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later version.")],
) -> None:
    """Say in words what changed between two versions of a form.

    Example: python app.py templates diff published.yaml my_form.yaml
    """
    from template_specs.language.diff import differences

    for sentence in differences(_form(old), _form(new)) or ("Nothing changed.",):
        typer.echo(sentence)


@templates.command("coverage")
def templates_coverage(
    document: Annotated[
        str, typer.Argument(metavar="[DOCUMENT]", help="000, 001, 002 or 003; all unless said.")
    ] = "",
) -> None:
    """List each item of the source documents, and what they say around their items (meanings of grades,
    notes, conditions, comment boxes, columns), with where somebody is shown it; ends with 1 where one is
    missing.

    Example: python app.py templates coverage 003
    """
    from template_specs.language.coverage import coverage, own_questions, strays
    from template_specs.language.loader import library, library_guidance
    from template_specs.language.source_items import SOURCES

    if document and document not in SOURCES:
        refuse([f'There is no document "{document}". Write one of: {", ".join(SOURCES)}.'])
    items = coverage(library(), library_guidance(), document)
    for item in items:
        places = "; ".join(item.places) or "MISSING"
        typer.echo(f"{item.document}\t{item.group}\t{item.item}\t{places}")
    missing = sum(not item.places for item in items)
    typer.echo(f"{len(items)} items, {missing} missing.")
    if not document:
        typer.echo(
            f"Besides, the library asks {len(own_questions(library().values()))} questions of its own."
        )
    unknown = strays(library().values())
    for stray in unknown:
        typer.echo(f"{stray}: the document has no such item.", err=True)
    if missing or unknown:
        raise typer.Exit(1)


@templates.command("preview")
def templates_preview(
    file: Form,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write (the form's name with .html unless said)."),
    ] = None,
    overlay: Overlay = None,
    language: Annotated[
        str, typer.Option(metavar="CODE", help="The language to show it in: cy for Welsh.")
    ] = "",
) -> None:
    """Write a local page that shows every card of a form, as its people will see it.

    The organisation's wording (FORM.wording.yaml) is laid over it where it lies beside the form.

    Example: python app.py templates preview my_form.yaml
    """
    from bot.commands.preview import preview
    from bot.languages import spoken
    from template_specs.language.loader import language_of, words_beside
    from template_specs.languages import as_read

    target = out or Path(f"{file.stem}.html")
    if overlay is None and file.suffix != ".json":
        overlay = words_beside(file, _own_folder())
    form = _form(file, overlay)
    with spoken(language or language_of(file) or language_of(overlay or file)):
        page = preview(as_read(form))
    try:
        target.write_text(page, encoding="utf-8")
    except OSError as why:
        refuse([f"{target} cannot be written ({why.strerror}). Name another file with --out."])
    typer.echo(f"{target} shows the form. Open it in a browser.")


@templates.command("wording")
def templates_wording(
    file: Form,
    language: Annotated[str, typer.Option(metavar="CODE", help="The language: cy for Welsh.")] = "cy",
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The translation (FORM.cy.yaml beside the form unless said)."),
    ] = None,
    accept: Annotated[
        bool, typer.Option(help="Texts that have changed since are right as they are translated.")
    ] = False,
) -> None:
    """Write out the texts of a form for its translator; of a translation, what is missing or has changed.

    Example: python app.py templates wording my_form.yaml --language cy
    """
    from template_specs.language.form_files import language_file
    from template_specs.language.layer_keys import LANGUAGES
    from template_specs.language.translations import (
        missing_from,
        remembering,
        skeleton,
        translation_gaps,
    )

    if language not in LANGUAGES:
        refuse([f'There is no language "{language}". Write one of: {", ".join(LANGUAGES)}.'])
    form = _form(file)
    words = out or language_file(file.parent, form.id, language)
    try:
        if not words.is_file():
            words.write_text(skeleton(form, language), encoding="utf-8")
            typer.echo(f"{words} holds every text of the form, each behind #. Translate them there.")
            return
        missing, stale = translation_gaps(file, words)
        words.write_text(
            remembering(form, words, words.read_text("utf-8-sig"), accept=accept), encoding="utf-8"
        )
    except OSError as why:
        refuse([f"{words} cannot be read or written ({why.strerror}). Name another file with --out."])
    if missing:
        typer.echo(skeleton(form, language, missing_from(form, words)), nl=False)
    for place in () if accept else stale:
        typer.echo(f"Changed since it was translated: {place}")
    typer.echo(f"{len(missing)} texts are missing, {0 if accept else len(stale)} have changed.")
