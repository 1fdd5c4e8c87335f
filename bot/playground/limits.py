"""How fast a bot may send: Telegram's limits overall, per private chat and per group, as leaking buckets."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.playground.errors import too_many_requests
from bot.playground.state import Chat


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages and edits together. A private chat takes `chat_burst` at once, then `per_chat_second` each second."""

    per_second: float = 30
    per_chat_second: float = 1
    chat_burst: float = 5
    per_group_minute: float = 20


TELEGRAM_LIMITS = Limits()


@dataclass(slots=True)
class _Bucket:
    """Room for `capacity` sends, of which `rate` come free each second."""

    capacity: float
    rate: float
    used: float = 0.0
    at: float = 0.0

    def wait_s(self, count: int, now: float) -> float:
        """Seconds until `count` more fit, 0 when they fit now; more than the capacity fits an empty bucket."""
        self.used = max(0.0, self.used - (now - self.at) * self.rate)
        self.at = now
        return max(0.0, self.used + min(count, self.capacity) - self.capacity) / self.rate


class Limiter:
    """Counts what was sent; `now` is in seconds and never goes back. Without limits everything passes."""

    def __init__(self, limits: Limits | None) -> None:
        self._limits = limits
        self._overall = _Bucket(limits.per_second, limits.per_second) if limits else None
        self._chats: dict[int, _Bucket] = {}

    def spend(self, chat: Chat, now: float, count: int = 1) -> None:
        """Count sends to a chat, or refuse them all with 429 and the seconds to wait."""
        if self._limits is None or self._overall is None:
            return
        buckets = (self._overall, self._chats.setdefault(chat.id, _bucket(self._limits, chat)))
        wait_s = max(bucket.wait_s(count, now) for bucket in buckets)
        if wait_s > 0:
            raise too_many_requests(math.ceil(wait_s))
        for bucket in buckets:
            bucket.used += count


def _bucket(limits: Limits, chat: Chat) -> _Bucket:
    if chat.kind == "private":
        return _Bucket(limits.chat_burst, limits.per_chat_second)
    return _Bucket(limits.per_group_minute, limits.per_group_minute / 60)
