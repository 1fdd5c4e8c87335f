"""What a page sees for one person: the state now, and then every event over a WebSocket."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import WSMsgType, web

from bot.playground.events import Event
from bot.playground.objects import message_json, user_json
from bot.playground.people import PRESENT
from bot.playground.state import BOT, Chat, Json, Message, Person
from bot.playground.world import World

HEARTBEAT_S = 20.0


def page_message(chat: Chat, message: Message) -> Json:
    """A Message with what only people see of it."""
    file = message.content.file
    shown = file and {
        "url": f"/page/files/{file.unique_id}",
        "name": file.name,
        "mime_type": file.mime_type,
        "size": len(file.content),
        "width": file.width,
        "height": file.height,
    }
    seen = {"silent": message.is_silent, "file": shown, "reactions": message.reactions}
    return message_json(chat, message) | seen


def page_state(world: World, person: Person) -> Json:
    """Everything that this person sees now."""
    texts = {name: world.profile.text(name) for name in ("description", "short_description")}
    return {
        "instance": world.instance,
        "cursor": world.events.last_id,
        "bot": user_json(BOT) | {"first_name": world.profile.text("name")} | texts,
        "person": user_json(person),
        "people": [
            user_json(other) | {"is_admin": other.is_admin} for other in world.people.values() if not other.is_bot
        ],
        "chats": [_chat_state(world, chat, person) for chat in world.chats.values() if _is_seen(chat, person)],
    }


def _is_seen(chat: Chat, person: Person) -> bool:
    return chat.members.get(person.id) in PRESENT and chat.migrated_to is None


def _chat_state(world: World, chat: Chat, person: Person) -> Json:
    present = [world.people[member] for member, status in chat.members.items() if status in PRESENT]
    return {
        "id": chat.id,
        "type": chat.kind,
        "title": chat.title or world.profile.text("name"),
        "is_forum": chat.is_forum,
        "topics": [{"message_thread_id": thread_id, "name": name} for thread_id, name in chat.topics.items()],
        "started": chat.is_started,
        "blocked": chat.is_blocked,
        "bot_status": chat.members.get(BOT.id, "left"),
        "members": [user_json(member) for member in present],
        "commands": world.profile.menu(chat, person.id, person.language_code),
        "menu_button": world.profile.button(chat.id),
        "pinned_message_ids": chat.pinned,
        "messages": [page_message(chat, message) for message in chat.messages.values()],
    }


class PageStream:
    """The events of one person, sent to one tab."""

    def __init__(self, world: World, person: Person, after: int | None) -> None:
        self._world = world
        self._person = person
        self._after = after

    async def run(self, request: web.Request) -> web.WebSocketResponse:
        """Send what was missed and what comes, until the tab or the server closes."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, timeout=1.0)
        await socket.prepare(request)
        closing = asyncio.create_task(_closing(socket))
        try:
            while not (closing.done() or self._world.updates.is_closed):
                changed = self._world.signal.next()
                for frame in self._frames():
                    await socket.send_json(frame)
                if self._after == self._world.events.last_id:
                    await _either(changed, closing)
        except ConnectionResetError:
            pass  # the tab is gone, and comes back with the last id that it has seen
        finally:
            await socket.close()  # while it is read: otherwise it waits for the tab to agree
            closing.cancel()
        return socket

    def _frames(self) -> list[Json]:
        events = self._world.events
        missed = None if self._after is None else events.after(self._after)
        self._after = events.last_id
        if missed is None:
            return [{"id": self._after, "type": "state", "state": page_state(self._world, self._person)}]
        return [self._frame(event) for event in missed if self._concerns(event)]

    def _concerns(self, event: Event) -> bool:
        if event.person_id not in (None, self._person.id):
            return False
        return event.chat_id is None or _is_seen(self._world.chats[event.chat_id], self._person)

    def _frame(self, event: Event) -> Json:
        body: dict[str, Any] = dict(event.body)
        if event.kind == "message":
            body["message"] = page_message(self._world.chats[body["message"].chat_id], body["message"])
        elif event.chat_id is not None:
            body["chat_id"] = event.chat_id
        return {"id": event.id, "type": event.kind, **body}


async def _closing(socket: web.WebSocketResponse) -> None:
    """Read, and ignore, whatever the tab sends until it closes."""
    async for message in socket:
        if message.type in (WSMsgType.ERROR, WSMsgType.CLOSE):
            return


async def _either(changed: asyncio.Event, closing: asyncio.Task[None]) -> None:
    waiting = asyncio.create_task(changed.wait())
    await asyncio.wait({waiting, closing}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
