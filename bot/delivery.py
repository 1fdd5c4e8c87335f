"""The one way in which messages leave the bot: whatever Telegram objects to, the text still arrives, and only once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import httpx
from telegram import (
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.messages.markup import as_plain
from bot.pacing import NOW_OR_NEVER

_LOG = logging.getLogger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_PAUSES = (1.0, 3.0, 9.0)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a chat, the topic of a forum, and the message that it replies to."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


def place_of(message: Message, as_reply: bool = False) -> Place:
    """Where an answer to `message` belongs. Only topic messages name a thread: others may carry the id of a reply."""
    return Place(
        chat_id=message.chat.id,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_to=message.message_id if as_reply else None,
    )


async def send(bot: ExtBot[int], place: Place, text: str, keyboard: InlineKeyboardMarkup | None = None) -> int:
    """Send one message and return its id.

    A call that may have reached Telegram is not repeated: a time-out is raised rather than risking a second message.
    """
    return await _posted(place, lambda where: _send(bot, where, text, keyboard))


async def send_photo(
    bot: ExtBot[int], place: Place, photo: bytes, caption: str, keyboard: InlineKeyboardMarkup | None = None
) -> int:
    """Send one picture with its text and return the message's id, as careful as `send`."""
    return await _posted(
        place, lambda where: _send_file(partial(bot.send_photo, photo=photo), where, caption, keyboard)
    )


async def send_document(bot: ExtBot[int], place: Place, content: bytes, name: str, caption: str) -> int:
    """Send one file with its text and return the message's id, as careful as `send`."""
    call = partial(bot.send_document, document=content, filename=name)
    return await _posted(place, lambda where: _send_file(call, where, caption, None))


async def edit(
    bot: ExtBot[int], chat_id: int, message_id: int, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> bool:
    """Change a message of the bot; False if it is no longer there to be changed. Repeated until Telegram has it."""
    return await _changed(chat_id, message_id, lambda: _edit(bot, chat_id, message_id, text, keyboard=keyboard))


async def edit_photo(
    bot: ExtBot[int],
    message: MaybeInaccessibleMessage,
    photo: bytes,
    caption: str,
    keyboard: InlineKeyboardMarkup | None,
) -> bool:
    """Change a picture of the bot and its text; False if it is no longer there to be changed."""
    chat_id, message_id = message.chat.id, message.message_id

    async def edit_media(shown: str, **markup: Any) -> None:
        media = InputMediaPhoto(photo, shown, **markup)
        await bot.edit_message_media(media, chat_id, message_id, reply_markup=keyboard)

    return await _changed(chat_id, message_id, lambda: _as_html_or_plain(edit_media, caption))


async def edit_once(
    bot: ExtBot[int], chat_id: int, message_id: int, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """Change a message now or not at all: for a text that the next one makes superfluous."""
    try:
        await _edit(bot, chat_id, message_id, text, keyboard=keyboard, rate_limit_args=NOW_OR_NEVER)
    except TelegramError as error:
        _LOG.debug("An unfinished text was not shown in chat %d: %s", chat_id, error)


async def deliver(
    bot: ExtBot[int],
    place: Place,
    parts: Sequence[str],
    keyboard: InlineKeyboardMarkup | None = None,
    over: Sequence[int] = (),
) -> tuple[int, ...]:
    """Show `parts` one message each, the keyboard under the last, and return their ids.

    The messages `over` are changed to hold the first parts, as far as they still exist; those not needed are deleted.
    """
    shown = []
    for number, part in enumerate(parts):
        under = keyboard if number == len(parts) - 1 else None
        if number < len(over) and await edit(bot, place.chat_id, over[number], part, under):
            shown.append(over[number])
        else:
            shown.append(await send(bot, place, part, under))
    await delete(bot, place.chat_id, over[len(parts) :])
    return tuple(shown)


async def delete(bot: ExtBot[int], chat_id: int, message_ids: Sequence[int]) -> None:
    """Delete messages of the bot, as far as Telegram lets it."""
    for message_id in message_ids:
        try:
            await bot.delete_message(chat_id, message_id)
        except TelegramError as error:
            _LOG.info("Message %d in chat %d cannot be deleted: %s", message_id, chat_id, error)


async def _posted(place: Place, post: Callable[[Place], Awaitable[Message]]) -> int:
    try:
        message = await _repeated(lambda: post(place), is_safe=_was_not_sent)
    except ChatMigrated as error:
        message = await post(replace(place, chat_id=error.new_chat_id, reply_to=None))
    return message.message_id


async def _changed(chat_id: int, message_id: int, change: Callable[[], Awaitable[None]]) -> bool:
    try:
        await _repeated(change, is_safe=_always)
    except BadRequest as error:
        if _is_unchanged(error):
            return True
        _LOG.warning("Message %d in chat %d cannot be changed: %s", message_id, chat_id, error)
        return False
    except ChatMigrated:
        return False
    return True


async def _send(bot: ExtBot[int], place: Place, text: str, keyboard: InlineKeyboardMarkup | None) -> Message:
    async def send_text(shown: str, **markup: Any) -> Message:
        return await bot.send_message(
            place.chat_id,
            shown,
            message_thread_id=place.thread_id,
            reply_parameters=_reply_to(place),
            reply_markup=keyboard,
            link_preview_options=_NO_PREVIEW,
            **markup,
        )

    return await _as_html_or_plain(send_text, text)


async def _send_file(
    call: Callable[..., Awaitable[Message]], place: Place, caption: str, keyboard: InlineKeyboardMarkup | None
) -> Message:
    async def send_captioned(shown: str, **markup: Any) -> Message:
        return await call(
            chat_id=place.chat_id,
            caption=shown,
            message_thread_id=place.thread_id,
            reply_parameters=_reply_to(place),
            reply_markup=keyboard,
            **markup,
        )

    return await _as_html_or_plain(send_captioned, caption)


def _reply_to(place: Place) -> ReplyParameters | None:
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None


async def _edit(
    bot: ExtBot[int],
    chat_id: int,
    message_id: int,
    text: str,
    *,
    keyboard: InlineKeyboardMarkup | None = None,
    rate_limit_args: int | None = None,
) -> None:
    async def edit_text(shown: str, **markup: Any) -> None:
        await bot.edit_message_text(
            shown,
            chat_id,
            message_id,
            reply_markup=keyboard,
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=rate_limit_args,
            **markup,
        )

    await _as_html_or_plain(edit_text, text)


async def _as_html_or_plain(call: Callable[..., Awaitable[T]], text: str) -> T:
    try:
        return await call(text, parse_mode=ParseMode.HTML)
    except BadRequest as error:
        if "can't parse entities" not in error.message.lower():
            raise
        _LOG.error("Telegram refuses the markup of a message, which goes out as plain text: %s", error)
        return await call(as_plain(text))


async def _repeated(call: Callable[[], Awaitable[T]], is_safe: Callable[[NetworkError], bool]) -> T:
    for pause in _PAUSES:
        try:
            return await call()
        except BadRequest:  # a NetworkError to the library, but final
            raise
        except NetworkError as error:
            if not is_safe(error):
                raise
            _LOG.warning("Telegram cannot be reached, next try in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
    return await call()


def _is_unchanged(error: BadRequest) -> bool:
    return "message is not modified" in error.message.lower()


def _was_not_sent(error: NetworkError) -> bool:
    return isinstance(error.__cause__, _NOT_SENT)


def _always(_: NetworkError) -> bool:
    return True
