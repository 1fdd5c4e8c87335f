"""Addresses that open a document at the quoted words."""

from dataclasses import replace

import pytest

from bot.messages.links import link_to, text_fragment, web_address
from tests.fakes import LOAN_CITATION, MINE_CITATION


def test_link_to__opens_a_web_page_at_the_quoted_words() -> None:
    assert link_to(LOAN_CITATION) == (
        "https://example.org/vault#:~:text=The%20Export%2DImport%20Bank%20lends%20%2410%20billion."
    )


def test_link_to__opens_a_pdf_at_its_page() -> None:
    assert link_to(MINE_CITATION) == "https://example.org/mp.pdf#page=7"
    assert link_to(replace(MINE_CITATION, url="https://example.org/mp.pdf#top")) == "https://example.org/mp.pdf#page=7"


def test_link_to__keeps_an_anchor_of_the_address() -> None:
    citation = replace(LOAN_CITATION, url="https://example.org/a#b", quote="words")
    assert link_to(citation) == "https://example.org/a#b:~:text=words"


def test_link_to__without_quoted_words_is_the_address() -> None:
    assert link_to(replace(LOAN_CITATION, quote=" \n")) == "https://example.org/vault"


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "ftp://example.org/x", "https://", "https://a b", "http://[x", "/etc/passwd"],
)
def test_web_address__is_http_only(url: str | None) -> None:
    assert web_address(url) is None


def test_text_fragment__encodes_what_has_a_meaning_there() -> None:
    assert text_fragment("a-b, c & d\u2019s 5%") == "a%2Db%2C%20c%20%26%20d%E2%80%99s%205%25"


def test_text_fragment__names_start_and_end_of_a_long_quote() -> None:
    quote = "one two three four five six " * 5 + "seven eight nine ten eleven."
    assert text_fragment(quote) == "one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven."


def test_text_fragment__takes_the_outer_cells_of_a_table() -> None:
    assert text_fragment("USA Rare Earth | USAR | 18%") == "USA%20Rare%20Earth,18%25"
    assert text_fragment("Company | Move\nMP Materials | about 10%") == "Company,about%2010%25"
