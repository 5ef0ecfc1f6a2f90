"""A report for readers without rights to its audits: few are "under 5", and nothing leads to a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dialogs.programme.facts import AuditFacts
from dialogs.programme.places import NOWHERE
from dialogs.programme.report import Cell, Count, Line, Report, Section, Table
from template_specs.sentences import _

LEAST = 5
"""Fewer than so many children could be told apart."""
_OF_SINGLE_AUDITS = ("not_done", "good_to_see", "audits", "auditors", "patterns.auditors")
"""Sections whose rows are single audits, or people."""


def for_others(report: Report, may_read: Callable[[AuditFacts], bool] = lambda _audit: False) -> Report:
    """`report` as somebody reads it who may read those of its audits alone for which `may_read` says so.

    A count of fewer than LEAST audits, not all of which they may read, is shown as such; so is one that is
    all of its whole but so few, because the one would tell the other.  Sentences with figures in them are
    left out, and no audit is named.
    """
    readable = [may_read(audit) for audit in report.audits]
    if all(readable):
        return report
    sections = tuple(
        _section(section, readable) for section in report.sections if section.name not in _OF_SINGLE_AUDITS
    )
    note = _(
        "Counts under {least} are shown as such: these pages are for readers of no single audit.", least=LEAST
    )
    return replace(report, notes=(*report.notes, note), sections=sections, audits=())


def _section(section: Section, readable: list[bool]) -> Section:
    written = section.name.startswith("written.") or section.name == "front"
    said = section.said if written else tuple(s for s in section.said if not _has_figures(s))
    return replace(section, said=said, tables=tuple(_table(table, readable) for table in section.tables))


def _table(table: Table, readable: list[bool]) -> Table:
    return replace(
        table,
        note="" if _has_figures(table.note) else table.note,
        lines=tuple(_line(line, readable) for line in table.lines),
    )


def _line(line: Line, readable: list[bool]) -> Line:
    """Words with figures in them are left out beside a figure that is not shown: they would tell it."""
    few = [isinstance(cell, Count) and _few(cell, readable) for cell in line.cells]
    cells = []
    for cell, hidden in zip(line.cells, few, strict=True):
        if isinstance(cell, Count):
            cells.append(_hidden() if hidden else replace(cell, audits=NOWHERE))
        else:
            cells.append("" if any(few) and _has_figures(cell) else _words(cell))
    return Line(line.name, line.label, tuple(cells))


def _few(cell: Count, readable: list[bool]) -> bool:
    if cell.audits and all(readable[place] for place in cell.audits):
        return False
    of = cell.count if cell.of is None else cell.of
    return 0 < cell.count < LEAST or 0 < of < LEAST or 0 < of - cell.count < LEAST


def _words(cell: str) -> Cell:
    """A cell of words may be a count by another name ("3 of 19")."""
    first = cell.partition(" ")[0].replace(",", "")
    return _hidden() if first.isdecimal() and 0 < int(first) < LEAST else cell


def _hidden() -> str:
    return _("under {least}, or all but so few", least=LEAST)


def _has_figures(text: str) -> bool:
    return any(character.isdigit() for character in text)
