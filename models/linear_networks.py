"""Linear networks: two layers with the squared loss |W2 W1 - M|_F^2 / 2, and what is built on it.

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
from lemmata.measure import Measured, Output, derived, plain

from . import landscape, pca
from .pca import returned


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


def _rank_one(u: Any, v: Any) -> Any:
    """u v' for u (batch, m), v (batch, n); shape (batch, m, n)."""
    return u[:, :, None] * v[:, None, :]


def _applied(A: Any, v: Any) -> Any:
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
    reach = _applied(W1.mT, a)
    square, share = (reach * reach).sum(-1), p["share"]
    given = (share > 0) & (square > 0)
    s = torch.where(given, share / torch.where(given, square, torch.ones_like(square)), p["s"])
    miss = _applied(W2 @ W1 - M, v)
    made = measured(W1, W2, M, _rank_one(a, v), _rank_one(-s[:, None] * miss, a), implementation)
    return Measured({**made.reference, "a": a, "v": v, "s": s}, made.implementation)


def _orthonormal(w: Any, count: int) -> Any:
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
    U, V = _orthonormal(p["left"], q), _orthonormal(p["right"], q)
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
    """A stationary point of `planted`, a kept pair (a, b, s) and a leftover input v.

    Option columns; the pair is the first column, v = weight (batch,) times the column
    `v` of the reflection of `right`, which must not be among the columns. D1 = W1 b v',
    D2 = M v a' W2 / s.
    """
    made = planted(p, options["columns"])
    i, (W1, W2, M) = options["columns"][0], (made[name] for name in ("W1", "W2", "M"))
    a, b, s = made["U"][:, :, i], made["V"][:, :, i], p["sigma"][:, i]
    v = p["weight"][:, None] * pca.reflection(p["right"])[:, :, options["v"]]
    image = _applied(M, v) / s[:, None]
    D1, D2 = _rank_one(_applied(W1, b), v), _rank_one(image, _applied(W2.mT, a))
    found = measured(W1, W2, M, D1, D2, implementation)
    return Measured({**found.reference, "a": a, "b": b, "s": s, "v": v}, found.implementation)


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
        **found.reference, "Z1": Z1, "Z2": Z2, "Q": rows @ rows.mT, "F": B @ B.mT,
        "s": made["sizes"].amin(1), "rival": loss(Z1, Z2, M),
    }  # fmt: skip
    if found.implementation is None:
        return Measured(reference)
    other = measured(Z1, Z2, M, implementation=True).implementation or {}
    return Measured(reference, {**found.implementation, "rival": other["loss"]})


def exchange(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """X = W2 W1 and N = M - X of `rivals`, its F and s; c = tr Q (1 - F) and d = tr F (1 - Q)."""
    made = rivals(p, options, False).reference
    X, Q, F = made["W2"] @ made["W1"], made["Q"], made["F"]
    common = total(Q * F)
    sizes = {name: total(A * A) - common for name, A in (("c", Q), ("d", F))}
    return Measured({"X": X, "N": made["M"] - X, "F": F, "s": made["s"], **sizes})


# Quadratic activations --------------------------------------------------------------------------


def square_loss_term(W: Any, x: Any, y: Any) -> Any:
    """(|W x|^2 - y)^2 / 2 as a SymPy term, for W (h, d), x (d, 1) and a number y."""
    return (inner(W * x, W * x) - y) ** 2 / 2


def square_loss(W: Any, x: Any, y: Any) -> Any:
    """(|W x|^2 - y)^2 / 2 for W (batch, h, d), x (batch, d), y (batch,); shape (batch,)."""
    hidden = _applied(W, x)
    return ((hidden * hidden).sum(-1) - y) ** 2 / 2


def _form(H: Any, D: Any) -> Any:
    """<D, H D> for H (batch, n, n) and D (batch, h, d) with n entries; shape (batch,)."""
    v = D.reshape(D.shape[0], -1)
    return (v * _applied(H, v)).sum(-1)


def _quadratic_curvature(W: Any, D: Any, x: Any, miss: Any) -> Any:
    hidden, moved = _applied(W, x), _applied(D, x)
    return 4 * (hidden * moved).sum(-1) ** 2 + 2 * miss * (moved * moved).sum(-1)


def quadratic_unit(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """One example of a network with quadratic activations, and an unused direction a.

    Inputs: turn (batch, h), W, D (batch, h, d), x, u (batch, d), y, t, length (batch,). a is
    `length` times the first column of the reflection of `turn`, whose part of W is dropped.
    Derivatives come from the slot `autodiff`.
    """
    basis = pca.reflection(p["turn"])
    keep = torch.ones_like(p["W"])
    keep = torch.cat([0 * keep[:, :1], keep[:, 1:]], 1)
    W, x, y, u, D = basis @ (p["W"] * keep), p["x"], p["y"], p["u"], p["D"]
    a = p["length"][:, None] * basis[:, :, 0]
    along = _rank_one(a, u)
    hidden = _applied(W, x)
    miss = (hidden * hidden).sum(-1) - y
    reference = {
        **{name: p[name] for name in ("x", "y", "u", "D", "t")}, "W": W, "a": a,
        "loss": square_loss(W, x, y), "slope": (2 * miss)[:, None, None] * _rank_one(hidden, x),
        "curvature": _quadratic_curvature(W, D, x, miss),
        "unused": _quadratic_curvature(W, along, x, miss),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    shape, numbers = W.shape, (plain(x), plain(y))

    def value(w: Tensor) -> Tensor:
        risk: Tensor = square_loss(w.reshape(-1, *shape[1:]), *numbers)
        return risk

    flat, theirs = plain(W).reshape(len(W), -1), landscape.AUTODIFF()
    size, x_size, depth = _applied(W.abs(), x.abs()), x.abs(), shape[1] + shape[2] + 10
    miss_size = (size * size).sum(-1) + y.abs()
    slope = theirs.gradient(value, flat).reshape(shape)
    H = theirs.hessian(value, flat)
    found = {
        "slope": returned(slope, (2 * miss_size)[:, None, None] * _rank_one(size, x_size),
                          reference["slope"], depth),
    }  # fmt: skip
    for name, way in (("curvature", D), ("unused", along)):
        bound = _quadratic_curvature(W.abs(), way.abs(), x_size, miss_size)
        form = _form(H, plain(way))
        found[name] = returned(form, bound, reference[name], depth + 2 * shape[1] * shape[2])
    return Measured(reference, found)


def _quadratic_risk(S: Any, inputs: Any, labels: Any) -> Any:
    """The sum of (<x, S x> - y)^2 / 2: S (batch, d, d), inputs (batch, n, d), labels (batch, n)."""
    outputs = ((inputs @ S) * inputs).sum(-1)
    return ((outputs - labels) ** 2).sum(-1) / 2


def quadratic_rival(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Weights that fit some examples and ignore the inputs of others, and rival weights V.

    Inputs: basis (batch, d), C (batch, h, c), fitted (batch, n, d), coordinates (batch, l, d - c)
    with d - c >= 1, excess (batch, l) >= 0, V (batch, h, d), turn (batch, h), noise (batch,).
    W = C B' for the first c columns B of the reflection of `basis`. The first n examples are
    fitted; the inputs of the others are combinations of the remaining columns, W maps them to 0,
    their labels are -excess: so W G = 0, and G is semidefinite. Where noise >= 0 the rival is W,
    turned, plus noise times V. F is the squared loss; G comes from the slot `autodiff`.
    """
    basis, c = pca.reflection(p["basis"]), p["C"].shape[2]
    W = p["C"] @ basis[:, :, :c].mT
    ignored = p["coordinates"] @ basis[:, :, c:].mT
    fitted = p["fitted"] @ W.mT
    inputs = torch.cat([p["fitted"], ignored], 1)
    labels = torch.cat([(fitted * fitted).sum(-1), -p["excess"]], 1)
    noise = p["noise"][:, None, None]
    V = torch.where(noise >= 0, pca.reflection(p["turn"]) @ W + noise * p["V"], p["V"])
    X = W.mT @ W
    G = ignored.mT @ (p["excess"][:, :, None] * ignored)
    reference = {
        "W": W, "V": V, "G": G, "here": _quadratic_risk(X, inputs, labels),
        "there": _quadratic_risk(V.mT @ V, inputs, labels),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"G": _risk_gradient(W, inputs, labels, G)})


def _risk_gradient(W: Any, inputs: Any, labels: Any, enclosure: Any) -> Output:
    """The gradient of `_quadratic_risk` at W' W by the slot `autodiff`; shape (batch, d, d)."""
    known, (examples, d) = (plain(inputs), plain(labels)), inputs.shape[1:]

    def value(s: Tensor) -> Tensor:
        risk: Tensor = _quadratic_risk(s.reshape(-1, d, d), *known)
        return risk

    at = plain(W.mT @ W).reshape(-1, d * d)
    slope = landscape.AUTODIFF().gradient(value, at).reshape(enclosure.shape)
    sizes, size = inputs.abs(), W.abs().mT @ W.abs()
    miss = ((sizes @ size) * sizes).sum(-1) + labels.abs()
    bound = sizes.mT @ (miss[:, :, None] * sizes)
    return returned(slope, bound, enclosure, 4 * d + examples + W.shape[1] + 8)


# Depth ------------------------------------------------------------------------------------------


def scalar_chain(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Products of n scalar factors, and the bounds on them; option step, 0 <= step < n.

    Inputs: share (batch, n), factors in units of rho in [-1, 1]; rho, bound in (0, 1] and first in
    [-1, 1] (batch,): P(0) = first * bound, B(0) = bound.
    """
    rho, k, n = p["rho"], options["step"], p["share"].shape[1]
    w = p["share"] * rho[:, None]
    P, B = [p["first"] * p["bound"]], [p["bound"]]
    for i in range(n):
        P.append(w[:, i] * P[-1])
        B.append(rho * B[-1])
    one = torch.ones_like(rho)
    return Measured({
        "rho": rho, "n": n * one, "P_0": P[0], "P_k": P[k], "P_next": P[k + 1], "P_n": P[n],
        "w_k": w[:, k], "B_0": B[0], "B_k": B[k], "B_next": B[k + 1], "B_n": B[n],
        "loss": (P[n] - 1) ** 2 / 2,
    })  # fmt: skip


def chain_term(a: Any, b: Any, c: Any, x: Any) -> Any:
    """(<a, x> <b, x> <c, x> - 1)^2 / 2 as a SymPy term, for vectors (d, 1)."""
    return (inner(a, x) * inner(b, x) * inner(c, x) - 1) ** 2 / 2


def chain(a: Any, b: Any, c: Any, x: Any) -> Any:
    """(<a, x> <b, x> <c, x> - 1)^2 / 2 for a, b, c, x (batch, d); shape (batch,)."""
    product = (a * x).sum(-1) * (b * x).sum(-1) * (c * x).sum(-1)
    return (product - 1) ** 2 / 2


def chain_point(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The chain of three factors at x, along v; inputs a, b, c, x, v (batch, d).

    Derivatives come from the slot `autodiff`.
    """
    a, b, c, x, v = (p[name] for name in ("a", "b", "c", "x", "v"))

    def derivatives(a: Any, b: Any, c: Any, x: Any, v: Any, one: int) -> tuple[Any, Any]:
        p, q, r = ((row * x).sum(-1) for row in (a, b, c))
        s, t, u = ((row * v).sum(-1) for row in (a, b, c))
        miss = p * q * r - one
        sides = ((q * r)[:, None] * a, (p * r)[:, None] * b, (p * q)[:, None] * c)
        along = s * q * r + p * t * r + p * q * u
        bend = along * along + 2 * miss * (r * s * t + q * s * u + p * t * u)
        return miss[:, None] * (sides[0] + sides[1] + sides[2]), bend

    slope, bend = derivatives(a, b, c, x, v, 1)
    reference = {
        "a": a, "b": b, "c": c, "x": x, "v": v,
        "loss": chain(a, b, c, x), "slope": slope, "curvature": bend,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    first, second, third = (plain(row) for row in (a, b, c))
    theirs, d = landscape.AUTODIFF(), x.shape[1]

    def value(y: Tensor) -> Tensor:
        risk: Tensor = chain(first, second, third, y)
        return risk

    sizes = derivatives(a.abs(), b.abs(), c.abs(), x.abs(), v.abs(), -1)
    form = (plain(v) * _applied(theirs.hessian(value, plain(x)), plain(v))).sum(-1)
    return Measured(reference, {
        "slope": returned(theirs.gradient(value, plain(x)), sizes[0], slope, 3 * d + 12),
        "curvature": returned(form, sizes[1], bend, 5 * d + 20),
    })  # fmt: skip


def chain_factor(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The chain of three factors that moves along its first factor: e = a / |a|^2.

    Inputs of `chain_point`, a, b and c multiples of different axes.
    """
    made = chain_point(p, options, implementation)
    a = p["a"]
    e = a / (a * a).sum(-1)[:, None]
    found = made.implementation
    theirs = None if found is None else {"slope": found["slope"]}
    return Measured({**made.reference, "e": e}, theirs)


# Residual layers --------------------------------------------------------------------------------


def _residual_net(p: Mapping[str, Any]) -> dict[str, Any]:
    """Layers I + A_i, the lowest first, with |A_i| <= tau, and inputs with known least stretch.

    Inputs: tau (batch,) in (0, 1); left, right (batch, l, d), directions of reflections; share
    (batch, l, d) in [-1, 1]; R (batch, d, d); turn (batch, d); sigma (batch, d), the singular
    values of S. A_i = reflection diag(tau share) reflection, and S = reflection diag(sigma).
    """
    depth, tau, layers = p["share"].shape[1], p["tau"], []
    for i in range(depth):
        left, right = (pca.reflection(p[side][:, i]) for side in ("left", "right"))
        A = (left * (tau[:, None] * p["share"][:, i])[:, None, :]) @ right
        layers.append(torch.diag_embed(torch.ones_like(p["sigma"])) + A)
    least = (p["sigma"] * p["sigma"]).amin(1)
    S = pca.reflection(p["turn"]) * p["sigma"][:, None, :]
    return {"layers": layers, "S": S, "lam": least, "tau": tau, "R": p["R"], "depth": depth}


def _product(layers: list[Any], one: Any) -> Any:
    """The product of the layers, the last one on the left; `one` when there is none."""
    result = one
    for layer in layers:
        result = layer @ result
    return result


def residual_stretch(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """R sent through the layers of `_residual_net`; option step: the layer that A, Z belong to."""
    net, k = _residual_net(p), options["step"]
    states = [p["R"]]
    for layer in net["layers"]:
        states.append(layer @ states[-1])
    sizes, one = [total(Z * Z) for Z in states], torch.ones_like(net["tau"])
    A = net["layers"][k] - torch.diag_embed(torch.ones_like(p["sigma"]))
    return Measured({
        "A": A, "Z": states[k], "tau": net["tau"], "n": net["depth"] * one, "s_0": sizes[0],
        "s_k": sizes[k], "s_next": sizes[k + 1], "s_n": sizes[-1],
    })  # fmt: skip


def _layer_parts(net: Mapping[str, Any], k: int) -> tuple[Any, Any, Any]:
    """The products of the layers above number k and below it, and the error times S."""
    one = torch.diag_embed(torch.ones_like(net["S"][:, 0]))
    above, below = _product(net["layers"][k + 1 :], one), _product(net["layers"][:k], one)
    return above, below, (above @ net["layers"][k] @ below - net["R"]) @ net["S"]


def _layer_gradient(net: Mapping[str, Any], k: int) -> Any:
    above, below, miss = _layer_parts(net, k)
    return 2 * above.mT @ miss @ net["S"].mT @ below.mT


def _residual_gradients(net: Mapping[str, Any]) -> list[Output]:
    """The gradients in all layers by the slot `autodiff`, shapes (batch, d, d)."""
    layers, depth = [plain(layer) for layer in net["layers"]], net["depth"]
    S, R = plain(net["S"]), plain(net["R"])
    d = S.shape[1]

    def value(flat: Tensor) -> Tensor:
        stack = flat.reshape(-1, depth, d, d)
        image = S
        for i in range(depth):
            image = stack[:, i] @ image
        risk: Tensor = total((image - R @ S) ** 2)
        return risk

    flat = torch.stack(layers, 1).reshape(len(S), -1)
    slopes = landscape.AUTODIFF().gradient(value, flat).reshape(len(S), depth, d, d)
    sizes = {
        **net, "layers": [layer.abs() for layer in net["layers"]], "S": net["S"].abs(),
        "R": -net["R"].abs(),
    }  # fmt: skip
    operations = (2 * depth + 4) * d + 8
    return [
        returned(slopes[:, k], _layer_gradient(sizes, k), _layer_gradient(net, k), operations)
        for k in range(depth)
    ]


def residual_layer(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """One layer of `_residual_net`, number `step`: loss, gradient and the stretches around it."""
    net, k = _residual_net(p), options["step"]
    above, below, miss = _layer_parts(net, k)
    shrink = 1 - net["tau"]
    reference = {
        "W": net["layers"][k], "L": above, "K": below, "R": net["R"], "S": net["S"],
        "E": miss @ net["S"].mT, "a": shrink ** (2 * (net["depth"] - 1 - k)),
        "b": shrink ** (2 * k), "lam": net["lam"], "loss": total(miss * miss),
        "slope": _layer_gradient(net, k),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"slope": _residual_gradients(net)[k]})


def residual_pl(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Squared gradients in all layers of `_residual_net`, with partial sums up to layer `step`."""
    net, k = _residual_net(p), options["step"]
    depth, one = net["depth"], torch.ones_like(net["tau"])
    miss = _layer_parts(net, 0)[2]
    slopes = [_layer_gradient(net, i) for i in range(depth)]
    reference = {
        "u": (1 - net["tau"]) ** (2 * depth - 2), "lam": net["lam"], "f": total(miss * miss),
        "k": k * one, "n": depth * one, "T_0": 0 * one,
        **_partial_sums([total(g * g) for g in slopes], k, one),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    outputs = _residual_gradients(net)
    given = [type(one)(g.value, g.explained) for g in outputs]
    sums = _partial_sums([total(g * g) for g in given], k, one)
    return Measured(reference, {name: derived(s, *outputs) for name, s in sums.items()})


def _partial_sums(squares: list[Any], k: int, one: Any) -> dict[str, Any]:
    sums = [0 * one]
    for square in squares:
        sums.append(sums[-1] + square)
    return {"G_k": squares[k], "T_k": sums[k], "T_next": sums[k + 1], "T_n": sums[-1]}


# Any depth --------------------------------------------------------------------------------------


def deep_curve(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A deep network with a unit vector c_i in each hidden layer that both neighbours ignore.

    Inputs: W0, W1, ... the layers, the lowest first; turn0, ... directions of reflections, one for
    each hidden layer, c_i the first column; v (batch, n), M (batch, m, n), t (batch,). Each layer
    moves by t c_i c_(i-1)', c_0 = v; the last one by t u c'. `moved` is the product of the moved
    layers, `X` that of the others before, s = t^(depth - 1).
    """
    depth, v, t, M = options["depth"], p["v"], p["t"], p["M"]
    bases = [pca.reflection(p[f"turn{i}"]) for i in range(depth - 1)]
    units = [basis[:, :, 0] for basis in bases]
    layers = []
    for i in range(depth):
        raw = p[f"W{i}"]
        rows, columns = torch.ones_like(raw[:, :, :1]), torch.ones_like(raw[:, :1])
        if i < depth - 1:
            rows = torch.cat([0 * rows[:, :1], rows[:, 1:]], 1)
        if i > 0:
            columns = torch.cat([0 * columns[:, :, :1], columns[:, :, 1:]], 2)
        layer = raw * rows * columns
        layer = bases[i] @ layer if i < depth - 1 else layer
        layers.append(layer @ bases[i - 1].mT if i > 0 else layer)
    lower = _product(layers[1:-1], layers[0])
    R = layers[-1] @ lower - M
    u = -_applied(R, v)
    starts, ends = [v, *units], [*units, u]
    steps = [
        W + t[:, None, None] * _rank_one(to, start)
        for W, to, start in zip(layers, ends, starts, strict=True)
    ]
    moved = _product(steps[1:], steps[0])
    return Measured({
        "W": layers[-1], "X": lower, "M": M, "c": units[-1], "u": u, "v": v, "t": t,
        "s": t ** (depth - 1), "moved": moved, "before": total(R * R) / 2,
        "after": total((moved - M) ** 2) / 2,
    })  # fmt: skip


def full_rank(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """One layer W (batch, h, g) between L of rank m <= h and K of rank n <= g.

    Inputs: W, M (batch, m, n), above (batch, h), below (batch, g), directions of reflections; up
    (batch, m), down (batch, n), the singular values; exact (batch,): 1 makes M = L W K. The
    gradient comes from the slot `autodiff`.
    """
    W, up, down = p["W"], p["up"][:, None, :], p["down"][:, None, :]
    high = _orthonormal(p["above"], up.shape[2])
    low = _orthonormal(p["below"], down.shape[2])
    L, K = (high * up).mT, low * down
    M = torch.where(p["exact"][:, None, None] == 1, L @ W @ K, p["M"])
    slope = L.mT @ (L @ W @ K - M) @ K.mT
    reference = {
        "W": W, "L": L, "K": K, "M": M, "P": (high / up).mT, "Q": low / down, "slope": slope,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    numbers, shape = [plain(array) for array in (L, K, M)], W.shape

    def value(w: Tensor) -> Tensor:
        L, K, M = numbers
        risk: Tensor = loss(w.reshape(-1, *shape[1:]) @ K, L, M)
        return risk

    theirs = landscape.AUTODIFF().gradient(value, plain(W).reshape(len(W), -1)).reshape(shape)
    size = L.abs().mT @ (L.abs() @ W.abs() @ K.abs() + M.abs()) @ K.abs().mT
    operations = 2 * (shape[1] + shape[2]) + M.shape[1] + M.shape[2] + 6
    return Measured(reference, {"slope": returned(theirs, size, slope, operations)})


def chain_length(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Factors w (batch, n), none of them 0, with sums of squares and logarithms; option step."""
    w, k, n = p["w"], options["step"], p["w"].shape[1]
    squares = w * w
    logs, zero = torch.log(squares), 0 * w[:, 0]
    A, B = [zero], [zero]
    for i in range(n):
        A.append(A[-1] + squares[:, i])
        B.append(B[-1] + logs[:, i])
    return Measured({
        "n": n * torch.ones_like(zero), "w_k": w[:, k], "ell_k": logs[:, k], "A_0": A[0],
        "A_k": A[k], "A_next": A[k + 1], "A_n": A[n], "B_0": B[0], "B_k": B[k],
        "B_next": B[k + 1], "B_n": B[n],
    })  # fmt: skip


def quadratic_fit(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Weights of rank d that fit all examples, and a rival Z (batch, d, d) of W' W.

    Inputs: turn (batch, h), sizes (batch, d), W = diag(sizes) below the other columns of the
    reflection of `turn`; examples (batch, n, d), Z, level (batch,), added to F. G comes from the
    slot `autodiff`.
    """
    columns, sizes = _orthonormal(p["turn"], p["sizes"].shape[1]), p["sizes"][:, None, :]
    W, inputs, Z = columns * sizes, p["examples"], p["Z"]
    labels = ((inputs @ W.mT) ** 2).sum(-1)
    X = W.mT @ W
    reference = {
        "W": W, "B": (columns / sizes).mT, "G": 0 * X, "Z": Z,
        "here": p["level"], "there": _quadratic_risk(Z, inputs, labels) + p["level"],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"G": _risk_gradient(W, inputs, labels, 0 * X)})


# A weighted loss --------------------------------------------------------------------------------


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
