"""Telegram's rate limits."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import RetryAfter
from telegram.ext import ExtBot

from bot.pacing import NOW_OR_NEVER, Pacing
from bot.playground.faults import Fault
from bot.playground.server import PlaygroundServer
from bot.playground.state import USER
from tests.bot.running import until


class Telegram:
    """Refuses as often as told, with a short pause, and notes when it was called."""

    def __init__(self, refusals: int, pause: float = 0.05) -> None:
        self.refusals, self.pause, self.calls = refusals, pause, 0

    async def __call__(self) -> bool:
        self.calls += 1
        if self.calls <= self.refusals:
            raise RetryAfter(timedelta(seconds=self.pause))
        return True


async def call(pacing: Pacing, telegram: Telegram, chat_id: int, patience: int | None = None, **more: Any) -> Any:
    endpoint = more.pop("endpoint", "sendMessage")
    return await pacing.process_request(telegram, (), {}, endpoint, {"chat_id": chat_id}, patience)


async def test_pacing__waits_and_repeats_what_telegram_refused() -> None:
    refusing, started = Telegram(refusals=2), time.monotonic()
    assert await call(Pacing(), refusing, 5) is True
    assert refusing.calls == 3
    assert time.monotonic() - started > 0.3


async def test_pacing__a_refused_chat_does_not_hold_up_the_others() -> None:
    pacing, refused, other = Pacing(), Telegram(refusals=1, pause=60), Telegram(refusals=0)
    waiting = asyncio.create_task(call(pacing, refused, 5))
    await until(lambda: refused.calls)
    assert await asyncio.wait_for(call(pacing, other, 6), 20) is True
    assert not waiting.done()
    waiting.cancel()


async def test_pacing__a_call_for_now_or_never_fails_at_once_while_its_chat_is_closed() -> None:
    pacing, telegram = Pacing(), Telegram(refusals=1, pause=0.3)
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await call(pacing, telegram, 5, NOW_OR_NEVER)
    assert telegram.calls == 1
    assert await call(pacing, telegram, 5) is True


async def test_pacing__is_told_by_the_library_what_must_not_wait(telegram: PlaygroundServer) -> None:
    telegram.people.start(USER)
    telegram.faults.add(Fault("sendMessage", "error", code=429, retry_after=1))
    async with ExtBot(telegram.token, telegram.base_url, rate_limiter=Pacing()) as bot:
        with pytest.raises(RetryAfter):
            await bot.send_message(USER.id, "now", rate_limit_args=NOW_OR_NEVER)
    assert len(telegram.calls("sendMessage")) == 1


async def test_pacing__gives_up_in_the_end() -> None:
    telegram = Telegram(refusals=100, pause=0.001)
    with pytest.raises(RetryAfter):
        await call(Pacing(), telegram, 5)
    assert telegram.calls == 6


async def test_pacing__a_group_gets_twenty_messages_a_minute() -> None:
    pacing, telegram = Pacing(), Telegram(refusals=0)
    for _ in range(20):
        await asyncio.wait_for(call(pacing, telegram, -5), 20)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(call(pacing, telegram, -5), 0.1)
    assert await asyncio.wait_for(call(pacing, telegram, -5, endpoint="sendChatAction"), 20) is True


async def test_pacing__forgets_groups_that_are_quiet() -> None:
    pacing = Pacing()
    for group in range(-1, -1003, -1):
        pacing._group(group)
    assert len(pacing._groups) == 1
