"""For admins: /export sends votes and unanswered questions as CSV, so that they know which documents are missing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from telegram import Update
from telegram.ext import CommandHandler

from bot.admins import audited, for_admins
from bot.context import Context
from bot.delivery import place_of, send_document
from bot.menus import Command, Role
from bot.messages.documents import counted
from bot.storage.feedback import Vote

VOTES = ("question", "answer", "vote", "date")
QUESTIONS = ("question", "times asked", "last asked", "example")
# What a spreadsheet takes for the beginning of a formula, in Japanese width too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_EMPTY_WORDS = frozenset(
    {
        *("a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "could", "did", "do", "does"),
        *("for", "from", "had", "has", "have", "how", "i", "in", "is", "it", "its", "me", "of", "on", "or", "please"),
        *("s", "so", "tell", "than", "that", "the", "their", "there", "they", "this", "to", "was", "were", "what"),
        *("when", "where", "which", "who", "why", "will", "with", "would", "you"),
    }
)


async def export(update: Update, context: Context) -> None:
    """Send the two files; neither says who asked or voted."""
    message, feedback = update.effective_message, context.services.feedback
    assert message is not None
    today = datetime.now(UTC).date()
    async with audited(update, context, "export") as act:
        votes, unanswered = await feedback.votes(), await feedback.unanswered()
        groups = grouped(unanswered)
        act.outcome = f"{counted(len(votes), 'vote')}, {counted(len(unanswered), 'unanswered question')}"
        files = {
            f"feedback-{today}.csv": (as_csv(VOTES, map(_row, votes)), counted(len(votes), "vote")),
            f"unanswered-{today}.csv": (
                as_csv(QUESTIONS, groups),
                f"{counted(len(unanswered), 'unanswered question')} in {counted(len(groups), 'group')}",
            ),
        }
        for name, (content, caption) in files.items():
            await send_document(context.bot, place_of(message), content, name, caption)


def _row(vote: Vote) -> tuple[str, ...]:
    return vote.question, vote.answer, "up" if vote.vote > 0 else "down", vote.voted_at.date().isoformat()


def grouped(asked: Iterable[tuple[str, datetime]]) -> list[tuple[str, ...]]:
    """Questions, the latest first, as rows of `QUESTIONS`, the most asked first.

    Those that differ in form alone share one: the question is their words without the empty ones, the example is the
    latest of them as it was written.
    """
    groups: dict[tuple[str, ...], list[tuple[str, datetime]]] = {}
    for question, asked_at in asked:
        groups.setdefault(key_of(question), []).append((question, asked_at))
    by_number = sorted(groups.values(), key=len, reverse=True)
    return [
        (" ".join(words_of(group[0][0])), str(len(group)), group[0][1].date().isoformat(), group[0][0])
        for group in by_number
    ]


def key_of(question: str) -> tuple[str, ...]:
    """What questions have in common that ask for the same in other case, order, number or punctuation."""
    import snowballstemmer

    return tuple(sorted(set(snowballstemmer.stemmer("english").stemWords(words_of(question)))))


def words_of(question: str) -> list[str]:
    """The words that say what is asked; all of them, if none of them does."""
    words = re.findall(r"\w+(?:[.,]\d+)*", question.casefold())
    return [word for word in words if word not in _EMPTY_WORDS] or words


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table that spreadsheets open as UTF-8, and in which they find no formulas."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig", "replace")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


HANDLERS = (CommandHandler("export", for_admins(export)),)
COMMANDS = (Command("export", "Votes and unanswered questions as CSV", (Role.ADMIN,)),)
