"""Wrong kernel matrices fail and are blamed; so is an arc cosine near parallel inputs."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from lemmata import library
from lemmata.implementations import using
from lemmata.obligations import obligations
from models.gaussian import gaussian_kernel
from models.kernels import infinite_width, matrix_norms

ROOT = Path(__file__).parents[2] / "theorems/ntk"


def naive(X):
    """The closed form with the arc cosine of the rounded cosine."""
    size = X.norm(dim=-1, keepdim=True)
    unit = X / torch.where(size > 0, size, torch.ones_like(size))
    angles = torch.arccos((unit @ unit.mT).clamp(-1, 1))
    return X @ X.mT * (math.pi - angles) / (2 * math.pi)


def garbled(X):
    """The formula of the slides without the arc cosine, for inputs of any length."""
    size = X.norm(dim=-1)
    cosine = X @ X.mT / (size[:, :, None] * size[:, None]).clamp_min(torch.finfo(X.dtype).tiny)
    return X @ X.mT * (math.pi - (1 - cosine)) / (2 * math.pi)


def expanded(X, tau):
    """The Gaussian kernel from |x|^2 + |y|^2 - 2 <x, y>."""
    square = (X * X).sum(-1)
    apart = square[:, :, None] + square[:, None] - 2 * X @ X.mT
    return torch.exp(-tau[:, None, None] / 2 * apart.clamp_min(0))


def through(function, fault):
    return lambda: lambda *args: fault(function(*args))


def check_results(file, dtype=torch.float64):
    (thm,) = library.load(ROOT / file)
    return [o.run() for o in obligations(thm, dtypes=[dtype]) if o.kind == "check"]


def assert_blamed(results):
    assert "violated" in {r.status for r in results}, [r.detail for r in results]
    told = "\n".join(r.detail for r in results if r.status == "violated")
    assert "the implementation is wrong" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize(
    "file", ["infinite_width_kernel.py", "infinite_width_kernel_two_inputs.py"]
)
def test_the_arc_cosine_of_a_rounded_cosine_is_refused(file, dtype):
    assert {r.status for r in check_results(file, dtype)} == {"holds"}
    with using("infinite_width_kernel", lambda: naive):
        assert_blamed(check_results(file, dtype))


FAULTS = {
    "x (1 + 1e-6)": lambda value: value * (1 + 1e-6),
    "x (1 - 1e-6)": lambda value: value * (1 - 1e-6),
    "no 1/2": lambda value: value * 2,
    "wrong sign": torch.neg,
    "zeros": torch.zeros_like,
    "NaN": lambda value: value * float("nan"),
    "one row zero": lambda value: value * (torch.arange(len(value)) != 9).reshape(-1, 1, 1),
    "wrong shape": lambda value: value[..., None],
    "wrong dtype": lambda value: value.float(),
    "a list": lambda value: value.tolist(),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("slot", "function", "file"),
    [
        ("infinite_width_kernel", infinite_width, "infinite_width_kernel.py"),
        ("infinite_width_kernel", infinite_width, "infinite_width_kernel_two_inputs.py"),
        ("infinite_width_kernel", infinite_width, "infinite_width_kernel_singular.py"),
        ("gaussian_kernel", gaussian_kernel, "gaussian_kernel_two_points.py"),
    ],
)
def test_fault_is_caught_and_blamed(slot, function, file, fault):
    with using(slot, through(function, FAULTS[fault])):
        assert_blamed(check_results(file))


def test_the_garbled_formula_is_refused():
    with using("infinite_width_kernel", lambda: garbled):
        assert_blamed(check_results("infinite_width_kernel.py"))


def test_expanded_squares_are_refused():
    with using("gaussian_kernel", lambda: expanded):
        assert_blamed(check_results("gaussian_kernel_two_points.py"))


@pytest.mark.parametrize("factor", [1 + 1e-6, 1 - 1e-6, 0.0, float("nan")])
@pytest.mark.parametrize("which", [0, 1])
def test_wrong_norms_are_refused(which, factor):
    def norms(E):
        found = list(matrix_norms(E))
        found[which] = found[which] * factor
        return tuple(found)

    with using("matrix_norms", lambda: norms):
        assert_blamed(check_results("operator_norm_bound.py"))
