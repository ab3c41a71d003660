"""Points of the 3-spin glass: the packed derivatives against contractions of the raw couplings.

H(x) = N^-1 sum_ijk g_ijk x_i x_j x_k with couplings g (batch, N, N, N), in no way symmetric, and
points x (batch, N). As 24 abc = (a+b+c)^3 - (a+b-c)^3 - (a-b+c)^3 - (b+c-a)^3, it is a sum of
weighted cubes w_r <a_r, x>^3 / N for integer vectors a_r: `cubes` makes them from any g. Functions
run on tensors, balls and high-precision arrays alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement, permutations
from typing import Any

import torch
from sympy import Matrix, diag, ones, sympify
from torch import Tensor

from lemmata import inner
from lemmata.implementations import slot
from lemmata.measure import Measured, derived, plain

from .pca import outer, returned
from .spin_glass import SpinGlass
from .tensors import coordinates, quadratic

# Terms --------------------------------------------------------------------------------------------


def energy(W: Any, Y: Any, e: Any, N: Any) -> Any:
    """sum_r w_r y_r^3 / N for W = diag(w), Y = diag(y), e = (1, ..., 1)."""
    return inner(Y * e, W * Y * Y * e) / N


def normalised(y: Any, N: Any) -> Any:
    """(3 - |y|^2 / N) / 2 y, which is sqrt(N) y / |y| up to (|y|^2 - N)^2."""
    return (3 - inner(y, y) / N) / 2 * y


def extended(B: Any, b: Any, x: Any, N: Any) -> Any:
    """<b, y> + <y, B y> / 2 at y = normalised(x, N)."""
    return quadratic(B, b, normalised(x, N))


# Implementation -----------------------------------------------------------------------------------


class PackedGlass:
    """Half of the couplings, packed anew for every row; the default of the slot `spin_glass`."""

    def derivatives(self, g: Tensor, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Energies (batch,), gradients (batch, N) and Hessians (batch, N, N)."""
        rows = [SpinGlass.of(own).derivatives(at) for own, at in zip(g, x, strict=True)]
        first, second, third = (torch.stack(parts) for parts in zip(*rows, strict=True))
        return first, second, third


GLASS = slot(
    "spin_glass",
    PackedGlass,
    "factory() -> object with derivatives(g, x) -> (energy (batch,), gradient (batch, N), Hessian "
    "(batch, N, N)) of sum_ijk g_ijk x_i x_j x_k / N in all of R^N, for any couplings g "
    "(batch, N, N, N) and points x (batch, N)",
)

# Measured quantities ------------------------------------------------------------------------------


def matrix(g: Any, x: Any) -> Any:
    """M_ij = sum_k S_ijk x_k, S the symmetric part of g: every order of indices contracted."""
    first = torch.einsum("bijk,bk->bij", g, x)
    second = torch.einsum("bijk,bj->bik", g, x)
    third = torch.einsum("bijk,bi->bjk", g, x)
    return (first + first.mT + second + second.mT + third + third.mT) / 6


def contracted(g: Any, x: Any) -> tuple[Any, Any, Any]:
    """H, its gradient and its Hessian at x."""
    N, M = x.shape[1], matrix(g, x)
    moved = times(M, x)
    return dot(x, moved) / N, 3 * moved / N, 6 * M / N


def dot(u: Any, v: Any) -> Any:
    """Inner products; shape (batch,)."""
    return (u * v).sum(-1)


def times(A: Any, v: Any) -> Any:
    """A v for every row; shape (batch, N)."""
    return (A * v[:, None, :]).sum(-1)


NAMES = ("energy", "gradient", "hessian")


def _returned(g: Any, x: Any, exact: Sequence[Any]) -> dict[str, Any]:
    """What the slot returns at the midpoints; three contractions and a few sums and factors."""
    values = GLASS().derivatives(plain(g), plain(x))
    size = contracted(g.abs(), x.abs())
    parts = zip(NAMES, values, size, exact, strict=True)
    return {n: returned(v, s, e, 3 * x.shape[1] + 20) for n, v, s, e in parts}


def cubes(g: Any) -> tuple[Any, Any]:
    """A (batch, N, n) and w (batch, n): sum_r w_r <a_r, x>^3 = sum_ijk g_ijk x_i x_j x_k."""
    N = g.shape[1]
    axes = torch.diag_embed(torch.ones_like(g[:, 0, 0])).unbind(1)
    columns, weights = [], []
    for i, j, k in combinations_with_replacement(range(N), 3):
        total = sum(g[:, a, b, c] for a, b, c in set(permutations((i, j, k))))
        a, b, c = axes[i], axes[j], axes[k]
        columns += [a + b + c, a + b - c, a - b + c, b + c - a]
        weights += [total / 24, -total / 24, -total / 24, -total / 24]
    return torch.stack(columns, 2), torch.stack(weights, 1)


def along(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """H at x along v; inputs g, x and v (batch, N).

    Names: N; A, W = diag(w) of `cubes`, Y = diag(A'x), V = diag(A'v), e; x, v; energy, slope and
    bend, the derivatives of H along v: from those that the slot `spin_glass` returns.
    """
    g, x, v = p["g"], p["x"], p["v"]
    A, w = cubes(g)
    H, q, D = contracted(g, x)
    reference = {
        "N": torch.ones_like(H) * x.shape[1],
        **{name: torch.diag_embed(c) for name, c in _diagonals(A, w, x, v).items()},
        "A": A,
        "e": torch.ones_like(w),
        "x": x,
        "v": v,
        "energy": H,
        "slope": dot(v, q),
        "bend": dot(v, times(D, v)),
    }
    if not implementation:
        return Measured(reference)
    found, ball = _returned(g, x, (H, q, D)), type(x)
    own, bent = (ball(found[n].value, found[n].explained) for n in NAMES[1:])
    theirs = {
        "energy": found["energy"],
        "slope": derived(dot(v, own), found["gradient"]),
        "bend": derived(dot(v, times(bent, v)), found["hessian"]),
    }
    return Measured(reference, theirs)


def _diagonals(A: Any, w: Any, x: Any, v: Any) -> dict[str, Any]:
    return {"W": w, "Y": coordinates(A, x), "V": coordinates(A, v)}


def on_the_sphere(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """H on |x|^2 = N, at x = sqrt(N) z / |z| along the tangent part v of u; inputs g, z, u.

    Names: N, x, v, M, H; gradient and hessian in all of R^N, from the slot `spin_glass`; B and b of
    a function with the same; sphere_gradient, the tangent part of the gradient, and second, the
    second derivative along the great circle with velocity v.
    """
    g, z, u = p["g"], p["z"], p["u"]
    N = z.shape[1]
    x = z * torch.sqrt(N / dot(z, z))[:, None]
    v = u - (dot(u, z) / dot(z, z))[:, None] * z
    H, q, D = contracted(g, x)
    reference = {
        "N": torch.ones_like(H) * N,
        "x": x,
        "v": v,
        "M": matrix(g, x),
        "H": H,
        "gradient": q,
        "hessian": D,
        "B": D,
        "b": q - times(D, x),
        **_restricted(x, v, q, D),
    }
    if not implementation:
        return Measured(reference)
    found, ball = _returned(g, x, (H, q, D)), type(x)
    own, bent = (ball(found[n].value, found[n].explained) for n in NAMES[1:])
    values = _restricted(x, v, own, bent)
    theirs = {
        "H": found["energy"],
        "gradient": found["gradient"],
        "hessian": found["hessian"],
        "sphere_gradient": derived(values["sphere_gradient"], found["gradient"]),
        "second": derived(values["second"], found["gradient"], found["hessian"]),
    }
    return Measured(reference, theirs)


def _restricted(x: Any, v: Any, q: Any, D: Any) -> dict[str, Any]:
    """From gradient q and Hessian D in R^N: gradient and second derivative on |x|^2 = N."""
    radial, N = dot(x, q) / x.shape[1], x.shape[1]
    P = torch.diag_embed(torch.ones_like(x)) - outer(x) / N
    return {
        "sphere_gradient": times(P, q),
        "second": dot(v, times(D, v)) - radial * dot(v, v),
    }


# Averages over couplings --------------------------------------------------------------------------


def uncorrelated_signs(count: int) -> Tensor:
    """All outcomes, equally likely, of `count` uncorrelated signs; (2^k, count) for a small k.

    Columns of a Hadamard matrix but the first: each, and each product of two, averages to 0.
    """
    bits = count.bit_length()
    rows, columns = torch.arange(2**bits)[:, None], torch.arange(1, count + 1)
    ones = sum((rows >> bit) & (columns >> bit) & 1 for bit in range(bits))
    return (1 - 2 * torch.as_tensor(ones % 2)).to(torch.float64)


def _average(x: Any, y: Any, p: int) -> Any:
    """E H_p(x) H_p(y) over `uncorrelated_signs`, from the values of H_p; shape (batch,)."""
    N, signs = x.shape[1], uncorrelated_signs(x.shape[1] ** p).to(x.device, x.dtype)
    both = [(_power(z, p)[:, None, :] * signs).sum(-1) for z in (x, y)]
    return (both[0] * both[1]).sum(-1) / len(signs) * (N * torch.ones_like(x[:, 0])) ** (1 - p)


def averaged(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """E H_p(x) H_p(y) by enumeration of uncorrelated signs; inputs x and y, option p.

    Names: N, p, x, y, K_p, K_next, K_0, K_even and K_odd, those for 2 p and 2 p + 1. Where
    2 p + 1 = 3 the energies are also those of the slot `spin_glass`.
    """
    x, y, order = p["x"], p["y"], options["p"]
    one, N = torch.ones_like(x[:, 0]), x.shape[1]
    orders = {"p": order, "next": order + 1, "0": 0, "even": 2 * order, "odd": 2 * order + 1}
    reference = {
        "N": N * one,
        "p": order * one,
        "x": x,
        "y": y,
        **{f"K_{name}": _average(x, y, own) for name, own in orders.items()},
    }
    if not implementation or order != 1:
        return Measured(reference)
    signs = uncorrelated_signs(N**3).to(plain(x))
    g = signs.reshape(1, -1, N, N, N).expand(len(plain(x)), -1, -1, -1, -1).flatten(0, 1)
    g, ball, product, sources = type(x).exact(g), type(x), 1, []
    for z in (x, y):
        at = z[:, None, :].expand(-1, len(signs), -1).reshape(-1, N)
        exact = contracted(g, at)
        energy = _returned(g, at, exact)["energy"]
        values = ball(energy.value, energy.explained).reshape(-1, len(signs))
        product, sources = product * values, [*sources, energy.value.reshape(-1, len(signs))]
    return Measured(reference, {"K_odd": derived(product.sum(-1) / len(signs), *sources)})


# Any order ----------------------------------------------------------------------------------------


def _power(x: Any, p: int) -> Any:
    """All products x_i1 ... x_ip; shape (batch, N^p)."""
    power = torch.ones_like(x[:, :1])
    for _ in range(p):
        power = (power[:, :, None] * x[:, None, :]).reshape(len(power), -1)
    return power


def _slopes(J: Any, x: Any, m: int) -> Any:
    """The gradient of sum J x_i1 ... x_im for J (batch, N^m): one index left out in turn."""
    N, total = x.shape[1], 0 * x
    for place in range(m):
        left, right = _power(x, place), _power(x, m - 1 - place)
        parts = J.reshape(len(J), N**place, N, -1) * left[:, :, None, None]
        total = total + (parts * right[:, None, None, :]).sum(-1).sum(1)
    return total


def one_more_index(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The spin glass H of p + 1 indices at a critical point x of the sphere, by its slices.

    Inputs J (batch, N^(p + 1)) and z, x = sqrt(N) z / |z|; option p. A product u x ... x, u
    orthogonal to x, is taken from J, which makes x critical. Names: c = sqrt(N), p, x; a and b, the
    energies and slopes along x of the glasses of the slices J_i, of p indices; H and its gradient
    q = lam x, where p + 1 = 3 those of the slot `spin_glass`.
    """
    z, order = p["z"], options["p"]
    N = z.shape[1]
    x = z * torch.sqrt(N / dot(z, z))[:, None]
    across = _slopes(p["J"], x, order + 1)
    across = across - (dot(across, x) / N)[:, None] * x
    J = p["J"] - (across[:, :, None] * _power(x / N, order)[:, None, :]).reshape(len(z), -1)
    slices = J.reshape(len(z) * N, -1)
    same = (x[:, None, :] * torch.ones_like(x)[:, :, None]).reshape(-1, N)
    c = torch.sqrt(N * torch.ones_like(x[:, 0]))
    a = (slices * _power(same, order)).sum(-1).reshape(-1, N) * c[:, None] ** (1 - order)
    b = dot(_slopes(slices, same, order), same).reshape(-1, N) * c[:, None] ** (1 - order)
    H = (J * _power(x, order + 1)).sum(-1) * c**-order
    q = _slopes(J, x, order + 1) * c[:, None] ** -order
    reference = {"c": c, "p": 0 * c + order, "x": x, "a": a, "b": b, "H": H, "q": q}
    reference["lam"] = dot(q, x) / N
    if not implementation or order != 2:
        return Measured(reference)
    g = J.reshape(-1, N, N, N)
    found = _returned(g, x, contracted(g, x))
    return Measured(reference, {"H": found["energy"], "q": found["gradient"]})


# Exact points -------------------------------------------------------------------------------------


def exact_along(
    factors: Sequence[Any], w: Sequence[Any], x: Sequence[Any], v: Sequence[Any], **wrong: Any
) -> dict[str, Any]:
    """The quantities of `along` for given cubes, exactly, with N = 2; `wrong` overrides some."""
    A = Matrix(factors).T
    made = {
        "W": diag(*map(sympify, w)),
        "Y": diag(*(A.T * Matrix(x))),
        "V": diag(*(A.T * Matrix(v))),
    }
    return {**made, "N": 2, "A": A, "e": ones(len(w), 1), "x": Matrix(x), "v": Matrix(v), **wrong}


def exact_operators(W: Any, Y: Any, V: Any, **wrong: Any) -> dict[str, Any]:
    """The same at x = (1, 0) along v = (0, 1), with A such that Y e = A'x and V e = A'v."""
    W, Y, V = Matrix(W), Matrix(Y), Matrix(V)
    e = ones(W.rows, 1)
    made = {"W": W, "Y": Y, "V": V, "N": 2, "A": Matrix.hstack(Y * e, V * e).T, "e": e}
    return {**made, "x": Matrix([1, 0]), "v": Matrix([0, 1]), **wrong}


def exact_on_the_sphere(M: Any, x: Any, v: Any, **wrong: Any) -> dict[str, Any]:
    """The quantities of `on_the_sphere` where |x|^2 = N, for M = M(x), exactly.

    `wrong` overrides some, `q` the gradient and `B` the Hessian before b is made from them.
    """
    M, x, N = Matrix(M), Matrix(x), wrong.pop("N", len(x))
    q = Matrix(wrong.pop("q", 3 * M * x / N))
    B = Matrix(wrong.pop("B", 6 * M / N))
    b = q - (B + B.T) / 2 * x
    H = (x.T * M * x)[0] / N
    return {"N": N, "x": x, "v": Matrix(v), "M": M, "H": H, "B": B, "b": b, **wrong}


def exact_covariance(x: Sequence[Any], y: Sequence[Any], **wrong: Any) -> dict[str, Any]:
    """x, y, N and K(p) = N (<x, y> / N)^p for every p, exactly; `wrong` overrides some."""
    N = wrong.get("N", len(x))
    ratio = (Matrix(x).T * Matrix(y))[0] / sympify(N)
    return {"x": Matrix(x), "y": Matrix(y), "N": N, "K": lambda p: N * ratio**p, **wrong}
