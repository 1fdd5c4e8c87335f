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
