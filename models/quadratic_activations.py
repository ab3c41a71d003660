"""Networks of one hidden layer with quadratic activations, |W x|^2, and their squared loss.

One example at an unused hidden unit, and sums over examples in terms of W' W. Derivatives come from
the slot `autodiff`; the functions run on tensors, balls and high-precision arrays alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata import inner
from lemmata.measure import Measured, Output, plain

from . import autodiff, pca
from .pca import returned
from .pinned import pinned
from .two_layer_networks import applied, orthonormal, rank_one


def square_loss_term(W: Any, x: Any, y: Any) -> Any:
    """(|W x|^2 - y)^2 / 2 as a SymPy term, for W (h, d), x (d, 1) and a number y."""
    return (inner(W * x, W * x) - y) ** 2 / 2


def square_loss(W: Any, x: Any, y: Any) -> Any:
    """(|W x|^2 - y)^2 / 2 for W (batch, h, d), x (batch, d), y (batch,); shape (batch,)."""
    hidden = applied(W, x)
    return ((hidden * hidden).sum(-1) - y) ** 2 / 2


def _form(H: Any, D: Any) -> Any:
    """<D, H D> for H (batch, n, n) and D (batch, h, d) with n entries; shape (batch,)."""
    v = D.reshape(D.shape[0], -1)
    return (v * applied(H, v)).sum(-1)


def _quadratic_curvature(W: Any, D: Any, x: Any, miss: Any) -> Any:
    hidden, moved = applied(W, x), applied(D, x)
    return 4 * (hidden * moved).sum(-1) ** 2 + 2 * miss * (moved * moved).sum(-1)


def quadratic_unit(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """One example of a network with quadratic activations, and an unused direction a.

    Inputs: turn (batch, h), W, D (batch, h, d), x, u (batch, d), y, t, length (batch,). a is
    `length` times the first column of the reflection of `turn`, whose part of W is dropped.
    Derivatives come from the slot `autodiff`.
    """
    basis = pca.reflection(p["turn"])
    keep = torch.ones_like(p["W"])
    keep = torch.cat([0 * keep[:, :1], keep[:, 1:]], 1)
    W, x, y, u, D = basis @ (p["W"] * keep), p["x"], p["y"], p["u"], p["D"]
    a = p["length"][:, None] * basis[:, :, 0]
    along = rank_one(a, u)
    hidden = applied(W, x)
    miss = (hidden * hidden).sum(-1) - y
    reference = {
        **{name: p[name] for name in ("x", "y", "u", "D", "t")}, "W": W, "a": a,
        "loss": square_loss(W, x, y), "slope": (2 * miss)[:, None, None] * rank_one(hidden, x),
        "curvature": _quadratic_curvature(W, D, x, miss),
        "unused": _quadratic_curvature(W, along, x, miss),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    shape, numbers = W.shape, (plain(x), plain(y))

    def value(w: Tensor) -> Tensor:
        risk: Tensor = square_loss(w.reshape(-1, *shape[1:]), *numbers)
        return risk

    flat, theirs = plain(W).reshape(len(W), -1), autodiff.AUTODIFF()
    size, x_size, depth = applied(W.abs(), x.abs()), x.abs(), shape[1] + shape[2] + 10
    miss_size = (size * size).sum(-1) + y.abs()
    slope = theirs.gradient(value, flat).reshape(shape)
    H = theirs.hessian(value, flat)
    found = {
        "slope": returned(slope, (2 * miss_size)[:, None, None] * rank_one(size, x_size),
                          reference["slope"], depth),
    }  # fmt: skip
    for name, way in (("curvature", D), ("unused", along)):
        bound = _quadratic_curvature(W.abs(), way.abs(), x_size, miss_size)
        form = _form(H, plain(way))
        found[name] = returned(form, bound, reference[name], depth + 2 * shape[1] * shape[2])
    return Measured(reference, found)


def _quadratic_risk(S: Any, inputs: Any, labels: Any) -> Any:
    """The sum of (<x, S x> - y)^2 / 2: S (batch, d, d), inputs (batch, n, d), labels (batch, n)."""
    outputs = ((inputs @ S) * inputs).sum(-1)
    return ((outputs - labels) ** 2).sum(-1) / 2


@pinned
def quadratic_rival(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Weights that fit some examples and ignore the inputs of others, and rival weights V.

    Inputs: basis (batch, d), C (batch, h, c), fitted (batch, n, d), coordinates (batch, l, d - c)
    with d - c >= 1, excess (batch, l) >= 0, V (batch, h, d), turn (batch, h), noise (batch,).
    W = C B' for the first c columns B of the reflection of `basis`. The first n examples are
    fitted; the inputs of the others are combinations of the remaining columns, W maps them to 0,
    their labels are -excess: so W G = 0, and G is semidefinite. Where noise >= 0 the rival is W,
    turned, plus noise times V. F is the squared loss; G comes from the slot `autodiff`.
    """
    basis, c = pca.reflection(p["basis"]), p["C"].shape[2]
    W = p["C"] @ basis[:, :, :c].mT
    ignored = p["coordinates"] @ basis[:, :, c:].mT
    fitted = p["fitted"] @ W.mT
    inputs = torch.cat([p["fitted"], ignored], 1)
    labels = torch.cat([(fitted * fitted).sum(-1), -p["excess"]], 1)
    noise = p["noise"][:, None, None]
    V = torch.where(noise >= 0, pca.reflection(p["turn"]) @ W + noise * p["V"], p["V"])
    X = W.mT @ W
    G = ignored.mT @ (p["excess"][:, :, None] * ignored)
    reference = {
        "W": W, "V": V, "G": G, "here": _quadratic_risk(X, inputs, labels),
        "there": _quadratic_risk(V.mT @ V, inputs, labels),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"G": _risk_gradient(W, inputs, labels, G)})


def _risk_gradient(W: Any, inputs: Any, labels: Any, enclosure: Any) -> Output:
    """The gradient of `_quadratic_risk` at W' W by the slot `autodiff`; shape (batch, d, d)."""
    known, (examples, d) = (plain(inputs), plain(labels)), inputs.shape[1:]

    def value(s: Tensor) -> Tensor:
        risk: Tensor = _quadratic_risk(s.reshape(-1, d, d), *known)
        return risk

    at = plain(W.mT @ W).reshape(-1, d * d)
    slope = autodiff.AUTODIFF().gradient(value, at).reshape(enclosure.shape)
    sizes, size = inputs.abs(), W.abs().mT @ W.abs()
    miss = ((sizes @ size) * sizes).sum(-1) + labels.abs()
    bound = sizes.mT @ (miss[:, :, None] * sizes)
    return returned(slope, bound, enclosure, 4 * d + examples + W.shape[1] + 8)


def quadratic_fit(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Weights of rank d that fit all examples, and a rival Z (batch, d, d) of W' W.

    Inputs: turn (batch, h), sizes (batch, d), W = diag(sizes) below the other columns of the
    reflection of `turn`; examples (batch, n, d), Z, level (batch,), added to F. G comes from the
    slot `autodiff`.
    """
    columns, sizes = orthonormal(p["turn"], p["sizes"].shape[1]), p["sizes"][:, None, :]
    W, inputs, Z = columns * sizes, p["examples"], p["Z"]
    labels = ((inputs @ W.mT) ** 2).sum(-1)
    X = W.mT @ W
    reference = {
        "W": W, "B": (columns / sizes).mT, "G": 0 * X, "Z": Z,
        "here": p["level"], "there": _quadratic_risk(Z, inputs, labels) + p["level"],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"G": _risk_gradient(W, inputs, labels, 0 * X)})
