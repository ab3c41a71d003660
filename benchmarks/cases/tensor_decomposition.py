"""Orthogonal decomposition of a symmetric tensor of order 4 from all its entries.

T = sum_i w_i a_i (x) a_i (x) a_i (x) a_i with an orthonormal basis a_i and weights in [1, 3/2).
Ours contracts T with four random matrices in one pass over half of its entries and diagonalises the
results together. Peer: symmetric power iteration of tensorly, one component after the other with
deflation, for a part of the components; with one start of two iterations (of four power steps)
where its defaults are ten of ten, and sooner done for that. `floor`: reading half of T.

The planted bases are orthonormal and the entries of T exact, so that the components are known
without error: every one must be found to 1e-12, measured without rounding. Beside that, a bound
follows from T and the found vectors alone, by residuals in enclosures.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata.balls import Ball
from lemmata.bench import Case, Contest
from models.tensor_decomposition import Decomposition, decompose, distances, planted, symmetric

FAR = 1e-12
"""The goal: how far a found component may be from the planted one."""
COUNT = 4
"""Matrices that T is contracted with."""
ROUNDS = 2
"""Tensors, which are taken in turn."""
PEER = "tensorly symmetric power iteration"
FLOOR = "floor: reading half of the entries"


def _largest(size: Ball) -> float:
    return float(size.upper().max())


def _errors(found: Tensor, weights: Tensor, right: Decomposition) -> tuple[float, float]:
    """Distances to the nearest planted components, of the vectors and the weights: the largest.

    Raises `AssertionError` where two found vectors are nearest to the same one.
    """
    cosines = found.T @ right.components
    nearest = cosines.abs().argmax(1)
    assert len(set(nearest.tolist())) == found.shape[1], "a component is found twice"
    sign = cosines.gather(1, nearest[:, None])[:, 0].sign()
    off = Ball.exact(found * sign) - right.components[:, nearest]
    vectors = torch.sqrt(Ball.exact((off * off).sum(0).upper()))
    return _largest(vectors), _largest(abs(Ball.exact(weights) - right.weights[nearest]))


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    """Sizes: d, and components, how many of them the peer finds."""
    d, some = size["d"], size["components"]
    generator = torch.Generator().manual_seed(d)
    instances = [planted(d, generator) for _ in range(ROUNDS)]
    right = Decomposition(*(t.to(device) for t in vars(instances[0][0]).values()))
    T = [tensor.to(device) for _, tensor in instances]
    del instances
    M = symmetric(COUNT, d, generator).to(device)
    largest = 1.5

    def ours(k: int) -> Decomposition:
        return decompose(T[k % ROUNDS], M)

    peers: dict[str, Callable[[int], Any]] = {FLOOR: lambda k: T[k % ROUNDS][: d // 2].sum()}
    absent = {}
    if importlib.util.find_spec("tensorly") is None:
        absent[PEER] = "tensorly not installed"
    else:
        peers[PEER] = _peer(T, some, device)

    def verified(found: Decomposition, theirs: Mapping[str, Any]) -> dict[str, Any]:
        vectors, weights = _errors(found.components, found.weights, right)
        assert vectors <= FAR, f"a component is off by {vectors:.1e}"
        assert weights <= FAR, f"a weight is off by {weights:.1e}"
        basis = Ball.exact(found.components)
        overlaps = abs(basis.mT @ basis).upper().fill_diagonal_(0)
        assert float(overlaps.max()) < 0.5, "two found vectors may be near the same component"
        certified = float(distances(T[0], found.components, largest).max())
        assert certified <= FAR, f"certified to {certified:.1e} only"
        facts = {"largest error": vectors, "of weights": weights, "certified": certified}
        if PEER in theirs:
            values, factors = (torch.as_tensor(t, device=device) for t in theirs[PEER])
            other, _ = _errors(factors, values, right)
            assert other <= FAR, f"the peer's component is off by {other:.1e}"
            facts["largest error of the peer"] = other
        return facts

    read = d * d * (d + 1) * d / 2
    return Contest(
        ours,
        peers,
        verified,
        {PEER: some / d} if PEER in peers else {},
        absent,
        {"flops": 2 * COUNT * read, "bytes": 8.0 * read},
    )


def _peer(T: list[Tensor], some: int, device: str) -> Callable[[int], Any]:
    import numpy as np
    import tensorly
    from tensorly.decomposition import symmetric_parafac_power_iteration

    given = [t.numpy() for t in T] if device == "cpu" else T
    backend = "numpy" if device == "cpu" else "pytorch"

    def found(k: int) -> Any:
        np.random.seed(k)  # noqa: NPY002 - its starts are of this generator
        with tensorly.backend_context(backend):
            return symmetric_parafac_power_iteration(
                given[k % ROUNDS], rank=some, n_repeat=1, n_iteration=2
            )

    return found


CASE = Case(
    name="tensor_decomposition",
    title="orthogonal decomposition of a 4-tensor",
    prepare=prepare,
    small={"d": 16, "components": 4},
    full=({"d": 32, "components": 4}, {"d": 64, "components": 1}),
    goals={
        "cpu": "200x over tensorly at d = 32, all components to 1e-12",
        "cuda": "all components to 1e-12",
    },
    growth=tuple({"d": d, "components": 1} for d in (32, 48, 64)),
    grows="d",
    exponent=4.0,
)
