"""Makes this Telegram misbehave, and looks at what the bot did, over HTTP; tests in the same process need none of it.

    POST   /control/faults    {"method": "editMessageText", "kind": "error", "code": 429, "retry_after": 3, "times": 2}
                              kinds and fields as in `bot.playground.faults.Fault`; "*" is any method
    GET    /control/faults    those that have not happened yet, oldest first
    DELETE /control/faults    forgets them
    GET    /control/calls[?method=sendMessage][&last=20]    the calls that the bot made, or the last of them, oldest
                              first: method, params, at, code (0 where there was no answer), description
    POST   /control/status    {"chat_id", "person", "status"}    makes a person or the bot "member", "administrator",
                              "left" or "kicked" in a group
    POST   /control/migrate   {"chat_id"}    turns a basic group into a supergroup -> {"chat_id"}

For example, with the address that the playground prints:

    curl -H 'Content-Type: application/json' -d '{"method": "sendMessage", "kind": "drop"}' "$ADDRESS/control/faults"
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.playground.bot_api import BotApi, Call
from bot.playground.endpoints import json_endpoint, told
from bot.playground.errors import PersonRefused
from bot.playground.faults import Fault, Faults
from bot.playground.groups import migrate
from bot.playground.state import USER, Chat, Json, MemberStatus
from bot.playground.world import World


class GroupAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    chat_id: int


class StatusAsked(GroupAsked):
    person: int
    status: MemberStatus


class CallsAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    method: str = ""
    last: int | None = Field(default=None, ge=0)


FAULTS = TypeAdapter(list[Fault])


class Control:
    """The endpoints above."""

    def __init__(self, world: World, faults: Faults, bot_api: BotApi) -> None:
        self._world = world
        self._faults = faults
        self._bot_api = bot_api

    def routes(self) -> list[web.RouteDef]:
        return [
            json_endpoint("/control/faults", Fault, self._add_fault),
            json_endpoint("/control/status", StatusAsked, self._set_status),
            json_endpoint("/control/migrate", GroupAsked, self._migrate),
            web.get("/control/faults", self._show_faults),
            web.delete("/control/faults", self._clear_faults),
            web.get("/control/calls", told(self._show_calls)),
        ]

    def _add_fault(self, fault: Fault) -> Json:
        self._faults.add(fault)
        return {}

    async def _show_faults(self, _request: web.Request) -> web.Response:
        return web.json_response(FAULTS.dump_python(self._faults.waiting))

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response({})

    async def _show_calls(self, request: web.Request) -> web.Response:
        asked = CallsAsked.model_validate(dict(request.query))
        newest = islice(self._calls_of(asked.method.lower()), asked.last)
        return web.json_response([_call_json(call) for call in newest][::-1])

    def _calls_of(self, method: str) -> Iterator[Call]:
        """The calls of a method, or of any where it is empty, newest first."""
        return (call for call in reversed(self._bot_api.calls) if method in ("", call.method.lower()))

    def _set_status(self, asked: StatusAsked) -> Json:
        person = self._world.people.get(asked.person)
        if person is None:
            raise PersonRefused("there is no such person", 404)
        self._world.set_status(self._group(asked.chat_id), USER, person, asked.status)
        return {}

    def _migrate(self, asked: GroupAsked) -> Json:
        chat = self._group(asked.chat_id)
        if chat.kind != "group":
            raise PersonRefused("it is a supergroup already")
        return {"chat_id": migrate(self._world, chat, USER).id}

    def _group(self, chat_id: int) -> Chat:
        chat = self._world.chats.get(chat_id)
        if chat is None or chat.kind == "private" or chat.migrated_to is not None:
            raise PersonRefused("there is no such group", 404)
        return chat


def _call_json(call: Call) -> Json:
    return {
        "method": call.method,
        "params": call.params.values,
        "at": call.at,
        "code": call.code,
        "description": call.description,
    }
