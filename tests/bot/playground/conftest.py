"""Speaks to the playground as a bot or a page would, over plain HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol

import aiohttp
import pytest

from bot.playground.server import PlaygroundServer


class Caller(Protocol):
    async def __call__(self, method: str, **params: Any) -> Any: ...


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(telegram: PlaygroundServer, http: aiohttp.ClientSession) -> Caller:
    return caller(telegram, http)


def caller(server: PlaygroundServer, http: aiohttp.ClientSession) -> Caller:
    """Calls Bot API methods with a JSON body: gives the result, or the refusal as "code description"."""

    async def call(method: str, **params: Any) -> Any:
        async with http.post(f"{server.base_url}{server.token}/{method}", json=params) as response:
            answer = await response.json()
        assert answer["ok"] is (response.status == 200)
        return answer["result"] if answer["ok"] else f"{answer['error_code']} {answer['description']}"

    return call
