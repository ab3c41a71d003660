"""Every slot for implementations is watched: one percent too much is caught and blamed."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from lemmata import library
from lemmata.implementations import SLOTS, using
from lemmata.obligations import obligations

ROOT = Path(__file__).parents[2] / "theorems"
THEOREMS = {t.id: t for p in library.files(ROOT) for t in library.load(p)}
WATCHED = {
    ("autodiff", "gradient"): "descent.pl_definition",
    ("autodiff", "hessian"): "descent.pl_not_convex",
    ("flat", None): "descent.pl_not_unique",
    ("gradient_flow", "quadratic"): "descent.gradient_flow_rate",
    ("gradient_flow", "ring"): "descent.gradient_flow_rate",
    ("least_squares", None): "descent.pl_linear_rate",
    ("logistic_ridge", None): "descent.strong_convexity_implies_pl",
    ("quadratic", None): "descent.strong_convexity_implies_pl",
    ("tanh_net", None): "descent.smooth_gap",
    ("two_minima", None): "descent.two_isolated_minima",
    ("sphere", "gradient"): "tensor.sphere_gradient",
    ("sphere", "second"): "tensor.sphere_hessian",
    ("sphere", "hessian"): "tensor.sphere_hessian",
    ("motion", "gradient"): "saddle.gradient_norm_along_flow",
    ("motion", "square"): "saddle.gradient_norm_along_flow",
    ("polynomial", None): "saddle.curvature_decrease",
    ("saddle_flow", "position"): "saddle.gradient_growth",
    ("mexican_hat", None): "saddle.mexican_hat",
    ("completion", "__call__"): "completion.gradient",
    ("completion", "gradient"): "completion.gradient",
    ("completion", "hessian"): "completion.hessian",
    ("glm", "__call__"): "glm.risk_decomposition",
    ("glm", "gradient"): "glm.risk_derivatives",
    ("glm", "hessian"): "glm.risk_derivatives",
    ("linear_network", "__call__"): "networks.two_layer_line",
    ("linear_network", "gradient"): "networks.two_layer_line",
    ("linear_network", "product"): "networks.two_layer_line",
    ("spin_glass", "derivatives"): "spin_glass.derivatives",
    ("tensor", "full"): "tensor.objective",
    ("tensor", "factored"): "tensor.objective",
    ("tensor", "tensor"): "tensor.objective",
    ("tensor", "euclidean_gradient"): "tensor.gradient",
    ("tensor", "gradient"): "tensor.gradient",
    ("tensor", "second"): "tensor.hessian",
    ("tensor", "hessian"): "tensor.hessian",
}
ELSEWHERE = {
    "descent", "pca", "initial_weights", "network", "tangent_kernel", "kernel_flow",
    "perturbed_descent", "infinite_width_kernel", "gaussian_kernel", "matrix_norms",
    "proximal_point", "coordinate_descent", "mirror_descent", "sphere_ascent", "stationary_points",
}  # fmt: skip
"""Slots with a file of their own beside this one, or with a test below."""


def scaled(default, method):
    """A factory of what `default` makes, with its value (or that of one method) times 1.01."""

    def larger(value):
        return tuple(map(larger, value)) if isinstance(value, tuple) else value * 1.01

    def factory():
        made = default()
        if method is None:
            return lambda *args: larger(made(*args))

        class Scaled:
            def __getattr__(self, name):
                found = getattr(made, name)
                return (lambda *args: larger(found(*args))) if name == method else found

            def __call__(self, *args):
                return self.__getattr__("__call__")(*args)

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


def half_a_step(default):
    """Algorithms whose result stops half-way."""

    def factory(objective, rate):
        made = default(objective, rate)
        return lambda x, *rest: x + (made(x, *rest) - x) / 2

    return factory


@pytest.mark.parametrize(
    ("slot", "theorem"),
    [
        ("proximal_point", "saddle.proximal_point"),
        ("coordinate_descent", "saddle.coordinate_descent"),
        ("mirror_descent", "saddle.mirror_descent_distances"),
    ],
)
def test_half_a_step_is_caught_and_blamed(slot, theorem):
    with using(slot, half_a_step(SLOTS[slot].default)):
        owed = obligations(THEOREMS[theorem], dtypes=[torch.float64])
        told = "\n".join(o.run().detail for o in owed if o.kind == "check")
    assert "verdict    the implementation is wrong" in told


def test_a_missing_stationary_point_is_caught_and_blamed():
    listed = SLOTS["stationary_points"].default()
    with using("stationary_points", lambda: lambda d: listed(d)[1:]):
        owed = obligations(THEOREMS["tensor.stationary_points_counted"], dtypes=[torch.float64])
        told = "\n".join(o.run().detail for o in owed if o.kind == "check")
    assert "the implementation is wrong" in told
