"""The smallest Hessian eigenvalue of PCA and of matrix completion, enclosed rigorously.

Ours: the closed-form Hessian, with what its own rounding explains, and the enclosure of
`models.smallest_eigenvalue`. Peer: `torch.func.hessian` and `eigvalsh`, which encloses nothing. For
the large size the peer builds a part of the columns, and its eigenvalues are not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.func import grad, jvp, vmap

from lemmata.bench import Case, Contest
from models import completion, pca
from models.smallest_eigenvalue import smallest_eigenvalue

from ._peers import func_hessian

COLUMNS = 16
"""Columns of the Hessian that the peer builds where all are too many."""

WHOLE = 512


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    N, which = size["N"], size["objective"]
    generator = torch.Generator().manual_seed(0)

    def normal(*shape: int) -> Any:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    points = normal(4, N).to(device) / N**0.5
    if which == "pca":
        M = normal(N, N)
        data = ((M + M.mT).to(device)[None],)
        value, hessian, sizes = pca.objective, pca.hessian, pca.hessian_companion
        operations = 2 * N + 8
    else:
        mask = (torch.rand(N, N, generator=generator) < 0.5).double().triu()
        z = normal(1, N) / N**0.5
        data = ((mask + mask.triu(1).mT).to(device)[None], z.to(device))
        value, hessian = completion.objective, completion.hessian
        sizes, operations = completion._hessian_companion, 2 * N + 8

    def ours(k: int) -> Any:
        x = points[k % 4][None]
        H = hessian(*data, x)[0]
        H = torch.triu(H) + torch.triu(H, 1).mT
        unsure = operations * 2.0**-53 * float(torch.linalg.matrix_norm(sizes(*data, x)[0])) * 1.01
        return smallest_eigenvalue(H, unsure)

    def energy(x: Any) -> Any:
        return value(*data, x[None])[0]

    def whole(k: int) -> Any:
        return torch.linalg.eigvalsh(func_hessian(energy)(points[k % 4]))[0]

    def columns(k: int) -> Any:
        basis = torch.eye(N, dtype=torch.float64, device=device)[:COLUMNS]
        return vmap(lambda v: jvp(grad(energy), (points[k % 4],), (v,))[1])(basis)

    def verify(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        low, high = mine
        assert low <= high
        for found in theirs.values():
            if found.ndim == 0:  # a float eigenvalue: n U |H| from one of the float Hessian
                slack = (
                    N * 2.0**-53 * float(torch.linalg.matrix_norm(hessian(*data, points[:1])[0]))
                )
                assert low - 4 * slack <= float(found) <= high + 4 * slack
        return {"width of the enclosure": high - low, "eigenvalue": low}

    if N <= WHOLE:
        return Contest(ours, {"torch.func.hessian + eigvalsh": whole}, verify)
    part = {"torch.func.hessian": COLUMNS / N}
    return Contest(ours, {"torch.func.hessian": columns}, verify, part=part)


def _size(objective: str, N: int) -> dict[str, Any]:
    return {"objective": objective, "N": N}


CASE = Case(
    name="smallest_eigenvalue",
    title="smallest Hessian eigenvalue, enclosed",
    prepare=prepare,
    small=_size("completion", 32),
    full=[_size("pca", 512), _size("completion", 512), _size("completion", 2048)],
    growth=[_size("completion", N) for N in (256, 512, 1024)],
    grows="N",
    exponent=3.0,
    goals={"cpu": "60x for PCA; 30x for matrix completion", "cuda": "to be measured"},
)
