"""Working days in England and Wales: Monday to Friday without bank holidays."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)


_own_closures: set[date] = set()


def close_on(days: Iterable[date]) -> None:
    """Nobody works on these days either: the organisation's own closures, told once as a process starts."""
    _own_closures.clear()
    _own_closures.update(days)


@cache
def _closed() -> Container[date]:
    import holidays  # loading its calendars takes a while, so it waits until there is a deadline

    return holidays.country_holidays("GB", subdiv="ENG")


def bank_holidays(year: int) -> tuple[date, ...]:
    """The bank holidays of `year` in England and Wales, as far as they are known; none where they are not."""
    import holidays

    return tuple(sorted(holidays.country_holidays("GB", subdiv="ENG", years=year)))


def is_working_day(day: date) -> bool:
    """Whether offices are open on `day`."""
    return day.weekday() < 5 and day not in _closed() and day not in _own_closures


def after_working_days(start: date, days: int) -> date:
    """The day that is `days` working days after `start`; `start` itself does not count."""
    return _counted(start, days, _DAY)


def before_working_days(end: date, days: int) -> date:
    """The day that is `days` working days before `end`; `end` itself does not count."""
    return _counted(end, days, -_DAY)


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and with `end`; 0 where `end` is not later."""
    return sum(is_working_day(start + _DAY * n) for n in range(1, (end - start).days + 1))


def first_start_due_on(day: date, days: int) -> date:
    """The earliest day from which `days` working days end on `day` or later.

    So a deadline has passed by `day` exactly where it began before this.
    """
    on = day
    while not is_working_day(on):
        on += _DAY
    return before_working_days(on, days)


def _counted(day: date, days: int, step: timedelta) -> date:
    while days > 0:
        day += step
        days -= is_working_day(day)
    return day
