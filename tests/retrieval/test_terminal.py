import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from retrieval.store import Retrieval
from retrieval.terminal import WIDTH, chat, printable, render_answer, render_citation, render_hit
from retrieval.types import Answer, Chunk, Citation, ScoredChunk, Source

LOAN = "The Export-Import Bank lends $10 billion."
SOURCE = Source("vault", "Project Vault", Path("vault.md"), "policy")


CITATION = Citation(
    n=1,
    chunk_id="c1",
    document_id="vault",
    title="Project Vault",
    kind="policy",
    published_on=date(2026, 2, 2),
    url="https://vault.example",
    page=None,
    section="Money",
    quote=LOAN,
)


def test_render_answer__text_and_sources() -> None:
    answer = Answer("Who lends?", "answered", f"{LOAN} [1]", (CITATION,), notice="The chat model did not help.")
    assert render_answer(answer) == (
        "The Export-Import Bank lends $10 billion. [1]\n"
        "\n"
        "(The chat model did not help.)\n"
        "\n"
        "Sources\n"
        "  [1] Project Vault · policy · 2026-02-02 · Money\n"
        "      “The Export-Import Bank lends $10 billion.”\n"
        "      https://vault.example"
    )


def test_render_answer__a_refusal_has_the_nearest_topics() -> None:
    answer = Answer("Who?", "not_found", "The documents do not say.", hints=("Project Vault › Money", "Glossary"))
    assert render_answer(answer) == ("The documents do not say.\n\nNearest topics\n  Project Vault › Money\n  Glossary")


def test_render_answer__long_lines_are_wrapped_and_nothing_is_lost() -> None:
    text = "\n".join(f"• {'word ' * 60}[{n}]" for n in (1, 2))
    shown = render_answer(Answer("q", "answered", text, ()))
    assert max(map(len, shown.splitlines())) <= WIDTH
    assert shown.split() == text.split()


def test_render_citation__page_goes_before_section_and_what_is_missing_is_left_out() -> None:
    assert (
        render_citation(replace(CITATION, page=7, url=None)).splitlines()[0]
        == "  [1] Project Vault · policy · 2026-02-02 · page 7"
    )
    bare = replace(CITATION, quote="A\nB " + "long " * 200, published_on=None, section="", url=None)
    first, *quote = render_citation(bare).splitlines()
    assert first == "  [1] Project Vault · policy"
    assert " ".join(quote).split()[:2] == ["“A", "B"]
    assert len(" ".join(quote)) < 400


def test_render_hit() -> None:
    chunk = Chunk("c1", "vault", 0, "header", f"{LOAN}\n\nMore.", "Money")
    assert (
        render_hit(3, ScoredChunk(chunk, SOURCE, 1.234)) == f"3. Project Vault · Money  (1.23)\n   {LOAN}\n\n   More."
    )
    alone = Chunk("c1", "vault", 0, "header", LOAN)
    assert render_hit(1, ScoredChunk(alone, SOURCE, 0.5)) == f"1. Project Vault  (0.50)\n   {LOAN}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m \x9b31m\x07\x08", "[31mred[0m 31m"),
        ("10\u00a0million\t16\u202f%", "10 million 16 %"),
        ("abc\u202etxt.exe\u200b\ufeff", "abctxt.exe"),
        ("Zwölf 価格 🚀 “x” — $5\n", "Zwölf 価格 🚀 “x” — $5\n"),
        ("one\rtwo\x85three\u2028four", "one two three four"),
        ("\ud800", ""),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_render__hostile_titles_cannot_command_the_terminal_or_add_lines() -> None:
    evil = "\x1b]0;owned\x07Title\n  [2] Made up \x9b2J"
    citation = replace(CITATION, title=evil, section=evil, kind=evil, quote=evil, url=None)
    answer = Answer("q", "answered", evil, (citation,), hints=(evil,), notice=evil)
    shown = render_answer(answer) + render_hit(1, ScoredChunk(Chunk("c", "d", 0, "h", evil, evil), SOURCE, 1.0))
    assert [char for char in shown if not char.isprintable() and char != "\n"] == []
    assert not any(line.startswith("  [2]") for line in render_citation(citation).splitlines())


def talk(retrieval: Retrieval, *questions: str) -> str:
    out = io.StringIO()
    chat(retrieval, io.StringIO("\n".join(questions)), out)
    return out.getvalue()


def test_chat__follow_ups_from_a_pipe(retrieval: Retrieval) -> None:
    said = talk(retrieval, "How much cash does MP Materials hold?", "", "  and Energy Fuels?  ")
    first, second = said.split("› and Energy Fuels?")
    assert "› How much cash does MP Materials hold?" in first
    assert "$1.15 billion" in first
    assert "$94 million" in second.split("Sources")[0]
    assert said.count("\nSources\n") == 2


def test_chat__new_starts_afresh(retrieval: Retrieval) -> None:
    said = talk(retrieval, "How much cash does MP Materials hold?", "/new", "and Energy Fuels?")
    afresh = said.split("› and Energy Fuels?")[1]
    assert afresh.strip() == render_answer(retrieval.ask("and Energy Fuels?"))
    assert "› /new" not in said


def test_chat__no_document_commands_the_terminal(retrieval: Retrieval) -> None:
    said = talk(retrieval, "How much barite did the Kestrel mine dig up?", "\x1b[31mwho?")
    assert "4,200 tonnes of barite" in said
    assert [char for char in said if not char.isprintable() and char != "\n"] == []


class Person(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def test_chat__a_person_is_welcomed_and_prompted(retrieval: Retrieval) -> None:
    out = io.StringIO()
    chat(retrieval, Person("Who leads Energy Fuels?\n"), out)
    welcome, question, end = out.getvalue().split("\n› ")
    assert welcome.startswith("Ask about the documents.")
    assert "Ctrl-D" in welcome
    assert "Ross Bhappu" in question
    assert end == "\n"
