"""Changing, deleting, pinning and marking messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT, GROUP_ID, SECOND_USER, USER
from tests.bot.playground.conftest import Caller

NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a"
    " current content and reply markup of the message"
)
MARKUP = {"inline_keyboard": [[{"text": "1", "callback_data": "1"}]]}
Edit = Callable[..., Awaitable[Any]]


@pytest.fixture
async def edit(telegram: PlaygroundServer, call: Caller) -> Edit:
    """Edits a message of the bot, "draft" in bold with a button, which is the second of Ada's chat."""
    telegram.people.start(USER)
    markup = {"reply_markup": MARKUP, "parse_mode": "HTML"}
    await call("sendMessage", chat_id=USER.id, text="<b>draft</b>", **markup)

    async def edit(method: str, **params: Any) -> Any:
        return await call(method, **({"chat_id": USER.id, "message_id": 2} | params))

    return edit


async def test_edit_message_text__replaces_text_and_keyboard(telegram: PlaygroundServer, edit: Edit) -> None:
    changed = await edit("editMessageText", text="final")
    assert (changed["text"], changed["edit_date"] >= changed["date"]) == ("final", True)
    assert "reply_markup" not in changed
    assert "entities" not in changed
    assert [message.text for message in telegram.replies(USER.id)] == ["final"]


async def test_edit_message_text__the_same_again_is_refused(edit: Edit) -> None:
    same = {"text": "<strong>draft</strong> ", "parse_mode": "HTML", "reply_markup": MARKUP}
    assert await edit("editMessageText", **same) == NOT_MODIFIED
    assert (await edit("editMessageText", text="draft", reply_markup=MARKUP))["text"] == "draft"


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"message_id": 99}, "message to edit not found"),
        ({"message_id": 1}, "message can't be edited"),
        ({"message_id": ""}, "message identifier is not specified"),
        ({"text": ""}, "message text is empty"),
        ({"text": "x" * 4097}, "MESSAGE_TOO_LONG"),
        (
            {"text": "<b>", "parse_mode": "html"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"inline_message_id": "7"}, "MESSAGE_ID_INVALID"),
    ],
)
async def test_edit_message_text__refuses(edit: Edit, params: dict[str, Any], refusal: str) -> None:
    assert await edit("editMessageText", **({"text": "x"} | params)) == f"400 Bad Request: {refusal}"


async def test_edit_message_reply_markup(edit: Edit) -> None:
    assert await edit("editMessageReplyMarkup", reply_markup=MARKUP) == NOT_MODIFIED
    changed = await edit("editMessageReplyMarkup")
    assert (changed["text"], "reply_markup" in changed, "edit_date" in changed) == ("draft", False, False)


async def test_edit_message_caption__needs_one(edit: Edit) -> None:
    refusal = await edit("editMessageCaption", caption="x")
    assert refusal == "400 Bad Request: there is no caption in the message to edit"


async def test_delete_message(telegram: PlaygroundServer, edit: Edit) -> None:
    assert await edit("deleteMessage") is True
    assert await edit("deleteMessage") == "400 Bad Request: message to delete not found"
    assert await edit("deleteMessages", message_ids=[1, 2, 3]) is True
    assert telegram.messages(USER.id) == []


async def test_delete_message__of_others_in_a_group_needs_a_right(telegram: PlaygroundServer, call: Caller) -> None:
    message = telegram.people.send(SECOND_USER, "hello", GROUP_ID)
    theirs = {"chat_id": GROUP_ID, "message_id": message.id}
    assert await call("deleteMessage", **theirs) == "400 Bad Request: message can't be deleted"
    telegram.world.set_status(telegram.world.chats[GROUP_ID], USER, BOT, "administrator")
    assert await call("deleteMessage", **theirs) is True


async def test_delete_message__after_two_days_is_refused(telegram: PlaygroundServer, edit: Edit) -> None:
    later = telegram.world.clock() + 48 * 3600 + 5
    telegram.world.clock = lambda: later
    assert await edit("deleteMessage") == "400 Bad Request: message can't be deleted for everyone"


async def test_pin_chat_message(telegram: PlaygroundServer, edit: Edit, call: Caller) -> None:
    assert await edit("pinChatMessage") is True
    assert (await call("getChat", chat_id=USER.id))["pinned_message"]["text"] == "draft"
    assert await edit("unpinChatMessage") is True
    assert telegram.world.chats[USER.id].pinned == []
    assert await edit("unpinChatMessage") == "400 Bad Request: message to unpin not found"
    message = telegram.people.send(USER, "hello", GROUP_ID)
    refusal = await call("pinChatMessage", chat_id=GROUP_ID, message_id=message.id)
    assert refusal == "400 Bad Request: not enough rights to manage pinned messages in the chat"


async def test_set_message_reaction(telegram: PlaygroundServer, edit: Edit) -> None:
    assert await edit("setMessageReaction", message_id=1, reaction=[{"type": "emoji", "emoji": "👀"}]) is True
    assert telegram.messages(USER.id)[0].reactions == ("👀",)
    assert await edit("setMessageReaction", reaction=[{"type": "emoji", "emoji": "x"}]) == (
        "400 Bad Request: REACTION_INVALID"
    )
    assert await edit("setMessageReaction", reaction=[{"emoji": "👀"}, {"emoji": "👍"}]) == (
        "400 Bad Request: REACTIONS_TOO_MANY"
    )


async def test_a_chat_that_the_bot_cannot_use(telegram: PlaygroundServer, edit: Edit) -> None:
    telegram.people.block(USER)
    assert await edit("editMessageText", text="x") == "403 Forbidden: bot was blocked by the user"
    assert await edit("editMessageText", text="x", chat_id=ADMIN.id) == "400 Bad Request: chat not found"
