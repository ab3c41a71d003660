"""A property of random 8 x 8 matrices on many instances, and the shrinking of a counterexample.

`tensors` and `enclosures`: |A x|^2 <= |A|_F^2 |x|^2, drawn and judged in batches, in floats or on
balls. Peers: the same property in Hypothesis with element-wise arrays, and with one seed an example
(both on a part of the instances, at their own default of one instance an example).
`shrink`: det A = 0 is false for almost all A; a found counterexample is made simple. Peer:
Hypothesis shrinks its own. No smaller one than 8 nonzero entries exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lemmata.balls import Ball
from lemmata.bench import Case, Contest
from lemmata.measure import Draw
from lemmata.shrink import shrink

D = 8
BATCH = 1024
PEER = 200
"""Instances that a peer is given."""

_QUICK = {
    "database": None,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "max_examples": PEER,
}


def _batch(seed: int, rows: int, device: str) -> tuple[Any, Any]:
    generator = torch.Generator(device=device).manual_seed(seed)

    def normal(*shape: int) -> Any:
        return torch.randn(*shape, generator=generator, dtype=torch.float64, device=device)

    return normal(rows, D, D), normal(rows, D)


def _sides(A: Any, x: Any) -> tuple[Any, Any]:
    image = (A @ x[:, :, None])[:, :, 0]
    return (image * image).sum(-1), (A * A).sum((-2, -1)) * (x * x).sum(-1)


def _judge(seed: int, instances: int, device: str, enclosed: bool) -> int:
    """How many instances hold, certainly where enclosed."""
    holds = 0
    for start in range(0, instances, BATCH):
        A, x = _batch(seed + start, min(BATCH, instances - start), device)
        if enclosed:
            left, right = _sides(Ball.exact(A), Ball.exact(x))
            holds += int((left.upper() <= right.lower()).sum())
        else:
            left, right = _sides(A, x)
            holds += int((left <= right).sum())
    return holds


def _elementwise(k: int) -> None:
    entries = st.floats(-1e3, 1e3)
    matrices = arrays.arrays(np.float64, (D, D), elements=entries)

    @settings(phases=[Phase.generate], derandomize=True, **_QUICK)
    @given(matrices, arrays.arrays(np.float64, D, elements=entries))
    def run(A: Any, x: Any) -> None:
        assert ((A @ x) ** 2).sum() <= (A**2).sum() * (x**2).sum() * (1 + 2.0**-45)

    run()


def _seeds(k: int) -> None:
    @settings(phases=[Phase.generate], derandomize=True, **_QUICK)
    @given(st.integers(0, 2**32 - 1))
    def run(seed: int) -> None:
        generator = np.random.default_rng(seed)
        A, x = generator.normal(size=(D, D)), generator.normal(size=D)
        assert ((A @ x) ** 2).sum() <= (A**2).sum() * (x**2).sum()

    run()


class _Found(Exception):
    pass


def _their_shrinking(k: int) -> Any:
    """The matrix that Hypothesis ends with, at whose determinant the property fails."""
    last: list[Any] = []

    @settings(phases=[Phase.generate, Phase.shrink], derandomize=True, **_QUICK)
    @given(arrays.arrays(np.float64, (D, D), elements=st.floats(-1e3, 1e3), fill=st.nothing()))
    def run(A: Any) -> None:
        if np.linalg.det(A) != 0:
            last[:] = [A.copy()]
            raise _Found

    try:
        run()
    except _Found:
        return last[0]
    return None


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    what, instances = size["what"], size["instances"]
    if what == "shrink":
        starts = [Draw({"A": _batch(seed, 1, "cpu")[0]}) for seed in range(4)]

        def smallest(k: int) -> Any:
            return shrink(starts[k % 4], lambda d: torch.linalg.det(d.inputs["A"]) != 0)

        def compare(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
            facts = {"nonzero entries, ours": int((mine.inputs["A"] != 0).sum())}
            assert facts["nonzero entries, ours"] == D
            for name, found in theirs.items():
                facts[f"nonzero entries, {name}"] = (
                    "none found" if found is None else int((found != 0).sum())
                )
                assert found is None or D <= int((found != 0).sum())
            return facts

        return Contest(smallest, {"Hypothesis": _their_shrinking}, compare)

    def ours(k: int) -> Any:
        return _judge(k, instances, device, what == "enclosures")

    def verify(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        assert mine == instances
        return {}

    part = min(1.0, PEER / instances)
    return Contest(
        ours,
        {"hypothesis.extra.numpy": _elementwise, "one seed an example": _seeds},
        verify,
        part={"hypothesis.extra.numpy": part, "one seed an example": part},
        work={"instances": float(instances)},
    )


def _size(what: str, instances: int) -> dict[str, Any]:
    return {"what": what, "instances": instances}


CASE = Case(
    name="random_matrices",
    title="random 8 x 8 instances of a matrix property",
    prepare=prepare,
    small=_size("enclosures", 2048),
    full=[_size("tensors", 100_000), _size("enclosures", 100_000), _size("shrink", 1)],
    growth=[_size("enclosures", n) for n in (10_000, 20_000, 40_000)],
    grows="instances",
    exponent=1.0,
    goals={
        "cpu": "2.3 us an instance on tensors, 10 us in enclosures; shrink in 20 ms, never larger",
        "cuda": "to be measured",
    },
)
