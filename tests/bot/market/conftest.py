"""Fixtures for prices: replicas of the providers, and yfinance kept from the caches of whoever runs the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.market.replicas import Replica, serving


@pytest.fixture(scope="session")
def yfinance_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import yfinance

    folder = tmp_path_factory.mktemp("yfinance")
    yfinance.set_tz_cache_location(str(folder))
    return folder


@pytest.fixture
async def replica(yfinance_cache: Path) -> AsyncIterator[Replica]:
    async with serving(Replica()) as serves:
        yield serves
