"""The certificate of a mask of matrix completion: the spectral norm of its deviation, bounded.

Ours: two Cholesky factors and their residuals (`spectral_norm_by_factors`). Peer: the residual of a
whole decomposition (`spectral_norm_bound`), where its time and memory allow it. The certificate is
that of the theorem completion.only_truth for z = (1, ..., 1) / sqrt(d); whether it holds is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.balls import Ball
from lemmata.bench import Case, Contest
from models.sampling_masks import spectral_norm_bound
from models.smallest_eigenvalue import spectral_norm_by_factors

LARGEST_DECOMPOSITION = 4096


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    d, over = size["d"], size["1/p"]  # 1 / p has few binary digits, so that Omega / p is exact
    generator = torch.Generator(device=device).manual_seed(0)

    def mask() -> Any:
        upper = torch.rand(d, d, generator=generator, device=device) * over < 1
        upper = upper.triu()
        return upper | upper.mT

    masks = [mask() for _ in range(2 if d <= LARGEST_DECOMPOSITION else 1)]

    def deviation(k: int) -> Any:
        return masks[k % len(masks)].to(torch.float64) * over - 1

    def ours(k: int) -> Any:
        return spectral_norm_by_factors(deviation(k))

    def decomposed(k: int) -> Any:
        return spectral_norm_bound(deviation(k))

    peers, absent = {"decomposition": decomposed}, {}
    if d > LARGEST_DECOMPOSITION:
        peers, absent = {}, {"decomposition": f"d = {d} is more than it can do in minutes"}

    def verify(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        X = deviation(0)
        # No bound may lie below |X v| / |v|, enclosed, for a vector near the top.
        v = torch.randn(d, 1, generator=generator, dtype=torch.float64, device=device)
        for _ in range(20):
            v = X @ (v / torch.linalg.vector_norm(v))
        ball = Ball.exact(v)
        image = Ball.exact(X) @ ball
        least = float(((image * image).sum() / (ball * ball).sum()).sqrt().lower())
        for bound in (mine, *theirs.values()):
            assert bound >= least, f"{bound} bounds a norm of at least {least}"
        eps = 4 * mine / d  # mu = 1
        rows = masks[0].sum(1, dtype=torch.float64) * over / d - 1
        eps1 = float(rows.abs().amax()) * (1 + 2.0**-40)
        holds = eps <= 0.15 and 2 * eps1 + 9.5 * eps + 9 * eps * eps < 2
        return {
            "bound over |X v| / |v|": mine / least,
            "eps": eps,
            "eps1": eps1,
            "certified": holds,
        }

    return Contest(ours, peers, verify, absent=absent, work={"flops": 2 * (d**3 / 3 + 2 * d**3)})


CASE = Case(
    name="completion_certificate",
    title="certificate of a mask of matrix completion",
    prepare=prepare,
    small={"d": 128, "1/p": 1.25},
    full=[{"d": 2048, "1/p": 1.25}],
    cuda=[{"d": 32768, "1/p": 10.0}],
    growth=[{"d": d, "1/p": 1.25} for d in (256, 512, 1024)],
    grows="d",
    exponent=3.0,
    goals={"cuda": "one certified mask with d = 32768, p = 0.1 in 10 s"},
)
