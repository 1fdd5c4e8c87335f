"""One thing said in the place of another."""

from __future__ import annotations

import pytest

from tests.retrieval.verification.passages import passage, why

ROLES = passage(
    "The President nominates the members, and the Senate confirms them. Uranium pays the bills today; rare earths are "
    "the growth plan. Washington offered Brussels a pact. It is about resilience more than about shortages. Rounds "
    "bought Tanner's Ridge. TMRC held 18.6% of the venture."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The members are nominated by the President and confirmed by the Senate.",
        "Today uranium pays the bills, while rare earths are the plan for growth.",
        "Brussels was offered a pact by Washington.",
        "It is about resilience rather more than about shortages.",
        "TMRC held 18.6% of the venture.",
    ],
)
def test_role_faults__other_turns_of_the_same_are_borne(sentence: str) -> None:
    assert why(sentence, ROLES) == ()


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (
            "The members are nominated by the Senate and confirmed by the President.",
            "the passage says the one thing of the other",
        ),
        (
            "Today rare earths pay the bills, while uranium is the plan for growth.",
            "the passage says the one thing of the other",
        ),
        ("Brussels offered Washington a pact.", "the passage has it done the other way round"),
        ("It is about shortages more than about resilience.", "the passage compares them the other way round"),
        ("Tanner bought Rounds' Ridge.", "in the passage it is not Rounds's"),
        ("MP Materials held 18.6% of the venture.", "in the passage TMRC does this"),
    ],
)
def test_role_faults__what_changed_places_is_not_borne(sentence: str, reason: str) -> None:
    assert reason in why(sentence, ROLES)
