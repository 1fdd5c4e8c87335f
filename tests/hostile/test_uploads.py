"""Hostile uploads: none takes the process down or holds it up, each is read honestly or refused by name."""

import re
import time
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.errors import DocumentUnreadable
from retrieval.loading.encoding import CONTROL, INVISIBLE
from retrieval.loading.reader import DocumentReader, Limits
from tests.hostile.uploads import HONEST, KNOWN, Upload, uploads

MOST_BYTES = 6_000_000
LIMITS = Limits(seconds=8, seconds_a_megabyte=1)
SCRAPS = 15  # words of markup that was broken, which a browser would show as well
GRACE = 3.0  # seconds, for a machine that does something else as well


def outcome(reader: DocumentReader, upload: Upload, folder: Path) -> str:
    """The reason for which the file is refused, or `HONEST`."""
    file = folder / "upload"
    file.write_bytes(upload.content)
    try:
        read = reader.describe(file, upload.name)
    except DocumentUnreadable as error:
        return str(error)
    shown = "\n".join([read.entry.title or "", *(f"{chunk.header}\n{chunk.text}" for chunk in read.chunks)])
    assert not CONTROL.search(shown), upload.attack
    assert not INVISIBLE.search(shown), upload.attack
    words = re.findall(r"[a-z]{4,}", "".join(chunk.text for chunk in read.chunks))
    if upload.attack.startswith("mutated"):
        assert sum(word in KNOWN for word in words) >= 0.7 * len(words) - SCRAPS, (upload.attack, words)
    return HONEST


def faults(count: int, folder: Path) -> list[str]:
    """What went otherwise than it must with `count` hostile files."""
    found = []
    with closing(DocumentReader((), MOST_BYTES, LIMITS)) as reader:
        for upload in uploads(count):
            started = time.monotonic()
            became = outcome(reader, upload, folder)
            seconds = time.monotonic() - started
            if not any(re.search(pattern, became) for pattern in upload.outcomes):
                found.append(f"{upload.attack} ({upload.name}): {became}")
            if seconds > LIMITS.seconds_for(folder / "upload") + GRACE:
                found.append(f"{upload.attack}: took {seconds:.1f} s")
    return found


def test_sixty_hostile_uploads_are_read_honestly_or_refused_by_name(tmp_path: Path) -> None:
    assert faults(60, tmp_path) == []


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_three_hundred_hostile_uploads_are_read_honestly_or_refused_by_name(tmp_path: Path) -> None:
    assert faults(300, tmp_path) == []
