"""Logging to standard error, with secrets blotted out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

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
    """Send all logs, redacted, to standard error. The HTTP client stays quiet: it logs addresses with the token."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(redact))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
