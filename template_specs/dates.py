"""Dates as people in the United Kingdom write and read them: day first, "5 June 2026", "2:30pm"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
EARLIEST_YEAR = 1900
YEARS_AHEAD = 20

_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH_WORD = (
    r"(?P<word>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes|s)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_SHAPES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:T[0-9:.]+Z?)?"),
    re.compile(rf"{_WEEKDAY}{_DAY}\s*(?:of\s+)?[- ]?{_MONTH_WORD}(?:,?\s*|-){_YEAR}", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_MONTH_WORD}\s+{_DAY},?\s+{_YEAR}", re.IGNORECASE),
    re.compile(r"(?P<day>[0-9]{1,2})(?P<sep>[/.-])(?P<month>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4}|[0-9]{2})"),
)
_NEAR = {"today": 0, "yesterday": -1}
_NEAR_SHAPE = re.compile(r"(?P<near>today|yesterday)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NoDate:
    """Why what was typed is not a date: a full sentence, and a date to show as an example."""

    reason: str
    example: date


def uk_date(day: date) -> str:
    """ "5 June 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def uk_time(moment: datetime) -> str:
    """ "2:30pm", and "2pm" on the hour.  The moment is shown in its own zone: convert it to local first."""
    hour = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    return f"{hour}:{moment.minute:02d}{half}" if moment.minute else f"{hour}{half}"


def age_on(born: date, on: date) -> int:
    """Full years of age on a day; somebody born on 29 February has their birthday on 1 March otherwise."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def read_date(raw: str, today: date) -> date | NoDate:
    """The day that `raw` names, day first, or why there is none.

    Reads 5 June 2026, 5 Jun 26, June 5 2026, 5/6/2026, 5.6.26, 5-6-2026, 2026-06-05, today and yesterday.
    Two-figure years run from 80 years ago to 20 years ahead.  Years before 1900 or more than 20 years ahead
    are refused.
    """
    words = " ".join(raw.split()).rstrip(".,;")
    near = _NEAR.get(words.casefold())
    if near is not None:
        return today + timedelta(days=near)
    for shape in _SHAPES:
        match = shape.fullmatch(words)
        if match:
            return _dated(match, today)
    return NoDate(f'"{words[:40]}" does not read as a date.', today)


def leading_date(typed: str) -> int:
    """How many characters at the start of `typed` have the shape of a date; 0 when none have."""
    ends = [match.end() for shape in (*_SHAPES, _NEAR_SHAPE) if (match := shape.match(typed))]
    return max(ends, default=0)


def _dated(match: re.Match[str], today: date) -> date | NoDate:
    parts = match.groupdict()
    day = int(parts["day"])
    month = _month(parts["word"]) if parts.get("word") else int(parts["month"])
    year = _year(parts["year"], today)
    if not EARLIEST_YEAR <= year <= today.year + YEARS_AHEAD:
        why = "is too long ago" if year < EARLIEST_YEAR else "is too far ahead"
        return NoDate(f"The year {year} {why}.", today)
    if not 1 <= month <= 12:
        return NoDate(f"There is no month {month}: the day comes first, then the month.", today)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        # 29 February is there in some years: naming the year says why not in this one.
        named = f"{day} {MONTHS[month - 1]}" + (f" {year}" if (day, month) == (29, 2) else "")
        return NoDate(f"{named} does not exist.", date(year, month, last))
    return date(year, month, day)


def _month(word: str) -> int:
    return next(
        n for n, name in enumerate(MONTHS, start=1) if name.casefold().startswith(word[:3].casefold())
    )


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    if year > today.year + YEARS_AHEAD:
        return year - 100
    return year + 100 if year <= today.year + YEARS_AHEAD - 100 else year


LOCAL = ZoneInfo("Europe/London")


def moment(at: datetime) -> str:
    """ "5 June 2026 at 2:30pm", local time."""
    local = at.astimezone(LOCAL)
    return f"{uk_date(local.date())} at {uk_time(local)}"


def clock_day(at: datetime) -> str:
    """ "5 June 2026", local time."""
    return uk_date(at.astimezone(LOCAL).date())


def clock(at: datetime) -> str:
    """ "2:30pm", local time."""
    return uk_time(at.astimezone(LOCAL))
