"""One audit as a Word document, in the order of the form that it replaces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.documents.word import WordFile
from dialogs.programme.file_note import FileNote
from dialogs.programme.whole_audit import NOT_ANSWERED, FormPart, Given, GradeLine, WholeAudit
from template_specs.dates import moment

MOST_HISTORY = 40
"""Lines of the history; the bot's own history has the rest."""
MOST_ACROSS = 5
"""Columns side by side on an upright page."""
_NAME, _VALUE = 4.6, 12.4
"""Widths of the table of details, in centimetres."""
_OF_GRADES = (3.6, 3.4, 3.0, 3.0, 4.0)


def audit_file(audit: WholeAudit, made_at: datetime) -> WordFile:
    """The document, ready to be saved."""
    file = WordFile(f"{audit.title}: {audit.case}")
    file.title(audit.title, f"Case {audit.case}. Written on {moment(made_at)}. Confidential.")
    if audit.standing:
        file.paragraph(audit.standing, bold=True)
    file.table([(fact.name, fact.value) for fact in audit.details], (_NAME, _VALUE), head=False)
    _grades(file, audit)
    for section in audit.sections:
        _section(file, section)
    _actions(file, audit)
    file.heading("Immediate concerns")
    for sentence in audit.concerns:
        file.paragraph(sentence)
    if not audit.concerns:
        file.paragraph("No immediate concern was raised.")
    if audit.reply:
        file.heading("The manager's reply")
        for told in audit.reply:
            file.paragraph(told.sentence, bold=bool(told.words))
            if told.words:
                file.paragraph(told.words, indent=0.6)
    _history(file, audit)
    return file


def note_file(note: FileNote, made_at: datetime) -> WordFile:
    """The note for the child's own file: one page, without any of the evidence."""
    file = WordFile("Case file audit: note for the child's file")
    file.title("Case file audit: note for the child's file", f"Written on {moment(made_at)}. Confidential.")
    file.table(note.facts, (_NAME, _VALUE), head=False)
    file.heading("Actions")
    if note.actions:
        file.table(note.actions, (8.0, 3.4, 2.8, 2.8))
    else:
        file.paragraph("No action was recommended.")
    file.paragraph(
        "The audit looked at practice, and is kept by the quality assurance team. Ask them to see it.",
        grey=True,
    )
    return file


def _grades(file: WordFile, audit: WholeAudit) -> None:
    if audit.overall:
        file.heading("Grades")
        _table_of(file, audit.overall)
        for grade in audit.overall:
            if grade.why:
                file.paragraph(f"{grade.given_as}: {grade.grade} ({grade.by})", bold=True)
                file.paragraph(grade.why, indent=0.6)
    if audit.moderated:
        file.heading("Grades that were given anew", 2)
        _table_of(file, audit.moderated)
    if audit.panels:
        file.heading("Grades of the panel", 2)
        file.paragraph("Each was given without seeing the others'.", grey=True)
        _table_of(file, audit.panels)
        for grade in audit.panels:
            file.paragraph(f"{grade.question}: {grade.grade} ({grade.by})", bold=True)
            file.paragraph(grade.why, indent=0.6)
    if audit.compared:
        file.heading("Beside the second audit of the case", 2)
        file.table(audit.compared)


def _table_of(file: WordFile, grades: tuple[GradeLine, ...]) -> None:
    rows = [("Question", "Given as", "Grade", "By", "When")]
    for grade in grades:
        name = f"{grade.grade} (this one counts)" if grade.counts else grade.grade
        rows.append((grade.question, grade.given_as, name, grade.by, grade.at))
    file.table(rows, _OF_GRADES)


def _section(file: WordFile, section: FormPart) -> None:
    file.heading(section.title)
    for given in section.given:
        _answer(file, given)
    if section.worked_out:
        file.table([(fact.name, fact.value) for fact in section.worked_out], (_NAME, _VALUE), head=False)


def _answer(file: WordFile, given: Given) -> None:
    file.paragraph(f"{given.number} {given.text}".strip(), bold=True).paragraph_format.keep_with_next = True
    by = f" ({given.by})" if given.by else ""
    if not given.answered:
        file.paragraph(str(NOT_ANSWERED), italic=True, grey=True, indent=0.6)
    if given.answer:
        file.paragraph(f"{given.answer}{by}", indent=0.6)
        by = ""
    if given.words:
        file.paragraph(given.words, indent=0.6)
        if by:
            file.paragraph(by.strip(), grey=True, indent=0.6)
    if given.rows:
        rows_of(file, given.rows)
    if given.kept_thin:
        file.paragraph("Asked about as short or repeated, and kept as it is.", grey=True, indent=0.6)


def rows_of(file: WordFile, rows: Sequence[Sequence[str]]) -> None:
    """A table as wide as the page, or one below the other where its columns would break their words."""
    head, *others = rows
    if len(head) <= MOST_ACROSS:
        file.table(rows)
        return
    for row in others:
        told = [(name, text) for name, text in zip(head, row, strict=True) if text]
        file.table(told, (_NAME, _VALUE), head=False)


def _actions(file: WordFile, audit: WholeAudit) -> None:
    file.heading("Actions")
    if audit.actions:
        rows_of(file, audit.actions)
    else:
        file.paragraph("No action was recommended.")


def _history(file: WordFile, audit: WholeAudit) -> None:
    file.heading("What happened, the latest first")
    for line in audit.history[:MOST_HISTORY]:
        file.bullet(line)
    left = len(audit.history) - MOST_HISTORY
    if left > 0:
        file.paragraph(f"{left} earlier entries are in the bot's history of this audit.", grey=True)
