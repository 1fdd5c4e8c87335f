"""Document stores of any size, made from sentences of the bundled documents, the same each time."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from retrieval.catalogue import load_catalogue, load_companies
from retrieval.loading import load_blocks
from retrieval.sentences import split_sentences
from retrieval.types import Company
from tests.evaluation.stores import ROOT

DOCUMENT_STORE = ROOT / "docs_store"
MODELS = ROOT / "var" / "models"  # where the converted encoder is kept, so that no store converts it again
PASSAGES = 50  # of one document: each is a section
MOST_CHARACTERS = 900  # of a passage, so that it is one to the quick-start too
DISTINCT = 1000  # passages that differ in their words; those after them differ in their figures only
FIGURE = re.compile(r"\d+")


def write_store(folder: Path, passages: int) -> Path:
    """Make `folder` a document store of so many passages; returns its configuration file. What else is in it stays."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(DOCUMENT_STORE / "companies.toml", folder / "companies.toml")
    companies = load_companies(folder / "companies.toml")
    texts = made_passages()
    numbers = range(passages // PASSAGES)
    for number in numbers:
        write_document(folder, number, list(islice(texts, PASSAGES)))
    entries = [_entry(number, companies[number % len(companies)]) for number in numbers]
    (folder / "catalogue.toml").write_text("\n".join(entries), encoding="utf-8")
    return write_config(folder)


def write_document(folder: Path, number: int, passages: Iterable[str]) -> None:
    """Write the file of document `number`, a section for each passage."""
    sections = [f"## Part {n}\n\n{text}\n" for n, text in enumerate(passages, start=1)]
    (folder / f"report-{number}.md").write_text("\n".join(sections), encoding="utf-8")


def write_config(folder: Path, documents: str = "") -> Path:
    """A configuration file in `folder`, whose index lies beside it; `documents` is its table [documents]."""
    folder.mkdir(parents=True, exist_ok=True)
    MODELS.mkdir(parents=True, exist_ok=True)
    if not (folder / "models").exists():
        (folder / "models").symlink_to(MODELS)
    config = folder / "config.toml"
    market = "[bot.market]\nproviders = []"
    config.write_text(f'[documents]\n{documents}\n[index]\npath = "index"\n{market}\n', encoding="utf-8")
    return config


def write_bundled(folder: Path) -> Path:
    """A configuration file in `folder` for the bundled documents."""
    return write_config(folder, f'catalogue = "{DOCUMENT_STORE / "catalogue.toml"}"')


def _entry(number: int, company: Company) -> str:
    """A catalogue entry: reports go round the companies, quarters and years."""
    year, quarter = 2010 + number // 4 % 16, 1 + number % 4
    return f"""[[document]]
id = "report-{number}"
title = "{company.name}: report {number}"
file = "report-{number}.md"
kind = "filing"
form = "{"10-K" if quarter == 4 else "10-Q"}"
tickers = ["{company.ticker}"]
fiscal_year = {year}
fiscal_quarter = {quarter}
"""


def made_passages(seed: int = 2026) -> Iterator[str]:
    """Passages without end: sentences drawn by lot, and after `DISTINCT` of them the same with other figures."""
    chance = random.Random(seed)
    known = _sentences()
    texts = [_passage(known, chance) for _ in range(DISTINCT)]
    yield from texts
    while True:
        for text in texts:
            yield FIGURE.sub(lambda figure: _other(figure[0], chance), text)


def _passage(known: list[str], chance: random.Random) -> str:
    text = chance.choice(known)
    while len(longer := f"{text} {chance.choice(known)}") <= MOST_CHARACTERS:
        text = longer
    return text


def _other(figure: str, chance: random.Random) -> str:
    """Another figure of as many digits."""
    return "".join(chance.choice("123456789") for _ in figure)


def _sentences() -> list[str]:
    sources, _ = load_catalogue(DOCUMENT_STORE / "catalogue.toml")
    blocks = [block for source in sources for block in load_blocks(source, 20_000_000) if block.kind != "table"]
    found = (sentence for block in blocks for sentence in split_sentences(block.text))
    return [sentence for sentence in found if 40 < len(sentence) < 400 and "http" not in sentence]
