"""What `config.toml` may say about retrieval; paths in it are relative to the file."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from retrieval.errors import SettingsInvalid

DEFAULT_CONFIG = Path("config.toml")
T = TypeVar("T", bound=BaseModel)


class Table(BaseModel):
    """A table of the configuration file: a key that it does not know is an error, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Documents(Table):
    """Which documents there are. Without `catalogue`: `docs_store/catalogue.toml`, or else `catalogue.toml`.

    `pages` is where fetched web pages are kept, each of which takes the place of a document of the catalogue, and
    `added` where the documents are that an operator has added while the bot runs.
    """

    catalogue: Path | None = None
    companies: Path | None = None
    max_megabytes: float = Field(default=20.0, gt=0)
    pages: Path = Path("var/pages")
    added: Path = Path("var/documents")


def _contact(value: str) -> str:
    if value and not re.fullmatch(r"[!-~ ]*[!-~]@[!-~]+\.[!-~]+", value):
        raise ValueError('must hold an e-mail address, as in "Example Ltd admin@example.com"')
    return value


class Filings(Table):
    """Whose name goes with requests to SEC EDGAR (`contact`; without one there are none), and what is fetched.

    Filings made before `since` are left alone; `every_hours` is the pause between two looks on a weekday.
    """

    contact: Annotated[str, AfterValidator(_contact)] = ""
    path: Path = Path("var/filings")
    since: date = date(2025, 1, 1)
    every_hours: int = Field(default=6, ge=1)
    base_url: str = "https://www.sec.gov"
    data_url: str = "https://data.sec.gov"


class Index(Table):
    """Where the index is kept."""

    path: Path = Path("var/index")


class Embedding(Table):
    """The model that turns text into vectors: the bundled one, or a sentence-transformers name or folder."""

    model: str = "all-MiniLM-L6-v2"


class Search(Table):
    """How many passages a search returns and an answer may draw on; `reranker` is a `CrossEncoder`'s name or folder."""

    k: int = Field(default=10, ge=1, le=100)
    reranker: str = ""


class Answering(Table):
    """Who writes the answers: nobody (`model` empty: sentences of the documents), or a chat model.

    `model` is a name for LangChain's `init_chat_model`, such as "openai:gpt-4.1-mini"; `base_url` points it at any
    OpenAI-compatible server. The key comes from the environment variable of the provider.
    """

    model: str = ""
    base_url: str = ""
    temperature: float = Field(default=0.0, ge=0, le=2)
    timeout_seconds: float = Field(default=30.0, gt=0)
    max_tokens: int = Field(default=700, ge=50)


class Settings(Table):
    """All of the configuration file that retrieval reads; the table `bot` belongs to the bot, which checks it."""

    documents: Documents = Documents()
    filings: Filings = Filings()
    index: Index = Index()
    embedding: Embedding = Embedding()
    search: Search = Search()
    answering: Answering = Answering()
    bot: dict[str, Any] = Field(default_factory=dict, repr=False)


def load_settings(config: Path = DEFAULT_CONFIG) -> Settings:
    """Read `config` (or `config.toml` in it, where it is a folder), with every path made absolute.

    Raises `SettingsInvalid`, which names the file and the key.
    """
    if config.is_dir():
        config = config / DEFAULT_CONFIG
    return resolve_paths(parse_table(Settings, read_toml(config), config), config.resolve().parent)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises `SettingsInvalid`, which names the file and the line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsInvalid(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(f"{path}: {error}") from None


def parse_table(model: type[T], table: dict[str, Any], path: Path, under: str = "") -> T:
    """`table` as a `model`. Raises `SettingsInvalid`, which names each wrong key of `path`, below the table `under`."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        faults = "; ".join(_fault(item["loc"], item["type"], item["msg"], under) for item in error.errors())
        raise SettingsInvalid(f"{path}: {faults}") from None


def _fault(location: tuple[int | str, ...], kind: str, message: str, under: str) -> str:
    key = ".".join(str(part) for part in ((under,) if under else ()) + location)
    return f"unknown key `{key}`" if kind == "extra_forbidden" else f"`{key}`: {message}"


def resolve_paths(settings: Settings, folder: Path) -> Settings:
    """`settings` with its paths taken as relative to `folder`, and the catalogue found where none is named."""
    catalogue = settings.documents.catalogue
    if catalogue is None:
        beside = folder / "catalogue.toml"
        catalogue = beside if beside.is_file() else folder / "docs_store" / "catalogue.toml"
    catalogue = folder / catalogue
    companies = (
        folder / settings.documents.companies if settings.documents.companies else catalogue.parent / "companies.toml"
    )
    kept = {"pages": folder / settings.documents.pages, "added": folder / settings.documents.added}
    documents = settings.documents.model_copy(update={"catalogue": catalogue, "companies": companies, **kept})
    filings = settings.filings.model_copy(update={"path": folder / settings.filings.path})
    index = settings.index.model_copy(update={"path": folder / settings.index.path})
    embedding = settings.embedding.model_copy(update={"model": _folder_or_name(settings.embedding.model, folder)})
    search = settings.search.model_copy(update={"reranker": _folder_or_name(settings.search.reranker, folder)})
    parts = {"documents": documents, "filings": filings, "index": index, "embedding": embedding, "search": search}
    return settings.model_copy(update=parts)


def _folder_or_name(model: str, folder: Path) -> str:
    """The folder of a model, where there is one of this name in `folder`, or else the name itself."""
    return str(folder / model) if model and (folder / model).is_dir() else model
