"""Linear networks with one unit a layer: products of scalar factors, loss (w_1 ... w_n - 1)^2 / 2.

`chain_term` and `chain` are the loss of three factors that are linear forms of one vector.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata import inner
from lemmata.measure import Measured, plain

from . import autodiff
from .pca import returned
from .two_layer_networks import applied


def scalar_chain(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Products of n scalar factors, and the bounds on them; option step, 0 <= step < n.

    Inputs: share (batch, n), factors in units of rho in [-1, 1]; rho, bound in (0, 1] and first in
    [-1, 1] (batch,): P(0) = first * bound, B(0) = bound.
    """
    rho, k, n = p["rho"], options["step"], p["share"].shape[1]
    w = p["share"] * rho[:, None]
    P, B = [p["first"] * p["bound"]], [p["bound"]]
    for i in range(n):
        P.append(w[:, i] * P[-1])
        B.append(rho * B[-1])
    one = torch.ones_like(rho)
    return Measured({
        "rho": rho, "n": n * one, "P_0": P[0], "P_k": P[k], "P_next": P[k + 1], "P_n": P[n],
        "w_k": w[:, k], "B_0": B[0], "B_k": B[k], "B_next": B[k + 1], "B_n": B[n],
        "loss": (P[n] - 1) ** 2 / 2,
    })  # fmt: skip


def chain_term(a: Any, b: Any, c: Any, x: Any) -> Any:
    """(<a, x> <b, x> <c, x> - 1)^2 / 2 as a SymPy term, for vectors (d, 1)."""
    return (inner(a, x) * inner(b, x) * inner(c, x) - 1) ** 2 / 2


def chain(a: Any, b: Any, c: Any, x: Any) -> Any:
    """(<a, x> <b, x> <c, x> - 1)^2 / 2 for a, b, c, x (batch, d); shape (batch,)."""
    product = (a * x).sum(-1) * (b * x).sum(-1) * (c * x).sum(-1)
    return (product - 1) ** 2 / 2


def chain_point(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The chain of three factors at x, along v; inputs a, b, c, x, v (batch, d).

    Derivatives come from the slot `autodiff`.
    """
    a, b, c, x, v = (p[name] for name in ("a", "b", "c", "x", "v"))

    def derivatives(a: Any, b: Any, c: Any, x: Any, v: Any, one: int) -> tuple[Any, Any]:
        p, q, r = ((row * x).sum(-1) for row in (a, b, c))
        s, t, u = ((row * v).sum(-1) for row in (a, b, c))
        miss = p * q * r - one
        sides = ((q * r)[:, None] * a, (p * r)[:, None] * b, (p * q)[:, None] * c)
        along = s * q * r + p * t * r + p * q * u
        bend = along * along + 2 * miss * (r * s * t + q * s * u + p * t * u)
        return miss[:, None] * (sides[0] + sides[1] + sides[2]), bend

    slope, bend = derivatives(a, b, c, x, v, 1)
    reference = {
        "a": a, "b": b, "c": c, "x": x, "v": v,
        "loss": chain(a, b, c, x), "slope": slope, "curvature": bend,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    first, second, third = (plain(row) for row in (a, b, c))
    theirs, d = autodiff.AUTODIFF(), x.shape[1]

    def value(y: Tensor) -> Tensor:
        risk: Tensor = chain(first, second, third, y)
        return risk

    sizes = derivatives(a.abs(), b.abs(), c.abs(), x.abs(), v.abs(), -1)
    form = (plain(v) * applied(theirs.hessian(value, plain(x)), plain(v))).sum(-1)
    return Measured(reference, {
        "slope": returned(theirs.gradient(value, plain(x)), sizes[0], slope, 3 * d + 12),
        "curvature": returned(form, sizes[1], bend, 5 * d + 20),
    })  # fmt: skip


def chain_factor(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The chain of three factors that moves along its first factor: e = a / |a|^2.

    Inputs of `chain_point`, a, b and c multiples of different axes.
    """
    made = chain_point(p, options, implementation)
    a = p["a"]
    e = a / (a * a).sum(-1)[:, None]
    found = made.implementation
    theirs = None if found is None else {"slope": found["slope"]}
    return Measured({**made.reference, "e": e}, theirs)


def chain_length(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Factors w (batch, n), none of them 0, with sums of squares and logarithms; option step."""
    w, k, n = p["w"], options["step"], p["w"].shape[1]
    squares = w * w
    logs, zero = torch.log(squares), 0 * w[:, 0]
    A, B = [zero], [zero]
    for i in range(n):
        A.append(A[-1] + squares[:, i])
        B.append(B[-1] + logs[:, i])
    return Measured({
        "n": n * torch.ones_like(zero), "w_k": w[:, k], "ell_k": logs[:, k], "A_0": A[0],
        "A_k": A[k], "A_next": A[k + 1], "A_n": A[n], "B_0": B[0], "B_k": B[k],
        "B_next": B[k + 1], "B_n": B[n],
    })  # fmt: skip
