"""Alerts: a move past a subscriber's threshold while a session runs, told of once, and not when it is old news."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from telegram.error import Forbidden, TelegramError

from bot.digests.deliver import was_not_sent
from bot.market.bars import SAMPLE
from bot.market.calendar import NEW_YORK
from bot.market.moves import INCREDIBLE, Quote
from bot.messages.markup import escape
from bot.messages.prices import NO_ADVICE, SAMPLE_MARK, render_percent, render_usd
from bot.storage.alerts import Alerts
from bot.storage.subscriptions import Subscriber, Subscriptions

_LOG = logging.getLogger(__name__)
EXPIRY = timedelta(minutes=20)
"""An alert about prices older than this is not given."""

COOLDOWN = timedelta(minutes=30)
"""After an alert, a chat gets no other for this long; what moves in the meantime is in the next."""

Post = Callable[[Subscriber, date, Sequence[Quote]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Alerter:
    """Gives alerts. `post` sends one about quotes of a session; it raises what Telegram says."""

    subscriptions: Subscriptions
    alerts: Alerts
    post: Post

    async def alert(self, watchers: Iterable[Subscriber], quotes: Mapping[str, Quote], now: datetime) -> None:
        """Alert subscribers whose symbols have moved enough; one that cannot be reached does not stop the others."""
        for watcher in watchers:
            moved = moves_for(watcher, quotes, now)
            for session in sorted({quote.so_far.session for quote in moved if quote.so_far}):
                of_session = [quote for quote in moved if quote.so_far and quote.so_far.session == session]
                await self._alert(watcher, session, of_session, now)

    async def _alert(self, watcher: Subscriber, session: date, moved: Sequence[Quote], now: datetime) -> None:
        symbols = [quote.symbol for quote in moved]
        told = await self.alerts.begin(watcher.chat_id, session, symbols, now, now - COOLDOWN)
        if not told:
            return
        try:
            await self.post(watcher, session, [quote for quote in moved if quote.symbol in told])
        except TelegramError as error:
            _LOG.info("No alert for chat %d: %s", watcher.chat_id, error)
            if isinstance(error, Forbidden):
                await self.subscriptions.deactivate(watcher.chat_id)
            elif was_not_sent(error):
                await self.alerts.take_back(watcher.chat_id, session, told)


def moves_for(watcher: Subscriber, quotes: Mapping[str, Quote], now: datetime) -> list[Quote]:
    """The quotes of a subscriber's symbols that moved as much as it wants to hear of, the largest first."""
    chosen = watcher.preferences
    moved = [
        quote
        for symbol, quote in quotes.items()
        if (symbol in chosen.tickers or not chosen.tickers)
        and quote.percent_so_far is not None
        and abs(quote.percent_so_far) >= chosen.threshold
        and quote.so_far is not None
        and quote.so_far.fetched_at > now - EXPIRY
    ]
    return sorted(moved, key=lambda quote: abs(quote.percent_so_far or Decimal(0)), reverse=True)


def render_alert(moved: Sequence[Quote]) -> str:
    """An alert as Telegram HTML."""
    sources = ", ".join(dict.fromkeys(quote.so_far.source for quote in moved if quote.so_far))
    mark = [f"<b>{SAMPLE_MARK}</b>"] if SAMPLE in sources else []
    lines = [_line(quote) for quote in moved]
    return "\n".join(["<b>Moving now</b>", *mark, *lines, f"<i>Source: {escape(sources)}. {NO_ADVICE}</i>"])


def _line(quote: Quote) -> str:
    assert quote.so_far is not None
    assert quote.percent_so_far is not None
    doubt = " (unverified)" if abs(quote.percent_so_far) > INCREDIBLE else ""
    at = f"{quote.so_far.fetched_at.astimezone(NEW_YORK):%H:%M} ET"
    move = f"{render_percent(quote.percent_so_far)}{doubt}, {render_usd(quote.so_far.close)} at {at}"
    return f"<b>{escape(quote.symbol)}</b> {move}, after a close of {render_usd(quote.bar.close)}"
