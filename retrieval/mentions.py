"""Which companies a document is about, by how often it names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.routing import LEGAL_FORM, ORDINARY
from retrieval.types import Company

ENOUGH = 2  # mentions in the text; one in the title is enough
TELLING = 4  # letters of a ticker that is taken for one wherever it stands; MP is also a member of parliament
EXCHANGE = r"(?:NYSE(?:[ -]?(?:American|Arca))?|NASDAQ|Nasdaq|AMEX|TSXV?|ASX|OTC\w*)\s*:\s*"


def companies_in(title: str, text: str, companies: Sequence[Company]) -> tuple[str, ...]:
    """The tickers of the companies that `title` names, or `text` at least twice: by name, alias or ticker.

    Names count as they are written, or in capitals: critical metals are no company. A short ticker, or one that is
    also a word, counts with "$" or an exchange before it ("NYSE: MP").
    """
    return tuple(
        company.ticker
        for company in companies
        if (names := _names(company)).search(title) or _is_often(names.finditer(text))
    )


def _names(company: Company) -> re.Pattern[str]:
    names = {LEGAL_FORM.sub("", full).strip() for full in (company.name, *company.aliases)}
    long = sorted((name for name in names if len(name) > TELLING), key=len, reverse=True)
    said = "|".join(re.escape(dressed) for name in long for dressed in (name, name.upper()))
    ticker = re.escape(company.ticker)
    is_telling = len(company.ticker) >= TELLING and company.ticker.lower() not in ORDINARY
    marked = rf"(?<!\w){ticker}" if is_telling else rf"(?:\$|{EXCHANGE}){ticker}"
    return re.compile(rf"(?:{marked}|(?<!\w)(?:{said}))(?!\w)" if said else rf"{marked}(?!\w)")


def _is_often(mentions: Iterator[re.Match[str]]) -> bool:
    return sum(1 for _, _ in zip(range(ENOUGH), mentions, strict=False)) == ENOUGH
