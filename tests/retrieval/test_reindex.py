from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval import reindex as reindexing
from retrieval.embedding import Encoder, Vectors
from retrieval.errors import CatalogueInvalid
from retrieval.index import Index
from retrieval.reindex import reindex
from retrieval.settings import load_settings
from retrieval.types import Problem, ReindexReport
from tests.retrieval.stores import CATALOGUE, MP, write_store

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
LATER = datetime(2026, 2, 4, 12, tzinfo=UTC)
ALL = ("vault", "mp-q3", "uuuu-q3", "glossary", "kestrel")


class Watched:
    """An encoder that counts what it embeds, and fails once it is told to."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dimension, self.knows = encoder.name, encoder.dimension, encoder.knows
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
        self.documents = load_settings(write_store(folder)).documents
        self.encoder = Watched(encoder)
        self.index = Index(folder / "index")

    def reindex(self, now: datetime = NOW, *, full: bool = False) -> ReindexReport:
        self.encoder.embedded = 0
        report = reindex(self.index, self.encoder, self.documents, now, full=full)
        assert report.embedded == self.encoder.embedded
        return replace(report, seconds=0.0)

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
    store.documents = store.documents.model_copy(update={"max_megabytes": 1.0})
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
    first = store.reindex()
    assert store.reindex(LATER, full=True) == first
    assert {document.indexed_at for document in store.index.generation.manifest.documents()} == {LATER}


def test_reindex__another_encoder_or_chunker_makes_all_of_it_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.reindex()
    store.encoder.name = "another"
    assert store.reindex(LATER) == first
    monkeypatch.setattr(reindexing, "CHUNKER_VERSION", 99)
    assert store.reindex(LATER) == first
    assert store.reindex(LATER).embedded == 0


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


def test_reindex__tells_how_far_it_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexing, "BATCH_CHUNKS", 4)
    calls: list[tuple[int, int, int]] = []
    report = reindex(store.index, store.encoder, store.documents, NOW, on_progress=lambda *call: calls.append(call))
    assert [done for done, _, _ in calls] == [1, 2, 3, 4, 5]
    assert {total for _, total, _ in calls} == {5}
    embedded = [embedded for _, _, embedded in calls]
    assert embedded == sorted(embedded)
    assert (embedded[0], embedded[-1]) == (0, report.chunks)
    assert store.sides[0] == store.sides[2] == report.chunks
