"""Reads and checks single cells: e-mails, roles, months.  Each refusal says what to write."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from datetime import date

from bot.imports.table import Fault, Row, shown
from dialogs.audits.audit import Role
from template_specs.dates import NoDate, read_date, uk_date
from template_specs.text import listed, nearest

_EMAIL = re.compile(
    r"[^\s@<>,;:\"()\[\]\\]{1,64}@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE
)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MONTHS = (
    re.compile(r"(?P<year>20\d\d)[-/](?P<month>\d{1,2})([-/]0?1)?( 00:00(:00)?)?"),
    re.compile(r"(0?1/)?(?P<month>\d{1,2})/(?P<year>20\d\d)( 00:00(:00)?)?"),
    re.compile(r"(0?1[- ])?(?P<name>[a-z]{3,9})[- ]?(?P<year>(20)?\d\d)", re.IGNORECASE),
)
"""As people write a month, and as Excel rewrites it: 2026-11, 1/11/2026, November 2026, Nov-26."""
_RUINED = re.compile(
    r"#(n/a|ref!|value!|name\?|div/0!|null!|num!)|\d([.,]\d+)?e[+-]?\d+|true|false", re.IGNORECASE
)
"""What a spreadsheet makes of a reference that it takes for a sum or a number."""
_MOST_FIGURES = 15
_DECIMAL = re.compile(r"\d+\.\d+")
_LIKE_A_NAME = re.compile(r"[^\W\d_]{2,}([ '’-]+[^\W\d_]+)*,? +[^\W\d_]{2,}")

Say = Callable[[str, str], None]
"""Notes a fault: the column, and the sentence."""


def faults_of(row: Row, faults: list[Fault]) -> Say:
    """With what the checks of one row note what they find."""
    return lambda column, text: faults.append(Fault(row.number, column, text))


def email(row: Row, column: str, say: Say) -> str:
    """The cell's e-mail in lower case; empty if the cell is empty or does not look like one (noted)."""
    return one_email(row[column], column, say)


def one_email(text: str, column: str, say: Say) -> str:
    """`text` as an e-mail in lower case; empty if it is not one (noted)."""
    strange = next((mark for mark in text if not mark.isascii()), "")
    if strange:
        name = unicodedata.name(strange, "unnamed").lower()
        say(
            column,
            f'{shown(text)} has the sign "{strange}" in it ({name}), which may look like a plain letter and '
            "is another. Type the e-mail by hand.",
        )
        return ""
    if text and not (_EMAIL.fullmatch(text) and ".." not in text and len(text) <= 254):
        say(column, f"{shown(text)} is not an e-mail. Write one such as name@example.org.")
        return ""
    return text.casefold()


def emails(row: Row, column: str, say: Say) -> tuple[str, ...]:
    """The cell's e-mails, separated by semicolons (a comma does too)."""
    addresses = (one_email(part, column, say) for part in parts(row[column]))
    return tuple(address for address in addresses if address)


def parts(cell: str) -> list[str]:
    """What a cell lists."""
    return [part.strip() for part in re.split(r"[;,\n]", cell) if part.strip()]


def roles(row: Row, column: str, say: Say) -> frozenset[Role]:
    """The cell's roles; unknown ones are noted with what was probably meant."""
    roles = set()
    for part in parts(row[column]):
        code = re.sub(r"[\s-]+", "_", part.casefold())
        if code in set(Role):
            roles.add(Role(code))
        else:
            near = nearest(code, list(Role))
            cure = f"Did you mean {near}?" if near else f"The roles are {listed(list(Role), 'and')}."
            say(column, f"{shown(part)} is not a role. {cure}")
    return frozenset(roles)


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
    for pattern in _MONTHS:
        match = pattern.fullmatch(text)
        number = _month_number(match.groupdict()) if match is not None else 0
        if match is not None and 1 <= number <= 12:
            year = match["year"]
            return f"{year if len(year) == 4 else f'20{year}'}-{number:02}"
    say(column, f"{shown(text)} is not a month. Write the year and the month, such as 2026-11.")
    return ""


def _month_number(groups: dict[str, str | None]) -> int:
    if name := groups.get("name"):
        whole = [month.casefold() for month in calendar.month_name]
        fits = [n for n, month in enumerate(whole) if n and month.startswith(name.casefold())]
        return fits[0] if len(fits) == 1 else 0
    return int(groups["month"] or 0)


def reference(row: Row, column: str, say: Say) -> None:
    """Note a case reference that a spreadsheet has ruined, or that looks like a name."""
    text = row[column]
    if _RUINED.fullmatch(text):
        text = (
            f"{shown(text)} is what a spreadsheet made of a reference. Format the column as text, and write"
        )
        say(column, f"{text} the reference again.")
    elif text.isdecimal() and len(text) > _MOST_FIGURES:
        say(
            column,
            f"{shown(text)} has more than {_MOST_FIGURES} figures, and a spreadsheet keeps no more: "
            "the last ones may be wrong. Format the column as text, and write the reference again.",
        )
    elif _DECIMAL.fullmatch(text):
        say(column, f"{shown(text)} is a number with a fraction, not a reference. Write the reference again.")
    elif _LIKE_A_NAME.fullmatch(text):
        say(column, "looks like a name. Write the file's reference number, never a name.")


def day(row: Row, column: str, say: Say, today: date) -> date | None:
    """The cell's date, day first; None where it is empty or no date (noted)."""
    text = row[column]
    if not text:
        return None
    date_read = read_date(text, today)
    if isinstance(date_read, NoDate):
        say(column, f"{date_read.reason} Write a date such as {uk_date(date_read.example)}.")
        return None
    return date_read
