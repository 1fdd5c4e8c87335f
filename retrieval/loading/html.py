"""HTML to blocks: what a browser would show, with headings found also where a filing only sets them in bold."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from retrieval.loading.encoding import visible
from retrieval.loading.headings import filing_level, styled_level
from retrieval.loading.html_tables import HtmlTable, Kind, Paragraph
from retrieval.loading.markup import check_nesting, unwrapped
from retrieval.loading.outline import Outline
from retrieval.loading.plain import add_text
from retrieval.types import Block

UNSEEN = re.compile(
    "head|title|script|style|noscript|template|nav|iframe|object|svg|math|canvas|button|select|textarea|input|ix:header"
)
INLINE = re.compile(
    "-text|a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|ix:.*|kbd"
    "|label|mark|nobr|q|r[pbt]|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
BOLD, SLANTED = ("b", "strong", "th"), ("i", "em", "u")
HIDDEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?:opacity|font-size):0(?:\.0*)?[a-z%]*(?:;|!|$)"
    r"|(?:left|top|text-indent):-\d{4}"
)
WHITE = r"(?:#fff(?:fff)?|white|rgba?\(255,255,255)"
WHITE_LETTERS = re.compile(rf"(?:^|;)color:{WHITE}")
COLOURED = re.compile(rf"(?:^|;)background(?:-color|-image)?:(?!{WHITE}|transparent|none|inherit|initial)")
WEIGHT = re.compile(r"font-weight:(\w+)")
SLANT = re.compile(r"font-style:italic|text-decoration:[\w-]*underline")
PAGE_BREAK = re.compile(r"page-break-(?:before|after):always|break-after:page")
PAGE_NUMBER = re.compile(r"(?:page )?[-–— ]*(?:[a-z]-)?(?:\d{1,4}|[ivxl]{1,6})[-–— ]*", re.IGNORECASE)
BREAK = "\v"
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class _Look(NamedTuple):
    """How text is set; elements hand it down to what they hold."""

    is_bold: bool = False
    is_slanted: bool = False
    is_raised: bool = False
    is_on_colour: bool = False  # or may be, as a style sheet may colour whatever has a class


def html_blocks(html: str, title: str) -> list[Block]:
    """The blocks of an HTML document. Raises `DocumentUnreadable` where its elements are nested beyond reason."""
    outline = Outline(title)
    root = _parsed(html).root
    if root is not None:
        _Reader(outline).read(root)
    return outline.blocks()


def with_hidden_marked(html: str) -> str:
    """`html` with the attribute `hidden` where a style hides an element. Raises `DocumentUnreadable` as above."""
    tree = _parsed(html)
    for node in tree.css("[style]"):
        style = _style(node.attributes)
        if _is_hidden(_Look(), node.attributes, style) and _is_hidden(_look_of(node), node.attributes, style):
            node.attrs["hidden"] = ""
    return tree.html or ""


def _look_of(node: LexborNode) -> _Look:
    path = [node]
    while path[-1].parent is not None:
        path.append(path[-1].parent)
    look = _Look()
    for each in reversed(path):
        look = _restyled(look, each.tag or "", each.attributes, _style(each.attributes))
    return look


def _parsed(html: str) -> LexborHTMLParser:
    html = unwrapped(html)
    check_nesting(html)
    try:
        return LexborHTMLParser(html)
    except SelectolaxError:  # the parser takes any markup, as long as there is memory for it
        raise MemoryError("the markup does not fit into memory") from None


class _Reader:
    """Walks the tree of a document and hands its paragraphs, list items and tables to the outline."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._run: list[tuple[str, _Look]] = []
        self._tables: list[HtmlTable] = []
        self._fresh_items: list[bool] = []  # for each open list item: whether nothing of it has been read
        self._held = ""  # a paragraph that is a page number if the page ends after it
        self._begins_page = False

    def read(self, root: LexborNode) -> None:
        """Read everything below `root`, without recursion: documents nest as deep as they like."""
        stack: list[tuple[LexborNode, _Look, bool]] = [(root, _Look(), False)]
        while stack:
            node, look, is_done = stack.pop()
            tag = node.tag or ""
            if is_done:
                self._leave(tag)
            elif tag == "-text":
                self._run.append((node.text_content or "", look))
            elif not UNSEEN.fullmatch(tag):
                attributes = node.attributes
                style = _style(attributes)
                look = _restyled(look, tag, attributes, style)
                if _is_hidden(look, attributes, style):
                    continue
                self._enter(tag, attributes, style)
                stack.append((node, look, True))
                children = []
                child = node.first_child
                while child is not None:
                    children.append((child, look, False))
                    child = child.next
                stack.extend(reversed(children))
        self._flush()

    def _enter(self, tag: str, attributes: dict[str, str | None], style: str) -> None:
        if INLINE.fullmatch(tag):
            return
        if tag == "br":
            self._line_break()
            return
        self._flush()
        if tag == "li":
            self._fresh_items.append(True)
        elif tag == "table":
            if self._tables:
                self._emit_all(self._tables[-1].give_up())
            self._tables.append(HtmlTable())
        elif self._tables and tag == "tr":
            self._tables[-1].begin_row()
        elif self._tables and tag in ("td", "th"):
            self._tables[-1].begin_cell(tag == "th", attributes.get("colspan"), attributes.get("rowspan"))
        if tag == "hr" or PAGE_BREAK.search(style):
            self._held = ""
            self._begins_page = True

    def _leave(self, tag: str) -> None:
        if tag == "br" or INLINE.fullmatch(tag):
            return
        if tag == "pre" and not self._tables:
            self._flush_text()
        self._flush(int(tag[1]) if re.fullmatch("h[1-6]", tag) else None)
        if tag == "li":
            self._fresh_items.pop()
        elif tag in ("td", "th") and self._tables:
            self._tables[-1].end_cell()
        elif tag == "table":
            self._close_table(self._tables.pop())

    def _line_break(self) -> None:
        """One break is a space; a second one after it ends the paragraph."""
        last = next((text for text, _ in reversed(self._run) if text == BREAK or text.strip()), "")
        if last == BREAK:
            self._flush()
        else:
            self._run.append((BREAK, _Look()))

    def _flush(self, level: int | None = None) -> None:
        """End the paragraph that is being read; `level` where it is a heading."""
        run, self._run = self._run, []
        text = visible("".join(_raised(text) if look.is_raised else text for text, look in run))
        if not text:
            return
        looks = [look for text, look in run if text.strip()]
        paragraph = Paragraph(text, all(look.is_bold for look in looks), all(look.is_slanted for look in looks))
        if self._tables and self._tables[-1].is_cell_open:
            self._tables[-1].add(paragraph)
        elif level:
            self._release()
            self._outline.heading(level, text)
        elif self._fresh_items and not self._tables:
            self._add("item" if self._fresh_items[-1] else "paragraph", text)
            self._fresh_items[-1] = False
        else:
            self._emit(paragraph)

    def _flush_text(self) -> None:
        """End a preformatted text, whose line breaks and columns count."""
        run, self._run = self._run, []
        self._release()
        add_text(self._outline, "".join(text for text, _ in run))

    def _close_table(self, table: HtmlTable) -> None:
        for kind, content, has_headings in table.blocks():
            if isinstance(content, Paragraph):
                self._emit(content)
            else:
                self._add(kind, content, has_headings)

    def _emit_all(self, paragraphs: list[Paragraph]) -> None:
        for paragraph in paragraphs:
            self._emit(paragraph)

    def _emit(self, paragraph: Paragraph) -> None:
        """A paragraph, or the heading that it is by its wording or looks."""
        text = paragraph.text
        level = filing_level(text) or styled_level(text, paragraph.is_bold, paragraph.is_slanted)
        if level:
            self._release()
            self._outline.heading(level, text)
        elif PAGE_NUMBER.fullmatch(text):
            self._release()
            self._held = text
        elif not (self._begins_page and text.casefold() == "table of contents"):
            self._add("paragraph", text)

    def _add(self, kind: Kind, text: str, has_headings: bool = False) -> None:
        self._release()
        self._outline.add(kind, text, has_headings=has_headings)

    def _release(self) -> None:
        """Whatever was held back as a page number was none: the page goes on after it."""
        held, self._held = self._held, ""
        self._outline.add("paragraph", held)
        self._begins_page = False


def _style(attributes: dict[str, str | None]) -> str:
    return (attributes.get("style") or "").lower().replace(" ", "")


def _is_hidden(look: _Look, attributes: dict[str, str | None], style: str) -> bool:
    is_white_on_white = not look.is_on_colour and WHITE_LETTERS.search(style)
    return "hidden" in attributes or bool(HIDDEN.search(style) or is_white_on_white)


def _restyled(look: _Look, tag: str, attributes: dict[str, str | None], style: str) -> _Look:
    is_bold, is_slanted, is_raised, is_on_colour = look
    if weight := WEIGHT.search(style):
        is_bold = weight[1] in ("bold", "bolder") or (weight[1].isdigit() and int(weight[1]) >= 600)
    return _Look(
        is_bold or (tag in BOLD and not weight),
        is_slanted or tag in SLANTED or SLANT.search(style) is not None,
        is_raised or tag == "sup",
        is_on_colour or "class" in attributes or "bgcolor" in attributes or COLOURED.search(style) is not None,
    )


def _raised(text: str) -> str:
    return text.translate(RAISED) if text.strip().isdigit() else text
