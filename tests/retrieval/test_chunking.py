"""Passages: where they are cut, what their header says, and that nothing is lost on the way."""

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue import load_catalogue, load_companies
from retrieval.chunking import LIMIT, chunk_document
from retrieval.loading import load_blocks
from retrieval.types import Block, Company, Source

STORE = Path(__file__).parents[2] / "docs_store"
MP = Company("MP", "MP Materials Corp.")
SOURCE = Source("doc", "Title", Path("doc.md"))
CAP = 2000


def texts(blocks: list[Block], source: Source = SOURCE) -> list[str]:
    return [chunk.text for chunk in chunk_document(source, blocks, [])]


def test_chunk_document__packs_the_blocks_of_a_section_and_no_others() -> None:
    blocks = [
        Block("paragraph", "Opening.", "A"),
        Block("item", "one", "A"),
        Block("item", "two", "A"),
        Block("paragraph", "Closing.", "A"),
        Block("paragraph", "Other.", "B"),
        Block("paragraph", "Next page.", "B", page=2),
    ]
    chunks = chunk_document(SOURCE, blocks, [])
    assert [(chunk.section, chunk.page, chunk.text) for chunk in chunks] == [
        ("A", None, "Opening.\n\n- one\n- two\n\nClosing."),
        ("B", None, "Other."),
        ("B", 2, "Next page."),
    ]
    assert [chunk.ordinal for chunk in chunks] == [0, 1, 2]
    assert [chunk.header for chunk in chunks] == ["A · Title", "B · Title", "B · Title"]


def test_chunk_document__header_says_what_the_passage_belongs_to() -> None:
    source = Source(
        "mp-8k",
        "MP Materials 8-K of 7 May 2026: first-quarter 2026 results",
        Path("x.md"),
        published_on=date(2026, 5, 7),
        tickers=("MP",),
        form="8-K",
        fiscal_year=2026,
        fiscal_quarter=1,
    )
    (chunk,) = chunk_document(source, [Block("paragraph", "Text.", "Figures")], [MP])
    assert chunk.header == (
        "MP Materials Corp. (MP) · 8-K · Q1 2026 · Figures · "
        "MP Materials 8-K of 7 May 2026: first-quarter 2026 results · 2026-05-07"
    )


@pytest.mark.parametrize(
    ("tickers", "about"),
    [
        ((), ""),
        (("NB",), "NB · "),
        (("MP", "NB", "IDR"), "MP Materials Corp. (MP), NB, IDR · "),
        (("MP", "NB", "IDR", "ALM"), "MP, NB, IDR, ALM · "),
    ],
)
def test_chunk_document__header_names_up_to_three_companies(tickers: tuple[str, ...], about: str) -> None:
    source = Source("doc", "Title", Path("x.md"), tickers=tickers)
    (chunk,) = chunk_document(source, [Block("paragraph", "Text.")], [MP])
    assert chunk.header == f"{about}Title"


def test_chunk_document__header_keeps_the_lowest_headings_of_a_long_path() -> None:
    section = " › ".join(
        ("PART I", "Item 1. Financial Statements " + "x" * 90, "Note 3 – Financial Instruments", "Cash")
    )
    (chunk,) = chunk_document(SOURCE, [Block("paragraph", "Text.", section)], [])
    assert chunk.section == section
    assert chunk.header == section.removeprefix("PART I › ") + " · Title"


@pytest.mark.parametrize(
    ("year", "quarter", "end", "period"),
    [
        (2026, 2, None, "Q2 2026"),
        (2026, None, date(2026, 6, 30), "FY 2026"),
        (None, None, date(2026, 6, 30), "2026-06-30"),
    ],
)
def test_chunk_document__header_names_the_period(
    year: int | None, quarter: int | None, end: date | None, period: str
) -> None:
    source = Source("doc", "Title", Path("x.md"), fiscal_year=year, fiscal_quarter=quarter, period_end=end)
    (chunk,) = chunk_document(source, [Block("paragraph", "Text.")], [])
    assert chunk.header == f"{period} · Title"


def test_chunk_document__a_long_table_repeats_its_lead_in_and_headings() -> None:
    rows = [f"Line item number {number} | {number},000 | {number},500" for number in range(70)]
    table = Block("table", "\n".join(["In millions | 2022 | 2021", *rows]), has_headings=True)
    parts = texts([Block("paragraph", "Sales were:"), table])
    opening = "Sales were:\n\nIn millions | 2022 | 2021\n"
    assert len(parts) == 3
    assert all(part.startswith(opening) and len(part) <= LIMIT for part in parts)
    assert [line for part in parts for line in part.removeprefix(opening).split("\n")] == rows


def test_chunk_document__no_part_of_a_table_ends_with_a_label() -> None:
    rows = [line for number in range(40) for line in (f"Group {number}:", f"Row {number} " + "x" * 60 + " | 5")]
    parts = texts([Block("table", "\n".join(rows))])
    assert len(parts) == 3
    assert all(part.startswith("Group") and part.endswith(" | 5") for part in parts)
    assert [line for part in parts for line in part.split("\n") if line] == rows


def test_chunk_document__rows_without_headings_stand_apart_and_repeat_nothing() -> None:
    rows = [f"Row {number} " + "x" * 80 + " | 5" for number in range(30)]
    parts = texts([Block("table", "\n".join(rows))])
    assert "\n\n".join(parts).split("\n\n") == rows


def test_chunk_document__a_long_paragraph_is_cut_between_sentences() -> None:
    sentences = [
        f"Sentence {number} says that revenue rose by {number}% against the year before." for number in range(40)
    ]
    parts = texts([Block("paragraph", " ".join(sentences))])
    assert all(part.endswith(".") and part.startswith("Sentence") and len(part) <= LIMIT for part in parts)
    assert " ".join(parts) == " ".join(sentences)


def test_chunk_document__an_endless_word_is_cut() -> None:
    parts = texts([Block("paragraph", "x" * 5000)])
    assert max(map(len, parts)) <= LIMIT
    assert sum(part.count("x") for part in parts) == 5000


def test_chunk_document__twenty_million_letters_without_a_blank_take_time_in_proportion() -> None:
    started = time.process_time()
    parts = texts([Block("paragraph", "x" * 20_000_000)])
    assert time.process_time() - started < 5.0  # a tenth of it is enough; where each piece copies the rest, 15 s
    assert sum(map(len, parts)) == 20_000_000


@pytest.mark.parametrize("section", ["Sources", "Annex › References", "Links:"])
def test_chunk_document__leaves_lists_of_links_out(section: str) -> None:
    links = [Block("item", f"https://example.org/{number} (2026)", section) for number in range(3)]
    assert texts([*links, Block("item", "A book, 2020", section)]) == []


def test_chunk_document__keeps_sources_that_are_no_links_and_links_that_are_no_sources() -> None:
    assert texts([Block("paragraph", "Revenue comes from two sources.", "Sources")]) == [
        "Revenue comes from two sources."
    ]
    assert texts([Block("item", "See https://example.org", "Contact")]) == ["- See https://example.org"]


def test_chunk_document__repeats_get_ids_of_their_own() -> None:
    blocks = [Block("paragraph", "Same.", "A"), Block("paragraph", "Other.", "B"), Block("paragraph", "Same.", "A")]
    first, _, second = chunk_document(SOURCE, blocks, [])
    assert (first.header, first.text) == (second.header, second.text)
    assert first.id != second.id
    assert re.fullmatch("[0-9a-f]{24}", first.id)


def test_chunk_document__an_id_depends_on_document_header_and_text_alone() -> None:
    (chunk,) = chunk_document(SOURCE, [Block("paragraph", "Text.")], [])
    (later,) = chunk_document(SOURCE, [Block("item", "New."), Block("paragraph", "Text.", page=2)], [])[1:]
    (elsewhere,) = chunk_document(Source("other", "Title", Path("doc.md")), [Block("paragraph", "Text.")], [])
    assert chunk.id == later.id != elsewhere.id


def test_chunk_document__bundled_store() -> None:
    companies = load_companies(STORE / "companies.toml")
    sources, _ = load_catalogue(STORE / "catalogue.toml")
    chunks = [chunk for source in sources for chunk in chunk_document(source, load_blocks(source, 10**6), companies)]
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert {chunk.document_id for chunk in chunks} == {source.id for source in sources}
    assert not any("Sources" in chunk.section for chunk in chunks)
    figures = next(
        chunk for chunk in chunks if chunk.document_id == "filing-mp-8k-2026-05-07" and "90,649" in chunk.text
    )
    assert figures.header == (
        "MP Materials Corp. (MP) · 8-K · Q1 2026 · Group figures (thousand dollars, except per share) · "
        "MP Materials 8-K of 7 May 2026: first-quarter 2026 results · 2026-05-07"
    )
    assert figures.text.startswith("Measure | Q1 2026 | Q1 2025\nRevenue | 90,649 | 60,810\n")


WORDS = st.lists(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=30), min_size=1, max_size=400)
BLOCKS = st.lists(
    st.builds(
        lambda kind, words, section, page, row: Block(
            kind, (" | " if kind == "table" else " ").join(words).replace(" | ", "\n", row), section, page, row > 0
        ),
        st.sampled_from(["paragraph", "item", "table"]),
        WORDS,
        st.sampled_from(["", "A", "A › B"]),
        st.sampled_from([None, 1]),
        st.integers(0, 3),
    ),
    max_size=12,
)


@given(BLOCKS)
def test_chunk_document__loses_no_word_and_keeps_its_limits(blocks: list[Block]) -> None:
    chunks = chunk_document(SOURCE, blocks, [])
    words = {word for chunk in chunks for word in chunk.text.split()}
    assert {word for block in blocks for word in block.text.split()} <= words
    assert all(0 < len(chunk.text) <= CAP for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert chunks == chunk_document(SOURCE, blocks, [])
