"""A perturbed descent whose noise or step is wrong is caught, and the implementation is blamed."""

from __future__ import annotations

import pytest
import torch

from lemmata.implementations import using
from lemmata.obligations import obligations
from models.dynamics import PerturbedDescent
from theorems.saddle import (
    perturbation_law,
    perturbed_descent_escape,
    perturbed_descent_second_order,
    perturbed_descent_step,
)

STEP, LAW = perturbed_descent_step.thm, perturbation_law.thm
ESCAPE, FINDS = perturbed_descent_escape.thm, perturbed_descent_second_order.thm


def faulty(**factors):
    """The default with some of its numbers multiplied."""

    def factory(**given):
        return PerturbedDescent(**{n: v * factors.get(n, 1) for n, v in given.items()})

    return factory


def returning(change):
    """The default with every state that it returns changed."""

    class Changed(PerturbedDescent):
        def step(self, x, index):
            return change(super().step(x, index))

    return lambda **given: Changed(**given)


class Noisy(PerturbedDescent):
    """Draws its noise from `noise(x, radius, generator)`, wherever the gradient is short."""

    def step(self, x, index):
        small = torch.linalg.vector_norm(self.gradient(x), dim=-1) <= self.threshold
        x = x + small[:, None] * self.noise(x)
        return x - self.eta * self.gradient(x)

    def normal(self, x):
        return torch.randn(x.shape, generator=self.generator, dtype=x.dtype)


class Sphere(Noisy):
    def noise(self, x):
        z = self.normal(x)
        return self.radius * z / torch.linalg.vector_norm(z, dim=1, keepdim=True)


class Gaussian(Noisy):
    def noise(self, x):
        return self.radius * self.normal(x) / x.shape[1] ** 0.5


class Cube(Noisy):
    def noise(self, x):
        u = torch.rand(x.shape, generator=self.generator, dtype=x.dtype)
        return self.radius * (2 * u - 1)


class OneSided(Noisy):
    def noise(self, x):
        z = self.normal(x).abs()
        u = torch.rand(len(x), 1, generator=self.generator, dtype=x.dtype)
        return self.radius * u ** (1 / x.shape[1]) * z / torch.linalg.vector_norm(z, dim=1)[:, None]


CAUGHT = {
    "no perturbation": (faulty(radius=0.0), (LAW, ESCAPE, FINDS)),
    "radius / 2": (faulty(radius=0.5), (LAW,)),
    "radius / 1000": (faulty(radius=1e-3), (LAW, ESCAPE)),
    "radius x 0.95": (faulty(radius=0.95), (LAW,)),
    "radius x 1.05": (faulty(radius=1.05), (LAW, STEP)),
    "radius x 1.01": (faulty(radius=1.01), (STEP,)),
    "radius x sqrt(2)": (faulty(radius=2**0.5), (LAW, STEP)),
    "threshold / 10": (faulty(threshold=0.1), (LAW,)),
    "threshold x 2": (faulty(threshold=2.0), (STEP,)),
    "no waiting": (faulty(wait=0), (STEP,)),
    "step x (1 + 1e-6)": (faulty(eta=1 + 1e-6), (STEP,)),
    "step x 1.1": (faulty(eta=1.1), (STEP,)),
    "no step": (faulty(eta=0.0), (STEP, ESCAPE, FINDS)),
    "on the sphere": (lambda **given: Sphere(**given), (LAW,)),
    "Gaussian": (lambda **given: Gaussian(**given), (LAW, STEP)),
    "in a cube": (lambda **given: Cube(**given), (LAW, STEP)),
    "to one side": (lambda **given: OneSided(**given), (LAW,)),
    "not a number": (returning(lambda x: x * float("nan")), (STEP, LAW, ESCAPE)),
    "wrong shape": (returning(lambda x: x[:, None]), (STEP, LAW, ESCAPE, FINDS)),
    "wrong dtype": (returning(lambda x: x.to(torch.float16)), (STEP, LAW, ESCAPE, FINDS)),
    "a list": (returning(lambda x: x.tolist()), (STEP, LAW, ESCAPE, FINDS)),
}
CAUGHT = {(name, thm): factory for name, (factory, theorems) in CAUGHT.items() for thm in theorems}


def results(thm):
    return [o.run() for o in obligations(thm, dtypes=[torch.float64]) if o.kind in ("check", "whp")]


@pytest.mark.parametrize("thm", [STEP, LAW, ESCAPE, FINDS], ids=lambda thm: thm.id)
def test_the_default_passes(thm):
    assert {r.status for r in results(thm)} == {"holds"}


@pytest.mark.parametrize(("name", "thm"), CAUGHT, ids=[f"{name}-{thm.id}" for name, thm in CAUGHT])
def test_fault_is_caught_and_blamed_on_the_implementation(name, thm):
    with using("perturbed_descent", CAUGHT[name, thm]):
        found = results(thm)
    told = "\n".join(r.detail for r in found if r.status == "violated")
    assert "verdict    the implementation is wrong" in told, [r.detail for r in found]
    assert "Traceback" not in told
