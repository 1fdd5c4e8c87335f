"""Questions about prices, told from those that the documents answer. Pure, and in doubt it is not a price question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.market.listings import Listings
from retrieval.routing import route
from retrieval.types import Company

CASHTAG = re.compile(r"(?<![\w$])\$([A-Za-z]{1,5}(?:\.[A-Za-z])?)(?![\w$])")
_ONLY_CASHTAGS = re.compile(rf"\W*(?:{CASHTAG.pattern}\W*)+")

_LONGEST = 160
_POLITE = r"(?:(?:please|hey|hi|hello|ok|so|and|tell me|show me|give me)\W+)*"
_DAY = r"(?: (?:today|yesterday|last night|now|right now|rn|at the moment|currently|so far today))"
_SHARES = r"(?:(?:'s)? (?:stocks?|shares?))"
_ABOUT = rf"@(?:'s)?{_SHARES}?"
_DONE = r"(?:do|doing|done|perform|performing|performed|fare|faring|fared|move|moving|moved)"
_TRADED = r"(?:close|closing|closed|trade|trading|traded|end|ended|finish|finished)"
_ROSE = (
    r"(?:go|going|gone|be|rise|risen|rising|rose|fall|fallen|falling|fell|gain|gained|lose|lost|drop|dropped|jump|"
    r"jumped|move|moved|change|changed|climb|climbed|up|down|slide|slid|sink|sunk|rally|rallied|surge|surged)"
)
_UP = rf"{_ROSE}(?: {_ROSE}| or| and| by)*"
_TENSE = r"(?:did|do|does|has|have|is|are|was|were)"
_NEW = r"(?:(?:the )?(?:current |latest |last |closing |share |stock |market )*)"
_FORMS = [
    rf"how {_TENSE} {_ABOUT} {_DONE}{_DAY}",
    rf"how {_TENSE} @{_SHARES} {_DONE}{_DAY}?",
    rf"(?:how|where|what)(?:'s| {_TENSE}) {_ABOUT} {_TRADED}(?: at)?{_DAY}?",
    rf"(?:how much )?{_TENSE} {_ABOUT} {_UP}{_DAY}",
    rf"(?:what(?:'s| is| was| are)? )?{_NEW}(?:share|stock) price (?:of|for) @{_DAY}?",
    rf"(?:what(?:'s| is| was| are)? )?{_NEW}(?:price|quote) (?:of|for) @(?:'s)?(?: (?:stock|shares?))?{_DAY}?",
    rf"(?:what(?:'s| is| was| are)? )?@(?:'s)? {_NEW}(?:price|quote|close){_DAY}?",
    rf"how much is (?:a|one) (?:share|stock) of @{_DAY}?",
]
_QUESTION = re.compile(rf"{_POLITE}(?:{'|'.join(_FORMS)})(?: please)?")
_YESTERDAY = re.compile(r"\b(?:yesterday|last night)\b")


@dataclass(frozen=True, slots=True)
class PriceQuestion:
    """Which prices are asked for: of known listings, of symbols that are not known, and of which day."""

    listings: tuple[Company, ...]
    unknown: tuple[str, ...] = ()
    is_about_yesterday: bool = False


def price_question(text: str, listings: Listings) -> PriceQuestion | None:
    """What `text` asks about prices, if it asks about nothing else; None otherwise."""
    if _ONLY_CASHTAGS.fullmatch(text):
        return asked_for(CASHTAG.findall(text), listings)
    if len(text) > _LONGEST:
        return None
    named = route(text, listings.all)
    if not named.companies or not _QUESTION.fullmatch(_pattern_of(text, named.names)):
        return None
    return PriceQuestion(named.companies, is_about_yesterday=bool(_YESTERDAY.search(text.lower())))


def asked_for(symbols: Sequence[str], listings: Listings) -> PriceQuestion:
    """A question about symbols by their names, each once."""
    found = {symbol.upper(): listings.find(symbol) for symbol in symbols}
    known = {listed.ticker: listed for listed in found.values() if listed is not None}
    return PriceQuestion(tuple(known.values()), tuple(symbol for symbol, listed in found.items() if listed is None))


def cashtags(text: str, listings: Listings) -> tuple[Company, ...]:
    """The known listings that stand as cashtags in a text about something else."""
    return asked_for(CASHTAG.findall(text), listings).listings


def _pattern_of(text: str, names: Sequence[str]) -> str:
    """`text` in small letters with every name as "@", several in a row as one."""
    text = text.replace("’", "'")
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"[$#]?(?<![\w]){re.escape(name.replace('’', chr(39)).lstrip('$#'))}(?!\w)", "@", text)
    text = re.sub(r"[^\w@' ]+", " ", text.lower())
    text = re.sub(r"(?:\bthe )?@(?: (?:corp|inc|ltd)\b)?", "@", " ".join(text.split()))
    return re.sub(r"@(?: (?:and|or|vs|@))*(?<=@)", "@", text)
