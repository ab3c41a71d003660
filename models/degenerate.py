"""Polynomials with second-order stationary points that are no minima, as special quartics.

<a, x>^3, <u, x>^2 + <a, x>^3 and <u, x>^2 - <w, x>^4, in the data of `models.second_order`; its
slot `polynomial` is the implementation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata import inner
from lemmata.measure import Measured, derived

from . import pca
from .pinned import pinned
from .second_order import Data, dot, gradient, hessian, returned_by, times, value_of


def cubic_term(a: Any, x: Any) -> Any:
    """<a, x>^3 as a SymPy term, for vector symbols."""
    return inner(a, x) ** 3


def cubic(a: Any, x: Any) -> Any:
    """<a, x>^3 for a, x (batch, d); shape (batch,)."""
    return dot(a, x) ** 3


def quartic_term(u: Any, w: Any, x: Any) -> Any:
    """<u, x>^2 - <w, x>^4 as a SymPy term, for vector symbols."""
    return inner(u, x) ** 2 - inner(w, x) ** 4


def quartic(u: Any, w: Any, x: Any) -> Any:
    """<u, x>^2 - <w, x>^4 for u, w, x (batch, d); shape (batch,)."""
    return dot(u, x) ** 2 - dot(w, x) ** 4


def mixed_term(u: Any, a: Any, x: Any) -> Any:
    """<u, x>^2 + <a, x>^3 as a SymPy term, for vector symbols."""
    return inner(u, x) ** 2 + inner(a, x) ** 3


def mixed(u: Any, a: Any, x: Any) -> Any:
    """<u, x>^2 + <a, x>^3 for u, a, x (batch, d); shape (batch,)."""
    return dot(u, x) ** 2 + dot(a, x) ** 3


@pinned
def degenerate(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """The polynomials above at x and at a lower point; inputs x, v, t and a, u and a, or u and w.

    t is (batch,), all others (batch, d). Quantities: the inputs, L0 at x, `gradient`, `curvature`
    along v, and L1: at x - t a for the cubics, at x + t w for the quartic (option `quartic`); with
    u and a also L2, at x + t a.
    """
    x, v, t = p["x"], p["v"], p["t"]
    zero, one = 0 * x, torch.ones_like(t)
    data = {"b": zero, "A": 0 * pca.outer(x), "c": 0 * one, "a": zero, "q": 0 * one, "w": zero}
    if options["quartic"]:
        data |= {"A": 2 * pca.outer(p["u"]), "q": -one, "w": p["w"]}
        ends = {"L1": x + t[:, None] * p["w"]}
    else:
        data |= {"c": one, "a": p["a"]}
        ends = {"L1": x - t[:, None] * p["a"]}
        if "u" in p:
            data |= {"A": 2 * pca.outer(p["u"])}
            ends |= {"L2": x + t[:, None] * p["a"]}
    H = hessian(data, x)
    made = {
        **p, "L0": value_of(data, x), "gradient": gradient(data, x),
        "H": H, "curvature": dot(v, times(H, v)),
        **{name: value_of(data, end) for name, end in ends.items()},
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    here = {"L0": "value", "gradient": "gradient", "H": "hessian"}
    found = returned_by(data, x, here, made)
    for name, end in ends.items():
        found |= returned_by(data, end, {name: "value"}, made)
    given = type(x)(found["H"].value, found["H"].explained)
    bend = derived(dot(v, times(given, v)), found["H"])
    return Measured(made, {**found, "curvature": bend})
