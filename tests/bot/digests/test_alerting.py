"""Alerts: once a symbol and session, with a pause between, and never about old prices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.digests.alerting import COOLDOWN, EXPIRY, Alerter, moves_for, render_alert
from bot.digests.schedule import Schedule
from bot.market.moves import Quote
from bot.messages.markup import as_plain
from bot.storage.alerts import Alerts
from bot.storage.database import Database
from bot.storage.subscriptions import Preferences, Subscriber, Subscriptions
from tests.bot.digests.boards import TUESDAY, WEDNESDAY, bar, quote

NOW = datetime(2026, 2, 4, 16, 0, tzinfo=UTC)
WATCHING = Preferences(Schedule(datetime.min.time(), "Etc/UTC"), threshold=5, has_alerts=True)


def moving(symbol: str, percent: str, session: date = WEDNESDAY, at: datetime = NOW) -> Quote:
    """A symbol that closed at 100 dollars on Tuesday and has moved so much since."""
    running = replace(bar(symbol, f"{100 + float(percent):.2f}", session), fetched_at=at)
    return replace(quote(symbol, "0"), so_far=running)


def quotes(*moves: Quote) -> dict[str, Quote]:
    return {one.symbol: one for one in moves}


@dataclass
class Chats:
    """Where alerts arrive; `failure` is what Telegram says instead."""

    failure: TelegramError | None = None
    alerts: list[tuple[int, date, list[str]]] = field(default_factory=list)

    async def post(self, who: Subscriber, session: date, moved: Sequence[Quote]) -> None:
        if self.failure is not None and who.chat_id == 1:
            raise self.failure
        self.alerts.append((who.chat_id, session, [one.symbol for one in moved]))


@pytest.fixture
async def subscriptions(sqlite_url: str) -> AsyncIterator[Subscriptions]:
    database = await Database.open(sqlite_url)
    subscriptions = Subscriptions(database)
    for chat_id in (1, 2):
        await subscriptions.open(chat_id, None, WATCHING, NOW - timedelta(days=1))
        await subscriptions.subscribe(chat_id, None, NOW - timedelta(days=1))
    yield subscriptions
    await database.close()


@dataclass
class Watch:
    """An alerter, and where its alerts arrive."""

    subscriptions: Subscriptions
    chats: Chats

    async def look(self, now: datetime, *moves: Quote) -> list[tuple[int, date, list[str]]]:
        """The alerts that one look at the prices gives."""
        self.chats.alerts.clear()
        alerter = Alerter(self.subscriptions, Alerts(self.subscriptions._database), self.chats.post)
        await alerter.alert(await self.subscriptions.watchers(now), quotes(*moves), now)
        return list(self.chats.alerts)


@pytest.fixture
def watch(subscriptions: Subscriptions) -> Watch:
    return Watch(subscriptions, Chats())


async def test_alert__once_a_symbol_and_session_and_not_too_often(watch: Watch) -> None:
    nb, mp = moving("NB", "-8"), moving("MP", "6")
    assert await watch.look(NOW, mp, nb, moving("IDR", "4.9")) == [
        (1, WEDNESDAY, ["NB", "MP"]),
        (2, WEDNESDAY, ["NB", "MP"]),
    ]
    soon, later = NOW + COOLDOWN / 2, NOW + COOLDOWN
    assert await watch.look(soon, moving("IDR", "7", at=soon)) == []
    fresh = [moving("IDR", "7", at=later), moving("NB", "-20", at=later)]
    assert await watch.look(later, *fresh) == [(1, WEDNESDAY, ["IDR"]), (2, WEDNESDAY, ["IDR"])]
    tomorrow = NOW + timedelta(days=1)
    following = moving("NB", "-8", session=date(2026, 2, 5), at=tomorrow)
    assert len(await watch.look(tomorrow, following)) == 2


async def test_alert__what_cannot_have_arrived_is_given_at_the_next_look(watch: Watch) -> None:
    nowhere = NetworkError("away")
    nowhere.__cause__ = httpx.ConnectError("away")
    for failure in (nowhere, RetryAfter(timedelta(seconds=3))):
        watch.chats.failure = failure
        assert (1, WEDNESDAY, ["NB"]) not in await watch.look(NOW, moving("NB", "9"))
    watch.chats.failure = None
    assert await watch.look(NOW, moving("NB", "9")) == [(1, WEDNESDAY, ["NB"])]


async def test_alert__what_may_have_arrived_is_not_given_again(watch: Watch) -> None:
    watch.chats.failure = TimedOut()
    assert await watch.look(NOW, moving("NB", "9")) == [(2, WEDNESDAY, ["NB"])]
    watch.chats.failure = None
    assert await watch.look(NOW, moving("NB", "9")) == []


async def test_alert__a_chat_that_shuts_the_bot_out_becomes_inactive(watch: Watch) -> None:
    watch.chats.failure = Forbidden("bot was blocked by the user")
    await watch.look(NOW, moving("NB", "9"))
    assert [watcher.chat_id for watcher in await watch.subscriptions.watchers(NOW)] == [2]


def watcher(**chosen: object) -> Subscriber:
    preferences = replace(WATCHING, **chosen)  # type: ignore[arg-type]
    return Subscriber(1, None, preferences, True, True, NOW, 0)


def test_moves_for__the_subscribers_symbols_and_threshold() -> None:
    known = quotes(moving("NB", "-8"), moving("MP", "5"), moving("IDR", "4.99"))
    assert [one.symbol for one in moves_for(watcher(), known, NOW)] == ["NB", "MP"]
    assert [one.symbol for one in moves_for(watcher(tickers=("MP", "IDR")), known, NOW)] == ["MP"]
    assert moves_for(watcher(threshold=10), known, NOW) == []


def test_moves_for__no_old_prices_and_no_closed_sessions() -> None:
    known = quotes(moving("NB", "-8", at=NOW - EXPIRY), quote("MP", "12"))
    assert moves_for(watcher(), known, NOW) == []


def test_render_alert() -> None:
    moved = [moving("NB", "-8.25"), moving("MP", "41", at=NOW + timedelta(minutes=5))]
    assert as_plain(render_alert(moved)) == (
        """Moving now
NB −8.3 %, $91.75 at 11:00 ET, after a close of $100.00
MP +41.0 % (unverified), $141.00 at 11:05 ET, after a close of $100.00
Source: Tiingo. End-of-day data, may be delayed or revised. Not investment advice."""
    )
    assert TUESDAY < WEDNESDAY
