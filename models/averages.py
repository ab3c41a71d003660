"""Averages of independent draws that take two values: exact tails, and exponential moments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from sympy import Integer, binomial, exp, sympify

from lemmata.measure import Measured, plain


def binomial_tails(q: Any, m: Any, k: Any, below: Any) -> tuple[Any, Any]:
    """P(Bin(m, q) >= k) and P(Bin(m, q) <= below) for q (1,) and tensors m, k, below (rows,).

    The laws for 0, 1, 2, ... draws follow each other by sums of positive terms, so that small tails
    keep their digits. Shapes (rows,).
    """
    values = torch.arange(int(m.max()) + 1, dtype=m.dtype, device=m.device)
    law = torch.cat([torch.ones_like(q), *[torch.zeros_like(q)] * (len(values) - 1)])
    laws, stay = [law], 1 - q
    for _ in range(int(m.max())):
        law = stay * law + q * torch.roll(law, 1)
        laws.append(law)
    reached = torch.stack([laws[int(count)] for count in m])
    over, under = values >= k[:, None], values <= below[:, None]
    return (reached * over).sum(-1), (reached * under).sum(-1)


def two_values(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Sums of m draws Z, 0 or R with P(Z = R) = q, and their deviation from the mean.

    Inputs (batch,): m >= 1, q, the same in every row, R, k <= m, an integer above m q, and below,
    the largest integer that is at most 2 m q - k. Quantities: m, i = m - 1, R,
    t = R (k - m q) / m, U = P(mean - q R >= t) = P(Bin >= k), L = P(q R - mean >= t) =
    P(Bin <= below), P = U + L; with s = 4 t / R^2 the moments up = E exp(s (Z - q R - t)) and
    down = E exp(s (q R - Z - t)), and their powers: M, N to m, M_i, N_i to i, M_next, N_next to
    i + 1, M_0, N_0 to 0.
    """
    m, q, R = p["m"], p["q"], p["R"]
    share = (p["k"] - m * q) / m
    one, tilt = torch.ones_like(m), 4 * share
    up = q * torch.exp(tilt * (1 - q - share)) + (1 - q) * torch.exp(-tilt * (q + share))
    down = (1 - q) * torch.exp(tilt * (q - share)) + q * torch.exp(-tilt * (1 - q + share))
    U, L = binomial_tails(q[:1], *(plain(p[name]) for name in ("m", "k", "below")))
    reference = {
        "m": m, "i": m - 1, "R": R, "t": R * share, "U": U, "L": L, "P": U + L, "up": up,
        "down": down, "M_0": one, "N_0": one,
    }  # fmt: skip
    for name, moment in (("M", up), ("N", down)):
        reference[f"{name}_i"] = torch.exp((m - 1) * torch.log(moment))
        reference[name] = reference[f"{name}_next"] = torch.exp(m * torch.log(moment))
    return Measured(reference)


def exact_halves(m: int, share: Any, R: Any) -> dict[str, Any]:
    """The quantities of `two_values` but m for q = 1/2, t = share R > 0; both tails are equal."""
    share, R = sympify(share), sympify(R)
    tail = sum((binomial(m, j) for j in range(m + 1) if 2 * j >= m * (1 + 2 * share)), Integer(0))
    moment = (exp(2 * share * (1 - 2 * share)) + exp(-2 * share * (1 + 2 * share))) / 2
    made = {"t": R * share, "R": R, "U": tail / 2**m, "L": tail / 2**m, "P": 2 * tail / 2**m}
    return {
        **made,
        "M": lambda i: moment**i,
        "N": lambda i: moment**i,
        "up": moment,
        "down": moment,
    }


def exact_copies(share: Any) -> Any:
    """The moment M of m identical copies of one such draw, whose sum never averages out."""
    share = sympify(share)

    def moment(i: Any) -> Any:
        exponents = (2 * share * (1 - 2 * share), -2 * share * (1 + 2 * share))
        return sum(exp(e * i) for e in exponents) / 2

    return moment
