"""Filings of the seven companies as EDGAR serves them: lists as JSON, full submissions as SGML; figures are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.edgar_documents import COVER, DOCUMENTS

UUENCODED = "begin 644 logo.jpg\n" + r"&:&5L;&\*" + "\n \nend"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A company as EDGAR knows it; `fiscal_year_end` is "MMDD"."""

    ticker: str
    cik: int
    name: str
    exchange: str
    fiscal_year_end: str
    state: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing; `accepted_at` is Eastern, and `documents` are types with keys of DOCUMENTS, the primary one first."""

    ticker: str
    accession: str
    form: str
    filed_on: date
    period: date
    documents: tuple[tuple[str, str], ...]
    items: str = ""
    accepted_at: str = "163012"


ISSUERS = {
    issuer.ticker: issuer
    for issuer in (
        Issuer("MP", 1801368, "MP Materials Corp. / DE", "NYSE", "1231", "DE"),
        Issuer("USAR", 1970622, "USA Rare Earth, Inc.", "Nasdaq", "1231", "DE"),
        Issuer("CRML", 1951089, "Critical Metals Corp.", "Nasdaq", "0630", "D8"),
        Issuer("UUUU", 1385849, "ENERGY FUELS INC", "NYSE", "1231", "A6"),
        Issuer("IDR", 1030192, "IDAHO STRATEGIC RESOURCES, INC.", "NYSE", "1231", "ID"),
        Issuer("NB", 1512228, "NioCorp Developments Ltd", "Nasdaq", "0630", "A1"),
        Issuer("ALM", 1670061, "Almonty Industries Inc.", "Nasdaq", "1231", "A6"),
    )
}

MP_8K = Filed(
    "MP", "0001801368-26-000027", "8-K", date(2026, 5, 7), date(2026, 5, 7),
    (("8-K", "8-K"), ("EX-99.1", "release"), ("GRAPHIC", "graphic"), ("EX-101.SCH", "schema"), ("XML", "viewer")),
    items="2.02,9.01", accepted_at="160512",
)  # fmt: skip
MP_10K = Filed(
    "MP", "0001801368-26-000009", "10-K", date(2026, 2, 26), date(2025, 12, 31), (("10-K", "10-K"), ("EX-31.1", "cert"))
)
USAR_10Q = Filed("USAR", "0001213900-25-107742", "10-Q", date(2025, 11, 13), date(2025, 9, 30), (("10-Q", "10-Q"),))
CRML_20F = Filed("CRML", "0001213900-25-102230", "20-F", date(2025, 10, 27), date(2025, 6, 30), (("20-F", "20-F"),))
CRML_6K = Filed(
    "CRML", "0001213900-25-027340", "6-K", date(2025, 3, 31), date(2025, 3, 31),
    (("6-K", "6-K"), ("EX-99.1", "tanbreez"), ("EX-99.2", "plain")), accepted_at="083105",
)  # fmt: skip
UUUU_10Q = Filed("UUUU", "0001385849-25-000131", "10-Q", date(2025, 11, 3), date(2025, 9, 30), (("10-Q", "10-Q"),))
IDR_8K = Filed(
    "IDR", "0001654954-25-005374", "8-K", date(2025, 5, 8), date(2025, 5, 8),
    (("8-K", "8-K"), ("EX-99.1", "release")), items="2.02,9.01",
)  # fmt: skip
NB_10Q = Filed("NB", "0001512228-26-000006", "10-Q", date(2026, 2, 5), date(2025, 12, 31), (("10-Q", "10-Q"),))
ALM_40F = Filed(
    "ALM", "0001062993-26-001842", "40-F", date(2026, 3, 19), date(2025, 12, 31),
    (("40-F", "40-F"), ("EX-99.1", "aif"), ("EX-99.2", "release"), ("EX-99.2", "plain")),
)  # fmt: skip
MP_FORM_4 = Filed("MP", "0001801368-26-000030", "4", date(2026, 5, 8), date(2026, 5, 6), (("4", "ownership"),))
MP_OLD_10K = Filed("MP", "0001801368-24-000011", "10-K", date(2024, 2, 28), date(2023, 12, 31), (("10-K", "10-K"),))

FILINGS = (
    MP_8K, MP_10K, USAR_10Q, CRML_20F, CRML_6K, UUUU_10Q, IDR_8K, NB_10Q, ALM_40F, MP_FORM_4, MP_OLD_10K,
)  # fmt: skip


def submissions(issuer: Issuer, recent: Sequence[Filed], older: Sequence[Filed]) -> tuple[dict[str, Any], Any]:
    """The list of filings, and its second page: None where there are no `older` ones."""
    place = {
        "street1": "1700 S. PAVILION CENTER DRIVE",
        "street2": "8TH FLOOR",
        "city": "LAS VEGAS",
        "stateOrCountry": "NV",
        "zipCode": "89135",
        "stateOrCountryDescription": "NV",
    }
    page = {
        "name": f"CIK{issuer.cik:010}-submissions-001.json",
        "filingCount": len(older),
        "filingFrom": str(older[-1].filed_on) if older else "",
        "filingTo": str(older[0].filed_on) if older else "",
    }
    first = {
        "cik": str(issuer.cik),
        "entityType": "operating",
        "sic": "1000",
        "sicDescription": "Metal Mining",
        "insiderTransactionForOwnerExists": 0,
        "insiderTransactionForIssuerExists": 1,
        "name": issuer.name,
        "tickers": [issuer.ticker],
        "exchanges": [issuer.exchange],
        "ein": "844465489",
        "description": "",
        "website": "",
        "investorWebsite": "",
        "category": "Large accelerated filer",
        "fiscalYearEnd": issuer.fiscal_year_end,
        "stateOfIncorporation": issuer.state,
        "stateOfIncorporationDescription": issuer.state,
        "addresses": {"mailing": place, "business": place},
        "phone": "702-844-6111",
        "flags": "",
        "formerNames": [
            {"name": "A former name", "from": "2020-01-24T05:00:00.000Z", "to": "2020-11-13T05:00:00.000Z"}
        ],
        "filings": {"recent": _columns(recent), "files": [page] if older else []},
    }
    return first, _columns(older) if older else None


def _columns(filings: Sequence[Filed]) -> dict[str, list[Any]]:
    return {
        "accessionNumber": [filing.accession for filing in filings],
        "filingDate": [str(filing.filed_on) for filing in filings],
        "reportDate": [str(filing.period) for filing in filings],
        # Eastern time with the mark of UTC, as it is for some filers.
        "acceptanceDateTime": [f"{filing.filed_on}T{_clock(filing.accepted_at)}.000Z" for filing in filings],
        "act": ["34" for _ in filings],
        "form": [filing.form for filing in filings],
        "fileNumber": ["001-39277" for _ in filings],
        "filmNumber": ["26920001" for _ in filings],
        "items": [filing.items for filing in filings],
        "size": [3_141_592 for _ in filings],
        "isXBRL": [1 for _ in filings],
        "isInlineXBRL": [1 for _ in filings],
        "primaryDocument": [_name(filing, 0) for filing in filings],
        "primaryDocDescription": [filing.form for filing in filings],
    }


def full_submission(issuer: Issuer, filing: Filed) -> bytes:
    """The file <accession>.txt of a filing."""
    day = f"{filing.filed_on:%Y%m%d}"
    documents = "".join(_document(issuer, filing, place) for place in range(len(filing.documents)))
    text = f"""<SEC-DOCUMENT>{filing.accession}.txt : {day}
<SEC-HEADER>{filing.accession}.hdr.sgml : {day}
<ACCEPTANCE-DATETIME>{day}{filing.accepted_at}
ACCESSION NUMBER:\t\t{filing.accession}
CONFORMED SUBMISSION TYPE:\t{filing.form}
PUBLIC DOCUMENT COUNT:\t\t{len(filing.documents)}
CONFORMED PERIOD OF REPORT:\t{filing.period:%Y%m%d}
FILED AS OF DATE:\t\t{day}
DATE AS OF CHANGE:\t\t{day}

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\t{issuer.name}
\t\tCENTRAL INDEX KEY:\t\t\t{issuer.cik:010}
\t\tSTANDARD INDUSTRIAL CLASSIFICATION:\tMETAL MINING [1000]
\t\tSTATE OF INCORPORATION:\t\t\t{issuer.state}
\t\tFISCAL YEAR END:\t\t\t{issuer.fiscal_year_end}

\tFILING VALUES:
\t\tFORM TYPE:\t\t{filing.form}
\t\tSEC ACT:\t\t1934 Act
\t\tSEC FILE NUMBER:\t001-39277
\t\tFILM NUMBER:\t\t26920001
</SEC-HEADER>
{documents}</SEC-DOCUMENT>
-----END PRIVACY-ENHANCED MESSAGE-----
"""
    return text.encode("cp1252")


def _document(issuer: Issuer, filing: Filed, place: int) -> str:
    type_, key = filing.documents[place]
    content = UUENCODED if key == "graphic" else DOCUMENTS[key]
    content = content.replace("{cover}", COVER).replace("{form}", filing.form).replace("{company}", issuer.name)
    if place == 0:
        content = f"<XBRL>\n{content}\n</XBRL>"
    return f"""<DOCUMENT>
<TYPE>{type_}
<SEQUENCE>{place + 1}
<FILENAME>{_name(filing, place)}
<DESCRIPTION>{type_}
<TEXT>
{content}
</TEXT>
</DOCUMENT>
"""


def _name(filing: Filed, place: int) -> str:
    type_, key = filing.documents[place]
    suffix = {"graphic": "jpg", "schema": "xsd", "plain": "txt", "ownership": "xml"}.get(key, "htm")
    if key == "viewer":
        return "R1.htm"
    stem = f"{filing.ticker}-{filing.period:%Y%m%d}".lower()
    return f"{stem}.{suffix}" if place == 0 else f"{type_.lower().replace('.', '')}-{stem}-{place}.{suffix}"


def _clock(digits: str) -> str:
    return f"{digits[:2]}:{digits[2:4]}:{digits[4:]}"
