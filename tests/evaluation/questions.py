"""Questions with what a right answer must hold, as `tests/golden/*.toml` keeps them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


class Question(BaseModel):
    """One question; the head of `tests/golden/development.toml` says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: Literal["answerable", "unanswerable", "offtopic"]
    text: str
    style: tuple[str, ...]
    docs: tuple[str, ...] = ()
    match: Literal["any", "all"] = "any"
    must_contain: tuple[str, ...] = ()
    must_contain_any: tuple[tuple[str, ...], ...] = ()
    after: str | None = None
    refusal: Literal["no-answer", "advice", "injection", "out-of-scope"] | None = None
    near: tuple[str, ...] = ()

    @property
    def is_answerable(self) -> bool:
        return self.kind == "answerable"


def load_questions(path: Path) -> tuple[Question, ...]:
    """The questions of one file, in its order."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    return tuple(Question.model_validate(table) for table in tables)


def history_of(question: Question, questions: Iterable[Question]) -> list[str]:
    """What was asked before `question` in its conversation, oldest first: the chain of `after`."""
    by_text = {other.text: other for other in questions}
    history: list[str] = []
    after = question.after
    while after is not None:
        history.insert(0, after)
        before = by_text.pop(after, None)
        after = before.after if before else None
    return history
