"""A store on an empty database of each engine."""

from collections.abc import AsyncIterator

import pytest

from bot.storage.store import Store


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url)
    yield opened
    await opened.close()
