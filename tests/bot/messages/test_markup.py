"""Telegram HTML: lengths, cuts and plain text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.markup import as_plain, clip, escape, split, utf16_length, visible_length


@pytest.mark.parametrize(("text", "length"), [("abc", 3), ("né", 2), ("⛏", 1), ("🔎", 2), ("", 0)])
def test_utf16_length__counts_units(text: str, length: int) -> None:
    assert utf16_length(text) == length


def test_visible_length__leaves_out_tags_and_counts_an_entity_as_one() -> None:
    assert visible_length('<a href="https://example.org/?a=1&amp;b=2">R&amp;D</a> <b>🔎</b>') == 6


def test_as_plain__is_what_a_reader_sees() -> None:
    assert as_plain("<b>5 &lt; 6</b> &amp; &quot;x&quot;") == '5 < 6 & "x"'


def test_split__short_text_is_one_part() -> None:
    assert split("one\n\ntwo", 8) == ["one\n\ntwo"]


def test_split__cuts_between_paragraphs() -> None:
    assert split("first paragraph\n\nsecond one\n\nthird", 28) == ["first paragraph", "second one\n\nthird"]


def test_split__cuts_a_long_paragraph_at_a_line_and_a_long_line_at_a_word() -> None:
    assert split("line one\nline two is longer", 20) == ["line one", "line two is longer"]
    assert split("words words words", 12) == ["words words", "words"]


def test_split__a_tiny_first_paragraph_does_not_end_a_part() -> None:
    assert split("Hi\n\n" + "word " * 6, 20) == ["Hi\n\nword word word", "word word word "]


def test_split__closes_and_reopens_tags() -> None:
    html = '<blockquote expandable>one <a href="https://example.org/a b">two three</a></blockquote>'
    assert split(html, 9) == [
        '<blockquote expandable>one <a href="https://example.org/a b">two</a></blockquote>',
        '<blockquote expandable><a href="https://example.org/a b">three</a></blockquote>',
    ]


def test_split__a_word_longer_than_a_message_is_cut_between_characters() -> None:
    assert split("🔎🔎🔎", 5) == ["🔎🔎", "🔎"]


def test_split__never_cuts_an_entity() -> None:
    assert split("&amp;&amp;&amp;", 2) == ["&amp;&amp;", "&amp;"]


_pieces = st.lists(
    st.sampled_from(
        ["word", "🔎", "\n\n", "\n", " ", "&amp;", "&#x27;", "x" * 30, "<b>", "<i>", '<a href="u">', "</>"]
    ),
    max_size=120,
)


@given(_pieces, st.integers(min_value=8, max_value=60))
def test_split__parts_fit_hold_everything_and_are_well_formed(pieces: list[str], limit: int) -> None:
    html = _well_formed(pieces)
    parts = split(html, limit)
    assert all(visible_length(part) <= limit for part in parts)
    assert "".join("".join(map(as_plain, parts)).split()) == "".join(as_plain(html).split())
    for part in parts:
        assert _well_formed(re.findall(r"<[^>]+>|[^<]+", part)) == part


def _well_formed(pieces: list[str]) -> str:
    opened: list[str] = []
    html = ""
    for piece in pieces:
        if piece.startswith("</"):
            html += f"</{opened.pop()}>" if opened else ""
            continue
        if piece.startswith("<"):
            opened.append(piece[1:-1].split()[0])
        html += piece
    return html + "".join(f"</{name}>" for name in reversed(opened))


@given(st.text())
def test_escape__leaves_nothing_that_could_be_a_tag(text: str) -> None:
    assert not re.search(r"[<>]", escape(text))
    assert as_plain(escape(text)) == text


def test_clip__says_that_more_follows() -> None:
    assert clip("abcdef", 6) == "abcdef"
    assert clip("abc def", 6) == "abc …"
