"""The picture of a digest as PNG: each move as a bar, to be read on a phone, in a light and in a dark look."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.digests.build import Digest, Line
from bot.digests.render import heading, render_move
from bot.market.calendar import NEW_YORK
from bot.market.charts import DRAWING, Look
from bot.messages.prices import NO_ADVICE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 7.2  # inches; with the dots to the inch, 1080 pixels
_DPI = 150
_ROW, _HEAD, _FOOT = 0.62, 1.05, 0.75  # inches
_MOST_ROWS = 24
_PLAIN: dict[str, Any] = {"parse_math": False}  # a $ is a dollar
# Where the columns stand, in parts of the width: the ends of the bars, and the right or left edges of the texts.
_SYMBOL, _BARS, _MOVE, _CLOSE, _VOLUME, _YEAR = 0.045, (0.165, 0.385), 0.56, 0.705, 0.815, (0.855, 0.955)


def draw_digest(digest: Digest, look: Look) -> bytes:
    """The picture of a digest that has lines or benchmarks. May be called from any thread."""
    with DRAWING:
        return _draw(digest, look)


def _draw(digest: Digest, look: Look) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = (*digest.lines[:_MOST_ROWS], *digest.benchmarks)
    height = _HEAD + _FOOT + _ROW * len(rows)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor=look.background)
    axes = figure.add_axes((0, _FOOT / height, 1, 1 - (_FOOT + _HEAD) / height))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    _draw_rows(axes, rows, len(digest.lines[:_MOST_ROWS]), look)
    _write(figure, digest, height, look)
    if digest.is_sample:
        _stamp(figure, look)
    picture = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(picture, format="png")
    return picture.getvalue()


def _draw_rows(axes: Axes, rows: Sequence[Line], tickers: int, look: Look) -> None:
    longest = max((abs(float(line.percent)) for line in rows if line.percent is not None), default=1.0) or 1.0
    for place, line in enumerate(rows):
        if place == tickers and place:
            axes.axhline(place - 0.5, _SYMBOL, _YEAR[1], color=look.grid, linewidth=1.5)
        _draw_bar(axes, place, line, longest, look)
        _draw_figures(axes, place, line, look)
        _draw_year(axes, place, line, look)


def _draw_bar(axes: Axes, place: int, line: Line, longest: float, look: Look) -> None:
    first, last = _BARS
    middle = (first + last) / 2
    axes.plot([middle, middle], [place - 0.5, place + 0.5], color=look.grid, linewidth=1.5)
    if line.percent is not None:
        length = float(line.percent) / longest * (last - first) / 2
        axes.barh(place, length, left=middle, height=0.52, color=look.up if length >= 0 else look.down)


def _draw_figures(axes: Axes, place: int, line: Line, look: Look) -> None:
    colour = look.faint if line.percent is None else look.up if line.percent >= 0 else look.down
    text: dict[str, Any] = {"va": "center_baseline", **_PLAIN}
    volume = f"{line.volume_ratio:.1f}×" if line.volume_ratio is not None else "–"
    move = render_move(line.percent) + ("" if line.is_verified else "?")
    axes.text(_SYMBOL, place, line.symbol, color=look.ink, size=17, weight="bold", **text)
    axes.text(_MOVE, place, move, color=colour, size=17, weight="bold", ha="right", **text)
    axes.text(_CLOSE, place, f"{line.close:,.2f}", color=look.ink, size=14, ha="right", **text)
    axes.text(_VOLUME, place, volume, color=look.ink, size=14, ha="right", **text)


def _draw_year(axes: Axes, place: int, line: Line, look: Look) -> None:
    """The way from the low to the high of 52 weeks, and where on it the close stands."""
    first, last = _YEAR
    axes.plot([first, last], [place, place], color=look.grid, linewidth=5, solid_capstyle="round")
    if line.year_position is not None:
        where = first + float(line.year_position) * (last - first)
        axes.plot(where, place, "o", color=look.line, markersize=11)


def _write(figure: Figure, digest: Digest, height: float, look: Look) -> None:
    def text(x: float, inches: float, words: str, colour: str, size: float, **details: Any) -> None:
        figure.text(x, inches / height, words, color=colour, size=size, **details, **_PLAIN)

    text(_SYMBOL, height - 0.5, heading(digest.day), look.ink, 16.5, weight="bold")
    head = height - _HEAD + 0.08
    for x, words in ((_MOVE, "move"), (_CLOSE, "close $"), (_VOLUME, "volume")):
        text(x, head, words, look.faint, 12, ha="right")
    text(sum(_YEAR) / 2, head, "52 weeks", look.faint, 12, ha="center")
    assert digest.day.closed_at is not None
    as_of = f"{digest.day.closed_at.astimezone(NEW_YORK):%H:%M} ET"
    text(_SYMBOL, 0.42, f"{', '.join(digest.sources)} · as of {as_of} · volume in 20-day averages", look.faint, 11)
    text(_SYMBOL, 0.17, NO_ADVICE, look.faint, 11)


def _stamp(figure: Figure, look: Look) -> None:
    stamp: dict[str, Any] = {"ha": "center", "va": "center", "rotation": 24, "alpha": 0.17, "weight": "bold"}
    figure.text(0.47, 0.52, "SAMPLE", color=look.ink, size=84, **stamp)
    figure.text(0.53, 0.36, "not real prices", color=look.ink, size=30, **stamp)
