"""When digests are due: pure, from the calendar, the subscriber's wall clock and `now`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.market.calendar import NEW_YORK, SETTLING, Calendar

LATEST = timedelta(hours=18)
"""A digest that could not be sent for longer than this is skipped, and counted as skipped."""

LOOK_BACK = timedelta(days=4)
"""How far back digests are looked for after the bot was away."""

WORKDAYS = frozenset(range(5))
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_USUAL_CLOSE = time(16)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time on the wall clock of an IANA time zone, and the weekdays that count, Monday being 0."""

    send_at: time
    zone: str
    weekdays: frozenset[int] = WORKDAYS


@dataclass(frozen=True, slots=True)
class Due:
    """The digest about a day, a session or a holiday, and the instant from which it is due."""

    about: date
    due_at: datetime


def due(schedule: Schedule, calendar: Calendar, since: datetime, now: datetime) -> list[Due]:
    """The digests that became due after `since` and up to `now`, oldest first.

    At each time of the schedule it is the last session that has settled since the time before, or else the holiday
    since then, or nothing. So no session is ever due twice, whatever the clocks do.
    """
    instants = send_times(schedule, since - _WEEK - _DAY, now)
    return [
        Due(about, instant)
        for before, instant in pairwise(instants)
        if instant > since and (about := _subject(calendar, before, instant)) is not None
    ]


def next_send_time(schedule: Schedule, now: datetime) -> datetime | None:
    """The next time of the schedule after `now`; None where no weekday counts."""
    return next((instant for instant in send_times(schedule, now, now + _WEEK + _DAY) if instant > now), None)


def send_times(schedule: Schedule, first: datetime, last: datetime) -> list[datetime]:
    """The schedule's times from about `first` to `last`, in UTC.

    On a night on which the clocks leap over the time it counts as much later as they leap; on one that has it twice,
    the first one counts.
    """
    zone = ZoneInfo(schedule.zone)
    days = _days(first.astimezone(zone).date(), last.astimezone(zone).date())
    local = [
        datetime.combine(day, schedule.send_at, zone) for day in days if day.weekday() in schedule.weekdays
    ]  # `fold` is 0
    return [instant for moment in local if (instant := moment.astimezone(UTC)) <= last]


def _subject(calendar: Calendar, before: datetime, instant: datetime) -> date | None:
    session = calendar.expected_session(instant)
    if calendar.settled_at(session) > before:
        return session
    days = _days(before.astimezone(NEW_YORK).date(), instant.astimezone(NEW_YORK).date())
    closed = [day for day in days if day.weekday() in WORKDAYS and not calendar.is_session(day)]
    return next((day for day in reversed(closed) if before < _noticed_at(day) <= instant), None)


def _noticed_at(holiday: date) -> datetime:
    """When a holiday is over: when a session would have settled."""
    return datetime.combine(holiday, _USUAL_CLOSE, NEW_YORK).astimezone(UTC) + SETTLING


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
