"""What Telegram shows of the bot: its description, and menus of commands by role, which protect nothing."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from telegram import (
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.messages import texts

_LOG = logging.getLogger(__name__)


class Role(Enum):
    """In which menu a command stands; an administrator's menu holds the private ones too."""

    PRIVATE = auto()
    GROUP = auto()
    ADMIN = auto()


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the bot, without its slash, as the menus name it."""

    name: str
    description: str
    roles: Collection[Role] = (Role.PRIVATE, Role.GROUP)


def menu_of(role: Role, commands: Sequence[Command]) -> list[tuple[str, str]]:
    """The commands of a role, as name and description."""
    seen_by = {role, Role.PRIVATE} if role is Role.ADMIN else {role}
    return [(command.name, command.description) for command in commands if seen_by & set(command.roles)]


async def publish_menus(
    bot: ExtBot[int], commands: Sequence[Command], admins: Collection[int], admin_group: int
) -> None:
    """Tell Telegram the menu of each role. One that fails is logged."""
    roles: list[tuple[BotCommandScope, Role]] = [
        (BotCommandScopeDefault(), Role.PRIVATE),
        (BotCommandScopeAllPrivateChats(), Role.PRIVATE),
        (BotCommandScopeAllGroupChats(), Role.GROUP),
    ]
    for scope, role in roles:
        try:
            await bot.set_my_commands(menu_of(role, commands), scope=scope)
        except TelegramError as error:
            _LOG.warning("The menu for %s was not set: %s", scope.type, error)
    for admin in sorted(admins):
        await publish_admin_menu(bot, commands, admin, admin_group)


async def publish_admin_menu(bot: ExtBot[int], commands: Sequence[Command], admin: int, admin_group: int) -> None:
    """Tell Telegram the menu of one admin, which it refuses until they have pressed Start or joined the group."""
    scopes: list[BotCommandScope] = [BotCommandScopeChat(admin)]
    if admin_group:
        scopes.append(BotCommandScopeChatMember(admin_group, admin))
    for scope in scopes:
        try:
            await bot.set_my_commands(menu_of(Role.ADMIN, commands), scope=scope)
        except TelegramError as error:
            _LOG.info("Admin %d gets their menu for %s when they press Start: %s", admin, scope.type, error)


async def introduce(bot: ExtBot[int]) -> None:
    """Tell Telegram what to show before Start is pressed, unless its operator has written something there."""
    try:
        if not (await bot.get_my_description()).description:
            await bot.set_my_description(texts.DESCRIPTION)
        if not (await bot.get_my_short_description()).short_description:
            await bot.set_my_short_description(texts.SHORT_DESCRIPTION)
    except TelegramError as error:
        _LOG.warning("The description of the bot was not set: %s", error)
