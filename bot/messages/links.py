"""Addresses that open a document at the quoted words."""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from retrieval.types import Citation

_WHOLE_QUOTE = 100
_WORDS = 5


def link_to(citation: Citation) -> str | None:
    """The original, opened at the page or at the quoted words; None where there is no web address."""
    url = web_address(citation.url)
    if url is None:
        return None
    if citation.page is not None:
        return f"{url.partition('#')[0]}#page={citation.page}"
    fragment = text_fragment(citation.quote)
    if not fragment:
        return url
    return f"{url}{'' if '#' in url else '#'}:~:text={fragment}"


def web_address(url: str | None) -> str | None:
    """`url` if Telegram may link it and a browser may open it: http and https only."""
    if url is None or re.search(r"[\s\x00-\x1f]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def text_fragment(quote: str) -> str:
    """The value of a text directive for `quote`: all of it, or "first words,last words" where it is long.

    Each half must stand in one block of the page, so that cells of a table row and lines are not joined.
    See https://wicg.github.io/scroll-to-text-fragment/.
    """
    pieces = [" ".join(piece.split()) for piece in re.split(r" \| |\n", quote)]
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        return ""
    if len(pieces) == 1 and len(pieces[0]) <= _WHOLE_QUOTE:
        return _encode(pieces[0])
    first, last = pieces[0].split()[:_WORDS], pieces[-1].split()[-_WORDS:]
    return f"{_encode(' '.join(first))},{_encode(' '.join(last))}"


def _encode(text: str) -> str:
    # A bare "-" or "," has a meaning of its own in a text directive.
    return percent_encode(text, safe="").replace("-", "%2D")
