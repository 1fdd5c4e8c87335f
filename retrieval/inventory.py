"""Which documents there are to be indexed: the catalogue with the pages fetched for it, and the filings."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.catalogue import load_catalogue, load_companies
from retrieval.filings import load_filings
from retrieval.pages import with_pages
from retrieval.settings import Settings
from retrieval.types import Company, Problem, Source


@dataclass(frozen=True, slots=True)
class Inventory:
    """The documents as they stand, and the companies that they may be about; `problems` are those left out."""

    sources: tuple[Source, ...]
    companies: tuple[Company, ...]
    problems: tuple[Problem, ...]


def take_inventory(settings: Settings) -> Inventory:
    """All documents that `settings` name. Raises `CatalogueInvalid`."""
    assert settings.documents.catalogue
    assert settings.documents.companies
    companies = load_companies(settings.documents.companies)
    sources, problems = load_catalogue(settings.documents.catalogue)
    filed, broken = load_filings(settings.filings.path, companies)
    return Inventory((*with_pages(sources, settings.documents.pages), *filed), tuple(companies), (*problems, *broken))
