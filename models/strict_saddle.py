"""Strict saddles: steps of cubic-regularised Newton, and what is measured of the objectives.

Runs of gradient descent go through the slot `descent`, derivatives through `autodiff`, values of
polynomials through `polynomial`. Scalars have shape (batch,), points and gradients (batch, d),
Hessians (batch, d, d).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from lemmata import inner
from lemmata.measure import Measured, Output, confined, derived, output, plain

from . import pca, secant
from .descent import steps
from .dynamics import uniform_in_ball
from .landscape import AUTODIFF, over
from .quadratic_saddle import visited
from .random_starts import circle, density_at_centre, saddle, within
from .second_order import Data, dot, gradient, hessian, returned_by, times, value_of

# Flat directions ----------------------------------------------------------------------------------


def flat_line(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A quartic polynomial and K |s|^5 for x = s v, at 0, t v and -t v; its Hessian is 0 along v.

    The polynomial is <x, A x>/2 + c <a, x>^3 + q <w, x>^4, A v = 0. Inputs v, a, w (batch, d), A
    (batch, d, d), c, q, t, K (batch,). Quantities: t, K; T and Q, the third and fourth derivatives
    along v; L0, L1, L2, the values. The implementation gives the polynomial.
    """
    v, t = p["v"], p["t"]
    data = {**{n: p[n] for n in "Acqaw"}, "b": 0 * v}
    made = {
        "t": t, "K": p["K"], "T": 6 * p["c"] * dot(p["a"], v) ** 3,
        "Q": 24 * p["q"] * dot(p["w"], v) ** 4,
    }  # fmt: skip
    places = {"L0": 0 * v, "L1": t[:, None] * v, "L2": -t[:, None] * v}
    known = {name: value_of(data, at) for name, at in places.items()}
    rest = {"L0": 0 * t, "L1": p["K"] * t**5, "L2": p["K"] * t**5}
    made |= {name: value + rest[name] for name, value in known.items()}
    if not implementation:
        return Measured(made)
    theirs = {}
    for name, at in places.items():
        found = returned_by(data, at, {name: "value"}, known)[name]
        confined(found, known[name], name)
        theirs[name] = derived(type(t)(found.value, found.explained) + rest[name], found)
    return Measured(made, theirs)


def valley_term(u: Any, p: Any, e: Any, x: Any) -> Any:
    """(<u, x> - <p, x>^2)^2 + e <p, x>^4 as a SymPy term, for vector symbols."""
    return (inner(u, x) - inner(p, x) ** 2) ** 2 + e * inner(p, x) ** 4


def valley(u: Any, p: Any, e: Any, x: Any) -> Any:
    """(<u, x> - <p, x>^2)^2 + e <p, x>^4 for u, p, x (batch, d), e (batch,); shape (batch,)."""
    square = dot(p, x) * dot(p, x)
    bend = dot(u, x) - square
    return bend * bend + e * square * square


def valley_curve(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`valley` at 0 and at t v + (t^2/2) w, for <u, v> = 0; a curved valley, where e is 0.

    Inputs u, p, v, w (batch, d), e, t (batch,). Quantities: those, x = 0; L0, L1, the values; H =
    2 u u', c = -4 <p, v>^2 u and Q = 24 (1 + e) <p, v>^4, the derivatives of second, third and
    fourth order that count; z = c / (2 |u|^2) with H z = c (0 where u = 0); K, the least with which
    the terms beyond the fourth are at most K t^5. The implementation differentiates the function.
    """
    u, w, v, t, e, zero = p["u"], p["w"], p["v"], p["t"], p["e"], 0 * p["v"]
    square = dot(p["p"], v) ** 2
    c = (-4 * square)[:, None] * u
    end = t[:, None] * v + (t * t / 2)[:, None] * w
    half = dot(u, w) / 2 - square
    rest = t * dot(p["p"], v) * dot(p["p"], w) + t * t * dot(p["p"], w) ** 2 / 4
    over_four = -2 * half * rest + rest * rest + e * rest * (2 * square + rest)
    made = {
        "u": u, "p": p["p"], "v": v, "w": w, "e": e, "t": t, "x": zero, "c": c,
        "H": 2 * pca.outer(u), "Q": 24 * (1 + e) * square * square, "K": torch.relu(over_four / t),
        "z": over(torch.ones_like(e), 2 * dot(u, u), 0 * e)[:, None] * c,
        "L0": valley(u, p["p"], e, zero), "L1": valley(u, p["p"], e, end),
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    numbers = [plain(p[n]) for n in "upe"]
    d, sizes = u.shape[-1], [p[n].abs() for n in "upe"]
    found = AUTODIFF().hessian(lambda at: valley(*numbers, at), plain(zero))
    theirs = {"H": output(found, made["H"].abs(), 8 * d + 32)}
    bound = valley(sizes[0], sizes[1], sizes[2], end.abs())
    bent = dot(sizes[0], end.abs()) + dot(sizes[1], end.abs()) ** 2
    theirs["L1"] = output(valley(*numbers, plain(end)), bent * bent + bound, 8 * d + 32)
    return Measured(made, theirs)


# The definition -----------------------------------------------------------------------------------


def cosine(x: Any) -> Any:
    """x_1^2/2 + cos x_2 for x (batch, 2); shape (batch,)."""
    return x[..., 0] * x[..., 0] / 2 + torch.cos(x[..., 1])


def cosine_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`cosine` at (x, y), with a triple (alpha, beta, gamma) for which it is strict saddle.

    Inputs x, y, margin > 0, room, p1, p2, p3 in [0, 1] (batch,). Quantities: x; S = |sin y|, co =
    cos y; delta, the distance of y to the odd multiples of pi; G, lam, D, the gradient norm, the
    lowest eigenvalue and the distance to the minima; alpha = G (1 + margin), or 3/4 where that is
    larger, a = gamma = arcsin alpha, beta = room sqrt(1 - alpha^2); alpha1 = p1 alpha, beta1 =
    p2 beta, gamma1 = gamma + p3; eps, tau, E = alpha, beta, gamma. The implementation
    differentiates the function.
    """
    x, y = p["x"], p["y"]
    sine, co, one = torch.sin(y), torch.cos(y), torch.ones_like(p["x"])
    turns = 2 * torch.round((plain(y) / torch.pi - 1) / 2) + 1
    delta = (y - 4 * torch.atan(one) * turns).abs()
    G = torch.sqrt(x * x + sine * sine)
    raised = G * (1 + p["margin"])
    alpha = torch.where(raised < 0.75, raised, one * 3 / 4)
    rest = torch.sqrt(1 - alpha * alpha)
    a = torch.atan(alpha / rest)
    made = {
        "x": x, "S": sine.abs(), "co": co, "delta": delta, "G": G, "alpha": alpha, "a": a,
        "lam": torch.minimum(one, -co), "D": torch.sqrt(x * x + delta * delta), "gamma": a,
        "beta": p["room"] * rest, "alpha1": p["p1"] * alpha, "beta1": p["p2"] * p["room"] * rest,
        "gamma1": a + p["p3"], "eps": alpha, "tau": p["room"] * rest, "E": a,
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    point = torch.stack([plain(x), plain(y)], -1)
    slope, bend = AUTODIFF().gradient(cosine, point), AUTODIFF().hessian(cosine, point)
    found = {
        "x": output(slope[:, 0], x.abs(), 8), "S": output(slope[:, 1].abs(), one, 8),
        "co": output(-bend[:, 1, 1], one, 8),
    }  # fmt: skip
    for name, given in found.items():  # the claims are inequalities, which larger values satisfy
        confined(given, made[name], name)
    return Measured(made, found)


def linear_term(a: Any, x: Any) -> Any:
    """<a, x> as a SymPy term, for vector symbols."""
    return inner(a, x)


def linear(a: Any, x: Any) -> Any:
    """<a, x> for a, x (batch, d); shape (batch,)."""
    return dot(a, x)


def linear_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """<a, x> at x and x - t a; the implementation differentiates the function.

    Inputs a, x (batch, d), t (batch,). Quantities: those, `gradient`, the values L0 and L1.
    """
    a, x, t = p["a"], p["x"], p["t"]
    end = x - t[:, None] * a
    made = {**p, "gradient": a, "L0": linear(a, x), "L1": linear(a, end)}
    if not implementation:
        return Measured(made)
    numbers, d = plain(a), a.shape[-1]
    found = AUTODIFF().gradient(lambda at: linear(numbers, at), plain(x))
    return Measured(made, {"gradient": output(found, a.abs(), d + 4)})


# Cubic-regularised Newton -------------------------------------------------------------------------


def _third(p: Data) -> Any:
    """The Lipschitz constant rho of the Hessian of c <a, x>^3 over `slack`; 1 where c a = 0."""
    size = torch.sqrt(dot(p["a"], p["a"]))
    rho = 6 * p["c"].abs() * size * size * size / p["slack"]
    return torch.where(rho > 0, rho, torch.ones_like(rho))


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


# Gradient descent and noise -----------------------------------------------------------------------


def noise_escape(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """P(|y_T| < R) for the coordinate y of curvature -beta, from a uniform start in a ball.

    Inputs r, R, eta, beta, spare >= 1 (batch,); options: d, T. Quantities: these but spare; c, the
    largest density of a coordinate in the unit ball; circle = pi; p, the exact probability; delta,
    the least level that T steps allow, times spare.
    """
    d, T, r = options["d"], options["T"], p["r"]
    size = d * torch.ones_like(r)
    level = p["R"] / (r * (1 + p["eta"] * p["beta"]) ** T)
    pi = circle(r)
    known = {name: p[name] for name in ("r", "R", "eta", "beta")}
    return Measured(
        {
            **known, "d": size, "T": T * torch.ones_like(r), "c": density_at_centre(size),
            "circle": pi, "p": within(level * level, size),
            "delta": p["spare"] * torch.sqrt(2 * (size + 1) / pi) * level,
        }
    )  # fmt: skip


def noise_run(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Tensor]:
    """y after T steps on (|x|^2 - beta y^2)/2, from uniform starts in the ball of radius r."""
    d, beta = int(at["d"]), float(at["beta"])
    like = torch.empty(count, d, dtype=torch.float64, device=generator.device)
    start = uniform_in_ball(like, float(at["r"]), generator)
    half = torch.full((d,), 0.5, dtype=torch.float64, device=generator.device)
    half[0] = -beta / 2
    *_, last = steps(saddle(half), start, float(at["eta"]), int(at["T"]))
    return {"y": last.after[:, 0]}


def cosine_run(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Gradient descent on `cosine`; a row for every k = 0, ..., steps - 1.

    Input start (batch, 2); options: eta (Fraction), steps. Names: x_k, y_k, x_next, y_next, x_0,
    y_0, s_k = sin y_k, k and eta. The implementation's iterates come with what rounding explains.
    """
    eta, count, start = options["eta"], options["steps"], p["start"]

    def gradient_at(z: Any) -> Any:
        return torch.stack([z[:, 0], -torch.sin(z[:, 1])], -1)

    def size(z: Any) -> Any:
        return torch.stack([z[:, 0].abs(), 1 + z[:, 1].abs()], -1)

    exact = [start]
    for _ in range(count):
        exact.append(exact[-1] - eta * gradient_at(exact[-1]))
    one = torch.ones_like(start[:, 0])

    def rows(run: list[Any]) -> dict[str, Any]:
        names: dict[str, list[Any]] = {}
        for z, after in pairwise(run):
            for i, name in enumerate("xy"):
                names.setdefault(f"{name}_k", []).append(z[:, i])
                names.setdefault(f"{name}_next", []).append(after[:, i])
        return {name: torch.cat(found) for name, found in names.items()}

    made = rows(exact)
    made |= {
        "s_k": torch.sin(made["y_k"]), "x_0": torch.cat([start[:, 0]] * count),
        "y_0": torch.cat([start[:, 1]] * count), "k": torch.cat([one * k for k in range(count)]),
        "eta": torch.cat([one * eta] * count),
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    run = visited(cosine, gradient_at, size, start, eta, count, 8)
    theirs = {name: Output(z.mid, z.rad) for name, z in rows(run).items()}
    return Measured(made, theirs)


def root(x: Any) -> Any:
    """sqrt(1 + |x|^2) for x (batch, d); shape (batch,)."""
    return torch.sqrt(1 + dot(x, x))


def root_step(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A step of gradient descent on `root`. Inputs x (batch, d), eta, part <= 1 (batch,).

    Quantities: x, eta, z, the next iterate, g, the gradient at x, R, the value, gamma = part |x|.
    The implementation is the algorithm in the slot `descent`, run with lr = 1 on eta f, and the
    gradient of f.
    """
    x, eta, R = p["x"], p["eta"], root(p["x"])
    g = x / R[:, None]
    made = {
        "x": x, "eta": eta, "z": x - eta[:, None] * g, "g": g, "R": R,
        "gamma": p["part"] * torch.sqrt(dot(x, x)),
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    scale, d = plain(eta), x.shape[-1]
    (done,) = steps(lambda at: scale * root(at), plain(x), 1.0, 1)
    size = x.abs() + (eta[:, None] * x.abs()) / R[:, None]
    slope = output(AUTODIFF().gradient(root, plain(x)), x.abs() / R[:, None], 4 * d + 16)
    return Measured(made, {"z": output(done.after, size, 4 * d + 20), "g": slope})


# Weak quasi-convexity -----------------------------------------------------------------------------

DEGREES = {"quadratic": 2, "power": 4, "cross": 4, "distance": 1}
"""Objectives of `models.secant` that are homogeneous around their minimiser, and of what degree."""


def ray(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A homogeneous objective of `models.secant` on the ray from x to its minimiser xstar.

    Inputs of `secant.toward` and t >= 0 (batch,): y = xstar + exp(-t) (x - xstar). Quantities: t;
    F_t and F_0, the gaps at y and x; S_t = <grad f(y), y - xstar> = -F_dot; tau, the degree; kappa
    = F_0, or 0 where the degree is above 2. The implementation differentiates the objective.
    """
    name = options["objective"]
    there = p["xstar"] + torch.exp(-p["t"])[:, None] * (p["x"] - p["xstar"])
    data = {n: v for n, v in p.items() if n != "t"}
    here = secant.toward(data, options, False).reference
    found = secant.toward({**data, "x": there}, options, implementation)
    seen, one, degree = found.reference, torch.ones_like(p["t"]), DEGREES[name]
    gap = here["L"] - here["Lstar"]
    made = {
        "t": p["t"], "F_t": seen["L"] - seen["Lstar"], "F_0": gap, "S_t": seen["slope"],
        "F_dot": -seen["slope"], "tau": degree * one, "kappa": gap if degree < 3 else 0 * gap,
    }  # fmt: skip
    if found.implementation is None:
        return Measured(made)
    g = found.implementation["g"]
    slope = dot(type(there)(g.value, g.explained), there - p["xstar"])
    return Measured(made, {"S_t": derived(slope, g)})


def quartic_step(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`secant.step` on c |x|^4 from x, with c among the quantities."""
    made = secant.step(p, {"objective": "power"}, implementation)
    known = {**made.reference, "c": p["c"]}
    return Measured(known, made.implementation)


def cross_term(a: Any, b: Any, x: Any) -> Any:
    """<a, x>^2 <b, x>^2 as a SymPy term, for vector symbols."""
    return inner(a, x) ** 2 * inner(b, x) ** 2


def cross(a: Any, b: Any, x: Any) -> Any:
    """<a, x>^2 <b, x>^2 for a, b, x (batch, d); shape (batch,)."""
    product = dot(a, x) * dot(b, x)
    return product * product


def cross_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`cross` at x and s x; inputs a, b, x (batch, d), s (batch,).

    Quantities: these, `gradient` at x, L and Ls. The implementation differentiates the function.
    """
    a, b, x = p["a"], p["b"], p["x"]
    first, second = dot(a, x), dot(b, x)
    slope = (2 * first * second * second)[:, None] * a + (2 * first * first * second)[:, None] * b
    made = {
        **p, "gradient": slope, "L": cross(a, b, x), "Ls": cross(a, b, p["s"][:, None] * x)
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    d, numbers = x.shape[-1], [plain(a), plain(b)]
    found = AUTODIFF().gradient(lambda at: cross(*numbers, at), plain(x))
    u, v = dot(a.abs(), x.abs()), dot(b.abs(), x.abs())
    size = (2 * u * v * v)[:, None] * a.abs() + (2 * u * u * v)[:, None] * b.abs()
    return Measured(made, {"gradient": output(found, size, 4 * d + 16)})


def hill_term(x: Any) -> Any:
    """-|x|^2 as a SymPy term, for a vector symbol."""
    return -inner(x, x)


def hill(x: Any) -> Any:
    """-|x|^2 for x (batch, d); shape (batch,)."""
    return -dot(x, x)


def hill_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`hill` at x; inputs x (batch, d). Quantities: x, `gradient`, L; the gradient by autograd."""
    x = p["x"]
    made = {"x": x, "gradient": -2 * x, "L": hill(x)}
    if not implementation:
        return Measured(made)
    found = AUTODIFF().gradient(hill, plain(x))
    return Measured(made, {"gradient": output(found, 2 * x.abs(), 4)})


# A spurious minimum -------------------------------------------------------------------------------


def weighted_fit(x: Any, y: Any) -> Any:
    """100 ((1 - x^2)^2 + (9/10 - y^2)^2 + 8 x^2 y^2) for numbers, SymPy terms or arrays (batch,).

    A rank-one fit of diag(1, 9/10) with weight 4 off the diagonal, times 200.
    """
    first, second, both = 10 - 10 * x * x, 9 - 10 * y * y, 10 * x * y
    return first * first + second * second + 8 * both * both


def fit_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`weighted_fit` over 200 at the point with coordinates u, w (batch,). Quantities: x, y, L."""
    x, y = p["u"], p["w"]
    made = {"x": x, "y": y, "L": weighted_fit(x, y) / 200}
    if not implementation:
        return Measured(made)
    size = (10 + 10 * x * x) ** 2 + (9 + 10 * y * y) ** 2 + 800 * x * x * y * y
    return Measured(made, {"L": output(weighted_fit(plain(x), plain(y)) / 200, size / 200, 16)})
