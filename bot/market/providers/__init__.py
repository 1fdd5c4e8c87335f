"""Where bars come from: one class a provider, all behind the same call."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from bot.market.bars import Bar


class Provider(Protocol):
    """A source of daily bars; its name stands beside every figure that comes from it."""

    @property
    def name(self) -> str: ...

    async def daily_bars(self, symbol: str, since: date, now: datetime) -> list[Bar]:
        """The bars of a symbol from the day `since` on, oldest first, at least one; that of today may be unfinished.

        Raises `ProviderFailed`.
        """
        ...

    async def close(self) -> None: ...
