"""What sentences and passages deny."""

from __future__ import annotations

from tests.retrieval.verification.passages import passage, why

MOVE = passage("Holders approved the move in 2025. We found no proof of completion. The figures are unaudited.")
GAPS = passage("- How much has been paid out.", section="What the sources do not say")


def test_denial_faults__word_of_a_thing_denied_denies_the_thing() -> None:
    assert why("Holders approved the move in 2025, but no proof of its completion was found.", MOVE) == ()
    assert "the passage denies this" in why("Holders approved the move in 2025, and its completion followed.", MOVE)


def test_denial_faults__a_prefix_denies_like_not() -> None:
    assert why("The figures haven't been audited.", MOVE) == ()
    assert "the passage denies this" in why("The figures have been audited.", MOVE)


def test_denial_faults__that_something_is_not_known_is_borne_by_a_section_of_open_questions() -> None:
    assert why("It is not known how much has been paid out.", GAPS) == ()
    assert "the passage names this as not known" in why("Much has been paid out.", GAPS)
