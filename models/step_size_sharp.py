"""Counterexamples for large steps, preimages, and the limits of runs.

`line` and `plane`: twice continuously differentiable functions on which gradient descent, by the
slot `descent`, carries a set of positive measure into a strict saddle when gamma > 1 / L (line)
and when gamma = 1 / L (plane). `preimages`: how long the sets are that a piecewise affine map
carries into an interval. `limit_run`: runs under a Lojasiewicz inequality.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, pairwise
from typing import Any

import torch
from sympy import Max, Min, Rational, sympify
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, derived, output, plain

from .descent import steps
from .quadratic_saddle import visited

Data = Mapping[str, Any]


def _clamp(x: Any, low: Any, high: Any) -> Any:
    return torch.minimum(torch.maximum(x, low), high)


# One variable -------------------------------------------------------------------------------------


def _place(L: Any, eps: Any, gamma: Any, w: Any, v: Any) -> Any:
    """Where the second bend begins, so that the slope is x / gamma when it ends."""
    return gamma * (L + eps) * (1 + w / 2) / (gamma * L - 1) - v / 2


def bent(x: Any, L: Any, eps: Any, gamma: Any, w: Any, v: Any) -> Any:
    """The function whose slope at x >= 0 is -eps x up to 1 and x / gamma from t + v on; (batch,).

    Its second derivative goes from -eps to L on [1, 1 + w] and on to 1 / gamma on [t, t + v].
    """
    t, zero = _place(L, eps, gamma, w, v), torch.zeros_like(x)
    # The slopes of the clamped values a and b cancel, so that autograd finds the derivative.
    a, b, c, e = _clamp(x - 1, zero, w), _clamp(x - t, zero, v), x - 1, x - t
    first, second = (f * (g * g / 2 - f * g / 2 + f * f / 6) for f, g in ((a, c), (b, e)))
    return -eps * x * x / 2 + (L + eps) / w * first - (L - 1 / gamma) / v * second


def line(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A step of gradient descent on `bent` from x >= 0.

    Inputs x, L, eps, w, v (batch,); options: gamma (Fraction). Quantities: these, gamma; t; a, b,
    how far x is inside the two bends; slope and bend, the derivatives; z, the next point.
    """
    gamma, x, L, eps, w, v = (options["gamma"], *(p[name] for name in ("x", "L", "eps", "w", "v")))
    t, zero = _place(L, eps, gamma, w, v), torch.zeros_like(x)
    a, b = _clamp(x - 1, zero, w), _clamp(x - t, zero, v)
    up, down = (L + eps) / w, (L - 1 / gamma) / v
    slope = -eps * x + up * a * (x - 1 - a / 2) - down * b * (x - t - b / 2)
    reference = {
        "x": x, "L": L, "eps": eps, "w": w, "v": v, "t": t, "a": a, "b": b, "slope": slope,
        "bend": -eps + up * a - down * b, "z": x - gamma * slope,
        "gamma": torch.ones_like(x) * gamma,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    data = [plain(p[name])[:, None] for name in ("L", "eps")]
    widths = [plain(p[name])[:, None] for name in ("w", "v")]
    found = next(
        steps(lambda at: bent(at, data[0], data[1], float(gamma), *widths)[:, 0], plain(x)[:, None],
              float(gamma), 1)
    )  # fmt: skip
    size = eps * x + up * a * (x + 1 + 3 * a) + down * b * (x + t + 3 * b)
    return Measured(reference, {"z": output(found.after[:, 0], x + gamma * size, 40)})


def exact_line(drop: str, x: Any, **given: Any) -> dict[str, Any]:
    """`line` at an exact point, for witnesses, without the quantities that `drop` lists.

    `given` overrides constants or what they imply.
    """
    made: dict[str, Any] = {"x": x, "L": 1, "eps": "1/2", "gamma": "3/2", "w": "4/3", "v": 1}
    made = {name: sympify(value) for name, value in {**made, **given}.items()}
    x, L, eps, gamma, w, v = (made[name] for name in ("x", "L", "eps", "gamma", "w", "v"))
    t = made.setdefault("t", _place(L, eps, gamma, w, v))
    a = made.setdefault("a", Max(0, Min(x - 1, w)))
    b = made.setdefault("b", Max(0, Min(x - t, v)))
    up, down = (L + eps) / w, (L - 1 / gamma) / v
    slope = -eps * x + up * a * (x - 1 - a / 2) - down * b * (x - t - b / 2)
    made.setdefault("slope", slope)
    made.setdefault("bend", -eps + up * a - down * b)
    made.setdefault("z", x - gamma * made["slope"])
    return {name: value for name, value in made.items() if name not in drop.split()}


# Two variables ------------------------------------------------------------------------------------


def profiles(tau: Any, sigma: Any, omega: Any, delta: Any) -> tuple[Any, ...]:
    """c, c', c'' and psi, psi', psi'' of `trough`, for arrays and for SymPy terms.

    c rises from -1/4 to 1 by a quintic in tau = x - 1 with two vanishing derivatives at both ends;
    psi'' goes from 1 to 0 by a parabola in sigma = (|y| - delta) / (4 delta); tau and sigma are
    cut to [0, 1], omega = y / delta to [-1, 1].
    """
    rise = tau**3 * (10 - 15 * tau + 6 * tau**2)
    c, c1 = (5 * rise - 1) / 4, 75 * (tau * (1 - tau)) ** 2 / 2
    c2 = 75 * tau * (1 - tau) * (1 - 2 * tau)
    psi = delta**2 * (
        omega**2 / 2 + 2 * sigma * (6 + 12 * sigma - 22 * sigma**2 + 9 * sigma**3) / 3
    )
    psi1 = delta * omega * (1 - sigma) ** 2 * (1 + 6 * sigma)
    return c, c1, c2, psi, psi1, (1 - sigma) * (2 - 9 * sigma) / 2


def trough(x: Any, y: Any, delta: Any) -> Any:
    """x^2 / 4 + c(x) psi(y), shape (batch,): a saddle at 0 that opens into a valley of curvature 1.

    c goes from -1/4 (x <= 1) to 1 (x >= 2); psi is y^2 / 2 for |y| <= delta and constant for
    |y| >= 5 delta; |Hessian| <= 1 for delta <= 1/32.
    """
    zero, one = torch.zeros_like(x), torch.ones_like(x)
    tau = _clamp(x - 1, zero, one)
    c = (5 * tau**3 * (10 - 15 * tau + 6 * tau**2) - 1) / 4
    size = y.abs()
    m, far = torch.minimum(size, delta), (size - delta) / (4 * delta)
    sigma = _clamp(far, zero, one)
    # The slopes of the clamped values m and sigma cancel, so that autograd finds the derivative.
    bump = sigma * sigma * (2 + sigma * (1.5 * sigma - 11 / 3))
    steep = sigma * (4 + sigma * (6 * sigma - 11))
    return x * x / 4 + c * (
        m * size - m * m / 2 + 4 * delta * delta * (bump + steep * (far - sigma))
    )


def plane(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A step of gradient descent with step size 1 on `trough`, and the Hessian along a direction.

    Inputs x, y, delta, u, v (batch,). Quantities: these; tau = x - 1, sigma = (|y| - delta) /
    (4 delta), cut to [0, 1], omega = y / delta, cut to [-1, 1]; the Hessian ((p, q), (q, r)); X, Y,
    the next point.
    """
    x, y, delta = p["x"], p["y"], p["delta"]
    zero, one = torch.zeros_like(x), torch.ones_like(x)
    tau, omega = _clamp(x - 1, zero, one), _clamp(y / delta, -one, one)
    sigma = _clamp((y.abs() - delta) / (4 * delta), zero, one)
    c, c1, c2, psi, psi1, psi2 = profiles(tau, sigma, omega, delta)
    reference = {
        "x": x, "y": y, "delta": delta, "u": p["u"], "v": p["v"], "tau": tau, "sigma": sigma,
        "omega": omega, "p": one / 2 + c2 * psi, "q": c1 * psi1, "r": c * psi2,
        "X": x / 2 - c1 * psi, "Y": y - c * psi1,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    width = plain(delta)
    start = torch.stack([plain(x), plain(y)], -1)
    found = next(steps(lambda at: trough(at[:, 0], at[:, 1], width), start, 1.0, 1)).after
    rough = tau * tau * (30 + 60 * tau + 30 * tau * tau) * 5 / 4
    height = delta * delta * 40 + 2 * delta * y.abs()
    curve = (one + 5 * tau**3 * (10 + 15 * tau + 6 * tau * tau)) / 4
    pull = torch.minimum(y.abs(), delta) + delta * sigma * (4 + 11 * sigma + 6 * sigma * sigma)
    theirs = {
        "X": output(found[:, 0], 3 * x.abs() / 2 + rough * height, 40),
        "Y": output(found[:, 1], y.abs() + curve * pull, 40),
    }
    return Measured(reference, theirs)


def exact_plane(drop: str, x: Any, y: Any, u: Any = 0, v: Any = 1, **given: Any) -> dict[str, Any]:
    """`plane` at an exact point, for witnesses, without the quantities that `drop` lists.

    `given` overrides delta or what it implies.
    """
    made = {"x": x, "y": y, "u": u, "v": v, "delta": Rational(1, 32)}
    made = {name: sympify(value) for name, value in {**made, **given}.items()}
    x, y, delta = made["x"], made["y"], made["delta"]
    tau = made.setdefault("tau", Max(0, Min(x - 1, 1)))
    omega = made.setdefault("omega", Max(-1, Min(y / delta, 1)))
    sigma = made.setdefault("sigma", Max(0, Min((abs(y) - delta) / (4 * delta), 1)))
    c, c1, c2, psi, psi1, psi2 = profiles(tau, sigma, omega, delta)
    own = {"p": Rational(1, 2) + c2 * psi, "q": c1 * psi1, "r": c * psi2,
           "X": x / 2 - c1 * psi, "Y": y - c * psi1}  # fmt: skip
    found = {**own, **made}
    return {name: value for name, value in found.items() if name not in drop.split()}


# Preimages ----------------------------------------------------------------------------------------


def preimages(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """How long the sets are that k steps of a piecewise affine map carry into an interval.

    The map is continuous on [0, p_N]: value `base` at 0, slope `slopes` (batch, N), none 0, on the
    pieces of length `widths` (batch, N) > 0. Inputs also low, high (batch,), the interval; options:
    steps. Rows (step k, piece i), N * steps * batch: k, i; share_i, the length of the part of the
    (k + 1)-step preimage in piece i, slope_i = |slope|; total_i, total_next, total_0, the lengths
    in the first i, i + 1, 0 pieces; target, the length of the k-step preimage; mu = least |slope|;
    N; length_k = target, length_next, length_0; n = k + 1 with length_n; m = i + 1 with total_m.
    """
    slopes, widths = p["slopes"], p["widths"]
    pieces, one = slopes.shape[1], torch.ones_like(p["low"])
    ends, values = [0 * one], [p["base"]]
    for i in range(pieces):
        ends.append(ends[-1] + widths[:, i])
        values.append(values[-1] + slopes[:, i] * widths[:, i])
    low, high = p["low"][:, None], p["high"][:, None]
    lengths, shares = [(high - low).sum(-1)], []
    for _ in range(options["steps"]):
        found = []
        for i in range(pieces):
            slope, left, right = slopes[:, i, None], ends[i][:, None], ends[i + 1][:, None]
            first, second = (left + (at - values[i][:, None]) / slope for at in (low, high))
            cut = [_clamp(at, left, right) for at in (first, second)]
            found.append((torch.minimum(*cut), torch.maximum(*cut)))
        shares.append([(b - a).sum(-1) for a, b in found])
        low, high = (torch.cat([pair[side] for pair in found], 1) for side in (0, 1))
        lengths.append(sum(shares[-1], 0 * one))
    rows: dict[str, list[Any]] = {}

    def add(**values: Any) -> None:
        for name, value in values.items():
            rows.setdefault(name, []).append(value)

    for k, parts in enumerate(shares):
        total = 0 * one
        for i, share in enumerate(parts):
            add(k=one * k, n=one * (k + 1), i=one * i, m=one * (i + 1), N=one * pieces,
                share_i=share, slope_i=slopes[:, i].abs(), total_i=total, total_next=total + share,
                total_m=total + share, total_0=0 * one, target=lengths[k], length_k=lengths[k],
                length_next=lengths[k + 1], length_n=lengths[k + 1], length_0=lengths[0],
                mu=slopes.abs().amin(-1))  # fmt: skip
            total = total + share
    return Measured({name: torch.cat(values) for name, values in rows.items()})


# Limits of runs -----------------------------------------------------------------------------------


def _power(c: Any, x: Any, p: int) -> Any:
    """(c |x|)^(p + 1) for p odd or even; c (batch,), x (batch, d)."""
    square = (x * x).sum(-1)
    whole = square ** ((p + 1) // 2)
    return c ** (p + 1) * (whole if p % 2 else whole * torch.sqrt(square))


def limit_run(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A run of gradient descent on (c |x|)^(p + 1); a row for every index k < steps.

    Inputs c (batch,), x (batch, d), all x nonzero; options: gamma (Fraction), p >= 1, steps.
    Quantities: k; p and p1 = p + 1; h_k = c |x_k|, the (p + 1)-th root of the gap, h_next, h_0;
    gap_k, gap_next, gap_0; G_k = |grad|, move_k; n = k + 1 with h_n, gap_n, travelled (the length
    so far), squares (the sum of the squared moves) and visits, the number of iterates before n
    with |grad| >= far, visit_k being 1 or 0; gamma; m = (p + 1) c, with which G = m h^p; sigma, the
    least drop of the gap over G^2 gamma, and L = 2 (1 - sigma) / gamma.
    """
    gamma, power, count, c, x = (*(options[n] for n in ("gamma", "p", "steps")), p["c"], p["x"])
    one, p1 = torch.ones_like(c), power + 1

    def gradient(at: Any) -> Any:
        scale = p1 * c**p1 * _power(one, at, power - 2) if power > 1 else 2 * c * c
        return scale[:, None] * at

    points = [x]
    for _ in range(count):
        points.append(points[-1] - gamma * gradient(points[-1]))

    def measured(run: list[Any]) -> dict[str, list[Any]]:
        size = [torch.sqrt((at * at).sum(-1)) for at in run]
        moves = [torch.linalg.vector_norm(b - a, dim=-1) for a, b in pairwise(run)]
        gaps = [_power(c, at, power) for at in run]
        return {
            "h_k": [c * r for r in size[:-1]], "h_next": [c * r for r in size[1:]],
            "h_n": [c * r for r in size[1:]], "gap_k": gaps[:-1], "gap_next": gaps[1:],
            "gap_n": gaps[1:], "move_k": moves, "travelled": list(accumulate(moves)),
            "squares": list(accumulate(move * move for move in moves)),
        }  # fmt: skip

    rows = measured(points)
    slopes = [gradient(at) for at in points[:-1]]
    G = [torch.sqrt((g * g).sum(-1)) for g in slopes]
    drops = [
        (a - b) / (gamma * g * g)
        for a, b, g in zip(rows["gap_k"], rows["gap_next"], G, strict=True)
    ]
    sigma = drops[0]
    for drop in drops[1:]:
        sigma = torch.minimum(sigma, drop)
    sigma = torch.minimum(sigma, one * (1 - 2.0**-40))
    far = G[count // 2]
    visit = [torch.where(g >= far, one, 0 * one) for g in G]
    indices = [one * k for k in range(count)]
    rows |= {"G_k": G, "visit_k": visit, "visits": list(accumulate(visit)), "k": indices}
    rows |= {"n": [k + 1 for k in indices]}
    shared = {
        "h_0": rows["h_k"][0], "gap_0": rows["gap_k"][0], "gamma": one * gamma, "p": one * power,
        "p1": one * p1, "m": p1 * c, "sigma": sigma, "L": 2 * (1 - sigma) / gamma, "far": far,
    }  # fmt: skip
    reference = {name: torch.cat(values) for name, values in rows.items()}
    reference |= {name: torch.cat([value] * count) for name, value in shared.items()}
    if not implementation:
        return Measured(reference)
    number = plain(c)
    found = visited(
        lambda at: _power(number, at, power), gradient, lambda at: gradient(at).abs(), x, gamma,
        count, 8 * p1 + x.shape[1],
    )  # fmt: skip
    theirs = {name: derived(torch.cat(values)) for name, values in measured(found).items()}
    return Measured(reference, theirs)


def tangent(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Two numbers h, h1 >= 0 (batch,) and the exponent p of the options, with p1 = p + 1."""
    one = torch.ones_like(p["h"])
    return Measured({**p, "p": one * options["p"], "p1": one * (options["p"] + 1)})


# The Mexican hat ----------------------------------------------------------------------------------


def mexican_hat(x: Tensor) -> Tensor:
    """exp(-s) (1 - A sin(theta - s)) in polar coordinates of x (batch, 2), 0 < |x| < 1; (batch,).

    s = 1 / (1 - r^2) and A = 4 r^4 / (4 r^4 + (1 - r^2)^4): with 0 for r >= 1 it is smooth.
    """
    square = (x * x).sum(-1)
    s, rest = 1 / (1 - square), (1 - square) ** 4
    A = 4 * square**2 / (4 * square**2 + rest)
    return torch.exp(-s) * (1 - A * torch.sin(torch.atan2(x[..., 1], x[..., 0]) - s))


MEXICAN_HAT = slot(
    "mexican_hat",
    lambda: mexican_hat,
    "factory() -> callable(x) -> values (batch,) for x (batch, 2), differentiable by autograd",
)


def hat(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`mexican_hat` on the spiral theta = s, where its gradient flow stays.

    Inputs: r (batch,) in (0, 1). Quantities: r; theta = 1 / (1 - r^2); decay = exp(-theta); E, E_r
    and E_theta, the value and the derivatives in polar coordinates.
    """
    r = p["r"]
    inside = 1 - r * r
    theta, A = 1 / inside, 4 * r**4 / (4 * r**4 + inside**4)
    decay, slope = torch.exp(-theta), 2 * r / inside**2
    reference = {
        "r": r, "theta": theta, "decay": decay, "E": decay, "E_r": -(1 - A) * slope * decay,
        "E_theta": -A * decay,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    angle = torch.stack([torch.cos(theta), torch.sin(theta)], -1)
    at = plain(r[:, None] * angle).requires_grad_(True)
    value = MEXICAN_HAT()(at)
    (slopes,) = torch.autograd.grad(value.sum(), at)
    across = slopes[:, 1] * plain(angle[:, 0]) - slopes[:, 0] * plain(angle[:, 1])
    along = (slopes * plain(angle)).sum(-1)
    found = {"E": value, "E_r": along, "E_theta": plain(r) * across}
    # A wrong last digit of x moves s by a relative 2 r s and the phase by as much.
    size = decay * (1 + theta + slope + slope * slope) * (1 + slope)
    return Measured(reference, {n: output(v.detach(), 4 * size, 40) for n, v in found.items()})
