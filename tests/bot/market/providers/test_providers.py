"""The three providers against replicas of their interfaces: the same bars, and every failure by its name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.market.bars import Bar
from bot.market.errors import (
    AnswerUnusable,
    KeyRefused,
    ProviderFailed,
    ProviderUnreachable,
    RateLimited,
    SymbolUnknown,
)
from bot.market.providers import Provider
from bot.market.providers.tiingo import Tiingo
from bot.market.providers.twelve_data import TwelveData
from bot.market.providers.yahoo import Yahoo
from tests.bot.market.replicas import NOW, TUESDAY, Day, Replica, steady

SINCE = date(2025, 12, 1)
KEY = "a-key-that-is-secret"
MONDAY = date(2026, 2, 2)
FRIDAY = date(2026, 1, 30)
PROVIDERS: dict[str, Callable[[str], Provider]] = {
    "yahoo": lambda url: Yahoo(url, 1.0),
    "tiingo": lambda url: Tiingo(url, KEY, 1.0),
    "twelve_data": lambda url: TwelveData(url, KEY, 1.0),
}
KEYED = ["tiingo", "twelve_data"]


@pytest.fixture(params=PROVIDERS)
async def provider(request: pytest.FixtureRequest, replica: Replica) -> AsyncIterator[Provider]:
    opened = PROVIDERS[request.param](replica.url)
    yield opened
    await opened.close()


def closes(bars: list[Bar]) -> list[tuple[date, Decimal]]:
    return [(bar.session, bar.close) for bar in bars]


async def test_daily_bars__every_figure(provider: Provider, replica: Replica) -> None:
    replica.days = {"MP": [Day(MONDAY, 55.5, 2_000_000), Day(TUESDAY, 61.16, 8_123_456, 1.5)]}
    bars = await provider.daily_bars("MP", SINCE, NOW)
    assert bars[1] == Bar(
        "MP",
        TUESDAY,
        Decimal("61.1600"),
        Decimal("62.6600"),
        Decimal("59.6600"),
        Decimal("61.1600"),
        8_123_456,
        provider.name,
        NOW,
    )
    assert closes(bars) == [(MONDAY, Decimal("55.5000")), (TUESDAY, Decimal("61.1600"))]


async def test_daily_bars__only_since_the_day(provider: Provider, replica: Replica) -> None:
    replica.days = {"MP": steady(TUESDAY, [60.0], 30)}
    assert [bar.session for bar in await provider.daily_bars("MP", FRIDAY, NOW)] == [FRIDAY, MONDAY, TUESDAY]


async def test_daily_bars__a_split_is_adjusted_for_in_prices_and_volumes(provider: Provider, replica: Replica) -> None:
    replica.days = {"MP": [Day(FRIDAY, 120.0, 1000), Day(MONDAY, 60.0, 2000), Day(TUESDAY, 61.0, 2100)]}
    replica.splits = {MONDAY: 2.0}
    bars = await provider.daily_bars("MP", SINCE, NOW)
    assert closes(bars) == [(FRIDAY, Decimal(60)), (MONDAY, Decimal(60)), (TUESDAY, Decimal(61))]
    assert [bar.volume for bar in bars] == [2000, 2000, 2100]


async def test_daily_bars__a_reverse_split(provider: Provider, replica: Replica) -> None:
    replica.days = {"MP": [Day(MONDAY, 6.0, 20_000, 0.5), Day(TUESDAY, 61.0, 2100)]}
    replica.splits = {TUESDAY: 0.1}
    bars = await provider.daily_bars("MP", SINCE, NOW)
    assert [round(bar.close, 2) for bar in bars] == [Decimal(60), Decimal(61)]
    assert [bar.volume for bar in bars] == [2000, 2100]


async def test_daily_bars__a_dividend_is_not_adjusted_for(provider: Provider, replica: Replica) -> None:
    replica.days = {"MP": [Day(MONDAY, 60.0), Day(TUESDAY, 58.5)]}
    replica.dividends = {TUESDAY: 1.5}
    assert closes(await provider.daily_bars("MP", SINCE, NOW)) == [(MONDAY, Decimal(60)), (TUESDAY, Decimal("58.5"))]


@pytest.mark.parametrize(
    "placeholder", [Day(MONDAY, None, None), Day(MONDAY, 0.0, 0), Day(MONDAY, 60.0, 0), Day(MONDAY, 60.0, None)]
)
async def test_daily_bars__placeholders_are_skipped(provider: Provider, replica: Replica, placeholder: Day) -> None:
    replica.days = {"MP": [Day(FRIDAY, 60.0), placeholder, Day(TUESDAY, 61.0)]}
    assert closes(await provider.daily_bars("MP", SINCE, NOW)) == [(FRIDAY, Decimal(60)), (TUESDAY, Decimal(61))]


async def test_daily_bars__say_when_they_were_fetched(provider: Provider, replica: Replica) -> None:
    """A bar of today before its close is known by that, and the rest looks the same as at any time."""
    replica.days = {"MP": [Day(MONDAY, 60.0), Day(TUESDAY, 61.0)]}
    noon = datetime(2026, 2, 3, 17, 0, tzinfo=UTC)
    assert {bar.fetched_at for bar in await provider.daily_bars("MP", SINCE, noon)} == {noon}


@pytest.mark.parametrize(
    ("fault", "failure"),
    [("429", RateLimited), ("html", AnswerUnusable), ("broken", AnswerUnusable), ("hang", ProviderUnreachable)],
)
async def test_daily_bars__faults(provider: Provider, replica: Replica, fault: str, failure: type[Exception]) -> None:
    replica.days, replica.fault = {"MP": [Day(TUESDAY, 61.0)]}, fault
    with pytest.raises(ProviderFailed) as raised:
        await provider.daily_bars("MP", SINCE, NOW)
    assert type(raised.value) is failure
    assert KEY not in str(raised.value)
    assert replica.url not in str(raised.value)


@pytest.mark.parametrize("provider", ["yahoo", "twelve_data"], indirect=True)
async def test_daily_bars__bars_of_another_symbol(provider: Provider, replica: Replica) -> None:
    replica.days, replica.fault = {"MP": [Day(TUESDAY, 61.0)]}, "wrong symbol"
    with pytest.raises(AnswerUnusable, match="another symbol"):
        await provider.daily_bars("MP", SINCE, NOW)


async def test_daily_bars__unknown_symbol(provider: Provider, replica: Replica) -> None:
    with pytest.raises(SymbolUnknown):
        await provider.daily_bars("NOPE", SINCE, NOW)


async def test_daily_bars__a_symbol_without_a_single_price(provider: Provider, replica: Replica) -> None:
    replica.days = {"MP": [Day(TUESDAY, None, None)]}
    with pytest.raises(SymbolUnknown):
        await provider.daily_bars("MP", SINCE, NOW)


@pytest.mark.parametrize("name", PROVIDERS)
async def test_daily_bars__nobody_listens(name: str, yfinance_cache: Path) -> None:
    provider = PROVIDERS[name]("http://127.0.0.1:9")
    with pytest.raises(ProviderUnreachable):
        await provider.daily_bars("MP", SINCE, NOW)
    await provider.close()


@pytest.mark.parametrize("provider", KEYED, indirect=True)
async def test_daily_bars__the_key_travels_in_a_header(provider: Provider, replica: Replica) -> None:
    replica.days = {"MP": [Day(TUESDAY, 61.0)]}
    await provider.daily_bars("MP", SINCE, NOW)
    assert replica.authorizations in ([f"Token {KEY}"], [f"apikey {KEY}"])


@pytest.mark.parametrize("provider", KEYED, indirect=True)
async def test_daily_bars__a_key_that_is_refused(provider: Provider, replica: Replica) -> None:
    replica.fault = "forbidden"
    with pytest.raises(KeyRefused):
        await provider.daily_bars("MP", SINCE, NOW)
