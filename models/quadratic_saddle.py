"""Gradient descent and gradient flow on quadratic forms <x, H x>, and on what is made of them.

Runs of descent go through the slot `descent` of `models.descent`, flows through `gradient_flow` of
`models.gradient_flow`, derivatives through `autodiff` of `models.autodiff`. Coordinates are in the
eigenbasis. Rows of a batch with d coordinates are d * batch, coordinate after coordinate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, Output, derived, output, plain

from .autodiff import AUTODIFF
from .descent import steps
from .gradient_flow import FLOW
from .pca import outer, reflection, returned
from .pinned import pinned

Map = Callable[[Any], Any]


def form(H: Any, x: Any) -> Any:
    """<x, H x> for H (batch, d, d), symmetric or not, and x (batch, d); shape (batch,)."""
    return (x * (H @ x[..., None])[..., 0]).sum(-1)


def visited(
    objective: Map,
    gradient: Map,
    companion: Map,
    x: Any,
    gamma: Fraction,
    count: int,
    chain: int,
    advance: Map | None = None,
) -> list[Any]:
    """The start and `count` iterates of the slot `descent`, as balls around the exact iterates.

    companion: the gradient in absolute values; chain: roundings in it; advance: the exact step, in
    a form that is tighter on balls than x - gamma gradient(x), if there is one. A ball reaches as
    far from the computed iterate as rounding explains: what the step errs from the iterate before,
    and what the exact step makes of the ball around that.
    """
    ball, found = type(x), [x]

    def exact(at: Any) -> Any:
        return advance(at) if advance else at - gamma * gradient(at)

    for step in steps(objective, plain(x), float(gamma), count):
        before = ball.exact(step.before)
        carried = (exact(found[-1]) - exact(before)).abs()
        made = output(step.after, before.abs() + gamma * companion(before), chain + 2)
        reach = made.explained + carried.upper()
        found.append(ball(made.value, torch.nextafter(reach, torch.full_like(reach, torch.inf))))
    return found


def coordinates(array: Any) -> Any:
    """(batch, d) as rows (d * batch,)."""
    return array.mT.reshape(-1)


def _joined(arrays: list[Any]) -> Any:
    return torch.cat([coordinates(a) for a in arrays])


# Gradient descent ---------------------------------------------------------------------------------


def step(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Steps on <x, H x> with a planted spectrum: every iterate, every eigenvector e is a row.

    Inputs w, lam, x (batch, d): H = V diag(lam) V' for the reflection V given by w. options: gamma
    (Fraction), steps. Quantities H (rows, d, d), x, z, e, gradient (rows, d), lam, gamma.
    """
    gamma, d = options["gamma"], p["x"].shape[1]
    V = reflection(p["w"])
    H = (V * p["lam"][:, None, :]) @ V.mT
    number = plain(H)
    run = list(
        steps(lambda x: form(number, x), plain(p["x"]), float(gamma), options["steps"])
        if implementation
        else []
    )
    x = type(H).exact(torch.cat([s.before for s in run])) if run else p["x"]
    matrix = torch.cat([H] * max(1, len(run)))
    slope = 2 * (matrix @ x[..., None])[..., 0]
    z = x - gamma * slope
    many = max(1, len(run)) * d
    reference = {
        "H": torch.cat([matrix] * d), "x": torch.cat([x] * d), "z": torch.cat([z] * d),
        "gradient": torch.cat([slope] * d),
        "e": torch.cat([torch.cat([V[:, :, i]] * (many // d)) for i in range(d)]),
        "lam": torch.cat([torch.cat([p["lam"][:, i]] * (many // d)) for i in range(d)]),
    }  # fmt: skip
    reference["gamma"] = torch.ones_like(reference["lam"]) * gamma
    if not implementation:
        return Measured(reference)
    size = x.abs() + 2 * gamma * (matrix.abs() @ x.abs()[..., None])[..., 0]
    made = returned(torch.cat([s.after for s in run]), size, z, d + 6)
    return Measured(
        reference, {"z": Output(torch.cat([made.value] * d), torch.cat([made.explained] * d))}
    )


def run(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A run on the sum of lam_i x_i^2; a row for every index k = 0, ..., steps - 1 and coordinate.

    Inputs lam, x (batch, d); options: gamma (Fraction), steps. Quantities: k, x_k, x_next, x_0,
    slope_k (the partial derivative at x_k), lam, gamma; n = k + 1 with x_n = x_next, and mu = -lam;
    a, the size of x_0, but a millionth less on every other row.
    """
    gamma, count, lam, x = options["gamma"], options["steps"], p["lam"], p["x"]

    factor = 1 - 2 * gamma * lam

    def slope(at: Any) -> Any:
        return 2 * lam * at

    points = [x]
    for _ in range(count):
        points.append(points[-1] - gamma * slope(points[-1]))
    one = torch.ones_like(x)
    margin = torch.ones_like(plain(x)[:, :1])
    margin[::2] -= 2.0**-20
    size = torch.where(x == 0, one, x.abs() * margin)
    reference = {
        "k": _joined([one * k for k in range(count)]), "x_k": _joined(points[:-1]),
        "x_next": _joined(points[1:]), "slope_k": _joined([slope(at) for at in points[:-1]]),
        "n": _joined([one * (k + 1) for k in range(count)]), "x_n": _joined(points[1:]),
        "gamma": _joined([one * gamma] * count),
    }  # fmt: skip
    for name, value in {"x_0": x, "lam": lam, "mu": -lam, "a": size}.items():
        reference[name] = _joined([value] * count)
    if not implementation:
        return Measured(reference)
    number = plain(lam)
    found = visited(
        lambda at: (number * at * at).sum(-1),
        slope,
        lambda at: slope(at).abs(),
        x,
        gamma,
        count,
        6,
        lambda at: factor * at,
    )
    before, after = derived(_joined(found[:-1])), derived(_joined(found[1:]))
    return Measured(reference, {"x_k": before, "x_next": after, "x_n": after})


# Gradient flow ------------------------------------------------------------------------------------


def flow(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Gradient flow on the sum of lam_i x_i^2 at the time t, in closed form, coordinate-wise.

    Inputs lam, x (batch, d), t (batch,). Quantities: lam, mu = -lam, x_0, x_t, x_dot (= dx/dt), t.
    Where the coordinate has mu > 0: also T = t, start = x_0, x = x_t, a (see `run`).
    """
    lam, x = p["lam"], p["x"]
    t = p["t"][:, None] * torch.ones_like(x)
    moved = x * torch.exp(-2 * lam * t)
    margin = torch.ones_like(plain(x)[:, :1])
    margin[::2] -= 2.0**-20
    values = {
        "lam": lam, "mu": -lam, "x_0": x, "x_t": moved, "x_dot": -2 * lam * moved, "t": t,
        "T": t, "start": x, "x": moved, "a": torch.where(x == 0, 1 + 0 * x, x.abs() * margin),
    }  # fmt: skip
    reference = {name: coordinates(value) for name, value in values.items()}
    if not implementation:
        return Measured(reference)
    size = moved.abs() * (1 + 2 * (lam * t).abs())
    made = output(FLOW().quadratic(2 * plain(lam), plain(x), plain(p["t"])), size, 12)
    theirs = derived(coordinates(type(x)(made.value, made.explained)))
    return Measured(reference, {"x_t": theirs, "x": theirs})


# A start that leads into a saddle -----------------------------------------------------------------


def valley(a: Any, b: Any, x: Any) -> Any:
    """<a, x>^2 / 2 + <b, x>^4 / 4 - <b, x>^2 / 2 for a, b, x (batch, d); shape (batch,)."""
    s, t = (a * x).sum(-1), (b * x).sum(-1)
    return s * s / 2 + t * t * t * t / 4 - t * t / 2


def valley_point(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """`valley` at any point x and at b: value f, gradient, Hessian. Rows 2 * batch.

    Inputs w, x (batch, d), d >= 2; a, b are the first two columns of the reflection of w.
    """
    V = reflection(p["w"])
    a, b = (torch.cat([V[:, :, i]] * 2) for i in (0, 1))
    x = torch.cat([p["x"], V[:, :, 1]])
    s, t = (a * x).sum(-1), (b * x).sum(-1)
    slope, bend = (t * t * t - t)[:, None], (3 * t * t - 1)[:, None, None]
    reference = {
        "a": a, "b": b, "x": x, "f": valley(a, b, x), "gradient": s[:, None] * a + slope * b,
        "hessian": outer(a) + bend * outer(b),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    near_a, near_b, at = plain(a), plain(b), plain(x)
    theirs = AUTODIFF()
    s, t = (a.abs() * x.abs()).sum(-1), (b.abs() * x.abs()).sum(-1)
    slope, bend = (t * t * t + t)[:, None], (3 * t * t + 1)[:, None, None]
    sizes = {
        "gradient": s[:, None] * a.abs() + slope * b.abs(),
        "hessian": outer(a.abs()) + bend * outer(b.abs()),
    }

    def value(y: Any) -> Any:
        return valley(near_a, near_b, y)

    found = {"gradient": theirs.gradient(value, at), "hessian": theirs.hessian(value, at)}
    chain = 4 * x.shape[1] + 12
    return Measured(
        reference,
        {name: returned(found[name], sizes[name], reference[name], chain) for name in found},
    )


def valley_run(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A run on x^2 / 2 + y^4 / 4 - y^2 / 2; a row for every index k = 0, ..., steps - 1.

    Input start (batch, 2); options: gamma (Fraction), steps. Quantities: k, x_k, x_next, x_0, p_k,
    (the partial derivative), likewise y and q; n = k + 1 with x_n, y_n; twice_n = 2 n; gamma.
    """
    gamma, count = options["gamma"], options["steps"]

    def slope(at: Any) -> Any:
        y = at[:, 1]
        return torch.stack([at[:, 0], y * y * y - y], -1)

    def companion(at: Any) -> Any:
        y = at[:, 1].abs()
        return torch.stack([at[:, 0].abs(), y * y * y + y], -1)

    points = [p["start"]]
    for _ in range(count):
        points.append(points[-1] - gamma * slope(points[-1]))
    one, slopes = torch.ones_like(points[0][:, 0]), [slope(at) for at in points[:-1]]

    def named(at: list[Any]) -> dict[str, Any]:
        sides = {"k": at[:-1], "next": at[1:], "n": at[1:]}
        return {
            f"{letter}_{name}": torch.cat([a[:, i] for a in arrays])
            for i, letter in enumerate("xy")
            for name, arrays in sides.items()
        }

    reference = {
        **named(points),
        "x_0": torch.cat([points[0][:, 0]] * count), "y_0": torch.cat([points[0][:, 1]] * count),
        "p_k": torch.cat([s[:, 0] for s in slopes]), "q_k": torch.cat([s[:, 1] for s in slopes]),
        "k": torch.cat([one * k for k in range(count)]), "gamma": torch.cat([one * gamma] * count),
        "n": torch.cat([one * (k + 1) for k in range(count)]),
        "twice_n": torch.cat([one * (2 * k + 2) for k in range(count)]),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    axes = torch.eye(2, dtype=plain(p["start"]).dtype, device=plain(p["start"]).device)
    found = visited(
        lambda at: valley(axes[:1], axes[1:], at), slope, companion, p["start"], gamma, count, 16
    )
    return Measured(reference, {name: derived(v) for name, v in named(found).items()})


# Saddles in sequence ------------------------------------------------------------------------------


@pinned
def chain(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Saddles one after the other: coordinate j escapes at time T_j, then it stands still.

    In stage j, coordinate j is on -gamma x^2 / 2 and every later one on L x^2 / 2; the stage ends
    when it reaches 1. Inputs start, T (batch, d), T the exact times; options: eta, gamma, L
    (Fractions), run (whether to run it, or to take times with no rounding up). Rows (d - 1) *
    batch: k, T_k, T_next, n = k + 1 with T_n, T_0; start_k, the logarithm of the start of
    coordinate k + 1; u, v, the logarithms of 1 + eta gamma and of 1 / (1 - eta L); eta, gamma, L.
    """
    eta, gamma, L = (options[name] for name in ("eta", "gamma", "L"))
    start, T = p["start"], p["T"]
    d, one = T.shape[1], torch.ones_like(T[:, 0])

    def named(times: Any) -> dict[str, Any]:
        after = torch.cat([times[:, k + 1] for k in range(d - 1)])
        return {
            "T_k": torch.cat([times[:, k] for k in range(d - 1)]), "T_next": after, "T_n": after,
            "T_0": torch.cat([times[:, 0]] * (d - 1)),
        }  # fmt: skip

    many = torch.cat([one] * (d - 1))
    reference = {
        **named(T), "k": torch.cat([one * k for k in range(d - 1)]),
        "n": torch.cat([one * (k + 1) for k in range(d - 1)]),
        "start_k": torch.cat([torch.log(start[:, k + 1]) for k in range(d - 1)]),
        "u": torch.log1p(many * (eta * gamma)), "v": -torch.log1p(-many * (eta * L)),
        "eta": many * eta, "gamma": many * gamma, "L": many * L,
    }  # fmt: skip
    if not implementation or not options["run"]:
        return Measured(reference)
    times = _steps_to_escape(plain(start), eta, gamma, L, 2 * int(plain(T).max()) + 2)
    found = {name: Output(v, torch.zeros_like(v)) for name, v in named(times).items()}
    return Measured(reference, found)


def _steps_to_escape(
    start: Tensor, eta: Fraction, gamma: Fraction, L: Fraction, limit: int
) -> Tensor:
    """When the optimiser brings each coordinate to 1; NaN where it does not within the limit."""
    times, bend = torch.full_like(start, torch.nan), torch.full_like(start, float(L))
    bend[:, 0] = -float(gamma)
    for step in steps(lambda x: (bend * x * x).sum(-1) / 2, start, float(eta), limit):
        times[(step.after >= 1) & (bend < 0)] = step.index + 1.0
        left = times.isnan()
        falling = left & (left.cumsum(-1) == 1)
        bend.copy_(torch.where(left, torch.where(falling, -float(gamma), float(L)), 0.0))
        if not bool(left.any()):
            break
    return times
