"""Gradient descent on a two-layer ReLU network in one pass over the weights a step.

The residual of a step is known only after all neurons; so a block of neurons is first moved along
the gradient of the step before and then, while it is in the cache, contributes to the outputs of
this one. Weights are read and written once a step, gates are kept as bytes, and no graph is built.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

BLOCK = 2**16
"""Activations (neurons times inputs) of a block: half a megabyte in float64."""


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

    W (m, d), a (m,), X (n, d), y (n,); returns (m, d) and (steps + 1, n). W is not changed. Gates
    are those of autograd: off where <w, x> = 0. Raises `ValueError` for other shapes.
    """
    m, n = len(W), len(X)
    if W.shape != (m, X.shape[1]) or a.shape != (m,) or y.shape != (n,) or m == 0 or steps < 0:
        raise ValueError(
            f"expected W (m, d), a (m,), X (n, d), y (n,) and steps >= 0, got {tuple(W.shape)}, "
            f"{tuple(a.shape)}, {tuple(X.shape)}, {tuple(y.shape)}, {steps}"
        )
    W, root, across = W.clone(), math.sqrt(m), X.mT.contiguous()
    size = max(1, BLOCK // max(1, n))
    parts = [slice(start, min(start + size, m)) for start in range(0, m, size)]
    gates = torch.empty(m, n, dtype=torch.bool, device=W.device)
    high = torch.empty(min(size, m), n, dtype=W.dtype, device=W.device)
    outputs = torch.zeros(steps + 1, n, dtype=W.dtype, device=W.device)
    towards = torch.zeros_like(X)
    for step in range(steps + 1):
        for part in parts:
            block, sign, on = W[part], a[part], gates[part]
            z = high[: len(block)]
            if step:
                z.copy_(on)
                torch.addcmul(block, sign[:, None], z @ towards, value=-eta / root, out=block)
            torch.mm(block, across, out=z)
            torch.gt(z, 0, out=on)
            outputs[step] += sign @ z.clamp_min_(0)
        outputs[step] /= root
        torch.mul((outputs[step] - y)[:, None], X, out=towards)
    return W, outputs
