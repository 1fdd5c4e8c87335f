"""The buttons under messages for admins, and the patterns that their presses are recognised by.

What a button sends may be forged: handlers check who pressed it, and that what it names is still there.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard

from bot.buttons import turns
from bot.messages.markup import clip
from bot.messages.names import plain_line

AUDIT = r"^a:(\d{1,6})$"
DRAFT = r"^u:(yes|no):([\w.-]{1,57})$"
LIBRARY = r"^l:(\d{1,6}):(.*)$"
DETAILS = r"^i:([0-9a-f]{16}):(\d{1,6}):(.*)$"
REMOVAL = r"^r:(ask|yes|no|back):([0-9a-f]{16})$"
REINDEX = r"^x:(go|all|no)$"
REBUILD = r"^x:rebuild$"
STOP = r"^x:stop:([0-9a-f]{32})$"
ROLLBACK = r"^y:(yes|no):([\d-]{1,50})$"
MAX_LABEL = 40
MAX_WORDS = 36
"""How many bytes of a search fit beside the rest into a button's 64."""


def under_audit(page: int, pages: int) -> Keyboard | None:
    """The way to the pages before and after (from 0)."""
    turning = turns(page, pages, lambda other: f"a:{other}")
    return Keyboard([turning]) if turning else None


def under_draft(draft_id: str) -> Keyboard:
    return _choice("Confirm", f"u:yes:{draft_id}", f"u:no:{draft_id}")


def under_library(page: int, pages: int, words: str, documents: Sequence[tuple[int, str]]) -> Keyboard:
    """A button for each document, given as number and key, and the way to the pages before and after (from 0)."""
    numbers = [Button(str(number), callback_data=f"i:{key}:{page}:{words}") for number, key in documents]
    turning = turns(page, pages, lambda other: f"l:{other}:{words}")
    return Keyboard([numbers, turning] if turning else [numbers])


def under_details(key: str, page: int, words: str, *, is_withdrawn: bool) -> Keyboard:
    act = Button("Put back", callback_data=f"r:back:{key}") if is_withdrawn else _removal("Remove", key)
    return Keyboard([[act, Button("« Back", callback_data=f"l:{page}:{words}")]])


def under_removal(key: str) -> Keyboard:
    return _choice("Remove", f"r:yes:{key}", f"r:no:{key}")


def under_removed(key: str) -> Keyboard:
    return Keyboard([[Button("Put back", callback_data=f"r:back:{key}")]])


def under_suggestions(documents: Sequence[tuple[str, str]]) -> Keyboard:
    """A button for each of a few documents, given as id and key, that asks whether to remove it."""
    return Keyboard([[_removal(clip(plain_line(document_id), MAX_LABEL), key)] for document_id, key in documents])


def _removal(label: str, key: str) -> Button:
    return Button(label, callback_data=f"r:ask:{key}")


def under_plan(*, is_full: bool) -> Keyboard:
    return _choice("Confirm", "x:all" if is_full else "x:go", "x:no")


def under_nothing_to_do() -> Keyboard:
    return Keyboard([[Button("Rebuild all", callback_data="x:rebuild")]])


def under_progress(change_id: str) -> Keyboard:
    return Keyboard([[Button("Stop", callback_data=f"x:stop:{change_id}")]])


def under_rollback(mark: str) -> Keyboard:
    """`mark` says which index the question is about."""
    return _choice("Confirm", f"y:yes:{mark}", f"y:no:{mark}")


def _choice(label: str, yes: str, no: str) -> Keyboard:
    return Keyboard([[Button(label, callback_data=yes), Button("Cancel", callback_data=no)]])
