"""Empirical risks of one sigmoid neuron on the line, in terms of the odds e^w, and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from sympy import Expr, Poly, Symbol, binomial, sympify

from lemmata.laws import binomial_tail
from lemmata.measure import Measured, Output, output, plain

from .autodiff import AUTODIFF, autodiff_gradient
from .glm_empirical import Risk


def _derivatives(risk: Risk, data: Mapping[str, Any], w: Any) -> dict[str, Output]:
    """g and h, the first two derivatives at w (batch, 1) by the slot `autodiff`."""
    found, numbers = autodiff_gradient(risk, data, w), {k: plain(v) for k, v in data.items()}
    bend = AUTODIFF().hessian(lambda at: risk.torch_value(numbers, at), plain(w))
    curvature = output(bend, risk.hessian_companion(data, w), 2 * risk.operations(data))
    return {
        "g": Output(found.value[:, 0], found.explained[:, 0]),
        "h": Output(curvature.value[:, 0, 0], curvature.explained[:, 0, 0]),
    }


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


def one_neuron(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The empirical risk of a sigmoid neuron on n samples x = 1, up to a constant.

    Also the law of the event that it has no stationary point, for noise +-1.
    Inputs (batch,): odds = e^w and y, the mean label; n <= 64, s, a multiple of 1/8, and the least
    numbers of heads, `most`, and of tails, `least`, that bring the mean label to 1 and to 0.
    Quantities: o, y, n, s; rest = 1 - s; a = sigma(w); g, h, the derivatives of the
    risk; up, down, none, the probabilities of a mean label >= 1, <= 0, of either; lift and drop,
    E exp(q (noise - q)) for q = rest and q = s; i = n - 1; M_0, M_i, M_next, M and N_0, ..., the
    powers 0, i, n and n of these.
    """
    o, y, n, s = p["odds"], p["y"], p["n"], p["s"]
    a = o / (1 + o)
    rate = o / ((1 + o) * (1 + o))
    up, down = (binomial_tail(p[name], n, torch.ones_like(n) / 2) for name in ("most", "least"))
    slope = (a - y) * rate
    moments = {"i": n - 1}
    for name, power, gap in (("lift", "M", 1 - s), ("drop", "N", s)):
        base = (torch.exp(gap) + torch.exp(-gap)) / 2 * torch.exp(-gap * gap)
        before = torch.exp((n - 1) * torch.log(base))
        moments |= {name: base, f"{power}_0": torch.ones_like(base), f"{power}_i": before}
        moments |= {f"{power}_next": before * base, power: before * base}
    reference = {
        **moments,
        "o": o, "a": a, "y": y, "n": n, "s": s, "rest": 1 - s,
        "up": up, "down": down, "none": up + down, "g": slope,
        "h": rate * rate + slope * (1 - o) / (1 + o),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    one = torch.ones_like(o)[..., None]
    data = {"X": one[..., None], "y": y[..., None], "p": one}
    return Measured(reference, _derivatives(Risk("sigmoid"), data, torch.log(o)[..., None]))


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
