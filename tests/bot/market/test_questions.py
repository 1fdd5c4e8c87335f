"""Which words ask for a price, and which ask the documents; and which symbols a typing error meant."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.market.listings import Listings
from bot.market.questions import PriceQuestion, cashtags, day_meant, price_question
from retrieval.catalogue import load_companies
from retrieval.types import Company

ROOT = Path(__file__).parents[3]
LISTINGS = Listings(
    load_companies(ROOT / "docs_store" / "companies.toml"),
    (Company("REMX", "VanEck Rare Earth and Strategic Metals ETF"), Company("XME", "SPDR S&P Metals & Mining ETF")),
)


def asked(text: str) -> list[str] | None:
    question = price_question(text, LISTINGS)
    return None if question is None else [listed.ticker for listed in question.listings]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("How did USAR do yesterday?", ["USAR"]),
        ("how did MP and NB do today", ["MP", "NB"]),
        ("How did the USA Rare Earth stock do yesterday?", ["USAR"]),
        ("What is MP's share price?", ["MP"]),
        ("What is MP’s share price right now", ["MP"]),
        ("please show me the price of MP", ["MP"]),
        ("MP price", ["MP"]),
        ("what's $MP trading at", ["MP"]),
        ("What did MP close at yesterday?", ["MP"]),
        ("How did Critical Metals Corp. close?", ["CRML"]),
        ("what was USAR's closing price yesterday", ["USAR"]),
        ("How much did NioCorp rise yesterday?", ["NB"]),
        ("Did USAR go up or down today?", ["USAR"]),
        ("How is Energy Fuels stock doing?", ["UUUU"]),
        ("How much is one share of MP?", ["MP"]),
        ("how did REMX do today", ["REMX"]),
        ("$MP", ["MP"]),
        ("$mp, $usar!", ["USAR", "MP"]),
        ("mp today?", ["MP"]),
        ("USAR yesterday", ["USAR"]),
        ("usar stock", ["USAR"]),
        ("price mp", ["MP"]),
        ("how is mp doing today", ["MP"]),
        ("hows mp doing today", ["MP"]),
        ("how'd usar do yesterday?", ["USAR"]),
        ("tell me how mp did yesterday", ["MP"]),
        ("wat did mp close at", ["MP"]),
        ("how much is mp", ["MP"]),
        ("mp share price pls", ["MP"]),
        ("what's the last close of mp", ["MP"]),
        ("how did niocorp do on friday", ["NB"]),
        ("how did usar do yesteday?", ["USAR"]),
        ("how did USA Rare Erth do yesterday?", ["USAR"]),
        ("Energy fules prise toady", ["UUUU"]),
        ("show me a chart of USAR", ["USAR"]),
    ],
)
def test_price_question(text: str, symbols: list[str]) -> None:
    assert sorted(asked(text) or []) == sorted(symbols)


@pytest.mark.parametrize(
    "text",
    [
        "How did MP do in Q4 2025?",
        "How did MP do?",
        "How is MP doing?",
        "What is the NdPr price floor for MP?",
        "What price did the DoD pay for MP shares?",
        "What is MP's price target?",
        "Why did USAR jump yesterday?",
        "How much did NB rise on 3 February 2026?",
        "What happened to MP today?",
        "What did $MP say about offtake?",
        "When did the USAR deal close?",
        "How did NB close the financing?",
        "Should I buy MP today?",
        "Is USAR going to fall tomorrow?",
        "how has CRML performed this week?",
        "what is the price of NdPr",
        "what is the price of REO",
        "how did you do yesterday?",
        "how did the EU do yesterday?",
        "mp?",
        "how did mp do on 3 February 2026?",
        "MP price floor today",
        "It costs $10 or $B",
        "$MP " * 20 + "is what I hold",
        "",
        "?",
    ],
)
def test_price_question__in_doubt_the_documents_answer(text: str) -> None:
    assert asked(text) is None


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


@pytest.mark.parametrize("file", ["golden/questions.toml", "golden/development.toml", "hostile/cases.toml"])
def test_price_question__takes_no_question_from_the_documents(file: str) -> None:
    written = tomllib.loads((ROOT / "tests" / file).read_text(encoding="utf-8"))
    assert [text for text in texts(written) if price_question(text, LISTINGS)] == []


@settings(deadline=None)
@given(st.text(alphabet="$MPUSARmp @'?.-\n ", max_size=300))
def test_price_question__takes_any_text(text: str) -> None:
    price_question(text, LISTINGS)
    cashtags(text, LISTINGS)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("How did MP do yesterday?", "yesterday"),
        ("How did MP do last night?", "yesterday"),
        ("How did MP do yesterdy?", "yesterday"),
        ("What did MP close at on Friday?", "friday"),
        ("How did MP do today?", ""),
        ("MP price", ""),
    ],
)
def test_price_question__of_a_day(text: str, day: str) -> None:
    question = price_question(text, LISTINGS)
    assert question is not None
    assert question.day == day


@pytest.mark.parametrize(
    ("said", "is_over", "meant"),
    [
        ("yesterday", True, date(2026, 2, 5)),
        ("thursday", False, date(2026, 2, 5)),
        ("saturday", True, date(2026, 1, 31)),
        ("friday", True, date(2026, 2, 6)),
        ("friday", False, date(2026, 1, 30)),
    ],
)
def test_day_meant__on_a_friday(said: str, is_over: bool, meant: date) -> None:
    assert day_meant(said, date(2026, 2, 6), is_over=is_over) == meant


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("How did AAPL do yesterday?", "AAPL"), ("how did usra do today", "USRA"), ("is uuu up today?", "UUU")],
)
def test_price_question__unknown_tickers_in_words(text: str, symbol: str) -> None:
    assert price_question(text, LISTINGS) == PriceQuestion((), (symbol,))


def test_price_question__unknown_cashtags() -> None:
    mp = LISTINGS.find("MP")
    assert mp is not None
    assert price_question("$FOO $mp $MP", LISTINGS) == PriceQuestion((mp,), ("FOO",))


def test_cashtags__only_known_ones_within_a_text() -> None:
    found = cashtags("Compare $MP with $usar and $FOO, for US$NB or $10B.", LISTINGS)
    assert [listed.ticker for listed in found] == ["MP", "USAR"]


@pytest.mark.parametrize(
    ("said", "ticker"),
    [
        ("mp", "MP"),
        ("$USAR", "USAR"),
        (" energy fuels ", "UUUU"),
        ("Critical Metals Corp", "CRML"),
        ("AII", "ALM"),
        ("remx", "REMX"),
        ("M", None),
        ("", None),
    ],
)
def test_find(said: str, ticker: str | None) -> None:
    found = LISTINGS.find(said)
    assert (found.ticker if found else None) == ticker


@pytest.mark.parametrize(
    ("said", "tickers"),
    [("USRA", ["USAR"]), ("MPP", ["MP"]), ("energy fule", ["UUUU"]), ("$cmrl", ["CRML"]), ("niocorp", ["NB"])],
)
def test_nearest(said: str, tickers: list[str]) -> None:
    assert [listed.ticker for listed in LISTINGS.nearest(said)] == tickers


def test_nearest__everything_where_nothing_is_near() -> None:
    assert tuple(LISTINGS.nearest("AAPL")) == LISTINGS.all


@pytest.mark.parametrize(
    ("typed", "tickers"), [("m", ["MP"]), ("$us", ["USAR"]), ("ene", ["UUUU"]), ("usra", ["USAR"])]
)
def test_matching(typed: str, tickers: list[str]) -> None:
    assert [listed.ticker for listed in LISTINGS.matching(typed)] == tickers
    assert tuple(LISTINGS.matching("")) == LISTINGS.all
