"""Objectives with a symmetry, at a point that the symmetry fixes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, Output, confined, plain

from .autodiff import AUTODIFF
from .pca import returned


def _cyclic(x: Any) -> Any:
    """The three blocks of (batch, 3 k) moved on by one."""
    k = x.shape[-1] // 3
    return torch.cat([x[..., 2 * k :], x[..., : 2 * k]], -1)


def _value(kind: str, c: Any, A: Any, b: Any, x: Any) -> Any:
    """The objectives of `fixed_point`; (batch,)."""
    if kind == "net":
        W = x.reshape(-1, 2, 2)
        R = W.mT @ W - torch.eye(2, dtype=x.dtype, device=x.device)
        return c * (R * R).sum((-2, -1))
    if kind == "sign":
        apart, middle = 2 * x, 0 * x
    elif kind == "swap":
        turned = torch.cat([x[..., x.shape[-1] // 2 :], x[..., : x.shape[-1] // 2]], -1)
        apart, middle = x - turned, (x + turned) / 2
    else:
        turned = _cyclic(x)
        apart, middle = x - turned, (x + turned + _cyclic(turned)) / 3
    height = (apart * apart).sum(-1) - 1
    r = (A @ middle[..., None])[..., 0] - b
    return c * height * height + (r * r).sum(-1) / 2


def _symmetry(kind: str, k: int, ones: Any) -> Any:
    """P of `fixed_point` for blocks of size k; (batch, d, d), ones (batch,)."""
    d = {"sign": 1, "swap": 2, "net": 2, "cycle": 3}[kind] * k
    identity = torch.eye(d, dtype=ones.dtype, device=ones.device) * ones[:, None, None]
    return -identity if kind == "sign" else torch.cat([identity[:, -k:], identity[:, :-k]], 1)


def _gradient(kind: str, c: Any, A: Any, b: Any, x: Any) -> Any:
    """The gradient of `_value` at a fixed point x of the symmetry, by hand; (batch, d)."""
    if kind == "net":
        u = x[:, :2]
        half = 4 * c[:, None] * ((u * u).sum(-1, keepdim=True) * 2 - 1) * u
        return torch.cat([half, half], -1)
    if kind == "sign":
        return 0 * x
    G = (A.mT @ ((A @ x[:, :, None])[:, :, 0] - b)[:, :, None])[:, :, 0]
    if kind == "swap":
        return (G + torch.cat([G[:, G.shape[1] // 2 :], G[:, : G.shape[1] // 2]], 1)) / 2
    return (G + _cyclic(G) + _cyclic(_cyclic(G))) / 3


def moved(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The objectives of `fixed_point` at a fixed point x0, which need not be the best one.

    Inputs: c >= 0, A as there, b (batch, n), u (batch, k) one block of x0, v and w (batch, d) a
    direction and an error, t (batch,) a power of two. Names: P, v, t, g the gradient at x0 plus w,
    f0, f1 and f2 the values at x0, x0 + t v and x0 + t P v, e the larger error of the linear part,
    divided by t. The implementation's gradient is that of the slot `autodiff`.
    """
    kind, c, A, b, v, t = options["kind"], p["c"], p["A"], p["b"], p["v"], p["t"]
    u = p["u"]
    P = _symmetry(kind, u.shape[1], torch.ones_like(c))
    x0 = torch.cat([u] * (P.shape[1] // u.shape[1]), -1)
    x0 = 0 * x0 if kind == "sign" else x0
    turned, g = (P @ v[:, :, None])[:, :, 0], _gradient(kind, c, A, b, x0) + p["w"]
    values = [_value(kind, c, A, b, x) for x in (x0, x0 + t[:, None] * v, x0 + t[:, None] * turned)]
    errors = [
        ((value - values[0]) / t - (g * way).sum(-1)).abs()
        for value, way in zip(values[1:], (v, turned), strict=True)
    ]
    reference = {
        "P": P, "v": v, "t": t, "g": g, "f0": values[0], "f1": values[1], "f2": values[2],
        "e": torch.maximum(*errors),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"g": _autodiff(kind, c, A, b, x0, g, p["w"])})


def _autodiff(kind: str, c: Any, A: Any, b: Any, x: Any, exact: Any, w: Any) -> Output:
    """The gradient of `_value` at a fixed point x by the slot `autodiff`, plus w: near `exact`."""
    data = plain(c), plain(A), plain(b)
    found = AUTODIFF().gradient(lambda y: _value(kind, *data, y), plain(x))
    size = A.abs()
    residual = (size @ x.abs()[:, :, None])[:, :, 0] + b.abs()
    companion = (size.mT @ residual[:, :, None])[:, :, 0] + (c * 64)[:, None] * (
        1 + x.abs() * (1 + (x * x).sum(-1)[:, None])
    )
    companion = companion.sum(-1)[:, None] * torch.ones_like(x)
    # The claims bound the part that a symmetry moves: the size of the rest is pinned here.
    made = returned(found + plain(w), companion + w.abs(), exact, 4 * x.shape[1] + 32)
    return confined(made, exact, "the gradient")


def fixed_point(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """f(x) = c (|x - P x|^2 - 1)^2 + |A S x - b|^2 / 2 where f is least among the x with P x = x.

    option kind: P is `sign` (-1), `swap` of two halves of x or `cycle` of three blocks; or it is
    `net`, f = c |w_1 w_1' + w_2 w_2' - I|^2 for two hidden units in the plane with the activation
    z^2, which P swaps, at w_1 = w_2 with the entries +-1/2. S is the orthogonal projector on the
    fixed vectors. Inputs: c, t, mu, tau > 0 (batch,), u (batch, k) one block of the point x0, A
    (batch, n, d), d the size of x, way (batch, k) a unit vector along an axis, from the fixed
    vectors to a global minimiser (for `net`, w_1 turned by an eighth). b is A x0, so that f(x0) =
    c, and the infimum is 0. Names: P, g the gradient at x0, v = g - P' g, r = x0 minus the
    minimiser, F = f(x0), F1, F2 and F3 the values at x0 + t v, x0 + t P v and x0 - t g, e = 0 the
    error of the linear part there, t, mu, tau, kappa = mu. The implementation's gradient is that of
    the slot `autodiff`.
    """
    kind, c, u, way, t = options["kind"], p["c"], p["u"], p["way"], p["t"]
    P = _symmetry(kind, u.shape[1], torch.ones_like(c))
    if kind == "sign":
        x0, star = 0 * u, way / 2
    elif kind == "net":
        half = torch.stack([way[:, 0] - way[:, 1], way[:, 0] + way[:, 1]], -1) / 2
        x0 = torch.cat([half, half], -1)
        star = torch.eye(2, dtype=u.dtype, device=u.device).reshape(1, 4) * torch.ones_like(x0)
    elif kind == "swap":
        x0 = torch.cat([u, u], -1)
        root = 2 * torch.sqrt(2 * torch.ones_like(c))[:, None]  # |x - P x|^2 = 2 |u_1 - u_2|^2
        star = x0 + torch.cat([way / root, -way / root], -1)
    else:
        x0 = torch.cat([u, u, u], -1)
        root = torch.sqrt(6 * torch.ones_like(c))[:, None]  # |x - P x|^2 = 6 |w|^2 for (w, -w, 0)
        star = x0 + torch.cat([way / root, -way / root, 0 * way], -1)
    b = (p["A"] @ x0[:, :, None])[:, :, 0]
    g = 0 * x0  # at a fixed point x = P x = S x, where both parts of f have the gradient 0
    v = g - (P.mT @ g[:, :, None])[:, :, 0]
    steps = {"F1": t[:, None] * v, "F2": t[:, None] * (P @ v[:, :, None])[:, :, 0]}
    steps["F3"] = -t[:, None] * g
    reference = {
        "P": P, "r": x0 - star, "g": g, "v": v, "F": c, "e": 0 * c, "t": t, "mu": p["mu"],
        "tau": p["tau"], "kappa": p["mu"],
        **{name: _value(kind, c, p["A"], b, x0 + step) for name, step in steps.items()},
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"g": _autodiff(kind, c, p["A"], b, x0, g, 0 * x0)})
