"""A document store whose documents say in every passage which version they are, to be changed under questions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from tests.retrieval.stores import write_store

MINES = ("Kestrel", "Osprey", "Harrier", "Buzzard", "Merlin", "Goshawk", "Falcon", "Condor")
SECTIONS = ("Output", "Reserves", "People", "Money", "Transport")
MODEL = "words-64"
VERSION = re.compile(r"Version (\d+) of the report on the (\w+) mine")


def write_mines(folder: Path) -> Path:
    """Make `folder` a store of all mines in version 0; returns its configuration file."""
    config = write_store(folder, {}, catalogue="", settings=f'\n[embedding]\nmodel = "{MODEL}"\n')
    for mine in MINES:
        write_mine(folder, mine, 0)
    write_catalogue(folder, MINES)
    return config


def write_mine(folder: Path, mine: str, version: int) -> None:
    said = f"Version {version} of the report on the {mine} mine"
    sections = (f"## {section}\n{said}: {section.lower()} came to {version + 100} units.\n" for section in SECTIONS)
    draft = folder / f"{mine}.new"
    draft.write_text("\n".join(sections), encoding="utf-8")
    draft.replace(folder / f"{mine}.md")


def write_catalogue(folder: Path, mines: Iterable[str]) -> None:
    entries = (f'[[document]]\nid = "{mine}"\ntitle = "The {mine} mine"\nfile = "{mine}.md"\n' for mine in mines)
    (folder / "catalogue.toml").write_text("\n".join(entries), encoding="utf-8")


def versions(texts: Collection[str]) -> dict[str, set[str]]:
    """Which versions of each mine's report `texts` are of."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for version, mine in VERSION.findall(text):
            found.setdefault(mine, set()).add(version)
    return found
