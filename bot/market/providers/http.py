"""JSON from a provider's HTTP interface: bounded in size, and every failure named."""

from __future__ import annotations

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


def open_client(base_url: str, authorization: str, timeout_seconds: float) -> httpx.AsyncClient:
    """A client whose key travels in a header: addresses end up in logs."""
    return httpx.AsyncClient(
        base_url=base_url, headers={"Authorization": authorization}, timeout=timeout_seconds, trust_env=True
    )


async def get_json(client: httpx.AsyncClient, path: str, params: Mapping[str, str]) -> Any:
    """What the provider answers. Raises `ProviderFailed`."""
    try:
        async with client.stream("GET", path, params=params) as response:
            if response.status_code != HTTPStatus.OK:
                raise FAILURES.get(response.status_code, AnswerUnusable)(f"HTTP status {response.status_code}")
            return json.loads(await _body(response))
    except httpx.HTTPError as error:
        raise ProviderUnreachable(type(error).__name__) from None
    except (ValueError, RecursionError):
        raise AnswerUnusable("the answer is no JSON") from None


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _MOST_BYTES:
            raise AnswerUnusable("the answer is too large")
    return bytes(body)
