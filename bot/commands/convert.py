"""templates convert: a draft form from what a council has on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.support import refuse


def templates_convert(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Word form (.docx) or an XLSForm (.xlsx).")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the draft (.yaml).")],
) -> None:
    """Make a draft form from a Word form with tables, or from an XLSForm, and list what could not be told.

    Example: python app.py templates convert case_audit.docx --out case_audit.yaml
    """
    from bot.converting.drafts import drafted
    from template_specs.language.loader import check

    if out.exists():
        refuse([f"{out} is there already. Name another file with --out."])
    try:
        draft = drafted(file, out.stem)
        out.write_text(draft.yaml(), encoding="utf-8")
    except ValueError as why:
        refuse([str(why)])
    except OSError as why:
        refuse([f"{out} cannot be written ({why.strerror}). Name another file with --out."])
    sections = len(draft.document()["sections"])
    typer.echo(f"{out}: a draft with {len(draft.questions)} questions in {sections} sections.")
    for line in draft.unsure:
        typer.echo(f"- {line}")
    faults = check(out)
    for fault in faults:
        typer.echo(f"{fault}{' (a warning)' if fault.warning else ''}", err=True)
    if any(not fault.warning for fault in faults):
        raise typer.Exit(1)
    typer.echo("Read it through, then look at it with `templates preview`, and try it with `templates try`.")
