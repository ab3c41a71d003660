"""Ascent of sum_i x_i^4 along geodesics of the unit sphere: an algorithm that escapes from saddles.

Points x (batch, d) with a_i = e_i, n = d. The slot `sphere_ascent` takes any algorithm; every
iterate that it computes is an instance of the one-step claims. Iterates are numbers in the dtype
under test, so that x / |x| is evaluated as an enclosure and nothing accumulates.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, WrongValue, confined, derived, output, plain

from .dynamics import Algorithm, Step, run
from .tensors import SPHERE, Function


def quartic(x: Any) -> Any:
    """sum_i x_i^4; shape (batch,)."""
    return (x**4).sum(-1)


class RiemannianAscent:
    """Maximise a function on the sphere: geodesic steps along the gradient or the top curvature.

    Where |grad| >= alpha: along grad by the length |grad| / 4. Elsewhere along the top eigenvector
    of the Riemannian Hessian, in the direction that does not descend, by beta / 8, provided that
    its eigenvalue is at least beta; otherwise x stays. Source: Ma 2021, Theorem 2.6, for second
    derivatives of at least -4 and third derivatives of at most 16 along unit geodesics.
    """

    def __init__(self, objective: Function, alpha: float, beta: float) -> None:
        if not (alpha > 0 and beta > 0):
            raise ValueError(f"alpha and beta must be positive, got {alpha!r} and {beta!r}")
        self.objective, self.alpha, self.beta = objective, alpha, beta

    def step(self, x: Tensor, index: int) -> Tensor:
        """The next points; shape of x."""
        sphere = SPHERE()
        G, H = sphere.gradient(self.objective, x), sphere.hessian(self.objective, x)
        size = G.norm(dim=1, keepdim=True)
        values, vectors = torch.linalg.eigh((H + H.mT) / 2)
        top = vectors[:, :, -1]
        top = top - (top * x).sum(1, True) * x
        top = torch.where((top * G).sum(1, True) < 0, -top, top)
        steep, curved = size >= self.alpha, values[:, -1:] >= self.beta
        direction = torch.where(steep, G, torch.where(curved, top, 0 * top))
        extent = direction.norm(dim=1, keepdim=True)
        direction = direction / torch.where(extent > 0, extent, 1)
        length = torch.where(steep, size / 4, self.beta / 8)
        after = torch.cos(length) * x + torch.sin(length) * direction
        after = after / after.norm(dim=1, keepdim=True)
        return torch.where(extent > 0, after, x)


ASCENT = slot(
    "sphere_ascent",
    RiemannianAscent,
    "factory(objective, alpha, beta) -> object with step(x, index) -> (batch, d): unit points to "
    "unit points, by at most max(|grad| / 4, beta / 8) along the sphere; the objective maps points "
    "to values (batch,)",
)


def _unit(x: Any) -> Any:
    """x / |x|; shape (batch, d)."""
    return x / torch.sqrt((x * x).sum(-1))[:, None]


def _local(x: Any) -> dict[str, Any]:
    """What a step from a unit x can use: value, gradient G of length r, the way v to a component.

    v is a unit tangent towards the nearest one (0 at +-e_i), curve the second derivative along it,
    slope = <G, v> >= 0 and p the largest coordinate in absolute value.
    """
    F, squares = quartic(x), x * x
    G = 4 * (x**3 - F[:, None] * x)
    at = plain(x).abs().argmax(1)[:, None] == torch.arange(x.shape[1], device=plain(x).device)
    own, zero = torch.where(at, x, 0 * x), 0 * x[:, :1]
    p = own.abs().sum(-1)
    side = torch.where(at, torch.where(x < 0, -1 + zero, 1 + zero), 0 * x)
    thin = torch.where(at, 0 * x, squares).sum(-1)
    safe = torch.where(thin > 0, thin, torch.ones_like(thin))
    v = torch.where((thin > 0)[:, None], (side - p[:, None] * x) / torch.sqrt(safe)[:, None], 0 * x)
    curve = (12 * squares * v * v).sum(-1) - 4 * F * (v * v).sum(-1)
    r = torch.sqrt((G * G).sum(-1))
    return {
        "x": x,
        "F0": F,
        "G": G,
        "r": r,
        "p": p,
        "v": v,
        "curve": curve,
        "slope": 4 * p * (p * p - F),
    }


def _parameters(options: Mapping[str, Any], like: Any) -> dict[str, Any]:
    """alpha and beta, (batch,), from the options alpha_squared and beta (Fractions)."""
    one = torch.ones_like(like)
    return {"alpha": torch.sqrt(one * options["alpha_squared"]), "beta": one * options["beta"]}


def _algorithm(make: Any, options: Mapping[str, Any]) -> Algorithm:
    made: Algorithm = make(quartic, float(options["alpha_squared"]) ** 0.5, float(options["beta"]))
    return made


def _iterates(algorithm: Algorithm, start: Tensor, count: int) -> list[Step]:
    return list(run(algorithm, start, count))


def _reached(ball: Any, steps: list[Step]) -> Output:
    """The computed next points of all steps, with the rounding that the algorithm may make."""
    before = torch.cat([step.before for step in steps])
    size = ball.exact(torch.ones_like(before)) * 2
    z = output(torch.cat([step.after for step in steps]), size, 16 * before.shape[1] + 80)
    # Claims about z / |z| would not notice a point off the sphere.
    around = ball(z.value, z.explained)
    square = (around * around).sum(-1)
    confined(Output(square.mid, square.rad), ball.exact(torch.ones_like(square.mid)), "|z|^2")
    return z


def one_step(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Every computed iterate of a run, with the step from it; input x (batch, d), not 0.

    Options: alpha_squared, beta (Fractions), steps. Names: those of `_local` and of `_parameters`;
    h, c = cos h, s = sin h and z = c x + s w, the geodesic of length h along w; F1 = f(z / |z|).
    The reference steps along the gradient, w = G / r and h = r / 4, where r >= alpha, and along v
    by h = beta / 8 elsewhere; the implementation as it likes.
    """
    if not implementation:
        return Measured(_reference(_unit(p["x"]), options))
    ball = type(p["x"])
    start = plain(p["x"])
    steps = _iterates(_algorithm(ASCENT, options), _unit(start), options["steps"])
    reference = _reference(_unit(ball.exact(torch.cat([s.before for s in steps]))), options)
    z = _reached(ball, steps)
    around = ball(z.value, z.explained)
    reach = torch.cos(torch.maximum(reference["r"] / 4, reference["beta"] / 8))
    far = ((reference["x"] * around).sum(-1) - reach).upper() < 0
    if bool(
        far.any()
    ):  # values do not show it: the objective is even, and alike in all coordinates
        at, to = (t[far][0].tolist() for t in (plain(reference["x"]), z.value))
        raise WrongValue(f"a step goes from {at} to {to}, further than max(|grad| / 4, beta / 8)")
    return Measured(reference, {"z": z, "F1": derived(quartic(_unit(around)), z.value)})


def _reference(x: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    at = _local(x)
    at |= _parameters(options, at["F0"])
    steep = at["r"] >= at["alpha"]
    safe = torch.where(at["r"] > 0, at["r"], torch.ones_like(at["r"]))
    w = torch.where(steep[:, None], at["G"] / safe[:, None], at["v"])
    h = torch.where(steep, at["r"] / 4, at["beta"] / 8)
    c, s = torch.cos(h), torch.sin(h)
    z = c[:, None] * x + s[:, None] * w
    return {**at, "w": w, "h": h, "c": c, "s": s, "z": z, "F1": quartic(z)}


def whole_run(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A run of the algorithm: a row for every start and k = 0, ..., steps - 1; input x (batch, d).

    Options as for `one_step`. Names, with the endings _k, _next and _start: value; running, 1 while
    the distance to the nearest +-e_i is more than 13/50 alpha; count, the number of such k so far.
    Also k, d and gain = min(alpha^2 / 8, beta^3 / 384). The reference is `RiemannianAscent`.
    """
    start, like = _unit(plain(p["x"])), p["x"]
    reference = _tabled(RiemannianAscent, start, like, options)
    if not implementation:
        return Measured(reference)
    default = ASCENT.factory is RiemannianAscent
    theirs = reference if default else _tabled(ASCENT, start, like, options)
    names = [n for n in theirs if n.split("_")[0] in ("value", "running", "count")]
    return Measured(reference, {n: derived(theirs[n], theirs["reached"]) for n in names})


def _tabled(make: Any, start: Tensor, like: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    """The quantities of `whole_run`, in the arithmetic of `like`, for one algorithm."""
    steps = _iterates(_algorithm(make, options), start, options["steps"])
    alpha_squared, beta = options["alpha_squared"], options["beta"]
    radius = float(Fraction(13, 50)) * float(alpha_squared) ** 0.5
    far = [
        ((2 - 2 * s.before.abs().amax(1)).clamp_min(0).sqrt() > radius).to(start.dtype)
        for s in steps
    ]
    before = torch.cat([s.before for s in steps])
    zero, reached = 0 * torch.cat([like[:, 0]] * len(steps)), torch.cat([s.after for s in steps])
    first = torch.cat([start] * len(steps))
    return {
        "k": zero + torch.repeat_interleave(torch.arange(len(steps)), len(start)).to(zero.dtype),
        "d": zero + start.shape[1],
        "gain": (zero + 1) * min(alpha_squared / 8, beta**3 / 384),
        "value_start": quartic(_unit(_exact(like, first))),
        "value_k": quartic(_unit(_exact(like, before))),
        "value_next": quartic(_unit(_arrived(like, steps))),
        "reached": reached,
        "running_k": zero + torch.cat(far),
        "count_start": zero,
        "count_k": zero + torch.cat([sum(far[:k], 0 * far[0]) for k in range(len(far))]),
        "count_next": zero + torch.cat([sum(far[: k + 1], 0 * far[0]) for k in range(len(far))]),
    }


def _exact(like: Any, numbers: Tensor) -> Any:
    """Numbers in the arithmetic of `like`, without error."""
    ball = type(like)
    return ball.exact(numbers) if hasattr(ball, "exact") else 0 * like[:1, :1] + numbers


def _arrived(like: Any, steps: list[Step]) -> Any:
    ball = type(like)
    if not hasattr(ball, "exact"):
        return 0 * like[:1, :1] + torch.cat([s.after for s in steps])
    z = _reached(ball, steps)
    return ball(z.value, z.explained)
