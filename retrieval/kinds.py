"""The kinds of thing that questions ask for, amounts, dates, names, places and causes, and how texts tell them."""

from __future__ import annotations

import re

YES_OR_NO = re.compile(r"^\W*(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would)\b", re.I)
NUMBER = re.compile(
    r"\d[\d.,]*%?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|\w+teen|twenty|thirty|hundred)\b",
    re.I,
)
DATE = re.compile(
    r"\b(?:1[5-9]|20)\d\ds?\b(?![.,]\d)|\b(?:\d+(?:st|nd|rd|th)|\w+(?:st|nd|rd|th)) century\b|\b(?:season|episode)\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\bq[1-4]\b",
    re.I,
)
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
NO_PLACE = rf"(?!(?:{MONTH})\b|Q\d)"
PLACE = re.compile(
    rf"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Aa]cross|[Ff]rom)\s+(?:(?:the|[a-z]+ern)\s+)*{NO_PLACE}(?P<place>[A-Z][a-z]+)"
    rf"|,\s+{NO_PLACE}(?P<further>[A-Z][a-z]+)|\b(?:[Ll]ocation|[Pp]lace|[Ss]ite): (?P<named>[A-Z]\w+)"
    r"|\b(?:[Ll]ocated|[Ss]ituated|found|stored|kept|housed|held|frozen|buried|lies?|stands?)"
    r" (?:in|on|at|under|between|near|behind) (?:(?:the|an?|its) )?(?P<spot>[a-z]+)"
)
# "Where does the name come from" is answered by an origin that need not be a place.
ORIGIN = re.compile(
    r"\b(?:origin\w*|deriv\w+|roots?|stems|com(?:es?|ing)|came|taken|dates?|named|coined|goes back)\b"
    r"|\b(?:in|from) (?P<place>[A-Z][a-z]+)"
)
# A town is named with its state or country, or called a town.
TOWN = re.compile(r"[A-Z][a-z]+, (?=[A-Z][a-z])|\b(?:[Tt]own|[Cc]ity|[Vv]illage)\b")
# Two words in capitals, an abbreviation, a word in capitals within a sentence, or a body that is known by what it does.
NAME = re.compile(
    r"\b[A-Z][\w.’'-]+ (?:of )?[A-Z][\w.’'-]+|\b[A-Z][A-Z]{2,}\b|[a-z,;] (?!I\b)(?P<within>[A-Z][\w.’'-]+)"
    r"|\b[Tt]he (?:department|government|agency|ministry|treasury|commission|bank|board|company|buyer|seller|lender)\b"
)
# Who acts for a body is a person: named with an office, or as one who does something.
PERSON = re.compile(
    r"\b(?:[Pp]resident|[Cc]ommissioner|[Ss]ecretary|[Mm]inister|[Rr]epresentative|[Aa]mbassador|[Cc]hair\w*|[Ss]enator"
    r"|[Dd]irector|Mr|Ms|Mrs|Dr)\.? (?P<person>[A-Z]\w+)"
    r"|\b(?:signed|negotiated|represented) (?:\w+ )?by (?P<named>[A-Z]\w+ [A-Z]\w+)"
)
CAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|after|following|as|so|since|therefore|hence|reasons?|caus\w+"
    r"|driven|dr[io]ves?|behind|led to|results? (?:from|of)|resulted|came from|comes from|stem\w*|reflect\w*|offset"
    r"|in order to|so that|purpose|goals?|aim(?:s|ed)?|meant|intended|designed|lets?|keeps?|allows?|enables?|helps?"
    r"|need(?:s|ed)?|on (?:news|hopes|reports|word)|pushed|lifted|sent|trigger\w*|spark\w*|boost\w*|weigh\w*)\b",
    re.I,
)
PERCENT = re.compile(r"\d\s?%|\bpercent\b|\b(?:half|a third|two thirds|a quarter|three quarters)\b", re.I)
# A measure asks for a number, unless the question begins by asking for something else of it: "why was it a profit".
NO_NUMBER = r"^(?!\W*(?:and\s+|but\s+|so\s+)?(?:who|whom|where|when|why)\b)"
# "When" asks for a date, unless it only leads on what "who" or "how much" asks: "who pays when the price falls".
ANY_ASKING = r"\b(?:who(?:se|m)?|what|which|how|where|why)\b"
WHEN = rf"^(?!.*{ANY_ASKING}(?:(?!\b(?:and|or)\b|[,;?]).)*\bwhen\b).*\bwhen\b"
KINDS = (
    (
        re.compile(
            r"\bwhy\b|\bwhat (?:caused|drove|led to|triggered|lifted|(?:is|was) behind)\b"
            r"|\breasons? (?:for|why|behind)\b",
            re.I,
        ),
        CAUSE,
    ),
    (
        re.compile(
            r"\bhow (?:much|many|big|large|long|far|high|old|deep|fast|often)\b"
            rf"|{NO_NUMBER}.*\b(?:price|amount|count|revenue|sales|cost|costs|size|percent|percentage|number|rate|income|loss"
            r"|profit|margin|output"
            r"|grade|pounds|tons|tonnes|ounces|reserves|capacity|stake|share|degrees|term|eps|irr|npv|aisc|capex|cash|debt|worth"
            r"|value)\b",
            re.I,
        ),
        NUMBER,
    ),
    (
        re.compile(
            r"\b(?:interest|tax|coupon|default|inflation) rates?\b"
            r"|\b(?:what|which) (?:per\s?cent(?:age)?|share|proportion) of\b",
            re.I,
        ),
        PERCENT,
    ),
    (re.compile(rf"{WHEN}|\b(?:which|what) (?:date|day|year|month)\b|\bhow soon\b|\bsince\b", re.I), DATE),
    (re.compile(r"\bwho(?:se|m)?\b", re.I), NAME),
    (re.compile(r"\bwho(?:m)?\b.*\b(?:sign(?:ed|s)?|spoke|speaks?|negotiate[sd]?)\b.*\bfor\b", re.I), PERSON),
    (
        re.compile(
            r"\bwhere\b(?!\s+(?:can|could|do|did|should)\s+(?:i|we|you)\b)(?!.*\bcomes? from\b)"
            r"|\b(?:which|what) (?:country|countries|state|place|location)s?\b",
            re.I,
        ),
        PLACE,
    ),
    (re.compile(r"\bwhere\b.*\bcomes? from\b", re.I), ORIGIN),
    (re.compile(r"\b(?:which|what) (?:towns?|city|cities|villages?)\b", re.I), TOWN),
)
# "How deep" is answered by a depth, not by any length: how a dimension is asked for, and how it is told.
DIMENSIONS = (
    (re.compile(r"\bhow deep\b", re.I), re.compile(r"\bdeep|\bdepth|\bbelow\b|\bunder ?ground\b|\breach", re.I)),
    (re.compile(r"\bhow old\b", re.I), re.compile(r"\bold\b|\bage\b|\bsince\b|\b(?:19|20)\d\d\b", re.I)),
    (re.compile(r"\bhow tall\b", re.I), re.compile(r"\btall\b|\bhigh\b|\bheight\b", re.I)),
    (re.compile(r"\bhow heavy\b", re.I), re.compile(r"\bweigh|\bheav", re.I)),
)
PER_ASKED = re.compile(
    r"\bper (?P<each>[a-z]+)\b|\b(?:price|cost|pay|pays|paid|much|worth|for) (?:an?|each)"
    r" (?P<one>ounce|oz|pound|kilo|kg|tonne|ton|share)\b",
    re.I,
)
# "How many tonnes" is answered in tonnes: units of measure as they are asked for, and as they are told.
UNITS = tuple(
    (re.compile(rf"\bhow (?:many|much)\b[^?]{{0,30}}?\b(?:{asked})\b", re.I), re.compile(told, re.I))
    for asked, told in (
        ("tonnes|tons", r"\b(?:tonnes?|tons?|t|mt)\b"),
        ("ounces|oz", r"\b(?:ounces?|oz)\b"),
        ("acres|hectares", r"\b(?:acres?|hectares?|ha)\b"),
        ("percent", r"%|\bpercent\b"),
        ("years", r"\byears?\b|\bdecades?\b"),
        ("months", r"\bmonths?\b"),
    )
)
OTHER_NAMES = {
    "ounce": "oz",
    "kilogram": "kg|kilo",
    "kilo": "kg|kilogram",
    "pound": "lb",
    "ton": "tonne",
    "tonne": "ton",
}
NOT_COUNTED_BY = frozenset(["cent", "annum", "year", "month", "quarter", "day", "week"])
TOKEN = re.compile(r"[\w%]+(?:[.,]\d+%?)*")


def kinds_wanted(question: str) -> list[re.Pattern[str]]:
    """The kinds of thing, number, date or name, that `question` asks for; a yes or no has no "when" and "where"."""
    told_by = [told for asked, told in KINDS if asked.search(question)]
    return [told for told in told_by if told not in (DATE, PLACE)] if YES_OR_NO.search(question) else told_by


def is_told(kind: re.Pattern[str], text: str, asked: str) -> bool:
    """Whether `text` holds something of the kind that is asked for which `asked` does not say itself."""
    said = set(TOKEN.findall(asked.lower()))
    told = (match[match.lastindex or 0].lower() for match in kind.finditer(text))
    return any(not set(TOKEN.findall(each)) <= said for each in told)


def measures_of(question: str) -> list[re.Pattern[str]]:
    """How a text must tell an amount: as a depth for "how deep", in tonnes for "how many tonnes", for one ounce for
    "per ounce".
    """
    dimensions = [told for asked, told in (*DIMENSIONS, *UNITS) if asked.search(question)]
    units = (match["each"] or match["one"] for match in PER_ASKED.finditer(question.lower()))
    return dimensions + [_for_one(unit) for unit in units if unit not in NOT_COUNTED_BY]


def _for_one(unit: str) -> re.Pattern[str]:
    """An amount for one `unit`, before it or, in a row, after it: "$21.50 a share", "Price per oz: $3,000"."""
    names = "|".join((unit, OTHER_NAMES.get(unit, unit)))
    one = rf"(?:\bper|\ban?|\beach|\bevery|/)\s*(?:{names})\b"
    return re.compile(rf"\d[^·;]*{one}|{one}.*\d", re.I)
