import pytest

from retrieval.figures.asking import bare, gist, how_many, is_of_each, joins, portions


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How has revenue changed, and what might this indicate?", "How has revenue changed"),
        ("Has revenue shifted over the quarters? If so, what caused it?", "Has revenue shifted over the quarters"),
        ("What do the inventories in Q1 2023 suggest about demand?", "What do the inventories in Q1 2023"),
        ("Why did revenue grow?", "Why did revenue grow?"),
        ("In Q2 2023, what was the main driver of revenue?", "In Q2 2023, what was the main driver of revenue?"),
        ("Revenue fell in Q2 2023, what factors led to it?", "Revenue fell in Q2 2023, what factors led to it?"),
        ("What was the revenue, and who is the auditor?", "What was the revenue, and who is the auditor?"),
    ],
)
def test_gist__without_the_conclusions_that_are_to_be_drawn(question: str, asked: str) -> None:
    assert gist(question).strip(" ,") == asked


@pytest.mark.parametrize(
    "question",
    [
        "How has revenue fluctuated across quarters?",
        "revenue each quarter",
        "revenue by quarter",
        "revenue in these 10-Qs",
        "How has revenue evolved?",
        "Has revenue varied from quarter to quarter?",
        "R&D in the latest quarter compared to prior quarters",
        "revenue over the last three years",
        "quarterly revenue",
    ],
)
def test_is_of_each__all_periods_are_meant(question: str) -> None:
    assert is_of_each(question)


@pytest.mark.parametrize(
    "question",
    [
        "What was the revenue in the last quarter?",
        "revenue in its latest quarterly filing",
        "revenue compared to the prior quarter",
        "cash by year end",
        "What was the revenue in the Q3 2022 10-Q?",
        "earnings per share",
    ],
)
def test_is_of_each__one_period_is_meant(question: str) -> None:
    assert not is_of_each(question)


def test_how_many__of_the_last_periods() -> None:
    assert how_many("revenue over the last three quarters") == 3
    assert how_many("revenue of the past 4 years") == 4
    assert how_many("revenue in the last quarter") is None


def test_joins__each_name_with_the_next() -> None:
    assert joins("cash, debt and equity", ["cash", "equity", "debt"])
    assert joins("R&D & SG&A", ["R&D", "SG&A"])
    assert not joins("cash before debt", ["cash", "debt"])
    assert not joins("cash", ["cash"])


def test_bare__what_is_measured() -> None:
    assert bare("How has the revenue changed across the quarters?").split() == ["How", "has", "the", "revenue", "?"]


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What percentage of revenue came from rails?", ("rails?", "revenue")),
        ("What share of revenue did rails contribute in Q1?", ("rails", "revenue  in Q1?")),
        ("what share of revenue is rails", ("rails", "revenue")),
        ("How much of the revenue was attributed to rails?", ("rails?", "the revenue")),
        ("R&D as a percentage of revenue", ("R&D", "revenue")),
        ("R&D % of revenue", ("R&D", "revenue")),
        ("the ratio of debt to assets", ("debt", "assets")),
        ("How did costs compare to revenue?", ("How did costs", "revenue?")),
        ("costs vs revenue", ("costs", "revenue")),
    ],
)
def test_portions__the_part_and_the_whole(question: str, sides: tuple[str, str]) -> None:
    assert next(portions(question)) == sides


def test_portions__none() -> None:
    assert list(portions("What was the revenue in Q1 2023?")) == []
