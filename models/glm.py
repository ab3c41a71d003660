"""Generalized linear models: labels y = sigma(<w*, x>) + noise, fitted in the square loss.

The distribution has finite support, so that every expectation is a finite sum. Inputs x_i of an
instance: X (batch, m, d); each has r labels with the noise e (batch, m, r) at the probabilities
p (batch, m, r), where sum_j p_ij e_ij = 0 for every i. w, wstar (batch, d). The slot `glm` computes
the risk and its derivatives from a flat list of n = m r atoms.

The closed forms are written with torch functions alone, so that they run on tensors, balls and
high-precision arrays. Differences of activations are computed without cancellation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, derived, plain

from .glm_activations import ACTIVATIONS
from .pca import returned
from .pinned import pinned

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


@pinned
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
