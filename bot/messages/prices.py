"""Prices as messages: every figure with its source and its day, and every doubt about it said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from bot.market.bars import SAMPLE
from bot.market.moves import INCREDIBLE, Quote
from bot.messages.markup import escape

WHICH_CHART = "Of which symbol? For example /chart MP 3m, with 1m, 3m, 6m or 1y."
NO_CHART = "There are too few prices for a chart."
SYMBOL_GONE = "I no longer follow this symbol."
NO_ADVICE = "End-of-day data, may be delayed or revised. Not investment advice."
SAMPLE_MARK = "⚠ SAMPLE: made-up figures, not real prices."
_NEW_YORK = ZoneInfo("America/New_York")
_MARKS = 5


def render_quote(quote: Quote, name: str, closed_at: datetime, notes: Sequence[str] = ()) -> str:
    """One symbol at the close of its session, which was at `closed_at`; `notes` are sentences to add."""
    lines = [
        f"<b>{escape(quote.symbol)}</b> · {escape(name)}",
        f"<b>{render_usd(quote.bar.close)}</b>  {_moved(quote)}\nClose of {render_day(quote.bar.session)}",
        "\n".join(part for part in (_volume(quote), _year(quote), _so_far(quote)) if part),
        "\n".join([*(escape(note) for note in notes), *_doubts(quote)]),
        f"<i>Source: {escape(quote.bar.source)}, as of {_clock(closed_at)}. {NO_ADVICE}</i>",
    ]
    return "\n\n".join([f"{lines[0]}\n{lines[1]}", *(line for line in lines[2:] if line)])


def render_quotes(quotes: Sequence[tuple[str, Quote | None]], expected: date, note: str = "") -> str:
    """Several symbols, a line each; None is a symbol of which no price is known. `note` is a sentence to add."""
    known = [quote for _, quote in quotes if quote is not None]
    latest = max((quote.bar.session for quote in known), default=expected)
    sources = ", ".join(dict.fromkeys(quote.bar.source for quote in known))
    doubts = [escape(note)] if note else []
    doubts += [SAMPLE_MARK] if any(quote.bar.source == SAMPLE for quote in known) else []
    if latest != expected:
        doubts.append(f"⚠ Stale: the close of {render_day(expected)} is missing.")
    if known and not any(quote.is_answered for quote in known):
        doubts.append("⚠ No price provider answered: these are the last prices that were kept.")
    blocks = [
        f"<b>Close of {render_day(latest)}</b>",
        "\n".join(_line(symbol, quote, latest) for symbol, quote in quotes),
        "\n".join(doubts),
        f"<i>Source: {escape(sources)}. {NO_ADVICE}</i>" if sources else "",
    ]
    return "\n\n".join(block for block in blocks if block)


def render_headline(quote: Quote) -> str:
    """A symbol with its last close and move, as plain text."""
    move = "" if quote.percent is None else f"  {render_percent(quote.percent)}"
    return f"{quote.symbol}  {render_usd(quote.bar.close)}{move}"


def render_origin(quote: Quote, name: str) -> str:
    """Where a headline comes from, as plain text."""
    return f"{name} · {render_day(quote.bar.session)} · {quote.bar.source}"


def render_unknown(symbols: Sequence[str], nearest: Sequence[tuple[str, str]]) -> str:
    """The symbols that nobody knows, and the ones that may be meant, as ticker and name."""
    named = ", ".join(f"“{escape(symbol)}”" for symbol in symbols)
    listed = "\n".join(f"• <b>{escape(ticker)}</b> {escape(name)}" for ticker, name in nearest)
    return f"I have no prices of {named}. The nearest that I follow:\n{listed}"


def no_prices(symbol: str) -> str:
    return f"No price provider answered for {escape(symbol)}, and no earlier prices are kept. Please try again later."


def no_session(day: date, why: str) -> str:
    """That nothing was traded on a day that was asked about, as plain text."""
    return f"{render_day(day)} was no trading day ({why}); this is the session before it."


def closed_today(why: str) -> str:
    """That nothing is traded today, as plain text."""
    return f"The exchange is closed today ({why}); this is the last close."


def render_usd(price: Decimal) -> str:
    return f"${price:,.2f}" if price >= 1 else f"${price:.4f}"


def render_percent(percent: Decimal) -> str:
    """A move, as in "+10.0 %", "−0.3 %" or "0.0 %"."""
    rounded = percent.quantize(Decimal("0.1"), ROUND_HALF_UP)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{abs(rounded):,} %"


def render_day(day: date) -> str:
    """A day, as in "Tue 3 Feb 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def render_position(position: Decimal) -> str:
    """A place between a low, 0, and a high, 1, as a bar of five."""
    filled = int((position * _MARKS).quantize(Decimal(1), ROUND_HALF_UP))
    return "▮" * filled + "▯" * (_MARKS - filled)


def _moved(quote: Quote) -> str:
    if quote.percent is None:
        return "(no close of the session before is known)"
    return f"{render_percent(quote.percent)}{'' if quote.is_verified else ' (unverified)'}"


def _volume(quote: Quote) -> str:
    if quote.volume_ratio is None:
        return f"Volume {quote.bar.volume:,}"
    return f"Volume {quote.bar.volume:,}, {quote.volume_ratio:.1f} × the average of 20 sessions"


def _year(quote: Quote) -> str:
    if quote.year is None:
        return ""
    position = "" if quote.year_position is None else f"  {render_position(quote.year_position)}"
    since = "52 weeks" if quote.year.is_whole else f"Since {render_day(quote.year.first)}"
    return f"{since}: {render_usd(quote.year.low)} to {render_usd(quote.year.high)}{position}"


def _so_far(quote: Quote) -> str:
    if quote.so_far is None or quote.percent_so_far is None:
        return ""
    moved = f"{render_usd(quote.so_far.close)}, {render_percent(quote.percent_so_far)}"
    return f"{render_day(quote.so_far.session)} so far, by {_clock(quote.so_far.fetched_at)}: {moved} (not a close)"


def _doubts(quote: Quote) -> list[str]:
    doubts = [SAMPLE_MARK] if quote.bar.source == SAMPLE else []
    if not quote.is_verified:
        doubts.append(f"⚠ No second source confirms this move of more than {INCREDIBLE} %.")
    if quote.is_stale:
        doubts.append(f"⚠ Stale: the close of {render_day(quote.expected)} is missing.")
    if not quote.is_answered:
        doubts.append("⚠ No price provider answered: this is the last price that was kept.")
    return doubts


def _line(symbol: str, quote: Quote | None, latest: date) -> str:
    if quote is None:
        return f"<b>{escape(symbol)}</b>  no price known"
    stale = f" (stale: {render_day(quote.bar.session)})" if quote.bar.session != latest else ""
    return f"<b>{escape(symbol)}</b>  {render_usd(quote.bar.close)}  {_moved(quote)}{stale}"


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(_NEW_YORK):%H:%M} ET"
