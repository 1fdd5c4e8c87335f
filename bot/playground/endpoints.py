"""JSON endpoints of the playground's own: a body checked by its type, and refusals as `{"error": "why"}`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web
from pydantic import TypeAdapter

from bot.playground.errors import PersonRefused
from bot.playground.state import Json

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Asked = TypeVar("Asked")


def json_endpoint(path: str, kind: type[Asked], act: Callable[[Asked], Json]) -> web.RouteDef:
    """A POST endpoint whose body is read as a `kind`."""
    adapter = TypeAdapter(kind)

    async def handle(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise PersonRefused("JSON is expected", 415)
        return web.json_response(act(adapter.validate_json(await request.read())))

    return web.post(path, told(handle))


def told(handler: Handler) -> Handler:
    """The handler, its refusals being told to whoever asked."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except PersonRefused as refusal:
            return web.json_response({"error": str(refusal)}, status=refusal.status)
        except ValueError as error:  # pydantic's refusals, and bodies that are no form
            return web.json_response({"error": str(error)}, status=400)
        except web.HTTPRequestEntityTooLarge:
            return web.json_response({"error": "the file is too big"}, status=413)

    return handle
