"""Quartic polynomials that encode combinatorial problems: partition and copositivity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, Output, confined, output, plain


def partition_objective(a: Any, x: Any) -> Any:
    """<a, x>^2 + sum_i (x_i^2 - 1)^2 for a, x (batch, d); shape (batch,)."""
    off, height = (a * x).sum(-1), x * x - 1
    return off * off + (height * height).sum(-1)


def _expanded(a: Any, x: Any) -> Any:
    """`partition_objective` multiplied out, as the reference."""
    square, along = x * x, (a * x).sum(-1)
    return along * along + (square * square - 2 * square + 1).sum(-1)


def partition(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`partition_objective` at x_i = s_i y_i^2 with signs s_i.

    Inputs: a, y, s (batch, d). Names: a, e = (1, ..., 1), Y = diag(y), T = diag(s), F. The
    implementation is the objective in torch arithmetic.
    """
    a, y, s = p["a"], p["y"], p["s"]
    x = s * y * y
    reference = {
        "a": a, "e": torch.ones_like(a), "Y": torch.diag_embed(y), "T": torch.diag_embed(s),
        "F": _expanded(a, x),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    size = x.abs()
    along = (a.abs() * size).sum(-1)
    companion = along * along + ((size * size + 1) * (size * size + 1)).sum(-1)
    found = partition_objective(plain(a), plain(s) * plain(y) * plain(y))
    made = output(found, companion, a.shape[1] + 16)
    return Measured(reference, {"F": confined(made, reference["F"], "F")})


def partition_gap(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """`partition` with a whole number n >= 0 (batch,), which is |<a, s>| - 1 where that is one."""
    made = partition(p, options, implementation)
    return Measured({**made.reference, "n": p["n"]}, made.implementation)


def quartic_form(M: Any, x: Any) -> Any:
    """sum_ij M_ij x_i^2 x_j^2 for M (batch, d, d), x (batch, d); shape (batch,)."""
    y = x * x
    return (y * (M @ y[:, :, None])[:, :, 0]).sum(-1)


def _by_entries(M: Any, x: Any) -> Any:
    """`quartic_form` entry by entry, as the reference."""
    y = x * x
    return (M * (y[:, :, None] * y[:, None, :])).sum((-2, -1))


def _form_output(M: Any, x: Any, exact: Any) -> Output:
    """`quartic_form` in torch arithmetic, held to `exact`."""
    size = _by_entries(M.abs(), x.abs())
    made = output(quartic_form(plain(M), plain(x)), size, 2 * x.shape[1] + 16)
    return confined(made, exact, "the form")


def copositive(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`quartic_form` at x and at t x.

    Inputs: M (batch, d, d), x (batch, d), t (batch,) > 0. Names: M, X = diag(x), e = (1, ..., 1),
    t, q = q(x), q_t = q(t x). The implementation is the form in torch arithmetic.
    """
    M, x, t = p["M"], p["x"], p["t"]
    reference = {
        "M": M, "X": torch.diag_embed(x), "e": torch.ones_like(x), "t": t,
        "q": _by_entries(M, x), "q_t": _by_entries(M, t[:, None] * x),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    found = {"q": _form_output(M, x, reference["q"])}
    found["q_t"] = _form_output(M, t[:, None] * x, reference["q_t"])
    return Measured(reference, found)


HORN = (
    (1, -1, 1, 1, -1),
    (-1, 1, -1, 1, 1),
    (1, -1, 1, -1, 1),
    (1, 1, -1, 1, -1),
    (-1, 1, 1, -1, 1),
)
"""Copositive, and not the sum of a semidefinite and a nonnegative matrix."""


def horn(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The form of the Horn matrix at y = x^2, in its positive and negative part.

    Inputs: x (batch, 5). Names: y1, ..., y5, plus and minus, the form is their difference. The
    implementation is `quartic_form` in torch arithmetic.
    """
    x = p["x"]
    M = torch.tensor(HORN, dtype=x.dtype, device=x.device)
    parts = {"plus": M.clamp(min=0), "minus": (-M).clamp(min=0)}
    whole = {k: part * torch.ones_like(x[:, :1, None]) for k, part in parts.items()}
    reference = {k: _by_entries(part, x) for k, part in whole.items()}
    named = {f"y{i + 1}": x[:, i] * x[:, i] for i in range(5)}
    if not implementation:
        return Measured(named | reference)
    found = {k: _form_output(part, x, reference[k]) for k, part in whole.items()}
    return Measured(named | reference, found)
