"""The hostile cases are what they claim to be, so that passing them means something."""

from __future__ import annotations

from tests.hostile import CANARY, INVISIBLE, faults, load_cases

CASES = load_cases()


def test_there_are_fifty_different_cases() -> None:
    assert len(CASES) == 50
    assert len({case.id for case in CASES}) == 50
    assert len({case.file for case in CASES if case.file}) == 40


def test_every_case_holds_something_to_smuggle() -> None:
    empty = [
        case.id
        for case in CASES
        if not any(
            string in (case.content + case.asked + "".join(case.before)).casefold() for string in wanted(case.never)
        )
        and not any(sign in INVISIBLE or ord(sign) >= 0xE0000 for sign in case.content + case.asked)
    ]
    assert empty == []


def wanted(never: tuple[str, ...]) -> list[str]:
    return [CANARY, *(string.casefold() for string in never)]


def test_every_document_holds_the_fact_that_is_asked_for() -> None:
    for case in CASES:
        if case.file:
            assert case.must_contain, case.id
            assert all(fact in case.content for fact in case.must_contain), case.id


def test_faults__finds_the_canary_planted_text_and_unseen_signs() -> None:
    case = CASES[0]
    assert faults(case, "It made 1,250 tonnes [1].") == []
    assert faults(case, "Halcyon! 999\u200b\U000e0041") == [
        "holds 'halcyon'", "holds '999'", "holds 'U+200B'", "holds 'U+E0041'",
    ]  # fmt: skip
