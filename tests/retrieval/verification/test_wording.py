"""What words say beside numbers and names."""

from __future__ import annotations

import pytest

from retrieval.verification.denials import denials_of
from retrieval.verification.wording import (
    contents_of,
    contradicted,
    is_hedged,
    kin_of,
    kinds_of,
    senses_of,
    signs_of,
    words_of,
)


def test_senses_of__takes_synonyms_and_spellings_as_one() -> None:
    assert senses_of("The U.S. bought a plant") == senses_of("the United States has purchased a facility")
    assert senses_of("the Department of Defense") == senses_of("DoD") == senses_of("the Pentagon")
    assert senses_of("EPS at least doubled") == senses_of("earnings per share doubled")
    assert senses_of("it was said that there is more of the same") == frozenset()


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("it rose by 5%", {"up"}),
        ("up 5% on the year", {"up"}),
        ("up to 5%", set()),
        ("set up in 1934", set()),
        ("63% more than before", {"up"}),
        ("CRML down 5.2%", {"down"}),
        ("the net loss narrowed", {"loss", "down"}),
        ("net income", {"profit"}),
        ("a gain on warrants", {"gain"}),
    ],
)
def test_signs_of__tells_up_and_down_profit_and_loss(text: str, signs: set[str]) -> None:
    assert signs_of(text) == signs


def negated_senses(text: str) -> list[frozenset[str]]:
    return [denial.said for denial in denials_of(text)]


def test_denials_of__gives_what_each_negation_denies() -> None:
    assert negated_senses("introduced, not passed. It is a proposal, not law.") == [{"pass"}, {"law"}]
    assert negated_senses("a non-binding letter") == [{"bind"}]
    assert negated_senses("It does not file 10-K or 10-Q.") == [{"file", "10-K", "10-Q"}]
    assert negated_senses("no more than 5, and No. 7") == []


def test_contradicted__finds_an_opposite_that_stands_alone() -> None:
    assert contradicted(words_of("it sold shares"), words_of("it bought shares")) == "sold"
    assert contradicted(words_of("it sold shares"), words_of("it bought and sold shares")) == ""


def test_is_hedged__tells_a_plan_from_a_fact() -> None:
    assert is_hedged("production is expected in 2028")
    assert is_hedged("it is to take all magnets")
    assert not is_hedged("production began in 2024")


def test_kinds_of__names_metals_and_lines_of_the_accounts() -> None:
    assert kinds_of("gold revenue of the company") == {"gold", "revenu"}


def test_contents_of__leaves_out_what_only_frames_a_sentence() -> None:
    assert contents_of("According to the article, overall output rose in Utah, namely of magnets") == [
        "output",
        "utah",
        "magnet",
    ]


def test_kin_of__gives_other_words_for_much_the_same() -> None:
    assert {"consent", "approv"} <= kin_of("approv")
    assert kin_of("scandium") == {"scandium"}


def test_words_of__takes_comparatives_and_turned_words_by_what_they_are_made_of() -> None:
    assert words_of("rarer and dearer") == words_of("rare and dear")
    assert words_of("unrelated") == ["unrelat"]


def test_contradicted__knows_what_a_prefix_turns_round() -> None:
    assert contradicted(words_of("a related fund"), words_of("an unrelated fund")) == "relat"
    assert contradicted(words_of("a related fund"), words_of("a related or unrelated fund")) == ""


def test_denials_of__reads_short_and_paired_negations() -> None:
    assert negated_senses("They don't pay.") == [{"pay"}]
    assert negated_senses("neither stake nor loan") == [{"stake", "loan"}]
