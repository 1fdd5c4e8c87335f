"""`python -m tests.evaluation.fit`: fits `retrieval/weights.toml` on some questions and reports on others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from retrieval import answering
from retrieval.confidence import JUDGED, AnswerSigns
from retrieval.conversation import standalone
from retrieval.extractive import Scored, Signs
from retrieval.intent import refused
from retrieval.leading import leaders
from retrieval.search import Query
from retrieval.settings import read_toml
from retrieval.store import Retrieval
from retrieval.types import ScoredChunk
from tests.evaluation.metrics import auroc
from tests.evaluation.passages import QUESTIONS, PassageQuestion, load_passage_questions, passage_store, split_halves
from tests.evaluation.questions import GOLDEN, Question, history_of, load_questions
from tests.evaluation.reader import as_hit, sentences_at
from tests.evaluation.scoring import contains, strings_of
from tests.evaluation.stores import bundled_store

TURNS = 5
PASSAGE_WEIGHT = 5.0  # of a question with one passage beside one over the documents: they ask for more kinds of things
KEPT = 0.94  # the share of answerable questions that the threshold lets through, on the half that is fitted
Vector = NDArray[np.float64]
Weights = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Example:
    """One question: the signs of its units, which of them answer, and the signs of those that are judged.

    `is_able` where any unit meets the question's demands; elsewhere the best are judged all the same.
    """

    id: str
    units: Vector  # (units, signs)
    is_right: NDArray[np.bool_]  # (units,)
    signs: Vector  # (judged, answer signs)
    is_able: bool
    is_of_passage: bool
    is_answerable: bool


def main() -> None:
    """Fit on the development questions and a half of CLAPNQ, report on these, the golden ones and the other half."""
    passages = load_passage_questions(QUESTIONS)
    with passage_store(passages) as retrieval:
        half, other = (passage_examples(retrieval, questions) for questions in split_halves(passages).values())
    fitted = [*question_examples("development.toml"), *half]
    golden = question_examples("questions.toml")
    weights = fit(fitted)
    for name, group in (("fitted", fitted), ("golden", golden), ("other half", other)):
        right, refusal = first_right(group, weights["unit"]), refusing(group, weights["answer"])
        print(f"{name}: {len(group)} questions, a right unit first {right:.3f}, {refusal}")
    _write(weights)


def fit(examples: Sequence[Example]) -> Weights:
    """All weights, by the names that `retrieval/weights.toml` has for them."""
    units, (answer, bias, threshold) = fit_units(examples), fit_answers(examples)
    signs = dict(zip(AnswerSigns.__slots__, answer.tolist(), strict=True))
    return {
        "unit": dict(zip(Signs.__slots__, units.tolist(), strict=True)),
        "answer": {"bias": bias, **signs, "threshold": threshold},
    }


def fit_units(examples: Iterable[Example]) -> Vector:
    """Weights that put right units before wrong ones of their question: a logistic regression on the differences."""
    differences: list[Vector] = []
    shares: list[float] = []
    for example in examples:
        right, wrong = example.units[example.is_right], example.units[~example.is_right]
        pairs = [one - another for one in right for another in wrong]
        differences += pairs
        shares += [1 / len(pairs) for _ in pairs]
    both = np.array([*differences, *(-difference for difference in differences)])
    labels = np.array([1] * len(differences) + [0] * len(differences))
    model = LogisticRegression(fit_intercept=False, C=10).fit(both, labels, sample_weight=shares * 2)
    weights: Vector = model.coef_[0] / np.abs(model.coef_[0]).max()
    return weights


def fit_answers(examples: Sequence[Example]) -> tuple[Vector, float, float]:
    """Weights, bias and threshold that tell questions that are answered from those that are not.

    A question counts by the likeliest of its judged units, as it does when it is asked: which one that is, and the
    weights, are found in turns.
    """
    labels = np.array([example.is_answerable for example in examples])
    shares = np.array([PASSAGE_WEIGHT if example.is_of_passage else 1.0 for example in examples])
    for label in (True, False):
        shares[labels == label] /= shares[labels == label].mean()
    likeliest = np.array([example.signs[0] for example in examples])
    for _ in range(TURNS):
        model = LogisticRegression(C=3, class_weight="balanced").fit(likeliest, labels, sample_weight=shares)
        weights, bias = model.coef_[0], float(model.intercept_[0])
        likeliest = np.array([example.signs[np.argmax(example.signs @ weights)] for example in examples])
    likely = np.array([likelihood(example, weights, bias) for example in examples])
    return weights, bias, float(np.quantile(likely[labels], 1 - KEPT))


def likelihood(example: Example, weights: Vector, bias: float) -> float:
    """How likely the question is answered; half as much where no unit meets its demands."""
    likely = 1 / (1 + np.exp(-((example.signs @ weights).max() + bias)))
    return float(likely if example.is_able else likely / 2)


def first_right(examples: Iterable[Example], weights: dict[str, float]) -> float:
    """How often the best unit is a right one, where there is a right one."""
    values = np.array([weights[name] for name in Signs.__slots__])
    found = [bool(e.is_right[np.argmax(e.units @ values)]) for e in examples if e.is_right.any()]
    return sum(found) / len(found)


def refusing(examples: Sequence[Example], weights: dict[str, float]) -> str:
    values = np.array([weights[name] for name in AnswerSigns.__slots__])
    threshold = weights["threshold"]
    likely = [likelihood(example, values, weights["bias"]) for example in examples]
    answerable = [p for p, example in zip(likely, examples, strict=True) if example.is_answerable]
    others = [p for p, example in zip(likely, examples, strict=True) if not example.is_answerable]
    kept = np.mean([e.is_able and p >= threshold for p, e in zip(likely, examples, strict=True) if e.is_answerable])
    let_through = [e.is_able and p >= threshold for p, e in zip(likely, examples, strict=True) if not e.is_answerable]
    return f"AUROC {auroc(answerable, others):.3f}, kept {kept:.2f}, refused {1 - np.mean(let_through):.2f}"


def question_examples(name: str) -> list[Example]:
    """The questions of the file `name` over the bundled documents, but for those that are refused unread."""
    questions = load_questions(GOLDEN / name)
    examples = []
    with bundled_store() as retrieval:
        assert isinstance(retrieval, Retrieval)
        searcher = retrieval._searcher
        for question in questions:
            if refused(question.text):
                continue
            query = searcher.ask(*standalone(question.text, history_of(question, questions), searcher.companies))
            hits = searcher.search(query, 10)
            examples.append(_example(retrieval, question, query, hits, partial(_is_right, question)))
    return examples


def _is_right(question: Question, scored: Scored) -> bool:
    is_expected = scored.hit.source.id in question.docs
    return is_expected and any(contains(scored.unit.shown, string) for string in strings_of(question))


def passage_examples(retrieval: Retrieval, questions: Sequence[PassageQuestion]) -> list[Example]:
    """Questions of one passage each, over a store of these passages."""
    examples = []
    for question in questions:
        query, hits = retrieval._searcher.ask(question.text), [as_hit(question, retrieval._searcher.encoder)]
        examples.append(_example(retrieval, question, query, hits, partial(_is_selected, question)))
    return examples


def _is_selected(question: PassageQuestion, scored: Scored) -> bool:
    return bool(sentences_at([scored.unit.start], question.sentences) & question.selected)


def _example(
    retrieval: Retrieval,
    question: Question | PassageQuestion,
    query: Query,
    hits: Sequence[ScoredChunk],
    is_right: Callable[[Scored], bool],
) -> Example:
    answerer = retrieval._answerer
    scored = answerer._extractor.score(query, hits)
    able = leaders(query, scored, retrieval._searcher).able
    return Example(
        id=question.id,
        units=np.array([astuple(each.signs) for each in scored]),
        is_right=np.array([question.is_answerable and is_right(each) for each in scored]),
        signs=np.array([astuple(each) for each in answerer._judge.signs(query, (able or scored)[:JUDGED], scored)]),
        is_able=bool(able),
        is_of_passage=isinstance(question, PassageQuestion),
        is_answerable=question.is_answerable,
    )


def _write(weights: Weights) -> None:
    """Put the numbers in the place of those in the file; its comments stay."""
    path: Path = answering.WEIGHTS
    head = path.read_text(encoding="utf-8").partition("[unit]")[0]
    tables = [
        "\n".join([f"[{name}]", *(f"{sign} = {weight:.2f}" for sign, weight in table.items()), ""])
        for name, table in weights.items()
    ]
    path.write_text(head + "\n".join(tables), encoding="utf-8")
    read_toml(path)


if __name__ == "__main__":
    main()
