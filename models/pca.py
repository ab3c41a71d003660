"""Rank-one (and rank-r) symmetric matrix approximation, g(X) = |M - X X'|_F^2 / 2.

`RankOne` is what a user would write; `term` is the same objective as a SymPy term. The functions
that measure quantities for checks take and return arrays with the batch first: M (batch, d, d),
x (batch, d), and run on tensors, balls and high-precision arrays alike. Matrices with a known
spectrum are planted: M = V diag(lam) V' with V a reflection and lam_i = s_i |s_i|, so that the
stationary points sqrt(lam_k) v_k need no root and ties are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from sympy import Trace
from torch import Tensor, nn

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, output, plain


def term(M: Any, X: Any) -> Any:
    """The objective as a SymPy term, for matrix symbols M (d, d) and X (d, 1) or (d, r)."""
    return Trace((M - X * X.T) * (M - X * X.T).T) / 2


def outer(x: Any) -> Any:
    """x x' for x (batch, d) or X X' for X (batch, d, r); shape (batch, d, d)."""
    return x[..., :, None] * x[..., None, :] if x.ndim == 2 else x @ x.mT


def objective(M: Any, x: Any) -> Any:
    """|M - x x'|_F^2 / 2; shape (batch,)."""
    return ((M - outer(x)) ** 2).sum((-2, -1)) / 2


class RankOne(nn.Module):
    """The objective with the derivatives that PyTorch computes; the default of the slot `pca`."""

    def forward(self, M: Tensor, x: Tensor) -> Tensor:
        """Values of the objective; shape (batch,)."""
        return objective(M, x)

    def gradient(self, M: Tensor, x: Tensor) -> Tensor:
        """Gradients by autograd; shape of x."""
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(self(M, x).sum(), x)
        return slope

    def hessian(self, M: Tensor, x: Tensor) -> Tensor:
        """Hessians by `torch.func`, x (batch, d); shape (batch, d, d)."""

        def single(m: Tensor, y: Tensor) -> Tensor:
            return self(m[None], y[None])[0]

        return torch.func.vmap(torch.func.hessian(single, argnums=1))(M, x)

    def eigenvalues(self, A: Tensor) -> Tensor:
        """Eigenvalues of symmetric matrices in ascending order; shape (batch, d)."""
        return torch.linalg.eigvalsh(A)


IMPLEMENTATION = slot(
    "pca",
    RankOne,
    "factory() -> object with __call__(M, x) -> (batch,), gradient(M, x) -> shape of x, "
    "hessian(M, x) -> (batch, d, d), eigenvalues(A) -> (batch, d) ascending",
)


def gradient(M: Any, x: Any) -> Any:
    """The gradient in residual form, -(R + R') x with R = M - x x'; shape of x."""
    X = x if x.ndim == 3 else x[..., None]
    R = M - outer(x)
    slope = -(R @ X + R.mT @ X)
    return slope if x.ndim == 3 else slope[..., 0]


def hessian(M: Any, x: Any) -> Any:
    """The Hessian at a vector, 2 x x' + 2 |x|^2 I - R - R'; shape (batch, d, d)."""
    R = M - outer(x)
    square = (x * x).sum(-1)[..., None]
    return 2 * outer(x) + torch.diag_embed(2 * square * torch.ones_like(x)) - R - R.mT


def curvature(M: Any, x: Any, v: Any) -> Any:
    """The second derivative along v, |v x' + x v'|_F^2 - 2 <v, R v>; shape (batch,)."""
    cross = v[..., :, None] * x[..., None, :]
    bend = ((cross + cross.mT) ** 2).sum((-2, -1))
    return bend - 2 * ((M - outer(x)) * outer(v)).sum((-2, -1))


def _objective_companion(M: Any, x: Any) -> Any:
    return ((M.abs() + outer(x.abs())) ** 2).sum((-2, -1)) / 2


def _gradient_companion(M: Any, x: Any) -> Any:
    X = (x if x.ndim == 3 else x[..., None]).abs()
    size = M.abs() + outer(x.abs())
    slope = size @ X + size.mT @ X
    return slope if x.ndim == 3 else slope[..., 0]


def _hessian_companion(M: Any, x: Any) -> Any:
    square = (x * x).sum(-1)[..., None, None]
    return M.abs() + M.mT.abs() + 4 * outer(x.abs()) + 2 * square


def _returned(value: Any, companion: Any, enclosure: Any, operations: int) -> Output:
    """An output for the midpoints of enclosed inputs: rounding, and the width of the enclosure.

    Both the true value and the value at the midpoints lie in `enclosure`.
    """
    made = output(value, companion, operations)
    total = made.explained + enclosure.width()
    return Output(made.value, torch.nextafter(total, torch.full_like(total, torch.inf)))


def measured(M: Any, x: Any, v: Any = None, implementation: bool = False) -> Measured:
    """Objective, gradient and, for a vector x, Hessian and the curvature along v (if given).

    Names: M, x, v, objective, gradient, hessian, curvature. The implementation's curvature is the
    quadratic form of its Hessian.
    """
    d, width = x.shape[1], x.shape[-1]
    reference = {"M": M, "x": x, "objective": objective(M, x), "gradient": gradient(M, x)}
    if x.ndim == 2:
        reference["hessian"] = hessian(M, x)
    if v is not None:
        reference |= {"v": v, "curvature": curvature(M, x, v)}
    if not implementation:
        return Measured(reference)
    theirs = IMPLEMENTATION()
    at = plain(M), plain(x)
    calls = {
        "objective": (theirs, _objective_companion, d * d + width + 6),
        "gradient": (theirs.gradient, _gradient_companion, width + d + 4),
        "hessian": (theirs.hessian, _hessian_companion, 2 * d + 8),
    }
    found = {
        name: _returned(call(*at), companion(M, x), reference[name], operations)
        for name, (call, companion, operations) in calls.items()
        if name in reference
    }
    if v is not None:
        form = (plain(v)[:, None, :] @ found["hessian"].value @ plain(v)[:, :, None])[:, 0, 0]
        size = (_hessian_companion(M, x) * outer(v.abs())).sum((-2, -1))
        found["curvature"] = _returned(form, size, reference["curvature"], 4 * d + 12)
    return Measured(reference, found)


def at_point(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Any matrix M and point x, with a direction v if one is drawn; see `measured`."""
    return measured(p["M"], p["x"], p.get("v"), implementation)


@dataclass(frozen=True)
class Spectrum:
    """M = V diag(lam) V': V (batch, d, d) orthogonal, s (batch, d), lam = s |s|, M (batch, d, d).

    Column 0 belongs to the largest eigenvalue; the others are in no order.
    """

    V: Any
    s: Any
    lam: Any
    M: Any


def reflection(w: Any) -> Any:
    """The orthogonal I - 2 w w' / |w|^2, and I where w = 0; w (batch, d), shape (batch, d, d).

    Exact on balls for w = 0, a multiple of e_i, or e_i - e_j (a permutation).
    """
    one = torch.ones_like(w)
    square = (w * w).sum(-1)[:, None]
    safe = torch.where(square == 0, one[:, :1], square)
    return torch.diag_embed(one) - 2 * outer(w) / safe[:, :, None]


def planted(p: Mapping[str, Any]) -> Spectrum:
    """The spectrum s_0 = top, s_i = top - |drop_i| in the basis `reflection(w)`.

    Inputs: top (batch,), drop (batch, d) of which drop_0 is not used, w (batch, d).
    """
    used = torch.cat([0 * p["drop"][:, :1], p["drop"][:, 1:].abs()], 1)
    s = p["top"][:, None] - used
    V, lam = reflection(p["w"]), s * s.abs()
    return Spectrum(V, s, lam, (V * lam[:, None, :]) @ V.mT)


def _rows(array: Any, times: int) -> Any:
    return torch.cat([array] * times)


def _roots(found: Spectrum) -> list[Any]:
    """The stationary points sqrt(max(lam_k, 0)) v_k, k = 0 .. d - 1, each (batch, d)."""
    scale = torch.relu(found.s)
    return [scale[:, k, None] * found.V[:, :, k] for k in range(scale.shape[1])]


def landscape(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A planted M at any point z, at 0 and at every sqrt(lam_k) v_k; lam = max(lam_1, 0).

    Inputs of `planted` and z (batch, d); rows (d + 2) * batch.
    """
    found = planted(p)
    points = [p["z"], 0 * p["z"], *_roots(found)]
    made = measured(
        _rows(found.M, len(points)), torch.cat(points), implementation=implementation
    )
    lam = _rows(torch.relu(found.lam[:, 0]), len(points))
    return Measured({**made.reference, "lam": lam}, made.implementation)


def stationary(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A planted M at 0 and at every sqrt(lam_k) v_k, with a top eigenvector v and a rival point y.

    y is z, except that it is x itself where z = 0. lam is the largest eigenvalue, of any sign.
    Rows (d + 1) * batch.
    """
    found = planted(p)
    points = [0 * p["z"], *_roots(found)]
    x, z = torch.cat(points), _rows(p["z"], len(points))
    top = _rows(found.V[:, :, 0], len(points))
    made = measured(_rows(found.M, len(points)), x, top, implementation)
    y = torch.where(((z * z).sum(-1) == 0)[:, None], x, z)
    reference = {**made.reference, "y": y, "lam": _rows(found.lam[:, 0], len(points))}
    return Measured(reference, made.implementation)


def scaled(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The points x = s v for every planted eigenvector v with eigenvalue s^2 >= 0.

    Where an eigenvalue is negative, s is its negative root: those rows violate s >= 0. `unscaled`
    is the gradient at v itself. Rows d * batch.
    """
    found = planted(p)
    d = found.s.shape[1]
    s, v = torch.cat([found.s[:, k] for k in range(d)]), torch.cat([found.V[:, :, k] for k in range(d)])
    M = _rows(found.M, d)
    made = measured(M, s[:, None] * v, implementation=implementation)
    reference = {**made.reference, "s": s, "v": v, "unscaled": gradient(M, v)}
    return Measured(reference, made.implementation)


def origin(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """x = 0 with every planted eigenvector v: eigenvalue lam = s |s|, constants mu and tau.

    Inputs of `planted`, mu and tau (batch,). Rows d * batch.
    """
    found = planted(p)
    d = found.s.shape[1]
    v = torch.cat([found.V[:, :, k] for k in range(d)])
    made = measured(_rows(found.M, d), 0 * v, v, implementation)
    reference = {
        **made.reference,
        "s": torch.cat([found.s[:, k] for k in range(d)]),
        "lam": torch.cat([found.lam[:, k] for k in range(d)]),
        **{name: _rows(p[name], d) for name in ("mu", "tau") if name in p},
    }
    return Measured(reference, made.implementation)


def spectrum(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The Hessian at every x = s_k u, u = v_k, s_k > 0, and another eigenvector v with M v = mu v.

    `spectrum` and `predicted` (rows, d) are ascending: eigenvalues of the Hessian, and the numbers
    4 s_k^2 and 2 (s_k^2 - lam_i); `index` and `above` count negative eigenvalues and lam_i > lam_k,
    `nullity` and `ties` zero eigenvalues and other lam_i = lam_k, as hulls where undecided. For
    d = 1 there is no other eigenvector: v = 0. Rows d * batch.
    """
    found = planted(p)
    d = found.s.shape[1]
    M, lam = _rows(found.M, d), _rows(found.lam, d)
    s, u = torch.cat([found.s[:, k] for k in range(d)]), torch.cat([found.V[:, :, k] for k in range(d)])
    others = [(k + 1) % d for k in range(d)]
    v = torch.cat([found.V[:, :, i] for i in others]) * min(d - 1, 1)
    made = measured(M, s[:, None] * u, v, implementation)
    # Differences lam_k - lam_i through the roots, so that ties and signs are exact for exact roots.
    one = torch.ones_like(s)
    gaps = torch.stack([_difference(s, column) for column in _rows(found.s, d).unbind(1)], 1)
    own = torch.diag_embed(torch.ones_like(found.s[0]))
    own = torch.cat([own[k][None] * torch.ones_like(found.s) for k in range(d)])
    diagonal = 2 * gaps + 4 * (s * s)[:, None] * own
    values = torch.linalg.eigvalsh(made.reference["hessian"])
    reference = {
        **made.reference,
        "s": s,
        "u": u,
        "mu": torch.cat([found.lam[:, i] for i in others]),
        "spectrum": values,
        "predicted": torch.linalg.eigvalsh(torch.diag_embed(diagonal)),
        "index": _negative(values),
        "above": _negative(gaps),
        "nullity": _zeros(values),
        "ties": _zeros(gaps) - one,
    }
    if made.implementation is None:
        return Measured(reference)
    theirs = IMPLEMENTATION()
    returned = made.implementation["hessian"]
    size = (_hessian_companion(M, made.reference["x"]) ** 2).sum((-2, -1)).sqrt()
    eigenvalues = _returned(
        theirs.eigenvalues(returned.value),
        size[:, None] * torch.ones_like(found.s[:1]),
        values,
        14 * d + 8,
    )
    return Measured(reference, {**made.implementation, "spectrum": eigenvalues})


def _difference(s: Any, t: Any) -> Any:
    """s |s| - t |t| for s >= 0, without cancellation between equal terms."""
    return torch.where(t >= 0, (s - t) * (s + t), s * s + t * t)


def _negative(values: Any) -> Any:
    """How many entries of each row are negative."""
    return torch.relu(-torch.sign(values)).sum(-1)


def _zeros(values: Any) -> Any:
    """How many entries of each row are zero."""
    return (1 - torch.sign(values).abs()).sum(-1)


def negative(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """M = -B B' for any B, at any x and at 0, with a direction v; inputs B, x, v. Rows 2 * batch."""
    B = _rows(p["B"], 2)
    x = torch.cat([p["x"], 0 * p["x"]])
    made = measured(-(B @ B.mT), x, _rows(p["v"], 2), implementation)
    return Measured({**made.reference, "B": B}, made.implementation)
