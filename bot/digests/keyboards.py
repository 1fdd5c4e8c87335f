"""The buttons under digests and under the settings message, and the patterns that their presses are recognised by.

As everywhere, what a button sends may be forged, so a handler checks that it fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time

from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard

from bot.digests.build import Digest
from bot.digests.schedule import WORKDAYS
from bot.digests.zones import city_of
from bot.storage.subscriptions import Subscriber, write_weekdays

WHY = r"^w:([A-Z0-9.-]{1,12}):(\d{4}-\d\d-\d\d)$"
NEWS = r"^g:news:(\d{4}-\d\d-\d\d)$"
SUBSCRIPTION = r"^g:(on|off)$"
SETTINGS = r"^p:([a-z]+)(?::([\w/+:.-]{0,48}))?$"

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
THRESHOLDS = (1, 2, 3, 5, 7, 10, 15, 20)
PAUSES = {"1 day": 1, "3 days": 3, "1 week": 7, "2 weeks": 14, "4 weeks": 28}
COMMON_ZONES = (
    *("America/New_York", "America/Los_Angeles", "Europe/London", "Europe/Berlin"),
    *("Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney"),
)
_BACK = [Button("« Back", callback_data="p:main")]


def under_digest(digest: Digest) -> Keyboard:
    """What to ask next, and the ways to the settings and out."""
    day = digest.day.on.isoformat()
    why = [Button(f"Why did {line.symbol} move?", callback_data=f"w:{line.symbol}:{day}") for line in digest.movers[:1]]
    rest = [Button("Settings", callback_data="p:open"), Button("Unsubscribe", callback_data="g:off")]
    return Keyboard([[*why, Button("Filings", callback_data=f"g:news:{day}")], rest])


def under_unsubscribed() -> Keyboard:
    """What stays under a digest whose Unsubscribe button was pressed."""
    return Keyboard([[Button("Subscribe again", callback_data="g:on"), Button("Settings", callback_data="p:open")]])


def under_alert(symbol: str, session: date) -> Keyboard:
    return Keyboard(
        [
            [
                Button(f"Why did {symbol} move?", callback_data=f"w:{symbol}:{session.isoformat()}"),
                Button("Settings", callback_data="p:open"),
            ]
        ]
    )


def main_page(subscriber: Subscriber, *, is_pausing: bool) -> Keyboard:
    """Each choice as a button that shows it, and switches or opens it."""
    chosen = subscriber.preferences
    switch = ("Unsubscribe", "off") if subscriber.is_subscribed else ("Subscribe", "on")
    pause = Button("Resume", callback_data="p:resume") if is_pausing else _opener("Pause", "pause")
    return Keyboard(
        [
            [_opener(f"At {chosen.schedule.send_at:%H:%M}", "time"), _opener(city_of(chosen.schedule.zone), "zone")],
            [
                _opener(name_weekdays(chosen.schedule.weekdays), "days"),
                _opener(name_tickers(chosen.tickers), "tickers"),
            ],
            [_opener(f"Moves from {chosen.threshold} %", "threshold")],
            [
                Button(f"Sound: {'off' if chosen.is_silent else 'on'}", callback_data="p:silent"),
                Button(f"Alerts: {'on' if chosen.has_alerts else 'off'}", callback_data="p:alerts"),
            ],
            [pause, Button(switch[0], callback_data=f"p:{switch[1]}")],
        ]
    )


def time_page(send_at: time) -> Keyboard:
    hours = [
        Button(_marked(f"{hour}", hour == send_at.hour), callback_data=f"p:time:{hour:02}:{send_at.minute:02}")
        for hour in range(24)
    ]
    minutes = [
        Button(
            _marked(f":{minute:02}", minute == send_at.minute), callback_data=f"p:time:{send_at.hour:02}:{minute:02}"
        )
        for minute in (0, 15, 30, 45)
    ]
    return Keyboard([*_rows(hours, 6), minutes, _BACK])


def zone_page(zones: Sequence[str]) -> Keyboard:
    """Some zones to choose from."""
    return Keyboard([*_rows([Button(city_of(zone), callback_data=f"p:zone:{zone}") for zone in zones], 2), _BACK])


def days_page(weekdays: frozenset[int]) -> Keyboard:
    """Each day as a button that takes it in or leaves it out; the last one cannot be left out."""
    days = [
        Button(_ticked(name, day in weekdays), callback_data=f"p:days:{write_weekdays(weekdays ^ {day} or weekdays)}")
        for day, name in enumerate(WEEKDAYS)
    ]
    whole = [
        Button("Monday to Friday", callback_data=f"p:days:{write_weekdays(WORKDAYS)}"),
        Button("Every day", callback_data="p:days:0123456"),
    ]
    return Keyboard([*_rows(days, 4), whole, _BACK])


def tickers_page(chosen: Sequence[str], companies: Sequence[str]) -> Keyboard:
    """Each company as a button that takes it in or leaves it out; none chosen means all."""
    each = [
        Button(_ticked(ticker, ticker in chosen or not chosen), callback_data=f"p:tickers:{ticker}")
        for ticker in companies
    ]
    return Keyboard([*_rows(each, 4), [Button("All", callback_data="p:tickers:")], _BACK])


def threshold_page(threshold: int) -> Keyboard:
    each = [
        Button(_marked(f"{percent} %", percent == threshold), callback_data=f"p:threshold:{percent}")
        for percent in THRESHOLDS
    ]
    return Keyboard([*_rows(each, 4), _BACK])


def pause_page() -> Keyboard:
    each = [Button(name, callback_data=f"p:pause:{days}") for name, days in PAUSES.items()]
    return Keyboard([*_rows(each, 3), _BACK])


def name_weekdays(weekdays: frozenset[int]) -> str:
    """As in "Mon–Fri", "Every day" or "Mon, Sat"."""
    if weekdays == WORKDAYS:
        return "Mon–Fri"
    return "Every day" if len(weekdays) == 7 else ", ".join(WEEKDAYS[day] for day in sorted(weekdays))


def name_tickers(tickers: Sequence[str]) -> str:
    if len(tickers) > 3:
        return f"{len(tickers)} tickers"
    return ", ".join(tickers) or "All tickers"


def _opener(text: str, page: str) -> Button:
    return Button(text, callback_data=f"p:{page}")


def _marked(text: str, is_chosen: bool) -> str:
    return f"· {text} ·" if is_chosen else text


def _ticked(text: str, is_chosen: bool) -> str:
    return f"✓ {text}" if is_chosen else text


def _rows(buttons: Iterable[Button], width: int) -> list[list[Button]]:
    listed = list(buttons)
    return [listed[start : start + width] for start in range(0, len(listed), width)]
