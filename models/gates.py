"""Gates of ReLU neurons that move: flips, slabs around hyperplanes, and exact laws of slabs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata import laws
from lemmata.measure import Measured, plain

from . import networks


def moved_neuron(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A neuron w, moved to u, and an input x (batch, d); R = |u - w|. Names: w, u, x, R."""
    return Measured({**p, "R": torch.linalg.vector_norm(p["u"] - p["w"], dim=-1)})


def slab(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The exact probability that a standard normal number is in [-R, R].

    Names: R, s = 2 Phi(R) - 1, nothing = 0, density (of |z| at R), root = sqrt(2 pi).
    """
    one = torch.ones_like(p["R"])
    root = torch.sqrt(8 * torch.atan(one))
    density = 2 * torch.exp(-p["R"] * p["R"] / 2) / root
    s = 2 * laws.normal_cdf(p["R"]) - 1
    return Measured({"R": p["R"], "s": s, "nothing": 0 * one, "density": density, "root": root})


def crowded_slab(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The exact probability that more than 2 q m of m neurons are in slabs of probability q.

    Inputs (batch,): q, a multiple of 1/1024 up to 1/2, and m, a whole number. Names: q, m, tail,
    and decay = exp(-m q / 3).
    """
    m, q = p["m"], p["q"]
    more = torch.floor(2 * plain(q) * plain(m))
    return Measured(
        {"q": q, "m": m, "tail": laws.binomial_tail(more + 1, m, q), "decay": torch.exp(-m * q / 3)}
    )


def gate_pairs(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Gates of two inputs before and after a move, and whether the neuron is in their slabs.

    Names: g, h, G, H, s, t, each (batch,).
    """
    return Measured(dict(p))


def moved_kernel(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Tangent kernels at inputs X (batch, n, d) before and after neurons W (batch, m, d) move to U.

    Names: apart = |H(U) - H(W)|_2 and envelope = sum_ij |<x_i, x_j>| (s_i + s_j), s_i the share of
    neurons with |<w_k, x_i>| <= R |x_i|, R the largest |u_k - w_k|.
    """
    X, W, U = p["X"], p["W"], p["U"]
    spectrum = torch.linalg.eigvalsh(networks.kernel(U, X) - networks.kernel(W, X))
    R = torch.linalg.vector_norm(U - W, dim=-1).amax(1)
    near = torch.abs(W @ X.mT) <= R[:, None, None] * torch.linalg.vector_norm(X, dim=-1)[:, None]
    one = torch.ones_like(W @ X.mT)
    s = torch.where(near, one, 0 * one).mean(1)
    gram = X @ X.mT
    return Measured(
        {
            "apart": torch.maximum(spectrum[:, -1], -spectrum[:, 0]),
            "envelope": (torch.abs(gram) * (s[:, :, None] + s[:, None])).sum((-2, -1)),
        }
    )


def moved_preactivation(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Preactivations z and u (batch,) with their gates g and G, 1 above 0 and 0 elsewhere."""
    one = torch.ones_like(p["z"])
    gates = {name: torch.where(p[at] > 0, one, 0 * one) for name, at in (("g", "z"), ("G", "u"))}
    return Measured({**p, **gates})


def linearised(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The first input of `moved_kernel`'s layers, a row for every k = 0, ..., m - 1.

    Names: k; e_k, a_k times the error of linearising neuron k at W; s_k, if it is in the slab; E_k,
    E_next, E_0 and S_k, S_next, S_0, their sums; R, the largest |u_k - w_k|; X = |x|.
    """
    x, W, U = p["X"][:, :1], p["W"], p["U"]
    z, u = (W @ x.mT)[..., 0], (U @ x.mT)[..., 0]
    on = networks.patterns(W, x)[:, 0]
    e = p["a"] * (torch.relu(u) - torch.relu(z) - on * (u - z))
    R = torch.linalg.vector_norm(U - W, dim=-1).amax(1)
    X = torch.linalg.vector_norm(x[:, 0], dim=-1)
    one = torch.ones_like(z)
    s = torch.where(torch.abs(z) <= (R * X)[:, None], one, 0 * one)
    nothing, m = 0 * one[:, 0], W.shape[1]
    sums = [(nothing, nothing)]
    for j in range(m):
        sums.append((sums[-1][0] + e[:, j], sums[-1][1] + s[:, j]))
    rows = {
        "k": [j * one[:, 0] for j in range(m)], "e_k": e.unbind(1), "s_k": s.unbind(1),
        "E_k": [E for E, _ in sums[:-1]], "E_next": [E for E, _ in sums[1:]],
        "S_k": [S for _, S in sums[:-1]], "S_next": [S for _, S in sums[1:]],
        "E_0": [nothing] * m, "S_0": [nothing] * m, "R": [R] * m, "X": [X] * m,
    }  # fmt: skip
    return Measured({name: torch.cat(list(parts)) for name, parts in rows.items()})
