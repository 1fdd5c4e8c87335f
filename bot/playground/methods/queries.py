"""The bot's answers to pressed buttons and inline queries."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.keyboards import keyboard
from bot.playground.methods.sending import text_content
from bot.playground.params import Params
from bot.playground.state import Json
from bot.playground.world import World

MAX_ANSWER = 200
MAX_RESULTS = 50
MAX_RESULT_ID_BYTES = 64
MAX_NEXT_OFFSET_BYTES = 64


def answer_callback_query(world: World, params: Params) -> bool:
    query = world.queries.find(params.text("callback_query_id"), world.clock())
    text = params.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    del world.queries.open[query.id]
    answer = {"text": text, "show_alert": params.flag("show_alert"), "url": params.text("url") or None}
    world.events.add("callback_answer", chat_id=query.chat_id, person_id=query.person_id, query_id=query.id, **answer)
    return True


def answer_inline_query(world: World, params: Params) -> bool:
    query = world.queries.find(params.text("inline_query_id"), world.clock())
    results = [_result(item) for item in params.items("results")]
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = params.text("next_offset")
    if len(next_offset.encode()) > MAX_NEXT_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    del world.queries.open[query.id]
    world.queries.results[query.id] = results
    world.events.add(
        "inline_results",
        chat_id=query.chat_id,
        person_id=query.person_id,
        query_id=query.id,
        results=[_shown(result) for result in results],
        next_offset=next_offset,
        button=params.json("button"),
    )
    return True


def _result(item: Any) -> Json:
    """A result that carries a text, with what choosing it sends under `content` and `keyboard`."""
    if not isinstance(item, dict) or not isinstance(item.get("input_message_content"), dict):
        raise bad_request("can't parse inline query result: the playground takes results with a text to send")
    if not 1 <= len(str(item.get("id", "")).encode()) <= MAX_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if item.get("type") == "article" and not item.get("title"):
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    message = item["input_message_content"]
    inner = Params(message | {"text": message.get("message_text"), "entities": message.get("entities")})
    return item | {
        "id": str(item["id"]),
        "content": text_content(inner, "MESSAGE_TOO_LONG"),
        "keyboard": keyboard(Params(item)),
    }


def _shown(result: Json) -> Json:
    described = {name: result.get(name, "") for name in ("id", "type", "title", "description", "url")}
    return described | {"message_text": result["content"].text}


METHODS = {"answerCallbackQuery": answer_callback_query, "answerInlineQuery": answer_inline_query}
