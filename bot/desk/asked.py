"""What an address of the desk asks for, read with care: it may come from anywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from aiohttp import web

from dialogs.programme.selection import month_name
from storage.work import Work

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
MOST_SKIPPED = 10**7


def asked_months(request: web.Request, months: Sequence[str]) -> tuple[str, str]:
    """The months that an address names; else the last of `months` (oldest first), or nothing."""
    first, last = request.query.get("from", ""), request.query.get("to", "")
    if MONTH.fullmatch(first) and MONTH.fullmatch(last):
        return (first, last) if first <= last else (last, first)
    return (max(months), max(months)) if months else ("", "")


async def month_choices(work: Work, *asked: str) -> list[tuple[str, str]]:
    """(code, name) of the programme's months and of those asked for, the newest first."""
    months = {*await work.counting.months(), *asked}
    return [(month, month_name(month)) for month in sorted(months, reverse=True) if MONTH.fullmatch(month)]


def day_of(month: str) -> date:
    """The month's first day."""
    return date.fromisoformat(f"{month}-01")


def skipped(request: web.Request) -> int:
    """How many lines of a list lie before the page that is asked for."""
    skip = request.query.get("skip", "")
    return min(int(skip), MOST_SKIPPED) if skip.isdecimal() and len(skip) < 12 else 0
