"""Cubic-regularised Newton: one step to a planted minimiser of its model, and whole runs.

Values and derivatives of the polynomial go through the slot `polynomial`, those of the runs through
`autodiff`. Scalars have shape (batch,), points and gradients (batch, d), Hessians (batch, d, d).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, confined, output, plain

from .arrays import over
from .autodiff import AUTODIFF
from .pinned import pinned
from .second_order import Data, dot, gradient, hessian, returned_by, times, value_of
from .strict_saddle import cosine


def _third(p: Data) -> Any:
    """The Lipschitz constant rho of the Hessian of c <a, x>^3 over `slack`; 1 where c a = 0."""
    size = torch.sqrt(dot(p["a"], p["a"]))
    rho = 6 * p["c"].abs() * size * size * size / p["slack"]
    return torch.where(rho > 0, rho, torch.ones_like(rho))


@pinned
def newton_step(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A cubic polynomial from 0 to the planted minimiser h of its cubic model there.

    Inputs h, a, v (batch, d), W (batch, n, d), c, slack in (0, 1] (batch,). With rho the Lipschitz
    constant of the Hessian over slack and r = |h|, the Hessian at 0 is W'W - (rho r/2) I and the
    gradient -W'W h, so that h is a global minimiser. Quantities: h, v, u = h - t v with t |v|^2 =
    2 <h, v>, the mirror image of h, t, r, rho; L0, g, H at 0; L1, g1, H1 at h. The implementation
    gives the values or, option `derivatives`, gradients and Hessians.
    """
    h, v, c = p["h"], p["v"], p["c"]
    rho, r, zero = _third(p), torch.sqrt(dot(h, h)), 0 * h
    gram = p["W"].mT @ p["W"]
    eye = torch.eye(h.shape[-1], dtype=p["c"].dtype, device=p["c"].device)
    data = {
        "b": -times(gram, h), "A": gram - (rho * r / 2)[:, None, None] * eye, "c": c, "a": p["a"],
        "q": 0 * c, "w": zero,
    }  # fmt: skip
    t = over(2 * dot(h, v), dot(v, v), 0 * c)
    made = {
        "h": h, "v": v, "t": t, "u": h - t[:, None] * v, "r": r, "rho": rho,
        "L0": value_of(data, zero), "g": data["b"], "H": data["A"],
        "L1": value_of(data, h), "g1": gradient(data, h), "H1": hessian(data, h),
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    if options["derivatives"]:
        found = returned_by(data, zero, {"g": "gradient", "H": "hessian"}, made)
        known = {"g": made["g1"], "H": made["H1"]}
        there = returned_by(data, h, {"g": "gradient", "H": "hessian"}, known)
        return Measured(made, {**found, "g1": there["g"], "H1": there["H"]})
    found = returned_by(data, zero, {"L0": "value"}, made)
    return Measured(made, found | returned_by(data, h, {"L1": "value"}, made))


def cubic_minimiser(g: Tensor, H: Tensor, rho: Tensor) -> Tensor:
    """A global minimiser (batch, d) of <g, h> + <h, H h>/2 + rho |h|^3/6 over h.

    r = |h| solves |(H + (rho r/2) I)^-1 g| = r to the right of the pole -2 lam_min/rho, found by
    bisection. Where g has no part along the lowest eigenvector and the solution at the pole is
    shorter than r (the hard case), a part along that eigenvector makes up for it.
    """
    lam, V = torch.linalg.eigh(H)
    along = (V.mT @ g[:, :, None])[:, :, 0]
    pole = torch.relu(-2 * lam[:, 0] / rho)

    def step(r: Tensor) -> Tensor:
        shift = lam + (rho * r / 2)[:, None]
        return torch.where(along == 0, 0.0, -along / torch.where(shift == 0, 1.0, shift))

    low, high = pole, pole + torch.sqrt(2 * along.norm(dim=-1) / rho) + 1e-300
    for _ in range(100):
        middle = (low + high) / 2
        long = step(middle).norm(dim=-1) > middle
        low, high = torch.where(long, middle, low), torch.where(long, high, middle)
    h = step(high)
    rest = torch.relu(high * high - (h * h).sum(-1)).sqrt()
    hard = (along[:, 0] == 0) & (pole > 0)
    h[:, 0] = torch.where(hard, rest, h[:, 0])
    return (V @ h[:, :, None])[:, :, 0]


class Cosine:
    """x^2/2 + cos y: minima at (0, odd multiples of pi), strict saddles between; rho = 1.

    The least value is -1 / depth. It is (alpha, beta, gamma)-strict saddle for alpha^2 + beta^2 < 1
    and gamma^2 = alpha^2 + arcsin(alpha)^2, so for alpha = s^2, beta = 3 s/2 up to s = 3/5.
    """

    rho, depth, largest = 1, 1, 0.6

    def value(self, z: Any) -> Any:
        return z[:, 0] * z[:, 0] / 2 + torch.cos(z[:, 1])

    def gradient(self, z: Any) -> Any:
        return torch.stack([z[:, 0], -torch.sin(z[:, 1])], -1)

    def bends(self, z: Any) -> tuple[Any, Any]:
        """The Hessian (batch, 2, 2) and its lowest eigenvalue (batch,)."""
        one, bend = torch.ones_like(z[:, 0]), -torch.cos(z[:, 1])
        lowest = torch.minimum(one, bend)
        return torch.diag_embed(plain(torch.stack([one, bend], -1))), lowest

    def distance(self, z: Any) -> Any:
        """To the next minimum."""
        turns = 2 * torch.round((plain(z[:, 1]) / torch.pi - 1) / 2) + 1
        off = z[:, 1] - 4 * torch.atan(torch.ones_like(z[:, 1])) * turns
        return torch.sqrt(z[:, 0] * z[:, 0] + off * off)

    def gamma(self, s: Any) -> Any:
        alpha = s * s
        return torch.sqrt(alpha * alpha + torch.atan(alpha / torch.sqrt(1 - alpha * alpha)) ** 2)


class Ring:
    """|z|^3/3 - |z|^2/2: minima on the unit circle, a maximum at 0, one step from the circle.

    The Hessian has the Lipschitz constant rho = 2, the least value is -1 / depth.
    """

    rho, depth, largest = 2, 6, 2.0

    def value(self, z: Any) -> Any:
        square = dot(z, z)
        return square * torch.sqrt(square) / 3 - square / 2

    def gradient(self, z: Any) -> Any:
        return (torch.sqrt(dot(z, z)) - 1)[:, None] * z

    def bends(self, z: Any) -> tuple[Any, Any]:
        lowest = torch.sqrt(dot(z, z)) - 1
        at, size = plain(z), plain(lowest) + 1
        unit = at / torch.where(size > 0, size, 1.0)[:, None]
        eye = torch.eye(2, dtype=at.dtype, device=at.device)
        radial = size[:, None, None] * unit[:, :, None] * unit[:, None, :]
        return plain(lowest)[:, None, None] * eye + radial, lowest

    def distance(self, z: Any) -> Any:
        return (torch.sqrt(dot(z, z)) - 1).abs()

    def gamma(self, s: Any) -> Any:
        return s


RUNS: dict[str, Any] = {"cosine": Cosine, "ring": Ring}


def newton_run(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Cubic-regularised Newton on `Cosine` or `Ring`, times c; a row for every N = 1, ..., steps.

    Inputs start (batch, 2), c (batch,) > 0; options: objective, steps. Names: F_k, F_next, r_k,
    m_k, m_next with k = N - 1, and F_0, F_N, m_N; m is the least of the step lengths before k (the
    first for k = 0). G, lam and D are the gradient norm, the lowest eigenvalue and the distance to
    the minima after the shortest of the first N steps. s is barely what N steps pay for, where the
    objective allows it; gamma belongs to it. The gradients of `cosine` by the slot `autodiff` must
    be the exact ones at all iterates.
    """
    f: Any = RUNS[options["objective"]]()
    c, at = p["c"], p["start"]
    numbers, points = plain(c), [at]
    for _ in range(options["steps"]):
        z = plain(points[-1])
        g, H = numbers[:, None] * f.gradient(z), numbers[:, None, None] * f.bends(z)[0]
        points.append(type(at).exact(z + cubic_minimiser(g, H, numbers * f.rho)))
    one = torch.ones_like(c)
    floor = -one / f.depth
    rows: dict[str, list[Any]] = {}
    least, best = None, None
    for k, (z, after) in enumerate(pairwise(points)):
        r = torch.sqrt(dot(after - z, after - z))
        before = r if least is None else least
        shorter = torch.ones_like(numbers, dtype=torch.bool) if best is None else r < least
        best = after if best is None else torch.where(shorter[:, None], after, best)
        least = torch.minimum(before, r)
        paid = 12 * (plain(f.value(at)) + 1 / f.depth) / ((k + 1) * f.rho)
        s = (paid.relu() ** (1 / 3) * (1 + 2.0**-12)).clamp(2.0**-12, f.largest)
        s = type(at).exact(s)
        slope = f.gradient(best)
        if implementation and isinstance(f, Cosine):
            theirs = AUTODIFF().gradient(lambda x: numbers * cosine(x), plain(after))
            size = c[:, None] * (after.abs() + 1)
            confined(output(theirs, size, 12), c[:, None] * f.gradient(after), "a gradient")
        for name, number in {
            "k": one * k, "N": one * (k + 1), "F_k": c * f.value(z), "F_next": c * f.value(after),
            "r_k": r, "m_k": before, "m_next": least, "m_N": least, "F_0": c * f.value(at),
            "F_N": c * f.value(after), "G": c * torch.sqrt(dot(slope, slope)),
            "lam": c * f.bends(best)[1], "D": f.distance(best), "rho": c * f.rho,
            "floor": c * floor, "s": s, "gamma": f.gamma(s),
        }.items():  # fmt: skip
            rows.setdefault(name, []).append(number)
    return Measured({name: torch.cat(found) for name, found in rows.items()})
