"""Derivatives that are a little wrong fail checks whose claims would not notice their size."""

import pytest

from lemmata.implementations import using
from lemmata.obligations import obligations
from models.autodiff import AUTODIFF
from theorems.descent import symmetric_criticality, symmetric_gradient
from theorems.saddle import weighted_fit_no_spurious_minimum as weighted

OFF = 1e-6


class Scaled(type(AUTODIFF.default())):
    def gradient(self, value, x):
        return super().gradient(value, x) * (1 + OFF)


class Moved(type(AUTODIFF.default())):
    def gradient(self, value, x):
        return super().gradient(value, x) + OFF


class Bent(type(AUTODIFF.default())):
    def hessian(self, value, x):
        return super().hessian(value, x) * (1 + OFF)


@pytest.mark.parametrize(
    ("theorem", "broken"),
    [
        (symmetric_gradient, Scaled),
        (symmetric_gradient, Moved),
        (symmetric_criticality, Moved),  # a gradient of 0 has no size
        (weighted, Moved),
        (weighted, Bent),
    ],
    ids=lambda v: v.__name__.rsplit(".", 1)[-1],
)
def test_it_is_caught(theorem, broken):
    checks = [o for o in obligations(theorem.thm) if o.name.endswith("float64")]
    (check,) = [o for o in checks if o.kind == "check"]
    assert check.run().status == "holds"
    with using("autodiff", broken):
        assert check.run().status == "violated"
