"""The rules of the house: who may import whom. A failure names the file that breaks them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGINES = {
    "sentence_transformers": "retrieval/embedding.py retrieval/reranking.py",
    "openvino": "retrieval/embedding.py",
    "torch": "retrieval/embedding.py",
    "chromadb": "retrieval/vectors.py",
    "tantivy": "retrieval/lexicon.py",
    "edgar": "retrieval/edgar.py",
    "trafilatura": "retrieval/loading/articles.py",
    "curl_cffi": "bot/market/providers/yahoo.py",
    "exchange_calendars": "bot/market/calendar.py",
    "matplotlib": "bot/market/charts.py bot/digests/picture.py",
    "yfinance": "bot/market/providers/yahoo.py",
}
HEAVY = [*ENGINES, "langchain", "langchain_core", "langchain_openai", "numpy", "pandas", "pypdfium2"]
PURE = ("bot.market.bars", "bot.market.moves", "retrieval.types")
WIRING = "bot/app.py"
FEATURES = sorted(
    path.stem
    for path in (ROOT / "bot").glob("*.py")
    if "\nHANDLERS = " in path.read_text(encoding="utf-8") and path != ROOT / WIRING
)


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported_by(path: Path) -> set[str]:
    """Every module that a file imports, at its top or later, in full."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def breaks(folder: str, forbidden: tuple[str, ...], allowed: str = "") -> list[str]:
    """The files of a folder, other than the `allowed` ones, that import a forbidden module, and which."""
    return [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in modules(folder)
        for module in sorted(imported_by(path))
        if any(module == name or module.startswith(f"{name}.") for name in forbidden)
        and str(path.relative_to(ROOT)) not in allowed.split()
    ]


def test_retrieval_knows_nothing_of_telegram() -> None:
    assert breaks("retrieval", ("bot", "telegram")) == []


@pytest.mark.parametrize(("engine", "home"), ENGINES.items())
def test_an_engine_is_imported_where_it_is_at_home(engine: str, home: str) -> None:
    assert breaks("retrieval", (engine,), allowed=home) + breaks("bot", (engine,), allowed=home) == []


@pytest.mark.parametrize("feature", FEATURES)
def test_features_do_not_import_each_other(feature: str) -> None:
    assert breaks("bot", (f"bot.{feature}",), allowed=WIRING) == []


def test_messages_are_pure() -> None:
    inside = {f"bot.messages.{path.stem}" for path in modules("bot/messages")}
    others = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path in modules("bot/messages")
        for module in imported_by(path)
        if module.startswith(("bot", "retrieval", "telegram"))
        and not any(f"{module}.".startswith(f"{name}.") for name in (*inside, *PURE))
    }
    assert others == set()


@pytest.mark.parametrize("module", ["bot", "retrieval", "bot.app", "bot.__main__"])
def test_importing_loads_no_engine(module: str) -> None:
    loaded = f"import {module}, sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


@pytest.mark.parametrize("package", ["bot", "retrieval"])
def test_importing_a_package_is_fast(package: str) -> None:
    timed = f"import time; start = time.process_time(); import {package}; print(time.process_time() - start)"
    result = subprocess.run([sys.executable, "-c", timed], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(result.stdout) < 0.3
