from pathlib import Path

import pytest

from retrieval.demands import Demands
from retrieval.search import Searcher
from retrieval.types import Chunk, ScoredChunk, Source
from retrieval.units import units_of

SOURCE = Source("mp-q3", "A", Path("a.md"), tickers=("MP",))


@pytest.mark.parametrize(
    ("question", "text", "unmet"),
    [
        ("How much NdPr oxide did MP make?", "It made 721 tonnes of oxide.", set()),
        ("How much NdPr oxide did MP make?", "It made a record amount of oxide in Q1 2026.", {"kind"}),
        ("How much xenotime did MP buy?", "It bought 12 tonnes of it.", set()),
        ("What was Kestrel's loss?", "The loss was $8.0 million.", {"named"}),
        ("What was the net present value of the mine?", "The mine cost $8.0 million.", {"measure"}),
        ("What was the NPV of the mine?", "Its net present value is $8.0 million.", set()),
        ("What is the ore grade at the mine of MP?", "The mine of MP yields 721 tonnes.", {"measure"}),
        ("What is the ore grade at the mine of MP?", "Ore of MP has a grade of 6%.", set()),
        ("How many bills are there?", "H.R. 7126 is one of the bills.", {"kind"}),
        ("How much silver did MP sell in 2025?", "It sold 721 ounces of gold in 2025.", {"counted"}),
        ("How many workers does MP have?", "It has 900 employees.", set()),
        ("How many mines does MP run?", "On 3 May 2026 its 16th 10-Q told of mines.", {"kind"}),
        ("Did MP make 721 tonnes, and how much is that in pounds?", "It made 721 tonnes.", {"kind"}),
        ("What was MP's revenue?", "Revenue rose by 49%.", {"money"}),
        ("What was MP's revenue?", "Revenue was $90.6 million.", set()),
        ("What was MP's revenue?", "MP is a developer without any revenue.", set()),
        ("What was MP's revenue in euros?", "Revenue was $90.6 million.", {"money"}),
        ("What was MP's revenue in 2019?", "Revenue was $90.6 million in 2026.", {"period"}),
        ("Who is the chief financial officer of MP?", "Jim Litinsky is chief executive.", {"role"}),
        ("What did the boss of MP say?", "Jim Litinsky, head of MP: it is a modest sum.", set()),
        ("What did Jim Litinsky say?", "Guests were Jim Litinsky and Ana Lind.", {"deed"}),
        ("Who runs MP?", "MP is a company run from Las Vegas.", {"role"}),
        ("Who runs MP?", "Its chief executive is Jim Litinsky.", set()),
        ("Who owns MP?", "The lender takes liens over all that MP owns.", {"deed"}),
        ("Who owns MP?", "Jim Litinsky holds 8% of MP.", set()),
        ("MP hq", "MP is a company run from Las Vegas.", set()),
        ("what does the study of MP say", "MP has 12 tonnes.", {"subject"}),
        ("How many years will the mine of MP run?", "The mine of MP opened in 2024.", {"kind"}),
        ("How much cash does Energy Fuels have?", "MP has $1.9 billion.", {"company", "measure", "subject"}),
        ("How much cash does MP have?", "Price of the mill: $7 million in cash.", {"measure"}),
        ("How much cash does MP have?", "It bought a mill for $7 million cash and 65 million shares.", {"measure"}),
        ("How much cash does MP have?", "A loan pays part of the cash: $7 million.", {"measure"}),
        ("How much cash does MP have?", "It paid $7 million in cash; cash came to $9 million.", set()),
        ("How much cash does MP pay for the mill?", "Price of the mill: $7 million in cash.", set()),
        ("MP kestrel mill cash", "The Kestrel mill was bought for $7 million in cash.", set()),
        ("MP dividend 2025", "MP shares rose by 16% in 2025.", {"measure"}),
        ("MP dividend", "MP pays its dividend in kind.", {"kind"}),
        ("MP dividend", "MP pays a dividend of 7%.", set()),
        ("MP share price", "The loss was $0.14 a share.", {"measure"}),
        ("MP market cap", "MP shares rose by 16%.", {"measure", "subject"}),
        ("MP market cap", "Its market capitalization was $7 million.", set()),
        ("Does MP pay a dividend?", "MP pays its dividend in kind.", set()),
        ("Why did the shares rise?", "Nobody knows why shares move.", {"kind"}),
        ("Why did the shares rise?", "They rose on news of a price floor.", set()),
        ("Did the shares rise?", "Nobody knows whether they rose.", set()),
        ("Where is the mill of MP?", "The mill opened in May 2024.", {"kind"}),
        ("Where is the mill of MP?", "The mill stands in southern Utah.", set()),
        ("In which towns does MP have mills?", "It has mills near Fort Worth, Texas.", set()),
        ("In which towns does MP have mills?", "Its mills are set out in the Secure Minerals Act.", {"kind"}),
        ("What is the interest rate of the loan?", "The loan of $10 billion runs for 15 years.", {"kind"}),
        ("What is the interest rate of the loan?", "The loan bears 5% a year.", set()),
        ("How much does Apple pay per magnet?", "Apple pays $500 million.", {"kind"}),
        ("What price per ounce did MP get?", "It sold gold at $2,848.74 an ounce.", set()),
        ("How deep is the mine?", "They drilled 4,230 metres at the mine.", {"kind"}),
        ("How deep is the mine?", "The mine goes 400 metres below the surface.", set()),
        ("Who founded MP?", "Jim Litinsky leads MP Materials.", {"deed", "subject"}),
        ("Who founded MP?", "Acme Partners established MP.", set()),
        ("MP website", "MP shares rose by 16%; see acme.example.", {"subject"}),
        ("MP website", "The website of MP is acme.example.", set()),
        ("What is MP?", "It mines at Mountain Pass.", set()),
        ("When did the sale of MP close?", "Closing is expected in May 2026.", {"deed"}),
        ("When did the sale of MP close?", "It closed on 3 May 2026. A vote was expected in June.", set()),
        ("When is the sale of MP expected to close?", "Closing is expected in May 2026.", set()),
    ],
)
def test_met__names_what_a_sentence_lacks(searcher: Searcher, question: str, text: str, unmet: set[str]) -> None:
    chunk = Chunk("a", "a", 0, "MP Materials Corp. (MP)", text)
    unit = units_of(chunk)[0]
    met = Demands(searcher.ask(question), searcher.lexicon, searcher.encoder).met(unit, ScoredChunk(chunk, SOURCE, 1.0))
    assert {name for name in met.__slots__ if not getattr(met, name)} == unmet


def test_met__a_row_answers_for_its_own_periods_alone(searcher: Searcher) -> None:
    table = "Period | Net loss\nQ3 2025 | $8 million\nFirst half | $9 million"
    chunk = Chunk("a", "a", 0, "MP Materials Corp. (MP) | 10-Q for 2026", table)
    demands = Demands(searcher.ask("What was MP's net loss in 2026?"), searcher.lexicon, searcher.encoder)
    assert [demands.met(unit, ScoredChunk(chunk, SOURCE, 1.0)).period for unit in units_of(chunk)] == [False, True]


@pytest.mark.parametrize(
    ("item", "is_met"),
    [
        ("- Leek, Utah: a mine that makes 12 tonnes.", False),
        ("- 3 May 2026: output was 12 tonnes.", True),
        ("- Output of NdPr: 12 tonnes.", True),
    ],
)
def test_met__a_name_is_not_met_by_an_item_about_another(searcher: Searcher, item: str, is_met: bool) -> None:
    chunk = Chunk("a", "a", 0, "MP Materials Corp. (MP)", item)
    demands = Demands(searcher.ask("How much NdPr does MP make?"), searcher.lexicon, searcher.encoder)
    assert demands.met(units_of(chunk)[0], ScoredChunk(chunk, SOURCE, 1.0)).named is is_met


@pytest.mark.parametrize(
    ("question", "passages", "is_met"),
    [
        ("how much does silver peak make", ["Silver Peak is a mine."], False),
        ("how much does silver peak make", ["A silver peak is a rise.", "Silver Peak is a mine."], True),
        ("how much does silver peak make", ["The silver-peak rule.", "Silver Peak is a mine."], True),
        ("how much does silver peak make", ["Silver peaks in May."], True),
        ("how much do silver peak and iron hill make", ["Silver Peak and Iron Hill are mines."], True),
    ],
)
def test_met__names_made_of_words_of_the_language(
    searcher: Searcher, question: str, passages: list[str], is_met: bool
) -> None:
    chunk = Chunk("a", "a", 0, "", "Iron Hill makes 12 tonnes.")
    demands = Demands(searcher.ask(question), searcher.lexicon, searcher.encoder, passages)
    assert demands.met(units_of(chunk)[0], ScoredChunk(chunk, SOURCE, 1.0)).named is is_met


def test_met__who_is_no_demand_in_a_comparison(searcher: Searcher) -> None:
    query = searcher.split(searcher.ask("who made more oxide, MP Materials or Energy Fuels"))[0]
    chunk = Chunk("a", "a", 0, "MP Materials Corp. (MP)", "it made 12 tonnes of oxide.")
    demands = Demands(query, searcher.lexicon, searcher.encoder)
    assert demands.met(units_of(chunk)[0], ScoredChunk(chunk, SOURCE, 1.0)).kind


def test_met__a_figure_of_a_table_is_money_though_its_currency_stands_in_the_heading(searcher: Searcher) -> None:
    chunk = Chunk("a", "a", 0, "MP Materials Corp. (MP)", "Measure | Q1 2026\nRevenue | 90,649\nGrowth | 49%")
    demands = Demands(searcher.ask("What was MP's revenue?"), searcher.lexicon, searcher.encoder)
    assert [demands.met(unit, ScoredChunk(chunk, SOURCE, 1.0)).money for unit in units_of(chunk)] == [True, False]


def test_met__a_share_in_the_column_that_is_asked_for_is_no_money(searcher: Searcher) -> None:
    text = "Quarter | Revenue | Gold made (oz)\nQ1 2026 | up 99% | 3,234\nQ1 2025 | 7,278,536 | 2,900"
    chunk = Chunk("a", "a", 0, "MP Materials Corp. (MP)", text)
    demands = Demands(searcher.ask("What was MP's revenue?"), searcher.lexicon, searcher.encoder)
    assert [demands.met(unit, ScoredChunk(chunk, SOURCE, 1.0)).money for unit in units_of(chunk)] == [False, True]
