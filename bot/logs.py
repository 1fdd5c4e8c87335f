"""Logging to standard error, with secrets blotted out."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable
from types import TracebackType

_SAID_BY_US = ("yfinance", "telegram.ext.Updater")
"""Whose errors are no news: what fails at Yahoo and while polling is raised as well, and our own warnings name it."""
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def redaction(secrets: Iterable[str]) -> Callable[[str], str]:
    """A function that blots out `secrets`, and the secret half of a bot token where that stands alone."""
    known = list(secrets)
    halves = [secret.partition(":")[2] for secret in known]
    hidden = sorted({text for text in known + halves if text}, key=len, reverse=True)

    def redact(text: str) -> str:
        for secret in hidden:
            text = text.replace(secret, "[secret]")
        return text

    return redact


class RedactingFormatter(logging.Formatter):
    """Formats as usual, traces of exceptions included, and then blots out what must not be read."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__(_FORMAT)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def configure_logging(redact: Callable[[str], str]) -> None:
    """Send our own news and everybody's warnings, redacted, to standard error.

    The level matters: the HTTP client's news are addresses with the token in them.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(redact))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("bot", "retrieval"):
        logging.getLogger(ours).setLevel(logging.INFO)
    for theirs in _SAID_BY_US:
        logging.getLogger(theirs).setLevel(logging.CRITICAL)
    sys.excepthook = _log_uncaught


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("bot").critical("Stopped by a failure", exc_info=(kind, error, trace))
