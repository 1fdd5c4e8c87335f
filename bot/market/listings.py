"""The symbols that the bot has prices of: found by ticker or name, and guessed where they are mistyped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from retrieval.routing import LEGAL_FORM
from retrieval.types import Company

_LIKELY = 60


@dataclass(frozen=True, slots=True)
class Listings:
    """The companies of the documents and the benchmarks, of which the first is the one that moves are held against."""

    companies: tuple[Company, ...]
    benchmarks: tuple[Company, ...] = ()

    @property
    def all(self) -> tuple[Company, ...]:
        return self.companies + self.benchmarks

    def find(self, said: str) -> Company | None:
        """The listing whose ticker, with or without a $, or whose name or alias is just what was said."""
        wanted = said.strip().lstrip("$").casefold()
        return next((listed for listed in self.all if wanted in _names(listed)), None)

    def nearest(self, said: str, count: int = 3) -> Sequence[Company]:
        """The listings most like what was said, the likeliest first; all of them where none is like it."""
        likeness = {listed.ticker: _likeness(said, listed) for listed in self.all}
        ranked = sorted(self.all, key=lambda listed: -likeness[listed.ticker])
        return [listed for listed in ranked if likeness[listed.ticker] >= _LIKELY][:count] or self.all

    def matching(self, typed: str) -> Sequence[Company]:
        """The listings that something half typed may become; all of them for nothing typed."""
        start = typed.strip().lstrip("$").casefold()
        fitting = [listed for listed in self.all if any(name.startswith(start) for name in _names(listed))]
        return fitting or self.nearest(typed)


def _names(listed: Company) -> list[str]:
    names = [listed.ticker, listed.name, *listed.aliases]
    return [name.casefold() for name in (*names, *(LEGAL_FORM.sub("", name).strip() for name in names))]


def _likeness(said: str, listed: Company) -> float:
    found = process.extractOne(said.lstrip("$"), _names(listed), scorer=fuzz.ratio, processor=utils.default_process)
    return found[1]
