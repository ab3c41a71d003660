"""A project that is not ours, with theorem files of its own."""

from __future__ import annotations

import pytest

# Imported before any inner run, or every one of them would import it again.
import lemmata.discharge
import lemmata.failures
import lemmata.replay
import lemmata.sampling  # noqa: F401

STATEMENT = '''
"""The geometric mean is at most the arithmetic mean.

Source   Ma 2021, section 2 (used without proof).
Claim    a, b >= 0  =>  a b <= ((a + b)/2)^2.
Covers   two numbers.
Silent   on weights.
"""
import torch
from hypothesis import strategies as st
from lemmata import Draw, Measured, Theorem, cite

thm = Theorem("means.two_numbers", catalogue=["x.am-gm"], sources=[cite("Ma 2021", "section 2")])
a, b = thm.real("a b")
ordered = thm.assume("ordered", a >= b)
bound = thm.conclude("bound", a * b <= {bound})


@thm.proof(bound)
def square(k):
    return k.combine(bound, squares=[({multiplier}, a - b)])


def numbers(p, options, implementation):
    return Measured({{"a": p["a"], "b": p["b"]}})


def pairs(dtype):
    def build(seed):
        g = torch.Generator().manual_seed(seed)
        b = torch.randint(-9, 10, (64,), generator=g).double()
        return Draw({{"a": b + torch.randint(0, 3, (64,), generator=g), "b": b}})
    return st.integers(0, 10).map(build)


thm.check(bound, on=numbers, draw=pairs)
thm.sharp(bound, {{a: 1, b: 1}})
thm.superfluous(ordered, "the square does not care")
thm.refutes("half of it", a * b <= ((a + b) / 2) ** 2 / 2, {{a: 1, b: 1}})
'''


@pytest.fixture
def project(pytester: pytest.Pytester):
    """`project(bound, multiplier)` writes theorems/means/two_numbers.py in a temporary project."""

    def write(bound: str = "((a + b) / 2) ** 2", multiplier: str = "'1/4'") -> pytest.Pytester:
        folder = pytester.mkdir("theorems") / "means"
        folder.mkdir()
        text = STATEMENT.format(bound=bound, multiplier=multiplier).lstrip()
        (folder / "two_numbers.py").write_text(text)
        pytester.makeini("[pytest]\n")
        return pytester

    return write
