"""Answers, sources and excerpts as messages."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.messages.answers import describe, render_answer, render_draft, render_excerpt, render_sources
from bot.messages.markup import LIMIT, as_plain, visible_length
from tests.fakes import CHUNKS, GLOSSARY, LOAN_CITATION, MINE_CITATION, cite

LOAN_LINK = "https://example.org/vault#:~:text=The%20Export%2DImport%20Bank%20lends%20%2410%20billion."


def test_render_answer__text_and_sources() -> None:
    assert render_answer("It lends $10 billion [1]. One <mine> [2].", [LOAN_CITATION, MINE_CITATION]) == [
        "It lends $10 billion [1]. One &lt;mine&gt; [2].\n\n"
        "<b>Sources</b>\n"
        f'[1] <a href="{LOAN_LINK}">Project Vault: the reserve</a>\n'
        "<i>Policy, 2 February 2026 · Money</i>\n"
        '[2] <a href="https://example.org/mp.pdf#page=7">MP &lt;Materials&gt; 10-K &amp; exhibits</a>\n'
        "<i>Filing brief, 28 February 2025 · page 7 · Item 2</i>"
    ]


def test_render_answer__refusal_has_hints_and_no_sources() -> None:
    assert render_answer("The documents do not say.", hints=["Project Vault", "R&D"]) == [
        "The documents do not say.\n\nWhat the documents do cover nearby:\n• Project Vault\n• R&amp;D"
    ]


def test_render_answer__notice_is_a_line_of_its_own() -> None:
    assert render_answer("Yes.", notice="The <model> is down.") == ["Yes.\n\n<i>The &lt;model&gt; is down.</i>"]


def test_render_answer__long_text_is_split_and_nothing_is_lost() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "word & word " * 40 for number in range(12))
    parts = render_answer(text, [LOAN_CITATION])
    assert len(parts) == 2
    assert all(visible_length(part) <= LIMIT for part in parts)
    assert "".join("".join(map(as_plain, parts)).split()).startswith("".join(text.split()))
    assert parts[-1].endswith("<i>Policy, 2 February 2026 · Money</i>")


def test_render_sources__names_a_document_once() -> None:
    other = replace(LOAN_CITATION, n=3, section="", quote="$1.67 billion")
    assert render_sources([LOAN_CITATION, MINE_CITATION, other]) == (
        "<b>Sources</b>\n"
        '[1] [3] <a href="https://example.org/vault">Project Vault: the reserve</a>\n'
        "<i>Policy, 2 February 2026</i>\n"
        f'↳ [1] <a href="{LOAN_LINK}">Money</a>\n'
        '↳ [3] <a href="https://example.org/vault#:~:text=%241.67%20billion">excerpt</a>\n'
        '[2] <a href="https://example.org/mp.pdf#page=7">MP &lt;Materials&gt; 10-K &amp; exhibits</a>\n'
        "<i>Filing brief, 28 February 2025 · page 7 · Item 2</i>"
    )


def test_render_sources__without_address_or_date() -> None:
    citation = replace(cite(1, CHUNKS[2], GLOSSARY, "NdPr."), section="")
    assert render_sources([citation]) == "<b>Sources</b>\n[1] Glossary\n<i>Policy</i>"


def test_render_excerpt__shows_the_quoted_words_within_their_passage() -> None:
    assert render_excerpt(LOAN_CITATION, CHUNKS[0].text) == (
        "<b>[1] Project Vault: the reserve</b>\n<i>Policy, 2 February 2026 · Money</i>\n\n"
        "<blockquote>The Export-Import Bank lends $10 billion.</blockquote>\n"
        "<i>In context</i>\n"
        "<blockquote expandable>Money. <b>The Export-Import Bank lends $10 billion.</b> "
        "Private investors add $1.67 billion.</blockquote>"
    )


def test_render_excerpt__shows_the_quote_alone_when_the_passage_is_gone_too_long_or_no_more() -> None:
    alone = (
        "<b>[2] MP &lt;Materials&gt; 10-K &amp; exhibits</b>\n"
        "<i>Filing brief, 28 February 2025 · page 7 · Item 2</i>\n\n"
        "<blockquote>Mountain Pass is the only &lt;large&gt; mine.</blockquote>"
    )
    assert render_excerpt(MINE_CITATION, None) == alone
    assert render_excerpt(MINE_CITATION, MINE_CITATION.quote + "\n") == alone
    assert render_excerpt(MINE_CITATION, "another passage") == alone
    assert render_excerpt(MINE_CITATION, CHUNKS[1].text + "x" * LIMIT) == alone


def test_render_excerpt__a_quote_longer_than_a_message_says_that_it_goes_on() -> None:
    shown = render_excerpt(replace(LOAN_CITATION, quote="<" * 5000), None)
    assert visible_length(shown) == LIMIT
    assert shown.endswith("&lt; …</blockquote>")


@given(st.text(max_size=6000))
def test_render_draft__fits_one_message(text: str) -> None:
    assert visible_length(render_draft(text)) <= LIMIT


def test_render_draft__shows_that_it_is_unfinished() -> None:
    assert render_draft("It lends <10> billion") == "It lends &lt;10&gt; billion …"


def test_describe__reads_like_a_label() -> None:
    assert describe("filing-brief", date(2026, 5, 7)) == "Filing brief, 7 May 2026"
    assert describe("news", None) == "News"
