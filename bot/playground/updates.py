"""The updates that wait for the bot, fetched by long polling and confirmed by the offset of the next call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from bot.playground.errors import BotApiError
from bot.playground.events import Signal
from bot.playground.state import Json

KINDS = frozenset(
    {
        *("message", "edited_message", "channel_post", "edited_channel_post", "guest_message"),
        *("business_connection", "business_message", "edited_business_message", "deleted_business_messages"),
        *("message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query"),
        *("shipping_query", "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "managed_bot"),
        *("my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost"),
    }
)
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(slots=True)
class Webhook:
    """Where updates are delivered instead, and how the last delivery that failed did so."""

    url: str
    secret: str
    max_connections: int
    last_error_date: int = 0
    last_error_message: str = ""


class UpdateQueue:
    """Updates in order, kept until they are confirmed. `allowed` decides what is queued from now on, as on Telegram."""

    def __init__(self, signal: Signal, first_id: int) -> None:
        self.signal = signal
        self.allowed: list[str] = []
        self.webhook: Webhook | None = None
        self.is_closed = False
        self._next_id = first_id
        self._waiting: dict[int, Json] = {}
        self._polls = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def allow(self, kinds: Iterable[object]) -> None:
        """Say which kinds are wanted; none means all but those that must be asked for. Unknown names are ignored."""
        self.allowed = [kind for kind in kinds if isinstance(kind, str) and kind in KINDS]

    def add(self, kind: str, body: Json) -> None:
        """Queue an update, unless its kind is not wanted."""
        if kind in self.allowed or (not self.allowed and kind not in ON_REQUEST):
            self._waiting[self._next_id] = {"update_id": self._next_id, kind: body}
            self._next_id += 1
            self.signal.notify()

    def peek(self, limit: int) -> list[Json]:
        """The oldest unconfirmed updates."""
        return list(self._waiting.values())[:limit]

    def confirm(self, offset: int) -> None:
        """Forget the updates before `offset`; a negative one keeps only that many from the end."""
        ids = list(self._waiting)
        gone = ids[:offset] if offset < 0 else [update_id for update_id in ids if update_id < offset]
        for update_id in gone:
            del self._waiting[update_id]
        if gone:
            self.signal.notify()

    def clear(self) -> None:
        self._waiting.clear()
        self.signal.notify()

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[Json]:
        """What getUpdates gives: updates as soon as there are any; the later of two polls ends the earlier."""
        self._polls += 1
        mine = self._polls
        self.confirm(offset)
        self.signal.notify()
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    changed = self.signal.next()
                    if self._polls != mine:
                        raise BotApiError(409, TERMINATED)
                    if self._waiting or self.is_closed:
                        return self.peek(limit)
                    await changed.wait()
        except TimeoutError:
            return []
