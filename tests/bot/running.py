"""The whole bot, running against the tests' Telegram over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import open_services, run
from bot.context import Services
from bot.playground.server import PlaygroundServer
from bot.settings import BotTable, Settings
from retrieval.settings import Settings as RetrievalSettings
from tests.fakes import FakeRetrieval


def settings_for(telegram: PlaygroundServer, folder: Path, **table: Any) -> Settings:
    """Settings that point the bot at `telegram` and keep its database in `folder`; `table` is the table [bot]."""
    return Settings(
        bot=BotTable(**table),
        retrieval=RetrievalSettings(),
        token=telegram.token,
        database_url=f"sqlite:///{folder / 'bot.db'}",
        webhook=None,
        telegram_url=telegram.url,
    )


@asynccontextmanager
async def running_bot(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, folder: Path, **table: Any
) -> AsyncIterator[Services]:
    """The bot, polling; stopped as by SIGTERM when the block ends."""
    settings, stop = settings_for(telegram, folder, **table), asyncio.Event()
    async with open_services(settings, retrieval) as services:
        serving = asyncio.create_task(run(settings, services, stop))
        menus = 3 + len(settings.bot.admins)
        await telegram.wait_for(lambda: serving.done() or len(telegram.calls("setMyCommands")) >= menus)
        try:
            yield services
        finally:
            stop.set()
            await asyncio.wait_for(serving, 10)
