"""Shared fixtures: snapshots of texts, and a console-free environment."""

from __future__ import annotations

from pathlib import Path

# pytester forgets what a test imports first, and these cannot be imported twice.
import flint  # noqa: F401
import pytest
import torch  # noqa: F401

SNAPSHOTS = Path(__file__).parent / "snapshots"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regen", action="store_true", help="rewrite stored texts; the tests still fail once"
    )


@pytest.fixture
def snapshot(request: pytest.FixtureRequest):
    """`snapshot(name, text)` compares with the stored text; a missing one fails."""

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        stored = path.read_text() if path.exists() else None
        if stored == text + "\n":
            return
        if request.config.getoption("--regen"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text + "\n")
            pytest.fail(f"wrote {path.name}; run again without --regen")
        pytest.fail(f"{path.name} differs (or is missing); got:\n{text}\nstored:\n{stored}")

    return compare
