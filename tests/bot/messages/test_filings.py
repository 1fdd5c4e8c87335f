from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.messages.filings import render_filings, render_news
from bot.messages.markup import visible_length
from retrieval.types import Source

FILING = Source(
    id="mp-8-k",
    title="MP <Materials> 8-K of 7 May 2026",
    file=Path("primary.htm"),
    kind="filing",
    published_on=date(2026, 5, 7),
    url="https://www.sec.gov/a?b=1&c=2",
)
EXHIBIT = replace(FILING, title=f"{FILING.title}, exhibit 99.1", url="https://www.sec.gov/ex")


def test_render_filings__links_the_filing_and_its_exhibits() -> None:
    assert render_filings([(7, [FILING, EXHIBIT])], "MP: ", 1, 2, 7) == (
        "<b>MP: 7 filings, page 2 of 2</b>\n\n"
        '7. <a href="https://www.sec.gov/a?b=1&amp;c=2">MP &lt;Materials&gt; 8-K of 7 May 2026</a>\n'
        '<i>Filing, 7 May 2026, <a href="https://www.sec.gov/ex">exhibit 99.1</a></i>'
    )


def test_render_filings__without_a_link() -> None:
    shown = render_filings([(1, [replace(FILING, url="javascript:alert(1)")])], "", 0, 1, 1)
    assert shown == "<b>1 filing</b>\n\n1. MP &lt;Materials&gt; 8-K of 7 May 2026\n<i>Filing, 7 May 2026</i>"


def test_render_filings__one_message_however_long_the_titles() -> None:
    long = replace(FILING, title="T" * 900)
    shown = render_filings([(n, [long] * 30) for n in range(1, 7)], "", 0, 1, 6)
    assert visible_length(shown) <= 4096


def test_render_news__names_the_first_fifteen_and_what_went_wrong() -> None:
    shown = render_news([[FILING]] * 17, ["NB: EDGAR answers HTTP 503 <html>"]).split("\n")
    assert shown[0] == "<b>17 new filings</b>"
    assert (
        shown[1:16] == ['• <a href="https://www.sec.gov/a?b=1&amp;c=2">MP &lt;Materials&gt; 8-K of 7 May 2026</a>'] * 15
    )
    assert shown[16:] == [
        "… and 2 more: /filings",
        "<b>Filings that need a look</b>",
        "• NB: EDGAR answers HTTP 503 &lt;html&gt;",
    ]


def test_render_news__only_troubles() -> None:
    assert render_news([], ["CRML: no"]) == "<b>Filings that need a look</b>\n• CRML: no"
