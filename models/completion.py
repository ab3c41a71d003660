"""Rank-one matrix completion, f(x) = |P(z z' - x x')|_F^2 / 2 with P keeping the observed entries.

`Completion` is what a user would write; `term` is the same objective as a SymPy term in diagonal
matrices. Arrays have the batch first: a mask of zeros and ones (batch, d, d), symmetric; the truth
z and the point x (batch, d). The functions run on tensors, balls and high-precision arrays alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from sympy import Matrix, diag, ones, sqrt, sympify
from torch import Tensor, nn

from lemmata import inner
from lemmata.implementations import slot
from lemmata.measure import Measured, plain

from . import pca
from .pca import outer, returned

# Terms --------------------------------------------------------------------------------------------


def term(W: Any, Z: Any, X: Any, e: Any) -> Any:
    """sum_ij W_ij (z_i z_j - x_i x_j)^2 / 2 for Z = diag(z), X = diag(x), e = (1, ..., 1)."""
    zz, zx, xx = Z * Z * e, Z * X * e, X * X * e
    return (inner(zz, W * zz) - 2 * inner(zx, W * zx) + inner(xx, W * xx)) / 2


# Implementations ----------------------------------------------------------------------------------


def masked(mask: Any, A: Any) -> Any:
    """The observed entries of A, zero elsewhere; shape (batch, d, d)."""
    return mask * A


def objective(mask: Any, z: Any, x: Any) -> Any:
    """|P(z z' - x x')|_F^2 / 2; shape (batch,)."""
    return (masked(mask, outer(z) - outer(x)) ** 2).sum((-2, -1)) / 2


class Completion(nn.Module):
    """The objective with the derivatives that PyTorch computes; the default of `completion`."""

    def forward(self, mask: Tensor, z: Tensor, x: Tensor) -> Tensor:
        """Values of the objective; shape (batch,)."""
        return objective(mask, z, x)

    def gradient(self, mask: Tensor, z: Tensor, x: Tensor) -> Tensor:
        """Gradients in x by autograd; shape (batch, d)."""
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(self(mask, z, x).sum(), x)
        return slope

    def hessian(self, mask: Tensor, z: Tensor, x: Tensor) -> Tensor:
        """Hessians in x by `torch.func`; shape (batch, d, d)."""

        def single(m: Tensor, w: Tensor, y: Tensor) -> Tensor:
            return self(m[None], w[None], y[None])[0]

        derivative = torch.func.jacrev(torch.func.grad(single, argnums=2), argnums=2)
        return torch.func.vmap(derivative)(mask, z, x)


IMPLEMENTATION = slot(
    "completion",
    Completion,
    "factory() -> object with __call__(mask, z, x) -> (batch,), gradient(mask, z, x) -> "
    "(batch, d), hessian(mask, z, x) -> (batch, d, d), both in x; masks are symmetric, of 0 and 1",
)

# Formulas -----------------------------------------------------------------------------------------


def times(A: Any, v: Any) -> Any:
    """A v for A (batch, d, d) and v (batch, d); shape (batch, d)."""
    return (A @ v[..., None])[..., 0]


def gradient(mask: Any, z: Any, x: Any) -> Any:
    """-2 P(z z' - x x') x; shape (batch, d)."""
    return -2 * times(masked(mask, outer(z) - outer(x)), x)


def hessian(mask: Any, z: Any, x: Any) -> Any:
    """2 diag(P(1 1') (x o x)) + 2 P(x x') - 2 P(z z' - x x'); shape (batch, d, d)."""
    level = torch.diag_embed(2 * times(mask, x * x))
    return level + 2 * masked(mask, outer(x)) - 2 * masked(mask, outer(z) - outer(x))


def _sizes(z: Any, x: Any) -> Any:
    return outer(z.abs()) + outer(x.abs())


def _objective_companion(mask: Any, z: Any, x: Any) -> Any:
    return (masked(mask, _sizes(z, x)) ** 2).sum((-2, -1)) / 2


def _gradient_companion(mask: Any, z: Any, x: Any) -> Any:
    return 2 * times(masked(mask, _sizes(z, x)), x.abs())


def _hessian_companion(mask: Any, z: Any, x: Any) -> Any:
    level = torch.diag_embed(2 * times(mask, x * x))
    return level + 2 * masked(mask, outer(x.abs())) + 2 * masked(mask, _sizes(z, x))


def measured(mask: Any, z: Any, x: Any, v: Any, implementation: bool = False) -> Measured:
    """The objective and its derivatives at x along v.

    Names: W, Z, X, V, e, the mask, diag(z), diag(x), diag(v) and the vector of ones; R = P(z z' -
    x x'), C = P(v x' + x v') and T = diag(W (x o x)); objective; gradient and hessian; slope and
    curvature, <v, gradient> and <v, hessian v>, of the implementation with its arrays.
    """
    d = x.shape[1]
    cross = v[..., :, None] * x[..., None, :]
    slope = gradient(mask, z, x)
    bend = hessian(mask, z, x)
    reference = {
        "W": mask, "Z": torch.diag_embed(z), "X": torch.diag_embed(x), "V": torch.diag_embed(v),
        "e": torch.ones_like(x), "R": masked(mask, outer(z) - outer(x)),
        "C": masked(mask, cross + cross.mT), "T": torch.diag_embed(times(mask, x * x)),
        "objective": objective(mask, z, x), "gradient": slope, "hessian": bend,
        "slope": (v * slope).sum(-1), "curvature": (v * times(bend, v)).sum(-1),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theirs, at, along = IMPLEMENTATION(), (plain(mask), plain(z), plain(x)), plain(v)
    first = _gradient_companion(mask, z, x)
    second = _hessian_companion(mask, z, x)
    value = theirs(*at)
    slopes, bends = theirs.gradient(*at), theirs.hessian(*at)
    found = {
        "objective": returned(
            value, _objective_companion(mask, z, x), reference["objective"], d * d + 8
        ),
        "gradient": returned(slopes, first, slope, 2 * d + 8),
        "hessian": returned(bends, second, bend, 2 * d + 10),
    }
    found["slope"] = returned(
        (along * slopes).sum(-1), (v.abs() * first).sum(-1), reference["slope"], 3 * d + 9
    )
    found["curvature"] = returned(
        (along * times(bends, along)).sum(-1), (v.abs() * times(second, v.abs())).sum(-1),
        reference["curvature"], 4 * d + 12,
    )  # fmt: skip
    return Measured(reference, found)


def derivatives(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Any mask, z, x and direction v, as drawn; see `measured`."""
    return measured(p["mask"], p["z"], p["x"], p["v"], implementation)


def full(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """All entries observed: the objective of `models.pca` for M = z z' at x, along z.

    Names as in `pca.measured`, and z.
    """
    made = pca.measured(outer(p["z"]), p["x"], p["z"], implementation)
    return Measured({**made.reference, "z": p["z"]}, made.implementation)


def levels(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Numbers eps, a >= (1 - eps) / 3 and b with b^2 >= a^2 - eps, all of shape (batch,).

    Inputs: eps >= 0; more, beyond >= 0, by how much the bounds on a and b^2 are missed.
    """
    eps = p["eps"]
    a = torch.relu((1 - eps) / 3) + p["more"]
    return Measured({"eps": eps, "a": a, "b": torch.sqrt(torch.relu(a * a - eps) + p["beyond"])})


# Sampling -----------------------------------------------------------------------------------------


def unit(v: Any) -> Any:
    """v / |v|, and 0 for v = 0; shape of v (batch, d)."""
    square = (v * v).sum(-1, keepdim=True)
    return v / torch.sqrt(torch.where(square == 0, torch.ones_like(square), square))


def largest(v: Any) -> Any:
    """The largest absolute value of the entries; shape (batch,)."""
    return v.abs().amax(-1)


def error(mask: Any, p: Any) -> tuple[Any, Any]:
    """E = mask / p - 1 1' (batch, d, d) and its Frobenius norm, no less than the spectral one."""
    E = mask / p[:, None, None] - torch.ones_like(mask)
    return E, torch.sqrt((E * E).sum((-2, -1)))


def sampled(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A mask, its density p, vectors u and x with a bound on their entries, unit vectors v and y.

    Inputs mask, p, u, x, v, y, of which v and y are normalised. Names: W, E, U, X (diagonal), v, y,
    e, p; s = |E|_F; m, the largest entry of u and x.
    """
    E, s = error(p["mask"], p["p"])
    return Measured({
        "W": p["mask"], "E": E, "U": torch.diag_embed(p["u"]), "X": torch.diag_embed(p["x"]),
        "v": unit(p["v"]), "y": unit(p["y"]), "e": torch.ones_like(p["u"]), "p": p["p"], "s": s,
        "m": torch.maximum(largest(p["u"]), largest(p["x"])),
    })  # fmt: skip


def partial(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A mask of density p, a unit vector z and a point x, seen along x and along z.

    Inputs mask, p, z, x and s, a bound on the spectral norm of E = mask / p - 1 1'; z is
    normalised. Names as in `measured`, the slope being that along x and the curvature that along z;
    E, p, s; m, the larger of |z|_inf and |x|_inf / 2; r = |x|, q = max(1, |x|); tau, the least
    number with |<x o x, E (x o x)>| <= tau q^4 and |<z o x, E (z o x)>| <= tau q^2.
    """
    mask, x, s, z = p["mask"], p["x"], p["s"], unit(p["z"])
    along, across = (measured(mask, z, x, v, implementation) for v in (x, z))
    m = torch.maximum(largest(z), largest(x) / 2)
    square, E = (x * x).sum(-1), error(mask, p["p"])[0]
    q = torch.sqrt(torch.maximum(square, torch.ones_like(square)))
    forms = [(w * times(E, w)).sum(-1).abs() for w in (x * x / q[:, None], z * x)]
    reference = {
        **along.reference, "curvature": across.reference["curvature"],
        "E": E, "p": p["p"], "s": s, "m": m, "r": torch.sqrt(square), "q": q,
        "tau": torch.maximum(*forms) / (q * q),
    }  # fmt: skip
    if along.implementation is None or across.implementation is None:
        return Measured(reference)
    found = {**along.implementation, "curvature": across.implementation["curvature"]}
    return Measured(reference, found)


def near_third(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A unit vector z (batch, d), normalised, x = scale z + w, and eps (batch,)."""
    z = unit(p["z"])
    return Measured({"z": z, "x": p["scale"][:, None] * z + p["w"], "eps": p["eps"]})


def polarised(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """E of a mask of density p, g = (w + y) / 2 and h = (w - y) / 2, and the least tau for them."""
    E, g, h = error(p["mask"], p["p"])[0], (p["w"] + p["y"]) / 2, (p["w"] - p["y"]) / 2
    forms = [(v * times(E, v)).sum(-1).abs() for v in (g, h)]
    return Measured({"E": E, "g": g, "h": h, "tau": torch.maximum(*forms)})


def products(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """w = u o v of unit vectors, its signs and the roots of its entries.

    Inputs u, v (batch, d), which are normalised. Names: U = diag(u), v, w, e; S and Q, diagonal:
    the signs of w (1 where it is 0) and the square roots of |w_i|.
    """
    u, v = unit(p["u"]), unit(p["v"])
    w, one = u * v, torch.ones_like(p["u"])
    signs = torch.where(p["u"] * p["v"] >= 0, one, -one)
    return Measured({
        "U": torch.diag_embed(u), "v": v, "w": w, "e": one, "S": torch.diag_embed(signs),
        "Q": torch.diag_embed(torch.sqrt(w.abs())),
    })  # fmt: skip


# Exact points -------------------------------------------------------------------------------------


def exact(
    names: str, mask: Any, z: Sequence[Any], x: Sequence[Any], v: Sequence[Any] = (), **wrong: Any
) -> dict[str, Any]:
    """The quantities in `names` at an exact point: W, Z, X, V, e, R, C and T, as in `measured`.

    `wrong` overrides W, Z, X and V before R, C and T are made of them, and any other quantity.
    """
    W, Z, X, V = (
        Matrix(wrong.get(name, made))
        for name, made in {
            "W": mask,
            "Z": diagonal(z),
            "X": diagonal(x),
            "V": diagonal(v or z),
        }.items()
    )
    e = ones(len(z), 1)
    level = W * X * X * e
    weighted, v = V * level, V * e  # T v = V W X X e, also where V is not diagonal
    weights = [weighted[i] / v[i] if v[i] != 0 else level[i] for i in range(len(e))]
    known = {
        "W": W, "Z": Z, "X": X, "V": V, "e": e, "R": Z * W * Z - X * W * X,
        "C": V * W * X + X * W * V, "T": diag(*weights), **wrong,
    }  # fmt: skip
    return {name: known[name] for name in (*names.split(), *(set(wrong) - set(known)))}


def diagonal(entries: Sequence[Any]) -> Any:
    """diag(entries), exact."""
    return diag(*(sympify(entry) for entry in entries))


def exact_sampled(
    mask: Any, p: Any, u: Any, x: Any, v: Any, y: Any, s: Any, m: Any, **wrong: Any
) -> dict[str, Any]:
    """The quantities of `sampled` at an exact point; `wrong` overrides U and X, and then any."""
    W, e = Matrix(mask), ones(len(u), 1)
    E = W / sympify(p) - e * e.T
    made = {"W": W, "E": E, "U": diagonal(u), "X": diagonal(x), "v": v, "y": y, "e": e}
    return {**made, "p": p, "s": s, "m": m, **wrong}


def exact_partial(
    mask: Any, p: Any, z: Any, x: Any, s: Any, m: Any, **others: Any
) -> dict[str, Any]:
    """W, Z, X, E, e, p, s, m of `partial` at an exact point, and what `others` gives."""
    W, e = Matrix(mask), ones(len(z), 1)
    E = W / sympify(p) - e * e.T
    made = {"W": W, "Z": diagonal(z), "X": diagonal(x), "E": E, "e": e}
    numbers = {name: sympify(value) for name, value in (("p", p), ("s", s), ("m", m))}
    return {**made, **numbers, **others}


def exact_flat(
    on_e: Any, on_z: Any, s: Any, x: Any = 2, m: Any = 1, **others: Any
) -> dict[str, Any]:
    """`exact_partial` for d = 2, z = (1, -1) / sqrt 2, where x and m are in units of 1 / sqrt 2.

    E has the eigenvalues on_e at (1, 1) and on_z at (1, -1); W = (E + 1 1') / 2 is no mask. `x` is
    a number for both entries or a pair; `others` also has c, w and k, with c E = w W / p - k 1 1'.
    """
    unit, p = 1 / sqrt(2), sympify("1/2")
    c, w, k = (sympify(others.pop(name, 1)) for name in "cwk")
    first, second = x if isinstance(x, (list, tuple)) else (x, x)
    J, turned = ones(2, 2), Matrix([[1, -1], [-1, 1]])
    E = (sympify(on_e) * J + sympify(on_z) * turned) / 2
    made = exact_partial(
        p * (c * E + k * J) / w, p, [unit, -unit], [unit * first, unit * second], s, unit * m
    )
    return {**made, "E": E, **others}


def exact_rescaled(point: Mapping[str, Any], c: Any) -> dict[str, Any]:
    """A point of `partial` with e times c and all else such that z, x and the claims stay."""
    weights = {"e": 1, "E": 2, "s": 2, "X": -1, "Z": -1, "m": -1, "p": -2}
    return {name: sympify(c) ** weights.get(name, 0) * value for name, value in point.items()}


def exact_forms(cross: Any, mixed: Any, own: Any, s: Any, x: Any = 1, m: Any = 1) -> dict[str, Any]:
    """`exact_partial` for d = 2, z = (3, 4) / 5 and x e_1, where r = x; p = 1/2.

    E has <x o x, E (z o z)> = 2 m^2 s r cross, <z o x, E (z o x)> = m^2 s r^2 mixed and
    <z o z, E (z o z)> = -m^2 s own; W = (E + 1 1') / 2 is no mask.
    """
    cross, mixed, own, s, x, m = map(sympify, (cross, mixed, own, s, x, m))
    unit = m**2 * s
    first = 25 * unit * mixed / 9
    second = (50 * unit * cross / x - 9 * first) / 16
    E = Matrix([[first, second], [second, (-625 * unit * own - 81 * first - 288 * second) / 256]])
    made = exact_partial((E + ones(2, 2)) / 2, "1/2", ["3/5", "4/5"], [x, 0], s, m)
    return {**made, "r": x}
