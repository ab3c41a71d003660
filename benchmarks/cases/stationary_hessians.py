"""The Hessians of sum_i x_i^4 on the sphere at all its 3^d - 1 stationary points c / sqrt(s).

With c in {-1, 0, 1}^d, s = |c|^2, the Hessian is 4 K / s^2 with K = s (3 diag(c^2) - I) - 2 c c',
integers. Ours: for every point the matrix is formed and K (K - 2 s) (K + s) = 0, K c = 0 and its
trace are decided exactly, which fixes the spectrum: 2 s (s - 1 times), 0 (once), -s (d - s times).
Peer: a loop of `eigvalsh`, one point after the other, on a part of the points.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import comb
from typing import Any

import torch

from lemmata.bench import Case, Contest, clock

CHUNK = 3**9
PEER = 300
"""Points that the peer does."""


def _points(first: int, count: int, d: int, device: str) -> Any:
    """Stationary points first, first + 1, ... as vectors c of entries -1, 0, 1; (count, d)."""
    at = torch.arange(first, first + count, device=device)
    digits = [(at // 3**i) % 3 - 1 for i in range(d)]
    return torch.stack(digits, 1).to(torch.float32)


def _hessians(c: Any, s: Any) -> Any:
    """K for points c (count, d) with s = |c|^2; exact in float32."""
    diagonal = s[:, None] * (3 * c * c - 1)
    return torch.diag_embed(diagonal) - 2 * c[:, :, None] * c[:, None, :]


def _verified(d: int, device: str) -> Any:
    """How many points have each s, once all their Hessians are verified; (d + 1,)."""
    counts = torch.zeros(d + 1, dtype=torch.int64, device=device)
    total, right = 3**d, torch.ones((), dtype=torch.bool, device=device)
    for first in range(0, total, CHUNK):
        c = _points(first, min(CHUNK, total - first), d, device)
        s = (c * c).sum(1)
        K = _hessians(c, s)
        right &= (K @ c[:, :, None] == 0).all()
        # |entries| of K are at most 3 d, those of the product below 2^24 for d <= 15.
        part = K @ K
        part += s[:, None, None] * K
        cubic = K @ part - 2 * s[:, None, None] * part
        right &= (cubic == 0).all()
        trace = K.diagonal(dim1=1, dim2=2).sum(1)
        right &= (trace == 2 * s * (s - 1) - s * (d - s)).all()
        counts += torch.bincount(s.to(torch.int64), minlength=d + 1)
    counts[0] -= 1  # c = 0 is no point
    return counts, right


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    d = size["d"]

    def ours(k: int) -> Any:
        return _verified(d, device)

    def peer(k: int) -> Any:
        first = (3**d) // 2 + 1 + k
        c = _points(first, min(PEER, 3**d - first), d, device)
        s = (c * c).sum(1)
        x = (c / s.sqrt()[:, None]).to(torch.float64)
        found = []
        for row in x:
            P = torch.eye(d, dtype=torch.float64, device=device) - torch.outer(row, row)
            H = P @ torch.diag(12 * row * row) @ P - 4 * (row**4).sum() * P
            found.append(torch.linalg.eigvalsh(H))
        return c, s, torch.stack(found)

    def verify(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        counts, right = mine
        assert bool(right), "a Hessian has another spectrum"
        assert counts.tolist()[1:] == [comb(d, s) * 2**s for s in range(1, d + 1)]
        for _, s, values in theirs.values():
            # The spectrum is 8 / s, 0 and -4 / s: half-way between the last two.
            negative = (values < -2 / s[:, None]).sum(1)
            assert torch.equal(negative, (d - s).to(torch.int64))
        taken = clock(lambda: ours(0), device)[0]
        entries = (3**d - 1) * d * d
        found = {"points": 3**d - 1, "entries": entries}
        return {**found, "GB/s of Hessians": 4.0 * entries / taken / 1e9}

    part = min(1.0, PEER / 3**d)
    return Contest(
        ours,
        {"loop over eigvalsh": peer},
        verify,
        part={"loop over eigvalsh": part},
        work={"instances": float(3**d)},
    )


CASE = Case(
    name="stationary_hessians",
    title="Hessians at all stationary points of the 4-tensor",
    prepare=prepare,
    small={"d": 6},
    full=[{"d": 11}],
    cuda=[{"d": 15}],
    growth=[{"d": d} for d in (7, 8, 9)],
    grows="entries",
    exponent=1.0,
    goals={"cuda": "memory-bound: the share of 4.3 TB/s"},
)
