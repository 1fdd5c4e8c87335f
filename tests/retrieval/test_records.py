import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval.records import BatchInvalid, answer_record, hit_record, read_questions, write_records
from retrieval.types import Answer, Chunk, Citation, ScoredChunk, Source

EXPECTED = 'expected {"id", "question", "history": [questions]}'
SOURCE = Source("vault", "Project Vault", Path("vault.md"), "policy", url="https://vault.example")
CITATION = Citation(
    1, "c1", "vault", "Project Vault", "policy", date(2026, 2, 2), "https://vault.example", 3, "Money", "It lends."
)


def test_hit_record() -> None:
    hit = ScoredChunk(Chunk("c1", "vault", 4, "header", "It lends.", "Money", 3), SOURCE, 1.23456789, 0.5)
    assert hit_record(2, hit) == {
        "rank": 2,
        "score": 1.234568,
        "chunk_id": "c1",
        "document_id": "vault",
        "title": "Project Vault",
        "kind": "policy",
        "url": "https://vault.example",
        "page": 3,
        "section": "Money",
        "text": "It lends.",
    }


def test_answer_record() -> None:
    answer = Answer("Who lends?", "answered", "It lends. [1]", (CITATION,), ms=12)
    assert answer_record("q1", answer) == {
        "id": "q1",
        "question": "Who lends?",
        "status": "answered",
        "text": "It lends. [1]",
        "citations": [
            {
                "n": 1,
                "document_id": "vault",
                "title": "Project Vault",
                "kind": "policy",
                "published_on": "2026-02-02",
                "url": "https://vault.example",
                "page": 3,
                "section": "Money",
                "quote": "It lends.",
            }
        ],
        "mode": "extractive",
        "ms": 12,
    }


def test_read_questions(tmp_path: Path) -> None:
    batch = tmp_path / "in.jsonl"
    lines = [
        '\ufeff{"id": "a", "question": "One\u2028line?", "history": ["Before?", "And before?"]}\r',
        "",
        '{"id": 7, "question": "Two?", "history": null}',
        '{"question": "Half \\ud800?", "history": [], "more": 1}',
    ]
    batch.write_text("\n".join(lines), encoding="utf-8")
    assert list(read_questions(batch)) == [
        ("a", "One\u2028line?", ("Before?", "And before?")),
        (7, "Two?", ()),
        (4, "Half \ud800?", ()),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"What?",
        b"[]",
        b'"What?"',
        b"null",
        b"{}",
        b'{"question": 3}',
        b'{"question": null}',
        b'{"question": "What?", "history": "Before?"}',
        b'{"question": "What?", "history": [3]}',
        b'{"question": "What?", "history": {"Before?": 1}}',
        b'{"question": "\xff"}',
    ],
)
def test_read_questions__names_the_line_that_is_wrong(tmp_path: Path, line: bytes) -> None:
    batch = tmp_path / "in.jsonl"
    batch.write_bytes(b'{"question": "What?"}\n' + line)
    with pytest.raises(BatchInvalid) as caught:
        list(read_questions(batch))
    assert str(caught.value) == f"{batch}, line 2: {EXPECTED}"


def test_write_records__what_is_done_stays_when_a_later_one_fails(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    done: list[str] = []

    def records() -> Iterator[dict[str, str]]:
        yield {"id": "a", "text": "Zwölf \ud800\u2028 Tonnen"}
        assert json.loads(output.read_text(encoding="utf-8")) == {"id": "a", "text": "Zwölf ?\u2028 Tonnen"}
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_records(output, records(), lambda: done.append("a"))
    assert done == ["a"]
    assert output.read_text(encoding="utf-8").count("\n") == 1
