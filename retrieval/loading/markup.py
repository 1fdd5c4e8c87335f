"""What is done to markup before it is parsed: its wrapping is taken off, XML is made HTML, and bombs are refused."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from retrieval.errors import DocumentUnreadable

XHTML = re.compile(r"<\?xml|xmlns=[\"']http://www\.w3\.org/1999/xhtml", re.IGNORECASE)
ENVELOPE = re.compile(r"\A\s*<DOCUMENT>\s*<TYPE>[^\0]{0,2000}?<TEXT>")
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)")
VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
EMPTY_ELEMENT = re.compile(rf"<(?!(?:{VOID.pattern})\b)([a-z][^\s/<>]*)((?:\s[^<>]*)?)/>", re.IGNORECASE)
CLOSED_BY_THE_NEXT = re.compile("p|li|d[dt]|t[dhr]|tbody|thead|tfoot|colgroup")
FORMATTING = re.compile("b|big|code|em|font|i|s|small|strike|strong|tt|u")
MOST_ALIKE = 3  # of formatting elements that are alike the parser opens no more than three again
MOST_ATTRIBUTES = 20_000  # of one element; the parser compares each with all others
MOST_TAGS, MOST_STEPS, MOST_COPIES = 1_500_000, 300_000_000, 3_000_000


def unwrapped(html: str) -> str:
    """`html` without the envelope of an EDGAR submission.

    If it is XHTML, `<x/>` becomes `<x></x>`, because an HTML parser overlooks that slash.
    """
    html = ENVELOPE.sub("", html, count=1)
    if not XHTML.search(html, 0, 5000):
        return html
    return EMPTY_ELEMENT.sub(
        lambda tag: tag[0] if VOID.fullmatch(tag[1].lower()) else f"<{tag[1]}{tag[2]}></{tag[1]}>", html
    )


def check_nesting(html: str) -> None:
    """Refuse markup that would take the parser minutes or gigabytes. Raises `DocumentUnreadable`.

    At each tag the parser may look through all open elements, and at each paragraph it may copy the formatting
    elements that are still open; both are added up here from the opening and closing tags.
    """
    depth: Counter[str] = Counter()
    formatting: defaultdict[str, list[str]] = defaultdict(list)
    alike: Counter[str] = Counter()
    nested = copied = steps = copies = 0
    for count, match in enumerate(TAG.finditer(html)):
        tag, attributes = match[2].lower(), match[3]
        if VOID.fullmatch(tag) or CLOSED_BY_THE_NEXT.fullmatch(tag):
            pass
        elif not match[1]:
            depth[tag] += 1
            nested += 1
            if FORMATTING.fullmatch(tag):
                look = tag + attributes
                formatting[tag].append(look)
                alike[look] += 1
                copied += alike[look] <= MOST_ALIKE
        elif depth[tag]:
            depth[tag] -= 1
            nested -= 1
            if FORMATTING.fullmatch(tag):
                look = formatting[tag].pop()
                copied -= alike[look] <= MOST_ALIKE
                alike[look] -= 1
        steps += nested
        copies += copied
        is_bomb = len(attributes) > MOST_ATTRIBUTES and len(attributes.split()) > MOST_ATTRIBUTES
        if is_bomb or count > MOST_TAGS or steps > MOST_STEPS or copies > MOST_COPIES:
            raise DocumentUnreadable("its markup holds too many elements, or nests them too deeply")
