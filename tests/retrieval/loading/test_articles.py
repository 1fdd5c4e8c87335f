"""What of a web page is its article, and which pages are read whole."""

from __future__ import annotations

import pytest

from retrieval.loading import blocks_of
from retrieval.loading.articles import article_alone, article_in
from tests.retrieval.loading.web_pages import ARTICLE, BLOCKS, LINKS, NAVIGATION, PLAIN, SEMANTIC, URL, page


@pytest.mark.parametrize("body", [SEMANTIC, PLAIN])
def test_article_alone__leaves_out_what_stands_around_it(body: str) -> None:
    article = article_alone(page(body), URL)
    assert "<title>Vault &amp; Co</title>" in article
    blocks = blocks_of("html", article.encode(), "Vault & Co", "vault")
    assert [(block.section, block.text) for block in blocks] == BLOCKS


@pytest.mark.parametrize(
    ("attributes", "is_shown"),
    [
        ("hidden", False),
        ('style="display:none"', False),
        ('style="font-size: 0"', False),
        ('style="position:absolute; left:-9999px"', False),
        ('style="color:#fff"', False),
        ('style="color:#fff; background:#000"', True),
        ('style="color:#333"', True),
    ],
)
def test_article_alone__leaves_out_what_nobody_sees(attributes: str, is_shown: bool) -> None:
    body = SEMANTIC.replace(
        "</h2>", f"</h2><p {attributes}>Northfield Motors has agreed to buy ore for ten years.</p>", 1
    )
    article = article_alone(page(body), URL)
    assert ("agreed to buy ore" in article, "aircraft engines have agreed to buy" in article) == (is_shown, True)


@pytest.mark.parametrize(
    "body",
    [
        ARTICLE,
        f'<p>ACME CORP</p><p>(Exact name of registrant as in its charter)</p><div id="footer">F-1</div>{ARTICLE}',
        f"<nav>{NAVIGATION}</nav>{LINKS}<footer>All rights reserved.</footer>",
        f"<nav>{NAVIGATION}</nav>",
        "",
    ],
    ids=["nothing around", "filing", "links", "navigation", "empty"],
)
def test_article_alone__is_none_of_a_page_that_is_read_whole(body: str) -> None:
    assert article_alone(page(body), URL) == ""


def test_article_in__takes_the_article_of_a_page_without_more() -> None:
    assert "<td>Northfield Motors</td>" in article_in(page(ARTICLE), URL)
