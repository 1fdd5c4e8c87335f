"""Questions about prices, told from those that the documents answer. Pure, and in doubt it is not a price question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz.distance import OSA

from bot.market.listings import Listings
from retrieval.routing import ORDINARY, route
from retrieval.types import Company

CASHTAG = re.compile(r"(?<![\w$])\$([A-Za-z]{1,5}(?:\.[A-Za-z])?)(?![\w$])")
_ONLY_CASHTAGS = re.compile(rf"\W*(?:{CASHTAG.pattern}\W*)+")

_LONGEST = 160
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_POLITE = r"(?:(?:please|pls|hey|hi|hello|ok|so|and|tell me|show me|give me)\W+)*"
_DAY = (
    r"(?: (?:today|yesterday|last night|now|right now|rn|at the moment|currently|so far today|"
    rf"(?:on |last )?(?:{'|'.join(_WEEKDAYS)})))"
)
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
_WHAT = r"(?:wh?at(?:'?s| is| was| are)? )?"
_NEW = r"(?:(?:the )?(?:current |latest |last |closing |share |stock |market )*)"
_MOVES = [
    rf"how(?:'?[sd]| {_TENSE}) {_ABOUT} {_DONE}{_DAY}",
    rf"how(?:'?[sd]| {_TENSE}) @{_SHARES} {_DONE}{_DAY}?",
    rf"how {_ABOUT} (?:did|{_TENSE} {_DONE}){_DAY}",
    rf"(?:how|where|wh?at)(?:'?[sd]| {_TENSE}) {_ABOUT} {_TRADED}(?: at)?{_DAY}?",
    rf"(?:how much )?{_TENSE} {_ABOUT} {_UP}{_DAY}",
]
_PRICES = [
    rf"{_WHAT}{_NEW}(?:share|stock) price (?:of|for) @{_DAY}?",
    rf"{_WHAT}{_NEW}(?:price|quote) (?:of |for )?@(?:'s)?(?: (?:stock|shares?))?{_DAY}?",
    rf"{_WHAT}{_NEW}close (?:of|for) @{_DAY}?",
    rf"{_WHAT}@(?:'s)? {_NEW}(?:price|quote|close){_DAY}?",
    rf"how much is (?:(?:a|one) (?:share|stock) of )?@(?: worth)?{_DAY}?",
    rf"@(?:{_SHARES}|{_SHARES}?{_DAY})",
    r"(?:an? |the )?(?:price )?chart (?:of |for )?@|@(?:'s)? (?:price )?chart",
]
_ABOUT_MOVES = re.compile(rf"{_POLITE}(?:{'|'.join(_MOVES)})(?: (?:please|pls))?")
_QUESTION = re.compile(rf"{_POLITE}(?:{'|'.join(_MOVES + _PRICES)})(?: (?:please|pls))?")
_PAST_DAY = re.compile(rf"\b(yesterday|last night|{'|'.join(_WEEKDAYS)})\b")
_OFTEN_MISTYPED = (
    "today",
    "yesterday",
    "price",
    "share",
    "shares",
    "stock",
    "stocks",
    "trading",
    "closing",
    *_WEEKDAYS,
)
_TICKER = re.compile(r"[A-Z]{3,5}")
_SHORTEST_MISTYPED_TICKER = 4


@dataclass(frozen=True, slots=True)
class PriceQuestion:
    """Which prices are asked for: of known listings, of symbols that are not known, and of which day.

    `day` is "yesterday" or a weekday in small letters, as `day_meant` takes it; "" is the last session.
    """

    listings: tuple[Company, ...]
    unknown: tuple[str, ...] = ()
    day: str = ""


def price_question(text: str, listings: Listings) -> PriceQuestion | None:
    """What `text` asks about prices, if it asks about nothing else; None otherwise."""
    if _ONLY_CASHTAGS.fullmatch(text):
        return asked_for(CASHTAG.findall(text), listings)
    if len(text) > _LONGEST:
        return None
    named = route(text, listings.all)
    pattern = _pattern_of(text, named.names)
    if named.companies:
        return PriceQuestion(named.companies, day=_day_in(pattern)) if _QUESTION.fullmatch(pattern) else None
    symbol = next((word for word in _possible_tickers(text, listings) if _asks_for_move(text, word)), None)
    return PriceQuestion((), (symbol.upper(),)) if symbol else None


def day_meant(said: str, today: date, *, is_over: bool) -> date:
    """The day that the `day` of a question means; the weekday of today is today once its session `is_over`."""
    if said not in _WEEKDAYS:
        return today - timedelta(days=1)
    latest = today if is_over else today - timedelta(days=1)
    return latest - timedelta(days=(latest.weekday() - _WEEKDAYS.index(said)) % 7)


def asked_for(symbols: Sequence[str], listings: Listings) -> PriceQuestion:
    """A question about symbols by their names, each once."""
    found = {symbol.upper(): listings.find(symbol) for symbol in symbols}
    known = {listed.ticker: listed for listed in found.values() if listed is not None}
    return PriceQuestion(tuple(known.values()), tuple(symbol for symbol, listed in found.items() if listed is None))


def cashtags(text: str, listings: Listings) -> tuple[Company, ...]:
    """The known listings that stand as cashtags in a text about something else."""
    return asked_for(CASHTAG.findall(text), listings).listings


def _day_in(pattern: str) -> str:
    said = _PAST_DAY.search(pattern)
    return said[1].replace("last night", "yesterday") if said else ""


def _possible_tickers(text: str, listings: Listings) -> list[str]:
    """The words that look like a ticker, or like one of ours mistyped."""
    tickers = [listed.ticker for listed in listings.all if len(listed.ticker) >= _SHORTEST_MISTYPED_TICKER]
    return [
        word
        for word in re.findall(r"[A-Za-z]+", text)
        if (_TICKER.fullmatch(word) and word.lower() not in ORDINARY)
        or any(OSA.distance(word.upper(), ticker) == 1 for ticker in tickers)
    ]


def _asks_for_move(text: str, symbol: str) -> bool:
    return bool(_ABOUT_MOVES.fullmatch(_pattern_of(text, [symbol])))


def _corrected(word: str) -> str:
    """A word, or the one of a question about prices that it was probably meant to be."""
    near = [right for right in _OFTEN_MISTYPED if right[0] == word[0] and OSA.distance(word, right) <= len(right) // 5]
    return near[0] if near and word not in _OFTEN_MISTYPED else word


def _pattern_of(text: str, names: Sequence[str]) -> str:
    """`text` in small letters with every name as "@", several in a row as one."""
    text = text.replace("’", "'")
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"[$#]?(?<![\w]){re.escape(name.replace('’', chr(39)).lstrip('$#'))}(?!\w)", "@", text)
    text = re.sub(r"[^\w@' ]+", " ", text.lower())
    text = " ".join(map(_corrected, text.split()))
    text = re.sub(r"(?:\bthe )?@(?: (?:corp|inc|ltd)\b)?", "@", text)
    return re.sub(r"@(?: (?:and|or|vs|@))*(?<=@)", "@", text)
