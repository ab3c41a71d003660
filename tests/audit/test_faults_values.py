"""Faults that once lived because no claim pinned the value down; each is caught and blamed now."""

from __future__ import annotations

import math
import re

import pytest
import torch

from lemmata.balls import Ball
from lemmata.implementations import ImplementationError, using
from lemmata.measure import Output, WrongValue, confined
from lemmata.obligations import obligations
from models.faults import FAULTS
from models.gaussian import gaussian_kernel
from models.gradient_flow import ClosedFormFlow
from models.kernels import matrix_norms
from models.pl_examples import flat
from models.random_networks import drawn_weights, gaussian_weights
from models.saddle_flow import LogisticFlow
from models.tensor_steps import RiemannianAscent
from models.zoo import logistic_ridge
from theorems.descent import gradient_flow_rate, pl_not_unique, strong_convexity_implies_pl
from theorems.ntk import gaussian_kernel_two_points, initial_output, operator_norm_bound
from theorems.saddle import gradient_growth
from theorems.tensor import ascent_on_sphere


class Mirrored(ClosedFormFlow):
    def ring(self, c, x, t):
        return -super().ring(c, x, t)


class Still(LogisticFlow):
    def position(self, h, c, x, t):
        moved = super().position(h, c, x, t)
        return torch.cat([moved[:, :1], x[:, 1:]], 1)


class Antipodal(RiemannianAscent):
    def step(self, x, index):
        return -super().step(x, index)


def diagonal(X, tau):
    K = gaussian_kernel(X, tau)
    return K + 1e-6 * torch.eye(X.shape[1], dtype=X.dtype)


def negative(E):
    operator, frobenius = matrix_norms(E)
    return -operator, frobenius


CAUGHT = {
    "a flow on the other side": ("gradient_flow", Mirrored, gradient_flow_rate.thm),
    "a coordinate that stays": ("saddle_flow", Still, gradient_growth.thm),
    "rows of values shifted": (
        "flat", lambda: lambda u, x: flat(u, x).roll(1, 0), pl_not_unique.thm,
    ),
    "loose data": (
        "logistic_ridge",
        lambda: lambda A, lam, x: logistic_ridge(A * (1 + 1e-6), lam, x),
        strong_convexity_implies_pl.thm,
    ),
    "a diagonal of 1 + 1e-6": (
        "gaussian_kernel", lambda: diagonal, gaussian_kernel_two_points.thm,
    ),
    "a negative norm": ("matrix_norms", lambda: negative, operator_norm_bound.thm),
    "steps to the antipode": ("sphere_ascent", Antipodal, ascent_on_sphere.thm),
}  # fmt: skip


@pytest.mark.parametrize("name", CAUGHT)
def test_a_wrong_value_is_caught_and_blamed(name):
    slot, factory, thm = CAUGHT[name]
    owed = [o for o in obligations(thm, dtypes=[torch.float64], profile="dev") if o.kind == "check"]
    with using(slot, factory):
        told = "\n".join(r.detail for r in (o.run() for o in owed) if r.status == "violated")
    assert "the implementation is wrong" in told


def tenth(which, factor):
    """The default initialisation with hidden (0) or output weights (1) times a factor."""

    def weights(generator, count, m, d):
        made = list(gaussian_weights(generator, count, m, d))
        made[which] = made[which] * factor
        return tuple(made)

    return weights


INITIAL = {
    "hidden weights x 1.1": tenth(0, 1.1),
    "output weights x 1.1": tenth(1, 1.1),
    "hidden weights / 1.1": tenth(0, 1 / 1.1),
    "variance 2/d": FAULTS["initial_weights"]["variance 2/d"],
}


@pytest.mark.parametrize("name", INITIAL)
def test_a_law_that_is_ten_percent_off_is_rejected(name):
    (owed,) = (o for o in obligations(initial_output.thm) if o.kind == "whp")
    with using("initial_weights", INITIAL[name]):
        said = owed.run()
    assert said.status == "violated"
    assert "the implementation is wrong" in said.detail


def test_neurons_in_pairs_are_refused():
    generator = torch.Generator().manual_seed(0)
    hidden, _ = drawn_weights(generator, 3, 8, 2)
    assert hidden.shape == (3, 8, 2)
    with (
        using("initial_weights", FAULTS["initial_weights"]["neurons in pairs"]),
        pytest.raises(WrongValue, match="two neurons of a network have the same hidden weights"),
    ):
        drawn_weights(generator, 3, 8, 2)


# confined -----------------------------------------------------------------------------------------


def numbers(*values):
    return torch.tensor(values, dtype=torch.float64)


def test_a_value_up_to_its_rounding_is_returned():
    found = Output(numbers(1, 2), numbers(0.5, 0))
    assert confined(found, Ball.exact(numbers(1.5, 2)), "f") is found


def test_a_wrong_value_is_shown():
    found = Output(numbers(1, 2), numbers(0.25, 0.25))
    said = "returned 2.0 for f(x) where 2.5 is right up to 2.5e-01 (entry 1 of 2)"
    with pytest.raises(WrongValue, match=re.escape(said)):
        confined(found, Ball.exact(numbers(1, 2.5)), "f(x)")
    assert issubclass(WrongValue, ImplementationError)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_left_to_the_check(value):
    found = Output(numbers(value), numbers(0))
    assert confined(found, Ball.exact(numbers(1)), "f") is found


def test_nothing_is_wrong_where_nothing_is_known():
    found = Output(numbers(7), numbers(0))
    assert confined(found, Ball(numbers(1), numbers(math.inf)), "f") is found
