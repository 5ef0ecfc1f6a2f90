"""Single cells read and checked: e-mails, roles, months.  Each refusal says what to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from bot.imports.table import Fault, Row, shown
from dialogs.audit import Role
from template_specs.dates import NoDate, read_date, uk_date
from template_specs.words import listed, nearest

_EMAIL = re.compile(
    r"[^\s@<>,;:\"()\[\]\\]{1,64}@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE
)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])(-01)?")

Say = Callable[[str, str], None]
"""Notes a fault: the column, and the sentence."""


def faults_of(row: Row, faults: list[Fault]) -> Say:
    """How the checks of one row note what they find."""
    return lambda column, text: faults.append(Fault(row.number, column, text))


def email(row: Row, column: str, say: Say) -> str:
    """The cell's e-mail in lower case; empty where it is empty or has not the shape of one (noted)."""
    return one_email(row[column], column, say)


def one_email(text: str, column: str, say: Say) -> str:
    """`text` as an e-mail in lower case; empty where it is not one (noted)."""
    if text and not (_EMAIL.fullmatch(text) and ".." not in text and len(text) <= 254):
        say(column, f"{shown(text)} is not an e-mail. Write one such as name@example.org.")
        return ""
    return text.casefold()


def emails(row: Row, column: str, say: Say) -> tuple[str, ...]:
    """The cell's e-mails, separated by semicolons (a comma does too)."""
    found = (one_email(part, column, say) for part in parts(row[column]))
    return tuple(address for address in found if address)


def parts(cell: str) -> list[str]:
    """What a cell lists."""
    return [part.strip() for part in re.split(r"[;,\n]", cell) if part.strip()]


def roles(row: Row, column: str, say: Say) -> frozenset[Role]:
    """The cell's roles; unknown ones are noted with what was probably meant."""
    found = set()
    for part in parts(row[column]):
        code = re.sub(r"[\s-]+", "_", part.casefold())
        if code in set(Role):
            found.add(Role(code))
        else:
            near = nearest(code, list(Role))
            cure = f"Did you mean {near}?" if near else f"The roles are {listed(list(Role), 'and')}."
            say(column, f"{shown(part)} is not a role. {cure}")
    return frozenset(found)


def aad_object_id(row: Row, column: str, say: Say) -> str:
    """The cell's object id in lower case; empty where it is empty or no id (noted)."""
    text = row[column]
    if text and not _GUID.fullmatch(text):
        say(column, f"{shown(text)} is not an object id. Copy it from Entra, or leave the cell empty.")
        return ""
    return text.casefold()


def month(row: Row, column: str, say: Say) -> str:
    """The cell's month as 2026-11; empty where it is empty or no month (noted)."""
    text = row[column]
    if not text:
        return ""
    found = _MONTH.fullmatch(text)
    if found is None:
        say(column, f"{shown(text)} is not a month. Write the year and the month, such as 2026-11.")
        return ""
    return f"{found[1]}-{found[2]}"


def day(row: Row, column: str, say: Say, today: date) -> date | None:
    """The cell's date, day first; None where it is empty or no date (noted)."""
    text = row[column]
    if not text:
        return None
    found = read_date(text, today)
    if isinstance(found, NoDate):
        say(column, f"{found.reason} Write a date such as {uk_date(found.example)}.")
        return None
    return found
