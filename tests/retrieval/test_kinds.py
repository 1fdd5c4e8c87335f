import pytest

from retrieval.kinds import (
    CAUSE,
    DATE,
    NAME,
    NUMBER,
    ORIGIN,
    PERCENT,
    PERSON,
    PLACE,
    TOWN,
    is_told,
    kinds_wanted,
    measures_of,
)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How much cash does MP hold?", [NUMBER]),
        ("When was Project Vault announced?", [DATE]),
        ("Who leads Energy Fuels?", [NAME]),
        ("In which town is the mill?", [TOWN]),
        ("What is the interest rate of the loan?", [NUMBER, PERCENT]),
        ("what share of the refinery does MP own", [NUMBER, PERCENT]),
        ("Where is the mill?", [PLACE]),
        ("where can I read that", []),
        ("where does the name USA Rare Earth come from", [ORIGIN]),
        ("Why did the shares rise?", [CAUSE]),
        ("Why was it suddenly a profit?", [CAUSE]),
        ("Who pays when the price falls?", [NAME]),
        ("who pays and when", [DATE, NAME]),
        ("Who signed it for the bank?", [NAME, PERSON]),
        ("how many votes did it get, what was the count", [NUMBER]),
        ("What drove the shares?", [CAUSE]),
        ("Which shares rose?", []),
        ("", []),
    ],
)
def test_kinds_wanted(question: str, kinds: list[object]) -> None:
    assert kinds_wanted(question) == kinds


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        ("They met in Geneva.", "Where did they meet?", True),
        ("The store of Project Vault holds metals.", "Where are the stores of Project Vault?", False),
        ("It began in May.", "Where did it begin?", False),
        ("Stillwater, Oklahoma: plant for magnets.", "Where is the plant?", True),
        ("The ore is stored in sheds.", "Where is the ore stored?", True),
        ("Located at the centre of the pit, it is deep.", "Where is the pit?", True),
        ("It stands in Oklahoma.", "Is it in Oklahoma, and where there?", False),
    ],
)
def test_is_told__a_place_that_the_question_does_not_name(text: str, asked: str, told: bool) -> None:
    assert is_told(PLACE, text, asked) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The name derives from the Latin word for crab.", True),
        ("The ore is from Utah.", True),
        ("The ore is grey.", False),
    ],
)
def test_is_told__an_origin(text: str, told: bool) -> None:
    assert is_told(ORIGIN, text, "Where did it come from?") is told


@pytest.mark.parametrize(
    "text", ["It opened in 1865.", "in the 1930s", "in the nineteenth century", "at the end of the season"]
)
def test_is_told__a_date(text: str) -> None:
    assert is_told(DATE, text, "When was it?")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Maaden and the Department of War hold 49%.", True),
        ("The department pays the shortfall.", True),
        ("It was led by Fluor.", True),
        ("Prices fell.", False),
    ],
)
def test_is_told__a_name(text: str, told: bool) -> None:
    assert is_told(NAME, text, "Who holds the rest?") is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Commissioner Ana Lind signed it.", True),
        ("It was signed by Ana Lind.", True),
        ("The European Union signed it.", False),
    ],
)
def test_is_told__a_person(text: str, told: bool) -> None:
    assert is_told(PERSON, text, "Who signed it for the EU?") is told


@pytest.mark.parametrize(
    "text", ["The goals are a longer life and less waste.", "It keeps a magnet strong.", "It was added to help sales."]
)
def test_is_told__a_purpose_is_a_cause(text: str) -> None:
    assert is_told(CAUSE, text, "Why do they add it?")


def test_is_told__an_amount_is_no_year() -> None:
    assert not is_told(DATE, "They hold 1,865 ounces, or $2025.50.", "When did they sell?")


def test_is_told__another_number_than_the_one_asked_about() -> None:
    assert is_told(NUMBER, "It rose by 18%.", "Did it rise by 16%, or how much?")
    assert not is_told(NUMBER, "It rose by 16%.", "Did it rise by 16%, or how much?")
    assert is_told(NUMBER, "It rose by 6%.", "Did it rise by 16%, or how much?")


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("price per ounce of gold", "Quarter: Q1 2025 · Price received per oz: $2,848.74", True),
        (
            "price per ounce of gold",
            "Quarter: Q3 2025 · Revenue: $11,081 · Price received per oz: not given",
            False,
        ),
        ("what did they pay for a share", "They paid $21.50 a share.", True),
        ("what did they pay for a share", "They paid $1.5 billion.", False),
        ("how many tonnes of NdPr did MP make", "NdPr oxide made: 917 metric tons, up 63%.", True),
        ("how many tonnes of NdPr did MP make", "The floor is $110 per kilogram of NdPr.", False),
        ("how many ounces", "Quarter: Q1 2025 · Gold made (oz): 2,900", True),
        ("loss per share", "Measure: Diluted loss per share · Q1 2026: (0.04)", True),
    ],
)
def test_measures_of__an_amount_for_one_of_something(question: str, text: str, told: bool) -> None:
    assert all(measure.search(text) for measure in measures_of(question)) is told


def test_measures_of__what_counts_time_or_cents_is_no_unit() -> None:
    assert measures_of("How many mines per year, in per cent?") == []
