"""Which addresses become links."""

from __future__ import annotations

import pytest

from bot.playground.links import checked_link


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://a.example", "https://a.example/"),
        ("a.example?x", "http://a.example/?x"),
        ("HTTPS://A.Example/Path", "https://a.example/Path"),
        ("https://a.example/x y#:~:text=a%20b,c", "https://a.example/x%20y#:~:text=a%20b,c"),
        ("https://bücher.example/ü", "https://bücher.example/%C3%BC"),
        ("http://127.0.0.1:80/x", "http://127.0.0.1:80/x"),
        ("tg://user?id=1", "tg://user?id=1"),
        ("http://localhost:8000/", None),
        ("ftp://a.example/", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://a b.example/", None),
        ("https://a.example:port/", None),
        ("", None),
    ],
)
def test_checked_link(address: str, link: str | None) -> None:
    assert checked_link(address) == link
