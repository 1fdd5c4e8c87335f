from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval import embedding
from retrieval.embedding import BUNDLED, TorchEncoder, bundled_folder, load_encoder
from retrieval.errors import WeightsChanged
from tests.retrieval.stores import MODELS

TEXTS = ("Project Vault", "NdPr oxide production rose in the third quarter. " * 40, "", "価格 — 16 %", "a")


def test_embed__agrees_with_torch(encoder: embedding.Encoder) -> None:
    expected = TorchEncoder(str(bundled_folder())).embed(TEXTS)
    found = encoder.embed(TEXTS)
    assert found.shape == expected.shape == (5, 384)
    assert found.dtype == np.float32
    assert (found * expected).sum(axis=1).min() > 0.999
    assert np.allclose((found**2).sum(axis=1), 1.0, atol=1e-4)


def test_embed__does_not_depend_on_the_company_a_text_keeps(encoder: embedding.Encoder) -> None:
    alone = encoder.embed(TEXTS[:1])[0]
    assert float(alone @ encoder.embed(TEXTS)[0]) > 0.999


def test_embed__in_short_batches_while_questions_come(
    encoder: embedding.Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("retrieval.embedding.time.monotonic", lambda: now)
    made: list[list[int]] = []
    batches = embedding._batches

    def told(*arguments: Any) -> Iterator[list[int]]:
        for batch in batches(*arguments):
            made.append(batch)
            yield batch

    monkeypatch.setattr(embedding, "_batches", told)
    texts = ["the mine " * 31] * 32  # 64 tokens each
    encoder.embed(["where is the mine?"])
    encoder.embed(texts)
    assert [len(batch) for batch in made] == [1, *[4] * 8]
    now += 60
    encoder.embed(texts)
    assert [len(batch) for batch in made[9:]] == [16, 16]


def test_states__agree_with_torch(encoder: embedding.Encoder) -> None:
    expected = TorchEncoder(str(bundled_folder())).states(TEXTS)
    found = encoder.states(TEXTS)
    assert [len(tokens) for tokens in found] == [len(tokens) for tokens in expected]
    assert [len(found[i]) for i in (0, 1, 2, 4)] == [2, embedding.MAX_TOKENS - 2, 0, 1]
    for ours, torchs in zip(found, expected, strict=True):
        assert ours.dtype == np.float32
        assert (ours * torchs).sum(axis=1).min(initial=1.0) > 0.999


def test_states__a_word_stands_in_its_context(encoder: embedding.Encoder) -> None:
    river, money = (encoder.states([f"the bank {rest}"])[0][1] for rest in ("of the river", "lends money"))
    assert float(river @ money) < 0.9


def test_matches__the_nearest_of_each_token() -> None:
    east, north, north_east = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    found = embedding.matches(np.array([east, north]), np.array([north, north_east]))
    assert found.tolist() == pytest.approx([0.6, 1.0])
    assert embedding.matches(np.array([east]), np.empty((0, 2), dtype=np.float32)).tolist() == [0.0]


def test_load_encoder__compiles_once_whatever_path_leads_to_it(tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(MODELS.resolve())
    load_encoder(cache=MODELS)
    compiled = set(MODELS.glob("*/compiled/*"))
    load_encoder(cache=tmp_path / "models")
    assert set(MODELS.glob("*/compiled/*")) == compiled


def test_embed__nothing(encoder: embedding.Encoder) -> None:
    assert encoder.embed(()).shape == (0, 384)
    assert encoder.states(()) == []


def test_knows__words_of_the_language(encoder: embedding.Encoder) -> None:
    assert encoder.name == BUNDLED
    assert [encoder.knows(word) for word in ("Weather", "vualt")] == [True, False]


def test_remembering_encoder__asks_for_each_text_once(encoder: embedding.Encoder) -> None:
    asked: list[str] = []

    class Counting(embedding.RememberingEncoder):
        def embed(self, texts: Sequence[str]) -> embedding.Vectors:
            asked.extend(texts)
            return super().embed(texts)

    remembering = embedding.RememberingEncoder(Counting(encoder), size=2)
    first = remembering.embed(["vault", "mine", "vault"])
    again = remembering.embed(["mine", "bank"])
    assert asked == ["vault", "mine", "bank"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[1], again[0])
    remembering.embed(["vault"])
    assert asked == ["vault", "mine", "bank", "vault"]


def test_bundled_folder__refuses_other_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(WeightsChanged, match="all-MiniLM-L6-v2: the weights hash to 53aa51172d14…, not 000000000000…"):
        bundled_folder()
