"""Bars and closures on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.market.bars import Bar
from bot.storage.bars import Bars
from bot.storage.closures import Closures
from bot.storage.database import Database

NOW = datetime(2026, 2, 3, 21, 30, 15, 123456, tzinfo=UTC)
TUESDAY = date(2026, 2, 3)
BAR = Bar("MP", TUESDAY, Decimal("55.5000"), Decimal("62.1"), Decimal("0.0001"), Decimal("61.16"), 2**40, "Tiingo", NOW)
SERIES = [replace(BAR, session=TUESDAY - timedelta(days)) for days in (4, 1, 0)]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


async def test_replace__a_series_takes_the_place_of_the_one_before(database: Database) -> None:
    bars = Bars(database)
    other_symbol = [replace(BAR, symbol="NB")]
    other_source = [replace(BAR, source="Yahoo Finance")]
    for series in (SERIES, other_symbol, other_source):
        await bars.replace(series)
    assert await bars.series("MP", date.min) == {"Tiingo": SERIES, "Yahoo Finance": other_source}
    after_a_split = [replace(bar, close=Decimal("30.58")) for bar in SERIES[1:]]
    await bars.replace(after_a_split)
    await bars.replace([])
    assert await bars.series("MP", date.min) == {"Tiingo": after_a_split, "Yahoo Finance": other_source}
    assert await bars.series("NB", date.min) == {"Tiingo": other_symbol}


async def test_series__since_a_day(database: Database) -> None:
    bars = Bars(database)
    await bars.replace(SERIES)
    assert await bars.series("MP", TUESDAY) == {"Tiingo": SERIES[-1:]}
    assert await bars.series("MP", TUESDAY + timedelta(1)) == {}
    assert await bars.series("nope", date.min) == {}


async def test_replace__by_several_processes_at_once(database: Database) -> None:
    bars = Bars(database)
    long = [replace(BAR, session=TUESDAY - timedelta(days)) for days in range(500, -1, -1)]
    await asyncio.gather(*(bars.replace(long) for _ in range(4)))
    assert await bars.series("MP", date.min) == {"Tiingo": long}


async def test_closures(database: Database) -> None:
    closures = Closures(database)
    assert await closures.all() == {}
    await closures.declare(TUESDAY, "A storm", NOW)
    await closures.declare(TUESDAY - timedelta(1), "A funeral", NOW)
    await closures.declare(TUESDAY, "A blizzard\0", NOW)
    assert list((await closures.all()).items()) == [
        (TUESDAY - timedelta(1), "A funeral"),
        (TUESDAY, "A blizzard\N{REPLACEMENT CHARACTER}"),
    ]
    assert await closures.withdraw(TUESDAY)
    assert not await closures.withdraw(TUESDAY)
    assert list(await closures.all()) == [TUESDAY - timedelta(1)]
