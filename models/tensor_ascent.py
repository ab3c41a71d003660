"""The strict-saddle property of the 4-tensor and ascent along geodesics of the sphere.

Batch first, in any arithmetic; points and slots as in `models.tensor_points`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from sympy import Matrix, diag, sqrt, sympify
from torch import Tensor

from lemmata.measure import Measured, Output, derived, plain

from .pca import reflection, returned
from .pinned import pinned
from .tensor_points import exact_point, largest, nearest, operator, points
from .tensors import TENSOR, coordinates


def _quadratic(G: Any, H: Any, v: Any) -> dict[str, Any]:
    """|G|^2 and <v, H v>."""
    return {"gg": (G * G).sum(-1), "bend": (v * (H @ v[:, :, None])[:, :, 0]).sum(-1)}


@pinned
def strict_saddle(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Any unit point for n = d: inputs of `models.tensor_points.points`; scalars (batch,).

    Names: d; p, the largest coordinate in absolute value, a its component with that sign; R, the
    sum of the other fourth powers; gg = |grad|^2; bend = <v, Hess v> for v = a - p x; e2 =
    |x - a|^2; alpha = |grad|.
    """
    made = nearest(p, options, implementation)
    found, c = made.reference, p["c"]
    d = c.shape[1]
    y = c / torch.sqrt((c * c).sum(-1))[:, None]
    chosen = largest(c, d)[:, None] == torch.arange(d, device=plain(c).device)
    along = torch.where(chosen, y, 0 * y).sum(-1)
    side = torch.where(along < 0, -torch.ones_like(along), torch.ones_like(along))[:, None]
    x, a = found["x"], side * found["a"]
    apart, v = x - a, a - along.abs()[:, None] * x
    values = _quadratic(found["gradient"], found["hessian"], v)
    reference = {
        **values,
        "d": torch.ones_like(along) * d,
        "p": along.abs(),
        "R": (torch.where(chosen, 0 * y, y) ** 4).sum(-1),
        "e2": (apart * apart).sum(-1),
        "alpha": torch.sqrt(values["gg"]),
    }
    if made.implementation is None:
        return Measured(reference)
    ball = type(x)
    own = made.implementation["gradient"], made.implementation["hessian"]
    G, H = (ball(output.value, output.explained) for output in own)
    found = _quadratic(G, H, v)
    sources = {"gg": own[0].value, "bend": own[1].value}
    return Measured(reference, {n: derived(found[n], sources[n]) for n in found})


def outside(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A unit point orthogonal to n < d components, and a point of the geodesic to one of them.

    Inputs of `models.tensor_points.points` with the first n coordinates 0, and t (batch,), from
    which c = (1 - t^2) / (1 + t^2) and s = 2 t / (1 + t^2). Adds z = c x + s a, its coordinates E
    and moved = f(z), by the slot `tensor`.
    """
    made = points(p, options, implementation)
    x, a, t = made.reference["x"], made.reference["a"], p["t"]
    c, s = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    z = c[:, None] * x + s[:, None] * a
    A = reflection(p["w"])[:, :, : options["n"]]
    moved = (coordinates(A, z) ** 4).sum(-1)
    way = {"c": c, "s": s, "z": z, "E": operator(A, z), "moved": moved}
    reference = {**made.reference, **way}
    if made.implementation is None:
        return Measured(reference)
    value = TENSOR().factored(plain(A), plain(z))
    size = (coordinates(A.abs(), z.abs()) ** 4).sum(-1)
    theirs = returned(value, size, moved, 6 * A.shape[1] + A.shape[2] + 12)
    return Measured(reference, {**made.implementation, "moved": theirs})


def _pair(p: Mapping[str, Any]) -> tuple[Any, Any]:
    """Coordinates (batch, d) of x = c / |c| and of the unit tangent along P u."""
    y = p["c"] / torch.sqrt((p["c"] * p["c"]).sum(-1))[:, None]
    z = p["u"] - (p["u"] * y).sum(-1)[:, None] * y
    return y, z / torch.sqrt((z * z).sum(-1))[:, None]


@pinned
def along(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """f and its first three derivatives along a unit geodesic at times t and 0.

    Inputs of `geodesic` and t (batch,), >= 0. Names: t, phi_t, phi_0, slope_*, curve_*, jerk_t and
    the derivatives phi_dot, slope_dot, curve_dot at t; phi_t by the slot `tensor`.
    """
    (y, z), n, t = _pair(p), options["n"], p["t"]
    cos, sin = torch.cos(t)[:, None], torch.sin(t)[:, None]
    reference: dict[str, Any] = {"t": t}
    for name, a, b in (("t", cos * y + sin * z, cos * z - sin * y), ("0", y, z)):
        own, far = a[:, :n], b[:, :n]
        reference |= {
            f"phi_{name}": (own**4).sum(-1),
            f"slope_{name}": 4 * (own**3 * far).sum(-1),
            f"curve_{name}": (12 * (own * far) ** 2 - 4 * own**4).sum(-1),
            f"jerk_{name}": (24 * own * far**3 - 40 * own**3 * far).sum(-1),
        }
    for name, rate in (("phi", "slope"), ("slope", "curve"), ("curve", "jerk")):
        reference[f"{name}_dot"] = reference[f"{rate}_t"]
    if not implementation:
        return Measured(reference)
    V = reflection(p["w"])
    A, x = V[:, :, :n], (V * (cos * y + sin * z)[:, None, :]).sum(-1)
    size = (coordinates(A.abs(), x.abs()) ** 4).sum(-1)
    value = TENSOR().factored(plain(A), plain(x))
    found = returned(value, size, reference["phi_t"], 8 * A.shape[1] + 20)
    return Measured(reference, {"phi_t": found})


def geodesic(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The second and third derivative of f along a unit geodesic, at time 0.

    Inputs of `models.tensor_points.points` and u (batch, d): x = V c / |c| with the velocity
    v = V P u / |P u|; P u must not be 0. Names: x, v, the first component e; D, E
    (batch, d, d), the coordinates of x and v; B, a root of I - D D - E E; second, third, by
    autograd through the slot `tensor`.
    """
    V, n = reflection(p["w"]), options["n"]
    y, z = _pair(p)
    seen = (torch.arange(y.shape[1], device=plain(y).device) < n)[None, :]
    a, b = torch.where(seen, y, 0 * y), torch.where(seen, z, 0 * z)
    terms = [12 * (a * b) ** 2, -4 * a**4, 24 * a * b**3, -40 * a**3 * b]
    second, third = (terms[0] + terms[1]).sum(-1), (terms[2] + terms[3]).sum(-1)
    D, E, B = (
        (V * w[:, None, :]) @ V.mT for w in (a, b, torch.sqrt(torch.relu(1 - a * a - b * b)))
    )
    A = V[:, :, :n]
    x, v = ((V * w[:, None, :]).sum(-1) for w in (y, z))
    reference = {"D": D, "E": E, "B": B, "second": second, "third": third}
    reference |= {"x": x, "v": v, "e": A[:, :, 0]}
    if not implementation:
        return Measured(reference)
    size = sum(term.abs().sum(-1) for term in terms) + 120 * (
        coordinates(A.abs(), x.abs() + v.abs()) ** 4
    ).sum(-1)
    found = _along_geodesic(plain(A), plain(x), plain(v))
    theirs = {
        name: returned(value, size, reference[name], 8 * A.shape[1] + 60)
        for name, value in zip(("second", "third"), found, strict=True)
    }
    return Measured(reference, theirs)


def _along_geodesic(A: Tensor, x: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """Second and third derivative of the slot's objective at cos(t) x + sin(t) v, t = 0."""
    t = torch.zeros(len(x), dtype=x.dtype, device=x.device, requires_grad=True)
    along = torch.cos(t)[:, None] * x + torch.sin(t)[:, None] * v
    value, derivatives = TENSOR().factored(A, along), []
    for _ in range(3):
        (value,) = torch.autograd.grad(value.sum(), t, create_graph=True)
        derivatives.append(value.detach())
    return derivatives[1], derivatives[2]


def two_lengths(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """f for the components (1, 0) and (0, l) of the plane, by the slot `tensor`.

    Inputs l and t (batch,): c = (1 - t^2) / (1 + t^2), s = 2 t / (1 + t^2). Names: c, s, m = l^4,
    here = f(c, s), other = f(0, 1).
    """
    length, t = p["l"], p["t"]
    c, s = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    one = torch.ones_like(c)
    A = torch.diag_embed(torch.stack([one, length], 1))
    x = torch.cat([torch.stack([c, s], 1), torch.stack([0 * one, one], 1)])
    values = (coordinates(torch.cat([A, A]), x) ** 4).sum(-1)
    half = len(plain(c))
    reference = {"c": c, "s": s, "m": length**4, "here": values[:half], "other": values[half:]}
    if not implementation:
        return Measured(reference)
    found = returned(TENSOR().factored(plain(torch.cat([A, A])), plain(x)), values, values, 24)
    theirs = {
        name: Output(found.value[rows], found.explained[rows])
        for name, rows in (("here", slice(0, half)), ("other", slice(half, None)))
    }
    return Measured(reference, theirs)


def exact_saddle(c: Sequence[Any], n: int | None = None, alpha: Any = None) -> dict[str, Any]:
    """The quantities of `strict_saddle` at c / |c|, exactly, for the first component; c_1 >= 0.

    alpha is |grad f| unless it is given.
    """
    found = exact_point("x a G H", c, n=n)
    x, a, G, H = (found[name] for name in "xaGH")
    p = x[0]
    v, apart = a - p * x, x - a
    gg = (G.T * G)[0].expand()
    return {
        "d": len(c),
        "p": p,
        "R": sum((entry**4 for entry in x[1:n]), sympify(0)),
        "gg": gg,
        "bend": (v.T * H * v)[0].expand(),
        "e2": (apart.T * apart)[0].expand(),
        "alpha": sqrt(gg) if alpha is None else sympify(alpha),
    }


def exact_coordinate(p: Any, R: Any, d: Any, alpha: Any) -> dict[str, Any]:
    """A largest coordinate p with the other fourth powers R, the curvature and the least |grad|^2.

    For what is proved from these numbers alone; there need not be a point with them.
    """
    p, R, d = (sympify(entry) for entry in (p, R, d))
    F, thin, w = p**4 + R, 1 - p**2, 2 * p**2 - 1
    return {
        "d": d,
        "p": p,
        "R": R,
        "gg": 16 * p**2 * thin * w**2 if w >= 0 else sympify(0),
        "bend": 8 * F * thin - 12 * (p**2 - F) * w,
        "alpha": sympify(alpha),
    }


def exact_way(x: Sequence[Any], a: Sequence[Any], c: Any, s: Any) -> dict[str, Any]:
    """z = c x + s a, E = s a a' and the value <z, E E z>, exactly."""
    at, axis = (Matrix([sympify(entry) for entry in vector]) for vector in (x, a))
    c, s = sympify(c), sympify(s)
    z, E = c * at + s * axis, s * axis * axis.T
    return {"x": at, "a": axis, "c": c, "s": s, "z": z, "E": E, "moved": (z.T * E * E * z)[0]}


def exact_outside(x: Sequence[Any], n: int, c: Any, s: Any) -> dict[str, Any]:
    """The quantities of `outside` at x with the first component, exactly."""
    found = exact_point("x a D G H", x, n=n)
    return {**found, **exact_way(found["x"], found["a"], c, s)}


def exact_geodesic(names: str, x: Sequence[Any], v: Sequence[Any], **wrong: Any) -> dict[str, Any]:
    """The quantities of `geodesic` for a_i = e_i, n = d, exactly; `wrong` overrides some."""
    pairs = [(sympify(a), sympify(b)) for a, b in zip(x, v, strict=True)]
    found = {
        "D": diag(*(a for a, _ in pairs)),
        "E": diag(*(b for _, b in pairs)),
        "second": sum(12 * a**2 * b**2 - 4 * a**4 for a, b in pairs).expand(),
        "third": sum(24 * a * b**3 - 40 * a**3 * b for a, b in pairs).expand(),
    }
    if "B" not in wrong:
        found["B"] = diag(*(sqrt((1 - a**2 - b**2).expand()) for a, b in pairs))
    return {**{name: found[name] for name in names.split() if name in found}, **wrong}
