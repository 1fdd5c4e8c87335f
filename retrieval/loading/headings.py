"""Lines that are headings by their wording or their looks, as in filings: "Item 1A. Risk Factors", a bold line."""

from __future__ import annotations

import re

PART_LEVEL, ITEM_LEVEL, NOTE_LEVEL, LETTER_LEVEL = 1, 2, 3, 4
CAPITALS_LEVEL, BOLD_LEVEL, BOLD_SLANTED_LEVEL, SLANTED_LEVEL = 6, 7, 8, 9
LONGEST = 160

PART = re.compile(r"PART\s+[IVX]{1,4}\b", re.IGNORECASE)
DIVISION = re.compile(r"signatures?|exhibit\s+\d+(?:\.\d+)*|exhibit\s+index|index\s+to\s+exhibits", re.IGNORECASE)
ITEM = re.compile(r"(?:Item|ITEM)\s+\d{1,2}[A-Za-z]?(?:\.\d\d)?\s*(?:\.(?!\d)|[:–—-]|$|(?=[A-Z]))")
SENTENCE = re.compile(r".*\b(?:is|are|was|were|has|have|had|shall|will|may|see)\b.*\.")
NOTE = re.compile(r"note\s+\d{1,2}\s*(?:[.:–—-]|$|(?-i:(?=[A-Z])))", re.IGNORECASE)
STATEMENT = re.compile(
    r"""(?!.*\b(?:reconciliation|information|details?|disclosures?)\b)(?:(?:condensed|consolidated|combined|interim|unaudited)\s+)*
    (?:balance\s+sheets?
      |(?:comprehensive\s+)?income\s+statements? | cash\s+flows?\s+statements?
      |(?:stock|share)holders[’']\s+equity\s+statements?
      |statements?\s+of\s+(?:(?:condensed|consolidated)\s+)?
        (?:operations|income|earnings|profit|loss|comprehensive|cash\s+flows?|financial\s+(?:position|condition)
          |changes\s+in|(?:stock|share)?(?:holders|owners)[’']\s+equity|equity|net\s+assets)\b.{0,60})
    (?:\s*[-–—,]?\s*\(?(?:unaudited|continued|concluded)\)?)*""",
    re.IGNORECASE | re.VERBOSE,
)
CONTENTS_LINE = re.compile(r"(?!\w+\s+\d+$).*[^\d\s–—-][.\s]*\s\d{1,3}")
TITLE = re.compile(r"(?!(?:table|figure|chart|page)\b)[A-Z0-9“\"'].*[^\W\d_].*[^\s.,;:]", re.IGNORECASE)
LETTERED = re.compile(r"[A-Z]\.\s")


def filing_level(text: str) -> int | None:
    """The level of the heading that `text` is by its wording alone; None where it is none.

    A line of a table of contents, which ends in a page number, is none, and neither is a whole sentence.
    """
    if len(text) > LONGEST or CONTENTS_LINE.fullmatch(text) or text.endswith((",", ";")):
        return None
    if DIVISION.fullmatch(text) or (PART.match(text) and (text.isupper() or len(text) <= 10)):
        return PART_LEVEL
    if ITEM.match(text) and not SENTENCE.fullmatch(text):
        return ITEM_LEVEL
    return NOTE_LEVEL if NOTE.match(text) or STATEMENT.fullmatch(text) else None


def styled_level(text: str, is_bold: bool, is_slanted: bool) -> int | None:
    """The level of the heading that `text` is by being bold, italic or underlined as a whole; None where it is none."""
    if not (is_bold or is_slanted) or len(text) > LONGEST or not TITLE.fullmatch(text):
        return None
    if not is_bold:
        return SLANTED_LEVEL
    if LETTERED.match(text):
        return LETTER_LEVEL
    if is_slanted:
        return BOLD_SLANTED_LEVEL
    return CAPITALS_LEVEL if text.isupper() and " " in text else BOLD_LEVEL
