import pytest

from retrieval.conversation import standalone
from retrieval.types import Company

COMPANIES = (
    Company("USAR", "USA Rare Earth, Inc.", ("USA Rare Earth",)),
    Company("MP", "MP Materials Corp.", ("MP Materials",)),
    Company("UUUU", "Energy Fuels Inc."),
)


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        ([], "and Energy Fuels?", ("and Energy Fuels?", "")),
        (["how much cash did MP have"], "and Energy Fuels?", ("how much cash did Energy Fuels have", "")),
        (["how much cash did MP have"], "what about USA Rare Earth?", ("how much cash did USA Rare Earth have", "")),
        (["how much cash did MP have"], "when does it report?", ("when does it report?", "how much cash did MP have")),
        (
            ["how much cash did MP have"],
            "Who leads the talks for the European Commission in Washington",
            ("Who leads the talks for the European Commission in Washington", ""),
        ),
        (
            ["what is the SECURE Act", "who introduced it?"],
            "bill number?",
            ("bill number?", "what is the SECURE Act who introduced it?"),
        ),
        (["cash of MP", "and USAR?"], "and Energy Fuels?", ("cash of Energy Fuels", "")),
        (["MP or USAR, who has more cash"], "and Energy Fuels?", ("Energy Fuels", "")),
    ],
)
def test_standalone(history: list[str], question: str, expected: tuple[str, str]) -> None:
    assert standalone(question, history, COMPANIES) == expected
