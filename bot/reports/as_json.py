"""The report as JSON: the same tables under stable names, each figure with the ids of its audits."""

from __future__ import annotations

from typing import Any

import orjson

from dialogs.programme.report import Cell, Count, Report

SCHEMA = 1
"""Of this file: names are added, and none is renamed or taken away."""


def report_json(report: Report) -> bytes:
    """The file."""
    ids = [audit.id for audit in report.audits]
    content = {
        "schema": SCHEMA,
        "title": report.title,
        "months": [report.first, report.last],
        "made_at": report.made_at,
        "notes": report.notes,
        "sections": [
            {
                "name": section.name,
                "title": section.title,
                "said": section.said,
                "tables": [
                    {
                        "name": table.name,
                        "title": table.title,
                        "columns": table.columns,
                        "note": table.note,
                        "rows": [
                            {
                                "name": line.name,
                                "label": line.label,
                                "cells": [_cell(cell, ids) for cell in line.cells],
                            }
                            for line in table.lines
                        ],
                    }
                    for table in section.tables
                ],
            }
            for section in report.sections
        ],
        "audits": [
            {
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
            for audit in report.audits
        ],
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


def _cell(cell: Cell, ids: list[str]) -> Any:
    if not isinstance(cell, Count):
        return str(cell)
    return {
        "count": cell.count,
        "of": cell.of,
        "percent": cell.percent,
        "audits": [ids[place] for place in cell.audits],
    }
