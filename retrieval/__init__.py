"""Questions in, cited answers out: the document store, its index, and the answers, usable without Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.settings import Settings
    from retrieval.store import Retrieval


def open_retrieval(settings: Settings) -> Retrieval:
    """The document store that `settings` describe, opened for this process alone; close it when done.

    Importing this package loads no engine; opening loads the index, and the first question the encoder.
    Raises `IndexLocked` while another process has it open, and `CatalogueInvalid`.
    """
    from retrieval.store import Retrieval

    return Retrieval(settings)
