"""SAMPLE bars: made up, so that the bot can be tried without a network. Only the last three moves follow the news."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from random import Random

from bot.market.bars import SAMPLE, Bar, Raw, read_bars
from bot.market.calendar import load_calendar
from bot.market.errors import SymbolUnknown

LAST = date(2026, 2, 4)
_FIRST = date(2025, 1, 22)
# A made-up close of 30 January 2026, the usual volume in thousands, the usual size of a move in percent, and the moves
# of 2, 3 and 4 February in percent, near to what `docs_store/news/eu-us-minerals-story.md` reports.
_SHAPES: dict[str, tuple[float, int, float, tuple[float, float, float]]] = {
    "MP": (58.40, 6_800, 2.6, (4.0, 10.0, -2.4)),
    "USAR": (19.25, 11_500, 4.2, (11.0, 18.0, -6.0)),
    "CRML": (13.80, 9_400, 4.8, (10.4, 16.3, -5.2)),
    "UUUU": (20.60, 8_900, 3.2, (2.5, 16.1, -3.1)),
    "IDR": (41.75, 210, 2.3, (1.8, 5.4, -1.2)),
    "NB": (6.85, 5_200, 3.6, (6.9, 18.9, -4.0)),
    "ALM": (9.90, 1_700, 3.0, (3.0, 4.6, -1.5)),
    "REMX": (82.30, 260, 1.5, (2.2, 6.5, -1.8)),
    "XME": (108.20, 1_900, 1.2, (1.1, 3.1, -0.9)),
    "SPY": (690.50, 71_000, 0.6, (0.3, -0.8, -0.4)),
}


class Sample:
    """About 260 sessions of each symbol that the documents are about, the same ones every time."""

    name = SAMPLE

    async def daily_bars(self, symbol: str, since: date, now: datetime) -> list[Bar]:
        if symbol not in _SHAPES:
            raise SymbolUnknown("not among the samples")
        sessions = (await asyncio.to_thread(load_calendar)).between(_FIRST, LAST)
        return read_bars((row for row in _rows(symbol, sessions) if row.session >= since), symbol, SAMPLE, now)

    async def close(self) -> None:
        """Nothing is held."""


def _rows(symbol: str, sessions: tuple[date, ...]) -> Iterator[Raw]:
    _, thousands, size, told = _SHAPES[symbol]
    chance = Random(symbol)  # noqa: S311 - made-up prices need no secrecy
    closes = _closes(symbol, len(sessions), chance)
    for place, session in enumerate(sessions[1:], start=1):
        before, close = closes[place - 1], closes[place]
        opened = round(before + (close - before) * chance.random() * 0.6, 2)
        reach = 1 + size / 100 * chance.random() * 0.5
        excitement = 2.5 if place >= len(sessions) - len(told) else 1
        volume = thousands * 1000 * (0.6 + 0.8 * chance.random()) * excitement
        high, low = max(opened, close) * reach, min(opened, close) / reach
        yield Raw(session, opened, round(high, 2), round(low, 2), close, int(volume))


def _closes(symbol: str, count: int, chance: Random) -> list[float]:
    """The closes, oldest first: a walk back from 30 January 2026, and from there the moves that were told."""
    close, _, size, told = _SHAPES[symbol]
    closes = [close]
    for _ in range(count - len(told) - 1):
        move = (chance.random() + chance.random() + chance.random() - 1.5) * size * 2 + size / 20
        closes.insert(0, round(closes[0] / (1 + move / 100), 2))
    for percent in told:
        closes.append(round(closes[-1] * (1 + percent / 100), 2))
    return closes
