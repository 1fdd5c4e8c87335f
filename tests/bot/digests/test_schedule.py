"""When digests are due: through a year of ticks, nights on which the clocks change, outages and jumping clocks."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.schedule import LOOK_BACK, Due, Schedule, due, next_send_time, send_times
from bot.market.calendar import Calendar, load_calendar

ZONES = (
    *("America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns"),
    *("Europe/London", "Europe/Berlin", "Africa/Casablanca", "Asia/Kolkata"),
    *("Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham"),
)
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
EVERY_DAY = frozenset(range(7))
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar()


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def year_of_ticks(zone: str, seed: int) -> Iterator[datetime]:
    """Instants at which the bot looks: about hourly, now and then hours late, each minute when the clocks change.

    Now and then its own clock is hours slow for once.
    """
    dice, now = random.Random(seed), FIRST
    while now < LAST:
        yield now
        if dice.random() < 0.02:
            yield now - MINUTE * dice.randint(1, 900)
        is_changing = (
            now.astimezone(ZoneInfo(zone)).utcoffset() != (now + 3 * MINUTE * 60).astimezone(ZoneInfo(zone)).utcoffset()
        )
        ordinary = MINUTE * (dice.randint(200, 900) if dice.random() < 0.01 else dice.randint(90, 270))
        now += MINUTE if is_changing else ordinary


def first_moment(day: date, send_at: time, zone: str) -> datetime:
    """The first minute of a local day at which the wall clock shows `send_at` or later, found by looking at it."""
    moment = datetime.combine(day, time(0), UTC) - timedelta(hours=15)
    while True:
        shown = moment.astimezone(ZoneInfo(zone))
        if shown.date() == day and shown.time() >= send_at:
            return moment
        moment += MINUTE


@pytest.mark.parametrize(("seed", "zone"), list(enumerate(ZONES)))
@pytest.mark.parametrize("send_at", [time(2, 30), time(18)], ids=str)
def test_due__every_session_of_a_year_exactly_once(calendar: Calendar, seed: int, zone: str, send_at: time) -> None:
    schedule, seen = Schedule(send_at, zone, EVERY_DAY), Counter[date]()
    rows: set[date] = set()
    for now in year_of_ticks(zone, seed):
        for found in due(schedule, calendar, now - LOOK_BACK, now):
            if found.about not in rows:  # what the database's primary key does
                rows.add(found.about)
                seen[found.about] += 1
            assert now - LOOK_BACK < found.due_at <= now
            assert found.due_at.astimezone(ZoneInfo(zone)).time() >= send_at
            assert not calendar.is_session(found.about) or found.due_at >= calendar.settled_at(found.about)
    sessions = set(calendar.between(date(2026, 1, 2), date(2026, 12, 29)))
    holidays = {day for day in calendar.holidays if date(2026, 1, 2) <= day <= date(2026, 12, 29)}
    # A half day may settle before the first digest of the day before is due: the later session takes its place.
    assert sessions - seen.keys() <= {
        calendar.previous(session) for session in sessions if calendar.is_half_day(session)
    }
    assert len(sessions - seen.keys()) <= 1
    assert {day for day in seen if not calendar.is_session(day)} <= holidays | {date(2026, 1, 1), date(2025, 12, 25)}
    assert set(seen.values()) == {1}


@given(
    zone=st.sampled_from(ZONES),
    send_at=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    weekdays=st.frozensets(st.integers(0, 6)),
    week=st.integers(0, 50),
)
@settings(max_examples=60, deadline=None)
def test_due__agrees_with_looking_at_the_clock(
    calendar: Calendar, zone: str, send_at: time, weekdays: frozenset[int], week: int
) -> None:
    start = FIRST + timedelta(weeks=week)
    end = start + timedelta(days=9)
    days = [start.date() + timedelta(days=number) for number in range(-9, 11)]
    moments = [first_moment(day, send_at, zone) for day in days if day.weekday() in weekdays]
    expected = {}
    for session in calendar.between(days[0], days[-1]):
        moment = next((moment for moment in moments if moment >= calendar.settled_at(session)), None)
        if moment is not None and start < moment <= end:
            expected[moment] = session  # a later session with the same moment takes its place
    found = due(Schedule(send_at, zone, weekdays), calendar, start, end)
    assert [one.about for one in found if calendar.is_session(one.about)] == list(expected.values())
    assert len({one.about for one in found}) == len(found)


def test_due__at_the_subscribers_own_hour(calendar: Calendar) -> None:
    since, now = at("2026-02-02T12:00"), at("2026-02-04T12:00")
    evening = due(Schedule(time(18), "America/New_York"), calendar, since, now)
    assert evening == [
        Due(date(2026, 2, 2), at("2026-02-02T23:00")),
        Due(date(2026, 2, 3), at("2026-02-03T23:00")),
    ]
    morning = due(Schedule(time(8), "Asia/Tokyo"), calendar, since, now)
    assert morning == [
        Due(date(2026, 2, 2), at("2026-02-02T23:00")),
        Due(date(2026, 2, 3), at("2026-02-03T23:00")),
    ]


def test_due__a_time_before_the_close_has_settled_is_about_the_session_before(calendar: Calendar) -> None:
    found = due(Schedule(time(16, 10), "America/New_York"), calendar, at("2026-02-03T12:00"), at("2026-02-04T12:00"))
    assert found == [Due(date(2026, 2, 2), at("2026-02-03T21:10"))]


def test_due__weekends_are_caught_up_and_only_the_last_session_of_a_pause_counts(calendar: Calendar) -> None:
    monday = due(Schedule(time(8), "Europe/Berlin"), calendar, at("2026-02-06T12:00"), at("2026-02-09T12:00"))
    assert monday == [Due(date(2026, 2, 6), at("2026-02-09T07:00"))]
    weekly = Schedule(time(8), "Europe/Berlin", frozenset({2}))
    assert [one.about for one in due(weekly, calendar, at("2026-01-31T00:00"), at("2026-02-12T00:00"))] == [
        date(2026, 2, 3),
        date(2026, 2, 10),
    ]
    assert due(Schedule(time(8), "Europe/Berlin", frozenset()), calendar, FIRST, at("2026-02-12T00:00")) == []


def test_due__a_holiday_is_noticed_once_and_never_hides_a_session(calendar: Calendar) -> None:
    thanksgiving = due(Schedule(time(18), "America/New_York"), calendar, at("2026-11-25T12:00"), at("2026-11-28T12:00"))
    assert [one.about.day for one in thanksgiving] == [25, 26, 27]
    friday = Schedule(time(8), "America/New_York", frozenset({4}))
    assert due(friday, calendar, at("2026-11-21T00:00"), at("2026-11-28T00:00")) == [
        Due(date(2026, 11, 25), at("2026-11-27T13:00"))
    ]
    closed = calendar.without({date(2026, 2, 4): "A storm"})
    assert due(Schedule(time(18), "America/New_York"), closed, at("2026-02-04T12:00"), at("2026-02-05T12:00")) == [
        Due(date(2026, 2, 4), at("2026-02-04T23:00"))
    ]


def test_due__a_clock_that_jumps_back_finds_the_same_again(calendar: Calendar) -> None:
    schedule = Schedule(time(18), "America/New_York")
    later = due(schedule, calendar, at("2026-02-01T00:00"), at("2026-02-05T12:00"))
    earlier = due(schedule, calendar, at("2026-02-01T00:00"), at("2026-02-04T12:00"))
    assert later[: len(earlier)] == earlier


@pytest.mark.parametrize(
    ("day", "send_at", "expected"),
    [
        (date(2026, 3, 8), time(2, 30), "2026-03-08T07:30"),  # the clocks leap from 2 to 3: at 3:30
        (date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),  # 1:30 comes twice: the first one
        (date(2026, 11, 2), time(1, 30), "2026-11-02T06:30"),
    ],
)
def test_send_times__when_the_clocks_change(day: date, send_at: time, expected: str) -> None:
    noon = datetime.combine(day, time(12), ZoneInfo("America/New_York"))
    schedule = Schedule(send_at, "America/New_York", EVERY_DAY)
    assert send_times(schedule, noon, noon) == [at(expected)]


def test_next_send_time() -> None:
    schedule = Schedule(time(18), "America/New_York", frozenset({4}))
    assert next_send_time(schedule, at("2026-02-03T12:00")) == at("2026-02-06T23:00")
    assert next_send_time(schedule, at("2026-02-06T23:00")) == at("2026-02-13T23:00")
    assert next_send_time(Schedule(time(18), "Asia/Tokyo", frozenset()), at("2026-02-03T12:00")) is None
