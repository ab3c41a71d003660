"""What the Polyak-Lojasiewicz inequality allows: no convexity, curved or flat sets of minimisers.

The functions of the counterexamples, measured at a point, and exact points of them. Scalars have
shape (batch,), points and gradients (batch, d).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from sympy import Symbol, cos, diff, pi, sin, sqrt, sympify

from lemmata import inner
from lemmata.implementations import slot
from lemmata.measure import Measured, Output, confined, output, plain

from .arrays import square
from .autodiff import AUTODIFF, autodiff_gradient
from .objectives import OBJECTIVES


def sine(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """x^2 + 3 sin^2 x at x >= 0, input x (batch,), in one dimension.

    Quantities: x, s = sin x, c = cos x, p = pi, value L, first and second derivative g and H. With
    an input `radius` a row is the whole interval [x - radius, x + radius]: g and L are then
    enclosed by their value at the centre and the derivative's range (mean value theorem).
    """
    centre = p["x"]
    wide = centre
    if "radius" in p and hasattr(centre, "rad"):
        wide = type(centre)(centre.mid, p["radius"].mid)
    move = wide - centre
    s, c = torch.sin(wide), torch.cos(wide)
    bend = 2 + 6 * (c * c - s * s)
    wave = torch.sin(centre)
    g = 2 * centre + 6 * wave * torch.cos(centre) + bend * move
    L = centre * centre + 3 * wave * wave + g * move
    reference = {
        "x": wide, "s": s, "c": c, "p": 4 * torch.atan(torch.ones_like(centre)), "L": L, "g": g,
        "H": bend,
    }  # fmt: skip
    if not implementation or "radius" in p:
        return Measured(reference)
    objective, data, point = OBJECTIVES["sine"], {"c": torch.ones_like(centre)}, centre[..., None]
    numbers = {"c": plain(data["c"])}
    first = autodiff_gradient(objective, data, point)
    second = AUTODIFF().hessian(lambda at: objective.torch_value(numbers, at), plain(point))
    found = output(second[:, 0, 0], 2 + 6 * (c * c + s * s), 24)
    theirs = {"g": Output(first.value[:, 0], first.explained[:, 0]), "H": found}
    return Measured(reference, theirs)


def curve(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """(y - sin x)^2 / 2 at (x, y), and at the midpoint of the minimisers over x and x + 2 w.

    Inputs x, y, w (batch,). Quantities: x, y, s = sin x, c = cos x, value L, partial derivatives a
    and b; s2 = sin(x + 2 w), sm = sin(x + w), cw = cos w, and M, the value at the midpoint.
    """
    x, y, w = p["x"], p["y"], p["w"]
    objective, data = OBJECTIVES["curve"], {"c": torch.ones_like(x)}
    point = torch.stack([x, y], -1)
    g = objective.gradient(data, point)
    s, s2 = torch.sin(x), torch.sin(x + 2 * w)
    middle = torch.stack([x + w, (s + s2) / 2], -1)
    reference = {
        "x": x, "y": y, "s": s, "c": torch.cos(x), "L": objective.value(data, point),
        "a": g[..., 0], "b": g[..., 1], "s2": s2, "sm": torch.sin(x + w), "cw": torch.cos(w),
        "M": objective.value(data, middle),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    found = autodiff_gradient(objective, data, point)
    theirs = {name: Output(found.value[:, i], found.explained[:, i]) for i, name in enumerate("ab")}
    return Measured(reference, theirs)


def flat_term(u: Any, x: Any) -> Any:
    """<u, x>^2 / 2 as a SymPy term, for vector symbols."""
    return inner(u, x) ** 2 / 2


def flat(u: Any, x: Any) -> Any:
    """<u, x>^2 / 2 for u, x (batch, d); shape (batch,)."""
    height = (u * x).sum(-1)
    return height * height / 2


FLAT = slot("flat", lambda: flat, "factory() -> callable(u, x) -> (batch,), differentiable")


def flat_direction(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """<u, x>^2 / 2 at x and a direction v = |u|^2 r - <u, r> u orthogonal to u, input r (batch, d).

    Quantities: u, x, v, `gradient` and mu = |u|^2.
    """
    u, x, r = p["u"], p["x"], p["r"]
    height = (u * x).sum(-1, keepdim=True)
    v = square(u)[..., None] * r - (u * r).sum(-1, keepdim=True) * u
    reference = {"u": u, "x": x, "v": v, "gradient": height * u, "mu": square(u)}
    if not implementation:
        return Measured(reference)
    direction = plain(u)
    found = AUTODIFF().gradient(lambda at: FLAT()(direction, at), plain(x))
    companion = (u.abs() * x.abs()).sum(-1, keepdim=True) * u.abs()
    size = flat(u.abs(), x.abs())
    value = output(FLAT()(direction, plain(x)), size, 2 * x.shape[-1] + 4)
    confined(value, flat(u, x), "<u, x>^2 / 2")  # a gradient does not show whose value it is of
    return Measured(reference, {"gradient": output(found, companion, x.shape[-1] + 4)})


def exact_sine(x: Any, **wrong: Any) -> dict[str, Any]:
    """The quantities of `sine` at an exact x; `wrong` replaces some of them.

    A cosine without closed form is written +-sqrt(1 - sin^2), so that s^2 + c^2 = 1 is decidable.
    """
    t = Symbol("t", real=True)
    f, x = t**2 + 3 * sin(t) ** 2, sympify(x)
    wave, other = sin(x), cos(x)
    if other.is_Function:
        other = sqrt(1 - wave**2) * (1 if other > 0 else -1)
    here = {sin(t): wave, cos(t): other, t: x}
    return {
        "x": x, "s": wave, "c": other, "p": pi, "L": f.subs(here), "g": diff(f, t).subs(here),
        "H": diff(f, t, 2).subs(here), **wrong,
    }  # fmt: skip


def exact_curve(x: Any, y: Any, w: Any, **wrong: Any) -> dict[str, Any]:
    """The quantities of `curve` at exact x, y, w; `wrong` replaces some of them."""
    u, v = Symbol("u", real=True), Symbol("v", real=True)
    f = (v - sin(u)) ** 2 / 2
    x, y, w = sympify(x), sympify(y), sympify(w)
    here, ends = {u: x, v: y}, (sin(x), sin(x + 2 * w))
    return {
        "x": x, "y": y, "s": ends[0], "c": cos(x), "L": f.subs(here), "a": diff(f, u).subs(here),
        "b": diff(f, v).subs(here), "s2": ends[1], "sm": sin(x + w), "cw": cos(w),
        "M": f.subs({u: x + w, v: sum(ends) / 2}), **wrong,
    }  # fmt: skip
