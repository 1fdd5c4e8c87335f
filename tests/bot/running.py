"""The whole bot, running against the tests' Telegram over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from bot.app import open_services
from bot.context import Retrieval, Services
from bot.indexing import Change
from bot.playground.queries import Query
from bot.playground.server import PlaygroundServer
from bot.playground.state import Message
from bot.serving import run
from bot.settings import BotTable, MarketTable, Settings
from bot.storage.audit import BEGUN
from retrieval.settings import Documents
from retrieval.settings import Settings as RetrievalSettings

COMPANIES = Path(__file__).parents[2] / "docs_store" / "companies.toml"


def settings_for(telegram: PlaygroundServer, folder: Path, **table: Any) -> Settings:
    """Settings that point the bot at `telegram` and keep its database in `folder`; `table` is the table [bot].

    Prices are made up, unless the table says where to get them.
    """
    return Settings(
        bot=BotTable(**{"market": MarketTable(providers=("sample",)), **table}),
        retrieval=RetrievalSettings(documents=Documents(companies=COMPANIES)),
        token=telegram.token,
        database_url=f"sqlite:///{folder / 'bot.db'}",
        webhook=None,
        telegram_url=telegram.url,
    )


@asynccontextmanager
async def running_bot(
    telegram: PlaygroundServer, retrieval: Retrieval, folder: Path, **table: Any
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
            await asyncio.wait_for(serving, 30)


@contextmanager
def changing(services: Services, by: str) -> Iterator[Change]:
    """A change of the index that is in hand for the block."""
    change = services.indexing.begin(by)
    yield change
    services.indexing.end(change)


def labels(message: Message) -> list[list[str]]:
    """The texts of a message's buttons, row by row."""
    return [[button["text"] for button in row] for row in message.keyboard]


async def final_reply(telegram: PlaygroundServer, chat_id: int, count: int = 1, timeout_s: float = 20.0) -> Message:
    """The last of at least `count` replies in a chat, once it carries buttons, as an answer does."""

    def found() -> list[Message]:
        replies = telegram.replies(chat_id)
        return replies if len(replies) >= count and replies[-1].keyboard else []

    return (await telegram.wait_for(found, timeout_s))[-1]


async def acknowledged(telegram: PlaygroundServer, query: Query) -> None:
    """Wait until the bot has ended the spinner of a pressed button."""
    await telegram.wait_for(lambda: query.id not in telegram.world.queries.open)


async def until(condition: Callable[[], object], timeout_s: float = 20.0) -> None:
    """Wait for something that happens outside of Telegram, as in a thread."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - a thread cannot set an asyncio.Event
            await asyncio.sleep(0.01)


async def acted(services: Services, count: int) -> list[tuple[str, str, str]]:
    """What admins did, oldest first, as action, target and outcome, once there are `count` actions and all are over."""
    async with asyncio.timeout(20):
        while True:
            entries = (await services.audit.latest(0, 100))[::-1]
            if len(entries) >= count and all(entry.outcome != BEGUN for entry in entries):
                return [(entry.action, entry.target, entry.outcome) for entry in entries]
            await asyncio.sleep(0.02)
