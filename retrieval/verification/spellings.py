"""Short forms and set phrases written out in one way, so that "the U.S." and "the United States" agree."""

from __future__ import annotations

import re

_ITEM = "loss|income|profit|earnings|results?|expenses?|costs?|margin|cash"
_SPELLINGS = (
    (re.compile(r"\bcan['’]t\b", re.I), "cannot"),
    (re.compile(r"n['’]t\b"), " not"),
    (re.compile(r"\bU\.S\.(?:A\.)?|\bUSA?\b(?! Rare|\$)|\bUnited States\b|\bAmericans?\b"), "America"),
    (re.compile(r"\bE\.U\.|\bEU\b|\bEuropean Union\b"), "Eunion"),
    (re.compile(r"\bU\.K\.|\bUK\b|\bUnited Kingdom\b"), "Ukingdom"),
    (re.compile(r"\bExport[\s-]Import Bank\b(?: of (?:America|the America))?", re.I), "Exim"),
    (re.compile(r"\bCEO\b"), "chief executive"),
    (re.compile(r"\bEPS\b"), "earnings per share"),
    (re.compile(r"\bUSGS\b"), "Geological Survey"),
    (re.compile(r"\bDepartment of (?:Defen[sc]e|War)\b|\bDefen[sc]e Department\b|\bDoD\b"), "Pentagon"),
    (re.compile(r"\b(?:U\.?S\.? )?Trade Representative\b"), "USTR"),
    (re.compile(r"\b(?:Department of ((?!State)[A-Z]\w+)|(?!State)([A-Z]\w+) Department)\b"), r"\1\2"),
    (re.compile(r"\bDepartment of State\b"), "Statedepartment"),
    (re.compile(r"\bState Department\b"), "Statedepartment"),
    (re.compile(r"\bNew York Stock Exchange\b"), "NYSE"),
    (re.compile(r"\brare[\s-]earths?\b", re.I), "rareearth"),
    (re.compile(r"\bblank[\s-]check(?: company)?\b", re.I), "SPAC"),
    (re.compile(r"\bpre-?tax\b", re.I), "before tax"),
    (re.compile(r"\bun(?=(?:audited|confirmed|disclosed|named|paid|published|signed|specified)\b)", re.I), "non-"),
    (re.compile(r"\b(debt|interest|cost|tax)-free\b", re.I), r"no \1"),
    (re.compile(r"\bfree of\b", re.I), "without"),
    (re.compile(r"\bconditions?\b", re.I), "term"),
    (re.compile(r"\b(?:lower|cut|reduc)\w*\s+(?:the\s+)?costs?\b", re.I), "save"),
    (re.compile(r"\b(?:leaves?|left)\s+open\b", re.I), "not known"),
    (re.compile(r"\bgovernment of (?:the )?America\b"), "America"),
    (re.compile(r"\bnothing to do with\b", re.I), "unrelated to"),
    (re.compile(r"\bsales\b(?! (?:contract|agreement|price|proceeds|of |to |into |from ))", re.I), "revenue"),
    (re.compile(r"\bno longer\b", re.I), "not"),
    (re.compile(r"\bunable\b", re.I), "not able"),
    (re.compile(r"\b(be|been|was|were|we) found\b", re.I), r"\1 known"),
    (re.compile(r"\b(?:is|are|was|were) going to\b", re.I), "will"),
    (re.compile(r"\b(?:carr(?:ies|y)|bears?) interest (?=at\b|of\b)", re.I), "priced "),
    (re.compile(r"\bin place of\b", re.I), "replacing"),
    (re.compile(r"\b(?:as|so) long as\b|\bprovided that\b", re.I), "if"),
    (re.compile(r"\bas (?:much|many) as\b", re.I), "up to"),
    (re.compile(r"\bin (?:return|exchange|turn)\b|\bby name\b|\bin place\b|\bso far\b|\bto date\b", re.I), ""),
    (re.compile(r"\bin the course of\b", re.I), "during"),
    (re.compile(r"\b(?:every|each) year\b", re.I), "annually"),
    (re.compile(r"\bclose at hand\b|\bat hand\b|\bimminent\b|\babout to\b", re.I), "soon"),
    (re.compile(r"\bon top\b(?! of)", re.I), "in addition"),
    (re.compile(r"\bsigns? (?=that\b|of\b)", re.I), "indication "),
    (re.compile(r"\bin full\b", re.I), "fully"),
    (re.compile(r"\bin charge of\b", re.I), "handle"),
    (re.compile(r"\bunder ?way\b", re.I), "begun"),
    (re.compile(r"\b(?:go|goes|going|went|gone) public\b", re.I), "listed"),
    (re.compile(r"\b(?:go|goes|going|went|gone) up\b(?=\s+(?:by|from|to|\d|\$))", re.I), "risen"),
    (re.compile(r"\b(?:go|goes|going|went|gone) down\b(?=\s+(?:by|from|to|\d|\$))", re.I), "fallen"),
    (re.compile(r"\b(?:came|comes|come|coming) to an end\b", re.I), "ended"),
    (re.compile(r"\bsign(?:s|ed)? off on\b", re.I), "approved"),
    (re.compile(r"\brecord(?:ed|ing)\b", re.I), "booked"),
    (re.compile(r"\bexcluding\b|\bexclusive of\b|\bleaving out\b", re.I), "without"),
    (re.compile(r"(\bvot\w+) for\b", re.I), r"\1 in favor of"),
    (re.compile(r"\bat (?:least|most)\b", re.I), ""),
    (re.compile(rf"\boperating(?=\s+(?:{_ITEM})\b)", re.I), "opex"),
    (re.compile(r"['’]s?\b"), " "),
)


def plain(text: str) -> str:
    """`text` with the usual short forms and set phrases written out in one way."""
    for pattern, word in _SPELLINGS:
        text = pattern.sub(word, text)
    return text
