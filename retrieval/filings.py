"""SEC filings on disk: each in a folder of its own, written whole or not at all, and read back as Sources."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from retrieval.errors import DocumentUnreadable
from retrieval.fiscal import fiscal_period
from retrieval.loading import load_blocks
from retrieval.types import Company, Problem, Source

ARCHIVES = "https://www.sec.gov/Archives/edgar/data"
ACCESSION = r"\d{10}-\d{2}-\d{6}"
KIND = "filing"
MOST_BYTES = 400_000_000  # of a submission, and so of a document in it
RECORD, SUBMISSION, UNFINISHED = "filing.json", "submission.txt.gz", ".unfinished"
PERIODIC = frozenset(("10-K", "10-KT", "10-Q", "10-QT", "20-F", "40-F"))
"""Forms that report on a fiscal year or quarter; the period of others is the day of an event."""


@dataclass(frozen=True, slots=True)
class ListedFiling:
    """A filing as EDGAR lists it. `items` are those of an 8-K, such as "2.02"."""

    cik: int
    accession: str
    form: str
    filed_on: date
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """One document of a filing: its type ("10-K", "EX-99.1"), the SEC's name of the file, and its HTML or text."""

    type: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FetchedFiling:
    """A filing as it was fetched: `submission` is the SEC's file byte by byte, the primary document comes first."""

    listed: ListedFiling
    accepted_at: AwareDatetime
    period: date | None
    submission: bytes
    documents: tuple[FiledDocument, ...]


class KeptDocument(BaseModel):
    """A document of a filing on disk; `size` in bytes tells a whole file from a cut one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    file: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.(?:htm|txt)$")]
    size: int
    url: str


class KeptFiling(BaseModel):
    """What is known of a filing on disk. `accepted_at` is when the SEC took it, `url` its page at sec.gov."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accession: Annotated[str, Field(pattern=f"^{ACCESSION}$")]
    cik: int
    form: str
    filed_on: date
    accepted_at: AwareDatetime
    period: date | None
    items: tuple[str, ...]
    url: str
    documents: Annotated[tuple[KeptDocument, ...], Field(min_length=1)]


class _Broken(Exception):
    """A folder does not hold a whole filing."""


def is_kept(path: Path, ticker: str, accession: str) -> bool:
    """Whether the filing is on disk, whole."""
    try:
        _read(path / ticker / accession)
    except _Broken:
        return False
    return True


def keep_filing(path: Path, ticker: str, filing: FetchedFiling) -> KeptFiling:
    """Write a filing below `path`; until it is complete it stands in a folder that nobody reads."""
    listed = filing.listed
    draft = path / UNFINISHED / listed.accession
    shutil.rmtree(path / UNFINISHED, ignore_errors=True)
    draft.mkdir(parents=True)
    (draft / SUBMISSION).write_bytes(gzip.compress(filing.submission, mtime=0))
    kept = KeptFiling(
        accession=listed.accession,
        cik=listed.cik,
        form=listed.form,
        filed_on=listed.filed_on,
        accepted_at=filing.accepted_at,
        period=filing.period,
        items=listed.items,
        url=_link(listed, f"{listed.accession}-index.html"),
        documents=tuple(_write_documents(draft, filing)),
    )
    (draft / RECORD).write_text(kept.model_dump_json(indent=1), encoding="utf-8")
    folder = path / ticker / listed.accession
    folder.parent.mkdir(exist_ok=True)
    if folder.exists():
        shutil.rmtree(folder)
    draft.replace(folder)
    return kept


def load_filings(path: Path, companies: Sequence[Company]) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The documents of all filings of `companies` below `path`, and the filings that are not whole."""
    sources: list[Source] = []
    problems: list[Problem] = []
    for company in companies:
        for folder in sorted((path / company.ticker).glob("*-*-*")):
            try:
                sources += _sources(company, folder, _read(folder))
            except _Broken as error:
                problems.append(Problem(f"{company.ticker}/{folder.name}", f"{error}; the next sync fetches it again"))
    return tuple(sources), tuple(problems)


def _write_documents(folder: Path, filing: FetchedFiling) -> Iterator[KeptDocument]:
    names: set[str] = set()
    for place, document in enumerate(filing.documents):
        name = _slug(document.type.upper().replace("EX-", "EX")) if place else "primary"
        if name in names:
            name = f"{name}-{place}"
        names.add(name)
        file = f"{name}.{'txt' if document.name.lower().endswith('.txt') else 'htm'}"
        content = document.text.encode()
        (folder / file).write_bytes(content)
        if place and not _has_text(folder / file):
            (folder / file).unlink()  # slides, as a rule: pictures only
            continue
        yield KeptDocument(type=document.type, file=file, size=len(content), url=_link(filing.listed, document.name))


def _has_text(file: Path) -> bool:
    try:
        return bool(load_blocks(Source(file.stem, file.stem, file), MOST_BYTES))
    except DocumentUnreadable:
        return False


def _link(listed: ListedFiling, name: str) -> str:
    """The address at sec.gov, whatever mirror the filing came from."""
    return f"{ARCHIVES}/{listed.cik}/{listed.accession.replace('-', '')}/{quote(name)}"


def _read(folder: Path) -> KeptFiling:
    """Raises `_Broken` where something is missing or cut short."""
    try:
        filing = KeptFiling.model_validate_json((folder / RECORD).read_bytes())
        whole = all((folder / document.file).stat().st_size == document.size for document in filing.documents)
    except (OSError, ValidationError) as error:
        raise _Broken(f"its {RECORD} or a document is missing or unreadable") from error
    if not whole or filing.accession != folder.name:
        raise _Broken("a document of it is not whole")
    return filing


def _sources(company: Company, folder: Path, filing: KeptFiling) -> Iterator[Source]:
    is_periodic = filing.form.removesuffix("/A") in PERIODIC
    period = filing.period if is_periodic else None
    year, quarter = fiscal_period(filing.form, period, company.fiscal_year_end)
    identity = f"{_slug(company.ticker)}-{_slug(filing.form)}-{filing.accession}"
    title = f"{company.name} {filing.form} of {filing.filed_on:%-d %B %Y}"
    for place, document in enumerate(filing.documents):
        name = document.file.rpartition(".")[0]
        yield Source(
            id=f"{identity}-{name}" if place else identity,
            title=f"{title}, {document.type.upper().replace('EX-', 'exhibit ')}" if place else title,
            file=folder / document.file,
            kind=KIND,
            publisher=f"{company.name} via SEC EDGAR",
            published_on=filing.filed_on,
            url=document.url,
            tickers=(company.ticker,),
            form=filing.form,
            fiscal_year=year,
            fiscal_quarter=quarter,
            period_end=period,
            accession=filing.accession,
        )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
