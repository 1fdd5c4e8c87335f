"""A digest as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.digests.build import Board, build_digest
from bot.digests.reasons import account_of
from bot.digests.render import CAPTION_LIMIT, render_digest
from bot.market.bars import SAMPLE
from bot.messages.markup import LIMIT, as_plain, visible_length
from bot.messages.prices import SAMPLE_MARK
from retrieval.types import Source
from tests.bot.digests.boards import DOCUMENTS, FILING, GENERAL, STORY, TICKERS, TUESDAY, board, board_of, quote, stale


def rendered(given: Board, threshold: int = 5, new: tuple[Source, ...] = (), tickers: tuple[str, ...] = TICKERS) -> str:
    return as_plain(render_digest(build_digest(given, tickers, threshold, new)))


def test_render_digest__all_of_it() -> None:
    assert rendered(board(), new=DOCUMENTS) == (
        """Critical minerals · close of Tue 3 Feb 2026

   Ticker   Move   Close $ vs REMX
 1 NB    −18.9 %     81.10   −25.4
 2 MP    +10.0 %    110.00    +3.5
 3 IDR    +4.9 %    104.90    −1.6

Benchmarks: REMX +6.5 % · SPY −0.8 %

New since your last digest
• MP 8-K with 1 exh. (3 Feb) [1]
• MP Materials: company profile (3 Feb) [2]
• Brussels <offers> a partnership & shares jump (3 Feb) [3]
• Project Vault (2 Feb) [4]

Why, by the documents of the day
NB: “NB Corp. fell 19 % on 3 February 2026.” [3]
MP: “MP Materials Corp. 8-K of 3 February 2026” [1]

Source: Tiingo, as of 16:00 ET, Tue 3 Feb. End-of-day data, may be delayed or revised. Not investment advice."""
    )


def test_render_digest__is_safe_html_with_links() -> None:
    html = render_digest(build_digest(board(), TICKERS, 5, [STORY, GENERAL]))
    assert "Brussels &lt;offers&gt; a partnership &amp; shares jump" in html
    assert '<a href="https://example.org/story?a=1&amp;b=2">[1]</a>' in html
    assert "Project Vault (2 Feb) [2]" in html


def test_render_digest__all_quiet() -> None:
    text = rendered(board(), threshold=20)
    assert "All quiet: no move of 20 % or more.\nBenchmarks: REMX" in text
    assert "Why, by the documents" not in text


def test_render_digest__names_what_is_missing_stale_and_unverified() -> None:
    doubtful = replace(quote("MP", "61"), is_verified=False)
    text = rendered(board(MP=doubtful, NB=stale("NB"), IDR=replace(quote("IDR", "1"), previous=None), SPY=None))
    assert " 1 MP   +61.0 %?    161.00   +54.5\n 2 IDR         –    101.00       –" in text
    assert (
        "Not verified (beyond 40 %, and no second source agrees): MP.\n"
        "No close of the session before: IDR.\n"
        "No close of this session: NB (last close Mon 2 Feb).\n"
        "No prices: SPY."
    ) in text


def test_render_digest__no_close_of_the_session_gives_a_notice_and_no_numbers() -> None:
    text = rendered(board(MP=stale("MP"), NB=stale("NB"), IDR=None, REMX=None, SPY=None))
    assert text == (
        """Critical minerals · close of Tue 3 Feb 2026

No provider has a close of this session. The next digest will have the next one.

No close of this session: MP (last close Mon 2 Feb), NB (last close Mon 2 Feb).
No prices: IDR, REMX, SPY.

No new filings or documents since your last digest."""
    )


def test_render_digest__a_holiday() -> None:
    assert rendered(board_of(date(2026, 11, 26))) == (
        """Critical minerals · no session on Thu 26 Nov 2026
The exchanges were closed: Thanksgiving. The next session is on Fri 27 Nov, a half day.

No new filings or documents since your last digest."""
    )


def test_render_digest__a_half_day() -> None:
    half = replace(board(), day=board_of(date(2026, 11, 27)).day)
    text = rendered(half)
    assert "close of Fri 27 Nov 2026\nA half day: trading ended at 13:00 ET.\n" in text
    assert "as of 13:00 ET, Fri 27 Nov." in text


def test_render_digest__a_mover_without_a_document() -> None:
    assert "\nIDR: none found." in rendered(board(IDR=quote("IDR", "-30")))


def test_render_digest__made_up_prices_are_marked() -> None:
    sample = board(MP=quote("MP", "1", source=SAMPLE))
    assert rendered(sample).splitlines()[1] == SAMPLE_MARK
    assert "SAMPLE" not in rendered(board())


def test_render_digest__fits_under_a_picture_on_an_eventful_day() -> None:
    tickers = ("MP", "USAR", "CRML", "UUUU", "IDR", "NB", "ALM")
    wild = board(**{ticker: quote(ticker, "-18.9") for ticker in tickers})
    digest = build_digest(wild, tickers, 5, [STORY, FILING, GENERAL])
    assert visible_length(render_digest(digest)) <= CAPTION_LIMIT


def test_render_digest__never_too_long_nor_too_wide() -> None:
    tickers = tuple(f"T{number:04}" for number in range(200))
    documents = tuple(
        replace(FILING, id=f"d{number}", tickers=(ticker,), title="é𝄞" * 300, accession=None)
        for number, ticker in enumerate(tickers)
    )
    accounts = tuple(account_of(source, (), (), TUESDAY) for source in documents)
    crowded = replace(board(**{ticker: quote(ticker, "9.99") for ticker in tickers}), accounts=accounts)
    digest = build_digest(crowded, tickers, 5, documents)
    html = render_digest(digest)
    assert visible_length(html) <= LIMIT
    table = as_plain(html).partition("\n\n")[2].partition("\n\n")[0]
    assert max(map(len, table.splitlines()[:99])) == 34
