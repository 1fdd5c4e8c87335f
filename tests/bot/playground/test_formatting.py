"""Telegram's HTML, with offsets in UTF-16 units and refusals in Telegram's words."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.errors import BotApiError
from bot.playground.formatting import parse_html
from bot.playground.state import Entity

TAGS = {
    "b": "bold",
    "em": "italic",
    "ins": "underline",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
Node = str | tuple[str, list["Node"]]


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("plain", "plain", []),
        ("⛏️ <b>MP</b>", "⛏️ MP", [Entity("bold", 3, 2)]),
        ("😀<i>😀</i>😀", "😀😀😀", [Entity("italic", 2, 2)]),
        ("<B>x</b ><STRONG>y</>", "xy", [Entity("bold", 0, 1), Entity("bold", 1, 1)]),
        ("<b><i>x</i>y</b>", "xy", [Entity("italic", 0, 1), Entity("bold", 0, 2)]),
        ("<b></b>x", "x", []),
        ("&lt;b&gt; &amp;amp; &quot;&#65;&#x1F600;&", '<b> &amp; "A😀&', []),
        ("&nbsp;&copy;&amp", "&nbsp;&copy;&", []),
        ('<span class="tg-spoiler">x</span>', "x", [Entity("spoiler", 0, 1)]),
        ('<a href="https://a.example/?q=1&amp;r=2#:~:text=x">x</a>', "x", "https://a.example/?q=1&r=2#:~:text=x"),
        ("<a href='https://A.example'>x</a>", "x", "https://a.example/"),
        ("<a>a.example</a>", "a.example", "http://a.example/"),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ('<a href="http://localhost/">x</a>', "x", []),
        ("<blockquote>x</blockquote>", "x", [Entity("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [Entity("expandable_blockquote", 0, 1)]),
        ("<pre>x</pre>", "x", [Entity("pre", 0, 1)]),
        ('<pre><code class="language-sql">x</code></pre>', "x", [Entity("pre", 0, 1, language="sql")]),
        ('<code class="language-sql">x</code>', "x", [Entity("code", 0, 1)]),
        ('<tg-emoji emoji-id="77">😀</tg-emoji>', "😀", [Entity("custom_emoji", 0, 2, custom_emoji_id="77")]),
    ],
)
def test_parse_html(markup: str, text: str, entities: list[Entity] | str) -> None:
    expected = [Entity("text_link", 0, len(text), url=entities)] if isinstance(entities, str) else entities
    assert parse_html(markup) == (text, expected)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("é <x>y</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<b class='x", "Unclosed start tag at byte offset 0"),
        ('<a href= "x>', "Unclosed start tag at byte offset 0"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=a/b>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<tg-emoji emoji-id='x'>y</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<blockquote>a<b><blockquote>b", 'Tag "blockquote" can\'t be nested at byte offset 16'),
        (
            "&#xD800;",
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code"
            " units",
        ),
    ],
)
def test_parse_html__refuses_in_telegrams_words(markup: str, reason: str) -> None:
    with pytest.raises(BotApiError) as refused:
        parse_html(markup)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def render(node: Node) -> str:
    if isinstance(node, str):
        return escape(node)
    return f"<{node[0]}>{''.join(map(render, node[1]))}</{node[0]}>"


def read(node: Node) -> str:
    return node if isinstance(node, str) else "".join(map(read, node[1]))


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def expected_entities(node: Node, offset: int = 0) -> list[tuple[str, int, int]]:
    if isinstance(node, str):
        return []
    found = []
    begin = offset
    for child in node[1]:
        found += expected_entities(child, offset)
        offset += utf16_units(read(child))
    return [*found, (TAGS[node[0]], begin, offset - begin)] if offset > begin else found


texts = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("😀🏟é&<>\"'\u200d\ufe0f")), max_size=6)
nodes: st.SearchStrategy[Node] = st.recursive(
    texts, lambda inner: st.tuples(st.sampled_from(sorted(TAGS)), st.lists(inner, max_size=3)), max_leaves=8
)


@given(st.lists(nodes, max_size=4))
def test_parse_html__gives_back_any_escaped_text_with_its_places(parts: list[Node]) -> None:
    text, entities = parse_html("".join(map(render, parts)))
    expected = []
    offset = 0
    for part in parts:
        expected += expected_entities(part, offset)
        offset += utf16_units(read(part))
    assert text == "".join(map(read, parts))
    assert [(entity.type, entity.offset, entity.length) for entity in entities] == expected


@given(st.text(st.sampled_from("<>/&;#x1ab= \"'\nb😀"), max_size=30))
def test_parse_html__either_parses_or_refuses(markup: str) -> None:
    try:
        text, entities = parse_html(markup)
    except BotApiError:
        return
    assert all(0 < entity.offset + entity.length <= utf16_units(text) for entity in entities)
