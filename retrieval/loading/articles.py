"""The article of a web page, without what stands around it."""

from __future__ import annotations

import re
from html import escape

from retrieval.loading.html import with_hidden_marked
from retrieval.loading.titles import BELOW_REGISTRANT, title_inside

AROUND = re.compile(
    r"<(?:article|aside|footer|header|main|nav)\b"
    r"|\b(?:class|id|role)\s*=\s*[\"']?[^\"'<>]{0,200}(?<![a-z])(?:cookies?|footer|menu|nav(?:bar|igation)?|sidebar)(?![a-z])",
    re.IGNORECASE,
)
LEFT_OUT = "//*[@hidden] | //footer | //aside | //body//*[contains(concat(@id, ' ', @class), 'cookie')]"
BARE = re.compile(r"<html>\s*<body>(?:\s*<p>[^<\n]*\n[^<]*</p>\s*|[^<]*)</body>\s*</html>\s*")
"""All the words of a page, which an extraction falls back to where it finds no article."""


def article_in(page: str, url: str) -> str:
    """The article of the HTML of a page, as HTML with the title of the page; empty where none is found in it.

    Raises `DocumentUnreadable` where elements are nested beyond reason.
    """
    import trafilatura

    article = trafilatura.extract(
        with_hidden_marked(page),  # an extraction drops the styles
        url=url,
        output_format="html",
        include_comments=False,
        include_formatting=True,
        prune_xpath=LEFT_OUT,
    )
    if not article or BARE.fullmatch(article):
        return ""
    return article.replace("<body>", f"<head><title>{escape(title_inside('html', page))}</title></head>\n  <body>", 1)


def article_alone(page: str, url: str) -> str:
    """The article of a page that has more than that; empty where all of it is the document, as in a filing."""
    if BELOW_REGISTRANT.search(page) or not AROUND.search(page):
        return ""
    return article_in(page, url)
