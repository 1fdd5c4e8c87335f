"""Fixtures that every test of the bot may use."""

from tests.bot.browser import browser, visit
from tests.bot.bundled import bundled
from tests.bot.telegram import telegram

__all__ = ["browser", "bundled", "telegram", "visit"]
