"""The Bot API's JSON objects for what the playground holds."""

from __future__ import annotations

from bot.playground.state import BOT, Chat, Entity, File, Json, MemberStatus, Message, Person

BOT_RIGHTS = ("can_manage_chat", "can_delete_messages", "can_pin_messages", "can_manage_topics")
ADMINISTRATOR_RIGHTS = (
    "can_be_edited",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "is_anonymous",
)


def user_json(person: Person) -> Json:
    user: Json = {
        "id": person.id,
        "is_bot": person.is_bot,
        "first_name": person.first_name,
        "username": person.username,
    }
    return user if person.is_bot else user | {"language_code": person.language_code}


def chat_json(chat: Chat) -> Json:
    if chat.person:
        names = {"first_name": chat.person.first_name, "username": chat.person.username}
        return {"id": chat.id, "type": "private"} | names
    described: Json = {"id": chat.id, "type": chat.kind, "title": chat.title}
    return described | ({"is_forum": True} if chat.is_forum else {})


def member_json(person: Person, status: MemberStatus) -> Json:
    """A ChatMember; an administrator has all the rights that a bot is usually given, and no others."""
    member: Json = {"user": user_json(person), "status": status}
    if status == "creator":
        return member | {"is_anonymous": False}
    if status == "kicked":
        return member | {"until_date": 0}
    if status == "administrator":
        return member | dict.fromkeys(ADMINISTRATOR_RIGHTS, False) | dict.fromkeys(BOT_RIGHTS, True)
    return member


def entity_json(entity: Entity) -> Json:
    optional = {"url": entity.url, "language": entity.language, "custom_emoji_id": entity.custom_emoji_id}
    placed: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    return placed | {name: value for name, value in optional.items() if value}


def file_json(file: File, kind: str) -> Json:
    """A PhotoSize where `kind` is "photo", else a Document."""
    described: Json = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
    if kind == "photo":
        return described | {"width": file.width, "height": file.height}
    return described | {"file_name": file.name, "mime_type": file.mime_type}


def message_json(chat: Chat, message: Message, *, with_reply: bool = True) -> Json:
    """A Message; the message that it replies to is included, but not what that one replies to."""
    shown: Json = {
        "message_id": message.id,
        "from": user_json(message.sender),
        "chat": chat_json(chat),
        "date": message.date,
        **_content_json(message),
    }
    if message.thread_id is not None:
        shown["message_thread_id"] = message.thread_id
        if chat.is_forum:
            shown["is_topic_message"] = True
    optional = {
        "edit_date": message.edited_at,
        "quote": message.quote and {"text": message.quote, "position": 0, "is_manual": True},
        "via_bot": user_json(BOT) if message.via_bot else None,
        "forward_origin": message.forwarded_from and _origin_json(message.forwarded_from, message.date),
        "link_preview_options": message.link_preview,
        "media_group_id": message.album_id,
        "reply_markup": {"inline_keyboard": message.keyboard} if message.keyboard else None,
        "reply_to_message": _replied_json(chat, message) if with_reply else None,
    }
    return shown | {name: value for name, value in optional.items() if value}


def _content_json(message: Message) -> Json:
    content = message.content
    if content.kind in ("location", "service"):
        return content.extra
    entities = [entity_json(entity) for entity in content.entities]
    if content.file is None:
        return {"text": content.text} | ({"entities": entities} if entities else {})
    shown = file_json(content.file, content.kind)
    media: Json = {"photo": [shown]} if content.kind == "photo" else {"document": shown}
    caption: Json = {"caption": content.text} if content.text else {}
    return media | caption | ({"caption_entities": entities} if entities else {})


def _origin_json(person: Person, date: int) -> Json:
    return {"type": "user", "date": date, "sender_user": user_json(person)}


def _replied_json(chat: Chat, message: Message) -> Json | None:
    """In a topic, a message that replies to nothing is shown as a reply to the topic's first, as on Telegram."""
    if message.reply_to in chat.messages:
        return message_json(chat, chat.messages[message.reply_to], with_reply=False)
    if chat.is_forum and message.thread_id in chat.messages:
        return message_json(chat, chat.messages[message.thread_id], with_reply=False)
    return None
