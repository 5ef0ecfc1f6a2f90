"""Dates and times as people in the United Kingdom write them: "5 June 2026", "2:30pm"."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from template_specs.sentences import _, tongue

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
LOCAL = ZoneInfo("Europe/London")


def uk_date(day: date) -> str:
    """ "5 June 2026", in the language of the turn."""
    spoken = tongue()
    if spoken is not None:
        return spoken.day(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def uk_month(code: str) -> str:
    """ "November 2026" for the programme's month "2026-11"; empty for what is none."""
    try:
        day = date.fromisoformat(f"{code}-01")
    except ValueError:
        return ""
    return f"{MONTHS[day.month - 1]} {day.year}"


def uk_time(moment: datetime) -> str:
    """ "2:30pm", and "2pm" on the hour.  The moment is shown in its own zone: convert it to local first."""
    spoken = tongue()
    if spoken is not None:
        return spoken.time(moment)
    hour = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    return f"{hour}:{moment.minute:02d}{half}" if moment.minute else f"{hour}{half}"


def age_on(born: date, on: date) -> int:
    """Full years of age on a day; somebody born on 29 February has their birthday on 1 March otherwise."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def moment(at: datetime) -> str:
    """ "5 June 2026 at 2:30pm", local time."""
    local = at.astimezone(LOCAL)
    return _("{uk_date} at {uk_time}", uk_date=uk_date(local.date()), uk_time=uk_time(local))


def clock_day(at: datetime) -> str:
    """ "5 June 2026", local time."""
    return uk_date(at.astimezone(LOCAL).date())


def clock(at: datetime) -> str:
    """ "2:30pm", local time."""
    return uk_time(at.astimezone(LOCAL))
