"""Working days in England and Wales: Monday to Friday without bank holidays."""

from __future__ import annotations

from datetime import date, timedelta

import holidays


def after_working_days(start: date, days: int) -> date:
    """The day that is `days` working days after `start`; `start` itself does not count."""
    closed = holidays.country_holidays("GB", subdiv="ENG")
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            days -= 1
    return day
