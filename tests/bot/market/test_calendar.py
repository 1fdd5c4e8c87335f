"""The exchange's days: half days, holidays, clocks that change, closures that an operator declares."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.market.calendar import NEW_YORK, Calendar, load_calendar, months_before

MINUTE = timedelta(minutes=1)
MONDAY, TUESDAY, FRIDAY = date(2026, 2, 2), date(2026, 2, 3), date(2026, 1, 30)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar()


def new_york(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=NEW_YORK)


@pytest.mark.parametrize("day", [date(2026, 11, 27), date(2026, 12, 24)])
def test_half_days__close_at_one(calendar: Calendar, day: date) -> None:
    assert calendar.is_half_day(day)
    assert calendar.close_of(day) == new_york(day, 13)
    assert calendar.expected_session(new_york(day, 13, 20)) == day
    assert calendar.expected_session(new_york(day, 13, 20) - MINUTE) < day


@pytest.mark.parametrize(
    ("day", "close"),
    [
        (date(2026, 3, 6), datetime(2026, 3, 6, 21, tzinfo=UTC)),
        (date(2026, 3, 9), datetime(2026, 3, 9, 20, tzinfo=UTC)),  # New York has put its clocks on, Europe has not
        (date(2026, 10, 30), datetime(2026, 10, 30, 20, tzinfo=UTC)),
        (date(2026, 11, 2), datetime(2026, 11, 2, 21, tzinfo=UTC)),
    ],
)
def test_close_of__follows_the_clocks_of_new_york(calendar: Calendar, day: date, close: datetime) -> None:
    assert calendar.close_of(day) == close
    assert not calendar.is_half_day(day)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (new_york(TUESDAY, 0), MONDAY),
        (new_york(TUESDAY, 16, 19), MONDAY),
        (new_york(TUESDAY, 16, 20), TUESDAY),
        (datetime(2026, 2, 4, 4, 59, tzinfo=UTC), TUESDAY),  # already Wednesday in Europe
        (new_york(MONDAY, 9), FRIDAY),
        (new_york(date(2026, 2, 1), 12), FRIDAY),
        (new_york(date(2026, 2, 16), 20), date(2026, 2, 13)),  # Presidents' Day
    ],
)
def test_expected_session(calendar: Calendar, now: datetime, expected: date) -> None:
    assert calendar.expected_session(now) == expected


@pytest.mark.parametrize(
    ("hour", "minute", "is_trading"), [(9, 29, False), (9, 30, True), (16, 19, True), (16, 20, False), (23, 0, False)]
)
def test_is_trading(calendar: Calendar, hour: int, minute: int, is_trading: bool) -> None:
    assert calendar.is_trading(new_york(TUESDAY, hour, minute)) == is_trading
    assert not calendar.is_trading(new_york(date(2026, 2, 1), hour, minute))


def test_why_closed(calendar: Calendar) -> None:
    assert calendar.why_closed(TUESDAY) is None
    assert calendar.why_closed(date(2026, 2, 1)) == "the weekend"
    assert calendar.why_closed(date(2026, 4, 3)) == "Good Friday"
    assert calendar.why_closed(date(2025, 1, 9)) == "a holiday"  # a day of mourning


def test_without__a_declared_closure_is_no_session(calendar: Calendar) -> None:
    closed = calendar.without({TUESDAY: "a storm"})
    assert not closed.is_session(TUESDAY)
    assert closed.why_closed(TUESDAY) == "a storm"
    assert closed.expected_session(new_york(TUESDAY, 20)) == MONDAY
    assert closed.previous(date(2026, 2, 4)) == MONDAY
    assert not closed.is_trading(new_york(TUESDAY, 12))
    assert closed.between(FRIDAY, date(2026, 2, 4)) == (FRIDAY, MONDAY, date(2026, 2, 4))
    assert calendar.is_session(TUESDAY)
    assert calendar.without({}) is calendar


def test_previous__beyond_the_calendar(calendar: Calendar) -> None:
    for day in (date(2009, 1, 2), date(2041, 1, 2)):
        with pytest.raises(ValueError, match="from 2010-01-01 to 2040-12-31"):
            calendar.previous(day)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 2, 3), 1, date(2026, 1, 3)),
        (date(2026, 2, 3), 12, date(2025, 2, 3)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2026, 1, 31), 3, date(2025, 10, 31)),
    ],
)
def test_months_before(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before
