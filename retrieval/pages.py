"""The web pages behind documents of the catalogue: one that was fetched takes the place of the bundled retelling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from retrieval.errors import FetchFailed
from retrieval.fetching import FetchedPage
from retrieval.loading.articles import article_in
from retrieval.loading.encoding import decode
from retrieval.types import Source

NOTE = "(the web page itself)"


def keep_page(source: Source, page: FetchedPage, folder: Path) -> Path:
    """Write the article of a page, without what stands around it, to the file that is read instead of the source's.

    Raises `FetchFailed` where no article is found in it.
    """
    article = article_in(decode(page.content), page.url)
    if not article:
        raise FetchFailed(f"{page.url}: there is no article in this page")
    folder.mkdir(parents=True, exist_ok=True)
    file = _file(source, folder)
    draft = file.with_suffix(".new")
    draft.write_text(article, encoding="utf-8")
    draft.replace(file)
    return file


def with_pages(sources: Sequence[Source], folder: Path) -> tuple[Source, ...]:
    """`sources`, those whose web page was fetched reading from it, which their title notes."""
    return tuple(
        replace(source, file=file, title=f"{source.title} {NOTE}")
        if (file := _file(source, folder)).is_file()
        else source
        for source in sources
    )


def _file(source: Source, folder: Path) -> Path:
    return folder / f"{quote(source.id, safe='')}.html"
