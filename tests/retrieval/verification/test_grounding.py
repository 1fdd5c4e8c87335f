"""Figures of one sentence held against each other."""

from __future__ import annotations

from tests.retrieval.verification.passages import passage, why


def test_ground__one_printed_figure_bears_one_claim() -> None:
    elements = passage("There are seventeen elements: the fifteen lanthanides with scandium and yttrium.")
    assert why("There are 17 elements, the fifteen lanthanides with scandium and yttrium.", elements) == ()
    reasons = why("There are 15 elements, the fifteen lanthanides with scandium and yttrium.", elements)
    assert reasons == ("the passage has this figure only once",)


def test_ground__what_is_given_out_respectively_keeps_its_turn() -> None:
    shares = passage("The founders and the fund own 51% and 49%, respectively, of the venture.")
    assert why("The founders and the fund own 51% and 49% of the venture.", shares) == ()
    reasons = why("The founders and the fund own 49% and 51% of the venture.", shares)
    assert reasons == ("the figures stand in another order",)


def test_ground__months_of_a_year_are_no_quarter() -> None:
    interest = passage(
        "Interest was $220 million in the third quarter of 2022 and $516 million in the nine months of 2022."
    )
    assert why("Interest was $220 million in Q3 2022.", interest) == ()
    (reason,) = why("Interest was $516 million in Q3 2022.", interest)
    assert reason == "$516 million: the passage gives it for another date or period"
