"""The playground's server: a Telegram on this machine for the bot, and for people a page or a test."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from bot.playground.bot_api import BotApi, Call
from bot.playground.control import Control
from bot.playground.faults import Faults
from bot.playground.guard import add_headers, guard, is_loopback
from bot.playground.limits import TELEGRAM_LIMITS, Limits
from bot.playground.media import MAX_UPLOAD
from bot.playground.page_api import PageApi
from bot.playground.people import People
from bot.playground.state import BOT, Message
from bot.playground.webhooks import deliver
from bot.playground.world import World

TOKEN = f"{BOT.id}:playground-token-that-opens-nothing-elsewhere"
T = TypeVar("T")


class PlaygroundServer:
    """Runs within `async with`, on a loopback address and, with port 0, any free port.

    `limits` None lets the bot send as fast as it likes. `first_id` is where message and update ids begin: a bot that
    keeps its database from run to run needs one that rises. `query_lifetime_s` is how long a pressed button waits.
    Raises ValueError for an address that others could reach.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str = TOKEN,
        limits: Limits | None = TELEGRAM_LIMITS,
        first_id: int = 1,
        query_lifetime_s: float = 15.0,
        webhook_retry_s: float = 1.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not is_loopback(host):
            raise ValueError(f"the playground is for this machine only, and {host} is not a loopback address")
        self.token = token
        self.world = World(limits, first_id, query_lifetime_s, clock)
        self.people = People(self.world)
        self.faults = Faults()
        self._bot_api = BotApi(self.world, self.faults, token)
        self._parts = (
            self._bot_api,
            PageApi(self.world, self.people),
            Control(self.world, self.faults, self._bot_api),
        )
        self._webhook_retry_s = webhook_retry_s
        self._delivery: asyncio.Task[None] | None = None
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[guard], client_max_size=MAX_UPLOAD + 2**20)
        app.on_response_prepare.append(add_headers)
        for part in self._parts:
            app.add_routes(part.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        bound = socket.create_server((self._host, self._port), family=family)
        self._port = bound.getsockname()[1]
        await web.SockSite(self._runner, bound).start()
        self._delivery = asyncio.create_task(deliver(self.world, self._webhook_retry_s))
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.world.close()
        assert self._runner is not None
        assert self._delivery is not None
        self._delivery.cancel()
        with suppress(asyncio.CancelledError):
            await self._delivery
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where the page is."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def base_url(self) -> str:
        """What the bot's `base_url` must be."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    def messages(self, chat_id: int) -> list[Message]:
        """The messages of a chat as they are shown now, oldest first."""
        return list(self.world.chats[chat_id].messages.values())

    def replies(self, chat_id: int) -> list[Message]:
        """The bot's own messages of a chat as they are shown now, oldest first."""
        return [message for message in self.messages(chat_id) if message.sender.id == BOT.id]

    def calls(self, method: str) -> list[Call]:
        """The calls of a method that were made, oldest first."""
        return [call for call in self._bot_api.calls if call.method.lower() == method.lower()]

    async def wait_for(self, condition: Callable[[], T], timeout_s: float = 20.0) -> T:
        """What `condition` gives as soon as it is true; looks again whenever something happens here.

        Raises AssertionError, with the last calls, when that takes longer than `timeout_s`.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    changed = self.world.signal.next()
                    if result := condition():
                        return result
                    await changed.wait()
        except TimeoutError:
            raise AssertionError(f"not within {timeout_s} s; {self._last_calls()}") from None

    def _last_calls(self) -> str:
        calls = [call for call in self._bot_api.calls if call.method != "getUpdates"][-10:]
        lines = [f"{call.method} {call.params.values} -> {call.code} {call.description}" for call in calls]
        return "\n".join(["the bot's last calls were:", *lines] if lines else ["the bot made no calls"])
