"""The buttons under messages for admins, and the patterns that their presses are recognised by.

What a button sends may be forged: handlers check who pressed it, and that what it names is still there.
"""

from __future__ import annotations

from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard

AUDIT = r"^a:(\d{1,6})$"


def under_audit(page: int, pages: int) -> Keyboard | None:
    """The way to the pages before and after (from 0)."""
    turns = _turns(page, pages, "a:{}")
    return Keyboard([turns]) if turns else None


def _turns(page: int, pages: int, says: str) -> list[Button]:
    return [
        *([Button("« Earlier", callback_data=says.format(page - 1))] if page > 0 else []),
        *([Button("More »", callback_data=says.format(page + 1))] if page + 1 < pages else []),
    ]
