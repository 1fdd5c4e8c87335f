"""Replies of chat models, read tolerantly."""

from __future__ import annotations

import pytest

from retrieval.verification.replies import Part, read_reply


def numbers(reply: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(sentence.text, sentence.numbers) for sentence in read_reply(reply)]


@pytest.mark.parametrize(
    ("markers", "expected"),
    [
        ("[1]", (1,)),
        ("[1][3]", (1, 3)),
        ("[1] [3]", (1, 3)),
        ("[1, 3]", (1, 3)),
        ("[1; 3]", (1, 3)),
        ("[1-3]", (1, 2, 3)),
        ("[1–3]", (1, 2, 3)),
        ("[passage 2]", (2,)),
        ("[^2]", (2,)),
        ("【2】", (2,)),
        ("[1](https://example.com)", (1,)),
        ("[1][1]", (1,)),
    ],
)
def test_read_reply__reads_markers_as_models_write_them(markers: str, expected: tuple[int, ...]) -> None:
    assert numbers(f"It rose {markers}.") == [("It rose.", expected)]
    assert numbers(f"It rose. {markers}")[0][1] == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("It rose (1).", [("It rose.", (1,))]),
        ("It rose. (1, 3) It fell (2).", [("It rose.", (1, 3)), ("It fell.", (2,))]),
        ("It rose (1) and fell.", [("It rose (1) and fell.", ())]),
        ("It rose (1). It fell [2].", [("It rose (1).", ()), ("It fell.", (2,))]),
        ("It rose (2026).", [("It rose (2026).", ())]),
    ],
)
def test_read_reply__takes_round_markers_where_there_are_no_others(
    reply: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert numbers(reply) == expected


def test_read_reply__keeps_what_each_marker_stands_after() -> None:
    (sentence,) = read_reply("It rose 5% [1], and they fell 3% [2] in May.")
    assert sentence.parts == (
        Part("It rose 5%", (1,)),
        Part(", and they fell 3%", (2,)),
        Part(" in May.", ()),
    )
    assert sentence.text == "It rose 5%, and they fell 3% in May."


def test_read_reply__drops_reasoning_formatting_and_invisible_characters() -> None:
    reply = "<think>Let me see. It fell [9].</think>**It** ro\u200bse <b>5%</b> `now` [1].\n<think>It never ended"
    assert numbers(reply) == [("It rose 5% now.", (1,))]


def test_read_reply__reads_lists_and_tables() -> None:
    sentences = read_reply("- It rose [1].\n2. It fell [2].\n| MP | $5 | 10% [3] |\n|---|---|\n")
    assert [(sentence.text, sentence.numbers, sentence.is_item) for sentence in sentences] == [
        ("It rose.", (1,), True),
        ("It fell.", (2,), True),
        ("MP: $5, 10%", (3,), False),
    ]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("The documents do not say.", True),
        ("the documents do not say", True),
        ("The passages don't mention the price.", True),
        ("I'm sorry, I cannot answer that.", True),
        ("The sources do not say how much was paid [1].", False),
        ("Revenue rose.", False),
    ],
)
def test_read_reply__tells_a_refusal(reply: str, expected: bool) -> None:
    (sentence,) = read_reply(reply)
    assert sentence.is_refusal is expected


def test_read_reply__a_hostile_reply_takes_linear_time() -> None:
    assert read_reply("[1-999] " * 5000 + "<think>" * 5000) is not None
    assert len(read_reply("It rose [1]. " * 2000)) == 2000
