"""Makes an audit's files: the whole document, on a Word form of one's own where there is one, or the note."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.documents.audit_file import audit_file, note_file
from bot.documents.files import NotWritten
from bot.documents.own_form import filled, own_form
from dialogs.programme.whole_audit import WholeAudit


def write_document(
    audit: WholeAudit, made_at: datetime, path: Path, forms: str, form: Path | None = None
) -> None:
    """Write the whole audit to `path`: on `form`, else on the form in the folder `forms` that has the id of
    the audit's own form, else as this bot lays it out.  Raises NotWritten where a form cannot be filled."""
    given = form or own_form(forms, audit.form)
    if given is not None:
        filled(given, audit).save(str(path))
    else:
        audit_file(audit, made_at).save(str(path))


def write_note(audit: WholeAudit, made_at: datetime, path: Path) -> None:
    """Write the note for the child's own file to `path`.  Raises NotWritten of an audit under way."""
    if audit.note is None:
        raise NotWritten(
            "This audit is not completed, so there is no note for the child's file yet: its grade may change."
        )
    note_file(audit.note, made_at).save(str(path))
