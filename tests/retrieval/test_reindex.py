from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from errno import ENOSPC
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from retrieval import indexing
from retrieval import reindex as reindexing
from retrieval.embedding import Encoder, Vectors
from retrieval.errors import CatalogueInvalid, ReindexCancelled, SelfCheckFailed
from retrieval.generation import Generation, MadeWith, Reading
from retrieval.index import Index
from retrieval.indexing import Indexer, Stale
from retrieval.reindex import compare, reindex
from retrieval.settings import load_settings
from retrieval.types import Problem, Progress, ReindexPlan, ReindexReport
from tests.retrieval.stores import CATALOGUE, FILES, MP, write_store

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
LATER = datetime(2026, 2, 4, 12, tzinfo=UTC)
ALL = ("vault", "mp-q3", "uuuu-q3", "glossary", "kestrel")


class Watched:
    """An encoder that counts what it embeds, and fails once it is told to."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dimension, self.knows = encoder.name, encoder.dimension, encoder.knows
        self.states = encoder.states
        self.encoder = encoder
        self.embedded = 0
        self.fails = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.fails:
            raise MemoryError
        self.embedded += len(texts)
        return self.encoder.embed(texts)


class Store:
    """A document store in a folder of its own, indexed again and again."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.folder = folder
        self.settings = load_settings(write_store(folder))
        self.encoder = Watched(encoder)
        self.index = Index(folder / "index")

    def plan(self) -> ReindexPlan:
        return compare(self.index, self.settings).plan

    def reindex(self, now: datetime = NOW, **options: Any) -> ReindexReport:
        self.encoder.embedded = 0
        report = reindex(self.index, self.settings, lambda _: self.encoder, now, **options)
        assert report.embedded == self.encoder.embedded
        return replace(report, seconds=0.0)

    def use_model(self, name: str) -> None:
        embedding = self.settings.embedding.model_copy(update={"model": name})
        self.settings = self.settings.model_copy(update={"embedding": embedding})

    def vectors(self) -> dict[str, Vectors]:
        manifest = self.index.generation.manifest
        ids = [chunk.id for id_ in manifest.sources() for chunk in manifest.chunks_of(id_)]
        return self.index.generation.vectors.vectors(ids)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, content: str) -> None:
        (self.folder / name).write_text(content, encoding="utf-8")

    @property
    def text(self) -> str:
        """All passages of all documents."""
        manifest = self.index.generation.manifest
        return "\n".join(chunk.text for id_ in manifest.sources() for chunk in manifest.chunks_of(id_))

    @property
    def sides(self) -> tuple[int, int, int]:
        """The numbers of passages that the manifest, the lexicon and the vectors hold."""
        generation = self.index.generation
        words = dict.fromkeys(
            generation.lexicon.stems("cash bank minerals employees executive mill magnets barite"), 1.0
        )
        near = generation.vectors.search(self.encoder.encoder.embed(["cash"])[0], 1000)
        return generation.manifest.count()[1], len(generation.lexicon.search(words, 1000)), len(near)


@pytest.fixture
def store(tmp_path: Path, encoder: Encoder) -> Iterator[Store]:
    made = Store(tmp_path, encoder)
    with closing(made.index):
        yield made


def test_put_in__embeds_what_there_is_rather_than_wait_for_a_document(store: Store) -> None:
    comparison = compare(store.index, store.settings)
    first, second = comparison.documents[:2]
    embedded = Event()

    class Encoding(Watched):
        def embed(self, texts: Sequence[str]) -> Vectors:
            embedded.set()
            return super().embed(texts)

    def read(document: Stale, *, is_slow: bool) -> Reading | Problem:
        assert not is_slow or embedded.wait(timeout=10)
        return Reading(document.source, document.content_hash, reader.read(document.source))

    reader = reindexing.reader_of(store.settings, comparison.inventory.companies)
    with closing(reader), ThreadPoolExecutor(1) as pool, store.index.rebuilding(MadeWith("words", 1, 1)) as generation:
        indexer = Indexer(generation, lambda: Encoding(store.encoder.encoder))
        read_on = [pool.submit(read, first, is_slow=False), pool.submit(read, second, is_slow=True)]
        read_on[0].result()
        indexer.put_in([first, second], iter(read_on), NOW)
        assert generation.manifest.content_hashes().keys() == {first.source.id, second.source.id}


def test_reindex__everything_the_first_time_nothing_the_second(store: Store) -> None:
    report = store.reindex()
    assert report == ReindexReport(added=ALL, chunks=report.chunks, embedded=report.chunks)
    assert store.sides[0] == store.sides[2] == report.chunks > len(ALL)
    assert store.reindex(LATER) == ReindexReport(unchanged=len(ALL), chunks=report.chunks)
    assert {document.indexed_at for document in store.index.generation.manifest.documents()} == {NOW}


def test_reindex__a_changed_document_replaces_its_passages_and_embeds_only_the_new_ones(store: Store) -> None:
    chunks = store.reindex().chunks
    store.write("mp.md", MP.replace("$1.15 billion", "$2.25 billion"))
    report = store.reindex(LATER)
    assert report == ReindexReport(changed=("mp-q3",), unchanged=len(ALL) - 1, chunks=chunks, embedded=1)
    assert "$2.25 billion" in store.text
    assert "$1.15 billion" not in store.text
    assert store.sides[0] == store.sides[2] == chunks
    dates = {document.source.id: document.indexed_at for document in store.index.generation.manifest.documents()}
    assert dates == dict.fromkeys(ALL, NOW) | {"mp-q3": LATER}


def test_reindex__a_removed_document_disappears(store: Store) -> None:
    store.reindex()
    store.write("catalogue.toml", CATALOGUE.replace('[[document]]\nfile = "uuuu.md"\n', ""))
    report = store.reindex(LATER)
    assert (report.removed, report.unchanged, report.embedded) == (("uuuu-q3",), len(ALL) - 1, 0)
    assert "Ross Bhappu" not in store.text
    assert store.sides[0] == store.sides[2] == report.chunks


def test_reindex__what_is_said_of_a_document_counts_as_its_content(store: Store) -> None:
    store.reindex()
    store.write("catalogue.toml", CATALOGUE.replace("Glossary of metals", "A glossary of all metals"))
    assert store.reindex(LATER).changed == ("glossary",)
    companies = (store.folder / "companies.toml").read_text(encoding="utf-8")
    store.write("companies.toml", companies.replace("Energy Fuels Inc.", "Energy Fuels Corporation"))
    assert store.reindex(LATER).changed == ("uuuu-q3",)


def test_reindex__a_moved_file_costs_nothing(store: Store) -> None:
    store.reindex()
    (store.folder / "mp.md").rename(store.folder / "moved.md")
    store.write("catalogue.toml", CATALOGUE.replace('"mp.md"', '"moved.md"'))
    assert store.reindex(LATER).unchanged == len(ALL)


def test_reindex__documents_that_cannot_be_read_are_named_and_the_rest_is_indexed(store: Store) -> None:
    bad = "".join(
        f'[[document]]\nid = "{id_}"\ntitle = "{id_}"\nfile = "{file}"\n'
        for id_, file in (
            ("gone", "gone.md"), ("empty", "empty.md"), ("blank", "blank.html"), ("huge", "huge.txt"),
            ("broken", "broken.pdf"), ("odd", "odd.xyz"), ("folder", "."),
        )
    )  # fmt: skip
    for name, content in (
        ("empty.md", ""),
        ("blank.html", "<p> </p>"),
        ("broken.pdf", "%PDF-nonsense"),
        ("odd.xyz", "?"),
    ):
        store.write(name, content)
    store.write("huge.txt", "Word. " * 200_000)
    store.write("catalogue.toml", bad + CATALOGUE)
    documents = store.settings.documents.model_copy(update={"max_megabytes": 1.0})
    store.settings = store.settings.model_copy(update={"documents": documents})
    report = store.reindex()
    assert report.added == ALL
    assert {problem.document_id: problem.reason for problem in report.problems} == {
        "gone": "there is no such file",
        "empty": "the file is empty",
        "blank": "there is no text in it",
        "huge": "the file is larger than the limit of 1 MB",
        "broken": "this PDF is damaged, or it is no PDF",
        "odd": "files of the type .xyz cannot be read",
        "folder": "this is not a file",
    }


def test_reindex__a_document_that_can_no_longer_be_read_is_left_out(store: Store) -> None:
    store.reindex()
    store.write("mp.md", MP[: MP.rindex("+++") + 4])
    report = store.reindex(LATER)
    assert (report.removed, report.problems) == (("mp-q3",), (Problem("mp-q3", "there is no text in it"),))
    assert "James Litinsky" not in store.text
    store.write("mp.md", MP)
    assert store.reindex(LATER).added == ("mp-q3",)


def test_reindex__full_makes_all_of_it_again(store: Store) -> None:
    chunks = store.reindex().chunks
    report = store.reindex(LATER, full=True)
    assert report == ReindexReport(unchanged=len(ALL), chunks=chunks, embedded=chunks)
    assert {document.indexed_at for document in store.index.generation.manifest.documents()} == {LATER}
    assert store.reindex(LATER).embedded == 0


def test_reindex__another_encoder_makes_all_of_it_again(store: Store) -> None:
    chunks = store.reindex().chunks
    store.use_model("another")
    assert store.plan().is_full
    assert store.reindex(LATER) == ReindexReport(unchanged=len(ALL), chunks=chunks, embedded=chunks)
    assert store.index.generation.made_with.model == "another"
    assert not store.plan().is_full


def test_reindex__another_chunker_makes_all_of_it_again_with_the_vectors_of_unchanged_passages(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = store.reindex().chunks
    monkeypatch.setattr(reindexing, "CHUNKER_VERSION", 99)
    assert store.plan().is_full
    store.write("mp.md", MP.replace("$1.15 billion", "$2.25 billion"))
    before = store.vectors()
    report = store.reindex(LATER)
    assert report == ReindexReport(changed=("mp-q3",), unchanged=len(ALL) - 1, chunks=chunks, embedded=1)
    kept = before.keys() & store.vectors().keys()
    assert len(kept) == chunks - 1
    assert all(store.vectors()[id_] @ before[id_] > 0.9999 for id_ in kept)
    assert store.index.generation.made_with.chunker == 99


@pytest.mark.parametrize("full", [False, True])
def test_reindex__a_failure_leaves_what_was_there(store: Store, *, full: bool) -> None:
    chunks = store.reindex().chunks
    store.write("mp.md", MP.replace("$1.15 billion", "$2.25 billion"))
    store.encoder.fails = True
    with pytest.raises(MemoryError):
        store.reindex(LATER, full=full)
    assert "$1.15 billion" in store.text
    assert store.sides[0] == store.sides[2] == chunks
    store.encoder.fails = False
    assert store.reindex(LATER).changed == ("mp-q3",)


def test_reindex__a_faulty_catalogue_changes_nothing(store: Store) -> None:
    store.reindex()
    store.write("catalogue.toml", CATALOGUE.replace("title", "titel"))
    with pytest.raises(CatalogueInvalid, match=r"unknown key `document.4 \(glossary\).titel`"):
        store.reindex(LATER)
    assert store.index.generation.manifest.count()[0] == len(ALL)


def test_plan__what_a_reindex_would_do(store: Store) -> None:
    assert store.plan() == ReindexPlan(added=ALL, is_full=True)
    store.reindex()
    assert store.plan() == ReindexPlan(unchanged=len(ALL))
    store.write("mp.md", MP.replace("$1.15 billion", "$2.25 billion"))
    store.write("new.md", "Lithium is mined in Nevada.")
    new = '[[document]]\nid = "new"\ntitle = "New"\nfile = "new.md"\n'
    lost = '[[document]]\nid = "lost"\ntitle = "Lost"\nfile = "lost.md"\n'
    store.write("catalogue.toml", lost + new + CATALOGUE.replace('[[document]]\nfile = "vault.md"\n', ""))
    planned = ReindexPlan(("new",), ("mp-q3",), ("vault",), len(ALL) - 2, (Problem("lost", "there is no such file"),))
    assert store.plan() == planned
    report = store.reindex(LATER)
    assert (report.added, report.changed, report.removed, report.unchanged) == (
        planned.added, planned.changed, planned.removed, planned.unchanged,
    )  # fmt: skip


def test_reindex__tells_how_far_it_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH_CHUNKS", 4)
    monkeypatch.setattr(indexing, "SLICE_CHUNKS", 2)
    told: list[Progress] = []
    report = store.reindex(on_progress=told.append)
    assert {progress.of_documents for progress in told} == {5}
    for values in ([p.documents for p in told], [p.chunks for p in told], [p.seconds for p in told]):
        assert values == sorted(values)
    assert (told[0].documents, told[0].chunks, told[0].chunks_per_second) == (0, 0, 0.0)
    last = told[-1]
    assert (last.documents, last.chunks, last.seconds_left) == (5, report.chunks, 0.0)
    assert last.chunks_per_second == last.chunks / last.seconds
    assert len(told) > len(ALL) + report.chunks // 2 - 1
    assert all(p.seconds_left for p in told[4:-1] if p.documents < 5)
    assert store.sides[0] == store.sides[2] == report.chunks


def test_reindex__passages_that_are_held_already_fill_a_batch_as_well(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.reindex()
    store.write("catalogue.toml", CATALOGUE.replace("[[document]]", '[[document]]\npublisher = "Lode"'))
    committed: list[int] = []
    update = Generation.update

    def counted(generation: Generation, readings: Sequence[Reading], *rest: Any) -> None:
        committed.append(len(readings))
        update(generation, readings, *rest)

    monkeypatch.setattr(Generation, "update", counted)
    monkeypatch.setattr(indexing, "BATCH_CHUNKS", 1)
    report = store.reindex(LATER)
    assert (len(report.changed), report.embedded) == (len(ALL), 0)
    assert committed == [1] * len(ALL)


def test_reindex__embeds_the_next_batch_while_one_is_committed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH_CHUNKS", 1)
    embeds_second = Event()
    waited: list[bool] = []
    update, embed = Generation.update, store.encoder.embed

    def waiting(*arguments: Any) -> None:
        if not waited:
            waited.append(embeds_second.wait(timeout=30))
        update(*arguments)

    def watched(texts: Sequence[str]) -> Vectors:
        if store.encoder.embedded:
            embeds_second.set()
        return embed(texts)

    monkeypatch.setattr(Generation, "update", waiting)
    monkeypatch.setattr(store.encoder, "embed", watched)
    report = store.reindex()
    assert waited == [True]
    assert store.sides[0] == store.sides[2] == report.chunks


@pytest.mark.parametrize("failing", [1, len(ALL)])
def test_reindex__a_commit_that_fails_is_heard_of(store: Store, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    monkeypatch.setattr(indexing, "BATCH_CHUNKS", 1)
    commits = count(1)
    update = Generation.update

    def full_disk(*arguments: Any) -> None:
        if next(commits) == failing:
            raise OSError(ENOSPC, "No space left on device")
        update(*arguments)

    monkeypatch.setattr(Generation, "update", full_disk)
    with pytest.raises(OSError, match="No space left"):
        store.reindex()
    assert next(commits) == failing + 1
    report = store.reindex(LATER)
    assert (report.added, report.problems) == (ALL, ())
    assert store.sides[0] == store.sides[2] == report.chunks


@pytest.mark.parametrize("full", [False, True])
def test_reindex__cancelled(store: Store, monkeypatch: pytest.MonkeyPatch, *, full: bool) -> None:
    monkeypatch.setattr(indexing, "BATCH_CHUNKS", 1)
    chunks = store.reindex().chunks
    for name, old, new in (("vault.md", "$10 billion", "$11 billion"), ("mp.md", "$1.15 billion", "$2.25 billion")):
        store.write(name, store.read(name).replace(old, new))
    told: list[Progress] = []
    with pytest.raises(ReindexCancelled):
        store.reindex(LATER, full=full, on_progress=told.append, is_cancelled=lambda: told[-1].documents == 1)
    assert ("$11 billion" in store.text) is not full  # what is finished stays, unless all is made again
    assert "$1.15 billion" in store.text
    assert store.sides[0] == store.sides[2] == chunks
    assert sorted(path.name for path in (store.folder / "index").iterdir()) == ["1", "current", "lock"]
    assert store.reindex(LATER).changed == (("vault", "mp-q3") if full else ("mp-q3",))


def test_reindex__an_index_that_finds_nothing_is_not_taken_into_use(store: Store) -> None:
    chunks = store.reindex().chunks
    for name in FILES:
        front_matter, plus, _ = store.read(name).rpartition("+++\n")
        store.write(name, front_matter + plus)
    with pytest.raises(SelfCheckFailed, match="none of the documents could be read"):
        store.reindex(LATER, full=True)
    assert store.sides[0] == store.sides[2] == chunks
    assert sorted(path.name for path in (store.folder / "index").iterdir()) == ["1", "current", "lock"]
