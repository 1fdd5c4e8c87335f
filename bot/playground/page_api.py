"""What the chat page talks to: one stream of events, and JSON endpoints that act as a person.

The page is served at `/`, its other files at `/assets/NAME`. Everything below is on the same origin, takes and gives
JSON, and refuses a foreign `Host` or `Origin`. Nobody logs in: each request says for which person it speaks.

**People and chats.** Ada (1001), Ben (1002) and Clara (1003, the admin); each has a private chat with the bot whose id
is the person's own. Ada, Ben and the bot are in the group -1000000002001. The bot is 2000, `@lode_playground_bot`.
Tests may add more of each, so read them from the state.

**State.** `GET /page/state?person=ID` gives what this person sees:

    {"instance": "9f…", "cursor": 17,                      the server's run, and the last event that is included
     "bot": User + {"description", "short_description"},
     "person": User, "people": [User, …],                  `people`: everybody the page can speak for, each with
                                                           "is_admin": whether the bot takes them for its admin
     "chats": [{"id", "type": "private"|"group"|"supergroup", "title", "is_forum",
                "topics": [{"message_thread_id", "name"}],
                "started": bool,                           private: False shows a Start button and the bot's description
                "blocked": bool,                           private: this person has blocked the bot
                "bot_status": "member"|"administrator"|"left"|"kicked",
                "members": [User, …],
                "commands": [{"command", "description"}],  the bot's menu for this person in this chat; [] is no menu
                "menu_button": {"type": "commands"|"default"|…},
                "pinned_message_ids": [id, …],
                "messages": [PageMessage, …]}]}            oldest first

A `PageMessage` is a Bot API `Message` object (`from`, `date` in seconds, `text` or `caption` with `entities` or
`caption_entities` whose offsets count UTF-16 units, as JavaScript's strings do; `reply_markup.inline_keyboard`,
`reply_to_message`, `quote`, `message_thread_id`, `edit_date`, `photo`, `document`, `location`, `via_bot`) with these
besides:

    "silent": bool            sent with disable_notification
    "file": {"url", "name", "mime_type", "size", "width", "height"} or null
    "reactions": ["👍", …]    the bot's reactions

**Events.** `GET /page/events?person=ID[&instance=…&after=EVENT_ID]` is a WebSocket (not SSE: a browser allows only six
of those over all tabs). Every frame is `{"id": n, "type": …, …}`; ids of one instance rise, with gaps. Reconnect with
the `instance` and the last `id` seen: what was missed is sent, nothing twice. If the server has restarted, forgotten
that far back, or got no `after`, the first frame is a `state` instead and the page draws anew (what it showed of an
older instance may stay on screen, but cannot be pressed, edited or replied to). The server ignores what the page sends.

    state            {"state": State}
    message          {"message": PageMessage}              new, or changed: placed by `chat.id` and `message_id`
    deleted          {"chat_id", "message_ids": [id, …]}
    action           {"chat_id", "message_thread_id"|null, "action": "typing"|"upload_photo"|…}
                                                           show for 5 s or until the bot's next message there
    draft            {"chat_id", "message_thread_id"|null, "draft_id", "text", "entities"}
                                                           a message being written: replaces the draft of that id, lives
                                                           30 s, goes when the bot's next message there comes
    callback_answer  {"query_id", "text", "show_alert": bool, "url"|null}
                                                           ends the button's spinner; `text` "" shows nothing, else
                                                           a toast or, with `show_alert`, a dialog
    inline_results   {"query_id", "results": [{"id", "type", "title", "description", "message_text", "url"}],
                      "next_offset", "button": {"text", "start_parameter"}|null}
    changed          {}                                    commands, the bot's name or texts, members, block, pins,
                                                           topics or a new chat: GET /page/state and redraw what
                                                           stands around the messages

**Acting as a person.** `POST` with a JSON object; `person` and `chat_id` are numbers, always needed. The answer is 200
with the JSON named here, or `{"error": "why"}` with 400 (malformed), 403 (not a member, blocked) or 404 (no such chat,
message or button). The message itself comes by the event stream as well, to every tab.

    /page/send      {person, chat_id, text, reply_to?, message_thread_id?}   -> {"message": PageMessage}
    /page/edit      {person, chat_id, message_id, text}                      -> {"message": PageMessage}
    /page/press     {person, chat_id, message_id, row, column}               -> {"query_id"}: await its callback_answer
                    for buttons with `callback_data` only; `url`, `copy_text` and `switch_inline_query_current_chat`
                    are the page's own to open, copy, or type. A real client gives up waiting after about 15 s.
    /page/start     {person, payload?}                                       -> {"message": PageMessage}
                    what opening `https://t.me/lode_playground_bot?start=PAYLOAD` and pressing Start does; the page
                    must catch such links in messages
    /page/inline    {person, chat_id, query, offset?}                        -> {"query_id"}: await its inline_results
    /page/choose    {person, chat_id, query_id, result_id}                   -> {"message": PageMessage}
    /page/location  {person, chat_id, latitude, longitude, message_thread_id?}  -> {"message": PageMessage}
    /page/block     {person} and /page/unblock {person}                      -> {}
    /page/upload    multipart/form-data: fields person, chat_id, kind ("photo" or "document"), caption?, reply_to?,
                    message_thread_id?, then `file` last                      -> {"message": PageMessage}

`GET` of a `file.url` gives a photo for `<img>`, or a document as a download.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from aiohttp import web

from bot.playground.endpoints import json_endpoint, told
from bot.playground.errors import PersonRefused
from bot.playground.page_requests import Act, Choose, Edit, Inline, Location, Press, Send, Start, UploadFields
from bot.playground.page_stream import PageStream, page_message, page_state
from bot.playground.params import Upload
from bot.playground.people import People
from bot.playground.state import Json, Message, Person
from bot.playground.world import World

PAGE = Path(__file__).parent / "page"
ASSET = "{name:[a-z0-9_-]+[.](js|css|svg|png|ico|webmanifest)}"

Asked = TypeVar("Asked", bound=Act)


class PageApi:
    """The page's files, state, events and endpoints."""

    def __init__(self, world: World, people: People) -> None:
        self._world = world
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", _index),
            web.get(f"/assets/{ASSET}", _asset),
            web.get("/page/state", told(self._state)),
            web.get("/page/events", told(self._events)),
            web.get("/page/files/{unique_id}", self._file),
            web.post("/page/upload", told(self._upload)),
            self._endpoint("send", Send, self._send),
            self._endpoint("edit", Edit, self._edit),
            self._endpoint("press", Press, self._press),
            self._endpoint("start", Start, self._start),
            self._endpoint("inline", Inline, self._inline),
            self._endpoint("choose", Choose, self._choose),
            self._endpoint("location", Location, self._location),
            self._endpoint("block", Act, self._block),
            self._endpoint("unblock", Act, self._unblock),
        ]

    def _endpoint(self, name: str, kind: type[Asked], act: Callable[[Person, Asked], Json]) -> web.RouteDef:
        return json_endpoint(f"/page/{name}", kind, lambda asked: act(self._person(asked.person), asked))

    def _person(self, person_id: int) -> Person:
        person = self._world.people.get(person_id)
        if person is None or person.is_bot:
            raise PersonRefused("there is no such person", 404)
        return person

    def _asking(self, request: web.Request) -> Person:
        value = request.query.get("person", "")
        return self._person(int(value) if value.isdecimal() else 0)

    def _shown(self, message: Message) -> Json:
        return {"message": page_message(self._world.chats[message.chat_id], message)}

    def _message(self, chat_id: int, message_id: int) -> Message:
        chat = self._world.chats.get(chat_id)
        if chat is None or message_id not in chat.messages:
            raise PersonRefused("there is no such message", 404)
        return chat.messages[message_id]

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(page_state(self._world, self._asking(request)))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        after = request.query.get("after", "")
        is_known = request.query.get("instance") == self._world.instance and after.isdecimal()
        return await PageStream(self._world, self._asking(request), int(after) if is_known else None).run(request)

    async def _file(self, request: web.Request) -> web.Response:
        """A picture to show, or anything else as a download that no browser interprets."""
        for file in self._world.files.values():
            if file.unique_id == request.match_info["unique_id"]:
                if file.width:
                    return web.Response(body=file.content, content_type=file.mime_type)
                named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
                return web.Response(body=file.content, content_type="application/octet-stream", headers=named)
        raise web.HTTPNotFound

    def _send(self, person: Person, asked: Send) -> Json:
        where = {"reply_to": asked.reply_to, "thread_id": asked.message_thread_id}
        return self._shown(self._people.send(person, asked.text, asked.chat_id, **where))

    def _edit(self, person: Person, asked: Edit) -> Json:
        return self._shown(self._people.edit(person, self._message(asked.chat_id, asked.message_id), asked.text))

    def _press(self, person: Person, asked: Press) -> Json:
        message = self._message(asked.chat_id, asked.message_id)
        rows = message.keyboard
        if not (0 <= asked.row < len(rows) and 0 <= asked.column < len(rows[asked.row])):
            raise PersonRefused("there is no such button", 404)
        return {"query_id": self._people.press(person, message, rows[asked.row][asked.column]).id}

    def _start(self, person: Person, asked: Start) -> Json:
        return self._shown(self._people.start(person, asked.payload))

    def _inline(self, person: Person, asked: Inline) -> Json:
        return {"query_id": self._people.ask_inline(person, asked.query, asked.chat_id, asked.offset).id}

    def _choose(self, person: Person, asked: Choose) -> Json:
        return self._shown(self._people.choose(person, asked.query_id, asked.result_id, asked.chat_id))

    def _location(self, person: Person, asked: Location) -> Json:
        place = (asked.latitude, asked.longitude)
        thread_id = asked.message_thread_id
        return self._shown(self._people.share_location(person, *place, asked.chat_id, thread_id=thread_id))

    def _block(self, person: Person, _asked: Act) -> Json:
        self._people.block(person)
        return {}

    def _unblock(self, person: Person, _asked: Act) -> Json:
        self._people.unblock(person)
        return {}

    async def _upload(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        file = form.pop("file", None)
        if not isinstance(file, web.FileField):
            raise PersonRefused("a file is expected")
        asked = UploadFields.model_validate(form)
        upload = Upload(file.filename, file.content_type, await asyncio.to_thread(file.file.read))
        where = {"reply_to": asked.reply_to, "thread_id": asked.message_thread_id}
        person = self._person(asked.person)
        sent = self._people.upload(person, upload, asked.kind, asked.caption, asked.chat_id, **where)
        return web.json_response(self._shown(sent))


async def _index(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _asset(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / request.match_info["name"])
