"""Empirical risks of generalised linear models: one neuron fitted by least squares to samples.

Samples X (batch, n, d), labels y (batch, n), parameters w (batch, d). The gradient comes from the
slot `autodiff`, applied to the risk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from lemmata.measure import Measured, output, plain

from .arrays import over, square
from .autodiff import AUTODIFF, autodiff_gradient
from .pinned import pinned


@dataclass(frozen=True)
class Activation:
    """An increasing function with values in [0, 1], its slope and the slope of its slope.

    But for the shelf the slope does not increase with |t|: on a segment it is least at an end.
    size: what bounds the value and the slope at t and, times a rounding of |t|, their change.
    """

    value: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    bend: Callable[[Any], Any]
    size: Callable[[Any], Any] = lambda t: 1 + t.abs()


def _sigmoid_slope(t: Any) -> Any:
    s = torch.sigmoid(t)
    return s * (1 - s)


def _shelf(t: Any) -> tuple[Any, Any]:
    """A polynomial of slope (t^2 - 4)^2 / 16, and sqrt(1 + its square)."""
    q = t * (t * t * t * t / 5 - 8 * t * t / 3 + 16) / 16
    return q, torch.sqrt(1 + q * q)


def _shelf_slope(t: Any) -> Any:
    _, root = _shelf(t)
    across = t * t - 4
    return across * across / (32 * root * root * root)


def _shelf_value(t: Any) -> Any:
    q, root = _shelf(t)
    return 0.5 + q / (2 * root)


def _shelf_bend(t: Any) -> Any:
    q, root = _shelf(t)
    across = t * t - 4
    rate = across * across / 16
    cube = root * root * root
    return t * across / (8 * cube) - 3 * q * rate * rate / (2 * cube * root * root)


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(
        torch.sigmoid, _sigmoid_slope, lambda t: _sigmoid_slope(t) * (1 - 2 * torch.sigmoid(t))
    ),
    "arctan": Activation(
        lambda t: 0.5 + torch.atan(t) / 4,
        lambda t: 1 / (4 * (1 + t * t)),
        lambda t: -t / (2 * (1 + t * t) * (1 + t * t)),
    ),
    "affine": Activation(
        lambda t: 0.5 + t / 4, lambda t: torch.ones_like(t) / 4, lambda t: torch.zeros_like(t)
    ),
    "shelf": Activation(
        _shelf_value, _shelf_slope, _shelf_bend, lambda t: (1 + t * t) * (1 + t * t) * (1 + t * t)
    ),
}
"""1/2 + t/4 has its values in [0, 1] for |t| <= 2 only. The shelf increases strictly, with slope 0
at -2 and 2."""


def apply(A: Any, v: Any) -> Any:
    """A v for A (batch, m, n) and v (batch, n)."""
    return (A @ v[..., None])[..., 0]


def diagonal(v: Any) -> Any:
    """The diagonal matrices (batch, n, n) of v (batch, n)."""
    n = v.shape[-1]
    eye = torch.eye(n, dtype=v.dtype, device=v.device)
    return v[..., None] * eye


@dataclass(frozen=True)
class Risk:
    """sum_i p_i (y_i - sigma(<w, x_i>))^2 / 2 as an objective in w. Data: X, y, p (batch, n)."""

    activation: str

    def torch_value(self, p: Mapping[str, Any], w: Any) -> Any:
        """The risk, shape (batch,)."""
        residual = ACTIVATIONS[self.activation].value(apply(p["X"], w)) - p["y"]
        return (p["p"] * residual * residual).sum(-1) / 2

    def gradient(self, p: Mapping[str, Any], w: Any) -> Any:
        """Shape (batch, d)."""
        sigma, t = ACTIVATIONS[self.activation], apply(p["X"], w)
        return apply(p["X"].mT, p["p"] * (sigma.value(t) - p["y"]) * sigma.slope(t))

    def _size(self, p: Mapping[str, Any], w: Any) -> Any:
        return ACTIVATIONS[self.activation].size(apply(p["X"].abs(), w.abs()))

    def companion(self, p: Mapping[str, Any], w: Any) -> Any:
        """The gradient with its terms replaced by what bounds them and their rounding."""
        size = self._size(p, w)
        return apply(p["X"].abs().mT, p["p"] * (size + p["y"].abs()) * size)

    def value_companion(self, p: Mapping[str, Any], w: Any) -> Any:
        """As `companion`, for the value."""
        residual = self._size(p, w) + p["y"].abs()
        return (p["p"] * residual * residual).sum(-1) / 2

    def hessian_companion(self, p: Mapping[str, Any], w: Any) -> Any:
        """As `companion`, for the Hessian."""
        size, X = self._size(p, w), p["X"].abs()
        weight = p["p"] * size * (2 * size + p["y"].abs())
        return X.mT @ (weight[..., None] * X)

    def operations(self, p: Mapping[str, Any]) -> int:
        """The longest chain of roundings in the gradient."""
        return int(sum(p["X"].shape[-2:])) + 40


def samples(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The empirical risk at w, of labels that w* explains up to noise.

    Inputs: samples (batch, n, d), w, wstar (batch, d), y (batch, n). Options: activation.
    Quantities: w, wstar; X, the samples over sqrt n; eps = (y - sigma*) / sqrt n and
    D = (sigma - sigma*) / sqrt n with the values at w and w*; S and A, the diagonal matrices of the
    slopes at w and of the mean slopes from w* to w; gamma, the least slope on the segments;
    G = (S A - gamma^2 I)^(1/2); lam = |X (w - w*)|^2 / |w - w*|^2, the mean square of the samples
    along w - w*, 1 where that vanishes; g, the gradient of the empirical risk.
    """
    sigma = ACTIVATIONS[options["activation"]]
    X, w, wstar, y = p["samples"], p["w"], p["wstar"], p["y"]
    n, r = X.shape[-2], w - wstar
    root = torch.sqrt(torch.ones_like(w[..., 0]) * n)[..., None]
    here, there, t = apply(X, w), apply(X, wstar), apply(X, r)
    D, one = sigma.value(here) - sigma.value(there), torch.ones_like(w[..., 0])
    slope = sigma.slope(here)
    mean = torch.where(t == 0, slope, D / torch.where(t == 0, torch.ones_like(t), t))
    gamma = torch.minimum(slope, sigma.slope(there)).amin(-1)
    excess = (slope * mean - (gamma * gamma)[..., None]).clamp(min=0)
    lam = over(square(t), n * square(r), one)
    data = {"X": X, "y": y, "p": torch.ones_like(y) / n}
    risk = Risk(options["activation"])
    reference = {
        "X": X / root[..., None], "w": w, "wstar": wstar, "D": D / root,
        "eps": (y - sigma.value(there)) / root,
        "S": diagonal(slope), "A": diagonal(mean), "G": diagonal(torch.sqrt(excess)),
        "gamma": gamma, "lam": lam, "g": risk.gradient(data, w),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"g": autodiff_gradient(risk, data, w)})


def ray(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The risk of a finite distribution at two points of a ray from the true parameters.

    Inputs: samples (batch, n, d), weights and noise (batch, n), wstar and u (batch, d), s >= 0 and
    t > s (batch,). Sample i has the labels sigma(<w*, x_i>) + noise_i and - noise_i, each with half
    of its weight. Options: activation. Quantities: u, s, t; X, the samples times the roots of their
    weights, and likewise Ds, Dt, the values at w* + s u and w* + t u less those at w*; A, B,
    diagonal, the mean slopes from w* to w* + s u and from there to w* + t u; G = (A B)^(1/2); Ls,
    Lt, floor, the risks at the points and at w*; S, g, slopes and gradient at w* + t u.
    """
    sigma, X, u = ACTIVATIONS[options["activation"]], p["samples"], p["u"]
    near, far = (p["wstar"] + p[name][..., None] * u for name in ("s", "t"))
    root, c = torch.sqrt(p["weights"]), apply(X, u)
    values = [sigma.value(apply(X, w)) for w in (p["wstar"], near, far)]
    D, E = values[1] - values[0], values[2] - values[0]

    def mean(change: Any, step: Any, w: Any) -> Any:
        rise = step[..., None] * c
        none = rise == 0
        return torch.where(
            none, sigma.slope(apply(X, w)), change / torch.where(none, 1 + c * 0, rise)
        )

    A, B = mean(D, p["s"], near), mean(values[2] - values[1], p["t"] - p["s"], far)
    floor = (p["weights"] * p["noise"] * p["noise"]).sum(-1) / 2
    data = {
        "X": torch.cat([X, X], -2), "p": torch.cat([p["weights"], p["weights"]], -1) / 2,
        "y": torch.cat([values[0] + p["noise"], values[0] - p["noise"]], -1),
    }  # fmt: skip
    slope = sigma.slope(apply(X, far))
    reference = {
        "X": root[..., None] * X, "u": u, "s": p["s"], "t": p["t"], "Ds": root * D, "Dt": root * E,
        "A": diagonal(A), "B": diagonal(B), "G": diagonal(torch.sqrt((A * B).clamp(min=0))),
        "floor": floor, "Ls": floor + square(root * D) / 2, "Lt": floor + square(root * E) / 2,
        "S": diagonal(slope), "g": apply(X.mT, p["weights"] * slope * E),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    risk = Risk(options["activation"])
    numbers = {name: plain(value) for name, value in data.items()}
    theirs = {"g": autodiff_gradient(risk, data, far)}
    for name, w in (("Ls", near), ("Lt", far)):
        value = risk.torch_value(numbers, plain(w))
        theirs[name] = output(value, risk.value_companion(data, w), risk.operations(data))
    return Measured(reference, theirs)


def curved(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The Hessian of the risk of a finite distribution, at w and along v.

    Inputs: samples (batch, n, d), weights (sum 1) and noise (batch, n), w, wstar and v (batch, d).
    Labels as in `ray`. Options: activation. Quantities: v; X, the samples times the roots of their
    weights; A and E, diagonal, sigma'^2 and (sigma - sigma*) sigma'' at w; gamma, the least slope
    at w; B, the largest norm of a sample, or 1 if that is 0; rho = |w - w*|; G and K, diagonal, the
    roots of A - gamma^2 and E + B rho; lam = |X v|^2 / |v|^2, 1 where v = 0; H, the Hessian.
    """
    sigma, X, w = ACTIVATIONS[options["activation"]], p["samples"], p["w"]
    root, here = torch.sqrt(p["weights"]), apply(X, w)
    true = sigma.value(apply(X, p["wstar"]))
    slope, off = sigma.slope(here), (sigma.value(here) - true) * sigma.bend(here)
    gamma, length = slope.amin(-1), torch.sqrt((X * X).sum(-1).amax(-1))
    one = torch.ones_like(gamma)
    B, rho = torch.where(length > 0, length, one), torch.sqrt(square(w - p["wstar"]))
    scaled = root[..., None] * X
    above = (slope * slope - (gamma * gamma)[..., None]).clamp(min=0)
    sums = (off + (B * rho)[..., None]).clamp(min=0)
    square_slope, rest = diagonal(slope * slope), diagonal(off)
    reference = {
        "X": scaled, "v": p["v"], "A": square_slope, "E": rest, "gamma": gamma, "B": B, "rho": rho,
        "G": diagonal(torch.sqrt(above)), "K": diagonal(torch.sqrt(sums)),
        "lam": over(square(apply(scaled, p["v"])), square(p["v"]), one),
        "H": scaled.mT @ ((square_slope + rest) @ scaled),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    risk = Risk(options["activation"])
    data = {
        "X": torch.cat([X, X], -2), "p": torch.cat([p["weights"], p["weights"]], -1) / 2,
        "y": torch.cat([true + p["noise"], true - p["noise"]], -1),
    }  # fmt: skip
    numbers = {name: plain(value) for name, value in data.items()}
    found = AUTODIFF().hessian(lambda at: risk.torch_value(numbers, at), plain(w))
    return Measured(
        reference, {"H": output(found, risk.hessian_companion(data, w), 2 * risk.operations(data))}
    )


ENERGY: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda t: torch.sigmoid(t) * torch.sigmoid(t) * (0.5 - torch.sigmoid(t) / 3),
    "arctan": lambda t: (t / (1 + t * t) + torch.atan(t)) / 32,
    "affine": lambda t: t / 16,
}
"""Antiderivatives of the squared slopes."""


@pinned
def pair(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The empirical risk at two points: means of its Hessian over the segment between them.

    Inputs: samples (batch, n, d), noise (batch, n), first, second and wstar (batch, d). Labels
    sigma(<w*, x_i>) + noise_i. Options: activation. Quantities: X, the samples over sqrt n;
    v = second - first; A, E and N, diagonal, the means over the segment of sigma'^2,
    (sigma - sigma*) sigma'' and noise sigma''; H = X' (A + E) X and W = -X' N X; gamma, the least
    slope on the segment; B, the largest norm of a sample, or 1 if that is 0; rho, the least number
    with E >= -B rho, at most the larger distance to w*; G and K, the roots of A - gamma^2 and
    E + B rho; lam = |X v|^2 / |v|^2 and off = -<v, W v> / |v|^2, but not below 0, and 1 where
    v = 0; g and h, the gradients at the first point and at the second.
    """
    name, samples = options["activation"], p["samples"]
    sigma, n, v = ACTIVATIONS[name], samples.shape[-2], p["second"] - p["first"]
    here, there, true = (apply(samples, p[w]) for w in ("first", "second", "wstar"))
    same = plain(there - here) == 0
    step = torch.where(same, torch.ones_like(here), there - here)

    def mean(antiderivative: Callable[[Any], Any], rate: Callable[[Any], Any]) -> Any:
        change = antiderivative(there) - antiderivative(here)
        return torch.where(same, rate(here), change / step)

    def pull(t: Any) -> Any:
        return (sigma.value(t) - sigma.value(true)) * sigma.slope(t)

    def pull_rate(t: Any) -> Any:
        slope = sigma.slope(t)
        return slope * slope + (sigma.value(t) - sigma.value(true)) * sigma.bend(t)

    A = mean(ENERGY[name], lambda t: sigma.slope(t) * sigma.slope(t))
    E, bend = mean(pull, pull_rate) - A, mean(sigma.slope, sigma.bend)
    one, length = torch.ones_like(v[..., 0]), torch.sqrt((samples * samples).sum(-1).amax(-1))
    B = torch.where(length > 0, length, one)
    rho = (-E / B[..., None]).amax(-1).clamp(min=0)
    gamma = torch.minimum(sigma.slope(here), sigma.slope(there)).amin(-1)
    above = (A - (gamma * gamma)[..., None]).clamp(min=0)
    sums = (E + (B * rho)[..., None]).clamp(min=0)
    X = samples / torch.sqrt(one * n)[..., None, None]
    c = apply(X, v)
    data = {"X": samples, "y": sigma.value(true) + p["noise"], "p": torch.ones_like(true) / n}
    risk = Risk(name)
    reference = {
        "X": X, "v": v, "A": diagonal(A), "E": diagonal(E), "gamma": gamma, "B": B, "rho": rho,
        "H": X.mT @ (diagonal(A + E) @ X), "W": -X.mT @ (diagonal(p["noise"] * bend) @ X),
        "G": diagonal(torch.sqrt(above)), "K": diagonal(torch.sqrt(sums)),
        "lam": over(square(c), square(v), one),
        "off": over((p["noise"] * bend * c * c).sum(-1), square(v), one).clamp(min=0),
        "g": risk.gradient(data, p["first"]), "h": risk.gradient(data, p["second"]),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theirs = {"g": "first", "h": "second"}
    return Measured(
        reference, {name: autodiff_gradient(risk, data, p[w]) for name, w in theirs.items()}
    )
