"""Inline keyboards: what Telegram takes for one, and how it refuses the rest."""

from __future__ import annotations

from bot.playground.errors import bad_request
from bot.playground.links import checked_link
from bot.playground.params import Params
from bot.playground.state import Json

Keyboard = tuple[tuple[Json, ...], ...]

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
MAX_COPIED = 256
_ACTIONS = (
    *("url", "callback_data", "copy_text", "web_app", "login_url", "callback_game", "pay"),
    *("switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat"),
)


def keyboard(params: Params) -> Keyboard:
    """The inline keyboard of a call, () where it has none; other kinds of markup are not shown here."""
    markup = params.json("reply_markup")
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "keyboard" in markup:
        raise bad_request("the playground shows inline keyboards only")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays of InlineKeyboardButton')
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return tuple(tuple(_button(button) for button in row) for row in rows if row)


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("can't parse inline keyboard button: Text must be non-empty")
    actions = [action for action in _ACTIONS if action in button]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")
    return {"text": text, actions[0]: _checked(actions[0], button[actions[0]])}


def _checked(action: str, value: object) -> object:
    if action == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        return _checked_url(value)
    elif action == "copy_text":
        copied = value.get("text") if isinstance(value, dict) else None
        if not isinstance(copied, str) or not 1 <= len(copied) <= MAX_COPIED:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return value


def _checked_url(value: object) -> str:
    address = checked_link(value) if isinstance(value, str) else None
    if address is None:
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return address
