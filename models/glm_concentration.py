"""Deviations of empirical gradients from their means: exact laws, and draws.

The designs have inputs of size at most 1 and noise of size at most 1, as Assumption 3.1 of Ma 2021.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch

from lemmata.balls import Ball
from lemmata.laws import binomial_tail
from lemmata.measure import Measured, plain

from .glm_empirical import ACTIVATIONS


def mean_noise(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Deviations of the gradient: their exact law in one design, two of them in another.

    First design: n samples x = 1 with fair noise +-1 and the sigmoid, for which the largest
    deviation over |w| <= R is |mean noise| / 4. Second design: n samples among m inputs.

    Inputs (batch,): n, R >= 1, delta; w, other; (batch, m): samples, of size at most 1, weights,
    counts, how often each occurs among the n, and noise, the sum of their noise, at most counts in
    size. B and d are 1. Quantities: n, R, delta, B, d; S = log(3 n R / delta); t = sqrt(8 S / n);
    N = 3 n R; each = delta / N, what McDiarmid's inequality allows, with its moments at i = n - 1,
    as large as they may be: growth = exp(-S / n), M_0 = 1, M_i, M_next and M = growth^n; p and
    fast, the probabilities that 2 / sqrt n + t + 5 / n and (7 + sqrt(8 S)) / n are surpassed in the
    first design, or more; here, there, the deviations of the gradients in the second design at w
    and other, where w* = 0; rho = |w - other|.
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
        "each": delta / (3 * n * R), **_moments(n, S), **law, "rho": (p["w"] - p["other"]).abs(),
        "here": deviation(p["w"]), "there": deviation(p["other"]),
    })  # fmt: skip


def _moments(n: Any, S: Any) -> dict[str, Any]:
    """The largest moments of n draws that McDiarmid's inequality allows for a tail exp(-S)."""
    last = torch.exp(-S)
    before = torch.exp(-S * (n - 1) / n)
    moments = {"M_0": torch.ones_like(last), "M_i": before, "M_next": last, "M": last}
    return {"i": n - 1, "growth": torch.exp(-S / n), **moments}


def walk(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """f = |mean of n fair signs| and its conditional expectations, exactly; a row for every i < n.

    Input: k (batch,), for the event n f >= k. Options: n. Quantities: n; c = 2 / n;
    t = k / n - E f, 1 where that is not positive; U = P(n f >= k), 0 there; i and, with
    s = 4 t / (n c^2) and M_i = E exp(s (E(f | the first i signs) - E f) - s t i / n): M_0, M_i,
    M_next and M, for 0, i, i + 1 and n; growth, the largest of the quotients M_{i+1} / M_i.
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
    shared["growth"] = torch.stack(quotients, -1).amax(-1)
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
    Inputs (batch,): n (even), delta, C, heads (so that m = heads / n; |m| <= 1/5).
    Quantities: n, delta, C; R = B = d = lam = 1; S = log(3 n / delta); t = sqrt(8 S / n); N = 3 n;
    each = delta / N, and the moments of `mean_noise`; gamma = sigma'(1); X and Q, the
    input 1 of weight 1; r, the stationary point w less w*, with D = m, the slope A at w, and g and
    h = 0, the gradients of the population and the empirical risk, e = g; U = |m| / 4; p, the
    probability that |w| > C sqrt(S / n) / gamma^2; q, that U > C sqrt(S / n); b, that
    U > 2 / sqrt n + t + 5 / n; loud, that |w| is in between the bound for p and 1 if the noise is
    +-sqrt(n) / 8. Probabilities are enclosed for events that contain (p, q, b) or are contained.
    """
    n, delta, one = p["n"], p["delta"], torch.ones_like(p["n"])
    m, C, half = p["heads"] / p["n"], p["C"], one / 2
    sigma = ACTIVATIONS["sigmoid"]
    S, gamma, root = torch.log(3 * n / delta), sigma.slope(one), torch.sqrt(n)
    height, t = C * torch.sqrt(S) / root, torch.sqrt(8 * S) / root
    off, edge = sigma.value(height / (gamma * gamma)) - half, sigma.value(one) - half

    def beyond(mean: Any) -> Any:
        """P(|m| > mean), or a little more."""
        return 2 * binomial_tail(torch.floor((n * (1 + mean) / 2).lower()) + 1, n, half)

    at_least, at_most = beyond(off * 8 / root + 2 / n), beyond(edge * 8 / root)
    return Measured({
        "n": n, "B": one, "lam": one, "delta": delta, "C": C, "S": S, "gamma": gamma,
        "R": one, "d": one, "t": t, "N": 3 * n, "each": delta / (3 * n), **_moments(n, S),
        "X": one[..., None, None], "Q": one[..., None, None], "D": m[..., None],
        "A": (0.25 - m * m)[..., None, None],
        "r": torch.log((half + m) / (half - m))[..., None], "h": 0 * m[..., None],
        "g": (m * (0.25 - m * m))[..., None], "e": (m * (0.25 - m * m))[..., None],
        "U": m.abs() / 4,
        "p": beyond(off), "q": beyond(4 * height),
        "b": beyond(4 * (2 / root + t + 5 / n)), "loud": at_least - at_most,
    })  # fmt: skip


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
