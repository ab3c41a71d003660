"""Flat directions and curved valleys: objectives whose terms of third and fourth order decide.

Values of polynomials go through the slot `polynomial`, derivatives through `autodiff`. Scalars have
shape (batch,), points and gradients (batch, d), Hessians (batch, d, d).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata import inner
from lemmata.measure import Measured, confined, derived, output, plain

from . import pca
from .arrays import over
from .autodiff import AUTODIFF
from .second_order import Data, dot, returned_by, value_of


def flat_line(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A quartic polynomial and K |s|^5 for x = s v, at 0, t v and -t v; its Hessian is 0 along v.

    The polynomial is <x, A x>/2 + c <a, x>^3 + q <w, x>^4, A v = 0. Inputs v, a, w (batch, d), A
    (batch, d, d), c, q, t, K (batch,). Quantities: t, K; T and Q, the third and fourth derivatives
    along v; L0, L1, L2, the values. The implementation gives the polynomial.
    """
    v, t = p["v"], p["t"]
    data = {**{n: p[n] for n in "Acqaw"}, "b": 0 * v}
    made = {
        "t": t, "K": p["K"], "T": 6 * p["c"] * dot(p["a"], v) ** 3,
        "Q": 24 * p["q"] * dot(p["w"], v) ** 4,
    }  # fmt: skip
    places = {"L0": 0 * v, "L1": t[:, None] * v, "L2": -t[:, None] * v}
    known = {name: value_of(data, at) for name, at in places.items()}
    rest = {"L0": 0 * t, "L1": p["K"] * t**5, "L2": p["K"] * t**5}
    made |= {name: value + rest[name] for name, value in known.items()}
    if not implementation:
        return Measured(made)
    theirs = {}
    for name, at in places.items():
        found = returned_by(data, at, {name: "value"}, known)[name]
        confined(found, known[name], name)
        theirs[name] = derived(type(t)(found.value, found.explained) + rest[name], found)
    return Measured(made, theirs)


def valley_term(u: Any, p: Any, e: Any, x: Any) -> Any:
    """(<u, x> - <p, x>^2)^2 + e <p, x>^4 as a SymPy term, for vector symbols."""
    return (inner(u, x) - inner(p, x) ** 2) ** 2 + e * inner(p, x) ** 4


def valley(u: Any, p: Any, e: Any, x: Any) -> Any:
    """(<u, x> - <p, x>^2)^2 + e <p, x>^4 for u, p, x (batch, d), e (batch,); shape (batch,)."""
    square = dot(p, x) * dot(p, x)
    bend = dot(u, x) - square
    return bend * bend + e * square * square


def valley_curve(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`valley` at 0 and at t v + (t^2/2) w, for <u, v> = 0; a curved valley, where e is 0.

    Inputs u, p, v, w (batch, d), e, t (batch,). Quantities: those, x = 0; L0, L1, the values; H =
    2 u u', c = -4 <p, v>^2 u and Q = 24 (1 + e) <p, v>^4, the derivatives of second, third and
    fourth order that count; z = c / (2 |u|^2) with H z = c (0 where u = 0); K, the least with which
    the terms beyond the fourth are at most K t^5. The implementation differentiates the function.
    """
    u, w, v, t, e, zero = p["u"], p["w"], p["v"], p["t"], p["e"], 0 * p["v"]
    square = dot(p["p"], v) ** 2
    c = (-4 * square)[:, None] * u
    end = t[:, None] * v + (t * t / 2)[:, None] * w
    half = dot(u, w) / 2 - square
    rest = t * dot(p["p"], v) * dot(p["p"], w) + t * t * dot(p["p"], w) ** 2 / 4
    over_four = -2 * half * rest + rest * rest + e * rest * (2 * square + rest)
    made = {
        "u": u, "p": p["p"], "v": v, "w": w, "e": e, "t": t, "x": zero, "c": c,
        "H": 2 * pca.outer(u), "Q": 24 * (1 + e) * square * square, "K": torch.relu(over_four / t),
        "z": over(torch.ones_like(e), 2 * dot(u, u), 0 * e)[:, None] * c,
        "L0": valley(u, p["p"], e, zero), "L1": valley(u, p["p"], e, end),
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    numbers = [plain(p[n]) for n in "upe"]
    d, sizes = u.shape[-1], [p[n].abs() for n in "upe"]
    found = AUTODIFF().hessian(lambda at: valley(*numbers, at), plain(zero))
    theirs = {"H": output(found, made["H"].abs(), 8 * d + 32)}
    bound = valley(sizes[0], sizes[1], sizes[2], end.abs())
    bent = dot(sizes[0], end.abs()) + dot(sizes[1], end.abs()) ** 2
    theirs["L1"] = output(valley(*numbers, plain(end)), bent * bent + bound, 8 * d + 32)
    return Measured(made, theirs)
