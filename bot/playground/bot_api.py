"""The Bot API over HTTP: calls in, Telegram's answers out, with faults in between where they were asked for."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.playground.errors import BotApiError, bad_request
from bot.playground.faults import DOWNLOAD, Fault, Faults
from bot.playground.methods import METHODS
from bot.playground.params import Params, Upload
from bot.playground.state import File
from bot.playground.world import World

HTML_PAGE = "<html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
KEPT_CALLS = 50_000


@dataclass(slots=True)
class Call:
    """A call that the bot made.

    `code` is the answer's, 0 while there is none and where the connection was cut; `description` says what went wrong.
    """

    method: str
    params: Params
    at: float
    code: int = 0
    description: str = ""


class BotApi:
    """Answers `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    def __init__(self, world: World, faults: Faults, token: str) -> None:
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._world = world
        self._faults = faults
        self._token = token

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self._call),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self._file),
        ]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._token:
            return _response(BotApiError(401, "Unauthorized"))
        name = request.match_info["method"]
        try:
            params = await _params(request)
        except BotApiError as error:
            return _response(error)
        call = Call(name, params, self._world.clock())
        self.calls.append(call)
        fault = self._faults.take(name, params)
        answer: web.StreamResponse | None
        if fault is None:
            answer = await self._perform(call)
        else:
            answer = await self._go_wrong(call, fault)
        self._world.signal.notify()
        return answer if answer is not None else _broken(request)

    async def _perform(self, call: Call) -> web.Response:
        try:
            method = METHODS.get(call.method.lower())
            if method is None:
                raise BotApiError(404, "Not Found")
            result = method(self._world, call.params)
            answer = _response(await result if inspect.isawaitable(result) else result)
        except BotApiError as error:
            call.description = error.description
            answer = _response(error)
        call.code = answer.status
        return answer

    async def _go_wrong(self, call: Call, fault: Fault) -> web.Response | None:
        """The answer that the fault leaves, None where the connection breaks."""
        if fault.kind == "latency":
            await self._pause(fault.seconds)
            return await self._perform(call)
        if fault.is_delivered:
            await self._perform(call)
            self._world.signal.notify()
        call.code, call.description = 0, fault.outcome()
        if fault.kind == "hang":
            await self._pause(fault.seconds or float("inf"))
        if fault.kind in ("hang", "drop"):
            return None
        call.code = fault.code
        if fault.kind == "html":
            return web.Response(status=fault.code, text=HTML_PAGE, content_type="text/html")
        return _response(fault.error())

    async def _pause(self, seconds: float) -> None:
        """Wait, but no longer than the server runs."""
        try:
            async with asyncio.timeout(seconds if seconds < float("inf") else None):
                while not self._world.updates.is_closed:
                    await self._world.signal.next().wait()
        except TimeoutError:
            pass

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._token:
            return _response(BotApiError(401, "Unauthorized"))
        file_id = request.match_info["path"].removeprefix("files/").partition(".")[0]
        file = self._world.files.get(file_id)
        if file is None:
            return _response(BotApiError(404, "Not Found"))
        fault = self._faults.take(DOWNLOAD, Params())
        if fault is not None and fault.kind == "drop":
            return await _half_of(file, request)
        if fault is not None and fault.kind != "latency":
            return _response(fault.error())
        await self._pause(fault.seconds if fault else 0.0)
        return web.Response(body=file.content, content_type="application/octet-stream")


async def _params(request: web.Request) -> Params:
    """The parameters of the address and of the body, in whichever of the three forms it comes."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("object expected as request body")
        return Params(values | body)
    files = {}
    for name, value in (await _form(request)).items():
        if isinstance(value, web.FileField):
            content = await asyncio.to_thread(value.file.read)
            files[name] = Upload(value.filename, value.content_type, content)
        else:
            values[name] = value
    return Params(values, files)


async def _form(request: web.Request) -> Mapping[str, str | bytes | bytearray | web.FileField]:
    try:
        return await request.post()
    except ValueError:
        raise bad_request("can't parse the request's form") from None
    except web.HTTPRequestEntityTooLarge:
        raise BotApiError(413, "Request Entity Too Large") from None


def _response(result: Any) -> web.Response:
    if isinstance(result, BotApiError):
        return web.json_response(result.answer(), status=result.code)
    return web.json_response({"ok": True, "result": result}, dumps=lambda value: json.dumps(value, ensure_ascii=False))


async def _half_of(file: File, request: web.Request) -> web.StreamResponse:
    """Send half of a file, and cut the connection."""
    response = web.StreamResponse(headers={"Content-Length": str(len(file.content))})
    await response.prepare(request)
    await response.write(file.content[: len(file.content) // 2])
    _broken(request)
    return response


def _broken(request: web.Request) -> web.Response:
    """Cut the connection; what is returned is never seen."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()
