"""Why shares moved, by what documents say of the company, the day and the direction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.digests.reasons import Account, Statement, account_of, is_of_the_day
from retrieval.catalogue import load_catalogue, load_companies
from retrieval.chunking import chunk_document
from retrieval.loading import load_blocks
from retrieval.types import Chunk, Source
from tests.bot.digests.boards import FILING, LISTINGS, MONDAY, PROFILE, STORY, TUESDAY, WEDNESDAY

STORE = Path(__file__).parents[3] / "docs_store"
BUNDLED = {source.id: source for source in load_catalogue(STORE / "catalogue.toml")[0]}
COMPANIES = load_companies(STORE / "companies.toml")
HEADLINE = (
    "Brussels prepares a critical-minerals offer to Washington; rare-earth shares jump (oninvest, 3-4 February 2026)"
)


def account(text: str, section: str = "", day: date = TUESDAY, source: Source = STORY) -> list[tuple[str, int]]:
    """The statements about NB that a document with this text makes, each with its direction."""
    found = account_of(source, [Chunk("c", source.id, 0, "", text, section)], LISTINGS.companies, day)
    return [(one.quote, one.direction) for one in found.statements if "NB" in one.symbols]


def bundled(source: Source, day: date) -> Account:
    return account_of(source, chunk_document(source, load_blocks(source, 10**6), COMPANIES), COMPANIES, day)


def explained(accounts: Iterable[Account], symbol: str, direction: int) -> list[str]:
    return [quote for one in accounts if (quote := one.explains(symbol, direction))]


@pytest.mark.parametrize(
    ("published_on", "is_found"),
    [
        (MONDAY - timedelta(days=1), False),
        (MONDAY, True),
        (WEDNESDAY, True),
        (WEDNESDAY + timedelta(days=1), False),
        (None, False),
    ],
)
def test_is_of_the_day__since_the_session_before_to_the_day_after(published_on: date | None, is_found: bool) -> None:
    assert is_of_the_day(replace(STORY, published_on=published_on), TUESDAY, MONDAY) is is_found


def test_is_of_the_day__no_portraits_and_no_filings_of_the_day_after() -> None:
    assert not is_of_the_day(PROFILE, TUESDAY, MONDAY)
    assert is_of_the_day(FILING, TUESDAY, MONDAY)
    assert not is_of_the_day(replace(FILING, published_on=WEDNESDAY), TUESDAY, MONDAY)


def test_account_of__sentences_that_name_the_company_a_move_and_no_other_day() -> None:
    for sentence, direction in (
        ("NB Corp. shares jumped after the offer.", 1),
        ("Shares of MP and NB fell, by 5 % and more.", -1),
        ("On 3 February 2026 NB Corp. lost 4 percent.", -1),
        ("NB Corp. shares rose and then fell.", 0),
    ):
        assert account(sentence) == [(sentence, direction)]
    for sentence in (
        "MP Corp. shares jumped after the offer.",
        "NB Corp. opened a mine in Nebraska with 40 people.",
        "NB Corp. shares jumped on 2 February 2026.",
        "On 3 February 2025 NB Corp. lost 4 percent.",
        "NB Corp. refines 12% of the world's niobium.",
        "Shares of NB fell, and why was not reported.",
    ):
        assert account(sentence) == []


def test_account_of__the_date_of_the_section_and_of_the_document() -> None:
    sentence = "NB Corp. shares jumped after the offer."
    assert account(sentence, section="Moves on 2 February 2026") == []
    assert account(sentence, section="Moves on 2 February 2026", day=MONDAY) == [(sentence, 1)]
    assert account(sentence, source=replace(STORY, published_on=WEDNESDAY)) == []


def test_account_of__a_row_stands_for_the_headline() -> None:
    table = "Company | Move\nNB Corp. | 19%\nMP Corp. | 10%"
    assert account(table, section="Share moves on 3 February 2026") == [(STORY.title, 1)]
    assert account(table, section="Share moves on 2 February 2026") == []


def test_account_of__a_headline_that_names_the_company_and_a_filing() -> None:
    named = replace(STORY, title="NB Corp. signs a contract")
    assert account("", source=named) == [(named.title, 0)]
    assert account("", source=replace(named, published_on=WEDNESDAY)) == []
    assert account_of(FILING, (), (), TUESDAY).statements == (Statement(frozenset({"MP"}), FILING.title, 0),)


def test_account_of__the_bundled_story() -> None:
    """Its table is about 3 February; a line below it tells of the day after, and it never tells why ALM moved."""
    of_tuesday = [bundled(one, TUESDAY) for one in BUNDLED.values() if is_of_the_day(one, TUESDAY, MONDAY)]
    for symbol in ("NB", "USAR", "CRML", "UUUU", "MP", "IDR"):
        assert explained(of_tuesday, symbol, 1) == [HEADLINE]
        assert explained(of_tuesday, symbol, -1) == []
    assert explained(of_tuesday, "ALM", 1) == []
    of_wednesday = [bundled(one, WEDNESDAY) for one in BUNDLED.values() if is_of_the_day(one, WEDNESDAY, TUESDAY)]
    for symbol in ("USAR", "CRML", "MP"):
        assert explained(of_wednesday, symbol, -1) == [
            "4 February, reversal: Reuters reported USAR down 6%, CRML down 5.2% and MP down 2.4%."
        ]
        assert explained(of_wednesday, symbol, 1) == []
    assert explained(of_wednesday, "UUUU", -1) == []
