"""Which messages are meant for the bot, and what they ask."""

import re
from typing import Any

import pytest
from telegram import Bot, Message, User

from bot.addressing import QUESTION, question_in, talk_of
from bot.storage.store import Talk

LODE = {"id": 2000, "is_bot": True, "first_name": "Lode", "username": "Lode_bot"}
ADA = {"id": 1001, "is_bot": False, "first_name": "Ada"}


@pytest.fixture
def bot() -> Bot:
    bot = Bot("2000:token")
    bot._bot_user = User(id=2000, first_name="Lode", is_bot=True, username="Lode_bot")
    return bot


def say(
    bot: Bot, text: str | None, chat_type: str = "supergroup", sender: dict[str, Any] = ADA, **more: Any
) -> Message:
    chat = {"id": 1001 if chat_type == "private" else -100, "type": chat_type}
    message = {"message_id": 9, "date": 1, "chat": chat, "from": sender} | more
    if text is not None:
        message |= {"text": text, "entities": [*_entities(text), *more.get("entities", [])]}
    return Message.de_json(message, bot)


def _entities(text: str) -> list[dict[str, Any]]:
    """Commands and mentions as Telegram would find them, if they stood between white space."""
    kinds = {"/": "bot_command", "@": "mention"}
    return [
        {
            "type": kinds[word[0][0]],
            "offset": len(text[: word.start()].encode("utf-16-le")) // 2,
            "length": len(word[0].encode("utf-16-le")) // 2,
        }
        for word in re.finditer(r"(?<!\S)[/@]\S+", text)
    ]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("What is Project Vault?", "What is Project Vault?"),
        ("  why?\n", "why?"),
        ("@Lode_bot why?", "why?"),
        ("/ask why?", "why?"),
        ("/ask\nwhy?", "why?"),
        ("/ask", ""),
        ("/help", None),
        ("/nonsense", None),
        (None, None),
    ],
)
def test_question_in__private_chat(bot: Bot, text: str | None, question: str | None) -> None:
    assert question_in(say(bot, text, "private"), bot) == question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("What is Project Vault?", None),
        ("@lode_BOT what is Project Vault?", "what is Project Vault?"),
        ("🔎🔎 @Lode_bot , why?", "🔎🔎 , why?"),
        ("What does @Lode_bot think?", "What does think?"),
        ("@Lode_bot", ""),
        ("@Lode_bot2 why?", None),
        ("@other_bot why?", None),
        ("@Lode_bot ask @Lode_bot2", "ask @Lode_bot2"),
        ("/ask why?", "why?"),
        ("/ask@lode_bot why?", "why?"),
        ("/ask@other_bot why?", None),
    ],
)
def test_question_in__group(bot: Bot, text: str, question: str | None) -> None:
    assert question_in(say(bot, text), bot) == question


def test_question_in__mention_followed_by_punctuation(bot: Bot) -> None:
    mention = {"type": "mention", "offset": 0, "length": 9}
    assert question_in(say(bot, "@Lode_bot, why?", entities=[mention]), bot) == "why?"


def test_question_in__mention_by_name_of_a_bot(bot: Bot) -> None:
    mention = {"type": "text_mention", "offset": 4, "length": 4, "user": LODE}
    assert question_in(say(bot, "Hey Lode, why?", entities=[mention]), bot) == "Hey , why?"


def test_question_in__reply_to_the_bot(bot: Bot) -> None:
    replied = {"message_id": 8, "date": 1, "chat": {"id": -100, "type": "supergroup"}, "from": LODE}
    assert question_in(say(bot, "and why?", reply_to_message=replied), bot) == "and why?"
    assert question_in(say(bot, "and why?", reply_to_message=replied | {"from": ADA}), bot) is None


def test_question_in__a_message_of_a_topic_that_the_bot_opened_is_no_reply_to_it(bot: Bot) -> None:
    opening = {
        "message_id": 8,
        "date": 1,
        "chat": {"id": -100, "type": "supergroup"},
        "from": LODE,
        "forum_topic_created": {"name": "Minerals", "icon_color": 1},
    }
    assert question_in(say(bot, "hello all", reply_to_message=opening), bot) is None


def test_question_in__other_bots_are_not_answered_but_anonymous_administrators_are(bot: Bot) -> None:
    other = {"id": 7, "is_bot": True, "first_name": "Other"}
    assert question_in(say(bot, "@Lode_bot why?", sender=other), bot) is None
    group = {"id": -100, "type": "supergroup"}
    assert question_in(say(bot, "@Lode_bot why?", sender=other, sender_chat=group), bot) == "why?"


def test_question__is_the_filter_of_it(bot: Bot) -> None:
    assert QUESTION.filter(say(bot, "@Lode_bot", chat_type="group")) is True
    assert QUESTION.filter(say(bot, "hello", chat_type="group")) is False


def test_talk_of__a_thread_counts_in_topics_only(bot: Bot) -> None:
    assert talk_of(say(bot, "a", message_thread_id=4)) == Talk(-100, 1001, None)
    assert talk_of(say(bot, "a", message_thread_id=4, is_topic_message=True)) == Talk(-100, 1001, 4)


def test_question_in__what_an_inline_mode_wrote_is_no_question(bot: Bot) -> None:
    assert question_in(say(bot, "MP $65.21", "private", via_bot=LODE), bot) is None
