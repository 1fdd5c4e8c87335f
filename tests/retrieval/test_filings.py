import gzip
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from retrieval import open_retrieval
from retrieval.filings import FetchedFiling, FiledDocument, ListedFiling, is_kept, keep_filing, load_filings
from retrieval.settings import load_settings
from retrieval.types import Company, Problem, Source
from tests.retrieval.stores import write_store

MP = Company("MP", "MP Materials Corp.", cik=1801368, fiscal_year_end="12-31", forms=("10-K", "10-Q", "8-K"))
ACCESSION = "0001801368-26-000027"
NOW = datetime(2026, 5, 8, tzinfo=UTC)
URL = "https://www.sec.gov/Archives/edgar/data/1801368/000180136826000027"
FILING = FetchedFiling(
    listed=ListedFiling(1801368, ACCESSION, "8-K", date(2026, 5, 7), ("2.02", "9.01")),
    accepted_at=datetime(2026, 5, 7, 16, 5, 12, tzinfo=ZoneInfo("America/New_York")),
    period=date(2026, 5, 7),
    submission=b"<SEC-DOCUMENT>\x93whole\x94</SEC-DOCUMENT>\n",
    documents=(
        FiledDocument("8-K", "mp-20260507.htm", "<p>Item 2.02. Results</p>"),
        FiledDocument("EX-99.1", "q1 26.htm", "<p>“Record” output</p>"),
        FiledDocument("EX-99.1", "notice.txt", "A notice"),
    ),
)


def test_keep_filing__keeps_the_bytes_the_documents_and_what_is_known(tmp_path: Path) -> None:
    kept = keep_filing(tmp_path, "MP", FILING)
    folder = tmp_path / "MP" / ACCESSION
    assert sorted(path.name for path in folder.iterdir()) == [
        "ex99-1-2.txt",
        "ex99-1.htm",
        "filing.json",
        "primary.htm",
        "submission.txt.gz",
    ]
    assert gzip.decompress((folder / "submission.txt.gz").read_bytes()) == FILING.submission
    assert (folder / "ex99-1.htm").read_text(encoding="utf-8") == "<p>“Record” output</p>"
    assert kept.accepted_at.isoformat() == "2026-05-07T16:05:12-04:00"
    assert kept.url == f"{URL}/{ACCESSION}-index.html"
    assert [document.url for document in kept.documents] == [
        f"{URL}/mp-20260507.htm",
        f"{URL}/q1%2026.htm",
        f"{URL}/notice.txt",
    ]


def test_keep_filing__leaves_out_exhibits_without_text(tmp_path: Path) -> None:
    slides = FiledDocument("EX-99.2", "slides.htm", '<html><body><img src="slide1.jpg"></body></html>')
    kept = keep_filing(tmp_path, "MP", replace(FILING, documents=(*FILING.documents, slides)))
    assert [document.file for document in kept.documents] == ["primary.htm", "ex99-1.htm", "ex99-1-2.txt"]
    assert not (tmp_path / "MP" / ACCESSION / "ex99-2.htm").exists()
    assert load_filings(tmp_path, [MP])[1] == ()


def test_load_filings__describes_each_document(tmp_path: Path) -> None:
    keep_filing(tmp_path, "MP", FILING)
    sources, problems = load_filings(tmp_path, [MP])
    assert problems == ()
    assert sources[0] == Source(
        id="mp-8-k-0001801368-26-000027",
        title="MP Materials Corp. 8-K of 7 May 2026",
        file=tmp_path / "MP" / ACCESSION / "primary.htm",
        kind="filing",
        publisher="MP Materials Corp. via SEC EDGAR",
        published_on=date(2026, 5, 7),
        url=f"{URL}/mp-20260507.htm",
        tickers=("MP",),
        form="8-K",
        accession=ACCESSION,
    )
    assert sources[1] == replace(
        sources[0],
        id="mp-8-k-0001801368-26-000027-ex99-1",
        title="MP Materials Corp. 8-K of 7 May 2026, exhibit 99.1",
        file=tmp_path / "MP" / ACCESSION / "ex99-1.htm",
        url=f"{URL}/q1%2026.htm",
    )
    assert sources[2].id == "mp-8-k-0001801368-26-000027-ex99-1-2"


@pytest.mark.parametrize(
    ("form", "period", "year", "quarter"),
    [("10-Q/A", date(2026, 3, 31), 2026, 1), ("10-K", date(2025, 12, 31), 2025, None)],
)
def test_load_filings__periodic_reports_know_their_fiscal_period(
    form: str, period: date, year: int, quarter: int | None, tmp_path: Path
) -> None:
    keep_filing(tmp_path, "MP", replace(FILING, listed=replace(FILING.listed, form=form), period=period))
    source = load_filings(tmp_path, [MP])[0][0]
    assert (source.form, source.fiscal_year, source.fiscal_quarter, source.period_end) == (form, year, quarter, period)


def test_load_filings__only_of_the_companies_that_are_listed(tmp_path: Path) -> None:
    keep_filing(tmp_path, "MP", FILING)
    assert load_filings(tmp_path, [replace(MP, ticker="NB")]) == ((), ())
    assert load_filings(tmp_path / "nowhere", [MP]) == ((), ())


@pytest.mark.parametrize("name", ["filing.json", "primary.htm", "ex99-1.htm"])
def test_load_filings__a_filing_that_is_not_whole_is_a_problem_and_is_fetched_again(name: str, tmp_path: Path) -> None:
    keep_filing(tmp_path, "MP", FILING)
    assert is_kept(tmp_path, "MP", ACCESSION)
    file = tmp_path / "MP" / ACCESSION / name
    file.write_bytes(file.read_bytes()[:-3])
    sources, problems = load_filings(tmp_path, [MP])
    assert sources == ()
    assert [problem.document_id for problem in problems] == [f"MP/{ACCESSION}"]
    assert problems[0].reason.endswith("; the next sync fetches it again")
    assert not is_kept(tmp_path, "MP", ACCESSION)
    keep_filing(tmp_path, "MP", FILING)
    assert load_filings(tmp_path, [MP])[1] == ()


def test_load_filings__a_record_may_not_point_outside(tmp_path: Path) -> None:
    keep_filing(tmp_path, "MP", FILING)
    record = tmp_path / "MP" / ACCESSION / "filing.json"
    record.write_text(record.read_text().replace("primary.htm", "../../../secret.htm"))
    assert load_filings(tmp_path, [MP]) == (
        (),
        (
            Problem(
                f"MP/{ACCESSION}",
                "its filing.json or a document is missing or unreadable; the next sync fetches it again",
            ),
        ),
    )


def test_is_kept__not_what_a_killed_process_was_writing(tmp_path: Path) -> None:
    draft = tmp_path / ".unfinished" / ACCESSION
    draft.mkdir(parents=True)
    (draft / "primary.htm").write_text("half")
    assert not is_kept(tmp_path, "MP", ACCESSION)
    assert load_filings(tmp_path, [MP]) == ((), ())
    keep_filing(tmp_path, "MP", FILING)
    assert not draft.exists()
    assert is_kept(tmp_path, "MP", ACCESSION)


def test_filings_are_indexed_beside_the_catalogue(tmp_path: Path) -> None:
    config = write_store(tmp_path, settings='[filings]\npath = "filings"\n')
    keep_filing(tmp_path / "filings", "MP", FILING)
    ids = [source.id for source in load_filings(tmp_path / "filings", [MP])[0]]
    with closing(open_retrieval(load_settings(config))) as retrieval:
        report = retrieval.reindex(NOW)
        assert report.added[-3:] == tuple(ids)
        assert len(report.added) == 8
        best = retrieval.search("What output did MP Materials report in its 8-K?")[0]
        assert (best.source.id, best.chunk.text) == (ids[1], "“Record” output")
        (tmp_path / "filings" / "MP" / ACCESSION / "primary.htm").unlink()
        report = retrieval.reindex(NOW)
        assert report.removed == tuple(ids)
        assert [problem.document_id for problem in report.problems] == [f"MP/{ACCESSION}"]
