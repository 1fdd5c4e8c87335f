"""The command line as others call it: processes, exit statuses, and what they print."""

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from retrieval.index import Index
from tests.retrieval.stores import CATALOGUE, FILES, MP, write_store

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "LC_ALL": "C.UTF-8"}
CASH = "How much cash does MP Materials hold?"
HIT_KEYS = ["rank", "score", "chunk_id", "document_id", "title", "kind", "url", "page", "section", "text"]
ANSWER_KEYS = ["id", "question", "status", "text", "citations", "mode", "ms"]
CITATION_KEYS = ["n", "document_id", "title", "kind", "published_on", "url", "page", "section", "quote"]


def run(*arguments: str | Path, cwd: Path, given: bytes = b"") -> tuple[int, str, str]:
    """The exit status, output and errors of `python -m retrieval`, called from a folder that is not the store's."""
    command = [sys.executable, "-m", "retrieval", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, input=given, capture_output=True, check=False, timeout=100)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def reindex(folder: Path, *options: str) -> tuple[int, str, str]:
    return run("reindex", "--config", folder / "config.toml", *options, cwd=folder.parent)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an indexed store."""
    folder = tmp_path_factory.mktemp("main") / "store"
    write_store(folder)
    status, output, errors = reindex(folder)
    assert (status, errors) == (0, "")
    assert output.startswith("5 new, 0 changed, 0 removed, 0 unchanged; ")
    return folder


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def write_batch(path: Path, *items: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), encoding="utf-8")
    return path


def test_reindex__works_on_what_changed_and_names_what_it_leaves_out(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    bad = "".join(
        f'[[document]]\nid = "{name}"\ntitle = "{name}"\nfile = "{name}.md"\n'
        for name in ("missing", "empty", "large", "unreadable")
    )
    write_store(
        folder,
        {**FILES, "empty.md": "", "large.md": "Word. " * 20_000, "unreadable.md": "+++\nid = \n+++\n"},
        catalogue=bad + CATALOGUE,
        settings="\n[documents]\nmax_megabytes = 0.1\n",
    )
    status, output, errors = reindex(folder)
    assert status == 1
    assert sorted(errors.splitlines()) == [
        "not indexed: empty: the file is empty",
        "not indexed: large: the file is larger than the limit of 0.1 MB",
        "not indexed: missing: there is no such file",
        "not indexed: unreadable: front matter: Invalid value (at line 1, column 6)",
    ]
    summary, passages = output.split("; ")
    assert summary == "5 new, 0 changed, 0 removed, 0 unchanged"
    count = passages.split()[0]
    assert passages.startswith(f"{count} passages, {count} embedded in ")

    (folder / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    status, output, errors = reindex(folder)
    assert (status, errors) == (0, "")
    assert output.startswith(f"0 new, 0 changed, 0 removed, 5 unchanged; {count} passages, 0 embedded in ")

    (folder / "mp.md").write_text(MP.replace("$1.15 billion", "$2.25 billion"), encoding="utf-8")
    without = CATALOGUE.replace('[[document]]\nfile = "vault.md"\n', "")
    (folder / "catalogue.toml").write_text(without, encoding="utf-8")
    status, output, errors = reindex(folder)
    assert (status, errors) == (0, "")
    assert output.startswith("0 new, 1 changed, 1 removed, 3 unchanged; ")
    assert " 1 embedded " in output

    batch = write_batch(tmp_path / "in.jsonl", {"question": CASH}, {"question": "Who guards Project Vault at night?"})
    assert run("search", "--config", folder, "--batch", batch, "--output", "out.jsonl", cwd=tmp_path)[0] == 0
    cash, guards = (found["hits"] for found in lines_of(tmp_path / "out.jsonl"))
    assert "$2.25 billion" in cash[0]["text"]
    assert "$1.15 billion" not in json.dumps(cash)
    assert all(hit["document_id"] != "vault" for hit in guards)

    status, output, errors = reindex(folder, "--full")
    assert (status, errors) == (0, "")
    summary, passages = output.split("; ")
    assert summary == "0 new, 0 changed, 0 removed, 4 unchanged"
    count = passages.split()[0]
    assert passages.startswith(f"{count} passages, {count} embedded in ")


def test_ask__json(store: Path, tmp_path: Path) -> None:
    status, output, errors = run("ask", CASH, "--json", "--config", store / "config.toml", cwd=tmp_path)
    assert (status, errors) == (0, "")
    answer = json.loads(output)
    assert list(answer) == ANSWER_KEYS
    assert [list(citation) for citation in answer["citations"]] == [CITATION_KEYS] * len(answer["citations"])
    assert (answer["id"], answer["question"], answer["status"]) == (None, CASH, "answered")
    assert (answer["mode"], type(answer["ms"])) == ("extractive", int)
    best = answer["citations"][0]
    assert best | {"quote": ""} == {
        "n": 1,
        "document_id": "mp-q3",
        "title": "MP Materials: third quarter of 2025",
        "kind": "filing",
        "published_on": "2025-11-06",
        "url": "https://filings.example/mp",
        "page": None,
        "section": "Liquidity",
        "quote": "",
    }
    assert "$1.15 billion" in best["quote"]


def test_ask__in_words(store: Path, tmp_path: Path) -> None:
    status, output, errors = run("ask", "Who leads Energy Fuels\udce9?", "--config", store, cwd=tmp_path)
    assert (status, errors) == (0, "")
    answer, sources = output.split("\n\nSources\n")
    assert "Ross Bhappu leads Energy Fuels as its chief executive." in answer
    assert "[1] Energy Fuels: third quarter of 2025 · filing · 2025-11-03 · People" in sources
    assert "https://filings.example/uuuu" in sources


def test_search__json(store: Path, tmp_path: Path) -> None:
    status, output, errors = run("search", CASH, "-k", "2", "--json", "--config", store, cwd=tmp_path)
    assert (status, errors) == (0, "")
    hits = json.loads(output)
    assert [list(hit) for hit in hits] == [HIT_KEYS] * 2
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["score"] >= hits[1]["score"]
    assert (hits[0]["document_id"], hits[0]["section"]) == ("mp-q3", "Liquidity")


def test_batch__answers_in_order_with_their_ids_and_histories(store: Path, tmp_path: Path) -> None:
    write_batch(
        tmp_path / "in.jsonl",
        {"id": "follow-up", "question": "and Energy Fuels?", "history": [CASH]},
        {"id": 7, "question": "Who won the world cup in 1998?", "history": []},
        {"question": "One\u2028line?", "history": None},
        {"id": "old", "question": "How much cash does Energy Fuels hold now?"},
    )
    command = ["--batch", "in.jsonl", "--output", "out.jsonl", "--config", str(store)]
    assert run("ask", *command, cwd=tmp_path) == (0, "", "")
    followed, refused, last, old = lines_of(tmp_path / "out.jsonl")
    assert [list(answer) for answer in (followed, refused, last)] == [ANSWER_KEYS] * 3
    assert [answer["id"] for answer in (followed, refused, last)] == ["follow-up", 7, 3]
    assert (followed["question"], followed["status"]) == ("and Energy Fuels?", "answered")
    assert "$94 million" in followed["citations"][0]["quote"]
    assert (refused["status"], refused["citations"]) == ("not_found", [])
    assert refused["text"] == "The documents do not say."
    assert "$94 million at the end of the quarter. (as of 3 November 2025) [1]" in old["text"]

    assert run("search", *command, "-k", "1", cwd=tmp_path) == (0, "", "")
    found = lines_of(tmp_path / "out.jsonl")
    assert [list(each) for each in found] == [["id", "question", "hits"]] * 4
    [hit] = found[0]["hits"]
    assert (list(hit), hit["document_id"], hit["section"]) == (HIT_KEYS, "uuuu-q3", "Liquidity")


def test_chat__from_a_pipe(store: Path, tmp_path: Path) -> None:
    questions = f"{CASH}\nand Energy Fuels?\n\nHow much barite did the\x1b Kestrel mine dig up?\n".encode() + b"\xff?"
    status, output, errors = run("chat", "--config", store, cwd=tmp_path, given=questions)
    assert (status, errors) == (0, "")
    first, second, third = output.split("\n› ")[1:4]
    assert "$1.15 billion" in first
    assert "$94 million" in second.split("Sources")[0]
    assert "4,200 tonnes of barite" in third
    assert [char for char in output if not char.isprintable() and char != "\n"] == []


def test_a_second_process_is_told_to_wait(store: Path, tmp_path: Path) -> None:
    expected = f"error: {store / 'index'}: another process has this index open; stop it first\n"
    with closing(Index(store / "index")):
        assert run("ask", CASH, "--config", store, cwd=tmp_path) == (1, "", expected)


@pytest.mark.parametrize(("stop", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_chat__is_stopped_without_a_word(store: Path, tmp_path: Path, stop: int, status: int) -> None:
    command = [sys.executable, "-m", "retrieval", "chat", "--config", str(store)]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells let background processes ignore it
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, **pipes) as asked:
        assert asked.stdin
        assert asked.stdout
        asked.stdin.write(b"Who leads Energy Fuels?\n")
        asked.stdin.flush()
        while b"Sources" not in asked.stdout.readline():
            assert asked.poll() is None
        asked.send_signal(stop)
        _, errors = asked.communicate(timeout=30)
    assert (asked.returncode, errors) == (status, b"")
    Index(store / "index").close()


def test_failures_say_what_to_do(tmp_path: Path) -> None:
    config = write_store(tmp_path / "store")
    settings = config.read_text(encoding="utf-8")
    unbuilt = "error: there is no index yet: run `python -m retrieval reindex`\n"
    assert run("ask", CASH, "--config", config, cwd=tmp_path) == (1, "", unbuilt)

    config.write_text(f"{settings}\n[search]\nkk = 3\n", encoding="utf-8")
    assert run("chat", "--config", config, cwd=tmp_path) == (1, "", f"error: {config}: unknown key `search.kk`\n")

    assert run("reindex", cwd=tmp_path) == (1, "", "error: config.toml: there is no such file\n")


def test_a_damaged_index_is_named_and_made_again(tmp_path: Path) -> None:
    config = write_store(tmp_path / "store")
    assert run("reindex", "--config", config, cwd=tmp_path)[0] == 0
    (tmp_path / "store" / "index" / "1" / "manifest.sqlite").write_bytes(b"garbage" * 1000)
    status, output, errors = run("ask", CASH, "--config", config, cwd=tmp_path)
    assert (status, output) == (1, "")
    assert errors.startswith("error: the index in ")
    assert errors.endswith(": run `python -m retrieval reindex`, which makes it again\n")
    status, output, errors = run("reindex", "--full", "--config", config, cwd=tmp_path)
    assert (status, errors) == (0, "")
    assert output.startswith("5 new, ")


def test_batch__a_wrong_line_is_named_before_anything_is_written(store: Path, tmp_path: Path) -> None:
    batch = write_batch(tmp_path / "in.jsonl", {"question": CASH}, {"history": []})
    arguments = ("--batch", batch, "--output", "out.jsonl", "--config", store)
    expected = f'error: {batch}, line 2: expected {{"id", "question", "history": [questions]}}\n'
    assert run("ask", *arguments, cwd=tmp_path) == (1, "", expected)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("guess",), "invalid choice: 'guess'"),
        (("search", CASH, "-k", "0"), "must be at least 1"),
        (("ask",), "give either a question or --batch"),
        (("search", "--batch", "in.jsonl"), "--batch and --output go together"),
        (("ask", CASH, "--config", "nowhere", "--output", "out.jsonl"), "--batch and --output go together"),
    ],
)
def test_a_wrong_command_line(store: Path, arguments: tuple[str, ...], fault: str) -> None:
    status, output, errors = run(*arguments, cwd=store)
    assert (status, output) == (2, "")
    assert errors.startswith("usage: python -m retrieval")
    assert fault in errors


def test_startup__the_command_line_loads_no_engine() -> None:
    engines = ("chromadb", "tantivy", "openvino", "torch", "langchain_core", "numpy")
    script = f"import sys, retrieval.__main__; print(*[name for name in {engines} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
