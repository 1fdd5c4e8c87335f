"""The catalogue, the front matter of its documents and the companies: what is read, and what is refused by name."""

from datetime import date
from pathlib import Path

import pytest

from retrieval.catalogue import load_catalogue, load_companies
from retrieval.errors import CatalogueInvalid
from retrieval.types import Company, Problem, Source

STORE = Path(__file__).parents[2] / "docs_store"
FRONT = """+++
id = "front"
title = "From the front"
kind = "news"
published_on = "2026-02-03"
as_of = "2026-02-04"
+++
"""


def write(folder: Path, catalogue: str, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    path = folder / "catalogue.toml"
    path.write_text(catalogue, encoding="utf-8")
    return path


def entry(**keys: object) -> str:
    return "[[document]]\n" + "".join(f"{key} = {value!r}\n" for key, value in keys.items())


def test_load_catalogue__reads_the_bundled_store() -> None:
    sources, problems = load_catalogue(STORE / "catalogue.toml")
    assert problems == ()
    assert len(sources) == 18
    assert {source.file for source in sources} == {
        path for folder in ("news", "policy", "companies", "filings") for path in (STORE / folder).iterdir()
    }
    mp = next(source for source in sources if source.id == "filing-mp-8k-2026-05-07")
    assert mp == Source(
        id="filing-mp-8k-2026-05-07",
        title="MP Materials 8-K of 7 May 2026: first-quarter 2026 results",
        file=STORE / "filings" / "mp-8k-2026-05-07.md",
        kind="filing-brief",
        publisher="MP Materials Corp. via SEC EDGAR",
        published_on=date(2026, 5, 7),
        url="https://www.sec.gov/Archives/edgar/data/1801368/000180136826000027/mp-20260507.htm",
        tickers=("MP",),
        form="8-K",
        fiscal_year=2026,
        fiscal_quarter=1,
        period_end=date(2026, 3, 31),
        accession="0001801368-26-000027",
    )


def test_load_catalogue__an_entry_goes_before_the_front_matter(tmp_path: Path) -> None:
    path = write(tmp_path, entry(file="a.md", title="From the entry", tickers=["MP"]), a=FRONT + "Text.")
    sources, problems = load_catalogue(path)
    assert problems == ()
    assert sources == (
        Source(
            id="front",
            title="From the entry",
            file=tmp_path / "a.md",
            kind="news",
            published_on=date(2026, 2, 3),
            tickers=("MP",),
        ),
    )


def test_load_catalogue__takes_native_dates_and_absolute_files(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.txt"
    file.write_text("Text.", encoding="utf-8")
    catalogue = f'[[document]]\nid = "x"\ntitle = "X"\nfile = "{file}"\npublished_on = 2026-02-03\nfiscal_quarter = 2\n'
    sources, _ = load_catalogue(write(tmp_path, catalogue))
    assert (sources[0].file, sources[0].published_on, sources[0].fiscal_quarter) == (file, date(2026, 2, 3), 2)


def test_load_catalogue__reports_documents_it_cannot_use_and_loads_the_others(tmp_path: Path) -> None:
    catalogue = "".join(
        entry(id=name, title=name, file=f"{name}.md") for name in ("gone", "open", "broken", "url", "ok")
    )
    path = write(
        tmp_path,
        catalogue + entry(id="folder", title="Folder", file=".") + entry(file="emptied.md"),
        open="+++\nkind = 'news'\n",
        broken="+++\nkind = \n+++\n",
        url="+++\nurl = 'javascript:alert(1)'\n+++\n",
        ok="Text.",
        emptied="",
    )
    sources, problems = load_catalogue(path)
    assert [source.id for source in sources] == ["ok"]
    assert problems == (
        Problem("gone", "there is no such file"),
        Problem("open", "front matter: the closing +++ is missing"),
        Problem("broken", "front matter: Invalid value (at line 1, column 8)"),
        Problem("url", "front matter: `url`: Value error, must be an http or https address"),
        Problem("folder", "this is not a file"),
        Problem("emptied.md", "front matter: `id` is missing"),
    )


@pytest.mark.parametrize(
    ("catalogue", "fault"),
    [
        ("[[document]", "Expected ']]'"),
        ("[[documents]]\nid = 'x'", "unknown key `documents`"),
        ("document = 3", "unknown key `document`"),
        (entry(id="x", title="X", file="a.md", tikers=["MP"]), "unknown key `document.1 (x).tikers`"),
        (entry(id="x", title="X"), "`document.1 (x).file`: Field required"),
        (entry(id=5, title="X", file="a.md"), "`document.1 (5).id`: Input should be a valid string"),
        (entry(title="X", file="page.html"), "`document.1.id` is missing"),
        (entry(id="x", file="page.html"), "`document.1.title` is missing"),
        (entry(id="x", title="X", file="a.md", tickers="MP"), "`document.1 (x).tickers`: Input should be a valid"),
        (entry(id="x", title="X", file="a.md", published_on="May"), "`document.1 (x).published_on`"),
        (entry(id="x", title="X", file="a.md", fiscal_year="2026"), "`document.1 (x).fiscal_year`"),
        (entry(id="x", title="X", file="a.md", fiscal_quarter=5), "`document.1 (x).fiscal_quarter`"),
        (entry(id="x", title="X", file="a.md", url="file:///etc/passwd"), "must be an http or https address"),
        (entry(id="x", title="X", file="a.md") * 2, "the document id `x` stands there twice"),
    ],
)
def test_load_catalogue__names_the_faulty_entry_and_key(tmp_path: Path, catalogue: str, fault: str) -> None:
    path = write(tmp_path, catalogue, a="Text.")
    (tmp_path / "page.html").write_text("<p>Text.", encoding="utf-8")
    with pytest.raises(CatalogueInvalid) as caught:
        load_catalogue(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert fault in str(caught.value)


def test_load_catalogue__missing_file(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match="there is no such file"):
        load_catalogue(tmp_path / "catalogue.toml")


def test_load_companies__reads_the_bundled_companies() -> None:
    companies = load_companies(STORE / "companies.toml")
    assert [company.ticker for company in companies] == ["MP", "USAR", "CRML", "UUUU", "IDR", "NB", "ALM"]
    assert companies[3] == Company(
        ticker="UUUU",
        name="Energy Fuels Inc.",
        aliases=("Energy Fuels", "EFR"),
        cik=1385849,
        exchange="NYSE American",
        fiscal_year_end="12-31",
        forms=("10-K", "10-Q", "8-K"),
    )


def test_load_companies__none_without_a_file(tmp_path: Path) -> None:
    assert load_companies(tmp_path / "companies.toml") == ()


@pytest.mark.parametrize(
    ("companies", "fault"),
    [
        ("[[company]]\nname = 'X'", "`company.1.ticker`: Field required"),
        ("[[company]]\nticker = 'X'\nname = 'X'\nciks = 1", "unknown key `company.1 (X).ciks`"),
        ("[[company]]\nticker = 'X'\nname = 'X'\nfiscal_year_end = '13-31'", "`company.1 (X).fiscal_year_end`"),
        ("[[company]]\nticker = 'X'\nname = 'X'\n" * 2, "the ticker `X` stands there twice"),
    ],
)
def test_load_companies__names_the_faulty_entry_and_key(tmp_path: Path, companies: str, fault: str) -> None:
    path = tmp_path / "companies.toml"
    path.write_text(companies, encoding="utf-8")
    with pytest.raises(CatalogueInvalid) as caught:
        load_companies(path)
    assert fault in str(caught.value)
