"""The sessions of the New York exchanges: which days they trade and until when, and why they do not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
SETTLING = timedelta(minutes=20)
"""How long after the close its price may still change: the closing auction, and feeds that are 15 minutes late."""

_OPENS = time(9, 30)
_CLOSES = time(16)
_FIRST, _LAST = date(2010, 1, 1), date(2040, 12, 31)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The sessions, oldest first, with the instant at which each closes, and the names of the holidays between them."""

    sessions: tuple[date, ...]
    closes: Mapping[date, datetime]
    holidays: Mapping[date, str]

    def without(self, closures: Mapping[date, str]) -> Calendar:
        """The same calendar with days on which the exchange stays closed unexpectedly, and why."""
        if not closures:
            return self
        sessions = tuple(session for session in self.sessions if session not in closures)
        return Calendar(sessions, self.closes, {**self.holidays, **closures})

    def is_session(self, day: date) -> bool:
        place = bisect_left(self.sessions, day)
        return place < len(self.sessions) and self.sessions[place] == day

    def is_half_day(self, session: date) -> bool:
        return self.close_of(session).astimezone(NEW_YORK).time() < _CLOSES

    def close_of(self, session: date) -> datetime:
        """The instant at which a session closes. Raises `KeyError` for a day that is none."""
        return self.closes[session]

    def settled_at(self, session: date) -> datetime:
        """The instant from which a session's close is final."""
        return self.close_of(session) + SETTLING

    def is_trading(self, now: datetime) -> bool:
        """Whether there is a price of today that is not final yet."""
        day = now.astimezone(NEW_YORK).date()
        opened = datetime.combine(day, _OPENS, NEW_YORK)
        return self.is_session(day) and opened <= now < self.settled_at(day)

    def expected_session(self, now: datetime) -> date:
        """The last session whose close is final at `now`."""
        day = now.astimezone(NEW_YORK).date()
        return day if self.is_session(day) and self.settled_at(day) <= now else self.previous(day)

    def previous(self, day: date) -> date:
        """The last session before `day`. Raises `ValueError` where the calendar does not reach back to it."""
        place = bisect_left(self.sessions, day)
        if place == 0 or day > _LAST:
            raise ValueError(f"the calendar holds the sessions from {_FIRST} to {_LAST}")
        return self.sessions[place - 1]

    def between(self, first: date, last: date) -> tuple[date, ...]:
        """The sessions from `first` to `last`, both included."""
        return self.sessions[bisect_left(self.sessions, first) : bisect_right(self.sessions, last)]

    def why_closed(self, day: date) -> str | None:
        """The holiday, the closure or the weekend that `day` is; None for a session."""
        if self.is_session(day):
            return None
        return self.holidays.get(day) or ("the weekend" if day.weekday() >= _SATURDAY else "a holiday")


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def load_calendar() -> Calendar:
    """The calendar of the New York Stock Exchange, which Nasdaq shares. Takes a second or two the first time."""
    import exchange_calendars

    exchange = exchange_calendars.get_calendar("XNYS", start=_FIRST, end=_LAST)
    closes = {opened.date(): close.to_pydatetime() for opened, close in exchange.closes.items()}
    named = exchange.regular_holidays.holidays(_FIRST, _LAST, return_name=True)
    return Calendar(tuple(closes), closes, {day.date(): str(name) for day, name in named.items()})
