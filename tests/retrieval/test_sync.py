"""Filings fetched through edgartools, from an EDGAR on loopback."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from retrieval.catalogue import load_companies
from retrieval.edgar import Edgar
from retrieval.errors import ContactMissing, SyncRunning
from retrieval.filings import KeptFiling, load_filings
from retrieval.settings import Filings
from retrieval.sync import Failure, SyncReport, render_report, report_record, sync_filings
from retrieval.types import Company
from tests.edgar_filings import (
    ALM_40F,
    CRML_6K,
    ISSUERS,
    MP_8K,
    MP_10K,
    MP_OLD_10K,
    full_submission,
)
from tests.edgar_server import MISSING, REFUSED, TOO_MANY, UNAVAILABLE, EdgarServer, Reply, submission_path

ROOT = Path(__file__).parents[2]
COMPANIES = load_companies(ROOT / "docs_store" / "companies.toml")
SINCE = date(2025, 1, 1)
CONTACT = "Lode tests admin@example.com"
FIRST = {
    "MP": {"10-K": 1, "8-K": 1},
    "USAR": {"10-Q": 1},
    "CRML": {"20-F": 1, "6-K": 1},
    "UUUU": {"10-Q": 1},
    "IDR": {"8-K": 1},
    "NB": {"10-Q": 1},
    "ALM": {"40-F": 1},
}


@dataclass
class Syncing:
    """Syncs into a folder, and the pauses that they asked for instead of making them."""

    settings: Filings
    pauses: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def run(self, *tickers: str, since: date = SINCE, form: str | None = None) -> SyncReport:
        edgar = Edgar(self.settings, sleep=self.pauses.append, say=self.said.append)
        companies = [company for company in COMPANIES if company.ticker in tickers or not tickers]
        return sync_filings(edgar, companies, self.settings.path, since, form=form)


@pytest.fixture
def syncing(edgar: EdgarServer, tmp_path: Path) -> Syncing:
    return Syncing(Filings(contact=CONTACT, path=tmp_path / "filings", base_url=edgar.url, data_url=edgar.url))


def new(report: SyncReport) -> dict[str, dict[str, int]]:
    return {ticker: dict(forms) for ticker, forms in report.new.items() if forms}


def test_sync__first_of_all_seven_companies(edgar: EdgarServer, syncing: Syncing) -> None:
    report = syncing.run()
    assert new(report) == FIRST
    assert (report.failures, report.unlisted, syncing.pauses) == ([], {}, [])
    assert Counter(path.split("/")[1] for path in edgar.paths()) == {"submissions": 7, "Archives": 9}
    assert {request.user_agent for request in edgar.asked} == {CONTACT}
    times = [request.at for request in edgar.asked]
    assert min(sixth - first for first, sixth in zip(times, times[5:], strict=False)) >= 0.95  # five a second
    sources, problems = load_filings(syncing.settings.path, COMPANIES)
    assert problems == ()
    assert [source.id for source in sources] == [
        "mp-10-k-0001801368-26-000009",
        "mp-8-k-0001801368-26-000027",
        "mp-8-k-0001801368-26-000027-ex99-1",
        "usar-10-q-0001213900-25-107742",
        "crml-6-k-0001213900-25-027340",
        "crml-6-k-0001213900-25-027340-ex99-1",
        "crml-6-k-0001213900-25-027340-ex99-2",
        "crml-20-f-0001213900-25-102230",
        "uuuu-10-q-0001385849-25-000131",
        "idr-8-k-0001654954-25-005374",
        "idr-8-k-0001654954-25-005374-ex99-1",
        "nb-10-q-0001512228-26-000006",
        "alm-40-f-0001062993-26-001842",
        "alm-40-f-0001062993-26-001842-ex99-1",
        "alm-40-f-0001062993-26-001842-ex99-2",
        "alm-40-f-0001062993-26-001842-ex99-2-3",
    ]


def test_sync__keeps_what_the_header_says_and_links_to_the_sec(syncing: Syncing) -> None:
    syncing.run("MP", "CRML")
    folder = syncing.settings.path / "MP" / MP_8K.accession
    kept = KeptFiling.model_validate_json((folder / "filing.json").read_bytes())
    # The list says 16:05 UTC; the header's Eastern time is right.
    assert kept.accepted_at.isoformat() == "2026-05-07T16:05:12-04:00"
    assert (kept.cik, kept.form, kept.filed_on, kept.period) == (1801368, "8-K", date(2026, 5, 7), date(2026, 5, 7))
    assert kept.items == ("2.02", "9.01")
    base = "https://www.sec.gov/Archives/edgar/data/1801368/000180136826000027"
    assert kept.url == f"{base}/0001801368-26-000027-index.html"
    assert [(document.type, document.file, document.url) for document in kept.documents] == [
        ("8-K", "primary.htm", f"{base}/mp-20260507.htm"),
        ("EX-99.1", "ex99-1.htm", f"{base}/ex-991-mp-20260507-1.htm"),
    ]
    assert gzip.decompress((folder / "submission.txt.gz").read_bytes()) == full_submission(ISSUERS["MP"], MP_8K)
    assert (
        (folder / "primary.htm").read_text(encoding="utf-8").startswith("<?xml version='1.0' encoding='ASCII'?>\n<html")
    )
    notice = syncing.settings.path / "CRML" / CRML_6K.accession / "ex99-2.txt"
    assert notice.read_text(encoding="utf-8").startswith("NOTICE OF MEETING\n\nThe annual meeting")


def test_sync__no_news(edgar: EdgarServer, syncing: Syncing) -> None:
    syncing.run("MP", "NB")
    edgar.asked.clear()
    report = syncing.run("MP", "NB")
    assert new(report) == {}
    assert edgar.paths() == ["/submissions/CIK0001801368.json", "/submissions/CIK0001512228.json"]
    assert render_report(report).splitlines()[0] == "MP: nothing new"


def test_sync__an_amendment_counts_with_its_form(edgar: EdgarServer, syncing: Syncing) -> None:
    syncing.run("MP")
    edgar.filings.append(replace(MP_10K, accession="0001801368-26-000021", form="10-K/A", filed_on=date(2026, 4, 28)))
    report = syncing.run("MP")
    assert new(report) == {"MP": {"10-K/A": 1}}
    source = next(s for s in load_filings(syncing.settings.path, COMPANIES)[0] if s.form == "10-K/A")
    assert (source.id, source.title) == (
        "mp-10-k-a-0001801368-26-000021",
        "MP Materials Corp. 10-K/A of 28 April 2026",
    )
    assert (source.fiscal_year, source.period_end) == (2025, date(2025, 12, 31))


def test_sync__older_pages_of_the_history_only_where_they_are_needed(edgar: EdgarServer, syncing: Syncing) -> None:
    edgar.recent = 2  # a Form 4 and the 8-K
    assert new(syncing.run("MP", since=date(2026, 5, 8))) == {}
    assert edgar.paths() == ["/submissions/CIK0001801368.json"]
    assert new(syncing.run("MP", since=date(2024, 1, 1))) == {"MP": {"8-K": 1, "10-K": 2}}
    assert edgar.paths()[1:] == [
        "/submissions/CIK0001801368.json",
        "/submissions/CIK0001801368-submissions-001.json",
        submission_path(MP_8K),
        submission_path(MP_10K),
        submission_path(MP_OLD_10K),
    ]


def test_sync__a_changed_regime_is_reported_and_followed_once_the_forms_say_so(
    edgar: EdgarServer, syncing: Syncing
) -> None:
    edgar.filings.append(
        replace(
            ALM_40F,
            accession="0001062993-27-001500",
            form="10-K",
            filed_on=date(2027, 3, 12),
            period=date(2026, 12, 31),
        )
    )
    report = syncing.run("ALM")
    assert new(report) == {"ALM": {"40-F": 1}}
    assert report.unlisted == {"ALM": ("10-K",)}
    assert render_report(report).splitlines()[1] == (
        "ALM also files 10-K: to have them, add them to its `forms` in companies.toml"
    )
    almonty = Company("ALM", "Almonty Industries Inc.", cik=1670061, forms=("40-F", "10-K"))
    report = sync_filings(Edgar(syncing.settings), [almonty], syncing.settings.path, SINCE)
    assert (new(report), report.unlisted) == ({"ALM": {"10-K": 1}}, {})


def test_sync__one_form_whatever_the_company_lists(edgar: EdgarServer, syncing: Syncing) -> None:
    edgar.filings.append(replace(MP_8K, accession="0001801368-26-000040", form="S-1", filed_on=date(2026, 5, 9)))
    assert new(syncing.run("MP", form="S-1")) == {"MP": {"S-1": 1}}


@pytest.mark.parametrize(("reply", "status"), [(REFUSED, 403), (TOO_MANY, 429)])
def test_sync__waits_ten_minutes_where_it_is_refused(
    reply: Reply, status: int, edgar: EdgarServer, syncing: Syncing
) -> None:
    edgar.disturb("/Archives/edgar/data/1801368/", reply, times=1)
    assert new(syncing.run("MP", "NB")) == {"MP": {"8-K": 1, "10-K": 1}, "NB": {"10-Q": 1}}
    assert syncing.pauses == [600.0]
    assert syncing.said == [f"8-K 0001801368-26-000027: EDGAR refuses requests (HTTP {status}); next try in 600 s"]


def test_sync__an_issuer_that_stays_refused_waits_once_and_does_not_stop_the_others(
    edgar: EdgarServer, syncing: Syncing
) -> None:
    edgar.disturb("/Archives/edgar/data/1801368/", REFUSED)
    report = syncing.run("MP", "NB")
    assert new(report) == {"NB": {"10-Q": 1}}
    assert report.failures == [
        Failure("MP", "8-K 0001801368-26-000027: EDGAR refuses requests (HTTP 403), again after ten minutes")
    ]
    assert syncing.pauses == [600.0]
    assert edgar.paths().count(submission_path(MP_8K)) == 2
    assert submission_path(MP_10K) not in edgar.paths()


def cut(reply: Reply) -> Reply:
    """The transfer breaks off before what `Content-Length` promised."""
    return replace(reply, cut=len(reply.content) // 2)


def cut_silently(reply: Reply) -> Reply:
    """The transfer ends early and looks whole: no `Content-Length`, and the connection is closed."""
    return replace(reply, cut=400, has_length=False)


@pytest.mark.parametrize("change", [UNAVAILABLE, cut, cut_silently])
@pytest.mark.parametrize("part", ["/submissions/CIK0001801368", "0001801368-26-000027.txt"])
def test_sync__what_breaks_on_the_way_is_asked_for_again(
    part: str, change: Reply | Callable[[Reply], Reply], edgar: EdgarServer, syncing: Syncing
) -> None:
    edgar.disturb(part, change, times=2)
    report = syncing.run("MP")
    assert (new(report), report.failures) == ({"MP": {"8-K": 1, "10-K": 1}}, [])
    assert syncing.pauses == [2.0, 8.0]
    assert sum(part in path for path in edgar.paths()) == 3


@pytest.mark.parametrize(
    ("change", "pauses", "reason"),
    [
        (UNAVAILABLE, [2.0, 8.0, 30.0], "the list of filings of CIK 1801368: EDGAR answers HTTP 503"),
        (
            MISSING,
            [],
            "EDGAR has nothing at /submissions/CIK0001801368.json (HTTP 404)",
        ),
        (
            lambda reply: replace(reply, content=reply.content.replace(b'"act"', b'"axt"')),
            [2.0, 8.0, 30.0],
            "the list of filings of CIK 1801368: the list cannot be read: KeyError('act')",
        ),
        (
            lambda reply: replace(reply, media_type="text/html"),
            [],
            "/submissions/CIK0001801368.json came as text/html where application/json was expected",
        ),
    ],
)
def test_sync__a_list_that_cannot_be_had_fails_its_issuer_only(
    change: Reply | Callable[[Reply], Reply], pauses: list[float], reason: str, edgar: EdgarServer, syncing: Syncing
) -> None:
    edgar.disturb("CIK0001801368", change)
    report = syncing.run("MP", "USAR")
    assert new(report) == {"USAR": {"10-Q": 1}}
    assert report.failures == [Failure("MP", reason)]
    assert syncing.pauses == pauses
    assert render_report(report).splitlines()[-1] == f"not fetched: MP: {reason}"
    assert report_record(report) == {
        "new": {"USAR": {"10-Q": 1}},
        "failures": [{"ticker": "MP", "reason": reason}],
        "unlisted": {},
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda reply: replace(reply, media_type="text/html; charset=utf-8"),
            f"{submission_path(MP_8K)} came as text/html where text/plain was expected",
        ),
        (
            lambda reply: replace(reply, content=reply.content.replace(b"26-000027", b"26-000099")),
            "0001801368-26-000027: another filing came, 0001801368-26-000099",
        ),
        (
            lambda reply: replace(reply, content=reply.content.replace(b"mp-20260507.htm", b"mp-20260507.pdf")),
            "8-K 0001801368-26-000027: 'mp-20260507.pdf' is neither HTML nor text",
        ),
        (
            lambda reply: replace(reply, content=reply.content.replace(b"<ACCEPTANCE-DATETIME>20260507160512\n", b"")),
            "8-K 0001801368-26-000027: it does not say when it was accepted",
        ),
        (MISSING, f"EDGAR has nothing at {submission_path(MP_8K)} (HTTP 404)"),
    ],
)
def test_sync__a_filing_that_is_not_what_it_should_be_is_left_out_and_tried_again_the_next_time(
    change: Reply | Callable[[Reply], Reply], reason: str, edgar: EdgarServer, syncing: Syncing
) -> None:
    edgar.disturb("0001801368-26-000027.txt", change, times=1)
    report = syncing.run("MP")
    assert (new(report), report.failures) == ({"MP": {"10-K": 1}}, [Failure("MP", reason)])
    assert syncing.pauses == []
    assert new(syncing.run("MP")) == {"MP": {"8-K": 1}}


def test_sync__what_was_damaged_on_disk_is_fetched_again(edgar: EdgarServer, syncing: Syncing) -> None:
    syncing.run("MP")
    (syncing.settings.path / "MP" / MP_8K.accession / "primary.htm").write_text("")
    edgar.asked.clear()
    assert new(syncing.run("MP")) == {"MP": {"8-K": 1}}
    assert edgar.paths() == ["/submissions/CIK0001801368.json", submission_path(MP_8K)]


def test_sync__not_beside_another_one(syncing: Syncing) -> None:
    syncing.settings.path.mkdir()
    with FileLock(syncing.settings.path / ".lock"), pytest.raises(SyncRunning):
        syncing.run("MP")


def test_edgar__asks_nothing_without_a_contact(edgar: EdgarServer, syncing: Syncing) -> None:
    with pytest.raises(ContactMissing, match=r"set `contact` in \[filings\]"):
        Edgar(syncing.settings.model_copy(update={"contact": ""}))
    assert edgar.asked == []


@pytest.fixture
def config(edgar: EdgarServer, tmp_path: Path) -> Path:
    """A configuration whose filings come from the server."""
    path = tmp_path / "config.toml"
    path.write_text(
        f'[documents]\ncompanies = "{ROOT}/docs_store/companies.toml"\n'
        f'[filings]\ncontact = "{CONTACT}"\nbase_url = "{edgar.url}"\ndata_url = "{edgar.url}"\npath = "filings"\n'
    )
    return path


def command(config: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "retrieval", "sync", "--config", str(config), *arguments]


def test_sync_command__without_a_contact(config: Path, edgar: EdgarServer) -> None:
    config.write_text(config.read_text().replace(CONTACT, ""))
    result = subprocess.run(command(config), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("error: SEC EDGAR wants to know who asks: set `contact` in [filings]")
    assert edgar.asked == []


def test_sync_command__killed_and_taken_up_again(config: Path, edgar: EdgarServer) -> None:
    reached, resume = threading.Event(), threading.Event()

    def hold(reply: Reply) -> Reply:
        reached.set()
        resume.wait(20)
        return reply

    edgar.disturb(submission_path(MP_10K), hold, times=1)
    process = subprocess.Popen(command(config, "--json"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process:
        assert reached.wait(60)
        process.send_signal(signal.SIGKILL)
    resume.set()
    folder = config.parent / "filings" / "MP"
    assert [path.name for path in folder.iterdir()] == [MP_8K.accession]
    arguments = ("--json", "--ticker", "MP", "--since", "2024-01-01")
    result = subprocess.run(
        command(config, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(result.stdout) == {"new": {"MP": {"10-K": 2}}, "failures": [], "unlisted": {}}
    assert edgar.paths().count(submission_path(MP_8K)) == 1
    assert load_filings(config.parent / "filings", COMPANIES)[1] == ()


def test_sync_command__fails_where_an_issuer_failed(config: Path, edgar: EdgarServer) -> None:
    edgar.disturb("/Archives/edgar/data/1801368/", MISSING)
    result = subprocess.run(
        command(config, "--ticker", "MP", "--form", "8-K"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert (
        result.stdout == f"MP: nothing new\nnot fetched: MP: EDGAR has nothing at {submission_path(MP_8K)} (HTTP 404)\n"
    )


def test_sync_command__a_company_that_is_not_there(config: Path) -> None:
    result = subprocess.run(
        command(config, "--ticker", "XYZ"), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.endswith("companies.toml: there is no company XYZ with a `cik`\n")
