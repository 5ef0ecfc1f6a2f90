"""Dates as people in the United Kingdom write and read them: day first, "5 June 2026", "2:30pm"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from template_specs.sentences import _
from template_specs.spoken_dates import WELSH_MONTHS, nearly, written
from template_specs.text import legible
from template_specs.uk_dates import LOCAL as LOCAL
from template_specs.uk_dates import MONTHS as MONTHS
from template_specs.uk_dates import age_on as age_on
from template_specs.uk_dates import clock as clock
from template_specs.uk_dates import clock_day as clock_day
from template_specs.uk_dates import moment as moment
from template_specs.uk_dates import uk_date as uk_date
from template_specs.uk_dates import uk_month as uk_month
from template_specs.uk_dates import uk_time as uk_time

EARLIEST_YEAR = 1900
YEARS_AHEAD = 20

_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH_WORD = (
    r"(?P<word>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    rf"|{'|'.join(name for month in WELSH_MONTHS for name in month)})\.?"
)
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes|s)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_SHAPES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:T[0-9:.]+Z?)?"),
    re.compile(rf"{_WEEKDAY}{_DAY}\s*(?:of\s+|o\s+)?[- ]?{_MONTH_WORD}(?:,?\s*|-){_YEAR}", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_MONTH_WORD}\s+{_DAY},?\s+{_YEAR}", re.IGNORECASE),
    re.compile(r"(?P<day>[0-9]{1,2})(?P<sep>[/.-])(?P<month>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4}|[0-9]{2})"),
)
_NEAR = {
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "the day before yesterday": -2,
    "the day after tomorrow": 2,
}
_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "a an one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ),
        1,
    )
    for name in names.split()
}
_COUNT = rf"(?P<count>[0-9]{{1,3}}|a couple of|{'|'.join(_NUMBERS)})"
_UNITS = r"(?P<unit>days?|weeks?|fortnights?|months?)"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED_DAY = (
    r"(?P<weekday>mon|tues?|weds?|thu(?:r|rs)?|fri|(?:mon|tues|wednes|thurs|fri|satur|sun)(?=day))(?:day)?"
)
_RELATIVE = (
    re.compile(
        r"(?P<near>today|yesterday|tomorrow|the day before yesterday|the day after tomorrow)\b", re.IGNORECASE
    ),
    re.compile(rf"(?:with)?in {_COUNT} {_UNITS}(?: time)?\b", re.IGNORECASE),
    re.compile(rf"{_COUNT} {_UNITS} (?P<way>ago|from (?:now|today)|time)\b", re.IGNORECASE),
    re.compile(rf"(?P<which>last|this|next|on|coming|this coming)? ?{_NAMED_DAY}\b(?! [0-9])", re.IGNORECASE),
    re.compile(r"(?P<end>(?:the )?end of (?:(?:the|this|next) )?month)\b", re.IGNORECASE),
)
_OPEN = (
    re.compile(rf"{_WEEKDAY}{_DAY}\s*(?:of\s+|o\s+)?[- ]?{_MONTH_WORD}", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_MONTH_WORD}\s+{_DAY}", re.IGNORECASE),
    re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})"),
)
"""A day and a month without a year."""
_MONTHS_END = re.compile(rf"(?:the )?end of {_MONTH_WORD}(?: (?P<year>[0-9]{{4}}))?", re.IGNORECASE)
_LENGTH = re.compile(rf"{_COUNT} {_UNITS}", re.IGNORECASE)
"""A length of time, and no word whether it is past or to come."""
_WHOLE_MONTH = re.compile(
    rf"{_MONTH_WORD}\s+(?P<year>[0-9]{{4}})|(?P<month>[0-9]{{1,2}})[/.-](?P<year2>[0-9]{{4}})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NoDate:
    """Why what was typed is not a date: a full sentence, and a date to show as an example."""

    reason: str
    example: date
    maybe: tuple[date, ...] = ()
    """The days that may be meant, where something is missing: the year, or which Tuesday."""


_LEADING = (*_SHAPES, *_RELATIVE)


def read_date(raw: str, today: date) -> date | NoDate:
    """The day that `raw` names, day first, or why there is none.

    Reads 5 June 2026, 5 Jun 26, June 5 2026, 5/6/2026, 5.6.26, 5-6-2026, 2026-06-05, today, last Tuesday,
    in two weeks, three days ago, the fifth of June 2026, the end of June 2026, 5 Mehefin 2026.  What lacks
    its year, may be either of two days, or only nearly is one, is none, with the days that may be meant.
    Two-figure years run from 80 years ago to 20 years ahead.  Years before 1900 or more than 20 years ahead
    are refused.
    """
    words = " ".join(legible(raw).replace("–", "-").split()).rstrip(".,;!?")
    day = _read(words, today)
    if day is None:
        spoken = written(words)
        day = _read(spoken, today) if spoken != words else None
    if day is not None:
        return day
    meant = nearly(words)
    maybe = _read(meant, today) if meant else None
    if isinstance(maybe, date):
        return NoDate(_("Is that {uk_date}?", uk_date=uk_date(maybe)), maybe, (maybe,))
    if isinstance(maybe, NoDate) and maybe.maybe:
        return maybe
    return NoDate(_("I can't read “{one}” as a date.", one=words[:40]), today)


def _read(words: str, today: date) -> date | NoDate | None:
    """The day that `words` are, in figures and names of months; None where they are none."""
    for shape in _SHAPES:
        found = shape.fullmatch(words)
        if found:
            return _dated(found, today)
    for shape in _RELATIVE:
        found = shape.fullmatch(words)
        if found:
            return _relative(found, today)
    for shape in _OPEN:
        found = shape.fullmatch(words)
        if found:
            return _without_year(found, today)
    month = _WHOLE_MONTH.fullmatch(words)
    if month:
        return _without_day(month, today)
    end = _MONTHS_END.fullmatch(words)
    if end:
        return _end_of_month(end, today)
    length = _LENGTH.fullmatch(words)
    if length:
        to_come, past = _relative(length, today), _relative(length, today, back=True)
        days = tuple(day for day in (to_come, past) if isinstance(day, date))
        return NoDate(
            _("Is that {uk_date} or {uk_date_2}?", uk_date=uk_date(days[0]), uk_date_2=uk_date(days[1])),
            days[0],
            days,
        )
    return None


def leading_date(typed: str) -> int:
    """How many characters at the start of `typed` have the shape of a date; 0 when none have."""
    line = legible(typed).replace("–", "-")
    return max((found.end() for shape in _LEADING if (found := shape.match(line))), default=0)


def dates_in(text: str, today: date) -> tuple[date, ...]:
    """The days that `text` names in full, each once, in its order."""
    found: dict[date, None] = {}
    line = legible(text).replace("–", "-")
    at = 0
    while at < len(line):
        if not (line[at].isalnum() and (at == 0 or not line[at - 1].isalnum())):
            at += 1
            continue
        end = max((hit.end() for shape in _SHAPES if (hit := shape.match(line, at))), default=0)
        day = read_date(line[at:end], today) if end else None
        if isinstance(day, date):
            found[day] = None
        at = end or at + 1
    return tuple(found)


def _end_of_month(found: re.Match[str], today: date) -> date | NoDate:
    month = _month(found["word"])
    if found["year"]:
        year = int(found["year"])
        if not EARLIEST_YEAR <= year <= today.year + YEARS_AHEAD:
            return NoDate(_("I can't read “{group}” as a date.", group=found.group()), today)
        return date(year, month, monthrange(year, month)[1])
    ends = [date(y, month, monthrange(y, month)[1]) for y in (today.year - 1, today.year, today.year + 1)]
    near = sorted(ends, key=lambda d: abs((d - today).days))[:2]
    return NoDate(
        _("{day} {one} of which year?", day=near[0].day, one=MONTHS[month - 1]), near[0], tuple(near)
    )


def _relative(found: re.Match[str], today: date, *, back: bool = False) -> date | NoDate:
    parts = found.groupdict()
    if parts.get("near"):
        return today + timedelta(days=_NEAR[parts["near"].casefold()])
    if parts.get("end"):
        last = date(today.year, today.month, monthrange(today.year, today.month)[1])
        if "next" not in parts["end"].casefold():
            return last
        after = last + timedelta(days=1)
        return date(after.year, after.month, monthrange(after.year, after.month)[1])
    if parts.get("weekday"):
        return _weekday(parts["weekday"].casefold(), (parts.get("which") or "").casefold(), today)
    said = parts["count"].casefold()
    count = 2 if said == "a couple of" else int(said) if said.isdigit() else _NUMBERS[said]
    sign = -1 if back or (parts.get("way") or "").casefold() == "ago" else 1
    unit = parts["unit"].casefold()
    if unit.startswith("month"):
        months = today.year * 12 + today.month - 1 + sign * count
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    each = 1 if unit.startswith("day") else 7 if unit.startswith("week") else 14
    return today + timedelta(days=sign * count * each)


def _weekday(name: str, which: str, today: date) -> date | NoDate:
    wanted = _DAYS.index(name[:3])
    coming = today + timedelta(days=(wanted - today.weekday()) % 7)
    gone = today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
    if which == "last":
        return gone
    if which in ("this", "coming", "this coming"):
        return coming
    if which == "next":
        later = coming + timedelta(days=7)
        if coming == today:
            return later
        return NoDate(
            _("Is that {uk_date} or {uk_date_2}?", uk_date=uk_date(coming), uk_date_2=uk_date(later)),
            coming,
            (coming, later),
        )
    if gone == coming:
        return coming
    return NoDate(
        _("Is that {uk_date} or {uk_date_2}?", uk_date=uk_date(gone), uk_date_2=uk_date(coming)),
        coming,
        (gone, coming),
    )


def _without_year(found: re.Match[str], today: date) -> NoDate:
    parts = found.groupdict()
    day = int(parts["day"])
    month = _month(parts["word"]) if parts.get("word") else int(parts["month"])
    if not 1 <= month <= 12:
        return NoDate(
            _("There is no month {month}: the day comes first, then the month.", month=month), today
        )
    if not 1 <= day <= monthrange(2024, month)[1]:
        return NoDate(
            _("{day} {one} does not exist.", day=day, one=MONTHS[month - 1]), date(today.year, month, 1)
        )
    years = (y for y in (today.year - 1, today.year, today.year + 1) if day <= monthrange(y, month)[1])
    near = sorted((date(y, month, day) for y in years), key=lambda d: abs((d - today).days))[:2]
    return NoDate(
        _("{day} {one} of which year?", day=day, one=MONTHS[month - 1]),
        near[0] if near else today,
        tuple(near),
    )


def _without_day(found: re.Match[str], today: date) -> NoDate:
    parts = found.groupdict()
    month = _month(parts["word"]) if parts.get("word") else int(parts["month"])
    year = int(parts["year"] or parts["year2"])
    if not 1 <= month <= 12 or not EARLIEST_YEAR <= year <= today.year + YEARS_AHEAD:
        return NoDate(_("I can't read “{group}” as a date.", group=found.group()), today)
    return NoDate(
        _("Which day of {one} {year}?", one=MONTHS[month - 1], year=year),
        date(year, month, monthrange(year, month)[1]),
    )


def _dated(match: re.Match[str], today: date) -> date | NoDate:
    parts = match.groupdict()
    day = int(parts["day"])
    month = _month(parts["word"]) if parts.get("word") else int(parts["month"])
    year = _year(parts["year"], today)
    if not EARLIEST_YEAR <= year <= today.year + YEARS_AHEAD:
        why = _("is too long ago") if year < EARLIEST_YEAR else _("is too far ahead")
        return NoDate(_("The year {year} {why}.", year=year, why=why), today)
    if not 1 <= month <= 12:
        return NoDate(
            _("There is no month {month}: the day comes first, then the month.", month=month), today
        )
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        # 29 February is there in some years: naming the year says why not in this one.
        named = f"{day} {MONTHS[month - 1]}" + (f" {year}" if (day, month) == (29, 2) else "")
        return NoDate(_("{named} does not exist.", named=named), date(year, month, last))
    return date(year, month, day)


def _month(word: str) -> int:
    for number, names in enumerate(WELSH_MONTHS, start=1):
        if word.casefold() in names:
            return number
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
