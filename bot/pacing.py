"""Telegram's rate limits: kept where they are known, and waited out chat by chat where Telegram says 429."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

NOW_OR_NEVER = 1  # not 0: the library drops arguments that are false
"""As `rate_limit_args` of a call: fail at once rather than wait, for what the next call makes superfluous."""

_LOG = logging.getLogger(__name__)
_ATTEMPTS = 6
_MANY_GROUPS = 1000
Call = Callable[..., Coroutine[Any, Any, Any]]


class Pacing(BaseRateLimiter[int]):
    """At most 30 messages a second in all and 20 a minute to a group. A 429 stops the chat that it is about only."""

    def __init__(self) -> None:
        self._overall = AsyncLimiter(30, 1)
        self._groups: dict[int, AsyncLimiter] = {}
        self._closed_until: dict[int, float] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def process_request(  # noqa: PLR0917 - the library's signature
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make the call when its time has come; raises `RetryAfter` if Telegram refuses it again and again."""
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int) or endpoint == "sendChatAction":
            return await callback(*args, **kwargs)
        attempts = 1 if rate_limit_args == NOW_OR_NEVER else _ATTEMPTS
        for left in reversed(range(attempts)):
            await self._turn(chat_id, can_wait=rate_limit_args != NOW_OR_NEVER)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._close(chat_id, error)
                if not left:
                    raise
        raise AssertionError("unreachable")

    async def _turn(self, chat_id: int, can_wait: bool) -> None:
        clock = asyncio.get_running_loop().time
        while (closed_for := self._closed_until.get(chat_id, 0.0) - clock()) > 0:
            if not can_wait:
                raise RetryAfter(timedelta(seconds=closed_for))
            await asyncio.sleep(closed_for)
        self._closed_until.pop(chat_id, None)
        if chat_id < 0:
            await self._group(chat_id).acquire()
        await self._overall.acquire()

    def _close(self, chat_id: int, error: RetryAfter) -> None:
        pause = error.retry_after
        seconds = pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
        _LOG.warning("Telegram asks for a pause of %.0f s in chat %d", seconds, chat_id)
        self._closed_until[chat_id] = asyncio.get_running_loop().time() + seconds + 0.1

    def _group(self, chat_id: int) -> AsyncLimiter:
        if len(self._groups) > _MANY_GROUPS:
            self._groups = {group: limiter for group, limiter in self._groups.items() if not limiter.has_capacity(20)}
        if chat_id not in self._groups:
            self._groups[chat_id] = AsyncLimiter(20, 60)
        return self._groups[chat_id]
