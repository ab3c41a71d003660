"""An oracle for falsehood that shares nothing with the kernel: exact evaluation at points.

A `Model` gives every symbol a value that agrees with its declaration: numbers are rationals, arrays
are small rational matrices, sequences are short closed forms, functions of a time are polynomials.
Terms are evaluated in rational arithmetic; roots, exponentials and their like in balls of
python-flint. A statement is true, false, undefined (`Undefined`: it does not hold) or not decided
(`None`). A claim is known to be false when at some model all its hypotheses certainly hold (those
that mention an index or a time: for all its values) and its conclusion certainly does not.
"""

from .statements import always, counterexample, fails, holds, models, running, truth
from .terms import evaluate
from .values import Model, Undecided, Undefined, admits, text

__all__ = [
    "Model",
    "Undecided",
    "Undefined",
    "admits",
    "always",
    "counterexample",
    "evaluate",
    "fails",
    "holds",
    "models",
    "running",
    "text",
    "truth",
]
