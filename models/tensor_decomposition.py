"""Orthogonal symmetric tensors of order 4, sum_i w_i a_i (x) a_i (x) a_i (x) a_i: decomposition.

T (d, d, d, d) is given by all entries; the components a_i are an orthonormal basis, w_i > 0. The
matrices T(., ., M) = sum_i w_i <a_i, M a_i> a_i a_i' have the same eigenvectors for every symmetric
M. A few of them, for random M, take one pass over half of the entries; the first is diagonalised,
and all together correct the basis: where two eigenvalues of one matrix are close, those of another
are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from lemmata.balls import Ball
from lemmata.measure import Measured, derived, output, plain

from .pca import outer, returned
from .tensors import coordinates


@dataclass(frozen=True)
class Decomposition:
    """Weights (d,) and components, the columns of a matrix (d, d), each up to its sign."""

    weights: Tensor
    components: Tensor


def contractions(T: Tensor, M: Tensor) -> Tensor:
    """T(., ., M_k) for symmetric T (d, d, d, d) and M (count, d, d); shape (count, d, d).

    Reads the entries of T whose first two indices are ordered.
    """
    count, d = len(M), len(T)
    twice = 2 * M.triu(1) + torch.diag_embed(M.diagonal(dim1=1, dim2=2))
    found = T.new_zeros(count, d * d)
    for a in range(d):
        found.addmm_(twice[:, a, a:], T[a, a:].reshape(d - a, d * d))
    return found.reshape(count, d, d)


def corrected(basis: Tensor, matrices: Tensor) -> Tensor:
    """A basis nearer to diagonalising all matrices (count, d, d); the error is squared.

    One rotation I + X for all pairs: X_ij (e_j - e_i) is off-diagonal entry (i, j) of each matrix
    in the basis, e its diagonal, by least squares over the matrices. Then one Newton step back to
    orthonormal columns.
    """
    inside = basis.T @ matrices @ basis
    values = inside.diagonal(dim1=1, dim2=2)
    gaps = values[:, None, :] - values[:, :, None]
    total = (gaps * gaps).sum(0)
    total.diagonal().fill_(1)
    turned = basis + basis @ ((inside * gaps).sum(0) / total)
    defect = turned.T @ turned
    defect.diagonal().sub_(1)
    return turned - turned @ defect / 2


def decompose(T: Tensor, M: Tensor, corrections: int = 2) -> Decomposition:
    """All components of T from its contractions with M (count, d, d), random symmetric matrices.

    For count >= 2. The order of the components is that of the eigenvalues of the first one.
    """
    matrices = contractions(T, M)
    basis = torch.linalg.eigh(matrices[0]).eigenvectors
    for _ in range(corrections):
        basis = corrected(basis, matrices)
    forms = (basis * (M @ basis)).sum(1)
    values = (basis * (matrices @ basis)).sum(1)
    return Decomposition((values * forms).sum(0) / (forms * forms).sum(0), basis)


# Certificates -------------------------------------------------------------------------------------


def powers(T: Any, x: Any) -> Any:
    """T(., x, x, x) for the columns of x (d, n), in any arithmetic; shape (d, n)."""
    d, n = x.shape
    found = T.reshape(d**3, d) @ x
    for _ in range(2):
        found = (found.reshape(-1, d, n) * x).sum(1)
    return found


def distances(T: Tensor, x: Tensor, largest: float) -> Tensor:
    """Upper bounds on the distance of each column of x / |x| to a component, up to sign; (n,).

    For T with orthonormal components and weights in (0, largest]. Inf where nothing is known. With
    unit x, S = T(., ., x, x) has eigenvalues s_j = w_j <a_j, x>^2. If S x = l x + r, some s_i is
    within |r| of l, so <a_i, x>^2 >= (l - |r|) / largest, and the other s_j are at most
    largest sin^2, where sin is the sine of the angle between x and a_i. Then
    sin <= |r| / (l - largest sin^2), first with 1 - (l - |r|) / largest for sin^2.
    """
    given = Ball.exact(x)
    length = torch.sqrt((given * given).sum(0))
    unit = given / length
    image = powers(Ball.exact(T), given) / length**3
    value = (unit * image).sum(0)
    rest = image - value * unit
    size = torch.sqrt(Ball.exact((rest * rest).sum(0).upper()))
    bound = Ball.exact(torch.full_like(size.mid, largest))
    squared = (bound - (value - size)) / bound
    for _ in range(3):
        room = value - bound * squared
        sine = size / room
        sure = (room.lower() > 0) & (sine.upper() < 1)
        high = torch.where(sure, sine.upper(), 1.0)
        squared = Ball.exact(high) * Ball.exact(high)
    # |x - a|^2 = 2 - 2 cos = 2 sin^2 / (1 + cos)
    chord = torch.sqrt(2 * squared / (1 + torch.sqrt(1 - squared)))
    return torch.where(sure & (value.lower() > 0), chord.upper(), torch.inf)


# What a check measures ----------------------------------------------------------------------------


def found_from_entries(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The objective of T at x, from its entries and from the factors that `decompose` finds.

    Inputs T (batch, d, d, d, d), its weights (batch, d) and components (batch, d, d), M (batch,
    count, d, d) symmetric, x (batch, d). Names, for the factors w_i^(1/4) a_i, as in
    `models.tensors.two_models`: T, K, z, Y, e, full and factored, which the implementation gives
    from the found components and weights, each with what rounding explains.
    """
    T, w, B, x = p["T"], p["weights"], p["components"], p["x"]
    batch, d = x.shape
    flat, z = T.reshape(batch, d * d, d * d), outer(x).reshape(batch, d * d)
    pairs = (B[:, :, None, :] * B[:, None, :, :]).reshape(batch, d * d, d)
    root = torch.sqrt(w)
    y = torch.sqrt(root) * coordinates(B, x)
    reference = {
        "T": flat, "K": pairs * root[:, None, :], "z": z, "Y": torch.diag_embed(y),
        "e": torch.ones_like(y), "full": (z * (flat @ z[:, :, None])[:, :, 0]).sum(-1),
        "factored": (w * coordinates(B, x) ** 4).sum(-1),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    rows = zip(plain(T), plain(p["M"]), strict=True)
    made = [decompose(entries, mixed) for entries, mixed in rows]
    vectors = torch.stack([found.components for found in made])
    size, count = _companions(T, w, B, p["M"]), 2 * d * d + 8 * d + 4 * p["M"].shape[1] + 24
    # Each found vector is compared with the component that it is nearest to.
    nearest = (vectors.mT @ plain(B)).abs().argmax(2)[:, None, :]
    components = output(vectors, size.gather(2, nearest.expand(batch, d, d)), count)
    around = type(x)(components.value, components.explained)
    values, forms = _forms(around, flat, p["M"])
    square = (forms**2).sum(1)
    exact = (values * forms).sum(1) / square
    many, most = _forms(around.abs(), flat.abs(), p["M"].abs())
    size = ((many * most).sum(1) + exact.abs() * (most * most).sum(1)) / square
    numbers = returned(torch.stack([found.weights for found in made]), size, exact, count)
    weights = type(x)(numbers.value, numbers.explained)
    factored = (weights * coordinates(around, x) ** 4).sum(-1)
    return Measured(reference, {"factored": derived(factored, components, numbers)})


def _contracted(flat: Any, M: Any) -> Any:
    """T(., ., M_k) for T as a matrix (batch, d^2, d^2); shape (batch, count, d, d)."""
    batch, count, d, _ = M.shape
    return (M.reshape(batch, count, d * d) @ flat).reshape(M.shape)


def _forms(basis: Any, flat: Any, M: Any) -> tuple[Any, Any]:
    """<b, T(., ., M_k) b> and <b, M_k b> for the columns b of a basis; both (batch, count, d)."""
    b = basis[:, None]
    return (b * (_contracted(flat, M) @ b)).sum(2), (b * (M @ b)).sum(2)


def _companions(T: Any, w: Any, B: Any, M: Any) -> Any:
    """What bounds, times a rounding, the errors of the last correction; shape of B.

    The off-diagonal entries that it divides by the gaps are 0 but for rounding: at most `noise`
    together for a pair (i, j), over the length of their gaps.
    """
    batch, d = w.shape
    b, one = B[:, None], torch.diag_embed(torch.ones_like(w))
    noise = b.abs().mT @ _contracted(T.abs().reshape(batch, d * d, d * d), M.abs()) @ b.abs()
    values = w[:, None] * (b * (M @ b)).sum(2)
    gaps = values[:, :, :, None] - values[:, :, None, :]
    length = torch.sqrt((gaps**2).sum(1) + one)
    turned = torch.sqrt((noise**2).sum(1)) / length * (1 - one)
    return B.abs() @ (turned + B.abs().mT @ B.abs() + one)


# Exact instances ----------------------------------------------------------------------------------


def planted(
    d: int, generator: torch.Generator, mixes: int = 6, bits: int = 4
) -> tuple[Decomposition, Tensor]:
    """A random decomposition and its tensor, both exact in float64; d is a multiple of 4.

    The components are orthonormal without rounding: signs, permutations and Hadamard matrices of
    order 4 over 2, `mixes` times. The weights lie in [1, 3/2). All entries are multiples of
    2^-(4 mixes + bits + 1), so that no sum is rounded.
    """
    if d % 4:
        raise ValueError(f"d must be a multiple of 4, got {d}")
    hadamard = torch.tensor([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]])
    basis = torch.eye(d, dtype=torch.float64)
    for _ in range(mixes):
        signs = 1 - 2 * torch.randint(0, 2, (d, 1), generator=generator)
        mixed = hadamard.double() / 2 @ (signs * basis).reshape(d // 4, 4, d)
        basis = mixed.reshape(d, d)[torch.randperm(d, generator=generator)]
    weights = 1 + torch.randint(0, 2**bits, (d,), generator=generator).double() / 2 ** (bits + 1)
    pairs = (basis[:, None, :] * basis[None]).reshape(d * d, d)
    return Decomposition(weights, basis), ((pairs * weights) @ pairs.T).reshape(d, d, d, d)


def symmetric(count: int, d: int, generator: torch.Generator) -> Tensor:
    """Random symmetric matrices; shape (count, d, d)."""
    root = torch.randn(count, d, d, generator=generator, dtype=torch.float64)
    return root + root.mT
