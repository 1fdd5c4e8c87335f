from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval import open_retrieval
from retrieval.overview import _defines, overview, subject_of
from retrieval.search import Searcher
from retrieval.settings import load_settings
from retrieval.store import Retrieval
from retrieval.types import Chunk
from retrieval.units import units_of
from tests.retrieval.stores import INDEXED_AT, write_store

GLOSSARY = """+++
id = "words"
title = "Words of the trade"
+++
## Metals
- **REO and TREO.** Rare-earth oxides, and the sum of them. The usual way to state a grade.
- **Niobium.** A metal that steel is made harder with.
- The price of niobium rose by 12% in May.
"""
PROFILE = """+++
id = "mp-profile"
title = "MP Materials Corp.: profile"
tickers = ["MP"]
+++
## Listing
New York, since 2020. The year ends in December.

## What it does
- Mines rare earths at Mountain Pass. The mine reopened in 2012.
- Makes magnets in Fort Worth.

| Year | Tonnes |
| --- | --- |
| 2024 | 1,294 |
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retrieval]:
    config = write_store(tmp_path_factory.mktemp("described"))
    folder = config.parent if config.is_file() else config
    _add(folder, "words.md", GLOSSARY)
    _add(folder, "profile.md", PROFILE)
    with closing(open_retrieval(load_settings(config))) as retrieval:
        assert retrieval.reindex(INDEXED_AT).problems == ()
        yield retrieval


def _add(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with (folder / "catalogue.toml").open("a", encoding="utf-8") as catalogue:
        catalogue.write(f'\n[[document]]\nfile = "{name}"\n')


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("what is gallium", "gallium"),
        ("What's the price floor?", "price floor"),
        ("so tell me more about MP Materials please", "MP Materials"),
        ("what does MP do?", "MP"),
        ("what does TREO stand for", "TREO"),
        ("gallium meaning", "gallium"),
        ("gallium is waht?", "gallium"),
        ("$MP", "MP"),
        ("MP Materials?", "MP Materials"),
        ("what is the price of gallium", None),
        ("what is MP's revenue", None),
        ("what is it", None),
        ("what is the revenue", None),
        ("gallium", None),
        ("when was Project Vault announced", None),
    ],
)
def test_subject_of__what_a_description_is_asked_of(searcher: Searcher, question: str, subject: str | None) -> None:
    assert subject_of(searcher.ask(question)) == subject


def quotes(retrieval: Retrieval, question: str) -> list[str]:
    searcher = retrieval._searcher
    return [each.unit.quote for each in overview(searcher.ask(question), searcher)]


def test_overview__a_term_is_answered_by_its_definition(opened: Retrieval) -> None:
    assert quotes(opened, "what is niobium?") == ["Niobium. A metal that steel is made harder with."]
    assert quotes(opened, "what does TREO stand for") == ["REO and TREO. Rare-earth oxides, and the sum of them."]


def test_overview__a_company_by_what_its_profile_says_that_it_does(opened: Retrieval) -> None:
    described = ["Mines rare earths at Mountain Pass.", "Makes magnets in Fort Worth."]
    assert quotes(opened, "who is MP Materials")[:2] == described
    assert quotes(opened, "MP")[:2] == described


def test_overview__a_document_named_so_by_what_it_opens_with(opened: Retrieval) -> None:
    assert quotes(opened, "what is Project Vault")[0].startswith(
        "The Export-Import Bank lends Project Vault $10 billion"
    )


def test_overview__an_item_about_it_says_what_it_is() -> None:
    chunk = Chunk(
        "a", "a", 0, "", "- Leek, near Kanab, Utah: a mine.\n- Cost of Leek: $3.\n- Leek in Utah: $3.\n- Leek: a mill."
    )
    assert [_defines(["Leek"], unit) for unit in units_of(chunk)] == [True, False, False, True]


def test_overview__nothing_where_no_document_describes_it(opened: Retrieval) -> None:
    assert quotes(opened, "what is a hedgehog") == []
    assert opened.ask("what is a hedgehog").status == "not_found"


def test_ask__the_description_comes_first_and_is_cited(opened: Retrieval) -> None:
    answer = opened.ask("tell me about MP Materials")
    assert answer.citations[0].document_id == "mp-profile"
    assert answer.citations[0].quote == "Mines rare earths at Mountain Pass. The mine reopened in 2012."
    assert answer.text.startswith("• Mines rare earths at Mountain Pass. The mine reopened in 2012. [1]")
