"""Generalized linear models: labels y = sigma(<w*, x>) + noise, fitted in the square loss.

The distribution has finite support, so that every expectation is a finite sum. Inputs x_i of an
instance: X (batch, m, d); each has r labels with the noise e (batch, m, r) at the probabilities
p (batch, m, r), where sum_j p_ij e_ij = 0 for every i. w, wstar (batch, d). The slot `glm` computes
the risk and its derivatives from a flat list of n = m r atoms.

The closed forms are written with torch functions alone, so that they run on tensors, balls and
high-precision arrays. Differences of activations are computed without cancellation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from sympy import Rational, S
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, derived, plain

from .pca import returned

Activation = Callable[[Tensor], Tensor]


class GLM:
    """The risk sum_k p_k (y_k - sigma(<w, x_k>))^2 / 2 with PyTorch's derivatives in w.

    w (batch, d), X (batch, n, d), p, y (batch, n), sigma a function of tensors.
    """

    def __call__(self, w: Tensor, X: Tensor, p: Tensor, y: Tensor, sigma: Activation) -> Tensor:
        """Values of the risk; shape (batch,)."""
        residual = y - sigma((X @ w[..., None])[..., 0])
        return (p * residual * residual).sum(-1) / 2

    def gradient(self, w: Tensor, X: Tensor, p: Tensor, y: Tensor, sigma: Activation) -> Tensor:
        """Gradients by autograd; shape (batch, d)."""
        w = w.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(self(w, X, p, y, sigma).sum(), w)
        return slope

    def hessian(self, w: Tensor, X: Tensor, p: Tensor, y: Tensor, sigma: Activation) -> Tensor:
        """Hessians by `torch.func`; shape (batch, d, d)."""

        def single(w: Tensor, X: Tensor, p: Tensor, y: Tensor) -> Tensor:
            return self(w, X, p, y, sigma)

        return torch.func.vmap(torch.func.jacrev(torch.func.grad(single)))(w, X, p, y)


IMPLEMENTATION = slot(
    "glm",
    GLM,
    "factory() -> object with __call__(w (batch, d), X (batch, n, d), p (batch, n), y (batch, n), "
    "sigma) -> (batch,), and with the same arguments gradient -> (batch, d) and hessian -> "
    "(batch, d, d); sigma is a differentiable function of tensors",
)


# Activations: value, difference of values, and the first two derivatives --------------------------


class Sigmoid:
    """1 / (1 + e^-t)."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        return torch.sigmoid(t)

    def value(self, t: Any) -> Any:
        return torch.sigmoid(t)

    def difference(self, a: Any, b: Any) -> Any:
        return -torch.sigmoid(a) * torch.sigmoid(-b) * torch.expm1(b - a)

    def slope(self, t: Any) -> Any:
        return torch.sigmoid(t) * torch.sigmoid(-t)

    def bend(self, t: Any) -> Any:
        return -self.slope(t) * torch.tanh(t / 2)


class Arctan:
    """1/2 + arctan(t) / pi."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        return 0.5 + torch.atan(t) / math.pi

    def _pi(self, t: Any) -> Any:
        return 4 * torch.atan(torch.ones_like(t))

    def value(self, t: Any) -> Any:
        return 0.5 + torch.atan(t) / self._pi(t)

    def difference(self, a: Any, b: Any) -> Any:
        below = 1 + a * b
        near = plain(below) > 0.5
        safe = torch.where(near, below, torch.ones_like(below))
        angle = torch.where(near, torch.atan((a - b) / safe), torch.atan(a) - torch.atan(b))
        return angle / self._pi(a)

    def slope(self, t: Any) -> Any:
        return 1 / (self._pi(t) * (1 + t * t))

    def bend(self, t: Any) -> Any:
        return -2 * t / (self._pi(t) * (1 + t * t) * (1 + t * t))


class Root:
    """1/2 + t / (2 sqrt(1 + t^2)): rational where 1 + t^2 is a square."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        return 0.5 + t / (2 * torch.sqrt(1 + t * t))

    value = torch_value

    def difference(self, a: Any, b: Any) -> Any:
        A, B = torch.sqrt(1 + a * a), torch.sqrt(1 + b * b)
        below = a * B + b * A
        near = plain(a) * plain(b) > 0
        safe = torch.where(near, below, torch.ones_like(below))
        apart = torch.where(near, (a - b) * (a + b) / safe, a * B - b * A)
        return apart / (2 * A * B)

    def slope(self, t: Any) -> Any:
        return 1 / (2 * (1 + t * t) * torch.sqrt(1 + t * t))

    def bend(self, t: Any) -> Any:
        return -3 * t / (2 * (1 + t * t) * (1 + t * t) * torch.sqrt(1 + t * t))


@dataclass(frozen=True)
class Affine:
    """rise t + start; not bounded."""

    rise: float
    start: float = 0.0

    @property
    def top(self) -> float:
        return max(1.0, self.rise)

    def torch_value(self, t: Tensor) -> Tensor:
        return self.rise * t + self.start

    value = torch_value

    def difference(self, a: Any, b: Any) -> Any:
        return self.rise * (a - b)

    def slope(self, t: Any) -> Any:
        return self.rise * torch.ones_like(t)

    def bend(self, t: Any) -> Any:
        return 0 * t


class HalfSquare:
    """t^2 / 2, convex."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        return t * t / 2

    value = torch_value

    def difference(self, a: Any, b: Any) -> Any:
        return (a - b) * (a + b) / 2

    def slope(self, t: Any) -> Any:
        return t

    def bend(self, t: Any) -> Any:
        return torch.ones_like(t)


class Profile:
    """Slope 1 up to -1/2, falling at the rate 1 to 1/2 at 0, then 1/2; from 0 to 1 on [-9/8, 0]."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        near, far = torch.clamp(-t, 0.0, 0.5), torch.relu(-t - 0.5)
        return 1 + t / 2 - near * near / 2 - far / 2

    value = torch_value

    def difference(self, a: Any, b: Any) -> Any:
        return self.value(a) - self.value(b)

    def slope(self, t: Any) -> Any:
        return 0.5 + torch.clamp(-t, 0.0, 0.5)

    def bend(self, t: Any) -> Any:
        """On the left of the kinks of the slope, where there are two."""
        return torch.where((plain(t) <= 0) & (plain(t) > -0.5), -torch.ones_like(t), 0 * t)


ACTIVATIONS: dict[str, Any] = {
    "sigmoid": Sigmoid(),
    "arctan": Arctan(),
    "root": Root(),
    "affine": Affine(1 / 16, 1 / 2),
    "identity": Affine(1.0),
    "double": Affine(2.0),
    "profile": Profile(),
    "half_square": HalfSquare(),
}
"""`identity` and `double` leave [0, 1], as does `profile` off [-9/8, 0]; `double` has slope 2."""


# An instance --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Instance:
    """What the activation gives at the m inputs, and the flat list of the n = m r atoms.

    z = X w, t = X (w - wstar), D = sigma(X w) - sigma(X wstar), s, sstar, slope, bend (batch, m):
    at X w but sstar at X wstar; q (batch, m), the probabilities of the inputs; points (batch, n,
    d), p and y (batch, n), the atoms; G (batch, n, m), which input each atom has.
    """

    sigma: Any
    w: Any
    X: Any
    t: Any
    D: Any
    s: Any
    sstar: Any
    slope: Any
    bend: Any
    q: Any
    points: Any
    p: Any
    y: Any
    G: Any


def along(X: Any, w: Any) -> Any:
    """The products <w, x_i>; shape (batch, m)."""
    return (X @ w[..., None])[..., 0]


def instance(p: Mapping[str, Any], options: Mapping[str, Any]) -> Instance:
    """The instance of the inputs w, wstar, X, p, e; option: activation, a name in ACTIVATIONS."""
    sigma, w, X = ACTIVATIONS[options["activation"]], p["w"], p["X"]
    z, to = along(X, w), along(X, p["wstar"])
    sstar = sigma.value(to)
    m, r = p["p"].shape[1:]
    order = [i for i in range(m) for _ in range(r)]
    return Instance(
        sigma=sigma, w=w, X=X, t=along(X, w - p["wstar"]), D=sigma.difference(z, to),
        s=sigma.value(z), sstar=sstar, slope=sigma.slope(z), bend=sigma.bend(z),
        q=p["p"].sum(-1), points=X[:, order], p=p["p"].flatten(1),
        y=(sstar[..., None] + p["e"]).flatten(1), G=torch.diag_embed(torch.ones_like(z))[:, order],
    )  # fmt: skip


def gradient(one: Instance) -> Any:
    """E (sigma(<w, x>) - sigma(<w*, x>)) sigma'(<w, x>) x; shape (batch, d)."""
    return along(one.X.mT, one.q * one.D * one.slope)


def hessian(one: Instance) -> Any:
    """E (sigma'^2 + (sigma(<w, x>) - sigma(<w*, x>)) sigma'') x x'; shape (batch, d, d)."""
    weight = one.q * (one.slope * one.slope + one.D * one.bend)
    return (one.X.mT * weight[:, None, :]) @ one.X


def risk(one: Instance, s: Any) -> Any:
    """E (y - s)^2 / 2 for the outputs s (batch, m) at the inputs; shape (batch,)."""
    residual = one.y - along(one.G, s)
    return (one.p * residual * residual).sum(-1) / 2


def weighted_risk(P: Any, G: Any, y: Any, s: Any) -> Any:
    """<y - G s, P (y - G s)> / 2 for weights P (batch, n, n) and outputs s; shape (batch,)."""
    residual = y - along(G, s)
    return (residual * along(P, residual)).sum(-1) / 2


def expanded_risk(P: Any, G: Any, X: Any, A: Any, y: Any, s: Any, b: Any, u: Any, e: Any) -> Any:
    """`weighted_risk` of the outputs s + A X u + <e, u>^2 b / 2; shape (batch,)."""
    length = (e * u).sum(-1)[:, None]
    return weighted_risk(P, G, y, s + along(A, along(X, u)) + length * length * b / 2)


# What implementations return ----------------------------------------------------------------------


def _sizes(one: Instance, w: Any) -> tuple[Any, Any, Any]:
    """Bounds (batch, n) on all terms of y - sigma(<w, x>) and of sigma', sigma''.

    A library function of <w, x> errs by its own rounding and by that of its argument.
    """
    top = one.sigma.top
    reach = 1 + along(one.points.abs(), w.abs())
    return one.y.abs() + 1 + top * reach, top * reach, 3 * top * reach


def _operations(one: Instance) -> int:
    return int(one.X.shape[-1] + one.p.shape[-1]) + 24


def _arguments(one: Instance, w: Any) -> tuple[Any, ...]:
    return plain(w), plain(one.points), plain(one.p), plain(one.y), one.sigma.torch_value


def returned_risk(one: Instance, w: Any, s: Any) -> Output:
    """The risk at w from the slot `glm`, where the outputs are s."""
    size, _, _ = _sizes(one, w)
    value = IMPLEMENTATION()(*_arguments(one, w))
    return returned(value, (one.p * size * size).sum(-1), risk(one, s), _operations(one))


def returned_gradient(one: Instance) -> Output:
    """The gradient at w from the slot `glm`."""
    size, slope, _ = _sizes(one, one.w)
    value = IMPLEMENTATION().gradient(*_arguments(one, one.w))
    around = along(one.points.mT, one.p * (along(one.G, one.s) - one.y) * along(one.G, one.slope))
    companion = along(one.points.mT.abs(), one.p * size * slope)
    return returned(value, companion, around, _operations(one))


def returned_hessian(one: Instance) -> Output:
    """The Hessian at w from the slot `glm`."""
    size, slope, bend = _sizes(one, one.w)
    s, s1, s2 = (along(one.G, part) for part in (one.s, one.slope, one.bend))
    value = IMPLEMENTATION().hessian(*_arguments(one, one.w))
    around = (one.points.mT * (one.p * (s1 * s1 + (s - one.y) * s2))[:, None, :]) @ one.points
    weight = one.p * (slope * slope + size * bend)
    companion = (one.points.mT.abs() * weight[:, None, :]) @ one.points.abs()
    return returned(value, companion, around, _operations(one))


# Measurements -------------------------------------------------------------------------------------


def decomposition(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The risk at w and at wstar. Names: P, G, y, s, sstar, risk, risk_star."""
    one = instance(p, options)
    P = torch.diag_embed(one.p)
    reference = {
        "P": P, "G": one.G, "y": one.y, "s": one.s, "sstar": one.sstar,
        "risk": weighted_risk(P, one.G, one.y, one.s),
        "risk_star": weighted_risk(P, one.G, one.y, one.sstar),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theirs = {
        "risk": returned_risk(one, one.w, one.s),
        "risk_star": returned_risk(one, p["wstar"], one.sstar),
    }
    return Measured(reference, theirs)


def derivatives(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The derivatives of the risk at w; the input v (batch, d), not 0, is a direction.

    Names: P, G, y, X, s, sstar; A, the diagonal matrix of the slopes; u = 0; v and e with
    <e, v> = 1; b, the second derivatives of the outputs along v; gradient; curvature, along v.
    """
    one, v = instance(p, options), p["v"]
    c = along(one.X, v)
    curvature = (v * along(hessian(one), v)).sum(-1)
    reference = {
        "P": torch.diag_embed(one.p), "G": one.G, "y": one.y, "s": one.s, "sstar": one.sstar,
        "X": one.X, "A": torch.diag_embed(one.slope), "u": 0 * v, "v": v,
        "e": v / (v * v).sum(-1)[:, None], "b": one.bend * c * c,
        "gradient": gradient(one), "curvature": curvature,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    H = returned_hessian(one)
    form = (v * along(type(v)(H.value, H.explained), v)).sum(-1)
    theirs = {"gradient": returned_gradient(one), "curvature": derived(form, H)}
    return Measured(reference, theirs)


def segment(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The activation on a segment. Inputs a, r, rest (batch,), r and rest >= 0.

    Names: r; S_r and S_0, the values at a + r and a; h_r, h_0, the slopes; b_r, the derivative of
    the slope; S_dot = h_r, h_dot = b_r; gamma and
    kappa, the least and the largest slope on [a, a + r + rest], made exact by monotony of the slope
    on both sides of 0.
    """
    sigma, a, r = ACTIVATIONS[options["activation"]], p["a"], p["r"]
    end = a + r + p["rest"]
    inside = torch.where(
        (plain(a) <= 0) & (plain(end) >= 0), 0 * a, torch.minimum(a.abs(), end.abs())
    )
    h = sigma.slope(a + r)
    reference = {
        "r": r, "S_r": sigma.difference(a + r, 0 * a), "S_0": sigma.difference(a, 0 * a), "h_r": h,
        "h_0": sigma.slope(a), "S_dot": h, "b_r": sigma.bend(a + r), "h_dot": sigma.bend(a + r),
        "kappa": sigma.slope(inside),
        "gamma": sigma.slope(torch.maximum(a.abs(), end.abs())),
    }  # fmt: skip
    return Measured(reference)


def _prefix(one: Instance, count: int) -> Instance:
    """The instance with the weights of its first `count` inputs alone."""
    m = one.t.shape[1]
    kept = torch.cat([torch.ones_like(one.t[:, :count]), torch.zeros_like(one.t[:, count:])], 1)
    r = one.p.shape[1] // m
    rows = [i for i in range(m) for _ in range(r)]
    return replace(one, q=one.q * kept, p=one.p * kept[:, rows])


def _length(x: Any) -> Any:
    return torch.sqrt((x * x).sum(-1))


def slopes(one: Instance, p: Mapping[str, Any]) -> tuple[Any, Any]:
    """Bounds gamma <= sigma' <= kappa; shape (batch,).

    Where the input `whole` is 1: on [-B R, B R] for the largest norms B of the inputs and R of w,
    wstar; where it is 0, the least slope at the inputs, and 1 or the largest slope of all.
    """
    reach = _length(one.X).amax(-1) * torch.maximum(_length(one.w), _length(p["wstar"]))
    whole = plain(p["whole"]) > 0
    gamma = torch.where(whole, one.sigma.slope(reach), one.slope.amin(-1))
    peak = one.sigma.slope(0 * reach)
    return gamma, torch.where(whole, peak, one.sigma.top * torch.ones_like(peak))


def running(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Running sums over the inputs; a row for every k = 0, ..., m, the weight being 0 for k = m.

    Inputs of `instance` and whole (batch,), see `slopes`. Names: k; p_k, D_k, t_k, h_k, the weight,
    the difference of outputs, <w - wstar, x_k> and the slope at <w, x_k> of the input k; U_k, V_k
    and W_k, the sums over the inputs before k of p h D t, p D^2 / 2 and p t^2, with U_next, U_0 and
    so on; gamma, kappa. U_k and V_k also from the slot `glm`, as <grad L(w), w - wstar> and
    L(w) - L(wstar) for the weights of the inputs before k.
    """
    one = instance(p, options)
    gamma, kappa = slopes(one, p)
    m, nothing = one.t.shape[1], 0 * gamma
    last = {"p": nothing, "D": nothing, "t": nothing, "h": gamma}
    columns = {"p": one.q, "D": one.D, "t": one.t, "h": one.slope}
    rows: dict[str, list[Any]] = {
        "k": [k * torch.ones_like(gamma) for k in range(m + 1)],
        "gamma": [gamma] * (m + 1), "kappa": [kappa] * (m + 1),
        **{f"{name}_k": [*column.unbind(1), last[name]] for name, column in columns.items()},
    }  # fmt: skip
    terms = {
        "U": one.q * one.slope * one.D * one.t, "V": one.q * one.D * one.D / 2,
        "W": one.q * one.t * one.t,
    }  # fmt: skip
    for name, term in terms.items():
        sums = [nothing, *(term[:, : k + 1].sum(-1) for k in range(m))]
        rows |= {f"{name}_k": sums, f"{name}_next": [*sums[1:], sums[-1]]}
        rows[f"{name}_0"] = [nothing] * (m + 1)
    reference = {name: torch.cat(parts) for name, parts in rows.items()}
    if not implementation:
        return Measured(reference)
    found = [_pull_and_gap(_prefix(one, k), p["wstar"]) for k in range(m + 1)]
    theirs = {
        name: Output(torch.cat([o.value for o in parts]), torch.cat([o.explained for o in parts]))
        for name, parts in zip(("U_k", "V_k"), zip(*found, strict=True), strict=True)
    }
    return Measured(reference, theirs)


def _pull_and_gap(one: Instance, wstar: Any) -> tuple[Output, Output]:
    """<grad L(w), w - wstar> and L(w) - L(wstar) from the slot `glm`."""
    ball, g = type(one.w), returned_gradient(one)
    here, there = returned_risk(one, one.w, one.s), returned_risk(one, wstar, one.sstar)
    pull = (ball(g.value, g.explained) * (one.w - wstar)).sum(-1)
    gap = ball(here.value, here.explained) - ball(there.value, there.explained)
    return derived(pull, g), derived(gap, here, there)


def secant(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The risk seen from its minimiser. Inputs of `derivatives` and `slopes`.

    Names: X; Q, A, B, the diagonal matrices of the weights and of the slopes at w and at wstar;
    D; r = w - wstar; v; g, the gradient at w; H, the Hessian at wstar; gamma, the least slope there
    (see `slopes`); lam, the least eigenvalue of E x x'.
    """
    one, truth = instance(p, options), instance({**p, "w": p["wstar"]}, options)
    gamma = torch.minimum(slopes(one, p)[0], truth.slope.amin(-1))
    spread = (one.X.mT * one.q[:, None, :]) @ one.X
    reference = {
        "X": one.X, "Q": torch.diag_embed(one.q), "A": torch.diag_embed(one.slope),
        "B": torch.diag_embed(truth.slope), "D": one.D, "r": p["w"] - p["wstar"], "v": p["v"],
        "g": gradient(one), "H": hessian(truth), "gamma": gamma,
        "lam": torch.linalg.eigvalsh(spread)[:, 0],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theirs = {"g": returned_gradient(one), "H": returned_hessian(truth)}
    return Measured(reference, theirs)


@dataclass(frozen=True)
class Parabola:
    """s + h (t - z) + b (t - z)^2 / 2: any value and derivatives at z, all of shape (batch,)."""

    z: Any
    s: Any
    h: Any
    b: Any

    top = 1.0

    def value(self, t: Any) -> Any:
        z, s, h, b = (part[:, None] for part in (self.z, self.s, self.h, self.b))
        return s + (t - z) * (h + (t - z) * b / 2)

    def torch_value(self, t: Tensor) -> Tensor:
        return Parabola(*map(plain, (self.z, self.s, self.h, self.b))).value(t)


def sample(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The loss of one example at w, where the activation has a given value and derivatives.

    Inputs: w, x (batch, d); delta, e, h, b (batch,): the difference of the outputs at w and at the
    truth, the noise, the first two derivatives of the activation at <w, x>. Names: these, x, B, the
    length of x, rho = delta - e, and g, the gradient of the loss with the label e, the output at
    the truth being 0.
    """
    w, X = p["w"], p["x"][:, None]
    names = ("delta", "e", "h", "b")
    rho = p["delta"] - p["e"]
    reference = {name: p[name] for name in names} | {
        "x": p["x"], "rho": rho, "B": _length(p["x"]), "g": (rho * p["h"])[:, None] * p["x"],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    sigma = Parabola(along(X, w)[:, 0], p["delta"], p["h"], p["b"])
    y = plain(p["e"])[:, None]
    arguments = plain(w), plain(X), torch.ones_like(y), y, sigma.torch_value
    size = 4 + 4 * along(X.abs(), w.abs())[:, 0]
    companion = (size * size)[:, None] * p["x"].abs()
    value = IMPLEMENTATION().gradient(*arguments)
    return Measured(reference, {"g": returned(value, companion, reference["g"], 40)})


def spread(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Four inputs of weight 1/4: 2 u e_i, the rows of 2 K, and zeros, with E x x' = u^2 I + K'K.

    Inputs: u, c, share (batch,), K (batch, 4, d), of which the last 4 - d rows are used. Option:
    activation, also "ramp" for 1/2 + t / (2 c). Names: X, Q, the inputs and the weights; K,
    lam = u^2, B, the largest length; c >= 1; S and T, the activation at -c and at c; gamma, its
    least slope between, times share <= 1.
    """
    name, c, d = options["activation"], p["c"], p["K"].shape[-1]
    eye = torch.diag_embed(torch.ones_like(p["K"][:, 0]))
    X = torch.cat([2 * p["u"][:, None, None] * eye, 2 * p["K"][:, d:]], 1)
    ends = 0 * c, torch.ones_like(c), 1 / (2 * c)
    if name != "ramp":
        sigma = ACTIVATIONS[name]
        ends = sigma.value(-c), sigma.value(c), sigma.slope(c)
    reference = {
        "X": X, "Q": torch.diag_embed(torch.ones_like(X[:, :, 0]) / 4), "K": p["K"][:, d:],
        "lam": p["u"] * p["u"], "B": _length(X).amax(-1), "c": c, "S": ends[0], "T": ends[1],
        "gamma": ends[2] * p["share"],
    }  # fmt: skip
    return Measured(reference)


def gap(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """An activation between z and z - t or z + t. Inputs z, t (batch,) with t >= 0, and turn, +-1.

    Names: t; h, the slope at z; D, the difference of the values; a = min(t, 1 - h) and M, the
    difference within a.
    """
    sigma, z, t, way = ACTIVATIONS[options["activation"]], p["z"], p["t"], p["turn"]
    h = sigma.slope(z)
    a = torch.minimum(t, 1 - h)
    rises = [way * sigma.difference(z + way * length, z) for length in (t, a)]
    return Measured({"t": t, "h": h, "a": a, "D": rises[0], "M": rises[1]})


def saturating(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The activation "root" on the line: inputs +-1, equally likely, labels 1/2, the truth 0.

    Inputs: w, tau (batch,). Names: w, tau; z = sqrt(1 + w^2); D and h, the difference of the
    outputs and the slope at the input 1; g, the derivative of the risk at w, and V, the risk.
    """
    w = p["w"]
    X = torch.stack([torch.ones_like(w), -torch.ones_like(w)], 1)[..., None]
    half = torch.full_like(X, 0.5)
    given = {"w": w[:, None], "wstar": 0 * w[:, None], "X": X, "p": half, "e": 0 * half}
    one = instance(given, {"activation": "root"})
    D, h = one.D[:, 0], one.slope[:, 0]
    reference = {
        "w": w, "tau": p["tau"], "z": torch.sqrt(1 + w * w), "D": D, "h": h, "g": D * h,
        "V": D * D / 2,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    g, value = returned_gradient(one), returned_risk(one, one.w, one.s)
    return Measured(reference, {"g": Output(g.value[:, 0], g.explained[:, 0]), "V": value})


# Exact points -------------------------------------------------------------------------------------

_FACTORS = (Rational(1, 10**9), Rational(1, 1000))


def exact_inputs(D: Any, t: Any, h: Any, single: bool = False, **changed: Any) -> dict[str, Any]:
    """Inputs alike in D, t, h, of weights 1/2, 1/4, ... or with all the weight on the first.

    Names: p, D, t, h, functions of k; U and V, the running sums of p h D t and p D^2 / 2.
    """
    D, t, h = map(Rational, (D, t, h))

    def left(k: Any) -> Any:
        return (S.Zero if single else S.Half) ** k

    return {
        "p": lambda k: left(k) - left(k + 1), "D": lambda _: D, "t": lambda _: t, "h": lambda _: h,
        "U": lambda k: h * D * t * (1 - left(k)), "V": lambda k: D**2 / 2 * (1 - left(k)),
        **changed,
    }  # fmt: skip


def exact_sums(value: Any, larger: bool) -> dict[str, Any]:
    """Wrong running sums of a `value` at input 0 alone, by name, that are too large or too small.

    They solve s(k + 1) = c (s(k) + x), s(k) + c x and c s(k) + x for factors c near and far from 1.
    """
    v = Rational(value)
    found = {}
    for c in [1 + e if larger else 1 - e for e in _FACTORS] + [S(2) if larger else S.Half]:
        found[f"{c} times the sum"] = lambda k, c=c: v * (c**k - S.Zero**k)
        found[f"{c} times the term"] = lambda k, c=c: c * v * (1 - S.Zero**k)
        found[f"{c} times the sum before"] = lambda k, c=c: v / c * (c**k - S.Zero**k)
    return found
