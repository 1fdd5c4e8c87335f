"""The command line of retrieval: reindex, search, ask, chat, sync, fetch."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval import open_retrieval
from retrieval.errors import CatalogueInvalid, FetchFailed, RetrievalError
from retrieval.settings import DEFAULT_CONFIG, Settings, load_settings

if TYPE_CHECKING:
    from retrieval.store import Retrieval
    from retrieval.types import Company, Progress

FAILED, INTERRUPTED = 1, 130
BAR = "{percentage:3.0f}%|{bar}| {n_fmt} of {total_fmt} documents{postfix}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 where something was left out or failed, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    if "batch" in options:
        _check_questions(options)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        settings = load_settings(options.config)
        if not options.needs_index:
            return int(options.run(settings, options))
        retrieval = open_retrieval(settings)
        try:
            return int(options.run(retrieval, options))
        finally:
            retrieval.close()
    except (RetrievalError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m retrieval", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    reindex = _command(commands, "reindex", _reindex, "bring the index up to date with the catalogue")
    reindex.add_argument("--full", action="store_true", help="make all of it again")
    search = _command(commands, "search", _search, "the passages that fit a question")
    search.add_argument("-k", type=_positive, help="how many passages (config.toml: search.k)")
    for questions in (search, _command(commands, "ask", _ask, "the answer to a question, with its sources")):
        questions.add_argument("question", nargs="?")
        questions.add_argument("--json", action="store_true", help="print JSON")
        questions.add_argument("--batch", type=Path, metavar="IN.jsonl", help='lines of {"id", "question", "history"}')
        questions.add_argument("--output", type=Path, metavar="OUT.jsonl", help="where the answers to --batch go")
    _command(commands, "chat", _chat, "ask in the terminal, or from a pipe")
    sync = _command(commands, "sync", _sync, "fetch new filings from SEC EDGAR; reindex brings them into the index")
    sync.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="(config.toml: filings.since)")
    sync.add_argument("--ticker", metavar="T", help="of one company only")
    sync.add_argument("--form", metavar="F", help="one form with its amendments, not those of companies.toml")
    sync.add_argument("--json", action="store_true", help="print the summary as JSON")
    fetch = _command(commands, "fetch", _fetch, "fetch the web page of a document, to be indexed in place of its file")
    fetch.add_argument("document_id", metavar="ID")
    for without_index in (sync, fetch):
        without_index.set_defaults(needs_index=False)
    return parser


def _command(commands: Any, name: str, run: Callable[..., int], text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--config", type=Path, default=DEFAULT_CONFIG, help="the configuration file (%(default)s)")
    parser.set_defaults(run=run, parser=parser, needs_index=True)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _reindex(retrieval: Retrieval, options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from retrieval.terminal import printable

    with tqdm(bar_format=BAR, disable=None) as bar:

        def show(progress: Progress) -> None:
            left = "" if progress.seconds_left is None else f", {tqdm.format_interval(progress.seconds_left)} left"
            said = f"{progress.chunks} passages, {progress.chunks_per_second:.0f}/s{left}"
            bar.n, bar.total = progress.documents, progress.of_documents
            bar.set_postfix_str(said)

        report = retrieval.reindex(datetime.now(UTC), full=options.full, on_progress=show)
    for problem in report.problems:
        print(printable(f"not indexed: {problem.document_id}: {problem.reason}"), file=sys.stderr)
    print(
        f"{len(report.added)} new, {len(report.changed)} changed, {len(report.removed)} removed, "
        f"{report.unchanged} unchanged; {report.chunks} passages, {report.embedded} embedded in {report.seconds:.1f} s"
    )
    return FAILED if report.problems else 0


def _search(retrieval: Retrieval, options: argparse.Namespace) -> int:
    from retrieval.records import hit_record
    from retrieval.terminal import render_hit

    def records(question: str, history: Sequence[str] = ()) -> list[dict[str, Any]]:
        hits = retrieval.search(question, options.k, history)
        return [hit_record(rank, hit) for rank, hit in enumerate(hits, start=1)]

    if options.batch:
        return _batch(options, lambda id_, *asked: {"id": id_, "question": asked[0], "hits": records(*asked)})
    if options.json:
        print(json.dumps(records(options.question), ensure_ascii=False, indent=2))
    else:
        hits = retrieval.search(options.question, options.k)
        print("\n\n".join(render_hit(rank, hit) for rank, hit in enumerate(hits, start=1)))
    return 0


def _ask(retrieval: Retrieval, options: argparse.Namespace) -> int:
    from retrieval.records import answer_record
    from retrieval.terminal import render_answer

    today = datetime.now(UTC).date()
    if options.batch:

        def record(id_: str, question: str, history: Sequence[str]) -> dict[str, Any]:
            return answer_record(id_, retrieval.ask(question, history, today=today))

        return _batch(options, record)
    answer = retrieval.ask(options.question, today=today)
    print(
        json.dumps(answer_record(None, answer), ensure_ascii=False, indent=2) if options.json else render_answer(answer)
    )
    return 0


def _chat(retrieval: Retrieval, _options: argparse.Namespace) -> int:
    from retrieval.terminal import chat

    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    chat(retrieval)
    return 0


def _sync(settings: Settings, options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from retrieval.edgar import Edgar
    from retrieval.sync import render_report, report_record, sync_filings

    companies = _filers(settings, options.ticker)
    edgar = Edgar(settings.filings, say=lambda text: tqdm.write(text, file=sys.stderr))
    since = options.since or settings.filings.since
    with tqdm(unit="filing", disable=None) as bar:

        def show(ticker: str, done: int, total: int) -> None:
            bar.set_description(ticker, refresh=False)
            bar.n, bar.total = done, total
            bar.refresh()

        report = sync_filings(edgar, companies, settings.filings.path, since, form=options.form, on_progress=show)
    print(json.dumps(report_record(report)) if options.json else render_report(report))
    return FAILED if report.failures else 0


def _filers(settings: Settings, ticker: str | None) -> list[Company]:
    """The companies that file with the SEC, or one of them. Raises `CatalogueInvalid` where there is none."""
    from retrieval.catalogue import load_companies

    path = settings.documents.companies
    assert path
    filers = [company for company in load_companies(path) if company.cik and ticker in (None, company.ticker)]
    if not filers:
        raise CatalogueInvalid(f"{path}: there is no company {f'{ticker} ' if ticker else ''}with a `cik`")
    return filers


def _fetch(settings: Settings, options: argparse.Namespace) -> int:
    from retrieval.catalogue import load_catalogue
    from retrieval.fetching import HTML, Limits, fetch_page
    from retrieval.pages import keep_page

    assert settings.documents.catalogue
    sources, _ = load_catalogue(settings.documents.catalogue)
    source = next((source for source in sources if source.id == options.document_id), None)
    if source is None or source.url is None:
        raise FetchFailed(f"the catalogue holds no document {options.document_id} with a `url`")
    page = fetch_page(source.url, Limits(media_types=HTML))
    print(f"{keep_page(source, page, settings.documents.pages)}: `reindex` brings it into the index")
    return 0


def _check_questions(options: argparse.Namespace) -> None:
    """A command line that neither asks one question nor names a file of them ends the program."""
    if bool(options.batch) != bool(options.output):
        options.parser.error("--batch and --output go together")
    if bool(options.batch) == (options.question is not None):
        options.parser.error("give either a question or --batch")


def _batch(options: argparse.Namespace, answer: Callable[[str, str, tuple[str, ...]], dict[str, Any]]) -> int:
    from tqdm import tqdm

    from retrieval.records import read_questions, write_records

    questions = list(read_questions(options.batch))
    with tqdm(total=len(questions), unit="question", disable=None) as bar:
        write_records(options.output, (answer(*question) for question in questions), bar.update)
    return 0


if __name__ == "__main__":
    sys.exit(main())
