"""Gradient flows of models with several outputs whose Jacobian changes, in closed form.

F(theta) = U g(A' theta) with g_i(x) = a_i x_i - b_i x_i^2 / 2, where U (n, n) and A (p, n), p >= n,
have orthonormal columns. J = U diag(a_i - b_i x_i) A' has the singular values |a_i - b_i x_i| and
the Lipschitz constant max |b_i|, in operator norm. Under gradient flow of |F - y|^2 / 2 every x_i
moves by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, derived, plain

from .autodiff import AUTODIFF
from .pca import returned

Data = Mapping[str, Any]


def _apply(matrix: Any, vector: Any) -> Any:
    return (matrix @ vector[:, :, None])[:, :, 0]


def outputs(U: Any, A: Any, a: Any, b: Any, theta: Any) -> Any:
    """F of the module docstring: U (batch, n, n), A (batch, p, n), a, b (batch, n); (batch, n)."""
    x = _apply(A.mT, theta)
    return _apply(U, a * x - b * x * x / 2)


def _bend(s: Any, m: Any, Y: Any, t: Any) -> tuple[Any, Any]:
    """(z, |Y - s z + m z^2 / 2|) at t for z' = J (Y - s z + m z^2 / 2), J = s - m z, z(0) = 0.

    In u = J^2 this is the logistic u' = u (Q - u), Q = s^2 - 2 m Y; Q = 0 is its limit.
    """
    Q = s * s - 2 * m * Y
    decay = torch.exp(-Q * t)
    flat = (plain(Q) == 0) & (Q.width() == 0)
    span = torch.where(flat, t, (1 - decay) / torch.where(flat, torch.ones_like(Q), Q))
    below = decay + s * s * span
    J = s / torch.sqrt(below)
    # s z - m z^2 / 2 = Y - (Y - s z + m z^2 / 2), and J + s = 2 s - m z.
    z = 2 * Y * s * s * span / (below * (s + J))
    return z, Y.abs() * decay / below


def _length_of_two_rates(s: Any, slow: Any, fast: Any, t: Any) -> Any:
    """The integral of (s^2 slow^2 exp(-2 s^2 t) + 2 s^2 fast^2 exp(-4 s^2 t))^(1/2), fast > 0.

    With z = exp(-s^2 t) it is that of (slow^2 + 2 fast^2 z^2)^(1/2) / s from z to 1.
    """
    steep = torch.sqrt(2 * fast * fast)

    def primitive(z: Any) -> Any:
        root = torch.sqrt(slow * slow + steep * steep * z * z)
        return (z * root + slow * slow / steep * torch.log(steep * z + root)) / (2 * s)

    return primitive(torch.ones_like(t)) - primitive(torch.exp(-s * s * t))


def _path(p: Data, kind: str) -> tuple[Any, ...]:
    """(a, b, x, |e|, ell): slopes and bends, coordinates, sizes of their residuals, the length."""
    s, m, Y, r, t = (p[name] for name in ("s", "m", "Y", "r", "t"))
    moves, R = plain(r) != 0, torch.linalg.vector_norm(r, dim=-1)
    one = torch.ones_like(r)
    if kind == "bent":
        z, e = _bend(s, m, Y, t)
        a = torch.where(moves, s[:, None] * one, p["rest"])
        b = torch.where(moves, m[:, None] / torch.where(moves, r, one), p["bend"])
        return a, b, r * z[:, None], r.abs() * e[:, None], R * z.abs()
    quick = plain(p["quick"]) != 0
    a = torch.where(quick, torch.sqrt(2 * s * s)[:, None] * one, s[:, None] * one)
    a = torch.where(moves, a, p["rest"])
    b = torch.where(moves, 0 * one, p["bend"])
    left = torch.exp(-a * a * t[:, None])
    e = (r * Y[:, None]).abs()
    slow, fast = (
        torch.linalg.vector_norm(torch.where(part, e, 0 * e), dim=-1) for part in (~quick, quick)
    )
    ell = _length_of_two_rates(s, slow, fast, t)
    return a, b, r * Y[:, None] * (1 - left) / a, e * left, ell


def lazy_flow(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Gradient flow of |F - y|^2 / 2 from theta = 0, with the residual Y U r at the start.

    Outputs with r_i = 0 stay at rest, with any slope `rest` > 0 and bend `bend`. options kind:
    `bent`, a_i = s and b_i = m / r_i, a straight path along which the slopes stay equal; `two
    rates`, b_i = 0 and a_i = s or (where `quick`) 2^(1/2) s, a curved path. Inputs: s > 0, m >= 0,
    Y != 0, t (batch,); r, rest, bend, quick (batch, n); U (batch, n, n), A (batch, p, n) with
    orthogonal columns, of any lengths. Names: E_t, E_0, E_dot, the residual |F - y| (at t, 0) and
    its derivative; ell_t, ell_0, ell_dot, the length of the path and the speed; s_t, sigma, the
    least singular value of J (at t, 0); M, t. The implementation's speed is the size of the
    gradient, its s_t that of the Jacobian, both by autograd.
    """
    a, b, x, e, ell = _path(p, options["kind"])
    U, A = (p[name] / torch.linalg.vector_norm(p[name], dim=1)[:, None, :] for name in "UA")
    slopes, Y = a - b * x, p["Y"][:, None]
    E, speed = (torch.linalg.vector_norm(part, dim=-1) for part in (e, slopes * e))
    reference = {
        "E_t": E, "E_0": torch.linalg.vector_norm(p["r"] * Y, dim=-1), "E_dot": -speed * speed / E,
        "ell_t": ell, "ell_0": 0 * p["t"], "ell_dot": speed, "s_t": slopes.abs().amin(-1),
        "sigma": a.amin(-1), "M": b.abs().amax(-1), "t": p["t"],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theta, y = _apply(A, x), _apply(U, p["r"] * Y)
    numbers, target = [plain(part) for part in (U, A, a, b)], plain(y)

    def loss(at: Any) -> Any:
        error = outputs(*numbers, at) - target
        return (error * error).sum(-1) / 2

    gradient = AUTODIFF().gradient(loss, plain(theta))
    rows = [
        AUTODIFF().gradient(lambda at, i=i: outputs(*numbers, at)[:, i], plain(theta))
        for i in range(a.shape[1])
    ]
    at = _apply(A.mT, theta)
    J = (U * (a - b * at)[:, None, :]) @ A.mT
    far = _apply(A.abs().mT, theta.abs())
    steepest = (U.abs() * (a + b.abs() * far)[:, None, :]) @ A.abs().mT
    error = outputs(U, A, a, b, theta) - y
    largest = _apply(U.abs(), a * far + b.abs() * far * far / 2) + y.abs()
    count = 4 * (A.shape[1] + a.shape[1]) + 24
    found = returned(gradient, _apply(steepest.mT, largest), _apply(J.mT, error), count)
    jacobian = returned(torch.stack(rows, 1), steepest, J, count)
    ball = type(E)
    speed = torch.linalg.vector_norm(ball(found.value, found.explained), dim=-1)
    least = torch.linalg.svdvals(ball(jacobian.value, jacobian.explained))[:, -1]
    return Measured(reference, {"ell_dot": derived(speed, found), "s_t": derived(least, jacobian)})
