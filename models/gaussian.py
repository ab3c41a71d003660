"""The Gaussian kernel exp(-tau |x - y|^2 / 2) of two, three and more points.

Points X have shape (batch, n, d), tau (batch,), kernel matrices (batch, n, n), scalars (batch,).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from sympy import Expr, Lambda, Symbol, exp, sympify
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, confined, output, plain


def gaussian_kernel(X: Tensor, tau: Tensor) -> Tensor:
    """exp(-tau |x - y|^2 / 2) for every pair of rows of X, from differences; (batch, n, n).

    |x|^2 + |y|^2 - 2 <x, y> would lose the distance of points that are close and far from 0.
    """
    apart = X[:, :, None] - X[:, None]
    return torch.exp(-(tau[:, None, None] / 2) * (apart * apart).sum(-1))


GAUSSIAN = slot(
    "gaussian_kernel",
    lambda: gaussian_kernel,
    "factory() -> callable(X (batch, n, d), tau (batch,)) -> (batch, n, n), the kernel matrices "
    "exp(-tau |x_i - x_j|^2 / 2)",
)


def _exponents(X: Any, tau: Any) -> Any:
    apart = X[:, :, None] - X[:, None]
    return tau[:, None, None] * (apart * apart).sum(-1) / 2


def implemented(X: Any, tau: Any) -> Output:
    """The kernel matrices of the implementation under test."""
    size = _exponents(X, tau)
    K = torch.exp(-size)
    found = output(GAUSSIAN()(plain(X), plain(tau)), K * (1 + size), X.shape[-1] + 16)
    return confined(found, K, "a kernel matrix")  # its diagonal is in no claim


def triangle(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Three points x, y, z, the rows of X (batch, 3, d), at tau; coefficients a, b (batch,).

    Quantities: u = x - y, v = y - z, A = |u|^2, B = |v|^2, c = <u, v>, tau, a, b; the entries alpha
    at x, y, beta at y, z, gamma at x, z, and delta = exp(-c tau); names with _dot, the derivatives
    along tau, and with _start, the values at tau = 0.
    """
    X, tau = p["X"], p["tau"]
    u, v = X[:, 0] - X[:, 1], X[:, 1] - X[:, 2]
    A, B, c = (u * u).sum(-1), (v * v).sum(-1), (u * v).sum(-1)
    K = torch.exp(-_exponents(X, tau))
    alpha, beta, delta = K[:, 0, 1], K[:, 1, 2], torch.exp(-c * tau)
    one = torch.ones_like(tau)
    reference = {
        "u": u, "v": v, "A": A, "B": B, "c": c, "tau": tau, "a": p["a"], "b": p["b"],
        "alpha": alpha, "alpha_dot": -A * alpha / 2, "alpha_start": one, "beta": beta,
        "beta_dot": -B * beta / 2, "beta_start": one, "gamma": K[:, 0, 2], "delta": delta,
        "delta_dot": -c * delta, "delta_start": one,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theirs = implemented(X, tau)
    places = {"alpha": (0, 1), "beta": (1, 2), "gamma": (0, 2)}
    found = {
        name: Output(theirs.value[:, i, j], theirs.explained[:, i, j])
        for name, (i, j) in places.items()
    }
    return Measured(reference, found)


def exact_entries(
    A: Any, B: Any, c: Any, u: Sequence[Any] = (), v: Sequence[Any] = ()
) -> dict[str, Any]:
    """The quantities of `triangle` but a and b, for every tau; u and v if they are given."""
    rates = [sympify(rate) for rate in (A, B, c)]

    def decay(rate: Expr) -> Any:
        return lambda tau: exp(-rate * tau)

    made = {
        "A": rates[0], "B": rates[1], "c": rates[2], "alpha": decay(rates[0] / 2),
        "beta": decay(rates[1] / 2), "gamma": decay(rates[0] / 2 + rates[1] / 2 + rates[2]),
        "delta": decay(rates[2]),
    }  # fmt: skip
    vectors = {"u": list(u), "v": list(v)}
    return {**made, **{name: vector for name, vector in vectors.items() if vector}}


def changed_entries(point: Mapping[str, Any], new: Mapping[str, Expr]) -> dict[str, Any]:
    """The point with alpha, beta or delta replaced by terms in one symbol, and gamma to match."""
    (symbol,) = set().union(*(term.free_symbols for term in new.values())) or {Symbol("tau")}
    changed = {name: Lambda(symbol, term) for name, term in new.items()}
    made = {**point, **changed}
    parts = [made[name] for name in ("alpha", "beta", "delta")]
    return {**made, "gamma": lambda tau: parts[0](tau) * parts[1](tau) * parts[2](tau)}


def several(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The smallest eigenvalue lam of the kernel matrix of X at tau; gap, the least |x_i - x_j|^2.

    For one point gap is 1.
    """
    X, tau = p["X"], p["tau"]
    size = _exponents(X, tau)
    apart = X[:, :, None] - X[:, None]
    one = torch.ones_like(tau)
    far = torch.diag_embed(torch.ones_like(X[:, :, 0]))
    squares = (apart * apart).sum(-1)
    own = far * (squares.amax((-2, -1)) + one)[:, None, None]
    K = torch.exp(-size)
    reference = {
        "X": X, "tau": tau, "gap": (squares + own).amin((-2, -1)),
        "lam": torch.linalg.eigvalsh(K)[:, 0],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theirs = implemented(X, tau)
    n = X.shape[1]
    value = torch.linalg.eigvalsh(theirs.value)[:, 0]
    return Measured(reference, {"lam": output(value, n * one, X.shape[-1] + n * n + 16)})
