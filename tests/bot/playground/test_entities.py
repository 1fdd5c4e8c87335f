"""What Telegram recognises in a text, and how entities share it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import arranged, is_blank, recognised, utf16_length
from bot.playground.state import Entity


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/ask what", [("bot_command", "/ask")]),
        ("/ask@lode_playground_bot x", [("bot_command", "/ask@lode_playground_bot")]),
        ("and/or 1/2 a/b/c <b>", []),
        ("hi @ada, @b and a@b", [("mention", "@ada")]),
        ("$MP and $1 or US$MP, $TOOLONGXX", [("cashtag", "$MP")]),
        ("#rare #1 #a1", [("hashtag", "#rare"), ("hashtag", "#a1")]),
        ("write to ir@mp.example.", [("email", "ir@mp.example")]),
        ("see https://a.example/b?c=d#e.", [("url", "https://a.example/b?c=d#e")]),
        ("see sec.gov/edgar, or file.txt", [("url", "sec.gov/edgar")]),
        ("😀 /help 😀 $UUUU", [("bot_command", "/help"), ("cashtag", "$UUUU")]),
    ],
)
def test_recognised(text: str, found: list[tuple[str, str]]) -> None:
    units = text.encode("utf-16-le")
    entities = recognised(text)
    parts = [units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le") for one in entities]
    assert list(zip([one.type for one in entities], parts, strict=True)) == found


def test_arranged__joins_a_style_and_cuts_it_around_code() -> None:
    given_entities = [Entity("bold", 0, 4), Entity("bold", 3, 5), Entity("code", 2, 2)]
    assert arranged("abcdefgh", given_entities) == (
        Entity("bold", 0, 2),
        Entity("code", 2, 2),
        Entity("bold", 4, 4),
    )


def test_arranged__of_two_that_may_not_overlap_keeps_the_longer() -> None:
    link = Entity("text_link", 0, 4, url="https://a.example/")
    assert arranged("abcd", [Entity("code", 1, 2), link]) == (link,)


def test_arranged__finds_nothing_within_code_or_links() -> None:
    code = Entity("code", 0, 4)
    assert arranged("/ask /now", [code]) == (code, Entity("bot_command", 5, 4))


def test_arranged__keeps_a_hundred() -> None:
    codes = [Entity("code", 2 * place, 1) for place in range(120)]
    assert len(arranged("x " * 120, codes)) == 100


@pytest.mark.parametrize(("text", "blank"), [("", True), (" \n\u200b\u2060", True), (" .", False), ("😀", False)])
def test_is_blank(text: str, blank: bool) -> None:
    assert is_blank(text) is blank


@given(st.text())
def test_recognised__lies_within_the_text_and_does_not_overlap(text: str) -> None:
    end = 0
    for entity in recognised(text):
        assert entity.offset >= end
        end = entity.offset + entity.length
    assert end <= utf16_length(text)
