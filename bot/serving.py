"""Runs the bot: connects it to Telegram, lets updates in, and ends it with what it has in hand."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Updater

from bot.app import LodeApplication, build_application
from bot.context import SERVICES, Services
from bot.menus import introduce, publish_menus
from bot.settings import Settings

_LOG = logging.getLogger(__name__)
UPDATES = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER]


class TokenRefused(Exception):
    """Telegram does not know the bot's token."""


async def run(settings: Settings, services: Services, stop: asyncio.Event) -> None:
    """Serve until `stop` is set, then finish the answers in hand. Raises `TokenRefused`."""
    application = build_application(settings, services)
    updater = application.updater
    assert updater is not None
    starting = asyncio.create_task(_start(application, updater, settings, services))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await stopping
        _LOG.info("Stopping: answers in hand are finished first")
    finally:
        for task in (starting, stopping):
            task.cancel()
        await asyncio.wait([starting, stopping])
        await _shut_down(application, updater)


async def _start(application: LodeApplication, updater: Updater, settings: Settings, services: Services) -> None:
    await _connect(application)
    await application.start()
    if settings.webhook is None:
        await updater.start_polling(allowed_updates=UPDATES, bootstrap_retries=-1, error_callback=_log_polling_error)
        _LOG.info("@%s is polling %s", application.bot.username, settings.telegram_url)
    else:
        await updater.start_webhook(
            listen="0.0.0.0",  # noqa: S104 - the platform's router comes from outside
            port=settings.webhook.port,
            url_path=urlsplit(settings.webhook.url).path,
            webhook_url=settings.webhook.url,
            secret_token=settings.webhook.secret,
            allowed_updates=UPDATES,
            bootstrap_retries=-1,
        )
        _LOG.info("@%s takes updates for %s", application.bot.username, settings.webhook.url)
    table = services.settings
    await publish_menus(application.bot, services.commands, table.admins, table.admin_group)
    await introduce(application.bot)


async def _connect(application: LodeApplication) -> None:
    """Wait until Telegram answers, however long the network is away."""
    pause = 1.0
    while True:
        try:
            await application.initialize()
            return
        except InvalidToken:
            # Its text holds the token, and Telegram says "Not Found" to a malformed one as to a wrong address.
            raise TokenRefused(
                "Telegram does not know this bot: check TELEGRAM_BOT_TOKEN, and TELEGRAM_BASE_URL if it is set"
            ) from None
        except (NetworkError, RetryAfter) as error:
            _LOG.warning("Telegram cannot be reached, next try in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)


async def _shut_down(application: LodeApplication, updater: Updater) -> None:
    if updater.running:
        await updater.stop()
    for task in application.bot_data[SERVICES].background:
        task.cancel()
    if application.running:
        await application.stop()
    await application.shutdown()
    await application.bot.shutdown()


def _log_polling_error(error: TelegramError) -> None:
    _LOG.warning("No updates for now: %s", error)
