"""The instances of a check depend on its seed, not on what else is loaded."""

from __future__ import annotations

import importlib.util
import sys
from contextlib import nullcontext

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lemmata.choices import from_the_seed
from lemmata.measure import Draw
from tests.harness.statements import as_given, statement

SEEN = settings(max_examples=200, derandomize=True, database=None, deadline=None)


def drawn(context):
    """What a test draws from a wide range of integers."""
    found = []

    @SEEN
    @given(st.integers(0, 10**9))
    def draw(value):
        found.append(value)

    with context():
        draw()
    return found


@pytest.fixture
def more_loaded(tmp_path, monkeypatch):
    """Load a module of the project that holds a number which nothing else holds."""

    def load(number):
        path = tmp_path / f"with_{number}.py"
        path.write_text(f"NUMBERS = [{', '.join(str(number + i) for i in range(40))}]\n")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, path.stem, module)
        spec.loader.exec_module(module)

    return load


def test_what_is_loaded_does_not_change_what_is_drawn(more_loaded):
    before = drawn(from_the_seed)
    more_loaded(123_456_700)
    assert drawn(from_the_seed) == before
    drawn(nullcontext)  # fills the cache of constants
    assert drawn(from_the_seed) == before


def test_nor_the_instances_of_a_check(more_loaded):
    from lemmata.checks import Runner, Setting

    thm = statement()
    a, b = thm.real("a b")
    bound = thm.conclude("bound", a <= b)
    seen = []

    def draw(dtype):
        def made(pair):
            seen.append(pair)
            low, high = (torch.tensor([float(v)], dtype=torch.float64) for v in sorted(pair))
            return Draw({"a": low, "b": high})

        return st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(made)

    thm.check(bound, on=as_given, draw=draw)
    (check,) = thm.checks
    runs = []
    for number in (None, 987_654_300):
        if number:
            more_loaded(number)
        seen.clear()
        assert Runner(thm, check, Setting()).explore(100) is None
        runs.append(list(seen))
    assert runs[0] == runs[1]
