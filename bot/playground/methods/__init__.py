"""The methods of the Bot API that the playground knows, by their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.playground.methods import chats, editing, profile, queries, sending, updates
from bot.playground.params import Params
from bot.playground.world import World

Method = Callable[[World, Params], Any]
"""Gives the JSON result, or for a method that waits an awaitable of it; raises BotApiError."""

METHODS: dict[str, Method] = {
    name.lower(): method
    for part in (chats, editing, profile, queries, sending, updates)
    for name, method in part.METHODS.items()
}
"""Names are looked up in lower case: Telegram does not tell them apart by case."""
