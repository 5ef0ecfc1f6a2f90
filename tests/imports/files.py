"""Files as an office would send them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

PEOPLE = """name,email,roles,team,manager_email
Ada Quill,ada@example.org,auditor,Review,
Ben Rowe,ben@example.org,auditor,Review,
Cass Dyer,cass@example.org,practitioner,Riverside,dee@example.org
Dee Marlow,dee@example.org,manager,Riverside,
Eve Stone,eve@example.org,qa_lead;iro,Review,
Fay Lund,fay@example.org,auditor,Review,
"""


def written(folder: Path, text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    """A file of `text`."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, rows: Sequence[Sequence[object]], name: str = "list.xlsx") -> Path:
    """An Excel workbook of `rows`."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    path = folder / name
    book.save(path)
    return path
