"""SEC EDGAR through edgartools: what a company has filed, and the documents of a filing. Nothing else imports it.

It loads pandas and pyarrow, takes its settings when it is imported, and changes the process's locale: so it runs in a
process of its own, `python -m retrieval sync`.
"""

from __future__ import annotations

import os
import re
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from retrieval.errors import ContactMissing, DocumentUnreadable, FetchFailed, FetchRefused
from retrieval.filings import ACCESSION, MOST_BYTES, FetchedFiling, FiledDocument, ListedFiling
from retrieval.loading.encoding import decode
from retrieval.settings import Filings

REQUESTS_PER_SECOND = 5  # the SEC allows ten to all machines behind an address
COOL_DOWN = 600.0  # seconds; a block ends when the rate has been low for that long
BACK_OFF = (2.0, 8.0, 30.0)
TIMEOUT = 60.0
EASTERN = ZoneInfo("America/New_York")
MEDIA_TYPES = {".json": "application/json", ".txt": "text/plain"}
END = re.compile(r"</(?:SEC-DOCUMENT|SUBMISSION)>\s*(?:-----END PRIVACY-ENHANCED MESSAGE-----\s*)?\Z")
READABLE = (".htm", ".html", ".txt")
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
"""What edgartools raises where it meets something that is not in the SEC's shape."""

T = TypeVar("T")


class _Refused(Exception):
    """EDGAR wants to be left in peace for a while."""


class _Interrupted(Exception):
    """Something went wrong on the way that may go right the next time."""


class Edgar:
    """SEC EDGAR, asked at most five times a second, and again where that may help.

    One to a process. `sleep` takes seconds; `say` is told of every pause. Raises `ContactMissing`.
    """

    def __init__(
        self,
        settings: Filings,
        sleep: Callable[[float], None] = time.sleep,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        if not settings.contact:
            raise ContactMissing("SEC EDGAR wants to know who asks: set `contact` in [filings], a name with an e-mail")
        self._settings = settings
        self._sleep = sleep
        self._say = say
        self._edgar = _load_edgartools(settings)

    def filings(self, cik: int, since: date) -> list[ListedFiling]:
        """What a company has filed on the day `since` or later, of any form, newest first.

        Raises `FetchFailed`, and `FetchRefused` where EDGAR still refuses after the cool-down.
        """
        return self._patiently(f"the list of filings of CIK {cik}", lambda: self._listed(cik, since))

    def fetch(self, filing: ListedFiling) -> FetchedFiling:
        """The primary document and the exhibits 99 of a filing. Raises `FetchFailed` and `FetchRefused`."""
        return self._patiently(f"{filing.form} {filing.accession}", lambda: self._fetched(filing))

    def _patiently(self, what: str, call: Callable[[], T]) -> T:
        """The result of `call`, made again after the cool-down where EDGAR refuses, with back-off where it fails."""
        from httpxthrottlecache import httpx  # whichever of the two packages edgartools sends requests with

        pauses = list(BACK_OFF)
        has_cooled_down = False
        while True:
            try:
                return call()
            except _Refused as refusal:
                if has_cooled_down:
                    raise FetchRefused(f"{what}: {refusal}, again after ten minutes") from None
                has_cooled_down = True
                self._pause(COOL_DOWN, f"{what}: {refusal}")
            except (_Interrupted, httpx.RequestError) as error:
                if not pauses:
                    raise FetchFailed(f"{what}: {error}") from None
                self._pause(pauses.pop(0), f"{what}: {error}")

    def _pause(self, seconds: float, reason: str) -> None:
        self._say(f"{reason}; next try in {seconds:.0f} s")
        self._sleep(seconds)

    def _listed(self, cik: int, since: date) -> list[ListedFiling]:
        try:
            company = self._edgar.Company(cik)
            filings = company.get_filings(trigger_full_load=False)
            if all(filing.filing_date >= since for filing in filings):
                filings = company.get_filings()  # with the older pages of its history
            return [_listed(cik, filing) for filing in filings if filing.filing_date >= since]
        except UNREADABLE as error:
            raise _Interrupted(f"the list cannot be read: {error!r}"[:200]) from None

    def _fetched(self, filing: ListedFiling) -> FetchedFiling:
        from edgar.httprequests import get_with_retry

        folder = f"{self._settings.base_url}/Archives/edgar/data/{filing.cik}/{filing.accession.replace('-', '')}"
        content: bytes = get_with_retry(f"{folder}/{filing.accession}.txt").content
        return _read_submission(filing, content)


def _load_edgartools(settings: Filings) -> Any:
    """edgartools with our settings: no cache, since what is whole is kept, and no retries beside ours."""
    os.environ.update(
        EDGAR_IDENTITY=settings.contact,
        EDGAR_BASE_URL=settings.base_url,
        EDGAR_DATA_URL=settings.data_url,
        EDGAR_LOCAL_DATA_DIR=str(settings.path / ".edgartools"),
        EDGAR_USE_LOCAL_DATA="0",
        EDGAR_RATE_LIMIT_PER_SEC=str(REQUESTS_PER_SECOND),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import edgar
        import stamina
        from edgar.httpclient import HTTP_MGR

    stamina.set_active(False)
    HTTP_MGR.cache_mode = "Disabled"
    HTTP_MGR.httpx_params.update(event_hooks={"response": [_check_response]}, timeout=TIMEOUT)
    return edgar


def _check_response(response: Any) -> None:
    """Judge every response that edgartools gets, before its content is read."""
    status, path = response.status_code, response.request.url.path
    if status in (403, 429):
        raise _Refused(f"EDGAR refuses requests (HTTP {status})")
    if status >= 500:
        raise _Interrupted(f"EDGAR answers HTTP {status}")
    if status >= 400:
        raise FetchFailed(f"EDGAR has nothing at {path} (HTTP {status})")
    expected = MEDIA_TYPES.get(path[path.rfind(".") :])
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if status == 200 and media_type != expected:
        raise FetchFailed(f"{path} came as {media_type or 'nothing known'} where {expected} was expected")
    if int(response.headers.get("content-length", 0)) > MOST_BYTES:
        raise FetchFailed(f"{path} is larger than {MOST_BYTES // 1_000_000} MB")


def _listed(cik: int, filing: Any) -> ListedFiling:
    if not re.fullmatch(ACCESSION, filing.accession_no):
        raise ValueError(f"accession number {filing.accession_no!r}")
    items = tuple(item.strip() for item in (filing.items or "").split(",") if item.strip())
    return ListedFiling(cik, filing.accession_no, filing.form, filing.filing_date, items)


def _read_submission(filing: ListedFiling, content: bytes) -> FetchedFiling:
    """The parts of a full-submission text file. Raises `_Interrupted` where it ends early, and `FetchFailed`."""
    from edgar.sgml.sgml_common import FilingSGML

    try:
        text = decode(content)
        if not END.search(text[-200:]):
            raise _Interrupted(f"the transfer ended early, after {len(content)} bytes")
        header = FilingSGML.from_text(text).header
        if header.accession_number != filing.accession:
            raise FetchFailed(f"{filing.accession}: another filing came, {header.accession_number}")
        accepted_at, period = header.acceptance_datetime, header.period_of_report
        if accepted_at is None:
            raise FetchFailed(f"{filing.form} {filing.accession}: it does not say when it was accepted")
        return FetchedFiling(
            listed=filing,
            accepted_at=accepted_at.replace(tzinfo=EASTERN),
            period=date.fromisoformat(period) if period else None,
            submission=content,
            documents=tuple(_documents(filing, text)),
        )
    except (*UNREADABLE, DocumentUnreadable) as error:
        raise FetchFailed(f"{filing.form} {filing.accession} cannot be read: {error!r}"[:300]) from None


def _documents(filing: ListedFiling, text: str) -> Iterator[FiledDocument]:
    """The primary document and then the exhibits 99, as far as they are HTML or text. Raises `FetchFailed`."""
    from edgar.sgml.sgml_parser import iter_documents

    has_primary = False
    for document in iter_documents(text):
        is_primary = not has_primary
        has_primary = True
        if not (is_primary or document.type.upper().startswith("EX-99")):
            continue
        if document.filename.lower().endswith(READABLE) and document.content:
            yield FiledDocument(document.type, document.filename, document.content)
        elif is_primary:
            raise FetchFailed(f"{filing.form} {filing.accession}: {document.filename!r} is neither HTML nor text")
