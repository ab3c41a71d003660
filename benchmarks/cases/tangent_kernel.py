"""The empirical tangent kernel of a two-layer ReLU network: gates counted in integers.

Peers: the Jacobians of `torch.func`, contracted (they hold n m d numbers: small sizes only), and
the closed form with gates in float64. The counts are bit-equal to those of float64.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.func import functional_call, jacrev

from lemmata.bench import Case, Contest
from models.counted_kernel import gate_counts
from models.networks import TwoLayerReLU

LARGEST_JACOBIAN = 2**29
"""Numbers that the contraction may hold: 4 GB."""


def _contraction(W: Any, a: Any, X: Any) -> Any:
    net = TwoLayerReLU(W, a)
    parameters = {"W": net.W.detach()}
    buffers = dict(net.named_buffers())
    J = jacrev(lambda p: functional_call(net, (p, buffers), (X,)))(parameters)["W"].flatten(1)
    return J @ J.mT


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    n, d, m = size["n"], size["d"], size["m"]
    generator = torch.Generator().manual_seed(0)

    def normal(*shape: int) -> Any:
        return torch.randn(*shape, generator=generator, dtype=torch.float64).to(device)

    inputs = [(normal(m, d), normal(n, d)) for _ in range(2)]
    a = torch.where(torch.arange(m, device=device) % 2 == 0, 1.0, -1.0).to(torch.float64)

    def ours(k: int) -> Any:
        W, X = inputs[k % 2]
        return (X @ X.mT) * gate_counts(W, X) / m

    def closed(k: int) -> Any:
        W, X = inputs[k % 2]
        on = (X @ W.mT > 0).to(torch.float64)
        return (X @ X.mT) * (on @ on.mT) / m

    def contracted(k: int) -> Any:
        W, X = inputs[k % 2]
        return _contraction(W, a, X)

    peers = {"closed form in float64": closed}
    absent = {}
    if n * m * d <= LARGEST_JACOBIAN:
        peers["torch.func jacrev, contracted"] = contracted
    else:
        absent["torch.func jacrev, contracted"] = f"its Jacobian has {n * m * d:.2g} numbers"

    def verify(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        W, X = inputs[0]
        on = (X @ W.mT > 0).to(torch.float64)
        counts = (on @ on.mT).to(torch.int32)
        assert torch.equal(gate_counts(W, X), counts), "the counts differ from those of float64"
        # Every chain has m d + d roundings at most; |x_i| |x_j| bounds an entry.
        length = torch.linalg.vector_norm(X, dim=1)
        allowed = (m * d + d + 8) * 2.0**-53 * length[:, None] * length[None] * 2
        for name, kernel in theirs.items():
            assert bool(((kernel - mine).abs() <= allowed).all()), f"{name} disagrees"
        return {"counts bit-equal to float64": True}

    return Contest(
        ours, peers, verify, absent=absent, work={"flops": 2.0 * n * m * d + 2.0 * n * n * m}
    )


CASE = Case(
    name="tangent_kernel",
    title="empirical tangent kernel, two-layer ReLU",
    prepare=prepare,
    small={"n": 32, "d": 16, "m": 1000},
    full=[{"n": 256, "d": 128, "m": 10_000}, {"n": 1024, "d": 128, "m": 100_000}],
    growth=[{"n": 256, "d": 128, "m": m} for m in (5_000, 10_000, 20_000)],
    grows="m",
    exponent=1.0,
    memory=[{"n": 256, "d": 128, "m": 10_000}],
    goals={
        "cpu": "250x over the contraction and 30 MB at n = 256; 8x over float64 at n = 1024",
        "cuda": "to be measured",
    },
)
