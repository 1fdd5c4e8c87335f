"""A store, and a bare database, on an empty database of each engine."""

from collections.abc import AsyncIterator

import pytest

from bot.storage.database import Database
from bot.storage.store import Store


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url)
    yield opened
    await opened.close()
