"""The order of updates: kept within a chat, while chats go on beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Hashable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

# More updates than this wait in PTB's queue; within it, a chat that floods does not hold up the others.
MAX_CONCURRENT = 10_000


class ChatOrder(BaseUpdateProcessor):
    """Handles one update of a lane at a time, in the order of arrival, and any number of lanes at once."""

    __slots__ = ("_locks",)

    def __init__(self) -> None:
        super().__init__(MAX_CONCURRENT)
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        lane = lane_of(update)
        if lane is None:
            await coroutine
            return
        lock = self._locks.get(lane)
        if lock is None:
            lock = self._locks[lane] = asyncio.Lock()
        async with lock:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""


def lane_of(update: object) -> Hashable | None:
    """Which updates must wait for each other; None waits for nobody.

    /cancel has to overtake the answer that it stops. Presses of buttons wait only for those under the same message:
    Telegram gives up on a press after seconds, and an answer may take longer.
    """
    if not isinstance(update, Update) or update.effective_chat is None:
        return None
    if update.callback_query is not None and update.callback_query.message is not None:
        return update.effective_chat.id, update.callback_query.message.message_id
    message = update.message
    if message is not None and message.text is not None and is_cancel(message.text):
        return None
    return update.effective_chat.id


def is_cancel(text: str) -> bool:
    command, _, _ = text.split(maxsplit=1)[0].partition("@") if text.strip() else ("", "", "")
    return command.lower() == "/cancel"
