"""Trajectories: algorithms as objects over batches of starts, and watchers that see every step.

An algorithm maps a batch of states to the next batch, in whatever arithmetic it is given: tensors,
balls or high-precision arrays. `run` drives it and stores nothing; what a theorem watches
(movement, length, a residual, the drift of a kernel) is accumulated by watchers. Flows of linear
systems are followed in closed form, by the matrix exponential; there is no solver of differential
equations.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

import torch
from flint import arb
from torch import Tensor

from lemmata.arbs import ArbTensor
from lemmata.balls import Ball


@dataclass(frozen=True)
class Step:
    """One step of an algorithm: the states before and after, shape (batch, ...)."""

    index: int
    before: Any
    after: Any


class Algorithm(Protocol):
    """What `run` drives. `step(x, index)` returns the batch of states after step `index`."""

    def step(self, x: Any, index: int) -> Any: ...


Watcher = Callable[[Step], None]


def run(
    algorithm: Algorithm, start: Any, count: int, watch: Sequence[Watcher] = ()
) -> Iterator[Step]:
    """`count` steps from the batch `start`; every watcher sees each step before it is yielded.

    Raises `ValueError` for a negative count.
    """
    if count < 0:
        raise ValueError(f"the number of steps must be at least 0, got {count}")
    x = start
    for index in range(count):
        given = x.clone() if isinstance(x, Tensor) else x  # an algorithm may work in place
        step = Step(index, x, algorithm.step(given, index))
        for watcher in watch:
            watcher(step)
        yield step
        x = step.after


def last(algorithm: Algorithm, start: Any, count: int, watch: Sequence[Watcher] = ()) -> Any:
    """The states after `count` steps, for callers who only want those and their watchers."""
    x = start
    for step in run(algorithm, start, count, watch):
        x = step.after
    return x


# Algorithms ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Descent:
    """Gradient descent x <- x - eta grad f(x).

    gradient: (batch, ...) to (batch, ...); eta: a number (a Fraction stays exact in enclosures) or
    an array that broadcasts.
    """

    gradient: Callable[[Any], Any]
    eta: Any

    def step(self, x: Any, index: int) -> Any:
        return x - self.eta * self.gradient(x)


def uniform_in_ball(like: Tensor, radius: float, generator: torch.Generator) -> Tensor:
    """Uniform points of the ball of `radius` around 0, of the shape (batch, d) of `like`."""
    batch, d = like.shape
    options = {"generator": generator, "dtype": like.dtype, "device": like.device}
    direction = torch.randn(batch, d, **options)  # type: ignore[call-overload]
    size = torch.rand(batch, 1, **options) ** (1 / d)  # type: ignore[call-overload]
    return radius * size * direction / torch.linalg.vector_norm(direction, dim=1, keepdim=True)


@dataclass
class PerturbedDescent:
    """Gradient descent that adds a uniform point of a ball where the gradient is small.

    Before a step, a row with |grad f(x)| <= threshold whose last perturbation is more than `wait`
    steps ago is moved by a uniform point of the ball of `radius`. States are tensors (batch, d);
    the object remembers when each row was last moved, so it serves one run. `moved` counts the
    perturbations of each row. Source: Escaping notes, section 2.5 (perturbed gradient descent).
    """

    gradient: Callable[[Tensor], Tensor]
    eta: float
    radius: float
    threshold: float
    wait: int
    generator: torch.Generator
    moved: Tensor | None = None
    _since: Tensor | None = field(default=None, repr=False)

    def step(self, x: Tensor, index: int) -> Tensor:
        if self.moved is None or self._since is None:
            self.moved = torch.zeros(len(x), dtype=torch.int64, device=x.device)
            self._since = torch.full_like(self.moved, self.wait + 1)
        small = torch.linalg.vector_norm(self.gradient(x), dim=-1) <= self.threshold
        due = small & (self._since > self.wait)
        noise = uniform_in_ball(x, self.radius, self.generator)
        x = torch.where(due[:, None], x + noise, x)
        self._since = torch.where(due, 0, self._since) + 1
        self.moved = self.moved + due
        return x - self.eta * self.gradient(x)


@dataclass
class LinearFlow:
    """The flow x' = -A x at the times 0, dt, 2 dt, ..., by the matrix exponential.

    matrix: (batch, d, d) or (d, d), in any arithmetic, symmetric or not; states (batch, d);
    times: a number or an array (batch,). The gradient flow of x'Ax/2 for symmetric A.
    """

    matrix: Any
    dt: Any
    _factor: Any = field(default=None, repr=False)

    def step(self, x: Any, index: int) -> Any:
        if self._factor is None:
            self._factor = self._over(self.dt)
        return (self._factor @ x[..., None])[..., 0]

    def at(self, x: Any, t: Any) -> Any:
        """The states at time t from states x (batch, d) at time 0."""
        return (self._over(t) @ x[..., None])[..., 0]

    def _over(self, t: Any) -> Any:
        if isinstance(t, Fraction) and isinstance(self.matrix, Tensor):
            t = float(t)
        return matrix_exponential(self.matrix * -(t[:, None, None] if hasattr(t, "ndim") else t))


ORDER = 20
"""Terms of the exponential series after scaling to row sums of at most 1/2: 2^-85 is left."""


def matrix_exponential(matrix: Any) -> Any:
    """exp of (..., d, d) by scaling, a truncated series and squaring; enclosed for enclosures.

    With row sums of absolute values at most 1/2, what the series lacks after `ORDER` terms is at
    most 2^-ORDER / (ORDER+1)! in every entry; enclosures are widened by it.
    Raises `ValueError` for a matrix that is not finite or whose row sums exceed 2^20.
    """
    size = _largest(torch.abs(matrix).sum(-1))
    if not size <= 2**20:
        raise ValueError(f"the exponential of a matrix with row sums up to {size}")
    halvings = max(0, math.frexp(size)[1] + 1)
    small = matrix * 2.0**-halvings
    d = matrix.shape[-1]
    one = torch.zeros_like(matrix) + torch.eye(d, dtype=matrix.dtype, device=matrix.device)
    total = term = one
    for n in range(1, ORDER + 1):
        term = term @ small / n
        total = total + term
    rest = Fraction(1, 2**ORDER * math.factorial(ORDER + 1))
    total = _widened(total, rest)
    for _ in range(halvings):
        total = total @ total
    return total


def _largest(values: Any) -> float:
    ends = values if isinstance(values, Tensor) else values.upper()
    return float(ends.max()) if math.prod(ends.shape) else 0.0


def _widened(array: Any, by: Fraction) -> Any:
    """An enclosure of `array` + [-by, by] in every entry; a tensor stays as it is."""
    if isinstance(array, Ball):
        return array + Ball(torch.zeros_like(array.mid), 1.0) * by
    if isinstance(array, ArbTensor):
        return array + ArbTensor(arb(0, 1), array.prec) * by
    return array


# Watchers -----------------------------------------------------------------------------------------


def distance(x: Any, y: Any) -> Any:
    """|x - y| over the last dimension, (batch, ..., d) to (batch, ...)."""
    return torch.linalg.vector_norm(x - y, dim=-1)


@dataclass
class Movement:
    """The largest distance from the start over the run: (batch, ...) after the first step.

    Rows of a state (the neurons of a layer) are measured one by one: norms run over the last
    dimension.
    """

    largest: Any = None
    _start: Any = field(default=None, repr=False)

    def __call__(self, step: Step) -> None:
        if step.index == 0:
            self._start, self.largest = step.before, None
        far = distance(step.after, self._start)
        self.largest = far if self.largest is None else torch.maximum(self.largest, far)


@dataclass
class Length:
    """The length of the path so far: the sum of the distances of all steps."""

    total: Any = None

    def __call__(self, step: Step) -> None:
        moved = distance(step.after, step.before)
        self.total = moved if step.index == 0 else self.total + moved


@dataclass
class Watch:
    """first, latest, lowest and highest value of a function of the state along the run.

    of: (batch, ...) to (batch, ...); the start counts.
    """

    of: Callable[[Any], Any]
    first: Any = None
    latest: Any = None
    lowest: Any = None
    highest: Any = None

    def __call__(self, step: Step) -> None:
        if step.index == 0:
            self.first = self.lowest = self.highest = self.of(step.before)
        self.latest = self.of(step.after)
        self.lowest = torch.minimum(self.lowest, self.latest)
        self.highest = torch.maximum(self.highest, self.latest)


@dataclass
class Record:
    """The values of a function of a step, one for each step: only what is asked for is kept."""

    of: Callable[[Step], Any]
    values: list[Any] = field(default_factory=list)

    def __call__(self, step: Step) -> None:
        self.values.append(self.of(step))
