"""Charts of price and volume as PNG pictures, to be read on a phone, in a light and in a dark look."""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.market.bars import SAMPLE, Bar
from bot.market.moves import percent_change

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIZE = (7.2, 5.4)  # inches; with the dots to the inch, 1080 x 810 pixels
_DPI = 150
_MOST_LABELS = 7
DRAWING = threading.Lock()
"""Held while a picture is drawn: matplotlib shares its fonts between threads."""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a picture."""

    background: str
    ink: str
    faint: str
    grid: str
    line: str
    up: str
    down: str


LIGHT = Look("#ffffff", "#17212b", "#5b6b7a", "#e3e8ed", "#1f6feb", "#12804a", "#c62f2f")
DARK = Look("#17212b", "#f2f5f8", "#9fb0c0", "#2b3a49", "#6cb2ff", "#4cc38a", "#ff7b72")


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw: the bars of one source, oldest first and at least two, within all `sessions` of the time.

    A session without a bar is a gap.
    """

    symbol: str
    name: str
    bars: Sequence[Bar]
    sessions: Sequence[date]


def render_chart(chart: Chart, look: Look) -> bytes:
    """The picture of a chart."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with DRAWING:
        figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor=look.background)
        price, volume = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [3.2, 1], "hspace": 0.08})
        figure.subplots_adjust(left=0.045, right=0.885, top=0.8, bottom=0.13)
        _draw_price(price, chart, look)
        _draw_volume(volume, chart, look)
        _label_days(volume, chart.sessions)
        for axes in (price, volume):
            _dress(axes, look)
        _write(figure, chart, look)
        picture = io.BytesIO()
        FigureCanvasAgg(figure)
        figure.savefig(picture, format="png")
    return picture.getvalue()


def _draw_price(axes: Axes, chart: Chart, look: Look) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    closes = {bar.session: float(bar.close) for bar in chart.bars}
    values = [closes.get(session, math.nan) for session in chart.sessions]
    low, high = min(closes.values()), max(closes.values())
    margin = (high - low) * 0.08 or high * 0.05
    span = high - low + 2 * margin
    places = range(len(values))
    axes.plot(places, values, color=look.line, linewidth=2.2, solid_capstyle="round")
    axes.fill_between(places, values, low - margin, color=look.line, alpha=0.12, linewidth=0)
    alone = [place for place in places if _is_alone(values, place)]
    axes.plot(alone, [values[place] for place in alone], "o", color=look.line, markersize=4)
    axes.set_ylim(low - margin, high + margin)
    axes.set_xlim(-0.6, len(values) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(5, min_n_ticks=3))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: render_price(value, span)))


def _is_alone(values: Sequence[float], place: int) -> bool:
    """Whether no line would show a value, because it has no neighbours."""
    around = [values[beside] for beside in (place - 1, place + 1) if 0 <= beside < len(values)]
    return not math.isnan(values[place]) and all(math.isnan(value) for value in around)


def render_price(value: float, span: float) -> str:
    """A price on an axis, as fine as the axis needs."""
    places = 0 if span >= 20 else 1 if span >= 4 else 2 if span >= 0.1 else 3
    return f"{value:,.{places}f}"


def _draw_volume(axes: Axes, chart: Chart, look: Look) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    place_of = {session: place for place, session in enumerate(chart.sessions)}
    colours = [look.up if bar.close >= bar.open else look.down for bar in chart.bars]
    places = [place_of[bar.session] for bar in chart.bars]
    axes.bar(places, [float(bar.volume) for bar in chart.bars], color=colours, width=0.8, alpha=0.75)
    axes.set_ylim(0, max(bar.volume for bar in chart.bars) * 1.1)
    axes.yaxis.set_major_locator(MaxNLocator(2))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: render_count(value)))


def render_count(value: float) -> str:
    """A number of shares in at most five signs, as in "12.5M"."""
    for size, sign in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if value >= size:
            return f"{value / size:.3g}{sign}"
    return f"{value:.0f}"


def _label_days(axes: Axes, sessions: Sequence[date]) -> None:
    """Months where there are several, else days."""
    starts = [place for place in range(1, len(sessions)) if sessions[place].month != sessions[place - 1].month]
    if len(starts) > 2:
        places = starts[:: -(-len(starts) // _MOST_LABELS)]
        years = [sessions[place].year for place in places]
        is_new = [year != before for before, year in zip([None, *years], years, strict=False)]
        labels = [
            f"{sessions[place]:%b ’%y}" if new else f"{sessions[place]:%b}"
            for place, new in zip(places, is_new, strict=True)
        ]
    else:
        places = list(range(0, len(sessions), -(-len(sessions) // (_MOST_LABELS - 1))))
        labels = [f"{sessions[place].day} {sessions[place]:%b}" for place in places]
    axes.set_xticks(places, labels)


def _dress(axes: Axes, look: Look) -> None:
    axes.set_facecolor(look.background)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=look.grid, linewidth=1)
    axes.yaxis.tick_right()
    axes.tick_params(colors=look.faint, labelsize=13, length=0, pad=6)
    for edge in axes.spines.values():
        edge.set_visible(False)


def _write(figure: Figure, chart: Chart, look: Look) -> None:
    first, last = chart.bars[0], chart.bars[-1]
    percent = percent_change(last.close, first.close)
    colour = look.up if percent >= 0 else look.down
    plain: dict[str, Any] = {"parse_math": False}  # a $ is a dollar
    figure.text(0.045, 0.915, chart.symbol, color=look.ink, size=25, weight="bold", **plain)
    figure.text(0.955, 0.915, f"${last.close:,.2f}", color=look.ink, size=22, weight="bold", ha="right", **plain)
    figure.text(0.045, 0.85, _shortened(chart.name), color=look.faint, size=13, **plain)
    moved = f"{percent:+.1f} % since {first.session.day} {first.session:%b %Y}".replace("-", "−")
    figure.text(0.955, 0.85, moved, color=colour, size=14, weight="bold", ha="right", **plain)
    source = f"{last.source} · closes to {last.session.day} {last.session:%b %Y}, split-adjusted"
    figure.text(0.045, 0.022, source, color=look.faint, size=11, **plain)
    if last.source == SAMPLE:
        stamp: dict[str, Any] = {"ha": "center", "va": "center", "rotation": 24, "alpha": 0.17, "weight": "bold"}
        figure.text(0.47, 0.5, "SAMPLE", color=look.ink, size=84, **stamp)
        figure.text(0.53, 0.34, "not real prices", color=look.ink, size=30, **stamp)


def _shortened(name: str, most: int = 32) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
