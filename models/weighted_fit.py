"""Rank-one fits of a diagonal matrix with two rows, with a weight off the diagonal.

`objective` is a function of two coordinates of a vector, `weighted_fit` of two numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, confined, output, plain

from .autodiff import AUTODIFF
from .pca import returned
from .second_order import Data


def _inner(x: Any, y: Any) -> Any:
    return (x * y).sum(-1)


def objective(x: Any, u: Any, v: Any, a: Any, b: Any, w: Any) -> Any:
    """((a - X^2)^2 + (b - Y^2)^2) / 2 + w X^2 Y^2 for X = <x, u>, Y = <x, v>; shape (batch,)."""
    X2, Y2 = _inner(x, u) ** 2, _inner(x, v) ** 2
    first, second = a - X2, b - Y2
    return (first * first + second * second) / 2 + w * X2 * Y2


def _gradient(x: Any, u: Any, v: Any, a: Any, b: Any, w: Any) -> Any:
    """The gradient in x for -a and -b in place of a and b; shape (batch, d)."""
    X, Y = _inner(x, u), _inner(x, v)
    in_u, in_v = X * (X * X + w * Y * Y + a), Y * (Y * Y + w * X * X + b)
    return 2 * (in_u[:, None] * u + in_v[:, None] * v)


def _curvature(s: Any, x: Any, u: Any, v: Any, a: Any, b: Any, w: Any) -> Any:
    """The second derivative along s for -a and -b in place of a and b; shape (batch,)."""
    X, Y, P, Q = _inner(x, u), _inner(x, v), _inner(s, u), _inner(s, v)
    first, second = 3 * X * X + w * Y * Y + a, 3 * Y * Y + w * X * X + b
    return 2 * first * P * P + 2 * second * Q * Q + 8 * w * X * Y * P * Q


def rivals(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A point and a rival by their coordinates, in directions u, v that need not be orthonormal.

    Inputs: W (batch, d, d) with orthogonal columns of any lengths; c, e > 0 and k (batch,), u = c
    W_1 and v = e (k W_1 + W_2) for columns scaled to 1; here, there (batch, d), <x, u>, <x, v> and
    the entries along the other columns; a, b, w (batch,). Names: x, y, u, v, their dual vectors p =
    (W_1 - k W_2) / c, q = W_2 / e; a, b, w, objective, rival (at y), gradient, curvature_p,
    curvature_q. The implementation's derivatives are by autograd.
    """
    W = p["W"] / torch.linalg.vector_norm(p["W"], dim=1)[:, None, :]
    c, e, k, a, b, w = (p[name] for name in ("c", "e", "k", "a", "b", "w"))
    first, second, rest = W[:, :, 0], W[:, :, 1], W[:, :, 2:]
    u, v = c[:, None] * first, e[:, None] * (k[:, None] * first + second)
    in_u, in_v = (first - k[:, None] * second) / c[:, None], second / e[:, None]
    x, y = (
        z[:, :1] * in_u + z[:, 1:2] * in_v + (rest @ z[:, 2:, None])[:, :, 0]
        for z in (p["here"], p["there"])
    )
    reference = {
        "x": x, "y": y, "u": u, "v": v, "p": in_u, "q": in_v, "a": a, "b": b, "w": w,
        "objective": objective(x, u, v, a, b, w), "rival": objective(y, u, v, a, b, w),
        "gradient": _gradient(x, u, v, -a, -b, w),
        "curvature_p": _curvature(in_u, x, u, v, -a, -b, w),
        "curvature_q": _curvature(in_v, x, u, v, -a, -b, w),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    data, at = [plain(part) for part in (u, v, a, b, w)], plain(x)
    sizes = (x.abs(), u.abs(), v.abs(), a, b, w)

    def value(z: Any) -> Any:
        return objective(z, *data)

    H, count = AUTODIFF().hessian(value, at), 6 * x.shape[1] + 24
    found = {
        "gradient": returned(
            AUTODIFF().gradient(value, at), _gradient(*sizes), reference["gradient"], count
        )
    }
    for name, way in {"curvature_p": in_u, "curvature_q": in_v}.items():
        along = plain(way)
        form = (along * (H @ along[:, :, None])[:, :, 0]).sum(-1)
        found[name] = returned(form, _curvature(way.abs(), *sizes), reference[name], count)
    # At a stationary point the claims alone would not notice a derivative of the wrong size.
    return Measured(reference, {n: confined(f, reference[n], n) for n, f in found.items()})


def weighted_fit(x: Any, y: Any) -> Any:
    """100 ((1 - x^2)^2 + (9/10 - y^2)^2 + 8 x^2 y^2) for numbers, SymPy terms or arrays (batch,).

    A rank-one fit of diag(1, 9/10) with weight 4 off the diagonal, times 200.
    """
    first, second, both = 10 - 10 * x * x, 9 - 10 * y * y, 10 * x * y
    return first * first + second * second + 8 * both * both


def fit_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`weighted_fit` over 200 at the point with coordinates u, w (batch,). Quantities: x, y, L."""
    x, y = p["u"], p["w"]
    made = {"x": x, "y": y, "L": weighted_fit(x, y) / 200}
    if not implementation:
        return Measured(made)
    size = (10 + 10 * x * x) ** 2 + (9 + 10 * y * y) ** 2 + 800 * x * x * y * y
    return Measured(made, {"L": output(weighted_fit(plain(x), plain(y)) / 200, size / 200, 16)})
