"""Wrong implementations for every slot: the mistakes that an engineer makes.

FAULTS has factories by slot and name, each one fit for `--impl`; what every implementation can get
wrong (a factor, a sign, a row) is added by `lemmata.audit.faults`. EQUIVALENT says which faults,
also of those, change nothing that the protocol of the slot promises, and why.
"""

from __future__ import annotations

from collections.abc import Mapping

from lemmata.audit.faults_equal import as_set
from lemmata.audit.faults_tap import Alike

from . import (
    algorithms,
    completion,
    derivatives,
    flows,
    linear_networks,
    networks,
    objectives,
    spin_glass,
)
from ._parts import Factory
from .statistics import GLM_FAULTS

FAULTS: Mapping[str, Mapping[str, Factory]] = {
    "autodiff": derivatives.AUTODIFF,
    "completion": completion.COMPLETION,
    "coordinate_descent": algorithms.COORDINATE,
    "descent": algorithms.DESCENT,
    "flat": objectives.FLAT,
    "gaussian_kernel": networks.GAUSSIAN,
    "glm": GLM_FAULTS,
    "gradient_flow": flows.GRADIENT_FLOW,
    "infinite_width_kernel": networks.INFINITE,
    "initial_weights": networks.INITIAL,
    "kernel_flow": flows.KERNEL_FLOW,
    "least_squares": objectives.LEAST_SQUARES,
    "linear_network": linear_networks.LINEAR_NETWORK,
    "logistic_ridge": objectives.LOGISTIC,
    "matrix_norms": networks.NORMS,
    "mexican_hat": objectives.MEXICAN_HAT,
    "mirror_descent": algorithms.MIRROR,
    "motion": derivatives.MOTION,
    "network": networks.NETWORK,
    "pca": derivatives.PCA,
    "perturbed_descent": algorithms.PERTURBED,
    "polynomial": objectives.POLYNOMIAL,
    "proximal_point": algorithms.PROXIMAL,
    "quadratic": objectives.QUADRATIC,
    "saddle_flow": flows.SADDLE_FLOW,
    "sphere": derivatives.SPHERE,
    "sphere_ascent": algorithms.ASCENT,
    "spin_glass": spin_glass.SPIN_GLASS,
    "stationary_points": flows.STATIONARY,
    "tangent_kernel": networks.KERNEL,
    "tanh_net": objectives.TANH_NET,
    "tensor": derivatives.TENSOR,
    "two_minima": objectives.TWO_MINIMA,
}

ALIKE: Mapping[str, Alike] = {"stationary_points": as_set}
"""Forms up to which the values of a slot are promised."""


def _for(slot: str, why: str, *names: str) -> dict[tuple[str, str], str]:
    return {(slot, name): why for name in names}


_SYMMETRIC = "the matrix is symmetric"
_EVEN = "the function is even in it"

EQUIVALENT: Mapping[tuple[str, str], str] = {
    **_for("autodiff", _SYMMETRIC, "hessian: transposed"),
    **_for("completion", "the mask stands squared", "mask sign"),
    **_for("completion", "the mask stands squared", "gradient: mask sign", "hessian: mask sign"),
    **_for("completion", _EVEN, "z sign", "gradient: z sign", "hessian: z sign"),
    **_for("completion", _EVEN, "x sign", "hessian: x sign"),
    **_for("flat", _EVEN, "u sign", "x sign"),
    **_for("gaussian_kernel", _EVEN, "X sign"),
    **_for("glm", _SYMMETRIC, "hessian: transposed"),
    **_for("infinite_width_kernel", _EVEN, "X sign"),
    **_for("kernel_flow", _SYMMETRIC, "residual: H transposed"),
    **_for("matrix_norms", "norms do not change", "E sign", "E transposed"),
    **_for("pca", "M and its transpose have one objective", "M transposed"),
    **_for("pca", "M and its transpose have one objective", "gradient: M transposed"),
    **_for("pca", "M and its transpose have one objective", "hessian: M transposed"),
    **_for("pca", _EVEN, "x sign", "hessian: x sign"),
    **_for("polynomial", _SYMMETRIC, "A transposed"),
    **_for("polynomial", _EVEN, "w sign"),
    **_for("quadratic", _EVEN, "B sign"),
    **_for("sphere", _SYMMETRIC, "hessian: transposed"),
    **_for("sphere", _EVEN, "second: v sign"),
    **_for(
        "spin_glass", "the sum over the orders of the indices is the same",
        "derivatives: g transposed",
    ),
    **_for(
        "stationary_points",
        "the list is a set, in any order, and the set is even and alike in all coordinates",
        "sign", "rows shifted by one", "entries reversed",
    ),
    **_for("tangent_kernel", _SYMMETRIC, "transposed"),
    **_for("tangent_kernel", "a_k^2 = 1", "a sign", "a of the row before"),
    **_for("tensor", _EVEN, *(
        f"{method}: {argument} sign"
        for method, arguments in {
            "euclidean_gradient": "A", "factored": "Ax", "full": "x", "gradient": "A",
            "hessian": "Ax", "second": "Axv", "tensor": "A",
        }.items()
        for argument in arguments
    )),
    **_for("tensor", "all calls are for one A", "tensor: value of the call before"),
    **_for("tensor", _SYMMETRIC, "hessian: transposed", "full: T transposed", "tensor: transposed"),
}  # fmt: skip
