"""JSON from a provider's HTTP interface: bounded in size, and every failure named."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from bot.market.errors import (
    AnswerUnusable,
    KeyRefused,
    ProviderFailed,
    ProviderUnreachable,
    RateLimited,
    SymbolUnknown,
)

_MOST_BYTES = 8 * 2**20
FAILURES: dict[int, type[ProviderFailed]] = {
    HTTPStatus.UNAUTHORIZED: KeyRefused,
    HTTPStatus.FORBIDDEN: KeyRefused,
    HTTPStatus.NOT_FOUND: SymbolUnknown,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimited,
}


class JsonClient:
    """Asks one provider. The key travels in a header, for addresses end up in logs."""

    def __init__(self, base_url: str, authorization: str, timeout_seconds: float) -> None:
        headers = {"Authorization": authorization}
        self._client = httpx.AsyncClient(base_url=base_url, headers=headers, timeout=timeout_seconds)
        self._timeout_seconds = timeout_seconds

    async def get(self, path: str, params: Mapping[str, str]) -> Any:
        """What the provider answers. Raises `ProviderFailed`."""
        try:
            async with (
                asyncio.timeout(self._timeout_seconds),
                self._client.stream("GET", path, params=params) as response,
            ):
                if response.status_code != HTTPStatus.OK:
                    raise FAILURES.get(response.status_code, AnswerUnusable)(f"HTTP status {response.status_code}")
                return json.loads(await _body(response))
        except (httpx.HTTPError, TimeoutError) as error:
            raise ProviderUnreachable(type(error).__name__) from None
        except (ValueError, RecursionError):
            raise AnswerUnusable("the answer is no JSON") from None

    async def close(self) -> None:
        await self._client.aclose()


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _MOST_BYTES:
            raise AnswerUnusable("the answer is too large")
    return bytes(body)
