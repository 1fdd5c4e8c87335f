"""A digest as one Telegram message: narrow enough for a phone, each reason with the document that it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from bot.digests.build import Day, Digest, Filing, Line, Reason, news_for
from bot.market.calendar import NEW_YORK
from bot.messages.links import web_address
from bot.messages.markup import LIMIT, clip, escape, split
from bot.messages.prices import NO_ADVICE, SAMPLE_MARK, render_percent
from retrieval.types import Source

CAPTION_LIMIT = 1024
_MOST_FILINGS = 6
_LONGEST_QUOTE = 160


@dataclass(slots=True)
class _References:
    """The numbers of the documents that a text cites, in the order in which it does."""

    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, source: Source) -> str:
        number = self.numbers.setdefault(source.id, len(self.numbers) + 1)
        url = web_address(source.url)
        return f'<a href="{escape(url)}">[{number}]</a>' if url else f"[{number}]"


def render_digest(digest: Digest) -> str:
    """The digest as Telegram HTML."""
    cited = _References()
    day = digest.day
    blocks = [_heading(digest), *_figures(digest)] if day.why_closed is None else [_holiday(day)]
    blocks += [_filings(digest.filings, cited), _reasons(digest, cited), _closing(digest)]
    return split("\n\n".join(block for block in blocks if block), LIMIT)[0]


def heading(day: Day) -> str:
    """What the digest is about, in one line."""
    what = "close of" if day.why_closed is None else "no session on"
    return f"Critical minerals · {what} {render_day(day.on)} {day.on.year}"


def render_day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def render_move(percent: Decimal | None) -> str:
    return "–" if percent is None else render_percent(percent)


def _heading(digest: Digest) -> str:
    lines = [f"<b>{escape(heading(digest.day))}</b>"]
    if digest.is_sample:
        lines.append(f"<b>{SAMPLE_MARK}</b>")
    if digest.day.is_half_day:
        lines.append(f"A half day: trading ended at {_clock(digest.day.closed_at)}.")
    return "\n".join(lines)


def _figures(digest: Digest) -> list[str]:
    if not digest.lines and not digest.benchmarks:
        return ["No provider has a close of this session. The next digest will have the next one.", _gaps(digest)]
    notes = []
    if digest.lines and not digest.movers:
        notes.append(f"All quiet: no move of {digest.threshold} % or more.")
    if digest.benchmarks:
        listed = " · ".join(f"{line.symbol} {render_move(line.percent)}" for line in digest.benchmarks)
        notes.append(f"Benchmarks: {escape(listed)}")
    return [_table(digest), "\n".join([*notes, *filter(None, [_gaps(digest)])])]


def _table(digest: Digest) -> str:
    if not digest.lines:
        return ""
    benchmark = digest.benchmarks[0].symbol if digest.benchmarks else ""
    head = f"   {'Ticker':<6}{'Move':>7} {'Close $':>9}" + (f" {'vs ' + benchmark:>7}" if benchmark else "")
    rows = [_row(rank, line, bool(benchmark)) for rank, line in enumerate(digest.lines, start=1)]
    return f"<pre>{escape(chr(10).join([head, *rows]))}</pre>"


def _row(rank: int, line: Line, is_compared: bool) -> str:
    mark = "" if line.is_verified else "?"
    row = f"{rank:>2} {line.symbol:<5}{render_move(line.percent) + mark:>8} {line.close:>9,.2f}"
    return row + (f" {render_move(line.relative).removesuffix(' %'):>7}" if is_compared else "")


def _gaps(digest: Digest) -> str:
    """What is missing, by name: nothing is left out in silence."""
    unverified = [line.symbol for line in digest.lines if not line.is_verified]
    unmoved = [line.symbol for line in digest.lines if line.percent is None]
    stale = [f"{symbol} (last close {render_day(session)})" for symbol, session in digest.stale]
    sentences = [
        ("Not verified (beyond 40 %, and no second source agrees)", unverified),
        ("No close of the session before", unmoved),
        ("No close of this session", stale),
        ("No prices", list(digest.missing)),
    ]
    return "\n".join(escape(f"{what}: {', '.join(symbols)}.") for what, symbols in sentences if symbols)


def _holiday(day: Day) -> str:
    assert day.why_closed
    half = ", a half day" if day.is_next_half_day else ""
    reopening = f"The next session is on {render_day(day.next_session)}{half}."
    return f"<b>{escape(heading(day))}</b>\nThe exchanges were closed: {escape(day.why_closed)}. {reopening}"


def _filings(filings: Sequence[Filing], cited: _References) -> str:
    if not filings:
        return "No new filings or documents since your last digest."
    shown = [f"• {escape(label(filing))} {cited.cite(filing.source)}" for filing in filings[:_MOST_FILINGS]]
    more = [f"• and {len(filings) - _MOST_FILINGS} more"] if len(filings) > _MOST_FILINGS else []
    return "\n".join(["<b>New since your last digest</b>", *shown, *more])


def render_documents(new: Sequence[Source], tickers: Sequence[str]) -> str:
    """All the documents that a digest tells of, each with its title and a link."""
    filings = news_for(tickers, new)
    if not filings:
        return "This digest had no new filings or documents. /filings and /sources list them all."
    lines = [f"• {_title(filing)}" for filing in filings]
    return split("\n".join(["<b>New filings and documents</b>", *lines]), LIMIT)[0]


def _title(filing: Filing) -> str:
    source, url = filing.source, web_address(filing.source.url)
    title = escape(clip(source.title, 200))
    when = f" ({source.published_on.day} {source.published_on:%b %Y})" if source.published_on else ""
    return (f'<a href="{escape(url)}">{title}</a>' if url else title) + when


def label(filing: Filing) -> str:
    """A filing as in "USAR 8-K (26 Jan)", any other document by its title."""
    source = filing.source
    when = f" ({source.published_on.day} {source.published_on:%b})" if source.published_on else ""
    if source.form and source.tickers:
        exhibits = f" with {filing.parts - 1} exh." if filing.parts > 1 else ""
        return f"{', '.join(source.tickers)} {source.form}{exhibits}{when}"
    return f"{clip(source.title, 60)}{when}"


def _reasons(digest: Digest, cited: _References) -> str:
    lines = [_reason(reason, cited) for reason in digest.reasons]
    if digest.unexplained:
        lines.append(escape(f"{', '.join(digest.unexplained)}: none found."))
    return "\n".join(["<b>Why, by the documents of the day</b>", *lines]) if lines else ""


def _reason(reason: Reason, cited: _References) -> str:
    quote = escape(clip(reason.quote, _LONGEST_QUOTE))
    return f"{escape(', '.join(reason.symbols))}: “{quote}” {cited.cite(reason.source)}"


def _closing(digest: Digest) -> str:
    if not digest.sources:
        return ""
    as_of = f"{_clock(digest.day.closed_at)}, {render_day(digest.day.on)}"
    return f"<i>Source: {escape(', '.join(digest.sources))}, as of {as_of}. {NO_ADVICE}</i>"


def _clock(instant: datetime | None) -> str:
    assert instant is not None
    return f"{instant.astimezone(NEW_YORK):%H:%M} ET"
