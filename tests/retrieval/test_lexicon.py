from pathlib import Path

import pytest

from retrieval.errors import IndexDamaged
from retrieval.lexicon import Lexicon
from retrieval.types import Chunk


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    made = Lexicon(tmp_path)
    texts = {
        "a": (
            "USA Rare Earth, Inc. (USAR)",
            "The rare-earth firm sold shares at $21.50 in a private placement; see the 10-K.",
        ),
        "b": ("MP Materials Corp. (MP)", "A price floor of $110 per kilogram for NdPr. Net sales rose in Q3 2025."),
        "c": ("", "The bill is H.R. 7126; the vault holds rare-earth oxides."),
    }
    made.update([Chunk(id_, f"d{id_}", 0, *text) for id_, text in texts.items()], ())
    return made


def found(lexicon: Lexicon, question: str, documents: tuple[str, ...] = ()) -> list[str]:
    return [id_ for id_, _ in lexicon.search(dict.fromkeys(lexicon.stems(question), 1.0), 10, documents)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("$USAR", ["a"]),
        ("$110", ["b"]),
        ("21.50", ["a"]),
        ("10-K", ["a"]),
        ("Q3 2025", ["b"]),
        ("H.R. 7126", ["c"]),
        ("vaults", ["c"]),
        ("MP's price", ["b"]),
        ("NdPr: AND (", ["b"]),
        ("the of", []),
        ("", []),
    ],
)
def test_search__finds_the_terms_of_the_field(lexicon: Lexicon, question: str, expected: list[str]) -> None:
    assert found(lexicon, question) == expected


def test_search__keeps_to_the_documents_it_is_given(lexicon: Lexicon) -> None:
    assert sorted(found(lexicon, "rare earth")) == ["a", "c"]
    assert found(lexicon, "rare earth", ("dc",)) == ["c"]


def test_search__weighs_stems(lexicon: Lexicon) -> None:
    assert next(iter(lexicon.search({"placement": 0.1, "vault": 1.0}, 1)))[0] == "c"
    assert next(iter(lexicon.search({"placement": 1.0, "vault": 0.1}, 1)))[0] == "a"


def test_update__forgets_what_is_removed(lexicon: Lexicon) -> None:
    lexicon.update((), ["c"])
    assert found(lexicon, "vault") == []


def test_lexicon__opens_again_with_what_it_holds(lexicon: Lexicon, tmp_path: Path) -> None:
    assert found(Lexicon(tmp_path), "vault") == ["c"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("vualt", "vault"),
        ("privat", "private"),
        ("placment", "placement"),
        ("mutch", "much"),
        ("whitch", "which"),
        ("waht", "what"),
        ("privatevault", "private vault"),
        ("vault", None),
        ("xyzzy", None),
        ("bil", None),
    ],
)
def test_nearest_word(lexicon: Lexicon, word: str, expected: str | None) -> None:
    assert lexicon.nearest_word(word) == expected


def test_nearest_word__is_no_possessive(lexicon: Lexicon) -> None:
    lexicon.update([Chunk("d", "dd", 0, "", "The Kestrel’s guards saw a kestrel's nest.")], ())
    assert lexicon.nearest_word("kestrels") == "kestrel"


def test_rarity__falls_with_use(lexicon: Lexicon) -> None:
    assert lexicon.rarity("rare") < lexicon.rarity("vault") < lexicon.rarity("unseen")


def test_files_that_are_damaged_while_they_are_open_are_named(tmp_path: Path) -> None:
    lexicon = Lexicon(tmp_path)
    text = " ".join(f"word{number}" for number in range(3000))
    lexicon.update([Chunk(f"c{number}", "d", 0, "", text) for number in range(300)], ())
    (postings,) = tmp_path.glob("*.idx")
    with postings.open("r+b") as file:  # in place: the file is mapped into memory
        size = postings.stat().st_size
        file.seek(size // 3)
        file.write(bytes([255]) * (size // 3))
    with pytest.raises(IndexDamaged, match="run `python -m retrieval reindex --full`, which makes it again"):
        lexicon.search({f"word{number}": 1.0 for number in range(3000)}, 10)
