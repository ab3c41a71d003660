"""The infinite-width ReLU kernel of n inputs, among them nearly parallel and opposite ones.

Peer: the arc cosine of the cosine, the form in textbooks. The errors of both are measured against
python-flint at 200 bits, on pairs at angles from 1e-12 to pi, for unit inputs as given in float64.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import flint
import torch

from lemmata.bench import Case, Contest
from models.infinite_width import infinite_width

ANGLES = [10.0**-e for e in range(12, 0, -1)] + [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, math.pi - 1e-7]


def _exact(x: Any, y: Any) -> Any:
    """The kernel entry of two inputs as a ball of python-flint."""
    p, q = ([flint.arb(v) for v in z.tolist()] for z in (x, y))
    dot = sum((a * b for a, b in zip(p, q, strict=True)), flint.arb(0))
    left = sum((a * a for a in p), flint.arb(0)).sqrt()
    right = sum((b * b for b in q), flint.arb(0)).sqrt()
    apart = [a / left - b / right for a, b in zip(p, q, strict=True)]
    across = [a / left + b / right for a, b in zip(p, q, strict=True)]
    near, far = (sum((v * v for v in z), flint.arb(0)).sqrt() for z in (apart, across))
    theta = 2 * flint.arb.atan2(near, far)
    return dot * (flint.arb.pi() - theta) / (2 * flint.arb.pi())


def textbook(X: Any) -> Any:
    """<x, y> (pi - arccos(<x, y> / |x| |y|)) / (2 pi)."""
    size = torch.linalg.vector_norm(X, dim=-1, keepdim=True)
    gram = X @ X.mT
    angles = torch.acos((gram / (size * size.mT)).clamp(-1, 1))
    return gram * (math.pi - angles) / (2 * math.pi)


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    n, d = size["n"], size["d"]
    generator = torch.Generator().manual_seed(0)

    def draw() -> Any:
        X = torch.randn(n, d, generator=generator, dtype=torch.float64)
        X = X / torch.linalg.vector_norm(X, dim=1, keepdim=True)
        for k, theta in enumerate(ANGLES):  # rows 2 k and 2 k + 1 at a planted angle
            u, v = X[2 * k], X[2 * k + 1]
            w = v - (u @ v) * u
            X[2 * k + 1] = math.cos(theta) * u + math.sin(theta) * w / torch.linalg.vector_norm(w)
        return X.to(device)

    inputs = [draw() for _ in range(2)]

    def ours(k: int) -> Any:
        return infinite_width(inputs[k % 2][None])[0]

    def peer(k: int) -> Any:
        return textbook(inputs[k % 2])

    def verify(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        X = inputs[0].cpu()
        worst = {"ours": 0.0, "textbook": 0.0}
        with flint.ctx.workprec(200):
            for k in range(len(ANGLES)):
                exact = _exact(X[2 * k], X[2 * k + 1])
                for name, H in (("ours", mine), *(("textbook", H) for H in theirs.values())):
                    error = abs(exact - flint.arb(H[2 * k, 2 * k + 1].item()))
                    worst[name] = max(worst[name], float(error.upper()))
        # Two Gram entries, norms and an angle: 2 d + 24 roundings of numbers up to 1.
        assert worst["ours"] <= (2 * d + 24) * 2.0**-53, worst
        return {f"largest error, {name}": value for name, value in worst.items()}

    return Contest(ours, {"arc cosine": peer}, verify, work={"flops": 2.0 * n * n * d})


CASE = Case(
    name="infinite_width",
    title="infinite-width kernel, near-parallel inputs",
    prepare=prepare,
    small={"n": 64, "d": 8},
    full=[{"n": 4096, "d": 64}],
    growth=[{"n": n, "d": 64} for n in (1024, 2048, 4096)],
    grows="n",
    exponent=2.0,
    goals={
        "cpu": "error at most 1e-16 at every angle, at the speed of the arc cosine",
        "cuda": "the same",
    },
)
