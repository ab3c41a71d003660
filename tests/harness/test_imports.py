"""The import direction: kernel, lemmata, models and strategies, theorems, tests and benchmarks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "lemmata": {"lemmata"},
    "models": {"lemmata", "models"},
    "strategies": {"lemmata", "models", "strategies"},
    "theorems": {"lemmata", "models", "strategies", "theorems"},
}
OURS = {"lemmata", "models", "strategies", "theorems", "tests", "benchmarks"}


def imported(path: Path) -> set[str]:
    """Dotted names of what a module imports, relative imports resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            found.add(".".join([*base, *(node.module or "").split(".")]).strip("."))
    return found


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_point_downwards(folder):
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    for path in files:
        tops = {name.split(".")[0] for name in imported(path)} & OURS
        assert tops <= MAY_IMPORT[folder], f"{path.relative_to(ROOT)} imports {tops}"


def test_the_kernel_imports_nothing_else_of_ours():
    for path in (ROOT / "lemmata/kernel").rglob("*.py"):
        for name in imported(path):
            if name.split(".")[0] in OURS:
                assert name.startswith("lemmata.kernel"), f"{path.name} imports {name}"


def test_nothing_mentions_the_workplace():
    for folder in (*MAY_IMPORT, "tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            if path == Path(__file__):
                continue
            text = path.read_text()
            assert "../shared" not in text, path
            assert "/work/" not in text, path
