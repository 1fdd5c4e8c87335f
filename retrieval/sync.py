"""New filings of all companies, fetched one after the other; what is on disk already is not asked for again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from retrieval.edgar import Edgar
from retrieval.errors import FetchFailed, FetchRefused, SyncRunning
from retrieval.filings import PERIODIC, ListedFiling, is_kept, keep_filing
from retrieval.types import Company

REPORTS = PERIODIC | {"8-K", "6-K"}
"""The forms by which a regime of reporting shows."""

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """An issuer of whom something could not be fetched, and why."""

    ticker: str
    reason: str


@dataclass(slots=True)
class SyncReport:
    """What one sync did. `new` counts filings by ticker and form.

    `unlisted` names, by ticker, the regular reports that the issuer files although companies.toml does not list them:
    it may have changed from one regime to another.
    """

    new: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    unlisted: dict[str, tuple[str, ...]] = field(default_factory=dict)


def report_record(report: SyncReport) -> dict[str, Any]:
    """The report as JSON values."""
    return {
        "new": {ticker: dict(forms) for ticker, forms in report.new.items() if forms},
        "failures": [asdict(failure) for failure in report.failures],
        "unlisted": report.unlisted,
    }


def render_report(report: SyncReport) -> str:
    """The report as lines for the terminal."""
    lines = [f"{ticker}: {_counted(forms) or 'nothing new'}" for ticker, forms in report.new.items()]
    lines += [
        f"{ticker} also files {', '.join(forms)}: to have them, add them to its `forms` in companies.toml"
        for ticker, forms in report.unlisted.items()
    ]
    lines += [f"not fetched: {failure.ticker}: {failure.reason}" for failure in report.failures]
    return "\n".join(lines)


def _counted(forms: Counter[str]) -> str:
    return ", ".join(f"{count} new {form}" for form, count in sorted(forms.items()))


def sync_filings(
    edgar: Edgar,
    companies: Sequence[Company],
    path: Path,
    since: date,
    *,
    form: str | None = None,
    on_progress: OnProgress = lambda *_: None,
) -> SyncReport:
    """Fetch what `companies` have filed from `since` on, amendments included, and keep it below `path`.

    `form` takes the place of the forms of each company. `on_progress` gets the ticker, the filings fetched of it, and
    their number. An issuer that fails does not stop the others. Raises `SyncRunning`.
    """
    path.mkdir(parents=True, exist_ok=True)
    work = _Work(edgar, path, since, SyncReport(), on_progress)
    try:
        with FileLock(path / ".lock", timeout=0):
            for company in companies:
                if company.cik is not None:
                    work.fetch_new(company, company.cik, (form,) if form else company.forms)
    except Timeout:
        raise SyncRunning(f"{path}: another process is fetching filings; wait until it is done") from None
    return work.report


@dataclass(frozen=True, slots=True)
class _Work:
    """One sync in hand."""

    edgar: Edgar
    path: Path
    since: date
    report: SyncReport
    on_progress: OnProgress

    def fetch_new(self, company: Company, cik: int, forms: Sequence[str]) -> None:
        new = self.report.new[company.ticker] = Counter()
        try:
            listed = self.edgar.filings(cik, self.since)
            self._note_unlisted(company, listed)
            missing = [
                filing for filing in listed if _base(filing.form) in forms and not self._is_kept(company, filing)
            ]
            for done, filing in enumerate(missing):
                self.on_progress(company.ticker, done, len(missing))
                if self._keep(company, filing):
                    new[filing.form] += 1
            self.on_progress(company.ticker, len(missing), len(missing))
        except FetchFailed as error:
            self.report.failures.append(Failure(company.ticker, str(error)))

    def _is_kept(self, company: Company, filing: ListedFiling) -> bool:
        return is_kept(self.path, company.ticker, filing.accession)

    def _keep(self, company: Company, filing: ListedFiling) -> bool:
        """Fetch one filing; False where it cannot be had. Raises `FetchRefused`, after which the next would be too."""
        try:
            keep_filing(self.path, company.ticker, self.edgar.fetch(filing))
        except FetchRefused:
            raise
        except FetchFailed as error:
            self.report.failures.append(Failure(company.ticker, str(error)))
            return False
        return True

    def _note_unlisted(self, company: Company, listed: Sequence[ListedFiling]) -> None:
        unlisted = {_base(filing.form) for filing in listed} & REPORTS - set(company.forms)
        if unlisted:
            self.report.unlisted[company.ticker] = tuple(sorted(unlisted))


def _base(form: str) -> str:
    """The form that `form` is, or amends."""
    return form.removesuffix("/A")
