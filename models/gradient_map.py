"""The map phi(x) = x - gamma grad f(x) of gradient descent: distances, Jacobian, determinant.

phi is what the optimiser in the slot `descent` of `models.descent` does in one step; its Jacobian
on a quadratic is read off from the images of base points and of their neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, derived, plain

from .pca import reflection
from .quadratic_saddle import visited

OBJECTIVES: dict[str, tuple[Any, Any, Any]] = {
    "quadratic": (
        lambda c, x: (c * x * x).sum(-1) / 2,
        lambda c, x: c * x,
        lambda c, x: (c * x).abs(),
    ),
    "cosine": (
        lambda c, x: (c * torch.cos(x)).sum(-1),
        lambda c, x: -c * torch.sin(x),
        lambda c, x: c.abs() * torch.sin(x).abs(),
    ),
}
"""Value, gradient and companion of the gradient; coefficients c (batch, d), |f''| <= max |c|."""


def pair(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The images z, w of two points x, y (batch, d), with the gradients g, h there.

    Inputs c, x, y (batch, d); options: objective, gamma (Fraction). Also gamma and the Lipschitz
    constant L = max |c| of the gradient, which is attained by the quadratic.
    """
    value, gradient, companion = OBJECTIVES[options["objective"]]
    gamma, c, x, y = options["gamma"], p["c"], p["x"], p["y"]
    g, h = gradient(c, x), gradient(c, y)
    L = c.abs().amax(-1)
    reference = {
        "x": x, "y": y, "g": g, "h": h, "z": x - gamma * g, "w": y - gamma * h, "L": L,
        "gamma": torch.ones_like(L) * gamma,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    number, found = plain(c), {}
    for name, start in (("z", x), ("w", y)):
        _, after = visited(
            lambda at: value(number, at),
            lambda at: gradient(c, at),
            lambda at: companion(c, at),
            start,
            gamma,
            1,
            10,
        )
        found[name] = derived(after)
    return Measured(reference, found)


def determinant(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The determinant of D phi for f = sum of lam_i x_i^2 / 2, built up factor by factor.

    Inputs lam (batch, d), L (batch,); options: gamma (Fraction). Rows d * batch: i, lam_i, and the
    products D_i, D_next of the first i, i + 1 factors 1 - gamma lam_j; n = i + 1, D_n = D_next;
    D_0 = 1; gamma, L. The implementation's factors are the images of (1, ..., 1).
    """
    gamma, lam = options["gamma"], p["lam"]
    d, one = lam.shape[1], torch.ones_like(p["L"])
    reference = {
        "i": torch.cat([one * i for i in range(d)]),
        "n": torch.cat([one * (i + 1) for i in range(d)]),
        "lam_i": torch.cat([lam[:, i] for i in range(d)]), "D_0": torch.cat([one] * d),
        "L": torch.cat([p["L"]] * d), "gamma": torch.cat([one * gamma] * d),
        **_products(1 - gamma * lam),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    number = plain(lam)
    _, factors = visited(
        lambda x: (number * x * x).sum(-1) / 2,
        lambda x: lam * x,
        lambda x: (lam * x).abs(),
        torch.ones_like(lam),
        gamma,
        1,
        6,
    )
    theirs = {name: derived(value) for name, value in _products(factors).items()}
    return Measured(reference, theirs)


def _products(factors: Any) -> dict[str, Any]:
    partial = [torch.ones_like(factors[:, 0])]
    for i in range(factors.shape[1]):
        partial.append(partial[-1] * factors[:, i])
    after = torch.cat(partial[1:])
    return {"D_i": torch.cat(partial[:-1]), "D_next": after, "D_n": after}


def stationary(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """phi at the stationary point x of <y - x, H (y - x)> / 2; every eigenvector v is a row.

    Inputs w, lam, x (batch, d): H = V diag(lam) V' with V the reflection of w. options: gamma
    (Fraction). Quantities: x, z = phi(x), g (the gradient there), v (rows, d), H and the Jacobian J
    (rows, d, d), lam (of v), gamma, L = max |lam_i|.
    """
    gamma, lam, x = options["gamma"], p["lam"], p["x"]
    d = lam.shape[1]
    V = reflection(p["w"])
    H = (V * lam[:, None, :]) @ V.mT
    one = torch.diag_embed(torch.ones_like(x))
    reference = {
        "x": torch.cat([x] * d), "z": torch.cat([x] * d), "g": torch.cat([0 * x] * d),
        "H": torch.cat([H] * d), "J": torch.cat([one - gamma * H] * d),
        "v": torch.cat([V[:, :, i] for i in range(d)]),
        "lam": torch.cat([lam[:, i] for i in range(d)]),
        "L": torch.cat([lam.abs().amax(-1)] * d),
    }  # fmt: skip
    reference["gamma"] = torch.ones_like(reference["L"]) * gamma
    if not implementation:
        return Measured(reference)
    number, at = plain(H), plain(x)

    def slope(matrix: Any, step: Any) -> Any:
        return (matrix @ step[..., None])[..., 0]

    images = []
    for j in range(d + 1):
        start = x if j == d else x + one[:, j]
        _, image = visited(
            lambda y: ((y - at) * slope(number, y - at)).sum(-1) / 2,
            lambda y: slope(H, y - x),
            lambda y: slope(H.abs(), y.abs() + x.abs()),
            start,
            gamma,
            1,
            d + 8,
        )
        images.append(image)
    J = torch.stack([image - images[d] for image in images[:d]], -1)
    theirs: dict[str, Any] = {"J": torch.cat([J] * d), "z": torch.cat([images[d]] * d)}
    return Measured(reference, {name: derived(value) for name, value in theirs.items()})
