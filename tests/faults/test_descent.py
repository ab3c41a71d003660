"""A right optimiser passes; every seeded fault is caught and blamed on the implementation."""

from __future__ import annotations

import importlib

import pytest
import torch

from lemmata.implementations import using
from lemmata.obligations import obligations
from models.faults.algorithms import DESCENT
from theorems.descent.pl_linear_rate import thm

FAULTS = {
    name: DESCENT[name]
    for name in (
        "learning rate x 0.9",
        "learning rate x 0.99",
        "learning rate x 1.5",
        "weight decay 1e-3",
        "momentum 0.05",
        "gradient x (1 + 1e-6)",
        "gradient NaN",
        "gradient zero",
    )
}


def check_results(dtype=torch.float64):
    return [o.run() for o in obligations(thm, dtypes=[dtype]) if o.kind == "check"]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_torch_sgd_passes(dtype):
    with using("descent", torch.optim.SGD):
        assert {r.status for r in check_results(dtype)} == {"holds"}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_caught_and_blamed_on_the_implementation(name):
    with using("descent", FAULTS[name]):
        results = check_results()
        others = [o.run() for o in obligations(thm, dtypes=[torch.float64]) if o.kind != "check"]
    assert {r.status for r in results} == {"violated"}
    assert all("verdict    the implementation is wrong" in r.detail for r in results)
    assert {r.status for r in others} == {"holds"}


def test_large_faults_are_caught_in_float32_too():
    for name in ("learning rate x 0.9", "learning rate x 1.5", "gradient NaN", "gradient zero"):
        with using("descent", FAULTS[name]):
            assert {r.status for r in check_results(torch.float32)} == {"violated"}, name


def test_a_wrong_return_is_blamed_on_the_implementation():
    with using("least_squares", lambda: lambda A, y, x: (A @ x[..., None]).sum((-2, -1))):
        assert any("the implementation is wrong" in r.detail for r in check_results())


@pytest.mark.parametrize(
    "name",
    [
        "gradient_descent_length",
        "gradient_step_length",
        "pl_linear_rate_steps",
        "two_gradient_decrease",
    ],
)
def test_a_nan_is_not_lost_where_quantities_follow_from_outputs(name):
    module = importlib.import_module(f"theorems.descent.{name}")
    with using("descent", FAULTS["gradient NaN"]):
        results = [
            o.run() for o in obligations(module.thm, dtypes=[torch.float64]) if o.kind == "check"
        ]
    assert {r.status for r in results} == {"violated"}
    assert all("verdict    the implementation is wrong" in r.detail for r in results)
