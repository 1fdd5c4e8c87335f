"""The text or caption of a call, as Telegram would keep it: parsed, cleaned, trimmed and measured."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.playground.entities import arranged, is_blank, moved, utf16_length
from bot.playground.errors import bad_request
from bot.playground.formatting import parse_html
from bot.playground.params import Params
from bot.playground.state import Entity, Json

MAX_TEXT = 4096
MAX_CAPTION = 1024
_GIVEN = frozenset(
    {
        *("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote"),
        *("expandable_blockquote", "text_link", "custom_emoji"),
    }
)
_DROPPED = re.compile(r"[\r\u2028-\u202e\u0333\u033f\u030a]")
_BLANKED = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text with its entities, none reaching beyond it."""

    text: str
    entities: tuple[Entity, ...]


def plain(text: str) -> Formatted:
    """What a person wrote: trimmed, with what Telegram recognises in it."""
    return _trimmed(_cleaned(text), [])


def formatted_text(params: Params) -> Formatted:
    """The `text` of a call, or Telegram's refusal of it."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    return _formatted(params, "text", "entities")


def formatted_caption(params: Params) -> Formatted:
    """The `caption` of a call, which may be empty."""
    return _formatted(params, "caption", "caption_entities")


def _formatted(params: Params, name: str, entities_name: str) -> Formatted:
    raw = _cleaned(params.text(name))
    mode = params.text("parse_mode").lower()
    if mode == "html":
        result = _trimmed(*parse_html(raw))
    elif mode in ("", "none"):
        result = _trimmed(raw, [_given_entity(item) for item in params.items(entities_name)])
    else:
        raise bad_request("unsupported parse_mode")  # Markdown is not understood here; the bot speaks HTML
    return result


def check_length(formatted: Formatted, limit: int, reason: str) -> None:
    """Refuse, for `reason`, a text of more than `limit` UTF-16 units."""
    if utf16_length(formatted.text) > limit:
        raise bad_request(reason)


def _cleaned(text: str) -> str:
    return _BLANKED.sub(" ", _DROPPED.sub("", text))


def _trimmed(text: str, entities: list[Entity]) -> Formatted:
    """Without the blanks at its end and, up to the first entity, those at its beginning."""
    if is_blank(text):
        return Formatted("", ())
    text = text.rstrip()
    first = min((entity.offset for entity in entities), default=len(text))
    cut = len(text) - len(text.lstrip(" \n"))
    cut = min(cut, first)
    text = text[cut:]
    return Formatted(text, arranged(text, moved(entities, cut, utf16_length(text))))


def _given_entity(item: object) -> Entity:
    """An entity that the bot placed itself."""
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise bad_request("can't parse MessageEntity: expected an Object with a type")
    entity: Json = item
    if entity["type"] not in _GIVEN:
        return Entity(entity["type"], 0, 0)
    try:
        offset, length = int(entity["offset"]), int(entity["length"])
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse MessageEntity: Can't find offset or length") from None
    optional = {name: entity[name] for name in ("url", "language", "custom_emoji_id") if entity.get(name)}
    return Entity(entity["type"], offset, length, **optional)
