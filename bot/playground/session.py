"""The whole bot against a Telegram of its own: the settings for it, and the page opened in a browser."""

from __future__ import annotations

import socket
import time
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.playground.server import PlaygroundServer
from bot.settings import Settings

PORT = 8010
DATABASE = "playground.db"


@asynccontextmanager
async def playground(settings: Settings, port: int = PORT) -> AsyncIterator[Settings]:
    """A playground server for the block, and `settings` that point the bot at it, with a database of its own.

    Where `port` is taken, any free one will do.
    """
    # Message ids must rise from run to run: the answers of earlier ones are kept.
    async with PlaygroundServer(port=port if _is_free(port) else 0, first_id=int(time.time()) % 2**31) as server:
        yield _pointed_at(server, settings)


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _pointed_at(server: PlaygroundServer, settings: Settings) -> Settings:
    database = settings.retrieval.index.path.parent / DATABASE
    market = settings.bot.market
    with_sample = market.model_copy(update={"providers": (*market.providers, "sample")})
    admins = {person.id for person in server.world.people.values() if person.is_admin}
    roles = {"admins": settings.bot.admins | admins, "allowed": frozenset()}
    return replace(
        settings,
        bot=settings.bot.model_copy(update={**roles, "market": with_sample}),
        token=server.token,
        webhook=None,
        database_url=f"sqlite:///{database}",
        telegram_url=server.url,
    )


def open_page(url: str) -> None:
    """Show the page in a browser, where there is one that has a window."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if not isinstance(browser, webbrowser.GenericBrowser):  # a text browser would take the terminal over
        browser.open(url)
