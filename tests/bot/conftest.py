"""Fixtures that every test of the bot may use."""

from tests.bot.telegram import telegram

__all__ = ["telegram"]
