import pytest

from retrieval.parting import clauses, tells_of, without, without_aside, without_examples
from retrieval.types import Company

ACME, BOLT = Company("ACME", "Acme"), Company("BLT", "Bolt")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("who leads Acme and where is it based", ["who leads Acme", "where is it based"]),
        ("How much did it spend in 2023, and what was it for?", ["How much did it spend in 2023", "what was it for?"]),
        ("What was revenue and why?", ["What was revenue", "why?"]),
        ("what is Acme and where?", ["what is Acme", "where?"]),
        ("Revenue and net income of Acme", ["Revenue and net income of Acme"]),
        ("which shares rose and by how much", ["which shares rose and by how much"]),
    ],
)
def test_clauses__each_question_that_is_joined(question: str, asked: list[str]) -> None:
    assert clauses(question) == asked


@pytest.mark.parametrize(
    ("question", "names", "left"),
    [
        ("Compare the loans to Acme, Bolt and Crane", ["Bolt", "Crane"], "the loans to Acme"),
        ("Compare the loans to Acme, Bolt and Crane", ["Acme", "Crane"], "the loans to Bolt"),
        ("Compare the loans to Acme, Bolt and Crane", ["Acme", "Bolt"], "the loans to Crane"),
        ("Acme vs. Bolt: who makes magnets?", ["Bolt"], "Acme: who makes magnets?"),
        ("Acme or Bolt: who makes magnets?", ["Acme"], "Bolt: who makes magnets?"),
        ("is Acme bigger than Bolt", ["Bolt"], "is Acme bigger"),
        ("where are Acme and Bolt based?", ["Acme"], "where are Bolt based?"),
    ],
)
def test_without__the_other_companies_and_the_comparing(question: str, names: list[str], left: str) -> None:
    assert without(question, names) == left


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Do miners like Acme or Bolt sell to it?", "Do miners sell to it?"),
        ("which companies, such as Bolt, sell", "which companies, such as Bolt, sell"),
        ("it looks like Acme won", "it looks like Acme won"),
        ("what is Acme like", "what is Acme like"),
    ],
)
def test_without_examples(question: str, left: str) -> None:
    assert without_examples(question, ["Acme", "Bolt"]) == left


def test_tells_of__its_own_company_and_no_other() -> None:
    both = [ACME, BOLT]
    assert tells_of("Acme and Bolt make magnets.", ACME, both, is_own=False)
    assert tells_of("The company makes magnets.", ACME, both, is_own=True)
    assert not tells_of("The company makes magnets.", ACME, both, is_own=False)
    assert not tells_of("Bolt makes magnets.", ACME, both, is_own=True)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("One site has Lynas up 4% on Monday. Who is right?", "One site has Lynas up 4% on Monday"),
        ("Lynas gain on Monday, but I see different numbers", "Lynas gain on Monday"),
        ("Is the loan 80 or 90 million? Which figure is correct?", "Is the loan 80 or 90 million"),
        ("Who is right?", "Who is right?"),
        ("who is right about the price of scandium", "who is right about the price of scandium"),
        ("Which sources did we read?", "Which sources did we read?"),
    ],
)
def test_without_aside(question: str, subject: str) -> None:
    assert without_aside(question) == subject
