"""Gradient descent on a two-layer ReLU network in one pass over the weights a step.

The residual of a step is known only after all neurons; so a block of neurons is first moved along
the gradient of the step before and then, while it is in the cache, contributes to the outputs of
this one. Weights are read and written once a step, gates are kept as bytes, and no graph is built.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, Output, derived, output, plain

from . import networks

BLOCK = {"cpu": 2**16, "cuda": 2**28}
"""Activations (seeds times neurons times inputs) of a block, by device: in float64 half a megabyte,
which a cache holds, and two gigabytes, as on a GPU the start of a block costs more than its
traffic."""


def naive_step(W: Tensor, a: Tensor, X: Tensor, y: Tensor, eta: float) -> tuple[Tensor, Tensor]:
    """The weights after a step on sum_i (u_i - y_i)^2 / 2 by autograd, and the outputs before it.

    W (m, d), a (m,), X (n, d), y (n,).
    """
    W = W.detach().requires_grad_(True)
    u = torch.relu(X @ W.mT) @ a / math.sqrt(len(a))
    (slope,) = torch.autograd.grad(((u - y) ** 2).sum() / 2, W)
    return (W - eta * slope).detach(), u.detach()


def train(
    W: Tensor, a: Tensor, X: Tensor, y: Tensor, eta: float, steps: int
) -> tuple[Tensor, Tensor]:
    """The weights after `steps` steps and the outputs before each of them and at the end.

    W (m, d) or (seeds, m, d), a (m,) or (seeds, m), X (n, d), y (n,); returns the weights and the
    outputs (steps + 1, n) or (steps + 1, seeds, n). W is not changed. Gates are those of autograd:
    off where <w, x> = 0. Raises `ValueError` for other shapes.
    """
    *seeds, m, d = W.shape if W.ndim in (2, 3) else (0, 0)
    n, count = len(X), math.prod(seeds)
    shapes = a.shape == W.shape[:-1] and X.shape == (n, d) and y.shape == (n,)
    if not shapes or m * count == 0 or steps < 0:
        raise ValueError(
            "expected W (m, d) or (seeds, m, d), a (m,) or (seeds, m), X (n, d), y (n,) and "
            f"steps >= 0, got {tuple(W.shape)}, {tuple(a.shape)}, {tuple(X.shape)}, "
            f"{tuple(y.shape)}, {steps}"
        )
    V, sign = W.clone().reshape(count, m, d), a.reshape(count, 1, m)
    root, across = math.sqrt(m), X.mT.contiguous()
    size = max(1, BLOCK[W.device.type] // max(1, n * count))
    parts = [slice(start, min(start + size, m)) for start in range(0, m, size)]
    gates = [
        torch.empty(count, p.stop - p.start, n, dtype=torch.bool, device=W.device) for p in parts
    ]
    high = [torch.empty(g.shape, dtype=W.dtype, device=W.device) for g in gates[:1] + gates[-1:]]
    outputs = torch.zeros(steps + 1, count, n, dtype=W.dtype, device=W.device)
    towards = torch.zeros(count, n, d, dtype=W.dtype, device=W.device)
    for step in range(steps + 1):
        for part, on in zip(parts, gates, strict=True):
            block, signs = V[:, part], sign[:, :, part]
            z = high[on.shape != high[0].shape]
            if step:
                z.copy_(on)
                block.addcmul_(signs.mT, z @ towards, value=-eta / root)
            torch.matmul(block, across, out=z)
            torch.gt(z, 0, out=on)
            outputs[step] += (signs @ z.clamp_min_(0))[:, 0]
        outputs[step] /= root
        torch.mul((outputs[step] - y)[:, :, None], X, out=towards)
    return V.reshape(W.shape), outputs.reshape(steps + 1, *seeds, n)


# What a check measures ----------------------------------------------------------------------------


def loss_gradients(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The square loss along a run of `train`, a row for every step; rows steps * batch.

    Inputs and names as for `models.networks.loss_gradient_at`, at the weights before each step: of
    the run, or of exact steps where no implementation is asked for. Options eta (Fraction), steps,
    exact: nothing is rounded. The implementation gives the outputs u, and the gradient as what a
    step takes from the weights over eta.
    """
    at, a, X, y = (p[name] for name in ("W", "a", "X", "y"))
    eta, steps, ball = options["eta"], options["steps"], type(at)
    known: list[dict[str, Any]] = []
    theirs: list[tuple[Output, Output]] = []
    seen, outputs = _runs(p, float(eta), steps) if implementation else ([], at)
    for k in range(steps):
        slope = networks.loss_gradient(at, a, X, y)
        u = networks.outputs(at, a, X)
        row = {"w": at.flatten(1), "Phi": networks.jacobian(at, a, X), "y": y, "u": u}
        known.append({**row, "gradient": slope.flatten(1)})
        if not implementation:
            at = at - eta * slope
            continue
        size, count = networks.outputs_companion(at, a, X), networks.output_operations(at)
        short = (size + y.abs())[:, :, None, None]
        slopes = (short * networks.gradients_companion(at, a, X)).sum(1)
        told = output(outputs[:, k], size, count)
        moved = output(seen[k], at.abs() + eta * slopes, count + X.shape[1] + 12)
        if options["exact"]:
            told, moved = (Output(o.value, torch.zeros_like(o.explained)) for o in (told, moved))
        taken = (at - ball(moved.value, moved.explained)) / eta
        theirs.append((told, derived(taken.flatten(1), moved)))
        at = ball.exact(seen[k])
    reference = {name: torch.cat([row[name] for row in known]) for name in known[0]}
    if not implementation:
        return Measured(reference)
    outs, slopes = (
        Output(torch.cat([o.value for o in found]), torch.cat([o.explained for o in found]))
        for found in zip(*theirs, strict=True)
    )
    return Measured(reference, {"u": outs, "gradient": slopes})


def _runs(p: Mapping[str, Any], eta: float, steps: int) -> tuple[list[Tensor], Tensor]:
    """W (batch, m, d) after each step, every one from a run of its own, and outputs before them."""
    data = list(zip(*(plain(p[name]) for name in ("W", "a", "X", "y")), strict=True))
    runs = [[train(*row, eta, k + 1) for row in data] for k in range(steps)]
    seen = [torch.stack([moved for moved, _ in run]) for run in runs]
    return seen, torch.stack([told for _, told in runs[-1]])
