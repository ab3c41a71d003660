"""The risk of a generalized linear model seen from the truth: secants, slopes, running sums.

Inputs as in `models.glm`; gamma and kappa bound the slopes of the activation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch

from lemmata.measure import Measured, Output, derived, plain

from .glm import (
    Instance,
    along,
    derivatives,
    gradient,
    hessian,
    instance,
    returned_gradient,
    returned_hessian,
    returned_risk,
)
from .pinned import pinned


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


def _first_stretch(one: Instance) -> dict[str, Any]:
    """rise = |D|, dist = |t|, a = min(dist, 1 - h) and M, the rise within a of <w, x>, towards w*.

    Of use where the slope h at <w, x> is at most 1. Shapes (batch, m).
    """
    z, a = along(one.X, one.w), torch.minimum(one.t.abs(), 1 - one.slope)
    way = torch.where(plain(one.t) < 0, -torch.ones_like(z), torch.ones_like(z))
    rise = way * one.sigma.difference(z, z - way * a)
    return {"rise": one.D.abs(), "dist": one.t.abs(), "a": a, "M": rise}


@pinned
def running(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Running sums over the inputs; a row for every k = 0, ..., m, the weight being 0 for k = m.

    Inputs of `instance` and whole (batch,), see `slopes`. Names: k; p_k, D_k, t_k, h_k, the weight,
    the difference of outputs, <w - wstar, x_k> and the slope at <w, x_k> of the input k; rise_k,
    dist_k, a_k, M_k, see `_first_stretch`; U_k, V_k and W_k, the sums over the inputs before k of
    p h D t, p D^2 / 2 and p t^2, with U_next, U_0 and so on; gamma, kappa; tau, the least of
    2 h t / D. U_k and V_k also from the slot `glm`, as <grad L(w), w - wstar> and L(w) - L(wstar)
    for the weights of the inputs before k.
    """
    one = instance(p, options)
    gamma, kappa = slopes(one, p)
    m, nothing = one.t.shape[1], 0 * gamma
    apart = plain(one.D) != 0
    shares = 2 * one.slope * one.t / torch.where(apart, one.D, torch.ones_like(one.D))
    rate = (2 * gamma / kappa)[:, None]
    tau = torch.where(apart, shares, rate + 0 * shares).amin(-1)
    columns = {"p": one.q, "D": one.D, "t": one.t, "h": one.slope, **_first_stretch(one)}
    last = dict.fromkeys(columns, nothing) | {"h": gamma}
    rows: dict[str, list[Any]] = {
        "k": [k * torch.ones_like(gamma) for k in range(m + 1)],
        "gamma": [gamma] * (m + 1), "kappa": [kappa] * (m + 1), "tau": [tau] * (m + 1),
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


@pinned
def whole_risk(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The names of `models.glm.derivatives` and r, gamma, lam of `secant`. Inputs of `secant`."""
    found = derivatives(p, options, implementation)
    seen = secant(p, options, False).reference
    reference = {**found.reference, **{name: seen[name] for name in ("r", "gamma", "lam")}}
    return Measured(reference, found.implementation)


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


@pinned
def ray(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The risk along a ray from its minimiser. Inputs of `instance`, and r >= 0 (batch,).

    The point is wstar + r u, u = w - wstar. Names: r; S_r and S_0, the means of
    sigma(<., x>) <u, x> at the point and at wstar, less the second; h_r, that of
    sigma'(<., x>) <u, x>^2, and S_dot = h_r; G_r, <grad L, u>; K, the mean of <u, x>^2; N = |u|^2;
    gamma, the least slope at the point and at wstar; lam, the least eigenvalue of E x x'.
    """
    u, r = p["w"] - p["wstar"], p["r"]
    one = instance({**p, "w": p["wstar"] + r[:, None] * u}, options)
    truth = one.sigma.slope(along(one.X, p["wstar"]))
    c = along(one.X, u)
    spread = (one.X.mT * one.q[:, None, :]) @ one.X
    rate = (one.q * one.slope * c * c).sum(-1)
    reference = {
        "r": r, "S_r": (one.q * one.D * c).sum(-1), "S_0": 0 * r, "h_r": rate, "S_dot": rate,
        "G_r": (gradient(one) * u).sum(-1), "K": (one.q * c * c).sum(-1), "N": (u * u).sum(-1),
        "gamma": torch.minimum(one.slope, truth).amin(-1),
        "lam": torch.linalg.eigvalsh(spread)[:, 0],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    g = returned_gradient(one)
    pull = (type(u)(g.value, g.explained) * u).sum(-1)
    return Measured(reference, {"G_r": derived(pull, g)})
