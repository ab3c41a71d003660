"""Random starts near saddles: exact laws of one coordinate, and gradient descent from drawn starts.

A coordinate of a uniform point of the unit ball of R^d has density c (1 - t^2)^((d-1)/2) with
c = Gamma(d/2 + 1) / (sqrt(pi) Gamma((d+1)/2)), and P(|x_1| < t) = I_{t^2}(1/2, (d+1)/2).
Runs go through the slot `descent`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import torch
from sympy import Rational, Symbol, integrate, log, pi, sqrt, sympify
from sympy import gamma as gamma_function
from torch import Tensor

from lemmata import laws
from lemmata.arbs import ArbTensor
from lemmata.balls import Ball
from lemmata.measure import Measured, Output, output, plain

from .descent import steps
from .dynamics import LinearFlow, uniform_in_ball

HALF = Fraction(1, 2)


def density_at_centre(d: Any, above: int = 0) -> Any:
    """The constant c of the module docstring in dimension d + above; d exact, (batch,)."""
    exact = d if isinstance(d, ArbTensor) else ArbTensor.from_tensor(plain(d), laws.PRECISION)
    n = exact + above
    root = laws.gamma(n * 0 + HALF)
    value = laws.gamma(n / 2 + 1) / (root * laws.gamma((n + 1) / 2))
    return value if isinstance(d, ArbTensor) else laws.enclosing(value.data, plain(d))


def within(square: Any, d: Any) -> Any:
    """P(x_1^2 < square) for x uniform in the unit ball of R^d."""
    one: Any = torch.ones_like(d)
    return laws.beta_cdf(square, one * HALF, (d + 1) / 2)


def circle(like: Any) -> Any:
    """The number pi in every entry."""
    return 4 * torch.atan(torch.ones_like(like))


# Laws ---------------------------------------------------------------------------------------------


def ball_constant(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Densities at the centre in the dimensions b, 2 k + b and 2 k + b + 2. Inputs: k (batch,).

    options: b. Quantities: k, b, c_start, c_k, c_next.
    """
    b: int = options["b"]
    k = p["k"]
    d = 2 * k + b
    one = torch.ones_like(k)
    return Measured(
        {
            "k": k,
            "b": b * one,
            "c_start": density_at_centre(b * one),
            "c_k": density_at_centre(d),
            "c_next": density_at_centre(d, 2),
        }
    )


def ball_density(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Densities at the centre in the dimensions d - 1, d, d + 1: c0, c, c1; and d, pi.

    Inputs: d (batch,), positive integers.
    """
    d = p["d"]
    c0, c, c1 = (density_at_centre(d, above) for above in (-1, 0, 1))
    return Measured({"d": d, "circle": circle(d), "c0": c0, "c": c, "c1": c1})


def marginal(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """P(|x_1| < t), its derivative and the largest density M. Inputs: t (batch,).

    options: law; "ball" with d: uniform in the unit ball, 0 <= t <= 1; "normal" with sigma.
    Quantities: t, P_t, P_start, slope, M.
    """
    t = p["t"]
    one: Any = torch.ones_like(t)
    if options["law"] == "ball":
        d: int = options["d"]
        M = density_at_centre(d * one)
        P = within(t * t, d * one)
        slope = 2 * M * (torch.sqrt(one - t * t) ** (d - 1) if d > 1 else one)
    else:
        sigma: Fraction = options["sigma"]
        z = t / sigma
        root: Any = torch.sqrt(2 * circle(t))
        M = 1 / (root * sigma)
        P = 2 * laws.normal_cdf(z) - 1
        slope = 2 * M * torch.exp(-z * z / 2)
    return Measured({"t": t, "P_t": P, "P_start": 0 * one, "slope": slope, "M": M})


def ball_coordinate(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The exact law of one coordinate in the ball. Inputs: delta, r (batch,).

    options: d. Quantities: d, delta, r, c; p and half, the probabilities of |x_1| < r delta/sqrt(d)
    and of half of that; area, for odd d <= 9: the integral of the density up to delta/sqrt(d).
    """
    d: int = options["d"]
    delta = p["delta"]
    size = d * torch.ones_like(delta)
    square = delta * delta / d
    c = density_at_centre(size)
    measured = {
        "d": size,
        "delta": delta,
        "r": p["r"],
        "c": c,
        "p": within(square, size),
        "half": within(square / 4, size),
    }
    if d % 2 and d <= 9:
        power, choose, total = (d - 1) // 2, 1, torch.zeros_like(delta)
        for j in range(power + 1):
            total = total + (-square) ** j * Fraction(choose, 2 * j + 1) if j else total + 1
            choose = choose * (power - j) // (j + 1)
        measured["area"] = 2 * c * torch.sqrt(square) * total
    else:
        measured["area"] = measured["p"]
    return Measured(measured)


def uniform(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Tensor]:
    """x uniform in the ball of radius r of R^d: the first coordinate and the smallest size."""
    like = torch.empty(count, int(at["d"]), dtype=torch.float64, device=generator.device)
    x = uniform_in_ball(like, float(at["r"]), generator)
    return {"x": x[:, 0], "least": x.abs().amin(1)}


# Quadratics ---------------------------------------------------------------------------------------


def gaussian_escape(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """P(|x_K| <= R) for x_K = (1 + 2 gamma l)^K x_0, x_0 ~ N(0, sigma^2).

    Inputs: R, sigma, rate = gamma l (batch,). options: K. Quantities: p, and all of these.
    """
    K: int = options["K"]
    growth = (1 + 2 * p["rate"]) ** K if K else torch.ones_like(p["rate"])
    start = p["R"] / growth
    inside = 2 * laws.normal_cdf(start / p["sigma"]) - 1
    known = {"K": K * torch.ones_like(start), "start": start, "circle": circle(start)}
    return Measured({**p, **known, "p": inside})


def saddle(curvatures: Tensor) -> Any:
    """The function x -> sum of curvatures_i x_i^2, (batch, d) to (batch,)."""
    return lambda x: (curvatures * x * x).sum(-1)


def _curvatures(d: int, generator: torch.Generator) -> Tensor:
    """diag(-1, 1, ..., 1)."""
    made = torch.ones(d, dtype=torch.float64, device=generator.device)
    made[0] = -1
    return made


def gaussian_run(
    generator: torch.Generator, count: int, at: Mapping[str, Any]
) -> dict[str, Tensor]:
    """The unstable coordinate after K steps of length `rate` on x_2^2 - x_1^2 from N(0, sigma^2 I).

    The objective is x' H x with l = 1: a step multiplies the first coordinate by 1 + 2 rate.
    """
    start = torch.randn(count, 2, generator=generator, dtype=torch.float64, device=generator.device)
    objective = saddle(_curvatures(2, generator))
    *_, last = steps(objective, float(at["sigma"]) * start, float(at["rate"]), int(at["K"]))
    return {"y": last.after[:, 0]}


def ball_escape(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Exact probability that x' A x, A = diag(-1, 1, ..., 1), has not carried |x_1| to 1.

    Inputs: T, r, eta, spare >= 1 (batch,). options: d, K. Quantities: T, r, eta, K, d, c; delta =
    spare sqrt(d) / (r growth) with the growth of flow or steps: delta_flow, delta_steps; and the
    probabilities flow, steps.
    """
    d, K = options["d"], options["K"]
    r = p["r"]
    size = d * torch.ones_like(r)
    growth = {"flow": torch.exp(2 * p["T"]), "steps": (1 + 2 * p["eta"]) ** K}
    measured = {**p, "d": size, "K": K * torch.ones_like(r), "c": density_at_centre(size)}
    for name, g in growth.items():
        level = 1 / (r * g)
        measured[name] = within(level * level, size)
        measured[f"delta_{name}"] = p["spare"] * torch.sqrt(size) * level
    return Measured(measured)


def ball_run(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Any]:
    """The first coordinate, from a uniform start in the ball, after time T and after K steps."""
    d = int(at["d"])
    A = _curvatures(d, generator)
    like = torch.empty(count, d, dtype=torch.float64, device=generator.device)
    start = uniform_in_ball(like, float(at["r"]), generator)
    *_, last = steps(saddle(A), start, float(at["eta"]), int(at["K"]))
    flow = LinearFlow(Ball.exact(2 * torch.diag(A)), 1)
    flowed = flow.at(Ball.exact(start), Fraction(float(at["T"])))
    return {"y": flowed[:, 0], "z": last.after[:, 0]}


def quadratic_step(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A step of gradient descent on x'Hx/2; every iterate of a run is an instance.

    Inputs: H (batch, d, d), symmetric with H v = -l v; x, v (batch, d), v of length 1; l. options:
    gamma (Fraction), steps. Quantities: these, y the next iterate, and L, the least constant >= 0
    with <u, H u> <= L <u, u> for u = H w, w = x - <v, x> v (1/gamma where u = 0).
    """
    gamma: Fraction = options["gamma"]

    def step(q: Mapping[str, Any], x: Any) -> dict[str, Any]:
        H, v = q["H"], q["v"]
        w = x - (v * x).sum(-1)[..., None] * v
        u = (H @ w[..., None])[..., 0]
        size = (u * u).sum(-1)
        bend = (u * (H @ u[..., None])[..., 0]).sum(-1)
        one: Any = torch.ones_like(size)
        L = torch.where(size > 0, bend / torch.where(size > 0, size, one), one / gamma)
        y = x - gamma * (H @ x[..., None])[..., 0]
        L = torch.maximum(L, 0 * one)
        return {**q, "x": x, "y": y, "L": L, "gamma": gamma * one}

    if not implementation:
        return Measured(step(p, p["x"]))
    H, count = plain(p["H"]), options.get("steps", 1)

    def objective(x: Tensor) -> Tensor:
        return (x * (H @ x[..., None])[..., 0]).sum(-1) / 2

    visited = list(steps(objective, plain(p["x"]), float(gamma), count))
    q = {name: torch.cat([value] * count) for name, value in p.items()}
    x = type(p["x"]).exact(torch.cat([s.before for s in visited]))
    size = x.abs() + gamma * (q["H"].abs() @ x.abs()[..., None])[..., 0]
    after = torch.cat([s.after for s in visited])
    return Measured(step(q, x), {"y": output(after, size, 2 * int(x.shape[-1]) + 8)})


# Wells --------------------------------------------------------------------------------------------


def well_step(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A step of gradient descent on y^4/4 - y^2/2 + tilt y; every iterate of a run is an instance.

    Inputs: y, R (batch,). options: eta, tilt, b (Fractions), steps. Quantities: y, R, eta, b; z,
    the next iterate; fz, the value at z; g, the growth within R;
    shrink, the contraction outside of R.
    """
    eta, tilt = options["eta"], options["tilt"]

    def value(y: Any) -> Any:
        square = y * y
        return square * square / 4 - square / 2 + tilt * y

    def step(y: Any, R: Any) -> dict[str, Any]:
        z = y - eta * (y * y * y - y + tilt)
        one: Any = torch.ones_like(y)
        g = 1 + eta * (1 - R * R)
        return {
            "y": y, "z": z, "R": R, "eta": eta * one, "b": options["b"] * one, "fz": value(z),
            "g": g, "shrink": 1 - eta * R * (1 + R),
        }  # fmt: skip

    if not implementation:
        return Measured(step(p["y"], p["R"]))
    count, ball = options["steps"], type(p["y"])
    tilted = float(tilt)

    def objective(x: Tensor) -> Tensor:
        return (x**4 / 4 - x**2 / 2 + tilted * x).sum(-1)

    visited = list(steps(objective, plain(p["y"])[:, None], float(eta), count))
    y = ball.exact(torch.cat([s.before[:, 0] for s in visited]))
    size = y.abs() + eta * ((y * y * y).abs() + y.abs() + tilt)
    z = output(torch.cat([s.after[:, 0] for s in visited]), size, 16)
    reached = value(ball(z.value, z.explained))
    reference = step(y, torch.cat([p["R"]] * count))
    return Measured(reference, {"z": z, "fz": Output(reached.mid, reached.rad)})


def well_run(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Tensor]:
    """y after K and K + M steps on |x|^2/2 + y^4/4 - y^2/2 from uniform starts on [-b, b]^2."""
    b, K, M = float(at["b"]), int(at["K"]), int(at.get("M", 0))
    u = torch.rand(count, 2, generator=generator, dtype=torch.float64, device=generator.device)

    def objective(x: Tensor) -> Tensor:
        return x[:, 0] ** 2 / 2 + x[:, 1] ** 4 / 4 - x[:, 1] ** 2 / 2

    *_, last = steps(objective, b * (2 * u - 1), float(at["eta"]), K + M)
    return {"reached": last.after[:, 1]}


# Exact points -------------------------------------------------------------------------------------


def exact_density(d: int) -> Any:
    """The density at the centre in dimension d, as a SymPy number."""
    n = sympify(d)
    return gamma_function(n / 2 + 1) / (sqrt(pi) * gamma_function((n + 1) / 2))


def exact_coordinate(d: int, delta: str, **changed: Any) -> dict[str, Any]:
    """Quantities of `ball_coordinate` for an odd d and r = 1; `changed` replaces some."""
    t = Symbol("t", real=True)
    c, level = exact_density(d), Rational(delta) / sqrt(sympify(d))
    law = integrate(((1 - t**2) ** ((d - 1) // 2)).expand(), t)
    p, half = (2 * c * law.subs(t, u) for u in (level, level / 2))
    made = {"d": d, "delta": Rational(delta), "r": 1, "c": c, "p": p, "half": half}
    return {**made, **changed}


def exact_ball_escape(delta: str, **changed: Any) -> dict[str, Any]:
    """Quantities of `ball_escape` in dimension 1 with r = 1/2, eta = 1/2 and 2^K = 2/delta."""
    made = Rational(delta)
    K = round(float(-log(made) / log(2))) + 1
    point = {"d": 1, "c": HALF, "r": HALF, "eta": HALF, "K": K, "T": log(2 / made) / 2}
    chances = {"flow": made, "steps": made, "delta_flow": made, "delta_steps": made}
    return {**point, **chances, **changed}


def exact_well(y: Any, eta: str = "1/10", **changed: Any) -> dict[str, Any]:
    """Quantities of `well_step` without tilt at y, with R = 1/2, b = 2; `changed` replaces some.

    p is the probability R/(b g) that a start uniform on [-b, b] is within R/g, for K = 1.
    """
    at, step, R, b = sympify(y), Rational(eta), Rational(1, 2), sympify(changed.get("b", 2))
    g = 1 + step * (1 - R**2)
    made = {"y": at, "z": at - step * (at**3 - at), "eta": step, "R": R, "b": b, "g": g, "K": 1}
    return {**made, "p": R / g / b, **changed}
