"""Answers in a terminal: how they look, and a chat that also reads questions from a pipe."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TextIO

from retrieval.store import Retrieval
from retrieval.types import Answer, Citation, ScoredChunk

WIDTH = 100
HISTORY = 8
WELCOME = "Ask about the documents. An empty line changes nothing, /new starts afresh, Ctrl-D ends."
PROMPT = "\n› "


def render_answer(answer: Answer) -> str:
    """An answer with its notice, its sources, or the nearest topics under a refusal."""
    parts = ["\n".join(_wrap(line) for line in answer.text.splitlines())]
    if answer.notice:
        parts.append(_wrap(f"({answer.notice})"))
    if answer.citations:
        parts.append("\n".join(["Sources", *(render_citation(citation) for citation in answer.citations)]))
    if answer.hints:
        parts.append("\n".join(["Nearest topics", *(_wrap(f"  {hint}", 4) for hint in answer.hints)]))
    return printable("\n\n".join(parts))


def render_citation(citation: Citation) -> str:
    """One source: number, title, kind, date, place, the quoted words and the address."""
    place = f"page {citation.page}" if citation.page else citation.section
    published = citation.published_on.isoformat() if citation.published_on else ""
    about = " · ".join(part for part in (citation.title, citation.kind, published, place) if part)
    quote = " ".join(citation.quote.split())
    lines = [_wrap(f"  [{citation.n}] {about}", 6), _wrap(f"      “{textwrap.shorten(quote, 300)}”", 6)]
    return "\n".join([*lines, f"      {citation.url}"] if citation.url else lines)


def render_hit(rank: int, hit: ScoredChunk) -> str:
    place = f"page {hit.chunk.page}" if hit.chunk.page else hit.chunk.section
    about = " · ".join(part for part in (hit.source.title, place) if part)
    head = f"{rank}. {about}  ({hit.score:.2f})"
    return printable(f"{_wrap(head, 3)}\n{textwrap.indent(hit.chunk.text, '   ')}")


def chat(retrieval: Retrieval, questions: TextIO = sys.stdin, out: TextIO = sys.stdout) -> None:
    """Answer the questions of a person or a pipe, each in the light of those before it, until they end."""
    is_person = questions.isatty()
    if is_person:
        print(WELCOME, file=out)
    history: list[str] = []
    for question in _questions(questions, out, is_person=is_person):
        if question == "/new":
            history.clear()
            continue
        if not is_person:
            print(f"{PROMPT}{printable(question)}", file=out)
        answer = retrieval.ask(question, history[-HISTORY:], today=datetime.now(UTC).date())
        print(f"\n{render_answer(answer)}", file=out, flush=True)
        history.append(question)


def _questions(questions: TextIO, out: TextIO, *, is_person: bool) -> Iterator[str]:
    while True:
        if is_person:
            print(PROMPT, end="", file=out, flush=True)
        line = questions.readline()
        if not line:
            print(file=out)
            return
        if line.strip():
            yield line.strip()


def _wrap(line: str, indent: int = 2) -> str:
    return textwrap.fill(line, WIDTH, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)


def printable(text: str) -> str:
    """`text` without the control characters that a document could use to command the terminal."""
    return "".join(map(_printable, text))


def _printable(char: str) -> str:
    if char.isprintable() or char == "\n":
        return char
    return " " if char.isspace() else ""  # a no-break space still parts two words
