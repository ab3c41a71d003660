"""Wrong algorithms: descent in its variants, and other methods that leave saddles."""

# ruff: noqa: ARG005 - a fault may leave its arguments out

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from models.autodiff import Autodiff
from models.avoidance import CoordinateDescent, EntropyMirrorDescent, ProximalPoint
from models.descent import GradientDescent
from models.dynamics import PerturbedDescent
from models.tensor_steps import RiemannianAscent

from ._parts import Factory, all_but_last, tangent


def sgd(rate: float = 1, **options: Any) -> Factory:
    """`torch.optim.SGD` with the learning rate times `rate` and other options."""
    return lambda params, lr: torch.optim.SGD(params, lr=lr * rate, **options)


class Changed(GradientDescent):
    """Descent along `direction(gradient, x)` instead of the gradient, both (batch, d)."""

    def __init__(self, params: Any, lr: float, direction: Callable[[Tensor, Tensor], Tensor]):
        super().__init__(params, lr)
        self.direction = direction

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for x in group["params"]:
                x.grad = self.direction(x.grad, x.detach())
        super().step()


def along(direction: Callable[[Tensor, Tensor], Tensor]) -> Factory:
    """Descent along direction(gradient, x)."""
    return lambda params, lr: Changed(params, lr, direction)


class Late(GradientDescent):
    """Steps along the gradient of the iterate before."""

    before: Tensor | None = None

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        x = self.param_groups[0]["params"][0]
        now = x.grad.clone()
        x.grad = now if self.before is None else self.before
        self.before = now
        super().step()


class Accumulating(GradientDescent):
    """Never forgets a gradient."""

    def zero_grad(self, set_to_none: bool = True) -> None:
        return None


class Decaying(GradientDescent):
    """The step size lr / (1 + t)."""

    count = 0

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        self.count += 1
        x = self.param_groups[0]["params"][0]
        x.grad = x.grad / self.count
        super().step()


def _clipped(g: Tensor, x: Tensor) -> Any:
    return g / torch.linalg.vector_norm(g, dim=1, keepdim=True).clamp_min(1)


DESCENT: Mapping[str, Factory] = {
    "learning rate x 0.9": sgd(0.9),
    "learning rate x 0.99": sgd(0.99),
    "learning rate x 1.5": sgd(1.5),
    "weight decay 1e-3": sgd(weight_decay=1e-3),
    "momentum 0.05": sgd(momentum=0.05),
    "Nesterov momentum 0.05": sgd(momentum=0.05, nesterov=True),
    "Adam": lambda params, lr: torch.optim.Adam(params, lr=lr),
    "gradient x (1 + 1e-6)": along(lambda g, x: g * (1 + 1e-6)),
    "gradient NaN": along(lambda g, x: g * float("nan")),
    "gradient zero": along(lambda g, x: g * 0),
    "ascent": along(lambda g, x: -g),
    "sign of the gradient": along(lambda g, x: g.sign()),
    "unit gradient": along(lambda g, x: nn.functional.normalize(g, dim=1)),
    "gradient clipped at 1": along(_clipped),
    "mean over the batch": along(lambda g, x: g / len(g)),
    "last coordinate never moves": along(lambda g, x: all_but_last(g)),
    "gradient of the step before": Late,
    "gradients accumulate": Accumulating,
    "step size decays": Decaying,
}

# Perturbed descent --------------------------------------------------------------------------------


def faulty(**factors: float) -> Factory:
    """The default with some of its numbers multiplied."""

    def factory(**given: Any) -> PerturbedDescent:
        return PerturbedDescent(
            **{n: v * factors[n] if n in factors else v for n, v in given.items()}
        )

    return factory


def returning(change: Callable[[Tensor], Any]) -> Factory:
    """The default with every state that it returns changed."""

    class Returning(PerturbedDescent):
        def step(self, x: Tensor, index: int) -> Tensor:
            found: Tensor = change(super().step(x, index))
            return found

    return lambda **given: Returning(**given)


def noisy(noise: Callable[[PerturbedDescent, Tensor, Tensor], Tensor]) -> Factory:
    """Adds noise(self, x, normal) of normal numbers wherever the gradient is short."""

    class Noisy(PerturbedDescent):
        def step(self, x: Tensor, index: int) -> Tensor:
            small = torch.linalg.vector_norm(self.gradient(x), dim=-1) <= self.threshold
            z = torch.randn(x.shape, generator=self.generator, dtype=x.dtype)
            x = x + small[:, None] * noise(self, x, z)
            return x - self.eta * self.gradient(x)

    return lambda **given: Noisy(**given)


def _uniform(self: PerturbedDescent, x: Tensor, columns: int) -> Tensor:
    return torch.rand(len(x), columns, generator=self.generator, dtype=x.dtype)


def _unit(z: Tensor) -> Any:
    return z / torch.linalg.vector_norm(z, dim=1, keepdim=True)


def _radial(self: PerturbedDescent, x: Tensor) -> Tensor:
    size: Tensor = self.radius * _uniform(self, x, 1) ** (1 / x.shape[1])
    return size


class StepFirst(PerturbedDescent):
    """Adds the noise after the gradient step."""

    def step(self, x: Tensor, index: int) -> Tensor:
        eta, self.eta = self.eta, 0.0
        noise = super().step(x, index) - x
        self.eta = eta
        return x - eta * self.gradient(x) + noise


class SameNoise(PerturbedDescent):
    """Draws one perturbation for the whole batch."""

    def step(self, x: Tensor, index: int) -> Tensor:
        small = torch.linalg.vector_norm(self.gradient(x), dim=-1) <= self.threshold
        z = torch.randn(1, x.shape[1], generator=self.generator, dtype=x.dtype)
        x = x + small[:, None] * _radial(self, x[:1]) * _unit(z)
        return x - self.eta * self.gradient(x)


PERTURBED: Mapping[str, Factory] = {
    "no perturbation": faulty(radius=0.0),
    "radius / 2": faulty(radius=0.5),
    "radius / 1000": faulty(radius=1e-3),
    "radius x 0.95": faulty(radius=0.95),
    "radius x 1.05": faulty(radius=1.05),
    "radius x 1.01": faulty(radius=1.01),
    "radius x sqrt(2)": faulty(radius=2**0.5),
    "diameter for radius": faulty(radius=2.0),
    "threshold / 10": faulty(threshold=0.1),
    "threshold x 2": faulty(threshold=2.0),
    "no waiting": faulty(wait=0),
    "step x (1 + 1e-6)": faulty(eta=1 + 1e-6),
    "step x 1.1": faulty(eta=1.1),
    "no step": faulty(eta=0.0),
    "ascent": faulty(eta=-1.0),
    "on the sphere": noisy(lambda self, x, z: self.radius * _unit(z)),
    "Gaussian": noisy(lambda self, x, z: self.radius * z / x.shape[1] ** 0.5),
    "in a cube": noisy(lambda self, x, z: self.radius * (2 * _uniform(self, x, x.shape[1]) - 1)),
    "to one side": noisy(lambda self, x, z: _radial(self, x) * _unit(z.abs())),
    "no root of the uniform number": noisy(
        lambda self, x, z: self.radius * _uniform(self, x, 1) * _unit(z)
    ),
    "in the first coordinate alone": noisy(
        lambda self, x, z: _radial(self, x) * z.sign() * (torch.arange(x.shape[1]) == 0)
    ),
    "one noise for the batch": lambda **given: SameNoise(**given),
    "noise after the step": lambda **given: StepFirst(**given),
    "noise everywhere": faulty(threshold=float("inf")),
    "noise nowhere": faulty(threshold=0.0),
    "not a number": returning(lambda x: x * float("nan")),
    "wrong shape": returning(lambda x: x[:, None]),
    "wrong dtype": returning(lambda x: x.to(torch.float16)),
    "a list": returning(lambda x: x.tolist()),
}

# Other methods ------------------------------------------------------------------------------------


def method(step: Callable[..., Any]) -> Factory:
    """A method that calls step(f, lr, x[, i]); f maps points to values."""
    return lambda objective, lr: lambda *args: step(objective, lr, *args)


def rate(default: Factory, factor: float) -> Factory:
    """The default with another step size."""
    return lambda objective, lr: default(objective, lr * factor)


def _slope(objective: Any, x: Tensor) -> Tensor:
    x = x if x.requires_grad else x.detach().requires_grad_(True)
    return torch.autograd.grad(objective(x).sum(), x, create_graph=True)[0]


def _flat(objective: Any, x: Tensor) -> Tensor:
    return Autodiff().gradient(objective, x)


def _newton_once(objective: Any, lr: float, x: Tensor) -> Any:
    J = torch.eye(x.shape[1], dtype=x.dtype) + lr * Autodiff().hessian(objective, x)
    return x - torch.linalg.solve(J, lr * _flat(objective, x))


def _fixed_point(objective: Any, lr: float, x: Tensor) -> Tensor:
    z = x
    for _ in range(3):
        z = x - lr * _flat(objective, z)
    return z


PROXIMAL: Mapping[str, Factory] = {
    "a gradient step": method(lambda f, lr, x: x - lr * _flat(f, x)),
    "x itself": method(lambda f, lr, x: x.clone()),
    "three fixed point iterations": method(_fixed_point),
    "step x 2": rate(ProximalPoint, 2),
    "step x (1 + 1e-6)": rate(ProximalPoint, 1 + 1e-6),
    "step of the wrong sign": rate(ProximalPoint, -1),
    "reflected": method(lambda f, lr, x: 2 * ProximalPoint(f, lr)(x) - x),
    "relaxed": method(lambda f, lr, x: (ProximalPoint(f, lr)(x) + x) / 2),
    "one Newton iteration": method(_newton_once),
    "twice": method(lambda f, lr, x: ProximalPoint(f, lr)(ProximalPoint(f, lr)(x))),
}


def _moved(x: Tensor, i: int, by: Tensor) -> Tensor:
    z = x.detach().clone()
    z[:, i] -= by
    return z


class StaleSweep(CoordinateDescent):
    """Takes all derivatives of a sweep at its start: Jacobi for Gauss-Seidel."""

    start: Tensor | None = None

    def __call__(self, x: Tensor, i: int) -> Tensor:
        if i == 0 or self.start is None or self.start.shape != x.shape:
            self.start = x.detach().clone()
        return _moved(x, i, self.lr * _flat(self.objective, self.start)[:, i])


COORDINATE: Mapping[str, Factory] = {
    "all coordinates": method(lambda f, lr, x, i: x - lr * _flat(f, x)),
    "the next coordinate": method(
        lambda f, lr, x, i: CoordinateDescent(f, lr)(x, (i + 1) % x.shape[1])
    ),
    "always the first coordinate": method(lambda f, lr, x, i: CoordinateDescent(f, lr)(x, 0)),
    "last coordinate never moves": method(
        lambda f, lr, x, i: CoordinateDescent(f, lr)(x, i) if i < x.shape[1] - 1 else x.clone()
    ),
    "step x (1 + 1e-6)": rate(CoordinateDescent, 1 + 1e-6),
    "step x 2": rate(CoordinateDescent, 2),
    "step of the wrong sign": rate(CoordinateDescent, -1),
    "first partial in every coordinate": method(
        lambda f, lr, x, i: _moved(x, i, lr * _flat(f, x)[:, 0])
    ),
    "derivatives of the start of the sweep": StaleSweep,
    "exact minimisation": method(
        lambda f, lr, x, i: _moved(x, i, _flat(f, x)[:, i] / Autodiff().hessian(f, x)[:, i, i])
    ),
}
MIRROR: Mapping[str, Factory] = {
    "a gradient step": method(lambda f, lr, x: x - lr * _slope(f, x)),
    "to first order": method(lambda f, lr, x: x * (1 - lr * _slope(f, x))),
    "normalised to the simplex": method(
        lambda f, lr, x: nn.functional.normalize(EntropyMirrorDescent(f, lr)(x), p=1, dim=1)
    ),
    "step x 2": rate(EntropyMirrorDescent, 2),
    "step x (1 + 1e-6)": rate(EntropyMirrorDescent, 1 + 1e-6),
    "step of the wrong sign": rate(EntropyMirrorDescent, -1),
    "mirror map x^2 log x": method(lambda f, lr, x: x * torch.exp(-lr * x * _slope(f, x))),
    "base 2": method(lambda f, lr, x: x * torch.exp2(-lr * _slope(f, x))),
    "no factor x": method(lambda f, lr, x: torch.exp(-lr * _slope(f, x))),
}


def _ascent(take: Callable[[Any, Tensor, Tensor], Tensor]) -> Factory:
    """Steps of the default, after which take(self, before, after) says where to go."""

    class Other(RiemannianAscent):
        def step(self, x: Tensor, index: int) -> Tensor:
            return take(self, x, super().step(x, index))

    return Other


def _unit_rows(x: Tensor) -> Tensor:
    return nn.functional.normalize(x, dim=1)


ASCENT: Mapping[str, Factory] = {
    "descent": _ascent(lambda self, x, y: _unit_rows(2 * (x * y).sum(1, True) * x - y)),
    "not back on the sphere": _ascent(lambda self, x, y: x + (y - x) * 2),
    "twice the step": _ascent(lambda self, x, y: _unit_rows(2 * y - x)),
    "half of the step": _ascent(lambda self, x, y: _unit_rows(y + x)),
    "no step": _ascent(lambda self, x, y: x.clone()),
    "a step along the Euclidean gradient": _ascent(
        lambda self, x, y: _unit_rows(x + _flat(self.objective, x) / 4)
    ),
    "a long gradient step": _ascent(
        lambda self, x, y: _unit_rows(x + tangent(x, _flat(self.objective, x)))
    ),
    "never along the curvature": lambda f, alpha, beta: RiemannianAscent(f, alpha, beta * 1e9),
    "never along the gradient": lambda f, alpha, beta: RiemannianAscent(f, alpha * 1e9, beta),
    "beta x 2": lambda f, alpha, beta: RiemannianAscent(f, alpha, beta * 2),
    "alpha / 2": lambda f, alpha, beta: RiemannianAscent(f, alpha / 2, beta),
}
