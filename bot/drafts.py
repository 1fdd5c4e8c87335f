"""The answer while it is being found: a placeholder at once, signs of life, and the text as far as it is written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from types import TracebackType

from telegram.constants import ChatAction
from telegram.error import Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.delivery import Place, delete, deliver, edit_once
from bot.messages.answers import render_draft
from bot.messages.texts import LOOKING

_LOG = logging.getLogger(__name__)
_SECONDS_BETWEEN_EDITS = 1.5
_SECONDS_BEFORE_ACTIONS = 1.0  # only a new message ends the sign, so it would outlive a quick answer
_SECONDS_BETWEEN_ACTIONS = 4.5  # Telegram shows "typing" for five seconds


class Draft:
    """Shows that an answer is coming, in the messages `over` or in a new one; `message_ids` says which.

    If the block that it is entered for fails, the placeholder goes. A chat that has blocked the bot is `Forbidden`; any
    other failure of the placeholder is no reason to withhold the answer.
    """

    def __init__(self, bot: ExtBot[int], place: Place, over: Sequence[int] = ()) -> None:
        self.message_ids = tuple(over)
        self._bot = bot
        self._place = place
        self._text = ""
        self._is_over = asyncio.Event()

    def write(self, text: str) -> None:
        """Show `text` at the next opportunity. May be called from any thread."""
        self._text = text

    async def __aenter__(self) -> Draft:
        try:
            self.message_ids = await deliver(self._bot, self._place, [LOOKING], over=self.message_ids)
        except Forbidden:
            raise
        except TelegramError as error:
            _LOG.warning("No placeholder in chat %d: %s", self._place.chat_id, error)
        self._acting = asyncio.create_task(self._act())
        self._editing = asyncio.create_task(self._edit())
        return self

    async def __aexit__(
        self, exception_type: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._acting.cancel()
        self._is_over.set()
        # An edit that is on its way is waited for: it must not arrive after the final text.
        await asyncio.wait([self._acting, self._editing])
        if exception_type is not None:
            await delete(self._bot, self._place.chat_id, self.message_ids)

    async def _act(self) -> None:
        await asyncio.sleep(_SECONDS_BEFORE_ACTIONS)
        while True:
            try:
                await self._bot.send_chat_action(
                    self._place.chat_id, ChatAction.TYPING, message_thread_id=self._place.thread_id
                )
            except TelegramError as error:
                _LOG.debug("No typing sign in chat %d: %s", self._place.chat_id, error)
            await asyncio.sleep(_SECONDS_BETWEEN_ACTIONS)

    async def _edit(self) -> None:
        shown = ""
        while not self._is_over.is_set():
            if self._text != shown and self.message_ids:
                shown = self._text
                await edit_once(self._bot, self._place.chat_id, self.message_ids[0], render_draft(shown))
            try:
                await asyncio.wait_for(self._is_over.wait(), _SECONDS_BETWEEN_EDITS)
            except TimeoutError:
                continue
