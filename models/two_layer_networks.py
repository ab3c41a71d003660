"""Linear networks of two layers with the squared loss |W2 W1 - M|_F^2 / 2.

`TwoLayer` is what a user would write; `loss_term` and `curvature_term` are the loss and its second
derivative as SymPy terms. W1 is (batch, h, n), W2 (batch, m, h), M (batch, m, n): h hidden units,
n inputs, m outputs. The functions that measure quantities run on tensors, balls and high-precision
arrays alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from sympy import MatMul, Trace
from torch import Tensor, nn

from lemmata import inner
from lemmata.implementations import slot
from lemmata.measure import Measured, Output, plain

from . import pca
from .pca import returned
from .pinned import pinned


def loss_term(W1: Any, W2: Any, M: Any) -> Any:
    """The loss as a SymPy term, for matrix symbols W1 (h, n), W2 (m, h), M (m, n)."""
    return Trace((W2 * W1 - M) * (W2 * W1 - M).T) / 2


def curvature_term(W1: Any, W2: Any, M: Any, D1: Any, D2: Any) -> Any:
    """Its second derivative along (D1, D2) as a SymPy term; see theorems two_layer_line."""
    cross = W2 * D1 + D2 * W1
    factor, matrices = (D2 * D1).as_coeff_matrices()
    return inner(cross, cross) + 2 * factor * inner(W2 * W1 - M, MatMul(*matrices))


def total(A: Any) -> Any:
    """The sum of all entries; shape (batch,)."""
    return A.sum((-2, -1))


def loss(W1: Any, W2: Any, M: Any) -> Any:
    """|W2 W1 - M|_F^2 / 2; shape (batch,)."""
    return total((W2 @ W1 - M) ** 2) / 2


class TwoLayer(nn.Module):
    """The loss with the derivatives that PyTorch computes; the default of `linear_network`."""

    def forward(self, W1: Tensor, W2: Tensor, M: Tensor) -> Tensor:
        """Values of the loss; shape (batch,)."""
        value: Tensor = loss(W1, W2, M)
        return value

    def gradient(self, W1: Tensor, W2: Tensor, M: Tensor) -> tuple[Tensor, Tensor]:
        """Gradients with respect to W1 and W2 by autograd; the shapes of both."""
        first, second = (W.detach().requires_grad_(True) for W in (W1, W2))
        slopes = torch.autograd.grad(self(first, second, M).sum(), (first, second))
        return slopes[0], slopes[1]

    def product(
        self, W1: Tensor, W2: Tensor, M: Tensor, D1: Tensor, D2: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The Hessian times the direction (D1, D2), by autograd twice; the shapes of W1 and W2."""
        first, second = (W.detach().requires_grad_(True) for W in (W1, W2))
        slopes = torch.autograd.grad(
            self(first, second, M).sum(), (first, second), create_graph=True
        )
        turned = torch.autograd.grad(slopes, (first, second), (D1, D2))
        return turned[0], turned[1]


IMPLEMENTATION = slot(
    "linear_network",
    TwoLayer,
    "factory() -> object with __call__(W1, W2, M) -> (batch,), gradient(W1, W2, M) -> (gradient in "
    "W1, gradient in W2), product(W1, W2, M, D1, D2) -> the Hessian times (D1, D2), as such a pair",
)


def curvature(W1: Any, W2: Any, M: Any, D1: Any, D2: Any) -> Any:
    """|W2 D1 + D2 W1|_F^2 + 2 <W2 W1 - M, D2 D1>; shape (batch,)."""
    cross = W2 @ D1 + D2 @ W1
    return total(cross * cross) + 2 * total((W2 @ W1 - M) * (D2 @ D1))


def _sizes(*arrays: Any) -> list[Any]:
    """Absolute values, the last one (M) with a minus sign: companions of W2 W1 - M."""
    *layers, M = (A.abs() for A in arrays)
    return [*layers, -M]


def measured(
    W1: Any, W2: Any, M: Any, D1: Any = None, D2: Any = None, implementation: bool = False
) -> Measured:
    """Loss, gradients and, with a direction, the curvature along it.

    Names: W1, W2, M, loss, slope1, slope2 (the gradients), D1, D2, curvature. The implementation's
    curvature is the inner product of (D1, D2) with its Hessian times (D1, D2).
    """
    R = W2 @ W1 - M
    reference = {
        "W1": W1, "W2": W2, "M": M,
        "loss": loss(W1, W2, M), "slope1": W2.mT @ R, "slope2": R @ W1.mT,
    }  # fmt: skip
    if D1 is not None:
        reference |= {"D1": D1, "D2": D2, "curvature": curvature(W1, W2, M, D1, D2)}
    if not implementation:
        return Measured(reference)
    theirs, (h, n), m = IMPLEMENTATION(), W1.shape[-2:], W2.shape[-2]
    size1, size2, sizeM = _sizes(W1, W2, M)
    R_size, depth = size2 @ size1 - sizeM, h + m + n + 6
    value = returned(theirs(plain(W1), plain(W2), plain(M)), total(R_size**2) / 2,
                     reference["loss"], m * n + depth)  # fmt: skip
    slopes = theirs.gradient(plain(W1), plain(W2), plain(M))
    companions = (size2.mT @ R_size, R_size @ size1.mT)
    found: dict[str, Output] = {"loss": value}
    for name, slope, size in zip(("slope1", "slope2"), slopes, companions, strict=True):
        found[name] = returned(slope, size, reference[name], depth)
    if D1 is not None:
        turned = theirs.product(*(plain(A) for A in (W1, W2, M, D1, D2)))
        form = total(plain(D1) * turned[0]) + total(plain(D2) * turned[1])
        size = curvature(size1, size2, sizeM, D1.abs(), D2.abs())
        operations = h * (m + n) + 2 * depth
        found["curvature"] = returned(form, size, reference["curvature"], operations)
    return Measured(reference, found)


@pinned
def along(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Any W1, W2, M and direction D1, D2 with a step t (batch,): `moved` is the loss at its end."""
    W1, W2, M, D1, D2, t = (p[name] for name in ("W1", "W2", "M", "D1", "D2", "t"))
    step = t[:, None, None]
    end = measured(W1 + step * D1, W2 + step * D2, M, implementation=implementation)
    made = measured(W1, W2, M, D1, D2, implementation)
    reference = {**made.reference, "t": t, "moved": end.reference["loss"]}
    if made.implementation is None or end.implementation is None:
        return Measured(reference)
    return Measured(reference, {**made.implementation, "moved": end.implementation["loss"]})


def rank_one(u: Any, v: Any) -> Any:
    """u v' for u (batch, m), v (batch, n); shape (batch, m, n)."""
    return u[:, :, None] * v[:, None, :]


def applied(A: Any, v: Any) -> Any:
    """A v for A (batch, m, n), v (batch, n); shape (batch, m)."""
    return (A @ v[:, :, None])[:, :, 0]


def unused(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A direction a of the hidden layer that the second layer does not use: W2 a = 0.

    Inputs: turn (batch, h), W1, W2, M as in `along`, v (batch, n), s (batch,). a is the first
    column of the reflection of `turn`; the first column of W2 in that basis is dropped. D1 = a v',
    D2 = -s R v a' with R = W2 W1 - M. Input `share`: s is made share / |W1' a|^2 where a reaches
    the inputs and share > 0.
    """
    basis = pca.reflection(p["turn"])
    a, keep = basis[:, :, 0], torch.ones_like(p["W2"])
    keep = torch.cat([0 * keep[:, :, :1], keep[:, :, 1:]], 2)
    W1, W2, M, v = p["W1"], (p["W2"] * keep) @ basis.mT, p["M"], p["v"]
    reach = applied(W1.mT, a)
    square, share = (reach * reach).sum(-1), p["share"]
    given = (share > 0) & (square > 0)
    s = torch.where(given, share / torch.where(given, square, torch.ones_like(square)), p["s"])
    miss = applied(W2 @ W1 - M, v)
    made = measured(W1, W2, M, rank_one(a, v), rank_one(-s[:, None] * miss, a), implementation)
    return Measured({**made.reference, "a": a, "v": v, "s": s}, made.implementation)


@pinned
def unused_fits(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`unused` with M = W2 W1: e and t are a and s there, the error R and its root C are 0."""
    made = unused(p, options, False).reference
    names = ("W1", "W2", "a", "s", "v")
    W1, W2, e, t, v = (made[name] for name in names)
    M, R = W2 @ W1, 0 * made["M"]
    found = measured(W1, W2, M, rank_one(e, v), 0 * W2, implementation)
    C = 0 * torch.diag_embed(v)
    zeros = {"R": R, "C": C, "e": e, "t": t, "v": v}
    return Measured({**found.reference, **zeros}, found.implementation)


def orthonormal(w: Any, count: int) -> Any:
    """The first `count` columns of the reflection of w (batch, d); shape (batch, d, count)."""
    return pca.reflection(w)[:, :, :count]


def planted(p: Mapping[str, Any], columns: tuple[int, ...]) -> dict[str, Any]:
    """M = U diag(sigma) V', and weights with W2 W1 = the sum of the pairs in `columns`.

    Inputs: left (batch, m), right (batch, n), hidden (batch, h), directions of reflections;
    sigma (batch, q), q = min(m, n), nonnegative; gauge (batch, h), powers of two. columns: h
    indices of pairs, -1 for none. W2 = (u_i g_i)_i H, W1 = H' (sigma_i v_i' / g_i)_i.
    """
    sigma = p["sigma"]
    q, zero = sigma.shape[1], 0 * sigma[:, 0]
    U, V = orthonormal(p["left"], q), orthonormal(p["right"], q)
    H, gauge = pca.reflection(p["hidden"]), p["gauge"]
    none = [0 * U[:, :, 0], 0 * V[:, :, 0]]
    pairs = [(U[:, :, i], V[:, :, i]) if i >= 0 else none for i in columns]
    sizes = torch.stack([sigma[:, i] if i >= 0 else zero for i in columns], 1)
    outer = torch.stack([u for u, _ in pairs], 2) * gauge[:, None, :]
    inner_ = torch.stack([v for _, v in pairs], 1) * (sizes / gauge)[:, :, None]
    return {
        "U": U, "V": V, "W1": H.mT @ inner_, "W2": outer @ H, "sizes": sizes,
        "M": (U * sigma[:, None, :]) @ V.mT,
    }  # fmt: skip


def kept(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A stationary point of `planted`, a kept pair (a, b, s) and a leftover input v with value r.

    Option columns; the pair is the first column, v = weight (batch,) times the column
    `v` of the reflection of `right`, which must not be among the columns. D1 = W1 b v',
    D2 = M v a' W2 / s.
    """
    made = planted(p, options["columns"])
    i, (W1, W2, M) = options["columns"][0], (made[name] for name in ("W1", "W2", "M"))
    a, b, s = made["U"][:, :, i], made["V"][:, :, i], p["sigma"][:, i]
    v = p["weight"][:, None] * pca.reflection(p["right"])[:, :, options["v"]]
    image = applied(M, v) / s[:, None]
    D1, D2 = rank_one(applied(W1, b), v), rank_one(image, applied(W2.mT, a))
    found = measured(W1, W2, M, D1, D2, implementation)
    r = p["sigma"][:, options["v"]] if options["v"] < p["sigma"].shape[1] else 0 * s
    pair = {"a": a, "b": b, "s": s, "v": v, "r": r, "R": W2 @ W1 - M}
    return Measured({**found.reference, **pair}, found.implementation)


@pinned
def rivals(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A stationary point of `planted`, and rival weights Z1, Z2 of the same shapes.

    More inputs: basis (batch, n), C (batch, h, c), Z2 (batch, m, h), noise (batch,), c = min(n, h).
    Z1 = C B', B the first c columns of the reflection of `basis`; with the option `same`, c columns
    of that of `right`, those kept first: then Z1 = W1, Z2 = W2 + noise Z2 where noise >= 0. Q and F
    project on the rows of W1 and on the columns of B; s is the smallest of the singular values
    kept, 0 if there are fewer than h.
    """
    made, columns = planted(p, options["columns"]), options["columns"]
    W1, W2, M, c = made["W1"], made["W2"], made["M"], p["C"].shape[2]
    basis = pca.reflection(p["right"] if options["same"] else p["basis"])
    first = [i for i in columns if i >= 0] if options["same"] else []
    order = [*first, *(i for i in range(basis.shape[1]) if i not in first)][:c]
    B = torch.stack([basis[:, :, i] for i in order], 2)
    Z1, Z2 = p["C"] @ B.mT, p["Z2"]
    if options["same"]:
        noise = p["noise"][:, None, None]
        Z1, Z2 = torch.where(noise >= 0, W1, Z1), torch.where(noise >= 0, W2 + noise * Z2, Z2)
    rows = torch.stack([(made["V"][:, :, i] if i >= 0 else 0 * B[:, :, 0]) for i in columns], 2)
    found = measured(W1, W2, M, implementation=implementation)
    reference = {
        **found.reference, "Z1": Z1, "Z2": Z2, "Q": rows @ rows.mT, "F": B @ B.mT, "B": B,
        "s": made["sizes"].amin(1), "rival": loss(Z1, Z2, M),
    }  # fmt: skip
    if found.implementation is None:
        return Measured(reference)
    other = measured(Z1, Z2, M, implementation=True).implementation or {}
    return Measured(reference, {**found.implementation, "rival": other["loss"]})


def small_error(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`rivals` with certificates for the singular values of X = W2 W1 and of the error R = X - M.

    U (batch, n, p) has the inputs of the largest p = min(n, h) values, X'X = s^2 U U' + E'E with s
    the smallest of these, R'R + C'C = r^2 I with r the largest of the others, 0 if there is none.
    """
    found, V, s = rivals(p, options, implementation), pca.reflection(p["right"]), p["sigma"]
    n, h = V.shape[2], min(V.shape[2], len(options["columns"]))
    sigma = torch.cat([s, torch.zeros_like(V[:, 0, s.shape[1] :])], 1)
    s, r = sigma[:, h - 1], sigma[:, h] if h < n else 0 * sigma[:, 0]
    kept, lost = sigma[:, :h], torch.cat([0 * sigma[:, :h], sigma[:, h:]], 1)
    above = (kept - s[:, None]) * (kept + s[:, None])
    below = (r[:, None] - lost) * (r[:, None] + lost)
    U, made = V[:, :, :h], found.reference
    certificates = {
        "R": made["W2"] @ made["W1"] - made["M"], "U": U, "s": s, "r": r,
        "E": torch.sqrt(above)[:, :, None] * U.mT,
        "C": torch.sqrt(below)[:, :, None] * V.mT,
    }  # fmt: skip
    return Measured({**made, **certificates}, found.implementation)


@pinned
def no_spurious(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`small_error` with singular vectors, a hidden direction e and curvatures along three lines.

    a, b are 0 if s is; e is the last hidden unit in the basis of `planted`, not used if s = 0; v is
    the first input that is not kept; t = 1 / (1 + |W1' e|^2 + |W2 e|^2).
    """
    found, V = small_error(p, options, implementation), pca.reflection(p["right"])
    made, h = found.reference, min(V.shape[2], len(options["columns"]))
    W1, W2, M, R, r, s = (made[name] for name in ("W1", "W2", "M", "R", "r", "s"))
    U, some = pca.reflection(p["left"]), torch.where(s > 0, torch.ones_like(s), 0 * s)[:, None]
    a = U[:, :, min(h, U.shape[2]) - 1] * some
    b, v = V[:, :, h - 1] * some, V[:, :, min(h, V.shape[2] - 1)]
    e = pca.reflection(p["hidden"])[:, :, -1]
    reach = sum((w * w).sum(-1) for w in (applied(W1.mT, e), applied(W2, e)))
    t, error = 1 / (1 + reach), applied(R, v)
    scale, image = s[:, None], applied(M, v)
    lines = {
        "swap": (rank_one(scale * applied(W1, b), v), rank_one(image, applied(W2.mT, a))),
        "outer": (rank_one(e, v), rank_one(-t[:, None] * error, e)),
        "lower": (rank_one(-(t * r * r)[:, None] * e, v), rank_one(error, e)),
    }  # fmt: skip
    reference = {**made, "a": a, "b": b, "e": e, "t": t, "v": v}
    outputs = dict(found.implementation or {})
    for name, way in lines.items():
        bent = measured(W1, W2, M, *way, implementation)
        reference[name] = bent.reference["curvature"]
        if bent.implementation is not None:
            outputs[name] = bent.implementation["curvature"]
    return Measured(reference, outputs if implementation else None)


def exchange(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """X = W2 W1 and N = M - X of `rivals`, its F and s; c = tr Q (1 - F) and d = tr F (1 - Q)."""
    made = rivals(p, options, False).reference
    X, Q, F = made["W2"] @ made["W1"], made["Q"], made["F"]
    common = total(Q * F)
    sizes = {name: total(A * A) - common for name, A in (("c", Q), ("d", F))}
    return Measured({"X": X, "N": made["M"] - X, "F": F, "s": made["s"], **sizes})


def weighted_loss(p: Any, q: Any, r: Any, s: Any) -> Any:
    """Weights (1, 4; 4, 1) on the errors of (p, q)' (r, s) for diag(1, 3/4); shape (batch,)."""
    corner = 4 * q * s - 3
    return ((p * r - 1) ** 2 + 4 * (p * s) ** 2 + 4 * (q * r) ** 2) / 2 + corner**2 / 32


def weighted_point(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The point p, q, r, s (batch,), as drawn, with its loss."""
    point = {name: p[name] for name in ("p", "q", "r", "s")}
    return Measured({**point, "loss": weighted_loss(**point)})
