"""Empirical risks of generalised linear models: one neuron fitted by least squares to samples.

Samples X (batch, n, d), labels y (batch, n), parameters w (batch, d). The gradient comes from the
slot `autodiff`, applied to the risk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from sympy import Expr, Poly, Symbol, binomial, sympify

from lemmata.balls import Ball
from lemmata.laws import binomial_tail
from lemmata.measure import Measured, Output, output, plain

from .landscape import AUTODIFF, autodiff_gradient, over, square


@dataclass(frozen=True)
class Activation:
    """An increasing function with values in [0, 1], its slope and the slope of its slope.

    But for the shelf the slope does not increase with |t|: on a segment it is least at an end.
    size: what bounds the value and the slope at t and, times a rounding of |t|, their change.
    """

    value: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    bend: Callable[[Any], Any]
    size: Callable[[Any], Any] = lambda t: 1 + t.abs()


def _sigmoid_slope(t: Any) -> Any:
    s = torch.sigmoid(t)
    return s * (1 - s)


def _shelf(t: Any) -> tuple[Any, Any]:
    """A polynomial of slope (t^2 - 4)^2 / 16, and sqrt(1 + its square)."""
    q = t * (t * t * t * t / 5 - 8 * t * t / 3 + 16) / 16
    return q, torch.sqrt(1 + q * q)


def _shelf_slope(t: Any) -> Any:
    _, root = _shelf(t)
    across = t * t - 4
    return across * across / (32 * root * root * root)


def _shelf_value(t: Any) -> Any:
    q, root = _shelf(t)
    return 0.5 + q / (2 * root)


def _no_bend(t: Any) -> Any:
    raise NotImplementedError("no theorem asks for the second derivative of the shelf")


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(
        torch.sigmoid, _sigmoid_slope, lambda t: _sigmoid_slope(t) * (1 - 2 * torch.sigmoid(t))
    ),
    "arctan": Activation(
        lambda t: 0.5 + torch.atan(t) / 4,
        lambda t: 1 / (4 * (1 + t * t)),
        lambda t: -t / (2 * (1 + t * t) * (1 + t * t)),
    ),
    "affine": Activation(
        lambda t: 0.5 + t / 4, lambda t: torch.ones_like(t) / 4, lambda t: torch.zeros_like(t)
    ),
    "shelf": Activation(
        _shelf_value, _shelf_slope, _no_bend, lambda t: (1 + t * t) * (1 + t * t) * (1 + t * t)
    ),
}
"""1/2 + t/4 has its values in [0, 1] for |t| <= 2 only. The shelf increases strictly, with slope 0
at -2 and 2."""


def apply(A: Any, v: Any) -> Any:
    """A v for A (batch, m, n) and v (batch, n)."""
    return (A @ v[..., None])[..., 0]


def diagonal(v: Any) -> Any:
    """The diagonal matrices (batch, n, n) of v (batch, n)."""
    n = v.shape[-1]
    eye = torch.eye(n, dtype=v.dtype, device=v.device)
    return v[..., None] * eye


@dataclass(frozen=True)
class Risk:
    """sum_i p_i (y_i - sigma(<w, x_i>))^2 / 2 as an objective in w. Data: X, y, p (batch, n)."""

    activation: str

    def torch_value(self, p: Mapping[str, Any], w: Any) -> Any:
        """The risk, shape (batch,)."""
        residual = ACTIVATIONS[self.activation].value(apply(p["X"], w)) - p["y"]
        return (p["p"] * residual * residual).sum(-1) / 2

    def gradient(self, p: Mapping[str, Any], w: Any) -> Any:
        """Shape (batch, d)."""
        sigma, t = ACTIVATIONS[self.activation], apply(p["X"], w)
        return apply(p["X"].mT, p["p"] * (sigma.value(t) - p["y"]) * sigma.slope(t))

    def _size(self, p: Mapping[str, Any], w: Any) -> Any:
        return ACTIVATIONS[self.activation].size(apply(p["X"].abs(), w.abs()))

    def companion(self, p: Mapping[str, Any], w: Any) -> Any:
        """The gradient with its terms replaced by what bounds them and their rounding."""
        size = self._size(p, w)
        return apply(p["X"].abs().mT, p["p"] * (size + p["y"].abs()) * size)

    def value_companion(self, p: Mapping[str, Any], w: Any) -> Any:
        """As `companion`, for the value."""
        residual = self._size(p, w) + p["y"].abs()
        return (p["p"] * residual * residual).sum(-1) / 2

    def hessian_companion(self, p: Mapping[str, Any], w: Any) -> Any:
        """As `companion`, for the Hessian."""
        size, X = self._size(p, w), p["X"].abs()
        weight = p["p"] * size * (2 * size + p["y"].abs())
        return X.mT @ (weight[..., None] * X)

    def operations(self, p: Mapping[str, Any]) -> int:
        """The longest chain of roundings in the gradient."""
        return int(sum(p["X"].shape[-2:])) + 40


def samples(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The empirical risk at w, of labels that w* explains up to noise.

    Inputs: samples (batch, n, d), w, wstar (batch, d), y (batch, n). Options: activation.
    Quantities: w, wstar; X, the samples over sqrt n; eps = (y - sigma*) / sqrt n and
    D = (sigma - sigma*) / sqrt n with the values at w and w*; S and A, the diagonal matrices of the
    slopes at w and of the mean slopes from w* to w; gamma, the least slope on the segments;
    G = (S A - gamma^2 I)^(1/2); lam = |X (w - w*)|^2 / |w - w*|^2, the mean square of the samples
    along w - w*, 1 where that vanishes; g, the gradient of the empirical risk.
    """
    sigma = ACTIVATIONS[options["activation"]]
    X, w, wstar, y = p["samples"], p["w"], p["wstar"], p["y"]
    n, r = X.shape[-2], w - wstar
    root = torch.sqrt(torch.ones_like(w[..., 0]) * n)[..., None]
    here, there, t = apply(X, w), apply(X, wstar), apply(X, r)
    D, one = sigma.value(here) - sigma.value(there), torch.ones_like(w[..., 0])
    slope = sigma.slope(here)
    mean = torch.where(t == 0, slope, D / torch.where(t == 0, torch.ones_like(t), t))
    gamma = torch.minimum(slope, sigma.slope(there)).amin(-1)
    excess = (slope * mean - (gamma * gamma)[..., None]).clamp(min=0)
    lam = over(square(t), n * square(r), one)
    data = {"X": X, "y": y, "p": torch.ones_like(y) / n}
    risk = Risk(options["activation"])
    reference = {
        "X": X / root[..., None], "w": w, "wstar": wstar, "D": D / root,
        "eps": (y - sigma.value(there)) / root,
        "S": diagonal(slope), "A": diagonal(mean), "G": diagonal(torch.sqrt(excess)),
        "gamma": gamma, "lam": lam, "g": risk.gradient(data, w),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"g": autodiff_gradient(risk, data, w)})


def ray(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The risk of a finite distribution at two points of a ray from the true parameters.

    Inputs: samples (batch, n, d), weights and noise (batch, n), wstar and u (batch, d), s >= 0 and
    t > s (batch,). Sample i has the labels sigma(<w*, x_i>) + noise_i and - noise_i, each with half
    of its weight. Options: activation. Quantities: u, s, t; X, the samples times the roots of their
    weights, and likewise Ds, Dt, the values at w* + s u and w* + t u less those at w*; A, B,
    diagonal, the mean slopes from w* to w* + s u and from there to w* + t u; G = (A B)^(1/2); Ls,
    Lt, floor, the risks at the points and at w*; S, g, slopes and gradient at w* + t u.
    """
    sigma, X, u = ACTIVATIONS[options["activation"]], p["samples"], p["u"]
    near, far = (p["wstar"] + p[name][..., None] * u for name in ("s", "t"))
    root, c = torch.sqrt(p["weights"]), apply(X, u)
    values = [sigma.value(apply(X, w)) for w in (p["wstar"], near, far)]
    D, E = values[1] - values[0], values[2] - values[0]

    def mean(change: Any, step: Any, w: Any) -> Any:
        rise = step[..., None] * c
        none = rise == 0
        return torch.where(
            none, sigma.slope(apply(X, w)), change / torch.where(none, 1 + c * 0, rise)
        )

    A, B = mean(D, p["s"], near), mean(values[2] - values[1], p["t"] - p["s"], far)
    floor = (p["weights"] * p["noise"] * p["noise"]).sum(-1) / 2
    data = {
        "X": torch.cat([X, X], -2), "p": torch.cat([p["weights"], p["weights"]], -1) / 2,
        "y": torch.cat([values[0] + p["noise"], values[0] - p["noise"]], -1),
    }  # fmt: skip
    slope = sigma.slope(apply(X, far))
    reference = {
        "X": root[..., None] * X, "u": u, "s": p["s"], "t": p["t"], "Ds": root * D, "Dt": root * E,
        "A": diagonal(A), "B": diagonal(B), "G": diagonal(torch.sqrt((A * B).clamp(min=0))),
        "floor": floor, "Ls": floor + square(root * D) / 2, "Lt": floor + square(root * E) / 2,
        "S": diagonal(slope), "g": apply(X.mT, p["weights"] * slope * E),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    risk = Risk(options["activation"])
    numbers = {name: plain(value) for name, value in data.items()}
    theirs = {"g": autodiff_gradient(risk, data, far)}
    for name, w in (("Ls", near), ("Lt", far)):
        value = risk.torch_value(numbers, plain(w))
        theirs[name] = output(value, risk.value_companion(data, w), risk.operations(data))
    return Measured(reference, theirs)


def two_samples(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The empirical risk of a sigmoid neuron on (1, 9/10) and (-8, 9/10) at e^w = odds (batch,).

    Quantities: o, the odds; s1, s2, the values of the neuron; y1, y2, the labels; R, the risk; g,
    h, its derivatives in w.
    """
    o, one = p["odds"], torch.ones_like(p["odds"])
    label, power = one * 9 / 10, o * o * o * o * o * o * o * o
    s1, s2 = o / (1 + o), 1 / (1 + power)
    low, high = s1 - label, s2 - label
    rates = o / ((1 + o) * (1 + o)), power / ((1 + power) * (1 + power))
    bends = [
        rate * rate + off * rate * (1 - 2 * value)
        for rate, off, value in zip(rates, (low, high), (s1, s2), strict=True)
    ]
    reference = {
        "o": o, "s1": s1, "s2": s2, "y1": label, "y2": label,
        "R": (low * low + high * high) / 4, "g": (low * rates[0] - 8 * high * rates[1]) / 2,
        "h": (bends[0] + 64 * bends[1]) / 2,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    samples = torch.stack([one, -8 * one], -1)[..., None]
    labels = torch.stack([label, label], -1)
    data = {"X": samples, "y": labels, "p": torch.ones_like(labels) / 2}
    return Measured(reference, _derivatives(Risk("sigmoid"), data, torch.log(o)[..., None]))


def _derivatives(risk: Risk, data: Mapping[str, Any], w: Any) -> dict[str, Output]:
    """g and h, the first two derivatives at w (batch, 1) by the slot `autodiff`."""
    found, numbers = autodiff_gradient(risk, data, w), {k: plain(v) for k, v in data.items()}
    bend = AUTODIFF().hessian(lambda at: risk.torch_value(numbers, at), plain(w))
    curvature = output(bend, risk.hessian_companion(data, w), 2 * risk.operations(data))
    return {
        "g": Output(found.value[:, 0], found.explained[:, 0]),
        "h": Output(curvature.value[:, 0, 0], curvature.explained[:, 0, 0]),
    }


def curved(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The Hessian of the risk of a finite distribution, at w and along v.

    Inputs: samples (batch, n, d), weights (sum 1) and noise (batch, n), w, wstar and v (batch, d).
    Labels as in `ray`. Options: activation. Quantities: v; X, the samples times the roots of their
    weights; A and E, diagonal, sigma'^2 and (sigma - sigma*) sigma'' at w; gamma, the least slope
    at w; B, the largest norm of a sample, or 1 if that is 0; rho = |w - w*|; G and K, diagonal, the
    roots of A - gamma^2 and E + B rho; lam = |X v|^2 / |v|^2, 1 where v = 0; H, the Hessian.
    """
    sigma, X, w = ACTIVATIONS[options["activation"]], p["samples"], p["w"]
    root, here = torch.sqrt(p["weights"]), apply(X, w)
    true = sigma.value(apply(X, p["wstar"]))
    slope, off = sigma.slope(here), (sigma.value(here) - true) * sigma.bend(here)
    gamma, length = slope.amin(-1), torch.sqrt((X * X).sum(-1).amax(-1))
    one = torch.ones_like(gamma)
    B, rho = torch.where(length > 0, length, one), torch.sqrt(square(w - p["wstar"]))
    scaled = root[..., None] * X
    above = (slope * slope - (gamma * gamma)[..., None]).clamp(min=0)
    sums = (off + (B * rho)[..., None]).clamp(min=0)
    square_slope, rest = diagonal(slope * slope), diagonal(off)
    reference = {
        "X": scaled, "v": p["v"], "A": square_slope, "E": rest, "gamma": gamma, "B": B, "rho": rho,
        "G": diagonal(torch.sqrt(above)), "K": diagonal(torch.sqrt(sums)),
        "lam": over(square(apply(scaled, p["v"])), square(p["v"]), one),
        "H": scaled.mT @ ((square_slope + rest) @ scaled),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    risk = Risk(options["activation"])
    data = {
        "X": torch.cat([X, X], -2), "p": torch.cat([p["weights"], p["weights"]], -1) / 2,
        "y": torch.cat([true + p["noise"], true - p["noise"]], -1),
    }  # fmt: skip
    numbers = {name: plain(value) for name, value in data.items()}
    found = AUTODIFF().hessian(lambda at: risk.torch_value(numbers, at), plain(w))
    return Measured(
        reference, {"H": output(found, risk.hessian_companion(data, w), 2 * risk.operations(data))}
    )


# Concentration ----------------------------------------------------------------------------------


def mean_noise(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Deviations of the gradient: their exact law in one design, two of them in another.

    First design: n samples x = 1 with fair noise +-1 and the sigmoid, for which the largest
    deviation over |w| <= R is |mean noise| / 4. Second design: n samples among m inputs.

    Inputs (batch,): n, R >= 1, delta; w, other; (batch, m): samples, of size at most 1, weights,
    counts, how often each occurs among the n, and noise, the sum of their noise, at most counts in
    size. B and d are 1. Quantities: n, R, delta, B, d; S = log(3 n R / delta); t = sqrt(8 S / n);
    N = 3 n R; each = delta / N, what McDiarmid's inequality allows; p and fast, the probabilities
    that 2 / sqrt n + t + 5 / n and (7 + sqrt(8 S)) / n are surpassed in the first design, or more;
    here, there, the deviations of the gradients in the second design at w and other, where w* = 0;
    rho = |w - other|.
    """
    n, R, delta, one = p["n"], p["R"], p["delta"], torch.ones_like(p["n"])
    S, root = torch.log(3 * n * R / delta), torch.sqrt(n)
    t = torch.sqrt(8 * S) / root
    bounds = {"p": 2 / root + t + 5 / n, "fast": (7 + torch.sqrt(8 * S)) / n}
    law = {}
    for name, bound in bounds.items():
        least = torch.floor(((n + 4 * n * bound) / 2).lower()) + 1
        law[name] = 2 * binomial_tail(least, n, one / 2)
    sigma, x = ACTIVATIONS[options["activation"]], p["samples"]

    def deviation(w: Any) -> Any:
        excess = p["counts"] / n[..., None] - p["weights"]
        residual = excess * (sigma.value(w[..., None] * x) - 0.5) - p["noise"] / n[..., None]
        return (residual * sigma.slope(w[..., None] * x) * x).sum(-1).abs()

    return Measured({
        "n": n, "R": R, "delta": delta, "B": one, "d": one, "S": S, "t": t, "N": 3 * n * R,
        "each": delta / (3 * n * R), **law, "rho": (p["w"] - p["other"]).abs(),
        "here": deviation(p["w"]), "there": deviation(p["other"]),
    })  # fmt: skip


def walk(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """f = |mean of n fair signs| and its conditional expectations, exactly; a row for every i < n.

    Input: k (batch,), for the event n f >= k. Options: n. Quantities: n; c = 2 / n;
    t = k / n - E f, 1 where that is not positive; U = P(n f >= k), 0 there; i and, with
    s = 4 t / (n c^2) and M_i = E exp(s (E(f | the first i signs) - E f) - s t i / n): M_0, M_i,
    M_next and M, for 0, i, i + 1 and n; e, the largest of the quotients M_{i+1} / M_i.
    """
    n, one = options["n"], torch.ones_like(p["k"])
    heads = torch.arange(n + 1, dtype=one.dtype, device=one.device)
    values = [one[:1] * (2 * heads - n).abs() / n]  # given the number of heads among the first i
    for _ in range(n):
        values.insert(0, (values[0][:-1] + values[0][1:]) / 2)
    laws = [one[:1]]
    for _ in range(n):
        side = torch.zeros_like(one[:1])
        laws.append((torch.cat([laws[-1], side]) + torch.cat([side, laws[-1]])) / 2)
    mean = values[0]
    t = p["k"] / n - mean
    outside = t <= 0
    t = torch.where(outside, one, t)
    s = t * n  # 4 t / (n c^2)
    moments = [
        (law * torch.exp(s[:, None] * (value - mean) - (s * t * i / n)[:, None])).sum(-1)
        for i, (law, value) in enumerate(zip(laws, values, strict=True))
    ]
    reached = laws[-1] * ((2 * heads - n).abs() >= plain(p["k"])[:, None])
    U = torch.where(outside, 0 * one, reached.sum(-1))
    quotients = [after / before for before, after in pairwise(moments)]
    shared = {"n": n * one, "c": 2 * one / n, "t": t, "U": U, "M_0": moments[0], "M": moments[-1]}
    shared["e"] = torch.stack(quotients, -1).amax(-1)
    rows = {name: torch.cat([value] * n) for name, value in shared.items()}
    rows |= {"i": torch.cat([i * one for i in range(n)]), "M_i": torch.cat(moments[:-1])}
    return Measured({**rows, "M_next": torch.cat(moments[1:])})


def heights(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The deviation t = B sqrt(8 S / n) from the mean. Inputs, quantities too (batch,): n, B, S."""
    t = p["B"] * torch.sqrt(8 * p["S"] / p["n"])
    return Measured({"n": p["n"], "B": p["B"], "S": p["S"], "t": t})


def coin_labels(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The sigmoid at n samples x = 1 with w* = 0 and fair noise +-1 of mean m.

    The empirical risk is stationary where sigma(w) = 1/2 + m.
    Inputs (batch,): n (even), delta, heads (so that m = heads / n; |m| <= 1/5). R = B = lam = 1.
    Quantities: n, B, lam, delta; C = 57/10; S = log(3 n / delta); gamma = sigma'(1); r, the
    stationary point w less w*, with g and h = 0, the gradients of the population and the empirical
    risk, e = g; U = |m| / 4; p, the probability that |w| > C sqrt(S / n) / gamma^2; q, that
    U > C sqrt(S / n); loud, that |w| is in between the bound for p and 1 if the noise is
    +-sqrt(n) / 8. Probabilities are enclosed for events that contain (p, q) or are contained.
    """
    n, delta, one = p["n"], p["delta"], torch.ones_like(p["n"])
    m, C, half = p["heads"] / p["n"], one * 57 / 10, one / 2
    sigma = ACTIVATIONS["sigmoid"]
    S, gamma, root = torch.log(3 * n / delta), sigma.slope(one), torch.sqrt(n)
    height = C * torch.sqrt(S) / root
    off, edge = sigma.value(height / (gamma * gamma)) - half, sigma.value(one) - half

    def beyond(mean: Any) -> Any:
        """P(|m| > mean), or a little more."""
        return 2 * binomial_tail(torch.floor((n * (1 + mean) / 2).lower()) + 1, n, half)

    at_least, at_most = beyond(off * 8 / root + 2 / n), beyond(edge * 8 / root)
    return Measured({
        "n": n, "B": one, "lam": one, "delta": delta, "C": C, "S": S, "gamma": gamma,
        "r": torch.log((half + m) / (half - m))[..., None], "h": 0 * m[..., None],
        "g": (m * (0.25 - m * m))[..., None], "e": (m * (0.25 - m * m))[..., None],
        "U": m.abs() / 4,
        "p": beyond(off), "q": beyond(4 * height), "loud": at_least - at_most,
    })  # fmt: skip


def one_neuron(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The empirical risk of a sigmoid neuron on n samples x = 1, up to a constant.

    Also the law of the event that it has no stationary point, for noise +-1.
    Inputs (batch,): odds = e^w and y, the mean label; n <= 64, s, a multiple of 1/8, and the least
    numbers of heads, `most`, and of tails, `least`, that bring the mean label to 1 and to 0.
    Quantities: o, y, n, s; rest = 1 - s; a = sigma(w); g, h, the derivatives of the
    risk; up, down, none, the probabilities of a mean label >= 1, <= 0, of either.
    """
    o, y, n, s = p["odds"], p["y"], p["n"], p["s"]
    a = o / (1 + o)
    rate = o / ((1 + o) * (1 + o))
    up, down = (binomial_tail(p[name], n, torch.ones_like(n) / 2) for name in ("most", "least"))
    slope = (a - y) * rate
    reference = {
        "o": o, "a": a, "y": y, "n": n, "s": s, "rest": 1 - s,
        "up": up, "down": down, "none": up + down, "g": slope,
        "h": rate * rate + slope * (1 - o) / (1 + o),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    one = torch.ones_like(o)[..., None]
    data = {"X": one[..., None], "y": y[..., None], "p": one}
    return Measured(reference, _derivatives(Risk("sigmoid"), data, torch.log(o)[..., None]))


GRID = 257
"""Points of [-R, R] at which a deviation is evaluated."""


def sampled_deviation(
    generator: torch.Generator, count: int, at: Mapping[str, Any]
) -> dict[str, Ball]:
    """U = sup |L^'(w) - L'(w)| over |w| <= R, for n draws of x and of the noise.

    The sigmoid, w* = 1/2, x uniform on {1, -1, 1/2, -1/2}, noise +-1. The largest value on a grid,
    and no more above it than 5 B^2 times half of its width. Shape (count,).
    """
    n, R = int(at["n"]), float(at["R"])
    x = torch.tensor([1.0, -1.0, 0.5, -0.5], dtype=torch.float64)
    drawn = torch.randint(0, 8, (count, n), generator=generator)
    cells = torch.zeros(count, 8, dtype=torch.float64)
    cells.scatter_add_(1, drawn, torch.ones_like(drawn, dtype=torch.float64))
    counts, noise = cells[:, :4] + cells[:, 4:], cells[:, :4] - cells[:, 4:]
    w = torch.linspace(-R, R, GRID, dtype=torch.float64)
    sigma = ACTIVATIONS["sigmoid"]
    t = Ball.exact(w[:, None] * x)
    change = sigma.value(t) - sigma.value(Ball.exact(x / 2))
    effect = sigma.slope(t) * x  # (GRID, 4)
    excess = Ball.exact(counts) / n - 0.25
    U = (excess @ (change * effect).mT - (Ball.exact(noise) / n) @ effect.mT).abs().amax(-1)
    return {"U": Ball.hull(U.lower(), (U + 5 * R / (GRID - 1)).upper())}


# Exact certificates ------------------------------------------------------------------------------


def bernstein(p: Expr, o: Symbol, a: Any, b: Any) -> tuple[Expr, Expr]:
    """o p - least o and least, for a polynomial p in o that is positive on [a, b].

    The first is a sum of products of o, o - a and b - o with nonnegative factors (Bernstein form);
    a = None stands for 0. With b = None: on [a, oo), in powers of o - a.
    """
    poly, a = Poly(p, o), sympify(a or 0)
    n, ascending = poly.degree(), poly.all_coeffs()[::-1]
    if b is None:
        shifted = poly.compose(Poly(o + a, o)).all_coeffs()[::-1]
        return sum(c * o * (o - a) ** i for i, c in enumerate(shifted) if i), shifted[0]
    made = sum(
        c * Poly(a + b * o, o) ** i * Poly(1 + o, o) ** (n - i) for i, c in enumerate(ascending)
    )
    mean = [c / binomial(n, i) for i, c in enumerate(made.all_coeffs()[::-1])]
    above = [(c - min(mean)) * binomial(n, i) / (b - a) ** n for i, c in enumerate(mean)]
    return sum(c * o * (o - a) ** i * (b - o) ** (n - i) for i, c in enumerate(above)), min(mean)
