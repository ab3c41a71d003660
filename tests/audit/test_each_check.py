"""Each check by itself notices outputs that are a little wrong: no check that cannot fail."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lemmata.audit.faults_each import answers, asked
from lemmata.checks import Setting
from lemmata.library import FOLDER, files, load
from models import pinned, tensor_steps
from theorems.descent import gradient_step_length
from theorems.pca import gradient

ROOT = Path(__file__).parents[2] / FOLDER
SETTING = Setting(profile="dev")

PINNED = {
    "completion.close_from_mask": "completion.gradient completion.hessian",
    "completion.full_second_order": "pca.hessian",
    "completion.mask_certificate": "completion.gradient completion.hessian",
    "completion.only_truth": "completion.gradient",
    "completion.recovered_from_all_entries": "pca.gradient pca.hessian",
    "completion.slope_from_mask": "completion.gradient",
    "completion.spurious_minimum": "completion.hessian",
    "completion.stationary_directions": "completion.gradient",
    "descent.pl_linear_rate_half_step": "least_squares",
    "descent.pl_linear_rate_steps": "least_squares",
    "descent.pl_stationary_global": "autodiff.gradient least_squares tanh_net",
    "descent.restricted_secant": "autodiff.gradient quadratic",
    "descent.stationary_is_global": "autodiff.gradient",
    "descent.strong_convexity_implies_restricted_secant": "autodiff.gradient quadratic",
    "descent.weak_quasi_convexity": "autodiff.gradient quadratic",
    "descent.weak_quasi_convexity_implies_pl": "autodiff.gradient quadratic",
    "glm.assumption_bounds": "glm.gradient",
    "glm.empirical_unique_near": "autodiff.gradient",
    "glm.restricted_secant_ray": "glm.gradient",
    "glm.restricted_secant_risk": "glm.gradient",
    "glm.risk_decomposition": "glm",
    "glm.weak_quasi_convexity": "glm glm.gradient",
    "glm.weak_quasi_convexity_constant": "glm.gradient",
    "glm.weak_quasi_convexity_range": "glm.gradient",
    "glm.weak_quasi_convexity_sum": "glm.gradient",
    "networks.quadratic_activation_minimum": "autodiff.gradient",
    "networks.residual_layer_pl": "autodiff.gradient",
    "networks.residual_pl": "autodiff.gradient",
    "networks.residual_pl_depth_3": "autodiff.gradient",
    "networks.two_layer_line": "linear_network",
    "networks.two_layer_minimum": "linear_network linear_network.gradient",
    "networks.two_layer_no_spurious": (
        "linear_network linear_network.gradient linear_network.product"
    ),
    "networks.two_layer_second_order": "linear_network.gradient linear_network.product",
    "networks.two_layer_small_error": "linear_network linear_network.gradient",
    "networks.two_layer_unused_fits": "linear_network.product",
    "ntk.infinite_width_kernel_positive": "infinite_width_kernel",
    "ntk.infinite_width_separation": "infinite_width_kernel",
    "pca.negative_semidefinite": "pca pca.gradient pca.hessian",
    "pca.no_spurious_minima": "pca.gradient pca.hessian",
    "pca.rank_r_minimum": "pca pca.gradient",
    "pca.scaled_eigenvectors": "pca.gradient",
    "pca.stationary_points": "pca.gradient",
    "pca.strict_saddle": "pca.gradient pca.hessian",
    "pca.strict_saddle_components": "pca.gradient pca.hessian",
    "pca.strict_saddle_nonpositive": "pca.gradient",
    "pca.strict_saddle_robust": "pca.gradient pca.hessian",
    "saddle.coordinate_descent_escape": "coordinate_descent",
    "saddle.curvature_decrease": "autodiff.hessian polynomial",
    "saddle.curvature_decrease_at_scale": "autodiff.hessian polynomial",
    "saddle.curvature_decrease_best_step": "autodiff.hessian polynomial",
    "saddle.curvature_decrease_on_average": "autodiff.gradient autodiff.hessian polynomial",
    "saddle.degenerate_cubic": "autodiff.hessian polynomial",
    "saddle.second_order_flat": "autodiff.gradient autodiff.hessian polynomial",
    "saddle.second_order_necessary": "autodiff.hessian polynomial",
    "saddle.second_order_sufficient": "autodiff.hessian polynomial",
    "saddle.second_order_test_range": "autodiff.hessian",
    "saddle.step_size_sharp_function": "descent.step",
    "saddle.step_size_sharp_trough": "descent.step",
    "saddle.strict_implies_minimum": "autodiff.hessian polynomial",
    "saddle.strict_saddle_newton_step": "polynomial",
    "saddle.taxonomy": "autodiff.hessian polynomial",
    "tensor.ascent_budget": "sphere_ascent.step",
    "tensor.ascent_curvature_step": "sphere_ascent.step",
    "tensor.ascent_gradient_step": "sphere_ascent.step",
    "tensor.bessel": "tensor.factored",
    "tensor.eigenspaces": "sphere.gradient sphere.hessian tensor.gradient tensor.hessian",
    "tensor.geodesic_gain": "tensor.factored",
    "tensor.geodesic_gain_curved": "tensor.factored",
    "tensor.sphere_hessian_extension": "sphere.gradient sphere.hessian sphere.second",
    "tensor.strict_saddle": "sphere.gradient tensor.gradient",
    "tensor.strict_saddle_coordinate": "sphere.gradient tensor.gradient",
}
"""What some check of a theorem took whether right or a little wrong: the claims alone do."""

FREE = {
    ("tensor.ascent_budget", "sphere.gradient"),
    ("tensor.ascent_budget", "sphere.hessian"),
    ("tensor.ascent_curvature_step", "sphere.hessian"),
    ("tensor.ascent_gradient_step", "sphere.hessian"),
    ("tensor.ascent_on_sphere", "sphere.hessian"),
}
"""Where a wrong value is no fault. The ascent of `models.tensor_steps` may be any algorithm: these
derivatives choose its way, and the claims hold for every way along the sphere that gains enough. Of
the Hessian only the top eigenvector enters, among equal eigenvalues any of them, and whether the
eigenvalue reaches beta. The theorems about the gradient and the Hessian fix their values."""

OTHERS = sorted(
    {f"{p.parent.name}.{p.stem}" for p in files(ROOT)} - set(PINNED) - {"ntk.certificate"}
)
SAMPLE = random.Random(1).sample(OTHERS, 6)
"""The same ones in every run; ntk.certificate trains for 20 s."""


def theorem(name):
    (found,) = load(ROOT / f"{name.replace('.', '/')}.py")
    return found


def method(answer):
    return f"{answer.slot}.{answer.method}".rstrip(".")


def answered(name, methods):
    """What all checks of a theorem say of some methods."""
    calls = {(slot, of) for slot, _, of in (m.partition(".") for m in methods)}
    thm = theorem(name)
    return [a for check in thm.checks for a in answers(thm, check, SETTING, only=calls)]


@pytest.mark.parametrize("name", PINNED)
def test_what_the_claims_leave_free_is_noticed(name):
    methods = set(PINNED[name].split())
    found = answered(name, methods)
    assert [str(a) for a in found if a.missed] == []
    assert {method(a) for a in found if a.noticed} == methods


@pytest.mark.parametrize(
    ("name", "profile", "change"),
    [
        ("saddle.exponential_time", "dev", lambda value: value * 1.01),
        ("saddle.local_escape", "ci", lambda value: value + 1e-6),
    ],
)
def test_steps_that_only_few_draws_show_are_noticed(name, profile, change, monkeypatch):
    """Times are whole numbers, which few errors move; a shift of both runs is none of their gap."""
    thm, setting = theorem(name), Setting(profile=profile)
    (held,) = asked([thm], setting, {"step": change})
    monkeypatch.setattr(pinned, "confined", lambda found, exact, what: found)
    (free,) = asked([thm], setting, {"step": change})
    assert (method(held), held.noticed) == ("descent.step", ("step",))
    assert (method(free), list(free.missed)) == ("descent.step", ["step"])


@pytest.mark.parametrize("name", list(PINNED)[1::13])
def test_the_claims_alone_would_miss_it(name, monkeypatch):
    for module in (pinned, tensor_steps):
        monkeypatch.setattr(module, "confined", lambda found, exact, what: found)
    methods = set(PINNED[name].split())
    assert {method(a) for a in answered(name, methods) if a.missed} == methods


@pytest.mark.parametrize("name", SAMPLE)
def test_other_checks_notice_whatever_they_take(name):
    found = [a for a in asked([theorem(name)], SETTING) if (name, method(a)) not in FREE]
    assert [str(a) for a in found if a.missed] == []


@pytest.mark.parametrize("name", sorted({name for name, _ in FREE}))
def test_what_is_free_is_missed(name):
    methods = {m for of, m in FREE if of == name}
    assert {method(a) for a in answered(name, methods) if a.missed} == methods


def test_the_default_is_not_noticed():
    same = {"none": lambda value: value}
    found = [*asked([gradient.thm, gradient_step_length.thm], SETTING, same)]
    assert len(found) >= 3
    assert not any(a.noticed or a.missed for a in found)


def test_a_constant_is_missed_where_only_derivatives_are_taken():
    """It changes no quantity of the statement: a check owes nothing for it."""
    (answer,) = (a for a in asked([gradient_step_length.thm], SETTING) if a.slot != "descent")
    assert answer.noticed == ("x (1 + 1e-6)",)
    assert answer.missed == {}
