from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from retrieval import open_retrieval
from retrieval.answering import Answerer
from retrieval.search import Searcher
from retrieval.settings import load_settings
from tests.retrieval import filings
from tests.retrieval.stores import INDEXED_AT, write_store

TODAY = date(2026, 9, 1)


def article(name: str, day: str, text: str) -> str:
    about = f'id = "{name}"\ntitle = "The {name}"\nkind = "news"\npublished_on = "{day}"\ntickers = ["ACME"]'
    return f"+++\n{about}\n+++\n{text}\n"


FILES = {
    "herald.md": article(
        "Herald", "2026-02-03", "Acme shares rose 17.8% on 2 February 2026.\n\nAcme employs 940 people."
    ),
    "post.md": article("Post", "2026-02-04", "On 2 February 2026 the shares of Acme rose about 16%. Traders cheered."),
    "mail.md": article("Mail", "2026-02-05", "On 3 February 2026 the shares of Acme rose 12%, more than any other."),
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    catalogue = "\n".join(f'[[document]]\nfile = "{name}"' for name in FILES)
    config = write_store(tmp_path_factory.mktemp("news"), FILES, catalogue)
    (config.parent / "companies.toml").write_text(filings.COMPANIES, encoding="utf-8")
    settings = load_settings(config)
    with closing(open_retrieval(settings)) as opened:
        opened.reindex(INDEXED_AT)
        searcher: Searcher = opened._searcher
        yield Answerer(searcher, settings)


def test_differing__both_figures_with_their_sources_and_dates(answerer: Answerer) -> None:
    answer = answerer.answer("How much did Acme shares rise on 2 February 2026?")
    [line] = [line for line in answer.text.splitlines() if "differ" in line]
    assert "17.8% in “The Herald” (3 February 2026)" in line
    assert "16% in “The Post” (4 February 2026)" in line
    assert {citation.document_id for citation in answer.citations} >= {"Herald", "Post"}


def test_differing__another_day_is_another_fact(answerer: Answerer) -> None:
    assert "Sources differ" not in answerer.answer("How much did Acme shares rise on 3 February 2026?").text


def test_dated__an_old_fact_has_its_date_beside_it(answerer: Answerer) -> None:
    question = "How many people does Acme employ?"
    old = answerer.answer(question, today=TODAY).text
    assert "Acme employs 940 people. (as of 3 February 2026) [1]" in old
    assert "as of" not in answerer.answer(question, today=date(2026, 2, 10)).text
    assert "as of" not in answerer.answer("How much did Acme shares rise on 2 February 2026?", today=TODAY).text
