from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from retrieval.types import Chunk
from retrieval.units import Unit, labelled, units_of

TABLE = "Figures in short:\n\nMeasure | 2025 | 2024\nRevenue | $53.6 million | $62.9 million\nEmployees |  | 804"


def passage(text: str, section: str = "") -> Chunk:
    return Chunk("id", "document", 0, "header", text, section)


def quotes(text: str) -> list[str]:
    return [unit.quote for unit in units_of(passage(text))]


def test_units_of__sentences_items_and_rows() -> None:
    text = "The bank lends Project Vault $10 billion. Investors add $1.67 billion.\n\n- The first item is here."
    text += f"\n- The second too.\n\n{TABLE}"
    assert [(unit.position, unit.quote, unit.table) for unit in units_of(passage(text))] == [
        (0, "The bank lends Project Vault $10 billion.", None),
        (1, "Investors add $1.67 billion.", None),
        (2, "The first item is here.", None),
        (3, "The second too.", None),
        (4, "Figures in short:", None),
        (5, "Revenue | $53.6 million | $62.9 million", 0),
        (6, "Employees |  | 804", 0),
    ]


def test_units_of__a_row_is_shown_with_its_headings_and_without_its_gaps() -> None:
    revenue, employees = [unit for unit in units_of(passage(TABLE)) if unit.is_row]
    assert revenue.shown == "Measure: Revenue · 2025: $53.6 million · 2024: $62.9 million"
    assert employees.shown == "Measure: Employees · 2024: 804"


def test_units_of__equal_rows_and_sentences_have_places_of_their_own() -> None:
    rows = units_of(passage("Mine | Tonnes\nA | 3\nA | 3\n\nMine | Tonnes\nA | 3"))
    assert [(unit.start, unit.table) for unit in rows] == [(14, 0), (20, 0), (41, 1)]
    sentences = units_of(passage("Output was flat in that year. Output was flat in that year."))
    assert [unit.start for unit in sentences] == [0, 30]


def test_units_of__a_label_goes_with_what_it_names() -> None:
    assert quotes("Heavy rare earths. Dysprosium keeps magnets strong in the heat of motors.") == [
        "Heavy rare earths. Dysprosium keeps magnets strong in the heat of motors."
    ]
    assert quotes("- Gallium.\n- Dysprosium keeps magnets strong in the heat of motors.") == [
        "Gallium.",
        "Dysprosium keeps magnets strong in the heat of motors.",
    ]


def test_units_of__nothing_to_quote() -> None:
    assert units_of(passage("")) == []
    assert units_of(passage(" \n\n — \n\n")) == []


def test_labelled__a_column_without_heading_is_shown_bare() -> None:
    assert labelled(("", "2025"), "Revenue | $53.6 million") == "Revenue · 2025: $53.6 million"


def test_units_of__rows_of_a_filing_keep_groups_units_and_surplus_cells() -> None:
    text = (
        "(In millions) (Unaudited) | July 1, 2023\nCurrent assets:\nInventories | $7,351 | 2%\n"
        "Total current assets | 9\nDebt | 4"
    )
    assert [(unit.quote, unit.shown, unit.group) for unit in units_of(passage(text))] == [
        (
            "Inventories | $7,351 | 2%",
            "Current assets: Inventories (In millions) (Unaudited) · July 1, 2023: $7,351 · 2%",
            "Current assets",
        ),
        ("Total current assets | 9", "Total current assets (In millions) (Unaudited) · July 1, 2023: 9", ""),
        ("Debt | 4", "Debt (In millions) (Unaudited) · July 1, 2023: 4", ""),
    ]


def test_is_followed_by() -> None:
    text = f"One sentence that is long enough. Another one that is long enough.\n\n{TABLE}"
    one, another, lead_in, revenue, employees = units_of(passage(text))
    assert one.is_followed_by(another)
    assert revenue.is_followed_by(employees)
    assert not another.is_followed_by(lead_in)  # another paragraph
    assert not lead_in.is_followed_by(revenue)
    assert not one.is_followed_by(lead_in)
    assert not another.is_followed_by(one)
    assert not one.is_followed_by(replace(another, chunk=replace(another.chunk, id="other")))


def test_label__what_a_list_item_is_about() -> None:
    units = units_of(passage("1. Ann Lee: it is a small plan. It calms.\n2. It ended.\n\nNote: it rained."))
    assert [(unit.label, unit.of_whole_item().quote) for unit in units] == [
        ("Ann Lee", "Ann Lee: it is a small plan. It calms."),
        ("Ann Lee", "Ann Lee: it is a small plan. It calms."),
        ("", "It ended."),
        ("", "Note: it rained."),
    ]


def is_unknown(text: str, section: str = "") -> bool:
    [unit] = units_of(passage(text, section))
    return unit.is_unknown


def test_is_unknown__what_a_document_says_it_does_not_know() -> None:
    assert is_unknown("The bank's interest rate was not disclosed by either side.")
    assert is_unknown("The exact tonnage stays open for now.", "Deal › Open questions")
    assert not is_unknown("The bank lends Project Vault $10 billion.", "Deal › Money")


words = st.sampled_from(
    ["Revenue", "was", "not", "$5", "a|b", " | ", "U.S.", "Inc.", "End.", "Why?", "- ", "\n", "\n\n", " "]
)
texts = st.one_of(st.text(), st.lists(words, max_size=40).map(" ".join), st.lists(words, max_size=40).map("".join))


@given(texts)
def test_units_of__quotes_stand_word_for_word_in_order_and_apart(text: str) -> None:
    units: list[Unit] = units_of(passage(text))
    end = 0
    for position, unit in enumerate(units):
        assert unit.position == position
        assert unit.quote
        assert unit.start >= end
        end = unit.start + len(unit.quote)
        assert text[unit.start : end] == unit.quote
