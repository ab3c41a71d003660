"""Linear networks of any depth: products of layers, curves through unused units, full rank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, plain

from . import autodiff, pca
from .pca import returned
from .two_layer_networks import applied, loss, orthonormal, rank_one, total


def product(layers: list[Any], one: Any) -> Any:
    """The product of the layers, the last one on the left; `one` when there is none."""
    result = one
    for layer in layers:
        result = layer @ result
    return result


def deep_curve(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A deep network with a unit vector c_i in each hidden layer that both neighbours ignore.

    Inputs: W0, W1, ... the layers, the lowest first; turn0, ... directions of reflections, one for
    each hidden layer, c_i the first column; v (batch, n), M (batch, m, n), t (batch,). Each layer
    moves by t c_i c_(i-1)', c_0 = v; the last one by t u c'. `moved` is the product of the moved
    layers, `X` that of the others before, s = t^(depth - 1). W is the last layer, c the last unit
    vector; W1, W2, ... and c1, c2, ... are all of them.
    """
    depth, v, t, M = options["depth"], p["v"], p["t"], p["M"]
    bases = [pca.reflection(p[f"turn{i}"]) for i in range(depth - 1)]
    units = [basis[:, :, 0] for basis in bases]
    layers = []
    for i in range(depth):
        raw = p[f"W{i}"]
        rows, columns = torch.ones_like(raw[:, :, :1]), torch.ones_like(raw[:, :1])
        if i < depth - 1:
            rows = torch.cat([0 * rows[:, :1], rows[:, 1:]], 1)
        if i > 0:
            columns = torch.cat([0 * columns[:, :, :1], columns[:, :, 1:]], 2)
        layer = raw * rows * columns
        layer = bases[i] @ layer if i < depth - 1 else layer
        layers.append(layer @ bases[i - 1].mT if i > 0 else layer)
    lower = product(layers[1:-1], layers[0])
    R = layers[-1] @ lower - M
    u = -applied(R, v)
    starts, ends = [v, *units], [*units, u]
    steps = [
        W + t[:, None, None] * rank_one(to, start)
        for W, to, start in zip(layers, ends, starts, strict=True)
    ]
    moved = product(steps[1:], steps[0])
    reference = {
        "W": layers[-1], "X": lower, "c": units[-1], "u": u, "s": t ** (depth - 1), "M": M,
        "v": v, "t": t, "moved": moved,
        "before": total(R * R) / 2, "after": total((moved - M) ** 2) / 2,
        **{f"W{i + 1}": layer for i, layer in enumerate(layers)},
        **{f"c{i + 1}": unit for i, unit in enumerate(units)},
    }  # fmt: skip
    return Measured(reference)


def full_rank(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """One layer W (batch, h, g) between L of rank m <= h and K of rank n <= g.

    Inputs: W, M (batch, m, n), above (batch, h), below (batch, g), directions of reflections; up
    (batch, m), down (batch, n), the singular values; exact (batch,): 1 makes M = L W K. The
    gradient comes from the slot `autodiff`.
    """
    W, up, down = p["W"], p["up"][:, None, :], p["down"][:, None, :]
    high = orthonormal(p["above"], up.shape[2])
    low = orthonormal(p["below"], down.shape[2])
    L, K = (high * up).mT, low * down
    M = torch.where(p["exact"][:, None, None] == 1, L @ W @ K, p["M"])
    slope = L.mT @ (L @ W @ K - M) @ K.mT
    reference = {
        "W": W, "L": L, "K": K, "M": M, "P": (high / up).mT, "Q": low / down, "slope": slope,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    numbers, shape = [plain(array) for array in (L, K, M)], W.shape

    def value(w: Tensor) -> Tensor:
        L, K, M = numbers
        risk: Tensor = loss(w.reshape(-1, *shape[1:]) @ K, L, M)
        return risk

    theirs = autodiff.AUTODIFF().gradient(value, plain(W).reshape(len(W), -1)).reshape(shape)
    size = L.abs().mT @ (L.abs() @ W.abs() @ K.abs() + M.abs()) @ K.abs().mT
    operations = 2 * (shape[1] + shape[2]) + M.shape[1] + M.shape[2] + 6
    return Measured(reference, {"slope": returned(theirs, size, slope, operations)})
