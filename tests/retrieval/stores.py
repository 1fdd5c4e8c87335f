"""Small document stores, written where a test wants them, whose answers are known by heart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

INDEXED_AT = datetime(2026, 2, 3, 12, tzinfo=UTC)
MODELS = Path("var/models")  # where the converted encoder is kept, so that no store converts it again

COMPANIES = """
[[company]]
ticker = "MP"
name = "MP Materials Corp."
aliases = ["MP Materials"]

[[company]]
ticker = "UUUU"
name = "Energy Fuels Inc."
aliases = ["Energy Fuels"]
"""

VAULT = """+++
id = "vault"
title = "Project Vault: a reserve of critical minerals"
kind = "policy"
published_on = "2026-02-02"
url = "https://vault.example/announcement"
+++
## Money
The Export-Import Bank lends Project Vault $10 billion over fifteen years. Private investors add another $1.67 billion.

## Storage
The minerals are stored in eleven warehouses in Ohio and Texas. Guards from the Coast Guard watch over them at night.
"""

MP = """+++
id = "mp-q3"
title = "MP Materials: third quarter of 2025"
kind = "filing"
published_on = "2025-11-06"
tickers = ["MP"]
form = "10-Q"
fiscal_year = 2025
fiscal_quarter = 3
url = "https://filings.example/mp"
+++
## Results
Quarterly figures in short:

| Measure | Third quarter of 2025 | Third quarter of 2024 |
| --- | --- | --- |
| Revenue | $53.6 million | $62.9 million |
| NdPr oxide output | 721 tonnes | 478 tonnes |
| Employees | 940 | 804 |

## Liquidity
MP Materials held cash and cash equivalents of $1.15 billion at the end of the quarter.

## People
James Litinsky is the chief executive of MP Materials. The company's headquarters are in Las Vegas.
"""

UUUU = """+++
id = "uuuu-q3"
title = "Energy Fuels: third quarter of 2025"
kind = "filing"
published_on = "2025-11-03"
tickers = ["UUUU"]
form = "10-Q"
fiscal_year = 2025
fiscal_quarter = 3
url = "https://filings.example/uuuu"
+++
## Liquidity
Energy Fuels held cash and cash equivalents of $94 million at the end of the quarter.

## People
Ross Bhappu leads Energy Fuels as its chief executive. The company's headquarters are in Lakewood, Colorado.

## Operations
The White Mesa Mill in Utah is the only uranium mill that works in the United States.
"""

GLOSSARY = """<!doctype html><html><head><title>Glossary</title></head><body>
<h2>Metals</h2>
<p>Neodymium is a rare earth that goes into the strongest permanent magnets.</p>
<p>Gallium is a by-product of alumina refining that goes into chips for radar.</p>
</body></html>
"""

# A document whose author would like to command the terminal.
KESTREL = "The Kestrel mine\x1b[2J\x1b]0;owned\x07 in Nevada \x9b31mdug up 4,200 tonnes of barite in 2024.\n"

CATALOGUE = """
[[document]]
file = "vault.md"

[[document]]
file = "mp.md"

[[document]]
file = "uuuu.md"

[[document]]
id = "glossary"
title = "Glossary of metals"
kind = "glossary"
file = "glossary.html"

[[document]]
id = "kestrel"
title = "Kestrel mine"
file = "kestrel.md"
"""

FILES = {"vault.md": VAULT, "mp.md": MP, "uuuu.md": UUUU, "glossary.html": GLOSSARY, "kestrel.md": KESTREL}


def write_store(folder: Path, files: Mapping[str, str] = FILES, catalogue: str = CATALOGUE, settings: str = "") -> Path:
    """Make `folder` a document store; returns its configuration file, which keeps the index in `index` beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**files, "catalogue.toml": catalogue, "companies.toml": COMPANIES}.items():
        (folder / name).write_text(content, encoding="utf-8")
    MODELS.mkdir(parents=True, exist_ok=True)  # a clean clone has none yet
    (folder / "models").symlink_to(MODELS.resolve())
    config = folder / "config.toml"
    config.write_text(f'[index]\npath = "index"\n{settings}', encoding="utf-8")
    return config
