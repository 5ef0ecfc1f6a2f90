"""The formats of a report, each written to a file."""

from __future__ import annotations

from pathlib import Path

from dialogs.programme.report import Report

FORMATS = ("html", "docx", "xlsx", "json")


def write_report(report: Report, form: str, path: Path) -> None:
    """Write `report` in one of FORMATS to `path`."""
    match form:
        case "html":
            from bot.reports.page import page

            path.write_text(page(report), encoding="utf-8", errors="replace")
        case "docx":
            from bot.reports.word_report import word_report

            word_report(report).save(str(path))
        case "xlsx":
            from bot.reports.workbook import write_workbook

            write_workbook(report, path)
        case _:
            from bot.reports.as_json import report_json

            with path.open("wb") as file:
                file.writelines(report_json(report))
