"""Up and down, profit and loss, start and end, as the columns of a table give them."""

from __future__ import annotations

import pytest

from tests.retrieval.verification.passages import passage, why

SHEET = passage(
    "(In millions) | July 30, 2023 | January 29, 2023\nReceivables | $7,066 | $3,827\nInventories | 4,319 | 5,159\n"
    "Operating income (loss) | 898 | (1,568)"
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Inventories declined to $4.32 billion, while receivables climbed to $7.07 billion as of July 30, 2023.",
        "Inventories fell from $5,159 million to $4,319 million.",
        "It went from an operating loss of $1,568 million to operating income of $898 million.",
    ],
)
def test_is_other_way__the_columns_go_as_the_sentence_says(sentence: str) -> None:
    assert why(sentence, SHEET) == ()


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (
            "Inventories increased to $4.32 billion as of July 30, 2023.",
            "$4.32 billion: the passage has it the other way, up or down, profit or loss",
        ),
        (
            "Inventories declined to $5.16 billion, while receivables climbed to $7.07 billion as of July 30, 2023.",
            "$5.16 billion: the passage gives it for another date or period",
        ),
        (
            "It went from operating income of $898 million to an operating loss of $1,568 million.",
            "$898 million: the passage has it at the other end of the change",
        ),
    ],
)
def test_is_other_way__the_columns_go_otherwise(sentence: str, reason: str) -> None:
    assert reason in why(sentence, SHEET)
