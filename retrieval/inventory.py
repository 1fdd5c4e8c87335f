"""Which documents there are to be indexed: the catalogue with its fetched pages, the filings, what was added."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.added import AddedDocuments
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
    """All documents that `settings` name, but for those that were withdrawn. Raises `CatalogueInvalid`."""
    assert settings.documents.catalogue
    assert settings.documents.companies
    companies = load_companies(settings.documents.companies)
    sources, problems = load_catalogue(settings.documents.catalogue)
    filed, broken = load_filings(settings.filings.path, companies)
    found = (*with_pages(sources, settings.documents.pages), *filed)
    kept = AddedDocuments(settings.documents.added)
    withdrawn = kept.withdrawn()
    added, faulty = kept.load(taken={source.id for source in found})
    return Inventory(
        tuple(source for source in (*found, *added) if source.id not in withdrawn),
        tuple(companies),
        tuple(problem for problem in (*problems, *broken, *faulty) if problem.document_id not in withdrawn),
    )
