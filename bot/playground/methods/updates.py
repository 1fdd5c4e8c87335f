"""How the bot gets its updates, and the methods about its session."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.playground.errors import BotApiError, bad_request
from bot.playground.guard import is_loopback
from bot.playground.params import Params
from bot.playground.state import Json
from bot.playground.updates import Webhook
from bot.playground.world import World

MAX_TIMEOUT_S = 50
MAX_SECRET = 256
POLLING_AND_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


async def get_updates(world: World, params: Params) -> list[Json]:
    queue = world.updates
    if queue.webhook:
        raise BotApiError(409, POLLING_AND_WEBHOOK)
    if "allowed_updates" in params:
        queue.allow(params.items("allowed_updates"))
    limit = min(max(params.integer("limit", 100), 1), 100)
    timeout_s = min(max(params.integer("timeout"), 0), MAX_TIMEOUT_S)
    return await queue.poll(params.integer("offset"), limit, timeout_s)


def set_webhook(world: World, params: Params) -> bool:
    """Deliver to an address on this machine, as a Bot API server of one's own may over plain HTTP and on any port."""
    address = params.text("url")
    if not address:
        return delete_webhook(world, params)
    if urlsplit(address).scheme not in ("http", "https") or not is_loopback(urlsplit(address).hostname or ""):
        raise bad_request("bad webhook: the playground delivers to this machine only")
    secret = params.text("secret_token")
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    if "allowed_updates" in params:
        world.updates.allow(params.items("allowed_updates"))
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.updates.webhook = Webhook(address, secret, min(max(params.integer("max_connections", 40), 1), 100))
    world.signal.notify()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    world.updates.webhook = None
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.signal.notify()
    return True


def get_webhook_info(world: World, _params: Params) -> Json:
    queue = world.updates
    answer: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue),
    }
    if queue.allowed:
        answer["allowed_updates"] = queue.allowed
    if hook := queue.webhook:
        answer |= {"url": hook.url, "max_connections": hook.max_connections}
        if hook.last_error_date:
            answer |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
    return answer


def log_out(_world: World, _params: Params) -> bool:
    """Does nothing: there is no other server that the bot could move to."""
    return True


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": log_out,
    "close": log_out,
}
