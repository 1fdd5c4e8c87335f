"""Methods that put new messages into a chat, and those that show that one is coming."""

from __future__ import annotations

import secrets
from typing import Any

from bot.playground.access import chat_to_read, chat_to_write, message_named, thread_named
from bot.playground.errors import bad_request
from bot.playground.keyboards import keyboard
from bot.playground.media import media_content, uploaded
from bot.playground.objects import entity_json, message_json
from bot.playground.params import Params
from bot.playground.state import BOT, Chat, Content, Json, Message
from bot.playground.texts import MAX_CAPTION, MAX_TEXT, check_length, formatted_caption, formatted_text
from bot.playground.world import World

ACTIONS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
        *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
    }
)
MAX_ALBUM = 10


def send_message(world: World, params: Params) -> Json:
    chat = chat_to_write(world, params)
    return message_json(chat, _post(world, chat, params, text_content(params, "message is too long")))


def send_photo(world: World, params: Params) -> Json:
    return _send_file(world, params, "photo")


def send_document(world: World, params: Params) -> Json:
    return _send_file(world, params, "document")


def _send_file(world: World, params: Params, kind: str) -> Json:
    chat = chat_to_write(world, params)
    content = media_content(kind, uploaded(world, params, kind, kind), caption(params))
    return message_json(chat, _post(world, chat, params, content))


def send_media_group(world: World, params: Params) -> list[Json]:
    chat = chat_to_write(world, params)
    items = params.items("media")
    if not 2 <= len(items) <= MAX_ALBUM:
        raise bad_request("an album must contain from 2 to 10 items")
    contents = [content_of_media(world, params, item) for item in items]
    if len({content.kind for content in contents}) > 1:
        raise bad_request("can't mix photos and documents in an album")
    details = _details(chat, params) | {"album_id": str(secrets.randbelow(10**17))}
    world.limiter.spend(chat, world.clock(), len(contents))
    return [message_json(chat, world.post(chat, BOT, content, **details)) for content in contents]


def copy_message(world: World, params: Params) -> Json:
    chat, original = _original(world, params, "copy")
    content = original.content
    if "caption" in params and content.file:
        content = media_content(content.kind, content.file, caption(params))
    return {"message_id": _post(world, chat, params, content).id}


def forward_message(world: World, params: Params) -> Json:
    chat, original = _original(world, params, "forward")
    forwarded = _post(world, chat, params, original.content, original)
    return message_json(chat, forwarded)


def _original(world: World, params: Params, purpose: str) -> tuple[Chat, Message]:
    chat = chat_to_write(world, params)
    source = chat_to_read(world, params, "from_chat_id")
    original = message_named(source, params.integer("message_id"), purpose)
    if original.content.kind == "service":
        raise bad_request(f"message can't be {purpose}ed".replace("copyed", "copied"))
    return chat, original


def send_chat_action(world: World, params: Params) -> bool:
    chat = chat_to_write(world, params)
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.events.add("action", chat_id=chat.id, message_thread_id=thread_named(chat, params), action=action)
    return True


def send_message_draft(world: World, params: Params) -> bool:
    """Show a message that is being written; only people in private chats get to see one."""
    chat = chat_to_write(world, params)
    if chat.kind != "private":
        raise bad_request("drafts can be sent to private chats only")
    draft_id = params.integer("draft_id")
    if draft_id == 0:
        raise bad_request("draft identifier must be non-zero")
    content = text_content(params, "message is too long")
    entities = [entity_json(entity) for entity in content.entities]
    details = {"draft_id": draft_id, "message_thread_id": thread_named(chat, params)}
    world.events.add("draft", chat_id=chat.id, text=content.text, entities=entities, **details)
    return True


def text_content(params: Params, too_long: str) -> Content:
    """The text of a call as the content of a message."""
    formatted = formatted_text(params)
    if not formatted.text:
        raise bad_request("text must be non-empty")
    check_length(formatted, MAX_TEXT, too_long)
    return Content(formatted.text, formatted.entities)


def caption(params: Params) -> Content:
    """The caption of a call, still without its file."""
    formatted = formatted_caption(params)
    check_length(formatted, MAX_CAPTION, "message caption is too long")
    return Content(formatted.text, formatted.entities)


def content_of_media(world: World, params: Params, item: Any) -> Content:
    """The content that an InputMedia describes."""
    if not isinstance(item, dict) or item.get("type") not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: the playground takes photos and documents")
    inner = Params(item, params.files)
    return media_content(item["type"], uploaded(world, inner, "media", item["type"]), caption(inner))


def _post(world: World, chat: Chat, params: Params, content: Content, forwarded: Message | None = None) -> Message:
    details = _details(chat, params)
    if forwarded:
        details["forwarded_from"] = forwarded.forwarded_from or forwarded.sender
    world.limiter.spend(chat, world.clock())
    return world.post(chat, BOT, content, **details)


def _details(chat: Chat, params: Params) -> dict[str, Any]:
    thread_id = thread_named(chat, params)
    replied, quote = _replied(chat, params)
    return {
        "keyboard": keyboard(params),
        "reply_to": replied.id if replied else None,
        "quote": quote,
        "thread_id": thread_id if thread_id or not replied else replied.thread_for_reply(chat),
        "is_silent": params.flag("disable_notification"),
        "link_preview": _link_preview(params),
    }


def _replied(chat: Chat, params: Params) -> tuple[Message | None, str | None]:
    """The message that is replied to, and the quoted part of it."""
    reply = params.json("reply_parameters") or {"message_id": params.integer("reply_to_message_id")}
    if not isinstance(reply, dict):
        raise bad_request("object expected as reply parameters")
    inner = Params(reply)
    replied = chat.messages.get(inner.integer("message_id"))
    if replied is None:
        lenient = inner.flag("allow_sending_without_reply") or params.flag("allow_sending_without_reply")
        if inner.integer("message_id") and not lenient:
            raise bad_request("message to be replied not found")
        return None, None
    quote = inner.text("quote")
    if quote not in replied.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return replied, quote or None


def _link_preview(params: Params) -> Json | None:
    options = params.json("link_preview_options")
    if options is None and params.flag("disable_web_page_preview"):
        return {"is_disabled": True}
    return options if isinstance(options, dict) else None


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
    "sendMessageDraft": send_message_draft,
}
