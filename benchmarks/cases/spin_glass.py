"""Energy, gradient and Hessian of the spherical 3-spin glass at a point.

Peers: `torch.func` on the definition, and contractions of the raw tensor by einsum. The limit is
the bandwidth of reading, measured in the same run by summing an array of the same size.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.func import grad

from lemmata.bench import Case, Contest, clock
from models.spin_glass import SpinGlass, contracted, naive_energy

from ._peers import func_hessian

LARGEST_HESSIAN = 200
"""N up to which the peer may build its Hessian: forward over reverse holds N tensors (N, N)."""


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    N = size["N"]
    generator = torch.Generator().manual_seed(0)
    g = torch.randn(N, N, N, generator=generator, dtype=torch.float64).to(device)
    points = torch.randn(8, N, generator=generator, dtype=torch.float64).to(device)
    points = points * (N**0.5) / torch.linalg.vector_norm(points, dim=1, keepdim=True)
    glass = SpinGlass.of(g)

    def ours(k: int) -> Any:
        return glass.derivatives(points[k % 8])

    def einsum(k: int) -> Any:
        return contracted(g, points[k % 8])

    def autodiff(k: int) -> Any:
        x = points[k % 8]
        energy = lambda y: naive_energy(g, y)  # noqa: E731
        return energy(x), grad(energy)(x), func_hessian(energy)(x)

    peers, absent = {"einsum on the raw tensor": einsum}, {}
    if N <= LARGEST_HESSIAN:
        peers["torch.func"] = autodiff
    else:
        absent["torch.func"] = f"its Hessian at N = {N} takes minutes"

    def verify(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        # Every number is a sum of at most 6 N^3 products of terms whose absolute values sum to at
        # most the same expression in |g| and |x|.
        bound = [v.abs().amax() for v in contracted(g.abs(), points[0].abs())]
        for name, found in theirs.items():
            for a, b, most in zip(mine, found, bound, strict=True):
                assert bool(((a - b).abs() <= 8 * N * 2.0**-53 * most * 6).all()), name
        rows = glass.rows.flatten()
        taken = min(clock(rows.sum, device)[0] for _ in range(5))
        passed = min(clock(lambda: ours(0), device)[0] for _ in range(5))
        share = (rows.nbytes / passed) / (rows.nbytes / taken)
        return {
            "share of the read bandwidth": share,
            "bandwidth in GB/s": rows.nbytes / taken / 1e9,
        }

    return Contest(ours, peers, verify, absent=absent, work={"bytes": float(glass.rows.nbytes)})


CASE = Case(
    name="spin_glass",
    title="3-spin glass: energy, gradient and Hessian",
    prepare=prepare,
    small={"N": 40},
    full=[{"N": 200}, {"N": 400}],
    growth=[{"N": N} for N in (100, 200, 400)],
    grows="N",
    exponent=3.0,
    limits={
        "cpu": "the couplings are read once, as fast as they can be summed; keeping a third of "
        "them, i <= j <= k, costs in further products and sums what it saves in reading",
    },
    goals={
        "cpu": "2500x over torch.func at N = 200; 50x over einsum and 70 % of the bandwidth at 400",
        "cuda": "70 % of the bandwidth",
    },
)
