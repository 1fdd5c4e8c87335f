"""How fast the bot may send, on a clock that the test turns."""

from __future__ import annotations

import pytest

from bot.playground.errors import BotApiError
from bot.playground.limits import TELEGRAM_LIMITS, Limiter
from bot.playground.state import BOT, Chat

GROUP = Chat(-5, "group", members={BOT.id: "member"})


def private(number: int) -> Chat:
    return Chat(number, "private", members={BOT.id: "member"})


def refused_for(limiter: Limiter, chat: Chat, now: float) -> int:
    with pytest.raises(BotApiError) as refused:
        limiter.spend(chat, now)
    retry_after: int = refused.value.parameters["retry_after"]
    assert refused.value.description == f"Too Many Requests: retry after {retry_after}"
    return retry_after


def test_spend__a_private_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    limiter = Limiter(TELEGRAM_LIMITS)
    for _ in range(5):
        limiter.spend(private(1), 100.0)
    assert refused_for(limiter, private(1), 100.0) == 1
    assert refused_for(limiter, private(1), 100.9) == 1
    limiter.spend(private(1), 101.0)
    assert refused_for(limiter, private(1), 101.0) == 1


def test_spend__a_group_takes_twenty_a_minute() -> None:
    limiter = Limiter(TELEGRAM_LIMITS)
    for second in range(20):
        limiter.spend(GROUP, 100.0 + second / 100)
    assert refused_for(limiter, GROUP, 100.2) == 3
    limiter.spend(GROUP, 103.2)


def test_spend__all_chats_together_take_thirty_a_second() -> None:
    limiter = Limiter(TELEGRAM_LIMITS)
    for number in range(30):
        limiter.spend(private(number), 100.0)
    assert refused_for(limiter, private(30), 100.0) == 1
    limiter.spend(private(30), 100.1)


def test_spend__a_refused_send_costs_nothing() -> None:
    limiter = Limiter(TELEGRAM_LIMITS)
    for _ in range(5):
        limiter.spend(private(1), 100.0)
    for _ in range(50):
        refused_for(limiter, private(1), 100.0)
    for number in range(2, 27):
        limiter.spend(private(number), 100.0)


def test_spend__without_limits_everything_passes() -> None:
    limiter = Limiter(None)
    for _ in range(1000):
        limiter.spend(GROUP, 100.0)
