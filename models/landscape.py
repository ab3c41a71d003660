"""What the landscape of an objective looks like at a point: gap, gradient, curvature, constants.

More objectives in the form of `models.objectives`, the functions that measure quantities for
checks, and functions of exact points for witnesses. Scalars have shape (batch,), points and
gradients (batch, d). Derivatives come from the slot `autodiff` applied to the objective's own
torch function, so that either can be replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from sympy import Expr, Matrix, Symbol, cos, diff, pi, sin, sqrt, sympify
from torch import Tensor

from lemmata import inner
from lemmata.implementations import slot
from lemmata.measure import Measured, Output, confined, derived, output, plain

from .descent import steps
from .objectives import OBJECTIVES

Value = Callable[[Tensor], Tensor]


class Autodiff:
    """Derivatives of a batched scalar function by PyTorch; the default of the slot `autodiff`."""

    def gradient(self, value: Value, x: Tensor) -> Tensor:
        """The gradients of value: (batch, d) -> (batch,) at x; shape (batch, d)."""
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(value(x).sum(), x)
        return slope

    def hessian(self, value: Value, x: Tensor) -> Tensor:
        """The Hessians, row by row from the gradient; shape (batch, d, d)."""
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(value(x).sum(), x, create_graph=True)
        rows = [
            torch.autograd.grad(slope[:, i].sum(), x, retain_graph=True)[0]
            for i in range(x.shape[1])
        ]
        return torch.stack(rows, 1)


AUTODIFF = slot(
    "autodiff",
    Autodiff,
    "factory() -> object with gradient(value, x) -> (batch, d), hessian(value, x) -> (batch, d, d)",
)


# Objectives -------------------------------------------------------------------------------------


def quadratic(B: Any, lam: Any, w: Any, x: Any) -> Any:
    """(|B (x - w)|^2 + lam |x - w|^2) / 2 for B (batch, n, d), lam (batch,); shape (batch,)."""
    d = x - w
    image = (B @ d[..., None])[..., 0]
    return ((image * image).sum(-1) + lam * (d * d).sum(-1)) / 2


QUADRATIC = slot(
    "quadratic",
    lambda: quadratic,
    "factory() -> callable(B, lam, w, x) -> (batch,), differentiable by autograd",
)


@dataclass(frozen=True)
class Quadratic:
    """Strongly convex with constant lam and minimiser w, infimum 0. Data: B, lam, w."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return quadratic(p["B"], p["lam"], p["w"], x)

    def torch_value(self, p: Mapping[str, Any], x: Any) -> Any:
        return QUADRATIC()(p["B"], p["lam"], p["w"], x)

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        d = x - p["w"]
        return (p["B"].mT @ (p["B"] @ d[..., None]))[..., 0] + p["lam"][..., None] * d

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        size, d = p["B"].abs(), x.abs() + p["w"].abs()
        return (size.mT @ (size @ d[..., None]))[..., 0] + p["lam"].abs()[..., None] * d

    def value_companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return quadratic(p["B"].abs(), p["lam"].abs(), -p["w"].abs(), x.abs())

    def operations(self, p: Mapping[str, Any]) -> int:
        return int(sum(p["B"].shape[-2:])) + 8


def logistic_ridge(A: Any, lam: Any, x: Any) -> Any:
    """Logistic loss sum log(1 + exp(-<a_i, x>)) (labels in A) + lam |x|^2 / 2; shape (batch,)."""
    margin = (A @ x[..., None])[..., 0]
    return torch.log1p(torch.exp(-margin)).sum(-1) + lam * (x * x).sum(-1) / 2


LOGISTIC_RIDGE = slot(
    "logistic_ridge",
    lambda: logistic_ridge,
    "factory() -> callable(A, lam, x) -> losses (batch,), differentiable by autograd",
)


@dataclass(frozen=True)
class LogisticRidge:
    """Strongly convex with constant lam; its minimiser has no closed form. Data: A, lam."""

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return logistic_ridge(p["A"], p["lam"], x)

    def torch_value(self, p: Mapping[str, Any], x: Any) -> Any:
        return LOGISTIC_RIDGE()(p["A"], p["lam"], x)

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        weight = torch.sigmoid(-(p["A"] @ x[..., None]))
        return p["lam"][..., None] * x - (p["A"].mT @ weight)[..., 0]

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        size = p["A"].abs()
        # A relative change of the margin changes the weight by at most its size times the margin.
        weight = torch.sigmoid(-(p["A"] @ x[..., None])) * (1 + size @ x.abs()[..., None])
        return p["lam"].abs()[..., None] * x.abs() + (size.mT @ weight)[..., 0]

    def value_companion(self, p: Mapping[str, Any], x: Any) -> Any:
        weight = torch.sigmoid(-(p["A"] @ x[..., None]))
        margins = weight * (1 + p["A"].abs() @ x.abs()[..., None])
        return self.value(p, x) + margins[..., 0].sum(-1)

    def operations(self, p: Mapping[str, Any]) -> int:
        return int(sum(p["A"].shape[-2:])) + 24


def tanh_net(a: Any, v: Any, y: Any, x: Any) -> Any:
    """(sum_j v_j tanh(a x_j) - y)^2 / 2 for x, v (batch, d) and a, y (batch,); shape (batch,)."""
    residual = (v * torch.tanh(a[..., None] * x)).sum(-1) - y
    return residual * residual / 2


TANH_NET = slot(
    "tanh_net",
    lambda: tanh_net,
    "factory() -> callable(a, v, y, x) -> losses (batch,), differentiable by autograd",
)


@dataclass(frozen=True)
class TanhNet:
    """A network with one hidden layer and one datum a -> y, first layer trained. Data: a, v, y.

    0 bounds the loss from below and need not be attained.
    """

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return tanh_net(p["a"], p["v"], p["y"], x)

    def torch_value(self, p: Mapping[str, Any], x: Any) -> Any:
        return TANH_NET()(p["a"], p["v"], p["y"], x)

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        hidden = torch.tanh(p["a"][..., None] * x)
        residual = (p["v"] * hidden).sum(-1) - p["y"]
        return (residual * p["a"])[..., None] * p["v"] * (1 - hidden * hidden)

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        size, hidden = p["v"].abs(), torch.tanh(p["a"][..., None] * x).abs()
        residual = (size * hidden).sum(-1) + p["y"].abs()
        return (residual * p["a"].abs())[..., None] * size * (1 + hidden * hidden)

    def operations(self, p: Mapping[str, Any]) -> int:
        return int(p["v"].shape[-1]) + 30


ZOO: dict[str, Any] = {
    **OBJECTIVES,
    "quadratic": Quadratic(),
    "logistic": LogisticRidge(),
    "tanh net": TanhNet(),
}

_STATE = ("x", "z", "offset", "ratio", "factor", "stretch", "radius")


def _data(p: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in p.items() if name not in _STATE}


def square(u: Any) -> Any:
    """|u|^2 for u (batch, d); shape (batch,)."""
    return (u * u).sum(-1)


def over(a: Any, b: Any, otherwise: Any) -> Any:
    """a / b where b > 0, `otherwise` elsewhere."""
    positive = b > 0
    return torch.where(positive, a / torch.where(positive, b, torch.ones_like(b)), otherwise)


def autodiff_gradient(objective: Any, data: Mapping[str, Any], x: Any) -> Output:
    """The gradient by the slot `autodiff`, with its rounding; shape (batch, d)."""
    numbers = {name: plain(value) for name, value in data.items()}
    found = AUTODIFF().gradient(lambda at: objective.torch_value(numbers, at), plain(x))
    return output(found, objective.companion(data, x), objective.operations(data))


# Measures ---------------------------------------------------------------------------------------


def at_point(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A zoo objective at x. Quantities: x, g, L, Lstar, mu, m, gg.

    mu = ratio |g|^2 / (2 (L - Lstar)): the largest constant with which the Polyak-Lojasiewicz
    inequality holds at x times the input `ratio` (1 where it is not given), and 1 at a minimiser;
    m = 2 mu. Options: objective (a name in `ZOO`).
    """
    objective, data, x = ZOO[options["objective"]], _data(p), p["x"]
    g, L = objective.gradient(data, x), objective.value(data, x)
    one = torch.ones_like(L)
    mu = over(square(g), 2 * L, one) * p.get("ratio", one)
    reference = {
        "x": x, "g": g, "L": L, "Lstar": objective.infimum * one, "mu": mu, "m": 2 * mu,
        "gg": square(g),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"g": autodiff_gradient(objective, data, x)})


def rescaled(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`at_point` of f at x, and of the rescaled objective y -> c f(y / s) at y = s x.

    Inputs factor = c, stretch = s (batch,) > 0. Further quantities: h, M, Mstar (its gradient, its
    value and infimum at s x), nu = c mu / s^2, c, s. The implementation differentiates that
    function itself.
    """
    objective, data, x = ZOO[options["objective"]], _data(p), p["x"]
    c, s = p["factor"], p["stretch"]
    base = dict(at_point(p, options, False).reference)
    reference = {
        **base, "c": c, "s": s, "h": (c / s)[..., None] * base["g"], "M": c * base["L"],
        "Mstar": c * base["Lstar"], "nu": c * base["mu"] / (s * s),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    numbers = {name: plain(value) for name, value in data.items()}
    factor, stretch = plain(c), plain(s)
    found = AUTODIFF().gradient(
        lambda y: factor * objective.torch_value(numbers, y / stretch[..., None]),
        plain(x * s[..., None]),
    )
    companion = (c / s)[..., None] * objective.companion(data, x)
    return Measured(reference, {"h": output(found, companion, objective.operations(data) + 6)})


def pair(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A strongly convex objective at x and at another point z.

    Quantities: x, xstar (= z), g (gradient at x), L, Lstar (values at x and z) and mu: for the
    quadratic the largest strong convexity constant that fits the pair, otherwise the ridge lam.
    """
    objective, data, x, z = ZOO[options["objective"]], _data(p), p["x"], p["z"]
    g, d = objective.gradient(data, x), z - x
    mu = p["lam"]
    if options["objective"] == "quadratic":
        mu = mu + over(square((p["B"] @ d[..., None])[..., 0]), square(d), mu * 0)
    reference = {
        "x": x, "xstar": z, "g": g, "L": objective.value(data, x),
        "Lstar": objective.value(data, z), "mu": mu,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    numbers = {name: plain(value) for name, value in data.items()}
    value = objective.torch_value(numbers, plain(x))
    found = output(value, objective.value_companion(data, x), 2 * objective.operations(data))
    confined(found, reference["L"], "f(x)")  # the claim alone is loose where f is not quadratic
    return Measured(reference, {"g": autodiff_gradient(objective, data, x), "L": found})


def _upper_curvature(name: str, p: Mapping[str, Any], x: Any, g: Any) -> Any:
    """An upper smoothness constant that is valid on the segment from x to x - g / beta.

    Least squares: the exact curvature along g. Others: a bound on the Hessian along the segment;
    for the curve the height changes by less than 2 on it.
    """
    if name == "least squares":
        return over(square((p["A"] @ g[..., None])[..., 0]), square(g), torch.ones_like(x[..., 0]))
    if name == "sine":
        return 8 * p["c"]
    if name == "curve":
        return p["c"] * (4 + (x[..., 1] - torch.sin(x[..., 0])).abs())
    size = p["v"].abs().sum(-1)
    return p["a"] * p["a"] * (square(p["v"]) + (size + p["y"].abs()) * size)


def _short_step(p: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    name, data, x = options["objective"], _data(p), p["x"]
    objective, lift = ZOO[name], p["offset"].abs()
    g = objective.gradient(data, x)
    beta = _upper_curvature(name, data, x, g)
    eta = options["t"] / beta
    z = x - eta[..., None] * g
    L0, L1 = objective.value(data, x) + lift, objective.value(data, z) + lift
    m = over(square(g), L0, 4 * beta)
    return {
        "x": x, "z": z, "g": g, "L0": L0, "L1": L1, "Lstar": L0 * 0, "beta": beta, "eta": eta,
        "m": m, "mu": m / 2,
    }  # fmt: skip


def short_step(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A step z = x - eta g with eta = t / beta, option 0 < t <= 1, beta valid between x and z.

    Quantities: x, z, g, L0, L1, Lstar, beta, eta, m, mu = m / 2 with m = |g|^2 / (L0 - Lstar), the
    largest that fits. The input `offset` lifts both values: a function that takes its infimum 0
    elsewhere. At a minimiser m = 4 beta, a constant that nothing forbids there. The implementation
    is the algorithm in the slot `descent`, run with lr = t on f / beta.
    """
    reference = _short_step(p, options)
    if not implementation:
        return Measured(reference)
    objective, data, x = ZOO[options["objective"]], _data(p), p["x"]
    numbers, beta = {key: plain(value) for key, value in data.items()}, plain(reference["beta"])
    (step,) = steps(
        lambda at: objective.torch_value(numbers, at) / beta, plain(x), float(options["t"]), 1
    )
    companion = x.abs() + reference["eta"][..., None] * objective.companion(data, x)
    found = output(step.after, companion, objective.operations(data) + 4)
    value = objective.value(data, type(x)(found.value, found.explained)) + p["offset"].abs()
    return Measured(reference, {"z": found, "L1": derived(value)})


def short_step_slope(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The quantities of `short_step`; the implementation is the gradient by slot `autodiff`."""
    reference = _short_step(p, options)
    if not implementation:
        return Measured(reference)
    return Measured(
        reference, {"g": autodiff_gradient(ZOO[options["objective"]], _data(p), p["x"])}
    )


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


# Exact points -----------------------------------------------------------------------------------


def exact_point(f: Expr, at: Mapping[Symbol, Any], *, inf: Any, mu: Any) -> dict[str, Any]:
    """g, L, Lstar, mu of a SymPy function at an exact point; `inf` is given by the caller."""
    here = {x: sympify(v) for x, v in at.items()}
    return {
        "g": Matrix([diff(f, x).subs(here) for x in here]), "L": f.subs(here),
        "Lstar": sympify(inf), "mu": sympify(mu),
    }  # fmt: skip


def exact_rescaled(
    f: Expr, at: Mapping[Symbol, Any], *, inf: Any, mu: Any, c: Any, s: Any, **wrong: Any
) -> dict[str, Any]:
    """The quantities of `rescaled` for a SymPy function; `wrong` replaces some of them."""
    stretch, factor = sympify(s), sympify(c)
    other = factor * f.subs({x: x / stretch for x in at}, simultaneous=True)
    there = exact_point(
        other, {x: stretch * sympify(v) for x, v in at.items()}, inf=factor * sympify(inf), mu=mu
    )
    here = exact_point(f, at, inf=inf, mu=mu)
    return {
        **here, "m": 2 * here["mu"], "c": factor, "s": stretch, "h": there["g"], "M": there["L"],
        "Mstar": there["Lstar"], "nu": factor * here["mu"] / stretch**2, **wrong,
    }  # fmt: skip


def exact_pair(
    f: Expr, at: Mapping[Symbol, Any], to: Mapping[Symbol, Any], *, mu: Any
) -> dict[str, Any]:
    """The quantities of `pair` for a SymPy function at two exact points."""
    here = exact_point(f, at, inf=f.subs({x: sympify(v) for x, v in to.items()}), mu=mu)
    return {**here, "x": Matrix(list(at.values())), "xstar": Matrix(list(to.values()))}


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
