"""Bytes to text: encodings, and characters that nobody sees."""

import codecs

import pytest

from retrieval.errors import DocumentUnreadable
from retrieval.loading.encoding import decode, visible


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Dürre – 5 €".encode(), "Dürre – 5 €"),
        ("Dürre – 5 €".encode("cp1252"), "Dürre – 5 €"),
        (codecs.BOM_UTF8 + "Dürre".encode(), "Dürre"),
        ("Dürre".encode("utf-16"), "Dürre"),
        (codecs.BOM_UTF16_BE + "Dürre".encode("utf-16-be"), "Dürre"),
        ("Dürre".encode("utf-32"), "Dürre"),
        (b"a\x81b", "a�b"),
        ("<meta charset='koi8-r'>Завод".encode("koi8-r"), "<meta charset='koi8-r'>Завод"),
        ("<meta charset=gb2312>镕基".encode("gbk"), "<meta charset=gb2312>镕基"),
        ("Завод €".encode()[:-1] + b"\xff" + "Завод ".encode() * 9, "Завод �" + "�" + "Завод " * 9),
    ],
)
def test_decode__by_mark_or_utf8_or_windows_1252(content: bytes, text: str) -> None:
    assert decode(content) == text


def test_decode__refuses_what_is_no_text() -> None:
    with pytest.raises(DocumentUnreadable, match="not a text file"):
        decode(b"PK\x03\x04\x00\x00")


@pytest.mark.parametrize("text", ["Завод отделяет неодим. ", "工場はネオジムを分離する。"])
def test_decode__refuses_to_guess_an_encoding(text: str) -> None:
    with pytest.raises(DocumentUnreadable, match=r"save it as UTF-8|not a text file"):
        decode((text * 5).encode("koi8-r" if text[0] == "З" else "shift_jis"))


def test_decode__refuses_noise_behind_a_mark() -> None:
    noise = bytes(range(1, 256)) * 20
    for content in (codecs.BOM_UTF16_LE + noise, noise):
        with pytest.raises(DocumentUnreadable, match="not a text file"):
            decode(content)


def test_visible__one_line_of_what_a_reader_sees() -> None:
    assert (
        visible(" a\t\nb\u00a0c\u00ad\u200bd \x00\x1b e\u202ef\ue000 \uf0b7 cafe\u0301 \ud800\U000e0041\ufe0f")
        == "a b cd ef\ue000 • café"
    )
