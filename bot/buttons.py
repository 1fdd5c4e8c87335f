"""The buttons under messages, and the patterns that their presses are recognised by.

What a button sends may be forged by whoever presses it, so a handler checks that it fits the chat and the person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard

EXCERPT = r"^q:(\d+):(\d+)$"
BACK = r"^b:(\d+)$"
VOTE = r"^v:(\d+):([+-])$"
PAGE = r"^s:(\d+)$"
DOCUMENT = r"^d:([0-9a-f]+):(\d+)$"
FORGET = r"^f:(\d+):(yes|no)$"
CHART = r"^c:([A-Z0-9.-]{1,12}):(1m|3m|6m|1y):([ld])$"
FILINGS = r"^n:([^:]*):([^:]*):(\d{1,6})$"
NUMBERS_PER_ROW = 8
FORMS_PER_ROW = 5
SYMBOLS_PER_ROW = 5


def under_answer(answer_id: int, numbers: Sequence[int]) -> Keyboard:
    """A button for each excerpt, and the votes."""
    excerpts = [Button(str(n), callback_data=f"q:{answer_id}:{n}") for n in numbers]
    rows = [excerpts[start : start + NUMBERS_PER_ROW] for start in range(0, len(excerpts), NUMBERS_PER_ROW)]
    votes = [Button("👍", callback_data=f"v:{answer_id}:+"), Button("👎", callback_data=f"v:{answer_id}:-")]
    return Keyboard([*rows, votes])


def under_excerpt(answer_id: int, link: str | None) -> Keyboard:
    return Keyboard([_back_and_open(f"b:{answer_id}", link)])


def under_sources(page: int, pages: int, documents: Sequence[tuple[int, str]]) -> Keyboard:
    """A button for each document, given as number and key, and the way to the pages before and after (from 0)."""
    numbers = [Button(str(number), callback_data=f"d:{key}:{page}") for number, key in documents]
    turning = turns(page, pages, lambda other: f"s:{other}")
    return Keyboard([numbers, turning] if turning else [numbers])


def under_filings(ticker: str, form: str, page: int, pages: int, forms: Sequence[str]) -> Keyboard:
    """The forms to choose from, the chosen one marked, and the way to the pages before and after (from 0)."""
    choices = [
        Button(f"· {name} ·" if chosen == form else name, callback_data=f"n:{ticker}:{chosen}:0")
        for chosen, name in (("", "All"), *((one, one) for one in forms))
    ]
    turning = turns(page, pages, lambda other: f"n:{ticker}:{form}:{other}")
    rows = [choices[start : start + FORMS_PER_ROW] for start in range(0, len(choices), FORMS_PER_ROW)]
    return Keyboard([*rows, turning] if turning else rows)


def under_document(page: int, link: str | None) -> Keyboard:
    return Keyboard([_back_and_open(f"s:{page}", link)])


def under_forget(user_id: int) -> Keyboard:
    """Yes and no, meant for one person: a group may see the buttons."""
    return Keyboard(
        [[Button("Delete", callback_data=f"f:{user_id}:yes"), Button("Keep", callback_data=f"f:{user_id}:no")]]
    )


def under_chart(symbol: str, period: str, is_dark: bool) -> Keyboard:
    """The other periods of a chart, the one that is shown being marked, and its other look."""
    look, other = ("d", "l") if is_dark else ("l", "d")
    periods = [
        Button(f"·{one}·" if one == period else one, callback_data=f"c:{symbol}:{one}:{look}")
        for one in ("1m", "3m", "6m", "1y")
    ]
    return Keyboard([[*periods, Button("☀" if is_dark else "☾", callback_data=f"c:{symbol}:{period}:{other}")]])


def under_symbols(symbols: Sequence[str]) -> Keyboard:
    """A button for the chart of each symbol."""
    charts = [Button(symbol, callback_data=f"c:{symbol}:3m:l") for symbol in symbols]
    return Keyboard([charts[start : start + SYMBOLS_PER_ROW] for start in range(0, len(charts), SYMBOLS_PER_ROW)])


def turns(page: int, pages: int, says: Callable[[int], str]) -> list[Button]:
    """The way to the pages before and after (from 0); `says` is what a press for a page sends."""
    return [
        *([Button("« Earlier", callback_data=says(page - 1))] if page > 0 else []),
        *([Button("More »", callback_data=says(page + 1))] if page + 1 < pages else []),
    ]


def _back_and_open(back: str, link: str | None) -> list[Button]:
    return [Button("« Back", callback_data=back), *([Button("Open the original", url=link)] if link else [])]
