"""Delivery to a real webhook on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from bot.playground.server import PlaygroundServer
from bot.playground.state import USER
from bot.playground.webhooks import SECRET_HEADER
from tests.bot.playground.conftest import caller


class Hook:
    """A bot's webhook that refuses the first `refusals` deliveries."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.taken: list[tuple[str, str]] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        update = await request.json()
        self.taken.append((request.headers.get(SECRET_HEADER, ""), update["message"]["text"]))
        return web.Response()


@asynccontextmanager
async def listening(refusals: int = 0) -> AsyncIterator[Hook]:
    hook = Hook(refusals)
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


async def test_updates_are_delivered_in_order_with_the_secret(http: aiohttp.ClientSession) -> None:
    async with PlaygroundServer() as server, listening() as hook:
        server.people.send(USER, "before")
        await caller(server, http)("setWebhook", url=hook.url, secret_token="s-1")
        server.people.send(USER, "after")
        await server.wait_for(lambda: not server.world.updates)
    assert hook.taken == [("s-1", "before"), ("s-1", "after")]


async def test_a_refused_update_is_delivered_again(http: aiohttp.ClientSession) -> None:
    async with PlaygroundServer(webhook_retry_s=0.01) as server, listening(refusals=2) as hook:
        call = caller(server, http)
        await call("setWebhook", url=hook.url)
        server.people.send(USER, "once")
        await server.wait_for(lambda: not server.world.updates)
        told = await call("getWebhookInfo")
    assert hook.taken == [("", "once")]
    assert (told["url"], told["pending_update_count"], told["max_connections"]) == (hook.url, 0, 40)
    assert told["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


async def test_nobody_listens(http: aiohttp.ClientSession) -> None:
    async with PlaygroundServer(webhook_retry_s=0.01) as server:
        call = caller(server, http)
        async with listening() as hook:
            pass
        await call("setWebhook", url=hook.url)
        server.people.send(USER, "x")
        await server.wait_for(lambda: server.world.updates.webhook and server.world.updates.webhook.last_error_date)
        told = await call("getWebhookInfo")
        assert (told["pending_update_count"], told["last_error_message"]) == (1, "Connection refused")
        await call("deleteWebhook", drop_pending_updates=True)
        assert await call("getWebhookInfo") == {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": 0,
        }
