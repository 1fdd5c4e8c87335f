"""The settings message: what it says on each page, and what a choice on it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from telegram import InlineKeyboardMarkup

from bot.digests import keyboards
from bot.digests.schedule import next_send_time
from bot.digests.zones import city_of, offset_of
from bot.messages.markup import clip, escape
from bot.storage.subscriptions import Preferences, Subscriber

LONGEST_PAUSE = 365  # days
Page = tuple[str, InlineKeyboardMarkup]
Change = Callable[[Preferences], Preferences]

_ZONE = """<b>Where are you?</b>
Write me the name of your city, or share a location: I keep the time zone, not the place. Or choose one:"""
_ZONE_IN_GROUP = """<b>Where are you?</b>
Reply to this message with the name of your city. Or choose one:"""


def main_page(subscriber: Subscriber, now: datetime, note: str = "") -> Page:
    """All choices at a glance; `note` is a line above them."""
    text = "\n".join([*([f"{note}\n"] if note else []), *_state(subscriber, now), "", *_choices(subscriber)])
    return text, keyboards.main_page(subscriber, is_pausing=subscriber.starts_at > now)


def page(name: str, subscriber: Subscriber, companies: Sequence[str], now: datetime) -> Page:
    """The page on which one thing is chosen; the main one for a name that is none."""
    chosen = subscriber.preferences
    pages: dict[str, Callable[[], Page]] = {
        "time": lambda: (
            f"<b>At what time?</b>\nIn {escape(city_of(chosen.schedule.zone))}; the hour, then the minutes. "
            "A session closes at 16:00 in New York, and its digest is ready 20 minutes later.",
            keyboards.time_page(chosen.schedule.send_at),
        ),
        "zone": lambda: zone_page(subscriber, keyboards.COMMON_ZONES),
        "days": lambda: (
            "<b>On which days?</b>\nA digest is about the last session before it.",
            keyboards.days_page(chosen.schedule.weekdays),
        ),
        "tickers": lambda: ("<b>Which companies?</b>", keyboards.tickers_page(chosen.tickers, companies)),
        "threshold": lambda: (
            "<b>Which moves matter to you?</b>\nFrom this size on, a move gets a reason and, if you like, an alert.",
            keyboards.threshold_page(chosen.threshold),
        ),
        "pause": lambda: ("<b>Pause for how long?</b>", keyboards.pause_page()),
    }
    return pages[name]() if name in pages else main_page(subscriber, now)


def zone_page(subscriber: Subscriber, zones: Sequence[str], note: str = "") -> Page:
    """Asks for a city and offers some."""
    text = _ZONE if subscriber.chat_id > 0 else _ZONE_IN_GROUP
    return f"{note}\n\n{text}" if note else text, keyboards.zone_page(zones)


def unknown_place(said: str) -> str:
    return f"I know no place called “{escape(clip(said, 60))}”. The next larger city may do."


def choice(name: str, value: str | None, companies: Sequence[str]) -> Change | None:
    """What a pressed button changes; None for one that changes nothing, or that nobody can have been shown."""
    if name == "silent":
        return lambda chosen: replace(chosen, is_silent=not chosen.is_silent)
    if name == "alerts":
        return lambda chosen: replace(chosen, has_alerts=not chosen.has_alerts)
    if name == "tickers" and value is not None and (value in companies or not value):
        return lambda chosen: replace(chosen, tickers=_toggled(chosen.tickers, value, companies))
    percents = {str(percent): percent for percent in keyboards.THRESHOLDS}
    if name == "threshold" and value in percents:
        return lambda chosen: replace(chosen, threshold=percents[value])
    changed = _of_schedule(name, value or "")
    return (lambda chosen: replace(chosen, schedule=replace(chosen.schedule, **changed))) if changed else None


def _of_schedule(name: str, value: str) -> dict[str, Any]:
    """The field of a schedule that a button changes, and its new value."""
    if name == "time" and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return {"send_at": time.fromisoformat(value)}
    if name == "days" and re.fullmatch(r"[0-6]{1,7}", value):
        return {"weekdays": frozenset(map(int, value))}
    return {"zone": value} if name == "zone" and value in available_timezones() else {}


def pause_of(said: str) -> timedelta | None:
    """The time that "3d", "2 weeks" or "5" days name; None for anything else and for more than a year."""
    match = re.fullmatch(r"(\d{1,3})\s*(d|days?|w|weeks?)?", said.strip().lower())
    if match is None:
        return None
    days = int(match[1]) * (7 if (match[2] or "d").startswith("w") else 1)
    return timedelta(days=days) if 1 <= days <= LONGEST_PAUSE else None


def render_local(instant: datetime, zone: str) -> str:
    """An instant on the clocks of a zone, as in "Tue 3 Feb, 18:00"."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _state(subscriber: Subscriber, now: datetime) -> list[str]:
    schedule = subscriber.preferences.schedule
    if not subscriber.is_subscribed:
        return ["<b>The daily digest is off</b>", "Your choices are kept."]
    if subscriber.starts_at > now:
        return ["<b>The daily digest pauses</b>", f"until {render_local(subscriber.starts_at, schedule.zone)}."]
    following = next_send_time(schedule, now)
    assert following is not None  # no page lets anyone choose no day at all
    return ["<b>The daily digest is on</b>", f"The next: {render_local(following, schedule.zone)}."]


def _choices(subscriber: Subscriber) -> list[str]:
    chosen, schedule = subscriber.preferences, subscriber.preferences.schedule
    zone = f"{city_of(schedule.zone)} ({offset_of(schedule.zone, subscriber.starts_at)})"
    return [
        f"Time: {schedule.send_at:%H:%M}, {escape(zone)}",
        f"Days: {keyboards.name_weekdays(schedule.weekdays)}",
        f"Companies: {escape(', '.join(chosen.tickers) or 'all')}",
        f"Reasons for moves from {chosen.threshold} %",
        f"Alerts during a session: {'on' if chosen.has_alerts else 'off'}",
        f"Sound: {'off' if chosen.is_silent else 'on'}",
    ]


def _toggled(chosen: Sequence[str], ticker: str, companies: Sequence[str]) -> tuple[str, ...]:
    """The companies with one taken in or left out; () is all of them, and none at all cannot be chosen."""
    before = set(chosen or companies) & set(companies)
    after = [company for company in companies if (company in before) != (company == ticker)] if ticker else []
    return () if len(after) == len(companies) else tuple(after) or (tuple(chosen) if ticker else ())
