"""The report as a Word document, for a board: figures first, the audits behind them at the end."""

from __future__ import annotations

from bot.documents.word import WordFile
from bot.reports.page import all_are_in, bars, standing
from dialogs.programme.report import Count, Report, Table
from dialogs.programme.selection import month_name
from template_specs.dates import moment, uk_date

MOST_NAMED = 60
"""Audits named below one figure."""
MOST_LISTED = 1_000


def word_report(report: Report) -> WordFile:
    """The document, ready to be saved."""
    file = WordFile(report.title, landscape=True)
    file.title(report.title, f"Made on {moment(report.made_at)}. Confidential.")
    for note in report.notes:
        file.bullet(note)
    read = [section for section in report.sections if not section.detail]
    for section in read:
        file.heading(section.title)
        for sentence in section.said:
            file.paragraph(sentence).paragraph_format.keep_with_next = bool(section.tables)
        for table in section.tables:
            _table(file, table)
    left_out = [section.title for section in report.sections if section.detail and section.tables]
    for title in left_out:
        file.heading(title)
        file.paragraph("These tables are long: the workbook and the page have them.")
    _behind(file, report)
    _audits(file, report)
    return file


def _table(file: WordFile, table: Table) -> None:
    file.heading(table.title, 2)
    if table.chart and table.lines:
        drawn = [(bar.label, bar.width, bar.figure) for bar in bars(table)]
        told = "; ".join(f"{label}: {figure}" for label, _width, figure in drawn)
        if drawn:
            file.chart(f"{table.title}. {told}", drawn)
    rows = [table.columns, *((line.label, *(str(cell) for cell in line.cells)) for line in table.lines)]
    file.table(rows)
    if table.note:
        file.paragraph(table.note, grey=True)


def _behind(file: WordFile, report: Report) -> None:
    file.heading("The audits behind the figures")
    for section in report.sections:
        if section.detail:
            continue
        for table in section.tables:
            rows = [("Figure", "Audits")]
            for line in table.lines:
                for column, cell in zip(table.columns[1:], line.cells, strict=True):
                    if isinstance(cell, Count) and cell.audits:
                        rows.append((f"{table.named(line)}; {column}: {cell}", _named(report, cell)))
            if len(rows) > 1:
                file.heading(f"{section.title}: {table.title}", 3)
                file.table(rows, (9.0, file.width - 9.0))


def _named(report: Report, cell: Count) -> str:
    named = ", ".join(report.audits[place].reference for place in cell.audits[:MOST_NAMED])
    more = len(cell.audits) - MOST_NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def _audits(file: WordFile, report: Report) -> None:
    file.heading("All audits of these months")
    rows = [("Case", "Month", "List", "Team", "Case type", "Auditors", "Due", "Where it is")]
    for audit in report.audits[:MOST_LISTED]:
        due = uk_date(audit.due) if audit.due else ""
        auditors = ", ".join(audit.auditors)
        rows.append(
            (
                audit.reference,
                month_name(audit.month),
                audit.list,
                audit.team,
                audit.case_type,
                auditors,
                due,
                standing(audit),
            )
        )
    if len(rows) > 1:
        file.table(rows)
    more = len(report.audits) - MOST_LISTED
    if more > 0:
        file.paragraph(f"{more:,} more are in {all_are_in(report)}.")
