"""Methods about the bot itself: its name and texts, its command menus, and the files that it may fetch."""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from bot.playground.access import chat_to_read, person_named
from bot.playground.errors import bad_request
from bot.playground.media import MAX_DOWNLOAD, known
from bot.playground.objects import user_json
from bot.playground.params import Params
from bot.playground.profile import Scope
from bot.playground.state import BOT, Json
from bot.playground.world import World

MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators", *CHAT_SCOPES)


def get_me(world: World, _params: Params) -> Json:
    rights = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return user_json(BOT) | {"first_name": world.profile.text("name")} | rights


def set_my_commands(world: World, params: Params) -> bool:
    commands = [_command(item) for item in params.items("commands")]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return _keep_menu(world, params, commands)


def delete_my_commands(world: World, params: Params) -> bool:
    return _keep_menu(world, params, [])


def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.menus.get((_scope(world, params), _language(params)), [])


def _keep_menu(world: World, params: Params, commands: list[Json]) -> bool:
    world.profile.menus[_scope(world, params), _language(params)] = commands
    world.events.add("changed")
    return True


def _command(item: Any) -> Json:
    if not isinstance(item, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command, description = str(item.get("command", "")).removeprefix("/"), str(item.get("description", "")).strip()
    if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= MAX_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _scope(world: World, params: Params) -> Scope:
    """Whom a menu is for; a chat that the bot does not know is refused, as for an admin who never pressed Start."""
    given = params.json("scope") or {"type": "default"}
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if kind not in CHAT_SCOPES:
        return (kind,)
    chat = chat_to_read(world, Params(given))
    if kind != "chat" and chat.kind == "private":
        raise bad_request("can't use specified scope in private chats")
    return (kind, chat.id, person_named(world, Params(given)).id) if kind == "chat_member" else (kind, chat.id)


def _language(params: Params) -> str:
    code = params.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise bad_request("invalid language code specified")
    return code


def _set_text(name: str, world: World, params: Params) -> bool:
    text = params.text(name)
    if len(text) > TEXT_LIMITS[name]:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    world.profile.texts[name, _language(params)] = text
    world.events.add("changed")
    return True


def _get_text(name: str, world: World, params: Params) -> Json:
    return {name: world.profile.text(name, _language(params))}


def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: Unsupported type specified")
    world.profile.buttons[_private_chat_id(world, params)] = button
    world.events.add("changed")
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    return world.profile.button(_private_chat_id(world, params))


def _private_chat_id(world: World, params: Params) -> int | None:
    return chat_to_read(world, params).id if params.text("chat_id") else None


def get_file(world: World, params: Params) -> Json:
    file_id = params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = known(world, file_id)
    if len(file.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    path = f"files/{file.id}{PurePosixPath(file.name).suffix}"
    named = {"file_id": file.id, "file_unique_id": file.unique_id, "file_path": path}
    return named | {"file_size": len(file.content)}


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": partial(_set_text, "name"),
    "getMyName": partial(_get_text, "name"),
    "setMyDescription": partial(_set_text, "description"),
    "getMyDescription": partial(_get_text, "description"),
    "setMyShortDescription": partial(_set_text, "short_description"),
    "getMyShortDescription": partial(_get_text, "short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "getFile": get_file,
}
