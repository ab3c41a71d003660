"""Lemmata: executable theorems of non-convex optimisation.

A theorem file states a claim once, as SymPy relations over named quantities; the kernel derives
it, exact points show that its hypotheses are needed and its constants sharp, and rigorous
enclosures check it against PyTorch models.
"""

import sys
from importlib import import_module
from typing import Any

if sys.flags.optimize:
    raise ImportError(
        "Lemmata refuses to run under python -O (or PYTHONOPTIMIZE): checks in the libraries it "
        "rests on would be stripped. Start Python without -O."
    )

_HOME = {
    "Curvature": "kernel",
    "Draw": "measure",
    "Gradient": "kernel",
    "HessianAt": "kernel",
    "Index": "kernel",
    "Measured": "measure",
    "Output": "measure",
    "Source": "sources",
    "Theorem": "theorem",
    "Time": "kernel",
    "cite": "sources",
    "inner": "kernel",
    "norm": "kernel",
    "plain": "measure",
    "zero": "quantities",
}
__all__ = [
    "Curvature",
    "Draw",
    "Gradient",
    "HessianAt",
    "Index",
    "Measured",
    "Output",
    "Source",
    "Theorem",
    "Time",
    "cite",
    "inner",
    "norm",
    "plain",
    "zero",
]


def __getattr__(name: str) -> Any:
    """Public names, imported on first use: the kernel can be had without PyTorch."""
    if name not in _HOME:
        raise AttributeError(f"module 'lemmata' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
