"""An array library with wrong gradients, Hessians or eigenvalues fails, and is blamed."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from lemmata import library
from lemmata.implementations import using
from lemmata.obligations import obligations
from models.pca import RankOne

ROOT = Path(__file__).parents[2]
SEEN_BY = {
    "forward": "global_minimum.py",
    "gradient": "gradient.py",
    "hessian": "hessian.py",
    "eigenvalues": "morse_index.py",
}
FAULTS = {
    "x (1 + 1e-6)": lambda value: value * (1 + 1e-6),
    "x (1 - 1e-6)": lambda value: value * (1 - 1e-6),
    "NaN": lambda value: value * float("nan"),
    "infinite": lambda value: value + float("inf"),
    "zeros": torch.zeros_like,
    "one row zero": lambda value: (
        value * (torch.arange(len(value)) != 7).reshape(-1, *[1] * (value.ndim - 1))
    ),
    "transposed rows": lambda value: value.flip(-1),
    "wrong shape": lambda value: value[..., None],
    "wrong dtype": lambda value: value.float(),
    "a list": lambda value: value.tolist(),
}
HARMLESS = {("forward", "transposed rows"), ("hessian", "transposed rows")}


def broken(method, fault):
    """A factory of implementations whose one method goes through the fault."""

    class Broken(RankOne):
        pass

    def call(self, *args):
        return fault(getattr(RankOne, method)(self, *args))

    setattr(Broken, method, call)
    return Broken


def check_results(file):
    (thm,) = library.load(ROOT / "theorems/pca" / file)
    return [o.run() for o in obligations(thm, dtypes=[torch.float64]) if o.kind == "check"]


@pytest.mark.parametrize("method", SEEN_BY)
@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_caught_and_blamed(method, fault):
    if (method, fault) in HARMLESS:
        fault = "zeros"
    with using("pca", broken(method, FAULTS[fault])):
        results = check_results(SEEN_BY[method])
    assert "violated" in {r.status for r in results}, [r.detail for r in results]
    told = "\n".join(r.detail for r in results if r.status == "violated")
    assert "the implementation" in told
    assert "Traceback" not in told
