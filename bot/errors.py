"""The one place where failures end: a short apology with an id for the person, the detail for admins and the log."""

from __future__ import annotations

import logging
import secrets
import time
import traceback

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.delivery import Place, place_of, send
from bot.messages import texts
from bot.presses import acknowledge

_LOG = logging.getLogger(__name__)
_QUIET_SECONDS = 600


class ErrorHandler:
    """Handles every failure of the bot; one that repeats itself is reported to admins once in ten minutes."""

    def __init__(self) -> None:
        self._reported_at: dict[str, float] = {}

    async def __call__(self, update: object, context: Context) -> None:
        """Handle a failure, and end the handling of its update: to the handlers after, it would look as if let pass."""
        await self._handle(update, context)
        raise ApplicationHandlerStop

    async def _handle(self, update: object, context: Context) -> None:
        """Log a failure under an id and tell those concerned. Nobody is told of a chat that shut the bot out."""
        error = context.error
        assert error is not None
        if isinstance(error, Forbidden):
            _LOG.info("A chat does not take messages of the bot: %s", error)
            return
        error_id, where = secrets.token_hex(3), _describe(update)
        _LOG.error("Error %s %s", error_id, where, exc_info=error)
        if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            return  # The message may have arrived: an apology under an answer would puzzle.
        await _apologise(update, context, error_id)
        if self._is_news(error):
            await _report(context, error_id, where, error)

    def _is_news(self, error: Exception) -> bool:
        now, kind = time.monotonic(), _kind(error)
        self._reported_at = {known: at for known, at in self._reported_at.items() if now - at < _QUIET_SECONDS}
        return self._reported_at.setdefault(kind, now) == now


async def _report(context: Context, error_id: str, where: str, error: Exception) -> None:
    trace = context.services.redact("".join(traceback.format_exception(error)))
    for admin in context.services.settings.admins:
        await _tell(context, Place(admin), texts.report(error_id, where, trace))


def _kind(error: Exception) -> str:
    """The type of a failure and the line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else type(error).__name__


async def _apologise(update: object, context: Context, error_id: str) -> None:
    if not isinstance(update, Update):
        return
    if update.callback_query is not None:
        try:
            await acknowledge(update.callback_query, texts.apology(error_id))
        except TelegramError as error:
            _LOG.warning("No apology for %s: %s", error_id, error)
    elif update.effective_message is not None:
        await _tell(context, place_of(update.effective_message), texts.apology(error_id))


async def _tell(context: Context, place: Place, text: str) -> None:
    try:
        await send(context.bot, place, text)
    except TelegramError as error:
        _LOG.warning("Chat %d was not told of an error: %s", place.chat_id, error)


def _describe(update: object) -> str:
    """What was being handled: ids only, never what somebody wrote."""
    if not isinstance(update, Update):
        return "outside of any update"
    chat, person = update.effective_chat, update.effective_user
    return f"in chat {chat and chat.id}, from {person and person.id}, update {update.update_id}"
