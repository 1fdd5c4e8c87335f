"""Subscribing to the daily digest: /subscribe, /unsubscribe, /pause, /resume, and /settings in one message."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, MaybeInaccessibleMessage, Message, Update
from telegram.error import TelegramError
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
)
from telegram.ext.filters import COMMAND, LOCATION, TEXT, StatusUpdate, UpdateType

from bot.context import Context, Services
from bot.delivery import Place, edit, place_of, send
from bot.digests import settings_message as pages
from bot.digests.keyboards import SETTINGS, SUBSCRIPTION, under_unsubscribed
from bot.digests.schedule import Schedule
from bot.digests.zones import find_zones, zone_at
from bot.group_rights import author_may_change, may_change
from bot.menus import Command
from bot.presses import acknowledge, pressed
from bot.storage.subscriptions import Preferences, Subscriber

_LOG = logging.getLogger(__name__)
_STAY = ("time", "days", "tickers")  # pages on which one may choose more than one thing
_LONGEST_PLACE = 60

ADMINS_ONLY = "In a group, only its administrators may change this."
SUBSCRIBED = "You are subscribed."
UNSUBSCRIBED = "You are no longer subscribed. Your choices are kept: /subscribe brings the digest back."
NOT_SUBSCRIBED = "You are not subscribed. /subscribe begins."
NOT_PAUSING = "The digest does not pause."
RESUMED = "The digest goes on."
HOW_TO_PAUSE = "For how long? For example /pause 3d, or /pause 2w; a year at most."
NO_ZONE_THERE = "I know no time zone of that place."


@dataclass(frozen=True, slots=True)
class _Chat:
    """A chat whose subscription is looked at or changed at one moment."""

    services: Services
    place: Place
    now: datetime

    async def subscriber(self) -> Subscriber:
        table = self.services.settings.digests
        preferences = Preferences(Schedule(table.send_at, table.zone), table.threshold)
        return await self.services.subscriptions.open(self.place.chat_id, self.place.thread_id, preferences, self.now)

    async def switch(self, *, is_on: bool) -> Subscriber:
        """Subscribe the chat, in this topic of it, or unsubscribe it."""
        await self.subscriber()
        if is_on:
            await self.services.numbered_documents()  # what is there by now is not new
            await self.services.subscriptions.subscribe(self.place.chat_id, self.place.thread_id, self.now)
        else:
            await self.services.subscriptions.unsubscribe(self.place.chat_id)
        return await self.subscriber()

    async def start_at(self, instant: datetime) -> Subscriber:
        """Pause until `instant`, or go on."""
        await self.services.subscriptions.start_at(self.place.chat_id, instant)
        return await self.subscriber()

    async def do(self, name: str, value: str | None) -> pages.Page:
        """Do what a button of the settings stands for; returns the page that shows it."""
        if name in ("on", "off"):
            return pages.main_page(await self.switch(is_on=name == "on"), self.now)
        subscriber = await self.subscriber()
        companies = [company.ticker for company in self.services.listings.companies]
        if name == "resume" and subscriber.starts_at > self.now:
            subscriber = await self.start_at(self.now)
        elif name == "pause" and (length := pages.pause_of(value or "")):
            return pages.main_page(await self.start_at(self.now + length), self.now)
        elif change := pages.choice(name, value, companies):
            changed = await self.services.subscriptions.prefer(self.place.chat_id, change, self.now)
            if name not in _STAY:
                return pages.main_page(changed or subscriber, self.now)
            subscriber = changed or subscriber
        return pages.page(name, subscriber, companies, self.now)


async def subscribe(update: Update, context: Context) -> None:
    """Begin with the next digest, and show how it will be."""
    chat = await _to_change(update, context)
    if chat is not None:
        text, keyboard = pages.main_page(await chat.switch(is_on=True), chat.now, SUBSCRIBED)
        await send(context.bot, chat.place, text, keyboard)


async def unsubscribe(update: Update, context: Context) -> None:
    chat = await _to_change(update, context)
    if chat is not None:
        was_subscribed = (await chat.subscriber()).is_subscribed
        await chat.switch(is_on=False)
        await send(context.bot, chat.place, UNSUBSCRIBED if was_subscribed else NOT_SUBSCRIBED)


async def pause(update: Update, context: Context) -> None:
    """Send nothing for as long as is said after /pause."""
    chat = await _to_change(update, context)
    if chat is not None:
        await send(context.bot, chat.place, await _pause(chat, pages.pause_of(" ".join(context.args or ()))))


async def _pause(chat: _Chat, length: timedelta | None) -> str:
    subscriber = await chat.subscriber()
    if not subscriber.is_subscribed:
        return NOT_SUBSCRIBED
    if length is None:
        return HOW_TO_PAUSE
    await chat.start_at(chat.now + length)
    until = pages.render_local(chat.now + length, subscriber.preferences.schedule.zone)
    return f"The digest pauses until {until}. /resume ends that."


async def resume(update: Update, context: Context) -> None:
    chat = await _to_change(update, context)
    if chat is not None:
        subscriber = await chat.subscriber()
        is_pausing = subscriber.starts_at > chat.now
        if subscriber.is_subscribed and is_pausing:
            await chat.start_at(chat.now)
        text = RESUMED if is_pausing else NOT_PAUSING
        await send(context.bot, chat.place, text if subscriber.is_subscribed else NOT_SUBSCRIBED)


async def show_settings(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    chat = _Chat(context.services, place_of(message), datetime.now(UTC))
    await send(context.bot, chat.place, *pages.main_page(await chat.subscriber(), chat.now))


async def press_settings(update: Update, context: Context) -> None:
    """Open a page of the settings, or do what was chosen on it, in place."""
    query, message, match = pressed(update, context)
    name, value, person = match[1], match[2], query.from_user.id
    if not await may_change(context.bot, message.chat.id, person):
        await acknowledge(query, ADMINS_ONLY)
        return
    await acknowledge(query)
    chat, subscriptions = _chat_of(message, context), context.services.subscriptions
    if name == "open":
        await send(context.bot, chat.place, *pages.main_page(await chat.subscriber(), chat.now))
        return
    if (name, value) == ("zone", None):
        await subscriptions.await_input(message.chat.id, person, message.message_id, chat.now)
    else:
        await subscriptions.stop_awaiting(message.chat.id, person)
    await edit(context.bot, message.chat.id, message.message_id, *await chat.do(name, value))


async def press_subscription(update: Update, context: Context) -> None:
    """Unsubscribe by the button under a digest, or take that back."""
    query, message, match = pressed(update, context)
    if not await may_change(context.bot, message.chat.id, query.from_user.id):
        await acknowledge(query, ADMINS_ONLY)
        return
    is_on = match[1] == "on"
    await _chat_of(message, context).switch(is_on=is_on)
    await acknowledge(query, SUBSCRIBED if is_on else UNSUBSCRIBED)
    if not is_on:
        try:
            await query.edit_message_reply_markup(under_unsubscribed())
        except TelegramError as error:
            _LOG.info("The buttons in chat %d stay: %s", message.chat.id, error)


async def take_place(update: Update, context: Context) -> None:
    """Take a text or a location for the place that the settings ask for; let anything else pass."""
    message, person, subscriptions = update.effective_message, update.effective_user, context.services.subscriptions
    assert message is not None
    chat = _Chat(context.services, place_of(message), datetime.now(UTC))
    await subscriptions.revive(message.chat.id, chat.now)
    settings_id = await subscriptions.awaited_input(message.chat.id, person.id, chat.now) if person else None
    if person is None or settings_id is None:
        return
    zones = _zones_of(message)
    is_meant = bool(zones) or message.location is not None or _may_name_a_place(message.text or "")
    if not is_meant or not await author_may_change(context.bot, message):
        await subscriptions.stop_awaiting(message.chat.id, person.id)
        return
    if len(zones) == 1:
        await subscriptions.stop_awaiting(message.chat.id, person.id)
        shown = await chat.do("zone", zones[0])
    else:
        said = pages.unknown_place(message.text) if message.text else NO_ZONE_THERE
        shown = pages.zone_page(await chat.subscriber(), zones, "" if zones else said)
    if not await edit(context.bot, message.chat.id, settings_id, *shown):
        await send(context.bot, chat.place, *shown)
    raise ApplicationHandlerStop


async def follow_membership(update: Update, context: Context) -> None:
    """Stop sending to a chat that shuts the bot out, and go on when it lets it in again."""
    change = update.my_chat_member
    assert change is not None
    if _is_present(change):
        await context.services.subscriptions.revive(change.chat.id, datetime.now(UTC))
    else:
        await context.services.subscriptions.deactivate(change.chat.id)


async def follow_migration(update: Update, context: Context) -> None:
    """Keep what a group has chosen when it becomes another, whichever of the two says so first."""
    message = update.effective_message
    assert message is not None
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    await context.services.subscriptions.move(old, new)


async def _to_change(update: Update, context: Context) -> _Chat | None:
    """The chat that a command is to change. None where its author may not, who is told."""
    message = update.effective_message
    assert message is not None
    if not await author_may_change(context.bot, message):
        await send(context.bot, place_of(message), ADMINS_ONLY)
        return None
    return _Chat(context.services, place_of(message), datetime.now(UTC))


def _chat_of(message: MaybeInaccessibleMessage, context: Context) -> _Chat:
    """The chat that a button stands in."""
    place = place_of(message) if isinstance(message, Message) else Place(message.chat.id)
    return _Chat(context.services, place, datetime.now(UTC))


def _zones_of(message: Message) -> list[str]:
    """The time zones that a message may mean."""
    if message.location is not None:
        zone = zone_at(message.location.latitude, message.location.longitude)
        return [zone] if zone else []
    return find_zones(message.text or "")


def _may_name_a_place(text: str) -> bool:
    """Whether a text that names no known place may be meant to, rather than to ask something."""
    return "?" not in text and len(text) <= _LONGEST_PLACE


def _is_present(change: ChatMemberUpdated) -> bool:
    member = change.new_chat_member
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)


HANDLERS = (
    CommandHandler("subscribe", subscribe),
    CommandHandler("unsubscribe", unsubscribe),
    CommandHandler("pause", pause),
    CommandHandler("resume", resume),
    CommandHandler("settings", show_settings),
    CallbackQueryHandler(press_settings, SETTINGS),
    CallbackQueryHandler(press_subscription, SUBSCRIPTION),
    ChatMemberHandler(follow_membership, ChatMemberHandler.MY_CHAT_MEMBER),
    MessageHandler(StatusUpdate.MIGRATE, follow_migration),
)
BEFORE_OTHERS = (MessageHandler(UpdateType.MESSAGE & ((TEXT & ~COMMAND) | LOCATION), take_place),)
"""For the group of handlers before all that take texts."""
COMMANDS = (
    Command("subscribe", "The daily digest"),
    Command("unsubscribe", "No more digests; your choices are kept"),
    Command("settings", "When and what the digest tells you"),
    Command("pause", "No digests for a while, as in /pause 3d"),
    Command("resume", "End a pause"),
)
