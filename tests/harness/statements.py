"""Small statements, true and false, for the tests of the harness."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata import Draw, Measured, Theorem, cite

DOC = """A test statement.

Source   Ma 2021, section 2.
Claim    see the test.
Covers   nothing else.
Silent   on the rest.
"""


def statement(id="test.statement", doc=DOC):
    return Theorem(id, catalogue=["x.test"], sources=[cite("Ma 2021", "section 2")], doc=doc)


def pairs(dtype):
    """a >= b integers, ties included."""

    def build(seed):
        generator = torch.Generator().manual_seed(seed)
        b = torch.randint(-9, 10, (64,), generator=generator).double()
        return Draw({"a": b + torch.randint(0, 3, (64,), generator=generator), "b": b}, {}, "pairs")

    return st.integers(0, 10).map(build)


def as_given(p, options, implementation):
    return Measured({"a": p["a"], "b": p["b"]})


def means(factor=1):
    """a b <= factor ((a + b)/2)^2; true for factor 1."""
    thm = statement()
    a, b = thm.real("a b")
    bound = thm.conclude("bound", a * b <= factor * ((a + b) / 2) ** 2)

    @thm.proof(bound)
    def square(k):
        return k.combine(bound, squares=[("1/4", a - b)])

    thm.check(bound, on=as_given, draw=pairs)
    thm.sharp(bound, {a: 1, b: 1})
    thm.refutes("half", a * b <= ((a + b) / 2) ** 2 / 2, {a: 1, b: 1})
    return thm, a, b, bound
