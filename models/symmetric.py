"""Objectives with a symmetry, at a point that the symmetry fixes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, plain

from .landscape import AUTODIFF
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


def fixed_point(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """f(x) = c (|x - P x|^2 - 1)^2 + |A S x - b|^2 / 2 where f is least among the x with P x = x.

    option kind: P is `sign` (-1), `swap` of two halves of x or `cycle` of three blocks; or it is
    `net`, f = c |w_1 w_1' + w_2 w_2' - I|^2 for two hidden units in the plane with the activation
    z^2, which P swaps, at w_1 = w_2 with the entries +-1/2. S is the orthogonal projector on the
    fixed vectors, S = 1 - R (1 - P). Inputs: c, mu, tau > 0 (batch,), u (batch, k) one block of the
    point x0, A (batch, n, d), d the size of x, way (batch, k) a unit vector along an axis, from the
    fixed vectors to a global minimiser (for `net`, w_1 turned by an eighth). b is A x0, so that
    f(x0) = c, and the infimum is 0. Names: P, S, R, g the gradient at x0, r = x0 minus the
    minimiser, F = f(x0), mu, tau, kappa = mu. The implementation's gradient is that of the slot
    `autodiff`.
    """
    kind, c, u, way = options["kind"], p["c"], p["u"], p["way"]
    blocks = {"sign": 1, "swap": 2, "net": 2, "cycle": 3}[kind]
    k, d = u.shape[1], blocks * u.shape[1]
    identity = torch.eye(d, dtype=u.dtype, device=u.device) * torch.ones_like(c)[:, None, None]
    if kind == "sign":
        x0, star, P, S, R = 0 * u, way / 2, -identity, 0 * identity, identity / 2
    elif kind == "net":
        half = torch.stack([way[:, 0] - way[:, 1], way[:, 0] + way[:, 1]], -1) / 2
        x0 = torch.cat([half, half], -1)
        star = torch.eye(2, dtype=u.dtype, device=u.device).reshape(1, 4) * torch.ones_like(x0)
        P = torch.cat([identity[:, k:], identity[:, :k]], 1)
        S, R = (identity + P) / 2, identity / 2
    elif kind == "swap":
        x0 = torch.cat([u, u], -1)
        root = 2 * torch.sqrt(2 * torch.ones_like(c))[:, None]  # |x - P x|^2 = 2 |u_1 - u_2|^2
        star = x0 + torch.cat([way / root, -way / root], -1)
        P = torch.cat([identity[:, k:], identity[:, :k]], 1)
        S, R = (identity + P) / 2, identity / 2
    else:
        x0 = torch.cat([u, u, u], -1)
        root = torch.sqrt(6 * torch.ones_like(c))[:, None]  # |x - P x|^2 = 6 |w|^2 for (w, -w, 0)
        star = x0 + torch.cat([way / root, -way / root, 0 * way], -1)
        P = torch.cat([identity[:, 2 * k :], identity[:, : 2 * k]], 1)
        S, R = (identity + P + P @ P) / 3, (2 * identity + P) / 3
    b = (p["A"] @ x0[:, :, None])[:, :, 0]
    # At a fixed point x = P x = S x, where both parts of f have the gradient 0.
    reference = {
        "P": P, "S": S, "R": R, "r": x0 - star, "g": 0 * x0, "F": c, "mu": p["mu"],
        "tau": p["tau"], "kappa": p["mu"],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    data = [plain(z) for z in (c, p["A"], b)]
    found = AUTODIFF().gradient(lambda x: _value(kind, *data, x), plain(x0))
    size = p["A"].abs()
    residual = 2 * (size @ x0.abs()[:, :, None])[:, :, 0]
    companion = (size.mT @ residual[:, :, None])[:, :, 0] + (c * 64)[:, None] * (
        1 + x0.abs() * (1 + (x0 * x0).sum(-1)[:, None])
    )
    companion = companion.sum(-1)[:, None] * torch.ones_like(x0)
    return Measured(reference, {"g": returned(found, companion, 0 * x0, 4 * d + 32)})
