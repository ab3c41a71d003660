"""Lazy training: steps of gradient descent on wide two-layer ReLU networks.

Ours: one pass over the weights a step, see `models.fused_training`. Peer: the usual loop, a graph a
step, one seed after the other; on CUDA it runs a part of the steps of one seed, and its time is
scaled. The CPU takes one seed, as batches of seeds leave the cache, a GPU all of them at once. The
floor is reading and writing all weights once a step, by a copy in the same run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.bench import Case, Contest
from models.fused_training import naive_step, train

ETA = 0.1
PEER = 100  # steps that peers take at most


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    n, d, m, steps, seeds = (size[name] for name in ("n", "d", "m", "steps", "seeds"))
    shown = min(steps, PEER)
    generator = torch.Generator().manual_seed(0)

    def normal(*shape: int) -> Any:
        return torch.randn(*shape, generator=generator, dtype=torch.float64).to(device)

    X, y = normal(n, d), normal(n)
    X = X / torch.linalg.vector_norm(X, dim=1, keepdim=True)
    starts = [
        (normal(seeds, m, d), torch.where(normal(seeds, m) > 0, 1.0, -1.0).double())
        for _ in range(2)
    ]

    def ours(k: int) -> Any:
        return train(*starts[k % 2], X, y, ETA, steps)[1]

    def peer(k: int) -> Any:
        W, a = (array[0] for array in starts[k % 2])
        seen = []
        for _ in range(shown):
            W, u = naive_step(W, a, X, y, ETA)
            seen.append(u)
        return torch.stack(seen)

    def floor(k: int) -> Any:
        W = starts[k % 2][0]
        into = torch.empty_like(W)
        for _ in range(shown):
            into.copy_(W)
        return into

    def verify(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        loss = ((mine - y) ** 2).sum(-1)
        assert bool((loss[1:] <= loss[:-1]).all()), "the loss of a lazy run never grows"
        assert torch.equal(theirs.get("floor: a copy a step", starts[0][0]), starts[0][0])
        for found in (f for name, f in theirs.items() if not name.startswith("floor")):
            # Each first output is a sum of m terms of d products, rounded m + d + 8 times at most
            # by either side; |x| = 1. Later steps are tied bit for bit by a test, on exact data.
            scale = torch.linalg.vector_norm(starts[0][0][0], dim=1).sum() / m**0.5
            assert bool(((found[0] - mine[0, 0]).abs() <= (m + d + 8) * 2.0**-51 * scale).all())
        return {"largest last loss": float(loss[-1].max())}

    return Contest(
        ours,
        {"autograd loop": peer, "floor: a copy a step": floor},
        verify,
        part={"autograd loop": shown / steps / seeds, "floor: a copy a step": shown / steps},
        work={"bytes": 2.0 * 8 * seeds * m * d * steps},
    )


def _size(m: int, steps: int, seeds: int = 1) -> dict[str, Any]:
    return {"n": 64, "d": 16, "m": m, "steps": steps, "seeds": seeds}


CASE = Case(
    name="lazy_training",
    title="lazy training",
    prepare=prepare,
    small=_size(256, 5),
    full=[_size(10_000, 100), _size(1_000_000, 3)],
    cuda=[_size(m, 1000, 64) for m in (10_000, 100_000, 1_000_000)],
    growth=[_size(m, 20) for m in (10_000, 20_000, 40_000)],
    grows="m",
    exponent=1.0,
    limits={
        "cpu": "at m = 1e4 the weights of the loop stay in the cache too",
    },
    goals={
        "cpu": "2x over the autograd loop",
        "cuda": "64 seeds of 1000 steps: 30x over the loop, within 2x of the traffic floor",
    },
)
