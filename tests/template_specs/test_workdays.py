"""Working days of England and Wales."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from template_specs import workdays
from template_specs.workdays import (
    after_working_days,
    before_working_days,
    first_start_due_on,
    is_working_day,
    working_days_between,
)

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
COUNTS = st.integers(1, 30)


def test_weekends_and_bank_holidays_do_not_count():
    thursday = date(2026, 4, 2)
    assert after_working_days(thursday, 1) == date(2026, 4, 7)  # Good Friday, the weekend, Easter Monday
    assert before_working_days(date(2026, 4, 7), 1) == thursday
    assert not is_working_day(date(2026, 12, 28))  # Boxing Day is a Saturday
    assert not is_working_day(date(2026, 8, 31))
    assert is_working_day(date(2026, 8, 3))  # a bank holiday in Scotland only
    assert working_days_between(thursday, date(2026, 4, 8)) == 2


@given(DAYS, COUNTS)
def test_a_deadline_is_a_working_day_with_as_many_before_it(start, days):
    due = after_working_days(start, days)
    assert is_working_day(due)
    assert working_days_between(start, due) == days
    if is_working_day(start):
        assert before_working_days(due, days) == start


@given(DAYS, COUNTS)
def test_the_first_start_of_a_deadline_is_where_it_turns(day, days):
    first = first_start_due_on(day, days)
    assert after_working_days(first, days) >= day
    assert after_working_days(first - timedelta(days=1), days) < day


def test_the_organisations_own_closures_are_no_working_days():
    closed = date(2026, 6, 8)  # a Monday
    assert is_working_day(closed)
    workdays.close_on([closed])
    try:
        assert not is_working_day(closed)
        assert after_working_days(date(2026, 6, 5), 1) == date(2026, 6, 9)
    finally:
        workdays.close_on([])
    assert is_working_day(closed)
