"""Every slot for implementations is watched: one percent too much is caught and blamed."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from lemmata import library
from lemmata.implementations import SLOTS, using
from lemmata.obligations import obligations

ROOT = Path(__file__).parents[2] / "theorems"
THEOREMS = {p.stem: library.load(p)[0] for p in library.files(ROOT)}
WATCHED = {
    ("autodiff", "gradient"): "pl_definition",
    ("autodiff", "hessian"): "pl_not_convex",
    ("flat", None): "pl_not_unique",
    ("gradient_flow", "quadratic"): "gradient_flow_rate",
    ("gradient_flow", "ring"): "gradient_flow_rate",
    ("least_squares", None): "pl_linear_rate",
    ("logistic_ridge", None): "strong_convexity_implies_pl",
    ("quadratic", None): "strong_convexity_implies_pl",
    ("tanh_net", None): "smooth_gap",
}
ELSEWHERE = {"descent", "pca"}
"""Slots with a file of their own beside this one."""


def scaled(default, method):
    """A factory of what `default` makes, with its value (or that of one method) times 1.01."""

    def factory():
        made = default()
        if method is None:
            return lambda *args: made(*args) * 1.01

        class Scaled:
            def __getattr__(self, name):
                found = getattr(made, name)
                return (lambda *args: found(*args) * 1.01) if name == method else found

        return Scaled()

    return factory


def test_no_slot_is_left_out():
    assert {name for name, _ in WATCHED} | ELSEWHERE == set(SLOTS)


@pytest.mark.parametrize(("slot", "method"), WATCHED)
def test_one_percent_is_caught_and_blamed(slot, method):
    thm = THEOREMS[WATCHED[slot, method]]
    with using(slot, scaled(SLOTS[slot].default, method)):
        owed = [o for o in obligations(thm, dtypes=[torch.float64]) if o.kind == "check"]
        results = [o.run() for o in owed]
    told = "\n".join(r.detail for r in results if r.status == "violated")
    assert "verdict    the implementation is wrong" in told
