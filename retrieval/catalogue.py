"""What the store holds: `catalogue.toml` with the front matter of its documents, and `companies.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from retrieval.errors import CatalogueInvalid, DocumentUnreadable, SettingsInvalid
from retrieval.settings import parse_table, read_toml
from retrieval.types import Company, Problem, Source

FENCE = b"+++"
FRONT_MATTER_BYTES = 64 * 1024
MARKDOWN = frozenset({".md", ".markdown"})
M = TypeVar("M", bound=BaseModel)


def _from_iso(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or not value.isprintable() or " " in value:
        raise ValueError("must be an http or https address")
    return value


def _month_and_day(value: str) -> str:
    date.fromisoformat(f"2000-{value}")
    return value


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Words = Annotated[tuple[Word, ...], Field(strict=False)]
Day = Annotated[date, BeforeValidator(_from_iso)]


class Described(BaseModel):
    """What may be said of a document, by its front matter or its entry; the entry goes first."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    id: Word | None = None
    title: Word | None = None
    kind: Word | None = None
    publisher: Word | None = None
    published_on: Day | None = None
    url: Annotated[str, AfterValidator(_web_address)] | None = None
    tickers: Words | None = None
    form: Word | None = None
    fiscal_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    fiscal_quarter: Annotated[int, Field(ge=1, le=4)] | None = None
    period_end: Day | None = None
    accession: Word | None = None


class Entry(Described):
    """One `[[document]]` of the catalogue."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    file: Word


class CompanyEntry(BaseModel):
    """One `[[company]]` of the companies file."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    ticker: Word
    name: Word
    aliases: Words = ()
    cik: Annotated[int, Field(ge=1)] | None = None
    exchange: Word | None = None
    fiscal_year_end: Annotated[str, Field(pattern=r"^\d\d-\d\d$"), AfterValidator(_month_and_day)] | None = None
    forms: Words = ()


def load_catalogue(path: Path) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The documents of the catalogue at `path`, and those whose file is missing or whose front matter is unreadable.

    Raises `CatalogueInvalid` for a fault of the catalogue itself, naming the entry and the key.
    """
    sources: list[Source] = []
    problems: list[Problem] = []
    for number, entry in _entries(Entry, path, "document"):
        file = path.parent / entry.file
        try:
            fields = _front_matter(file) | entry.model_dump(exclude_none=True) | {"file": file}
        except DocumentUnreadable as error:
            problems.append(Problem(entry.id or entry.file, str(error)))
            continue
        missing = next((key for key in ("id", "title") if key not in fields), None)
        if missing and not _may_have_front_matter(file):
            raise CatalogueInvalid(f"{path}: `document.{number}.{missing}` is missing")
        if missing:
            problems.append(Problem(entry.id or entry.file, f"front matter: `{missing}` is missing"))
            continue
        sources.append(Source(**fields))
    known = [source.id for source in sources] + [problem.document_id for problem in problems]
    _reject_repeats(known, path, "document id")
    return tuple(sources), tuple(problems)


def load_companies(path: Path) -> tuple[Company, ...]:
    """The companies of the file at `path`; none where there is no such file. Raises `CatalogueInvalid`."""
    if not path.exists():
        return ()
    companies = tuple(Company(**entry.model_dump()) for _, entry in _entries(CompanyEntry, path, "company"))
    _reject_repeats((company.ticker for company in companies), path, "ticker")
    return companies


def _entries(model: type[M], path: Path, table: str) -> list[tuple[int, M]]:
    """The tables `[[table]]` of a file, each with its place in it, from 1."""
    try:
        content = read_toml(path)
        rows = content.pop(table, [])
        if content or not isinstance(rows, list):
            raise CatalogueInvalid(f"{path}: unknown key `{next(iter(content), table)}`; write [[{table}]]")
        return [(n, parse_table(model, row, path, _place(table, n, row))) for n, row in enumerate(rows, 1)]
    except SettingsInvalid as error:
        raise CatalogueInvalid(str(error)) from None


def _place(table: str, number: int, row: Any) -> str:
    name = (row.get("id") or row.get("ticker")) if isinstance(row, dict) else None
    return f"{table}.{number} ({name})" if name else f"{table}.{number}"


def _reject_repeats(names: Iterable[str], path: Path, what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise CatalogueInvalid(f"{path}: the {what} `{name}` stands there twice")
        seen.add(name)


def _may_have_front_matter(file: Path) -> bool:
    return file.suffix.lower() in MARKDOWN


def _front_matter(file: Path) -> dict[str, Any]:
    """What the front matter of `file` says, empty where it has none. Raises `DocumentUnreadable`."""
    if not file.exists():
        raise DocumentUnreadable("there is no such file")
    if not file.is_file():
        raise DocumentUnreadable("this is not a file")
    if not _may_have_front_matter(file):
        return {}
    try:
        with file.open("rb") as content:
            return front_matter(content.read(FRONT_MATTER_BYTES))
    except OSError as error:
        raise DocumentUnreadable(f"front matter: {error}") from None


def front_matter(opening: bytes) -> dict[str, Any]:
    """What the front matter of a Markdown document says that begins with `opening`. Raises `DocumentUnreadable`."""
    try:
        table = tomllib.loads(_fenced(opening).decode())
        return Described.model_validate(table).model_dump(exclude_none=True)
    except ValidationError as error:
        fault = error.errors()[0]
        raise DocumentUnreadable(f"front matter: `{fault['loc'][0]}`: {fault['msg']}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DocumentUnreadable(f"front matter: {error}") from None


def _fenced(opening: bytes) -> bytes:
    """The bytes between the two fences that a document begins with; none where it does not begin with a fence."""
    first, *lines = opening.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True) or [b""]
    if first.rstrip() != FENCE:
        return b""
    for place, line in enumerate(lines):
        if line.rstrip() == FENCE:
            return b"".join(lines[:place])
    raise DocumentUnreadable("front matter: the closing +++ is missing")
