"""Gradient descent on a two-layer ReLU network in one pass over the weights a step.

The residual of a step is known only after all neurons; so a block of neurons is first moved along
the gradient of the step before and then, while it is in the cache, contributes to the outputs of
this one. Weights are read and written once a step, gates are kept as bytes, and no graph is built.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

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
