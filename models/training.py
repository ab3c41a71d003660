"""Gradient descent on two-layer ReLU networks, with the certificate computed at initialisation.

The iterates are those of the network in the slot `network`, moved by the algorithm in the slot
`descent`; every iterate is an instance, its exact step and residual are enclosed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, derived, output, plain

from . import descent, networks

RADII = tuple(2.0**-k for k in range(8, 0, -1))
"""Radii that are tried for a certificate, the smallest that gives one first."""


def _iterates(p: Mapping[str, Any], eta: float, steps: int) -> list[Tensor]:
    """W (batch, m, d) before each step and after the last."""
    a, X, y = (plain(p[name]) for name in ("a", "X", "y"))
    W = plain(p["W"]).detach().clone()
    algorithm = descent.IMPLEMENTATION([W], lr=eta)
    seen = [W.clone()]
    for _ in range(steps):
        module = networks.Networks(W, a)
        down, _ = module.descent(X, y, networks.half_squares)
        W.grad = -down[module.first]
        algorithm.step()
        seen.append(W.detach().clone())
    return seen


def _norm(array: Any) -> Any:
    return torch.linalg.vector_norm(array, dim=-1)


def _largest(symmetric: Any) -> Any:
    """The spectral norm of symmetric matrices."""
    spectrum = torch.linalg.eigvalsh(symmetric)
    return torch.maximum(spectrum[:, -1], -spectrum[:, 0])


def certificate(p: Mapping[str, Any]) -> dict[str, Any]:
    """R, lam and s (batch,) with lam - n s > 0 and sqrt(n / m) |r| <= (lam - n s) R, if one exists.

    For a radius R: s_i is the share of neurons with |<w_k, x_i>| <= R |x_i|, s their maximum, E the
    matrix of |<x_i, x_j>| times the share of neurons in either slab, lam = lam_min(H(0)) - |E|_2.
    Rows without a certificate keep the largest radius, at which lam - n s <= 0 as a rule.
    """
    W, X = p["W"], p["X"]
    n, m = X.shape[1], W.shape[1]
    z, size = torch.abs(X @ W.mT), _norm(X)
    start = _norm(networks.outputs(W, p["a"], X) - p["y"])
    lowest = torch.linalg.eigvalsh(networks.kernel(W, X))[:, 0]
    gram = torch.abs(X @ X.mT)
    one = torch.ones_like(z)
    found: dict[str, Any] = {}
    for radius in reversed(RADII):
        slab = torch.where(z <= radius * size[..., None], one, 0 * one)
        out = 1 - slab
        either = 1 - (out @ out.mT) / m
        s = slab.mean(-1).amax(1)
        lam = lowest - _largest(gram * either)
        here = {"R": radius * torch.ones_like(s), "lam": lam, "s": s}
        rate = lam - n * s
        enough = (rate > 0) & (start * Fraction(n, m) ** 0.5 <= rate * radius)
        good = getattr(enough, "certainly", enough)
        found = {k: torch.where(good, v, found[k]) for k, v in here.items()} if found else here
    return found


def _rows(p: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[list[Tensor], dict[str, Any]]:
    return _iterates(p, float(options["eta"]), options["steps"]), certificate(p)


def step_of_descent(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """One step from every iterate of a run. Inputs: W, a, X, y; options: eta (Fraction), steps.

    Names: N and N1, |f - y| before and after; A = |(I - eta H) r| with the kernel at the iterate;
    E, the size of what flips add; eta; n; lam and s of `certificate`.
    """
    seen, found = _rows(p, options)
    a, X, y, eta = p["a"], p["X"], p["y"], options["eta"]
    ball = type(p["W"])
    n = X.shape[1]
    rows: dict[str, list[Any]] = {name: [] for name in ("N", "N1", "A", "E", "theirs")}
    for before, after in pairwise(seen):
        W = ball.exact(before) if hasattr(ball, "exact") else ball.from_tensor(before)
        G = networks.loss_gradient(W, a, X, y)
        r = networks.outputs(W, a, X) - y
        r1 = networks.outputs(W - eta * G, a, X) - y
        straight = r - eta * (networks.kernel(W, X) @ r[..., None])[..., 0]
        for name, value in (("N", r), ("N1", r1), ("A", straight), ("E", r1 - straight)):
            rows[name].append(_norm(value))
        if implementation:
            weights = networks.gradients_companion(W, a, X)
            size = y.abs() + networks.outputs_companion(W, a, X)
            companion = W.abs() + eta * (size[:, :, None, None] * weights).sum(1)
            made = output(after, companion, networks.output_operations(W) + n + 12)
            moved = ball(made.value, made.explained)
            rows["theirs"].append(_norm(networks.outputs(moved, a, X) - y))
    count = len(seen) - 1
    one = torch.ones_like(found["s"])
    shared = {"lam": found["lam"], "s": found["s"], "eta": eta * one, "n": n * one}
    reference = {name: torch.cat(rows[name]) for name in ("N", "N1", "A", "E")}
    reference |= {name: torch.cat([value] * count) for name, value in shared.items()}
    if not implementation:
        return Measured(reference)
    theirs = torch.cat(rows["theirs"])
    return Measured(reference, {"N1": derived(theirs)})


def run_of_descent(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A run, a row for every iterate but the last; inputs and options as for `step_of_descent`.

    Names: k; N_k, N_next, N_0, sizes of the residual; D_k, D_next, D_0, the largest distance of a
    neuron from its start; eta; rate = lam - n s and R of `certificate`; c = sqrt(n / m).
    """
    seen, found = _rows(p, options)
    a, X, y = p["a"], p["X"], p["y"]
    ball = type(p["W"])
    n, m = X.shape[1], p["W"].shape[1]
    N, D = [], []
    for state in seen:
        W = ball.exact(state) if hasattr(ball, "exact") else ball.from_tensor(state)
        N.append(_norm(networks.outputs(W, a, X) - y))
        D.append(_norm(W - p["W"]).amax(1))
    one, count = torch.ones_like(N[0]), len(seen) - 1
    shared = {
        "N_0": N[0], "D_0": D[0], "eta": options["eta"] * one, "R": found["R"],
        "rate": found["lam"] - n * found["s"], "c": torch.sqrt(one * n / m),
    }  # fmt: skip
    rows = {"N_k": N[:-1], "N_next": N[1:], "D_k": D[:-1], "D_next": D[1:]}
    rows["k"] = [k * one for k in range(count)]
    rows |= {name: [value] * count for name, value in shared.items()}
    return Measured({name: torch.cat(value) for name, value in rows.items()})
