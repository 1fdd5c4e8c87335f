"""What the bot shows as prices, with two real providers on replicas and a real database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.market.calendar import NEW_YORK
from bot.market.errors import PricesUnavailable
from bot.market.providers import Provider
from bot.market.providers.tiingo import Tiingo
from bot.market.providers.twelve_data import TwelveData
from bot.market.service import Market
from bot.storage.bars import Bars
from bot.storage.closures import Closures
from bot.storage.database import Database
from tests.bot.market.replicas import NOW, TUESDAY, Day, Replica, serving, steady
from tests.bot.running import until

MONDAY, FRIDAY = date(2026, 2, 2), date(2026, 1, 30)
NOON = datetime(2026, 2, 3, 12, 0, tzinfo=NEW_YORK)
CLOSES = [50.0, 55.5, 61.16]


@dataclass
class Stand:
    """A market with the replicas that its two providers ask: Tiingo before Twelve Data."""

    market: Market
    tiingo: Replica
    twelve: Replica
    bars: Bars
    closures: Closures

    def know(self, symbol: str = "MP", closes: list[float] | None = None, last: date = TUESDAY) -> None:
        for replica in (self.tiingo, self.twelve):
            replica.days[symbol] = steady(last, closes or CLOSES)


@pytest.fixture
async def stand(sqlite_url: str) -> AsyncIterator[Stand]:
    database = await Database.open(sqlite_url)
    async with serving(Replica()) as tiingo, serving(Replica()) as twelve:
        providers: list[Provider] = [Tiingo(tiingo.url, "key", 1.0), TwelveData(twelve.url, "key", 1.0)]
        market = Market(providers, Bars(database), Closures(database), patience_seconds=20)
        yield Stand(market, tiingo, twelve, Bars(database), Closures(database))
        await market.close()
    await database.close()


async def test_quote__by_the_first_provider(stand: Stand) -> None:
    stand.know()
    quote = await stand.market.quote("MP", NOW)
    assert (quote.bar.session, quote.bar.source, quote.is_stale, quote.is_answered) == (TUESDAY, "Tiingo", False, True)
    assert quote.percent is not None
    assert quote.percent.quantize(Decimal("0.01")) == Decimal("10.20")
    assert stand.twelve.requests == []


async def test_quote__is_not_fetched_again_once_the_session_is_known(stand: Stand) -> None:
    stand.know()
    first = await stand.market.quote("MP", NOW)
    again = await stand.market.quote("MP", NOW + timedelta(hours=8))  # before the next session
    assert (again.bar, again.percent) == (first.bar, first.percent)
    assert stand.tiingo.requests == ["MP"]
    await stand.market.quote("MP", NOW + timedelta(hours=20))
    assert stand.tiingo.requests == ["MP", "MP"]


async def test_quote__one_fetch_for_all_who_ask_at_once(stand: Stand) -> None:
    stand.know()
    quotes = await asyncio.gather(*(stand.market.quote("MP", NOW) for _ in range(20)))
    assert {quote.bar.close for quote in quotes} == {Decimal("61.16")}
    assert stand.tiingo.requests == ["MP"]


@pytest.mark.parametrize("fault", ["429", "html", "hang", "forbidden", "broken"])
async def test_quote__by_the_next_provider_where_one_fails(stand: Stand, fault: str) -> None:
    stand.know()
    stand.tiingo.fault = fault
    quote = await stand.market.quote("MP", NOW)
    assert (quote.bar.source, quote.is_stale, quote.is_answered) == ("Twelve Data", False, True)


async def test_quote__the_next_provider_may_know_a_session_that_one_does_not_have_yet(stand: Stand) -> None:
    stand.know()
    stand.tiingo.days["MP"].pop()
    quote = await stand.market.quote("MP", NOW)
    assert (quote.bar.source, quote.bar.session) == ("Twelve Data", TUESDAY)
    assert quote.previous is not None
    assert quote.previous.source == "Twelve Data"


async def test_quote__what_is_kept_when_all_fail(stand: Stand) -> None:
    stand.know(last=MONDAY)
    await stand.market.quote("MP", NOW - timedelta(days=1))
    stand.tiingo.fault = stand.twelve.fault = "429"
    quote = await stand.market.quote("MP", NOW)
    assert (quote.bar.session, quote.expected) == (MONDAY, TUESDAY)
    assert quote.is_stale
    assert not quote.is_answered
    assert quote.percent is not None


async def test_quote__nothing_kept_and_nobody_answers(stand: Stand) -> None:
    stand.tiingo.fault = stand.twelve.fault = "html"
    with pytest.raises(PricesUnavailable):
        await stand.market.quote("MP", NOW)


async def test_quote__a_symbol_that_nobody_knows_does_not_rest_the_providers(stand: Stand) -> None:
    stand.know()
    with pytest.raises(PricesUnavailable):
        await stand.market.quote("NOPE", NOW)
    assert (await stand.market.quote("MP", NOW)).bar.source == "Tiingo"
    with pytest.raises(PricesUnavailable):
        await stand.market.quote("NOPE", NOW)
    assert stand.tiingo.requests == ["NOPE", "MP"]


async def test_quote__a_provider_that_refuses_is_left_alone_for_ten_minutes(stand: Stand) -> None:
    for symbol in ("MP", "NB", "IDR"):
        stand.know(symbol)
    stand.tiingo.fault = "429"
    for symbol in ("MP", "NB"):
        assert (await stand.market.quote(symbol, NOW)).bar.source == "Twelve Data"
    assert stand.tiingo.requests == ["MP"]
    stand.tiingo.fault = ""
    assert (await stand.market.quote("IDR", NOW + timedelta(minutes=11))).bar.source == "Tiingo"


async def test_quote__patience_ends_and_what_is_kept_is_shown(stand: Stand) -> None:
    stand.know(last=MONDAY)
    await stand.market.quote("MP", NOW - timedelta(days=1))
    stand.tiingo.fault = "hang"
    stand.market._patience_seconds = 0.1
    quote = await stand.market.quote("MP", NOW)
    assert (quote.bar.session, quote.is_answered) == (MONDAY, False)


async def test_quote__while_the_session_runs(stand: Stand) -> None:
    stand.know()
    quote = await stand.market.quote("MP", NOON)
    assert (quote.bar.session, quote.is_stale) == (MONDAY, False)
    assert quote.so_far is not None
    assert (quote.so_far.session, quote.so_far.close) == (TUESDAY, Decimal("61.16"))
    await stand.market.quote("MP", NOON + timedelta(minutes=4))
    assert stand.tiingo.requests == ["MP"]
    await stand.market.quote("MP", NOON + timedelta(minutes=6))
    assert stand.tiingo.requests == ["MP", "MP"]


async def test_quote__a_price_of_the_running_session_never_becomes_its_close(stand: Stand) -> None:
    stand.know()
    await stand.market.quote("MP", NOON)
    stand.tiingo.fault = stand.twelve.fault = "429"
    quote = await stand.market.quote("MP", NOW)
    assert (quote.bar.session, quote.is_stale, quote.is_answered) == (MONDAY, True, False)
    assert quote.so_far is not None


async def test_quote__half_day_closes_early(stand: Stand) -> None:
    friday = date(2026, 11, 27)
    stand.know(last=friday)
    before, after = (datetime(2026, 11, 27, 13, minute, tzinfo=NEW_YORK) for minute in (10, 25))
    assert (await stand.market.quote("MP", before)).bar.session == date(2026, 11, 25)
    assert (await stand.market.quote("MP", after)).bar.session == friday


async def test_quote__holiday_is_leapt_over(stand: Stand) -> None:
    tuesday = date(2026, 2, 17)
    stand.know(last=tuesday)
    stand.tiingo.days["MP"].insert(-1, Day(date(2026, 2, 16), 999.0))  # a row for Presidents' Day
    quote = await stand.market.quote("MP", datetime(2026, 2, 17, 20, tzinfo=NEW_YORK))
    assert quote.previous is not None
    assert quote.previous.session == date(2026, 2, 13)


async def test_quote__a_declared_closure_is_no_session(stand: Stand) -> None:
    stand.know()
    await stand.closures.declare(TUESDAY, "A storm", NOW)
    quote = await stand.market.quote("MP", NOW)
    assert (quote.expected, quote.bar.session, quote.is_stale) == (MONDAY, MONDAY, False)


async def test_quote__of_an_earlier_session(stand: Stand) -> None:
    stand.know()
    quote = await stand.market.quote("MP", NOW, MONDAY)
    assert (quote.bar.session, quote.bar.close, quote.is_stale) == (MONDAY, Decimal("55.5"), False)


async def test_quote__after_a_split_no_old_bar_is_left(stand: Stand) -> None:
    stand.know(last=MONDAY)
    await stand.market.quote("MP", NOW - timedelta(days=1))
    stand.know(closes=[50.0, 55.5, 61.16, 30.0])
    stand.tiingo.days["MP"][-1] = Day(TUESDAY, 30.0)
    stand.tiingo.splits = {TUESDAY: 2.0}
    quote = await stand.market.quote("MP", NOW)
    assert quote.previous is not None
    assert (quote.previous.close, quote.bar.close) == (Decimal("30.58"), Decimal(30))
    assert quote.is_verified


@pytest.mark.parametrize(("second", "is_verified"), [(90.2, True), (61.16, False), (None, False)])
async def test_quote__an_incredible_move_needs_a_second_source(
    stand: Stand, second: float | None, is_verified: bool
) -> None:
    stand.know(closes=[50.0, 90.0])
    stand.twelve.days["MP"] = steady(TUESDAY, [50.0, second]) if second else []
    quote = await stand.market.quote("MP", NOW)
    assert (quote.bar.source, quote.is_verified) == ("Tiingo", is_verified)
    assert (await stand.market.quote("MP", NOW)).is_verified == is_verified


async def test_daily_moves__one_missing_price_stops_nobody(stand: Stand) -> None:
    stand.know("MP")
    stand.know("USAR", [20.0, 23.6])
    stand.know("NB", last=MONDAY)
    quotes = await stand.market.daily_moves(["MP", "USAR", "GONE", "NB", "MP"], TUESDAY, NOW)
    assert list(quotes) == ["MP", "USAR", "GONE", "NB"]
    shown = {
        symbol: quote and (quote.percent and round(quote.percent, 1), quote.is_stale)
        for symbol, quote in quotes.items()
    }
    assert shown == {
        "MP": (Decimal("10.2"), False),
        "USAR": (Decimal("18.0"), False),
        "GONE": None,
        "NB": (Decimal("10.2"), True),
    }


async def test_history__closed_sessions_of_the_last_months(stand: Stand) -> None:
    stand.know()
    series = await stand.market.history("MP", 1, NOON)
    assert [series.bars[0].session, series.bars[-1].session] == [MONDAY.replace(month=1), MONDAY]
    assert series.is_answered
    assert len((await stand.market.history("MP", 12, NOW)).bars) == 30


async def test_history__ends_where_the_bars_end(stand: Stand) -> None:
    stand.know()
    series = await stand.market.history("MP", 1, NOW + timedelta(days=300))
    assert series.bars[-1].session == TUESDAY
    with pytest.raises(PricesUnavailable):
        await stand.market.history("GONE", 1, NOW)


async def test_market__says_in_the_log_what_failed_and_no_key(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    stand.know()
    stand.tiingo.fault = "forbidden"
    with caplog.at_level(logging.DEBUG, "bot"):
        await stand.market.quote("MP", NOW)
    assert caplog.messages == ["Tiingo has no bars of MP: KeyRefused: HTTP status 403"]


async def test_close__ends_what_is_on_its_way(stand: Stand) -> None:
    stand.tiingo.fault = "hang"
    asking = asyncio.create_task(stand.market.quote("MP", NOW))
    await until(lambda: stand.tiingo.requests)
    await stand.market.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
