import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval import open_retrieval
from retrieval.errors import FetchFailed
from retrieval.fetching import FetchedPage
from retrieval.pages import keep_page, with_pages
from retrieval.settings import load_settings
from retrieval.types import Source
from tests.retrieval.stores import write_store

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 2, 5, tzinfo=UTC)
URL = "https://vault.example/announcement"
ARTICLE = """<!doctype html><html><head><title>Vault</title></head><body>
<nav><a href="/">Home</a> <a href="/subscribe">Subscribe to our newsletter</a></nav>
<article><h1>A reserve of minerals</h1>
<p>The Export-Import Bank of the United States approved a direct loan of up to ten billion dollars for the reserve.</p>
<h2>Who takes part</h2>
<p>Carmakers and makers of aircraft engines have agreed to buy from the reserve when supplies from abroad fail.</p>
<table><tr><th>Member</th><th>Sector</th></tr><tr><td>Northfield Motors</td><td>Cars</td></tr></table>
</article>
<footer>All rights reserved. We use cookies.</footer><script>alert("hello")</script></body></html>"""
PAGE = FetchedPage(URL, "text/html", ARTICLE.encode())


def test_a_fetched_page_is_indexed_in_place_of_its_retelling(tmp_path: Path) -> None:
    settings = load_settings(write_store(tmp_path))
    with closing(open_retrieval(settings)) as retrieval:
        retrieval.reindex(NOW)
        before = retrieval.document("vault")
        assert before
        keep_page(before.source, PAGE, settings.documents.pages)
        assert retrieval.reindex(NOW).changed == ("vault",)
        after = retrieval.document("vault")
        assert after
        assert after.source == replace(
            before.source,
            title="Project Vault: a reserve of critical minerals (the web page itself)",
            file=tmp_path / "var" / "pages" / "vault.html",
        )
        hit = retrieval.search("Who takes part in Project Vault? Northfield Motors")[0]
        assert hit.chunk.section == "Who takes part"
        assert hit.chunk.text.endswith("Member | Sector\nNorthfield Motors | Cars")
        assert "cookies" not in hit.chunk.text


def test_keep_page__an_id_stays_in_the_folder(tmp_path: Path) -> None:
    source = Source("../../etc/x", "T", tmp_path / "x.md")
    file = keep_page(source, PAGE, tmp_path / "pages")
    assert file == tmp_path / "pages" / "..%2F..%2Fetc%2Fx.html"
    assert with_pages([source], tmp_path / "pages")[0].file == file
    assert with_pages([source], tmp_path) == (source,)


def test_keep_page__without_an_article(tmp_path: Path) -> None:
    source = Source("vault", "T", tmp_path / "x.md")
    with pytest.raises(FetchFailed, match="there is no article in this page"):
        keep_page(source, replace(PAGE, content=b"<html><body></body></html>"), tmp_path)


@pytest.mark.parametrize(
    ("document_id", "reason"),
    [
        ("mp", "127.0.0.1: this is not a public address"),
        ("glossary", "the catalogue holds no document glossary with a `url`"),
        ("none", "the catalogue holds no document none with a `url`"),
    ],
)
def test_fetch_command__refuses(document_id: str, reason: str, tmp_path: Path) -> None:
    config = write_store(tmp_path, {"mp.md": "A"}, MINIMAL)
    command = [sys.executable, "-m", "retrieval", "fetch", document_id, "--config", str(config)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"error: {reason}\n")


MINIMAL = """
[[document]]
id = "mp"
title = "MP"
file = "mp.md"
url = "http://127.0.0.1:9/"

[[document]]
id = "glossary"
title = "Glossary"
file = "mp.md"
"""
