"""Sends digests: each at most once, whatever happens to the network, to Telegram or to this process.

A digest is one message, the text under the picture, or where the text is too long for that, the picture and then the
text. What may have arrived is not sent again: the row says that sending has begun before it does, and that the picture
has arrived before the text is sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import httpx
from aiolimiter import AsyncLimiter
from telegram import InlineKeyboardMarkup, LinkPreviewOptions
from telegram import Message as Arrived
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.digests.compose import Composer, Edition, Message, Picture
from bot.digests.keyboards import under_digest
from bot.digests.schedule import LATEST, LOOK_BACK, due
from bot.market.calendar import Calendar
from bot.messages.markup import as_plain
from bot.pacing import NOW_OR_NEVER
from bot.storage.deliveries import Claim, Delivered, Deliveries, State
from bot.storage.errors import StorageUnavailable
from bot.storage.known_documents import Numbered
from bot.storage.subscriptions import Subscriptions

_LOG = logging.getLogger(__name__)
_PACE = (3, 0.1)  # digests and seconds: 30 a second, and no burst
_AT_ONCE = 32  # enough for 30 messages a second where each takes a second
_PATIENCE = timedelta(minutes=45)
_PAUSE = timedelta(seconds=30)
_MARGIN = 0.2  # seconds, so that `Pacing` has opened the chat again
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
T = TypeVar("T")
Tally = Counter[State]


async def enqueue_due(deliveries: Deliveries, calendar: Calendar, now: datetime) -> Tally:
    """Add a row for each digest that is due, those that are too late as skipped; returns how many there were."""
    added: Tally = Counter()
    for schedule in await deliveries.schedules():
        for item in due(schedule, calendar, now - LOOK_BACK, now):
            state = State.PENDING if item.due_at > now - LATEST else State.SKIPPED
            added[state] += await deliveries.enqueue(schedule, item, state)
    return added


@dataclass(slots=True)
class Sender:
    """Sends what is due, as one of any number of workers.

    `documents` gives all that are known, `clock` the time, aware.
    """

    bot: ExtBot[int]
    deliveries: Deliveries
    subscriptions: Subscriptions
    composer: Composer
    documents: Callable[[], Awaitable[Numbered]]
    lease: timedelta
    clock: Callable[[], datetime]
    worker: str = field(default_factory=lambda: uuid4().hex)
    _open_from: float = 0.0
    # `bot.pacing` has the same pace for everything. To wait here comes before the mark that the sending has begun, so
    # that a crash leaves only those uncertain that were really on their way.
    _pace: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(*_PACE))

    async def send_due(self, is_wanted: Callable[[], bool] = lambda: True) -> Tally:
        """Send what is due, until there is no more or it `is_wanted` no more; returns how the digests fared."""
        tally: Tally = Counter()
        tally[State.UNCERTAIN] += await self.deliveries.give_up_lost(self.clock())
        tally[State.SKIPPED] += await self.deliveries.skip_overdue(self.clock())
        for about in await self.deliveries.abouts(self.clock()):
            if is_wanted():
                await self._send_about(about, tally, is_wanted)
        return +tally

    async def _send_about(self, about: date, tally: Tally, is_wanted: Callable[[], bool]) -> None:
        numbered = await self.documents()
        edition = await self.composer.edition(about, numbered, self.clock())
        # Providers may be late with the closes of a session; a digest without any waits for them for a while.
        is_complete = edition.board.has_prices or edition.board.day.why_closed is not None
        patience = timedelta(0) if is_complete else _PATIENCE
        slots = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            while is_wanted() and (claims := await self._claim(about, patience)):
                for claim in claims:
                    await slots.acquire()
                    task = group.create_task(self._deliver(claim, edition, tally))
                    task.add_done_callback(lambda _: slots.release())

    async def _claim(self, about: date, patience: timedelta) -> list[Claim]:
        now = self.clock()
        return await self.deliveries.claim(
            about, self.worker, now, self.lease, due_before=now - patience, limit=_AT_ONCE
        )

    async def _deliver(self, claim: Claim, edition: Edition, tally: Tally) -> None:
        """Send one digest. Whatever is wrong with it, the others go on."""
        end = State.FAILED
        try:
            message = await self._message(claim, edition)
            async with message.picture.in_turn() if message.picture else nullcontext():
                await self._wait()
                if not await self.deliveries.start(claim, self.clock(), self.lease):
                    return
                end = State.UNCERTAIN
                end = await self._send_begun(claim, message)
        except StorageUnavailable as error:
            _LOG.error("The digest for chat %d stays as it is: %s", claim.subscriber.chat_id, error)
            return
        except Exception:
            _LOG.exception("The digest for chat %d failed", claim.subscriber.chat_id)
            await self.deliveries.record_end(claim, end, "an error of the bot", self.clock())
        tally[end] += 1

    async def _message(self, claim: Claim, edition: Edition) -> Message:
        who, chosen = claim.subscriber, claim.subscriber.preferences
        return await edition.message(chosen.tickers, chosen.threshold, who.seen_up_to)

    async def _send_begun(self, claim: Claim, message: Message) -> State:
        try:
            message_id = await self._send(claim, message)
        except TelegramError as error:
            return await self._settle(claim, error)
        arrived = Delivered(message_id, claim.subscriber.seen_up_to, message.new_up_to)
        await self.deliveries.record_sent(claim, arrived, self.clock())
        return State.SENT

    async def _send(self, claim: Claim, message: Message) -> int:
        keyboard = under_digest(message.digest)
        if message.picture is not None and claim.picture_id is None:
            try:
                if message.is_one:
                    return (await self._post_picture(claim, message.picture, message.text, keyboard)).message_id
                shown = await self._post_picture(claim, message.picture)
                await self.deliveries.record_picture(claim, shown.message_id)
            except BadRequest as error:  # as where a group does not let its members send pictures
                _LOG.info("No picture for chat %d: %s", claim.subscriber.chat_id, error)
        return (await self._post_text(claim, message.text, keyboard)).message_id

    async def _post_text(self, claim: Claim, text: str, keyboard: InlineKeyboardMarkup) -> Arrived:
        who = claim.subscriber

        async def post(shown: str, mode: ParseMode | None) -> Arrived:
            return await self.bot.send_message(
                who.chat_id,
                shown,
                mode,
                message_thread_id=who.thread_id,
                disable_notification=who.preferences.is_silent,
                reply_markup=keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                rate_limit_args=NOW_OR_NEVER,
            )

        return await _as_html_or_plain(post, text)

    async def _post_picture(
        self, claim: Claim, picture: Picture, caption: str = "", keyboard: InlineKeyboardMarkup | None = None
    ) -> Arrived:
        who = claim.subscriber

        async def post(shown: str, mode: ParseMode | None) -> Arrived:
            return await self.bot.send_photo(
                who.chat_id,
                picture.file_id or picture.content,
                shown or None,
                disable_notification=who.preferences.is_silent,
                reply_markup=keyboard,
                parse_mode=mode,
                message_thread_id=who.thread_id,
                rate_limit_args=NOW_OR_NEVER,
            )

        arrived = await _as_html_or_plain(post, caption)
        picture.file_id = arrived.photo[-1].file_id if arrived.photo else None
        return arrived

    async def _settle(self, claim: Claim, error: TelegramError) -> State:
        """Put a digest back that cannot have arrived, or mark how its sending ended; returns its state."""
        now, chat_id = self.clock(), claim.subscriber.chat_id
        _LOG.log(logging.INFO if isinstance(error, Forbidden) else logging.WARNING, "Chat %d: %s", chat_id, error)
        if isinstance(error, ChatMigrated):
            await self.deliveries.put_back(claim, now)
            await self.subscriptions.move(chat_id, error.new_chat_id)
            return State.PENDING
        pause = self._pause_after(error, chat_id)
        if pause is not None:
            await self.deliveries.put_back(claim, now + pause)
            return State.PENDING
        state = end_of(error)
        await self.deliveries.record_end(claim, state, str(error), now)
        if state is State.BLOCKED:
            await self.subscriptions.deactivate(chat_id)
        return state

    def _pause_after(self, error: TelegramError, chat_id: int) -> timedelta | None:
        """When to try again, where the error says that nothing was sent; None where it does not."""
        if isinstance(error, RetryAfter):
            pause = timedelta(seconds=_seconds_of(error) + _MARGIN)
            if chat_id > 0:  # nobody writes to a person too often; so the bot as a whole is too fast
                self._open_from = asyncio.get_running_loop().time() + pause.total_seconds()
            return pause
        return _PAUSE if was_not_sent(error) else None

    async def _wait(self) -> None:
        """Until Telegram takes messages again, and this one in its turn."""
        await self._pace.acquire()
        while (seconds := self._open_from - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(seconds)
            await self._pace.acquire()


def _seconds_of(error: RetryAfter) -> float:
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def was_not_sent(error: TelegramError) -> bool:
    """Whether nothing has reached Telegram, or it said that it did nothing for now."""
    if isinstance(error.__cause__, _NOT_SENT):
        return True
    return isinstance(error, RetryAfter | InvalidToken | Conflict)  # the last two as by a server that restarts


def end_of(error: TelegramError) -> State:
    """How the sending of a digest ended, where the error does not say that it never began."""
    if isinstance(error, Forbidden):
        return State.BLOCKED
    return State.FAILED if isinstance(error, BadRequest) else State.UNCERTAIN


async def _as_html_or_plain(post: Callable[[str, ParseMode | None], Awaitable[T]], text: str) -> T:
    try:
        return await post(text, ParseMode.HTML)
    except BadRequest as error:
        if "can't parse entities" not in error.message.lower():
            raise
        _LOG.error("Telegram refuses the markup of a digest, which goes out as plain text: %s", error)
        return await post(as_plain(text), None)
