"""The sentences that the bot says: constants, or functions of what they mention. All are Telegram HTML."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.documents import counted
from bot.messages.markup import clip, escape

DESCRIPTION = """Ask in your own words. I answer from documents, and show the exact passage behind each statement. \
If the documents do not say, I tell you so."""
SHORT_DESCRIPTION = "Answers from documents, with the passage behind each statement."
LOOKING = "Looking through the documents…"
STOPPED = "Stopped. Ask again whenever you like."
NOTHING_TO_STOP = "There is no answer being written in this chat."
NEW_CONVERSATION = "A new conversation: I no longer relate your questions to the earlier ones."
WHAT_TO_ASK = "What would you like to know? Write the question after /ask, or after my name in a group."
TEXT_ONLY = "I can only read text. Please write your question in words."
UNKNOWN_COMMAND = "I do not know that command. /help lists the ones I do."
BUDGET_USED = "The questions for today are used up. At midnight UTC the count starts again."
NO_DOCUMENTS = "There are no documents in the index."
NO_FILINGS = "There are no such filings in the index."
DOCUMENT_GONE = "This document is no longer in the index."
ANSWER_GONE = "This answer is no longer kept. Please ask again."
THANKS_UP = "Thank you!"
THANKS_DOWN = "Thank you. This shows which documents are missing."
NOT_ALLOWED = "This bot serves a closed circle."
NOT_YOURS = "This button belongs to someone else."
KEPT = "Nothing was deleted."

PRIVACY = """<b>What is kept</b>
For each answered question: your numeric Telegram id, the chat, the question, the answer with the passages it cites, \
and the 👍 or 👎 given to it. Of a subscriber to the digest: the choices in /settings. And how many questions you \
asked today.

<b>What for</b>
So that you can ask follow-up questions, the buttons under answers go on working, and the operator sees which \
documents are missing. Names and usernames are not kept.

<b>How long</b>
{days}. /forget deletes it at once.{model}"""

PRIVACY_MODEL = """

<b>Who else sees it</b>
Answers are written by a chat model, which gets the question, your earlier ones of the same conversation and passages \
of the documents, but not who you are."""

PRIVACY_ADMIN = """

<b>As an admin</b>
What you do with the documents and the index is kept with your id and the time, for the other admins to see in \
/audit. /forget leaves it alone."""

FORGET = """This deletes your questions, their answers and your votes, in all chats, and your subscription to the \
digest. The messages in Telegram stay, and until tomorrow the number of questions that you asked today. Delete?"""

HELP = """Ask in your own words. Each statement of an answer carries a number; the buttons with these numbers show the \
exact passage, and the list under the answer links to the documents. If the documents do not say, I tell you so.

Follow-up questions work: “and the year before?”. Edit a question, and I answer it again.
In groups, begin with my name {name}, reply to me, or use /ask."""


def greeting(bot_name: str, titles: Sequence[str], total: int) -> str:
    """What /start says: what there is to ask about, with some titles of the documents."""
    examples = "\n".join(f"• {escape(clip(title, 200))}" for title in titles)
    about = (
        f"I hold {counted(total, 'document')}, for example:\n{examples}\n\n/sources lists them all. " if titles else ""
    )
    return (
        f"I am {escape(bot_name)}. I answer questions from documents and show where each statement stands.\n\n"
        f"{about}Just write your question; /help tells more."
    )


def help_text(username: str, commands: Sequence[tuple[str, str]]) -> str:
    listed = "\n".join(f"/{name} – {escape(description)}" for name, description in commands)
    return f"{HELP.format(name=f'@{escape(username)}')}\n\n{listed}"


def unknown_company(said: str, tickers: Sequence[str]) -> str:
    known = f" I know {escape(', '.join(tickers))}." if tickers else ""
    return f"I know no company called “{escape(clip(said, 60))}”.{known}"


def privacy(keep_days: int, *, has_model: bool, is_admin: bool) -> str:
    kept = PRIVACY.format(days=counted(keep_days, "day"), model=PRIVACY_MODEL if has_model else "")
    return kept + (PRIVACY_ADMIN if is_admin else "")


def forgotten(answers: int) -> str:
    return f"Done: {counted(answers, 'answer')} deleted, with all else that was kept about you."


def your_number(user_id: int) -> str:
    return f"Its operator can let you in by your number: <code>{user_id}</code>"


def apology(error_id: str) -> str:
    return f"Sorry, that went wrong. Please try again later. The operator can look it up as {error_id}."


def report(error_id: str, where: str, trace: str) -> str:
    """What admins are told of an error: its id, what was being handled, and the end of the trace."""
    return f"<b>Error {error_id}</b> {escape(where)}\n<pre>{escape(trace[-3000:])}</pre>"
