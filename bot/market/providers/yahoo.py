"""Yahoo Finance through yfinance: no key, for personal use only by Yahoo's terms."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.market.bars import Bar, Raw, read_bars
from bot.market.errors import AnswerUnusable, ProviderUnreachable, RateLimited, SymbolUnknown

if TYPE_CHECKING:
    from curl_cffi.requests import Session

_AT_ONCE = 4
_COLUMNS = ["Open", "High", "Low", "Close", "Volume"]


class Yahoo:
    """Daily bars by yfinance, which blocks, in threads of its own. `base_url` may name other servers than Yahoo's."""

    name = "Yahoo Finance"

    def __init__(self, base_url: str, timeout_seconds: float) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeout_seconds = timeout_seconds
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="yahoo")
        self._session: Session[Any] | None = None

    async def daily_bars(self, symbol: str, since: date, now: datetime) -> list[Bar]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await loop.run_in_executor(self._threads, self._fetch, symbol, since, now)
        except TimeoutError:
            raise ProviderUnreachable("no answer in time") from None

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _fetch(self, symbol: str, since: date, now: datetime) -> list[Bar]:
        import yfinance

        if self._session is None:
            self._session = _open_session(self._base_url, self._timeout_seconds)
        yfinance.config.debug.hide_exceptions = False
        ticker = yfinance.Ticker(symbol, session=self._session)
        with _failures_named():
            # Without an end: yfinance keeps the answers for periods that are over, failures included.
            frame = ticker.history(start=since, auto_adjust=False, actions=False)
            rows = [Raw(day.date(), *figures) for day, *figures in frame[_COLUMNS].itertuples()]
            _check(ticker.history_metadata, symbol)
        bars = read_bars(rows, symbol, self.name, now)
        if not bars:
            raise SymbolUnknown("no prices")
        return bars


@contextmanager
def _failures_named() -> Iterator[None]:
    from curl_cffi.requests.exceptions import HTTPError
    from yfinance.exceptions import YFException, YFPricesMissingError, YFRateLimitError, YFTzMissingError

    try:
        yield
    except YFRateLimitError:
        raise RateLimited("too many requests") from None
    except (YFPricesMissingError, YFTzMissingError, HTTPError):  # HTTPError: not found in the summaries either
        raise SymbolUnknown("no prices") from None
    except OSError as error:
        raise ProviderUnreachable(type(error).__name__) from None
    except (YFException, ValueError, LookupError, TypeError, AttributeError) as error:
        raise AnswerUnusable(f"yfinance cannot read the answer: {type(error).__name__}") from None


def _check(described: Mapping[str, object], symbol: str) -> None:
    if described.get("symbol") != symbol or described.get("currency") != "USD":
        raise AnswerUnusable("the answer is about another symbol")


def _open_session(base_url: str, timeout_seconds: float) -> Session[Any]:
    """The connection for yfinance: it waits no longer than it is told, and goes where it is told.

    yfinance has its addresses as constants; a session is what it lets its callers choose.
    """
    from curl_cffi.requests import Session

    class Directed(Session[Any]):
        def request(self, *arguments: Any, **options: Any) -> Any:
            options["timeout"] = timeout_seconds
            if base_url:
                asked = urlsplit(options["url"])
                options["url"] = options["url"].replace(f"{asked.scheme}://{asked.netloc}", base_url, 1)
            return super().request(*arguments, **options)

    return Directed(impersonate="chrome")
