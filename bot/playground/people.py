"""What people do in their chats, and the updates that the bot gets for it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.playground.entities import utf16_length
from bot.playground.errors import BotApiError, PersonRefused
from bot.playground.media import keep, media_content
from bot.playground.objects import message_json, user_json
from bot.playground.params import Upload
from bot.playground.queries import Query
from bot.playground.state import BOT, Chat, Content, Json, Message, Person
from bot.playground.texts import MAX_CAPTION, MAX_TEXT, plain
from bot.playground.world import World

PRESENT = ("creator", "administrator", "member")


class People:
    """Acts as a person would with a Telegram client; raises PersonRefused where a client would not let them.

    Without `chat_id` a person acts in their private chat with the bot.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def send(
        self,
        person: Person,
        text: str,
        chat_id: int | None = None,
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Message:
        """Write a message; the first one in a private chat starts the bot."""
        return self._post(person, chat_id, _content(text, MAX_TEXT), reply_to, thread_id)

    def start(self, person: Person, payload: str = "") -> Message:
        """Press Start, after opening a deep link where there is a `payload`."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload):
            raise PersonRefused("a start parameter has up to 64 letters, digits, _ and -")
        return self.send(person, f"/start {payload}")

    def upload(
        self,
        person: Person,
        upload: Upload,
        kind: str = "document",
        caption: str = "",
        chat_id: int | None = None,
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Message:
        """Send a photo or a document."""
        self._chat(person, chat_id)
        return self._post(person, chat_id, self._media(upload, kind, caption), reply_to, thread_id)

    def upload_album(
        self, person: Person, uploads: Sequence[Upload], kind: str = "document", caption: str = ""
    ) -> list[Message]:
        """Send several photos or documents at once to the bot, the caption being the first one's."""
        album_id = str(secrets.randbelow(10**17))
        captions = [caption, *[""] * (len(uploads) - 1)]
        contents = [self._media(upload, kind, text) for upload, text in zip(uploads, captions, strict=True)]
        return [self._post(person, None, content, None, None, album_id=album_id) for content in contents]

    def _media(self, upload: Upload, kind: str, caption: str) -> Content:
        try:
            content = keep(self._world, upload, kind)
            return media_content(kind, content, _content(caption, MAX_CAPTION, is_needed=False))
        except BotApiError as refusal:
            raise PersonRefused(refusal.description, refusal.code) from refusal

    def share_location(
        self,
        person: Person,
        latitude: float,
        longitude: float,
        chat_id: int | None = None,
        *,
        thread_id: int | None = None,
    ) -> Message:
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise PersonRefused("there is no such place on Earth")
        place: Json = {"location": {"latitude": latitude, "longitude": longitude}}
        return self._post(person, chat_id, Content(kind="location", extra=place), None, thread_id)

    def edit(self, person: Person, message: Message, text: str) -> Message:
        """Change the text or caption of one's own message."""
        chat = self._chat(person, message.chat_id)
        current = self._current(chat, message.id)
        if current.sender.id != person.id or current.content.kind not in ("text", "photo", "document"):
            raise PersonRefused("only one's own messages can be edited", 403)
        is_caption = current.content.file is not None
        new = _content(text, MAX_CAPTION if is_caption else MAX_TEXT, is_needed=not is_caption)
        if (new.text, new.entities) == (current.content.text, current.content.entities):
            return current
        content = replace(current.content, text=new.text, entities=new.entities)
        edited = self._world.put(replace(current, content=content, edited_at=self._world.now()))
        self._tell("edited_message", chat, edited)
        return edited

    def press(self, person: Person, message: Message, button: Json | str) -> Query:
        """Press a callback button, given as it stands or by its text or data."""
        chat = self._chat(person, message.chat_id)
        current = self._current(chat, message.id)
        try:
            button = current.button(button) if isinstance(button, str) else button
        except LookupError as error:
            raise PersonRefused(str(error), 404) from error
        if not any(button in row for row in current.keyboard) or "callback_data" not in button:
            raise PersonRefused("there is no such button that tells the bot", 404)
        query = self._world.queries.ask(person.id, chat.id, self._world.clock())
        body = {
            "id": query.id,
            "from": user_json(person),
            "message": message_json(chat, current),
            "chat_instance": str(abs(chat.id)),
            "data": button["callback_data"],
        }
        self._world.updates.add("callback_query", body)
        return query

    def ask_inline(self, person: Person, query: str, chat_id: int | None = None, offset: str = "") -> Query:
        """Type `@bot query` into the input line of a chat."""
        chat = self._chat(person, chat_id)
        asked = self._world.queries.ask(person.id, chat.id, self._world.clock())
        chat_type = "sender" if chat.kind == "private" else chat.kind
        body = {"id": asked.id, "from": user_json(person), "query": query[:256], "offset": offset}
        self._world.updates.add("inline_query", body | {"chat_type": chat_type})
        return asked

    def choose(self, person: Person, query_id: str, result_id: str, chat_id: int | None = None) -> Message:
        """Send one of the results of an inline query."""
        for result in self._world.queries.results.get(query_id, []):
            if result["id"] == result_id:
                chat = self._chat(person, chat_id)
                details = {"keyboard": result["keyboard"], "via_bot": True}
                message = self._world.post(chat, person, result["content"], **details)
                self._tell("message", chat, message)
                return message
        raise PersonRefused("there is no such result", 404)

    def block(self, person: Person) -> None:
        """Stop the bot; it is told, and can no longer write to the person."""
        self._set_blocked(person, is_blocked=True)

    def unblock(self, person: Person) -> None:
        self._set_blocked(person, is_blocked=False)

    def _set_blocked(self, person: Person, *, is_blocked: bool) -> None:
        chat = self._world.chats[person.id]
        if chat.is_blocked != is_blocked:
            self._world.set_status(chat, person, BOT, "kicked" if is_blocked else "member")

    def _post(
        self,
        person: Person,
        chat_id: int | None,
        content: Content,
        reply_to: int | None,
        thread_id: int | None,
        *,
        album_id: str | None = None,
    ) -> Message:
        chat = self._chat(person, chat_id)
        replied = self._current(chat, reply_to) if reply_to is not None else None
        if thread_id is not None and thread_id not in chat.topics:
            raise PersonRefused("there is no such topic", 404)
        if not chat.is_started and chat.kind == "private":
            chat.is_started = True
            self._world.events.add("changed")
        thread_id = thread_id or (replied.thread_for_reply(chat) if replied else None)
        details = {"reply_to": reply_to, "thread_id": thread_id, "album_id": album_id}
        message = self._world.post(chat, person, content, **details)
        self._tell("message", chat, message)
        return message

    def _chat(self, person: Person, chat_id: int | None) -> Chat:
        chat = self._world.chats.get(person.id if chat_id is None else chat_id)
        if chat is None or chat.migrated_to is not None:
            raise PersonRefused("there is no such chat", 404)
        if chat.members.get(person.id) not in PRESENT:
            raise PersonRefused("only members can do this", 403)
        if chat.is_blocked:
            raise PersonRefused("you have blocked the bot", 403)
        return chat

    def _current(self, chat: Chat, message_id: int) -> Message:
        if message_id not in chat.messages:
            raise PersonRefused("there is no such message", 404)
        return chat.messages[message_id]

    def _tell(self, kind: str, chat: Chat, message: Message) -> None:
        if is_told(chat, message):
            self._world.updates.add(kind, message_json(chat, message))


def is_told(chat: Chat, message: Message) -> bool:
    """Whether the bot gets to see a message: in groups, privacy mode hides what is not meant for it.

    It sees commands without a name or with its own, replies to it, mentions of it, and everything as an administrator.
    """
    status = chat.members.get(BOT.id, "left")
    if chat.kind == "private" or status == "administrator":
        return True
    if status not in PRESENT:
        return False
    replied = chat.messages.get(message.reply_to or 0)
    mentioned = re.search(rf"(?i)(?<!\w)@{BOT.username}(?!\w)", message.text)
    command = re.match(r"/\w+(@\w+)?", message.text)
    is_command = command is not None and (command[1] or BOT.username).lower().strip("@") == BOT.username
    return is_command or bool(mentioned) or message.via_bot or (replied is not None and replied.sender.id == BOT.id)


def _content(text: str, limit: int, *, is_needed: bool = True) -> Content:
    formatted = plain(text)
    if is_needed and not formatted.text:
        raise PersonRefused("a message needs a text")
    if utf16_length(formatted.text) > limit:
        raise PersonRefused(f"a text has at most {limit} characters")
    return Content(formatted.text, formatted.entities)
