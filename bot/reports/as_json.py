"""The report as JSON: the same tables under stable names, each figure with the ids of its audits.

It is made piece by piece: of 100,000 audits the file has 300 MB.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from types import GeneratorType
from typing import Any

import orjson

from dialogs.programme.facts import AuditFacts
from dialogs.programme.report import Cell, Count, Report, Section, Table

SCHEMA = 1
"""Of this file: names are added, and none is renamed or taken away."""


def report_json(report: Report) -> Iterator[bytes]:
    """The file, in pieces that follow each other."""
    ids = [json.dumps(audit.id).encode() for audit in report.audits]  # those of orjson keep a kilobyte each
    return _laid_out(
        _InPieces(
            schema=SCHEMA,
            title=report.title,
            months=[report.first, report.last],
            made_at=report.made_at,
            notes=report.notes,
            sections=(_section(section, ids) for section in report.sections),
            audits=(_audit(audit) for audit in report.audits),
        )
    )


def _section(section: Section, ids: Sequence[bytes]) -> _InPieces:
    return _InPieces(
        name=section.name,
        title=section.title,
        said=section.said,
        tables=(_table(table, ids) for table in section.tables),
    )


def _table(table: Table, ids: Sequence[bytes]) -> _InPieces:
    return _InPieces(
        name=table.name,
        title=table.title,
        columns=table.columns,
        note=table.note,
        rows=(
            _InPieces(name=line.name, label=line.label, cells=(_cell(cell, ids) for cell in line.cells))
            for line in table.lines
        ),
    )


def _cell(cell: Cell, ids: Sequence[bytes]) -> str | _InPieces:
    if not isinstance(cell, Count):
        return str(cell)
    named = _Written([ids[place] for place in cell.audits])
    return _InPieces(count=cell.count, of=cell.of, percent=cell.percent, audits=named)


def _audit(audit: AuditFacts) -> dict[str, Any]:
    return {
        "audit_id": audit.id,
        "case_ref": audit.reference,
        "month": audit.month,
        "list": audit.list,
        "team": audit.team,
        "case_type": audit.case_type,
        "theme": audit.theme,
        "form": audit.form.id,
        "form_version": audit.form.version,
        "state": audit.state.value,
        "auditors": audit.auditors,
        "due": audit.due,
        "submitted_on": audit.submitted_on,
    }


class _Written(list[bytes]):
    """A list whose items are JSON already."""


class _InPieces(dict[str, Any]):
    """An object with something in it that is written in pieces."""


def _laid_out(value: Any, margin: bytes = b"\n") -> Iterator[bytes]:
    """`value` as orjson lays it out with indents of two; `margin`: a new line, and the indent that it stands
    in.  What a generator gives is written one after the other, and never stands in memory together."""
    inner = margin + b"  "
    if isinstance(value, _Written):
        yield b"[" + inner + (b"," + inner).join(value) + margin + b"]" if value else b"[]"
    elif isinstance(value, GeneratorType):
        before = b"["
        for item in value:
            yield before + inner
            yield from _laid_out(item, inner)
            before = b","
        yield b"[]" if before == b"[" else margin + b"]"
    elif isinstance(value, _InPieces):
        before = b"{"
        for name, member in value.items():
            yield before + inner + orjson.dumps(name) + b": "
            yield from _laid_out(member, inner)
            before = b","
        yield margin + b"}"
    else:
        yield orjson.dumps(value, option=orjson.OPT_INDENT_2).replace(b"\n", margin)
