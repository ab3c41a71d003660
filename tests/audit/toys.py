"""A slot that squares, and theorems about it that see all of a value, or its size, or nothing."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from sympy import Eq

from lemmata import Draw, Measured
from lemmata.audit.faults import Seeded, run_slot
from lemmata.implementations import SLOTS
from lemmata.measure import output, plain
from tests.harness.statements import statement


def square(x):
    return x * x


def drawn(dtype):
    """x in eighths, with 0."""

    def build(seed):
        generator = torch.Generator().manual_seed(seed)
        return Draw({"x": torch.randint(-99, 100, (32,), generator=generator).double() / 8})

    return st.integers(0, 10).map(build)


def measure(p, options, implementation):
    """y = x^2."""
    x = p["x"]
    reference = {"x": x, "y": x * x}
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"y": output(SLOTS["toy"]()(plain(x)), x * x, 2)})


def theorem(claim=Eq, on=measure, name="test.squares", draw=drawn):
    """claim(y, x^2) of what the slot returns."""
    thm = statement(name)
    x, y = thm.real("x y")
    thm.check(thm.conclude("claim", claim(y, x**2)), on=on, draw=draw)
    return thm


def told(faults, equivalent=(), thms=None, alike=None, **options):
    """Rows of the specific faults alone, with declared equivalents by name."""
    given = Seeded({"toy": faults}, {("toy", name): "so it is" for name in equivalent}, alike or {})
    only = options.pop("only", list(faults))
    return run_slot("toy", theorems=thms or [theorem()], given=given, only=only, **options)
