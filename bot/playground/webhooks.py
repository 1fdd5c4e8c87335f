"""Delivers updates to the bot's webhook, in order, each until it is taken."""

from __future__ import annotations

import asyncio

import aiohttp

from bot.playground.state import Json
from bot.playground.updates import Webhook
from bot.playground.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the name of a header)
ANSWER_WITHIN_S = 60.0


async def deliver(world: World, retry_s: float) -> None:
    """Post one update after the other while there is a webhook, trying a refused one again after `retry_s`."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(ANSWER_WITHIN_S)) as session:
        while not world.updates.is_closed:
            changed = world.signal.next()
            hook, updates = world.updates.webhook, world.updates.peek(1)
            if hook is None or not updates:
                await changed.wait()
                continue
            error = await _post(session, hook, updates[0])
            if error is None:
                world.updates.confirm(updates[0]["update_id"] + 1)
            else:
                hook.last_error_date, hook.last_error_message = world.now(), error
                world.signal.notify()
                await asyncio.sleep(retry_s)


async def _post(session: aiohttp.ClientSession, hook: Webhook, update: Json) -> str | None:
    """Why the bot did not take the update, None when it did."""
    headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
    try:
        async with session.post(hook.url, json=update, headers=headers, allow_redirects=False) as answer:
            is_taken = 200 <= answer.status < 300
            return None if is_taken else f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except TimeoutError:
        return "Read timeout expired"
    except aiohttp.ClientConnectorError:
        return "Connection refused"
    except aiohttp.ClientError as error:
        return f"Connection failed: {type(error).__name__}"
