"""Quartic polynomials near stationary points: values along a line, with every constant known.

f(x) = <b, x> + <x, A x> / 2 + c <a, x>^3 + q <w, x>^4, data b, a, w (batch, d), A (batch, d, d)
symmetric, c, q (batch,). Along a line its third derivative is linear, so that its largest value on
a segment is known, and for q = 0 the remainder of Taylor's formula attains its bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, derived, plain

from . import autodiff, landscape, pca
from .pinned import pinned

Data = Mapping[str, Any]
NAMES = ("b", "A", "c", "a", "q", "w")


def dot(u: Any, v: Any) -> Any:
    """<u, v> over the last dimension."""
    return (u * v).sum(-1)


def times(A: Any, v: Any) -> Any:
    """A v for A (batch, d, d), v (batch, d); shape (batch, d)."""
    return (A @ v[..., None])[..., 0]


def polynomial(b: Any, A: Any, c: Any, a: Any, q: Any, w: Any, x: Any) -> Any:
    """The values (batch,) of the polynomial at x (batch, d)."""
    height, depth = dot(a, x), dot(w, x)
    square = depth * depth
    bend = dot(x, times(A, x)) / 2
    return dot(b, x) + bend + c * height * height * height + q * square * square


POLYNOMIAL = slot(
    "polynomial",
    lambda: polynomial,
    "factory() -> callable(b, A, c, a, q, w, x) -> values (batch,), differentiable by autograd",
)


def value_of(p: Data, x: Any) -> Any:
    """The values (batch,) of the polynomial."""
    return polynomial(p["b"], p["A"], p["c"], p["a"], p["q"], p["w"], x)


def gradient(p: Data, x: Any) -> Any:
    """The gradients (batch, d) of the polynomial."""
    height, depth = dot(p["a"], x), dot(p["w"], x)
    cubic = (3 * p["c"] * height * height)[..., None] * p["a"]
    return p["b"] + times(p["A"], x) + cubic + (4 * p["q"] * depth**3)[..., None] * p["w"]


def hessian(p: Data, x: Any) -> Any:
    """The Hessians (batch, d, d) of the polynomial."""
    height, depth = dot(p["a"], x), dot(p["w"], x)
    cubic = (6 * p["c"] * height)[..., None, None] * pca.outer(p["a"])
    return p["A"] + cubic + (12 * p["q"] * depth * depth)[..., None, None] * pca.outer(p["w"])


def _third(p: Data, x: Any, v: Any) -> Any:
    """The third derivative along v, D^3 f(x)[v, v, v]; shape (batch,)."""
    along, across = dot(p["a"], v), dot(p["w"], v)
    return 6 * p["c"] * along**3 + 24 * p["q"] * dot(p["w"], x) * across**3


def _steepest_third(p: Data, x: Any, v: Any, s: Any) -> Any:
    """The largest third derivative along v on the segment from x to x + s v, in absolute value."""
    first = _third(p, x, v)
    last = first + 24 * p["q"] * dot(p["w"], v) ** 4 * s
    return torch.maximum(first.abs(), last.abs())


def data_of(p: Data) -> dict[str, Any]:
    """The data of the polynomial among other inputs; of A, the symmetric part."""
    return {**{name: p[name] for name in NAMES}, "A": (p["A"] + p["A"].mT) / 2}


def sizes(p: Data) -> dict[str, Any]:
    """Their absolute values: the polynomial at |x| is then a companion of its value at x."""
    return {name: p[name].abs() for name in NAMES}


def returned_by(p: Data, x: Any, wanted: Mapping[str, str], known: Data) -> dict[str, Output]:
    """What the implementation computes at x: {quantity: `value`, `gradient` or `hessian`}."""
    numbers, d = {name: plain(p[name]) for name in NAMES}, x.shape[-1]

    def at(y: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = POLYNOMIAL()(*numbers.values(), y)
        return found

    calls = {
        "value": (at, value_of),
        "gradient": (lambda y: autodiff.AUTODIFF().gradient(at, y), gradient),
        "hessian": (lambda y: autodiff.AUTODIFF().hessian(at, y), hessian),
    }
    made = {}
    for name, kind in wanted.items():
        call, formula = calls[kind]
        companion = formula(sizes(p), x.abs())
        made[name] = pca.returned(call(plain(x)), companion, known[name], 4 * d + 16)
    return made


# Along a line -----------------------------------------------------------------------------------


def _line(p: Data, v: Any, s: Any) -> dict[str, Any]:
    """Everything about the segment from x to x + s v. rho: the largest third derivative along v."""
    data, x = data_of(p), p["x"]
    rho, one = _steepest_third(data, x, v, s), torch.ones_like(s)
    H = hessian(data, x)
    return {
        "x": x, "v": v, "s": s, "g": gradient(data, x), "H": H, "L0": value_of(data, x),
        "L1": value_of(data, x + s[..., None] * v), "rho": torch.where(rho > 0, rho, one),
        "curvature": dot(v, times(H, v)),
    }  # fmt: skip


def _measured(
    p: Data, made: dict[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The implementation's values at both ends or, option `derivatives`, gradient and Hessian.

    Not both at once: each must fit what is known of the other, and not only an equal error.
    """
    if not implementation:
        return Measured(made)
    x, end = made["x"], made["x"] + made["s"][..., None] * made["v"]
    if options["derivatives"]:
        return Measured(made, returned_by(p, x, {"g": "gradient", "H": "hessian"}, made))
    ends = {"L1": end} | ({"L2": 2 * x - end} if "L2" in made else {})
    found = returned_by(p, x, {"L0": "value"}, made)
    for name, y in ends.items():
        found |= returned_by(p, y, {name: "value"}, made)
    return Measured(made, found)


@pinned
def upward(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """The polynomial at x and x + s v; inputs of it, x, v (batch, d), s and slack (batch,).

    Quantities: x, v, g, H, L0, L1, s, rho and gamma, the curvature along v times slack <= 1. Option
    `stationary`: b is chosen such that x is stationary.
    """
    if options["stationary"]:
        p = {**p, "b": -gradient({**data_of(p), "b": 0 * p["b"]}, p["x"])}
    made = _line(p, p["v"], p["s"])
    return _measured(p, {**made, "gamma": p["slack"] * made["curvature"]}, options, implementation)


def _downhill(p: Data) -> Any:
    """v or -v, along which the slope at x is not positive; (batch, d)."""
    rising = dot(gradient(data_of(p), p["x"]), p["v"]) > 0
    return torch.where(rising[..., None], -p["v"], p["v"])


@pinned
def downward(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """As `upward` along v or -v, whichever does not rise; gamma = -curvature times slack."""
    made = _line(p, _downhill(p), p["s"])
    return _measured(p, {**made, "gamma": -p["slack"] * made["curvature"]}, options, implementation)


@pinned
def best_step(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`downward` with s = 2 gamma / rho, for cubics (q = 0), where rho does not depend on s.

    Option `scale`: s = part gamma / rho instead, input part <= 1, and eps = (part gamma)^2 / rho,
    so that s = sqrt(eps / rho) and gamma >= sqrt(rho eps).
    """
    v = _downhill(p)
    first = _line(p, v, torch.ones_like(p["s"]))
    gamma = torch.relu(-p["slack"] * first["curvature"])
    part = p["part"] if options.get("scale") else 2
    made = _line(p, v, part * gamma / first["rho"])
    eps = part * part * gamma * gamma / first["rho"]
    return _measured(p, {**made, "gamma": gamma, "eps": eps}, options, implementation)


@pinned
def stationary_line(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`upward` from a nearly second-order stationary point, at s = sqrt(eps / rho), for q = 0.

    root = sqrt(rho eps) / rho = s is the least that makes x an eps-second-order stationary point
    along v: rho s >= -curvature and rho s^2 >= -slope; times `part` >= 1.
    """
    first = _line(p, p["v"], torch.ones_like(p["s"]))
    rho = first["rho"]
    slope = torch.relu(-dot(first["g"], p["v"]))
    least = torch.maximum(torch.relu(-first["curvature"]) / rho, torch.sqrt(slope / rho))
    s = p["part"] * torch.where(least > 0, least, p["s"])
    made = _line(p, p["v"], s)
    return _measured(p, {**made, "eps": rho * s * s}, options, implementation)


@pinned
def both_ways(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`upward` along v and along -v: L1 at x + s v, L2 at x - s v; gamma = -curvature * slack."""
    made, back = _line(p, p["v"], p["s"]), _line(p, -p["v"], p["s"])
    made |= {
        "L2": back["L1"], "rho": torch.maximum(made["rho"], back["rho"]),
        "gamma": -p["slack"] * made["curvature"],
    }  # fmt: skip
    return _measured(p, made, options, implementation)


@pinned
def threshold(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`upward` with ell: no curvature is below -ell |v|^2 along v; tight for slack 1.

    eps = part ell^2 / rho for the input part: below 1, eps-second-order stationarity restricts the
    curvature.
    """
    made = _line(p, p["v"], p["s"])
    square, one = dot(p["v"], p["v"]), torch.ones_like(p["s"])
    least = torch.relu(-made["curvature"]) + torch.relu(made["curvature"]) / 8
    bend = least / (p["slack"] * torch.where(square > 0, square, one))
    size = torch.where(bend > 0, bend, one)
    made |= {"ell": size, "eps": p["part"] * size * size / made["rho"]}
    return _measured(p, made, options, implementation)


@pinned
def spectrum(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A stationary point 0 with planted Hessian A = V diag(lam) V', V = `pca.reflection(turn)`.

    Inputs lam, turn, v != 0, a, w (batch, d), c, q, s (batch,). Quantities: g, H, s, rho (valid
    along all three directions), lam_min, lam_max, unit eigenvectors u and w of them, v / |v| as v,
    and the values L0 at 0, L1 at s v, L2 at s u, L3 at s w. The implementation's eigenvalues come
    from slot `pca`.
    """
    lam, zero = p["lam"], 0 * p["v"]
    V = pca.reflection(p["turn"])
    data = {**{n: p[n] for n in "caqw"}, "b": zero, "A": (V * lam[:, None, :]) @ V.mT}
    lowest, highest = plain(lam).argmin(-1), plain(lam).argmax(-1)
    rows = torch.arange(len(lowest), device=lowest.device)
    unit = p["v"] / torch.sqrt(dot(p["v"], p["v"]))[:, None]
    directions = {"L1": unit, "L2": V.mT[rows, lowest], "L3": V.mT[rows, highest]}
    made = {
        "g": gradient(data, zero), "H": hessian(data, zero), "s": p["s"], "v": unit,
        "u": directions["L2"], "w": directions["L3"], "lam_min": lam.amin(-1),
        "lam_max": lam.amax(-1), "L0": value_of(data, zero), "rho": torch.zeros_like(p["s"]),
    }  # fmt: skip
    ends = {name: p["s"][:, None] * v for name, v in directions.items()}
    for name, v in directions.items():
        made[name] = value_of(data, ends[name])
        made["rho"] = torch.maximum(made["rho"], _steepest_third(data, zero, v, p["s"]))
    made["rho"] = torch.where(made["rho"] > 0, made["rho"], torch.ones_like(p["s"]))
    if not implementation:
        return Measured(made)
    if not options["derivatives"]:
        found = returned_by(data, zero, {"L0": "value"}, made)
        for name, end in ends.items():
            found |= returned_by(data, end, {name: "value"}, made)
        return Measured(made, found)
    found = returned_by(data, zero, {"g": "gradient", "H": "hessian"}, made)
    size = hessian(sizes(data), zero.abs())
    values = pca.IMPLEMENTATION().eigenvalues(found["H"].value)
    bound = torch.sqrt((size * size).sum((-2, -1)))
    for name, column in (("lam_min", 0), ("lam_max", -1)):
        given = pca.returned(values[:, column], bound, made[name], 30 * lam.shape[-1] + 30)
        found[name] = Output(given.value, given.explained + found["H"].explained.sum((-2, -1)))
    return Measured(made, found)


def rescaled(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """The polynomial f at x and x + s v, and h(y) = factor f(y / stretch) at the stretched points.

    Inputs of `upward`, factor, stretch, tol, ell > 0 (batch,). Quantities: those of `upward`, c =
    factor, r = stretch, eps = tol, ell; g1, H1, M0, M1 of h at the stretched points; theta
    and theta1, the curvatures of f and h along v. The implementation evaluates and differentiates
    h. Option `normal`: r and c such that h has rho = eps = 1.
    """
    made = _line(p, p["v"], p["s"])
    m, k = p["factor"], p["stretch"]
    if options.get("normal"):
        k = torch.sqrt(made["rho"] / p["tol"])
        m = k / p["tol"]
    made |= {
        "c": m, "r": k, "eps": p["tol"], "ell": p["ell"], "g1": (m / k)[:, None] * made["g"],
        "H1": (m / (k * k))[:, None, None] * made["H"], "M0": m * made["L0"], "M1": m * made["L1"],
        "theta": made["curvature"], "theta1": m / (k * k) * made["curvature"],
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    powers = {"b": m / k, "A": m / (k * k), "c": m / k**3, "q": m / k**4}
    changed = dict(data_of(p))
    for name, by in powers.items():
        changed[name] = by.reshape(-1, *[1] * (p[name].ndim - 1)) * p[name]
    start = k[:, None] * p["x"]
    end = start + (k * p["s"])[:, None] * p["v"]
    here = {"M0": value_of(changed, start), "g1": gradient(changed, start)}
    here["H1"] = hessian(changed, start)
    kinds = {"M0": "value", "g1": "gradient", "H1": "hessian"}
    found = returned_by(changed, start, kinds, here)
    found |= returned_by(changed, end, {"M1": "value"}, {"M1": value_of(changed, end)})
    given = type(k)(found["H1"].value, found["H1"].explained)
    theta = derived(dot(p["v"], times(given, p["v"])), found["H1"])
    return Measured(made, {**found, "theta1": theta})


def gradient_step(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`landscape.short_step` with t = 1, of length |g| / ell: ell, the smoothness, and eps.

    eps = |g|, or 3/4 of it where the input `offset` is not 0.
    """
    made = landscape.short_step(p, options, implementation)
    g, lift = made.reference["g"], p["offset"].abs()
    part = torch.where(lift > 0, 3, 4 * torch.ones_like(lift)) / 4
    more = {"ell": made.reference["beta"], "eps": part * torch.sqrt(dot(g, g))}
    return Measured({**made.reference, **more}, made.implementation)


# On the line ------------------------------------------------------------------------------------


@pinned
def well(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A quartic on the line with f' = 12 k (x - r_1) (x - r_2) (x - r_3).

    Inputs r (batch, 3), k and x (batch,). Quantities: G = f'(x)^2, lam = f''(x) and low, the least
    of f - f(x) on [x - 1/4, x + 1/4], which is taken at an end or a root, or at the end next to it.
    The implementation gives low or, option `derivatives`, lam.
    """
    first, second, third = p["r"].unbind(-1)
    k, one = p["k"], torch.ones_like(p["k"])
    pairs = first * second + first * third + second * third
    data = {
        "b": (-12 * k * first * second * third)[:, None], "A": (12 * k * pairs)[:, None, None],
        "c": -4 * k * (first + second + third), "q": 3 * k, "a": one[:, None], "w": one[:, None],
    }  # fmt: skip
    x, step = p["x"][:, None], one[:, None] / 4
    places = {"left": x - step, "right": x + step}
    for i in range(3):
        nearest = torch.minimum(torch.maximum(p["r"][:, i : i + 1], x - step), x + step)
        places[f"root {i}"] = nearest
    known = {name: value_of(data, y) for name, y in places.items()}
    known |= {"L0": value_of(data, x), "g": gradient(data, x), "H": hessian(data, x)}

    def least(of: Mapping[str, Any]) -> Any:
        lowest = 0 * of["L0"]
        for name in places:
            lowest = torch.minimum(lowest, of[name] - of["L0"])
        return lowest

    slope, bend = known["g"][:, 0], known["H"][:, 0, 0]
    made = {"G": slope * slope, "lam": bend, "low": least(known)}
    if not implementation:
        return Measured(made)
    if options["derivatives"]:
        hess = returned_by(data, x, {"H": "hessian"}, known)["H"]
        return Measured(made, {"lam": Output(hess.value[:, 0, 0], hess.explained[:, 0, 0])})
    found = returned_by(data, x, {"L0": "value"}, known)
    for name, y in places.items():
        found |= returned_by(data, y, {name: "value"}, known)
    balls = {name: type(x)(o.value, o.explained) for name, o in found.items()}
    return Measured(made, {"low": derived(least(balls), *found.values())})
