"""A small filing, written where a test wants it, with a statement of each kind."""

from __future__ import annotations

QUARTER = """+++
id = "acme-q2"
title = "Acme Form 10-Q"
kind = "filing"
tickers = ["ACME"]
form = "10-Q"
fiscal_year = 2024
fiscal_quarter = 2
+++
## Condensed Consolidated Statements of Operations

| (In millions) | Quarter Ended June 30, 2024 | Quarter Ended June 30, 2023 | Six Months Ended June 30, 2024 |
| --- | --- | --- | --- |
| Net sales | $1,250 | $1,000 | $2,400 |
| Cost of sales | 800 | 700 | 1,500 |
| Gross profit | 450 | 300 | 900 |
| Other income, net | 5 | 4 | 9 |
| Net income (loss) | (25) | 20 | 30 |
| Diluted earnings per share | $(0.05) | $0.04 | $0.06 |

## Condensed Consolidated Balance Sheets

| (In millions) | June 30, 2024 | December 31, 2023 |
| --- | --- | --- |
| Total current assets | $600 | $500 |
| Short-term borrowings | 40 | 30 |
| Total current liabilities | 400 | 250 |
| Long-term debt | 200 | 210 |

## Condensed Consolidated Statements of Cash Flows

| (In millions) | Six Months Ended June 30, 2024 | Six Months Ended June 30, 2023 |
| --- | --- | --- |
| Net cash provided by operating activities | $300 | $280 |
| Purchases of property, plant and equipment | (120) | (100) |

## Results by segment

| (In millions) | Three Months Ended June 30, 2024 | Three Months Ended June 30, 2023 | Change |
| --- | --- | --- | --- |
| Anvils net sales | $900 | $800 | 13% |
"""

QUARTER_BEFORE = """+++
id = "acme-q1"
title = "Acme Form 10-Q"
kind = "filing"
tickers = ["ACME"]
form = "10-Q"
fiscal_year = 2024
fiscal_quarter = 1
+++
## Condensed Consolidated Statements of Operations

| (In millions, except per share data) | Three Months Ended March 31, 2024 | Three Months Ended March 31, 2023 |
| --- | --- | --- |
| Net sales | $1,150 | $950 |
| Net income (loss) | 55 | 10 |
"""

COMPANIES = """
[[company]]
ticker = "ACME"
name = "Acme Corp."
aliases = ["Acme"]
"""

CATALOGUE = '[[document]]\nfile = "acme-q1.md"\n\n[[document]]\nfile = "acme-q2.md"\n'
FILES = {"acme-q1.md": QUARTER_BEFORE, "acme-q2.md": QUARTER}

BOREAL = """
[[document]]
file = "boreal-q1.md"

[[document]]
file = "boreal-q2.md"

[[document]]
file = "delta-10k.md"
"""

BOREAL_COMPANIES = """
[[company]]
ticker = "BORE"
name = "Boreal Inc."
aliases = ["Boreal"]
fiscal_year_end = "01-31"

[[company]]
ticker = "DELT"
name = "Delta Lamps Co."
aliases = ["Delta Lamps"]
"""

BOREAL_Q1 = """+++
id = "boreal-q1"
title = "Boreal Form 10-Q"
kind = "filing"
tickers = ["BORE"]
form = "10-Q"
fiscal_year = 2024
fiscal_quarter = 1
+++
## Condensed Consolidated Statements of Income

| (In millions, except per share data) | Three Months Ended April 30, 2023 | Three Months Ended May 1, 2022 |
| --- | --- | --- |
| Revenue | $700 | $800 |
| Gross profit | 400 | 450 |
| Research and development | 120 | 100 |
| Operating income (loss) | (20) | 90 |
| Provision for income taxes | 3 | 20 |

## Condensed Consolidated Balance Sheets

| (In millions) | April 30, 2023 | January 29, 2023 |
| --- | --- | --- |
| Cash and cash equivalents | $150 | $140 |
| Inventories | 60 | 50 |

## Condensed Consolidated Statements of Cash Flows

| (In millions) | Three Months Ended April 30, 2023 | Three Months Ended May 1, 2022 |
| --- | --- | --- |
| Unearned revenue | $(9) | $4 |
| Income taxes | (7) | 2 |
| Payments related to repurchases of common stock | (30) | (10) |

## Segments

| (In millions) | Three Months Ended April 30, 2023 | Three Months Ended May 1, 2022 |
| --- | --- | --- |
| Rails revenue | $500 | $650 |
"""

BOREAL_Q2 = """+++
id = "boreal-q2"
title = "Boreal Form 10-Q"
kind = "filing"
tickers = ["BORE"]
form = "10-Q"
fiscal_year = 2024
fiscal_quarter = 2
+++
## Condensed Consolidated Statements of Income

| (In millions) | Three Months Ended July 30, 2023 | Three Months Ended July 31, 2022 | Six Months Ended July 30, 2023 |
| --- | --- | --- | --- |
| Net revenue | $900 | $850 | $1,600 |
| Gross profit | 500 | 460 | 900 |
| Research and development | 130 | 110 | 250 |
| Sales and marketing | 60 | 55 | 115 |
| Operating income (loss) | 45 | 80 | 25 |
| Income before income taxes | 50 | 85 | 30 |
| Benefit from (provision for) taxes | (5) | (15) | (8) |

## Condensed Consolidated Balance Sheets

| (In millions) | July 30, 2023 | January 29, 2023 |
| --- | --- | --- |
| Cash and cash equivalents | $170 | $140 |
| Inventories | 75 | 50 |
| Current portion of long-term debt | 5 | 4 |
| Long-term debt | 95 | 99 |

## Condensed Consolidated Statements of Cash Flows

| (In millions) | Six Months Ended July 30, 2023 | Six Months Ended July 31, 2022 |
| --- | --- | --- |
| Payments related to repurchases of common stock | $(80) | $(25) |
| Net cash used in financing activities | (82) | (27) |
| Cash and cash equivalents at end of period | 170 | 130 |

## Segments

| (In millions) | Three Months Ended July 30, 2023 | Three Months Ended July 31, 2022 |
| --- | --- | --- |
| Rails revenue | $675 | $700 |
| Lamps revenue | 225 | 150 |

## Other income, net

| (In millions) | Three Months Ended July 30, 2023 | Three Months Ended July 31, 2022 |
| --- | --- | --- |
| Interest expense | $(7) | $(6) |

## Note 7: Equity-method investments

Condensed figures of the investee were as follows:

| (In millions) | Three Months Ended July 30, 2023 | Three Months Ended July 31, 2022 |
| --- | --- | --- |
| Rent revenue | $31 | $28 |
"""

DELTA = """+++
id = "delta-10k"
title = "Delta Lamps Form 10-K"
kind = "filing"
tickers = ["DELT"]
form = "10-K"
fiscal_year = 2024
+++
## Consolidated Statements of Operations

| (In thousands) | Year Ended December 31, 2024 | Year Ended December 31, 2023 | Year Ended December 31, 2022 |
| --- | --- | --- | --- |
| Net sales | $4,100 | $4,000 | $3,800 |
| Cost of sales | 2,050 | 2,100 | 2,000 |
"""

BOREAL_FILES = {"boreal-q1.md": BOREAL_Q1, "boreal-q2.md": BOREAL_Q2, "delta-10k.md": DELTA}

CERES_COMPANIES = """
[[company]]
ticker = "CERE"
name = "Ceres Gold Corp."
aliases = ["Ceres Gold"]
"""

CERES = """
[[document]]
file = "ceres.md"
"""

CERES_PROFILE = """+++
id = "ceres"
title = "Ceres Gold, a profile"
kind = "company"
tickers = ["CERE"]
published_on = 2025-11-30
+++

## Figures

| Period | Revenue | Net loss | Gold made (oz) | Cash at end |
| --- | --- | --- | --- | --- |
| Full year 2024 | $40.5 million | $3.1 million ($0.10 a share) | 9,800 | $12.0 million |
| Q1 2025 | $11.0 million | $1.2 million ($0.04 a share) | 2,600 | $10.5 million |
| Q2 2025 | $12.5 million | not told | 2,750 | $14.0 million |
"""
