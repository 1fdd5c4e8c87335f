"""Which inline keyboards Telegram takes."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.errors import BotApiError
from bot.playground.keyboards import Keyboard, keyboard
from bot.playground.params import Params


def read(*rows: Any) -> Keyboard:
    return keyboard(Params({"reply_markup": {"inline_keyboard": list(rows)}}))


def test_keyboard__keeps_rows_and_drops_empty_ones() -> None:
    button = {"text": "1", "callback_data": "é" * 32}
    assert read([button], [], [button, button]) == ((button,), (button, button))
    assert keyboard(Params()) == ()
    assert keyboard(Params({"reply_markup": '{"inline_keyboard": []}'})) == ()


def test_keyboard__completes_an_address() -> None:
    assert read([{"text": "x", "url": "a.example"}]) == (({"text": "x", "url": "http://a.example/"},),)


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "", "callback_data": "x"}, "can't parse inline keyboard button: Text must be non-empty"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Text must be non-empty"),
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "x", "callback_data": "x", "url": "https://a.example"}, "BUTTON_TYPE_INVALID"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"text": "x", "url": "http://localhost/"},
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        ("x", "can't parse inline keyboard button: expected an Object"),
    ],
)
def test_keyboard__refuses_a_button(button: Any, reason: str) -> None:
    with pytest.raises(BotApiError) as refused:
        read([button])
    assert refused.value.description == f"Bad Request: {reason}"


def test_keyboard__takes_a_hundred_buttons_and_no_more() -> None:
    row = [{"text": "x", "callback_data": "x"}] * 8
    assert len(read(*[row] * 12)) == 12
    with pytest.raises(BotApiError, match="reply markup is too long"):
        read(*[row] * 13)


@pytest.mark.parametrize(
    "markup", ['"x"', "{", '{"inline_keyboard": {}}', '{"inline_keyboard": [1]}', '{"keyboard": []}']
)
def test_keyboard__refuses_what_is_none(markup: str) -> None:
    with pytest.raises(BotApiError):
        keyboard(Params({"reply_markup": markup}))
