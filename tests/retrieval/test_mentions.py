"""Which companies a document is about."""

from pathlib import Path

import pytest

from retrieval.catalogue import load_companies
from retrieval.mentions import companies_in

COMPANIES = load_companies(Path(__file__).parents[2] / "docs_store" / "companies.toml")


@pytest.mark.parametrize(
    ("title", "text", "tickers"),
    [
        ("", "MP Materials rose. MP MATERIALS CORP. fell.", ("MP",)),
        ("", "MP Materials rose once.", ()),
        ("MP Materials: a profile", "", ("MP",)),
        ("", "An MP asked another MP about critical metals, and critical metals again.", ()),
        ("", "Trading in $MP and (NYSE: MP) was halted.", ("MP",)),
        ("", "USAR and USAR; UUUU once.", ("USAR",)),
        ("", "USARX and xUSAR and USA Rare Earths", ()),
        ("", "Energy Fuels bought from Energy Fuels; Critical Metals Corp. and Critical Metals.", ("CRML", "UUUU")),
    ],
)
def test_companies_in(title: str, text: str, tickers: tuple[str, ...]) -> None:
    assert companies_in(title, text, COMPANIES) == tickers
