"""Questions about 20 real 10-Q reports: is the right report found first, and the right figure given?"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.evaluation.baseline import QuickStartAnswers
from tests.evaluation.figures import Figure, figures_in, is_same
from tests.evaluation.metrics import first_rank
from tests.evaluation.report import share, table
from tests.evaluation.stores import SHARED, STORES, Answering, NotMeasurable, store_in

REPORTS = SHARED / "tenq"
COMPANIES = Path(__file__).with_name("tenq_companies.toml")
REPORT_NAME = re.compile(r"(?P<year>\d{4})_Q(?P<quarter>[1-4])_(?P<ticker>[A-Z]+)")
HITS = 10


@dataclass(frozen=True, slots=True)
class FilingQuestion:
    """A question with the reports that answer it. `figure` is set where the reference answer is that one figure."""

    id: str
    text: str
    documents: tuple[str, ...]
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class FilingOutcome:
    """`rank` is the place of the first passage of a right report; `has_figure` is None where no figure is asked for."""

    question: FilingQuestion
    rank: int | None
    is_answered: bool
    has_figure: bool | None
    text: str


def measure_tenq() -> tuple[str, dict[str, Any]]:
    """Index the reports and ask the questions: the report, and the results as JSON. Raises `NotMeasurable`."""
    if not REPORTS.is_dir():
        raise NotMeasurable(f"{REPORTS} is not here")
    folder = STORES / "tenq"
    write_store(folder, REPORTS.glob("*.pdf"))
    questions = load_filing_questions(REPORTS / "questions.jsonl")
    with store_in(folder) as retrieval:
        outcomes = [ask(retrieval, question) for question in questions if question.documents]
        quickstart = QuickStartAnswers(retrieval)
        baseline = [ask(quickstart, question) for question in questions if question.documents]
    return render(outcomes, baseline), results(outcomes)


def write_store(folder: Path, reports: Iterable[Path]) -> None:
    """Make `folder` a document store of `reports`, described by their file names."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(COMPANIES, folder / "companies.toml")
    names = {company["ticker"]: company["name"] for company in tomllib.loads(COMPANIES.read_text("utf-8"))["company"]}
    entries = []
    for report in sorted(reports):
        if not (folder / report.name).exists():
            shutil.copyfile(report, folder / report.name)
        entries.append(describe(report.stem, names))
    (folder / "catalogue.toml").write_text("\n".join(entries), encoding="utf-8")


def describe(stem: str, names: dict[str, str]) -> str:
    """The catalogue entry of one report: "2023_Q1_MSFT" is what the questions call Microsoft's Q1 2023 report."""
    match = REPORT_NAME.fullmatch(stem)
    if match is None:
        raise NotMeasurable(f"{stem}: the file name does not say which report this is")
    year, quarter, ticker = match["year"], match["quarter"], match["ticker"]
    return (
        f'[[document]]\nid = "{stem}"\ntitle = "{names[ticker]} Form 10-Q, Q{quarter} {year}"\nfile = "{stem}.pdf"\n'
        f'kind = "filing"\ntickers = ["{ticker}"]\nform = "10-Q"\nfiscal_year = {year}\nfiscal_quarter = {quarter}\n'
    )


def load_filing_questions(path: Path) -> list[FilingQuestion]:
    """The questions of a JSON-lines file; two of them name no report and cannot be measured."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        FilingQuestion(
            id=row["id"],
            text=row["question"].strip(),
            documents=tuple(Path(name).stem for name in row["documents"]),
            figure=single_figure(row["answer"]) if row["type"] == "Single-Doc Single-Chunk RAG" else None,
        )
        for row in rows
    ]


def single_figure(answer: str) -> Figure | None:
    """The figure of a reference answer that holds exactly one."""
    figures = figures_in(answer)
    return figures[0] if len(figures) == 1 else None


def ask(retrieval: Answering, question: FilingQuestion) -> FilingOutcome:
    """Search and ask once."""
    hits = [hit.source.id for hit in retrieval.search(question.text, HITS)]
    answer = retrieval.ask(question.text, [])
    is_answered = answer.status == "answered"
    given = figures_in(answer.text) if is_answered else ()
    has_figure = None if question.figure is None else any(is_same(question.figure, figure) for figure in given)
    return FilingOutcome(question, first_rank(hits, question.documents), is_answered, has_figure, answer.text)


def render(outcomes: Sequence[FilingOutcome], baseline: Sequence[FilingOutcome]) -> str:
    """A line per question, then the sums, beside those of the quick-start."""
    rows = [
        (o.question.id, o.rank or "-", "answered" if o.is_answered else "refused", _figure_word(o), o.question.text)
        for o in outcomes
    ]
    both = [(name, ours, theirs) for (name, ours), (_, theirs) in zip(sums(outcomes), sums(baseline), strict=True)]
    return "\n\n".join(
        (table(("id", "rank", "", "figure", "question"), rows), table(("in sum", "", "quick-start"), both))
    )


def sums(outcomes: Sequence[FilingOutcome]) -> list[tuple[str, str]]:
    """What the measure comes to, each with its name."""
    asked = [outcome for outcome in outcomes if outcome.has_figure is not None]
    return [
        ("right document first", share(len(_within(outcomes, 1)), len(outcomes))),
        ("right document in the first three", share(len(_within(outcomes, 3)), len(outcomes))),
        ("answered", share(sum(outcome.is_answered for outcome in outcomes), len(outcomes))),
        ("right figure in the answer", share(sum(outcome.has_figure is True for outcome in asked), len(asked))),
    ]


def _within(outcomes: Sequence[FilingOutcome], places: int) -> list[FilingOutcome]:
    return [outcome for outcome in outcomes if outcome.rank is not None and outcome.rank <= places]


def _figure_word(outcome: FilingOutcome) -> str:
    return "" if outcome.has_figure is None else "right" if outcome.has_figure else "MISSING"


def results(outcomes: Sequence[FilingOutcome]) -> dict[str, Any]:
    """The same as values for JSON."""
    return {
        "summary": dict(sums(outcomes)),
        "questions": [asdict(outcome) | {"question": outcome.question.id} for outcome in outcomes],
    }
