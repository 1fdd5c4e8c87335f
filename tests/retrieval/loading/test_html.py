"""HTML: what is shown of it and what is not, its headings, lists and tables, and markup that means harm."""

import time

import pytest

from retrieval.errors import DocumentUnreadable
from retrieval.loading.html import html_blocks
from retrieval.types import Block


def texts(html: str) -> list[str]:
    return [block.text for block in html_blocks(html, "Title")]


def test_html_blocks__headings_paragraphs_and_lists() -> None:
    html = """<html><head><title>Not shown</title></head><body><h1>Title</h1><p>One<br>line.</p>
    <h2>Part</h2>Loose <b>text</b>.<ul><li>first<ul><li>nested</li></ul></li><li><p>second</p><p>more</p></li></ul>
    <h3>Deep</h3><blockquote>Quoted.</blockquote><h2>Next</h2><div>x<br><br>y</div></body></html>"""
    assert html_blocks(html, "Title") == [
        Block("paragraph", "One line."),
        Block("paragraph", "Loose text.", "Part"),
        Block("item", "first", "Part"),
        Block("item", "nested", "Part"),
        Block("item", "second", "Part"),
        Block("paragraph", "more", "Part"),
        Block("paragraph", "Quoted.", "Part › Deep"),
        Block("paragraph", "x", "Next"),
        Block("paragraph", "y", "Next"),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>alert('no')</script>",
        "<style>p { color: red }</style>",
        "<noscript>no</noscript>",
        "<nav><a href='/'>no</a></nav>",
        "<div style='DISPLAY : none'>no<p>no</p></div>",
        "<span style='visibility: hidden'>no</span>",
        "<span style='font-size:0px'>no</span>",
        "<span style='opacity:0'>no</span>",
        "<p hidden>no</p>",
        "<p style='position:absolute; left:-9999px'>no</p>",
        "<p style='color: #FFF'>no</p>",
        "<div style='background-color:white'><b style='color:white'>no</b></div>",
        "<ix:header><ix:hidden>no</ix:hidden></ix:header>",
        "<!-- no -->",
        "<textarea>no</textarea>",
        "<img alt='no' src='x'>",
        "<template>no</template>",
        "<p>______</p>",
    ],
)
def test_html_blocks__what_a_reader_does_not_see_is_left_out(hidden: str) -> None:
    assert texts(f"<p>before</p>{hidden}<p>after</p>") == ["before", "after"]


def test_html_blocks__white_letters_on_a_colour_are_seen() -> None:
    html = """<p style='background: #036; color: #fff'>on blue</p>
    <div bgcolor='navy'><span style='color:white'>on navy</span></div>
    <p class='bar' style='color:white'>on what a style sheet says</p><p style='background-color:#fff'>on white</p>"""
    assert texts(html) == ["on blue", "on navy", "on what a style sheet says", "on white"]


def test_html_blocks__characters() -> None:
    assert texts("<p>a&nbsp;&amp;\u200b&shy;b \u202eevil\u202c 10<sup>6</sup> CO<sub>2</sub> caf\u0065\u0301</p>") == [
        "a &b evil 10⁶ CO2 café"
    ]


def test_html_blocks__bold_lines_of_a_filing_are_headings() -> None:
    html = """<div style="font-weight:700">PART I. FINANCIAL INFORMATION</div>
    <div><span style="font-weight:bold">Item 2.</span> Management’s Discussion and Analysis</div>
    <div><b>Overview</b></div><p>Text.</p>
    <div><b><i>Segments</i></b></div><p>More.</p>
    <p><b>A bold sentence is text.</b></p>
    <div><span style="font-weight:700"><span style="font-weight:400">Light</span></span></div>
    <p>Note 3 of the statements says more.</p>
    <div>Note 3 – Revenue</div><p>Noted.</p>
    <div>CONDENSED CONSOLIDATED BALANCE SHEETS (Unaudited)</div><p>Balanced.</p>
    <div><b>Item 1A. Risk Factors 12</b></div>"""
    item = "PART I. FINANCIAL INFORMATION › Item 2. Management’s Discussion and Analysis"
    assert [(block.section, block.text) for block in html_blocks(html, "10-Q")] == [
        (f"{item} › Overview", "Text."),
        (f"{item} › Overview › Segments", "More."),
        (f"{item} › Overview › Segments", "A bold sentence is text."),
        (f"{item} › Overview › Segments", "Light"),
        (f"{item} › Overview › Segments", "Note 3 of the statements says more."),
        (f"{item} › Note 3 – Revenue", "Noted."),
        (f"{item} › CONDENSED CONSOLIDATED BALANCE SHEETS (Unaudited)", "Balanced."),
        (f"{item} › CONDENSED CONSOLIDATED BALANCE SHEETS (Unaudited)", "Item 1A. Risk Factors 12"),
    ]


def test_html_blocks__the_cover_of_a_filing_is_one_section() -> None:
    html = """<p><b>UNITED STATES<br>SECURITIES AND EXCHANGE COMMISSION</b></p><p><b>FORM 8-K</b></p>
    <p><b>Acme Corp.</b></p>
    <p>(Exact name)</p><table><tr><td>Item 2.02</td><td>Results of Operations</td></tr></table><p>Fine.</p>"""
    assert [(block.section, block.text) for block in html_blocks(html, "8-K")] == [
        ("Cover page", "UNITED STATES SECURITIES AND EXCHANGE COMMISSION"),
        ("Cover page", "FORM 8-K"),
        ("Cover page", "Acme Corp."),
        ("Cover page", "(Exact name)"),
        ("Item 2.02 Results of Operations", "Fine."),
    ]


def test_html_blocks__page_numbers_and_links_to_the_contents_are_left_out() -> None:
    html = """<p>End of page.</p><p>12</p><hr style="page-break-after:always">
    <div><a href="#toc">Table of Contents</a></div>
    <p>42</p><p>is an answer.</p><p>- F-2 -</p><div style="page-break-before: always">Last</div><p>iv</p>"""
    assert texts(html) == ["End of page.", "42", "is an answer.", "Last"]


def test_html_blocks__a_table_of_figures() -> None:
    html = """<table><tr><td colspan="3"></td><td colspan="6">Year Ended December 31,</td></tr>
    <tr><td colspan="3">(In millions)</td><td colspan="3">2024</td><td colspan="3">2023</td></tr>
    <tr><td colspan="3">Revenue</td><td>$</td><td>47,061</td><td></td><td>$</td><td>45,754</td><td></td></tr>
    <tr><td colspan="3">Costs:</td><td colspan="3"></td><td colspan="3"></td></tr>
    <tr><td colspan="3">Tax rate</td><td colspan="2">19</td><td>%</td><td colspan="2">17</td><td>%</td></tr>
    <tr><td colspan="3">Other</td><td colspan="2">(262</td><td>)</td><td colspan="2">—</td><td></td></tr></table>"""
    (table,) = html_blocks(html, "Title")
    assert (table.kind, table.has_headings) == ("table", True)
    assert table.text.split("\n") == [
        "(In millions) | Year Ended December 31, 2024 | Year Ended December 31, 2023",
        "Revenue | $47,061 | $45,754",
        "Costs:",
        "Tax rate | 19% | 17%",
        "Other | (262) | —",
    ]


def test_html_blocks__spans_and_captions_of_a_table() -> None:
    html = """<table><tr><td colspan="4"><b>Table 3: Statistics</b></td></tr>
    <tr><td rowspan="2">Prospect</td><td colspan="2">Drilling</td><td rowspan="2">Samples</td></tr>
    <tr><td>Holes</td><td>(m)</td></tr>
    <tr><td>Yindi</td><td>18</td><td>3302.24</td><td>23</td></tr></table>"""
    assert html_blocks(html, "Title") == [
        Block("paragraph", "Table 3: Statistics"),
        Block(
            "table", "Prospect | Drilling Holes | Drilling (m) | Samples\nYindi | 18 | 3302.24 | 23", has_headings=True
        ),
    ]


def test_html_blocks__a_table_of_words_has_headings_where_they_are_marked() -> None:
    rows = "<tr><td>MP</td><td>NYSE</td></tr><tr><td>NB</td><td>Nasdaq</td></tr>"
    assert html_blocks(f"<table><tr><th>Ticker</th><th>Exchange</th></tr>{rows}</table>", "T") == [
        Block("table", "Ticker | Exchange\nMP | NYSE\nNB | Nasdaq", has_headings=True)
    ]
    assert html_blocks(f"<table><tr><td><b>Ticker</b></td><td><b>Exchange</b></td></tr>{rows}</table>", "T") == [
        Block("table", "Ticker | Exchange\nMP | NYSE\nNB | Nasdaq", has_headings=True)
    ]
    assert html_blocks(f"<table>{rows}</table>", "T") == [Block("table", "MP | NYSE\nNB | Nasdaq")]


def test_html_blocks__tables_that_are_lists_or_layout() -> None:
    html = """<table><tr><td></td><td>•</td><td>soil gridding;</td></tr>
    <tr><td></td><td>•</td><td>trenching.</td></tr></table>
    <table><tr><td>(1)</td><td>A footnote.</td></tr></table>
    <table><tr><td><p>Alone</p><p>in its row</p></td></tr></table>
    <table><tr><td>Outside<table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table></td>
    <td>Beside</td></tr></table>"""
    assert html_blocks(html, "Title") == [
        Block("item", "soil gridding;"),
        Block("item", "trenching."),
        Block("item", "(1) A footnote."),
        Block("paragraph", "Alone"),
        Block("paragraph", "in its row"),
        Block("paragraph", "Outside"),
        Block("table", "A | 1\nB | 2"),
        Block("paragraph", "Beside"),
    ]


def test_html_blocks__xhtml_and_the_envelope_of_a_submission() -> None:
    html = """
<DOCUMENT>
<TYPE>6-K
<SEQUENCE>1
<TEXT>
<?xml version='1.0'?><html xmlns="http://www.w3.org/1999/xhtml"><body>
<b/><a id="x"/><p>Plain.</p><script/><p>Seen</p></body></html>"""
    assert texts(html) == ["Plain.", "Seen"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,
        "<table><tr><td>x" * 50_000,
        "<p>" + "".join(f"<font size={n}>" for n in range(3000)) + "</p>" + "<p>x</p>" * 3000,
        "<b>x" * 2_000_000,
    ],
)
def test_html_blocks__refuses_markup_that_would_take_minutes(html: str) -> None:
    started = time.process_time()
    with pytest.raises(DocumentUnreadable, match="too many elements, or nests them too deeply"):
        html_blocks(html, "Title")
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "html", ["", "<", "<td>", "<table>", "<table><td>x", "</p></li></table>", "<li>x</ul>", "<!--", "<tr><td>"]
)
def test_html_blocks__survives_broken_markup(html: str) -> None:
    assert texts(html) in ([], ["x"], ["<"])


def test_html_blocks__a_bold_line_right_above_another_is_the_title_of_a_group() -> None:
    html = """<p><b>Operating Risks</b></p><p><b>We depend on one mine</b></p><p>It may flood.</p>
    <p><b>We depend on one buyer</b></p><p>It may leave.</p><p><b>Legal Risks</b></p><p>There are some.</p>"""
    assert [(block.section, block.text) for block in html_blocks(html, "Title")] == [
        ("Operating Risks › We depend on one mine", "It may flood."),
        ("We depend on one buyer", "It may leave."),
        ("Legal Risks", "There are some."),
    ]
