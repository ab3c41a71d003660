"""The infinite-width kernel of a ReLU network and the Gaussian kernel, on batches of inputs.

`infinite_width` and `gaussian` are what is under test; the functions that measure quantities for
checks run on tensors, balls and high-precision arrays alike. Inputs X have shape (batch, n, d),
kernel matrices (batch, n, n), vectors (batch, d), scalars (batch,).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from sympy import Matrix, acos, pi, sqrt, sympify
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, output, plain

from .infinite_width import infinite_width

INFINITE_WIDTH = slot(
    "infinite_width_kernel",
    lambda: infinite_width,
    "factory() -> callable(X (batch, n, d)) -> kernel matrices (batch, n, n) of the ReLU network "
    "f = m^(-1/2) sum a_k relu(w_k . x), a_k = +-1 fixed, as the width m grows",
)


def constant_pi(like: Any) -> Any:
    """pi in the arithmetic and shape of `like`."""
    return 4 * torch.atan(torch.ones_like(like))


def length(x: Any) -> Any:
    """|x| along the last dimension."""
    return torch.linalg.vector_norm(x, dim=-1)


def normalised(x: Any) -> Any:
    """x / |x| along the last dimension, and 0 where x = 0."""
    size = length(x)
    return x / torch.where(size == 0, torch.ones_like(size), size)[..., None]


def _quotient_angle(a: Any, b: Any) -> Any:
    """atan(a / b) for a, b >= 0 not both 0, also where b = 0."""
    small = a <= b
    safe = torch.where(small, b, a)
    ratio = torch.where(small, a, b) / torch.where(safe == 0, torch.ones_like(a), safe)
    low = torch.atan(ratio)
    return torch.where(small, low, constant_pi(a) / 2 - low)


def angle(x: Any, y: Any) -> Any:
    """The angle between nonzero x and y, 2 atan(|x - y| / |x + y|) for the unit vectors."""
    p, q = normalised(x), normalised(y)
    return 2 * _quotient_angle(length(p - q), length(p + q))


def _kernel_companion(X: Any) -> Any:
    return X.abs() @ X.mT.abs()


def implemented(X: Any) -> Output:
    """The kernel matrices of the implementation under test."""
    return output(INFINITE_WIDTH()(plain(X)), _kernel_companion(X), 2 * X.shape[-1] + 24)


def kernel(X: Any) -> Any:
    """The infinite-width kernel matrices from the closed form."""
    theta = angle(X[:, :, None], X[:, None])
    # The diagonal has angle 0 exactly; rounding would leave an angle of the order of an ulp.
    apart = 1 - torch.diag_embed(torch.ones_like(X[:, :, 0]))
    return (X @ X.mT) * (1 / 2 - theta * apart / (2 * constant_pi(theta)))


def pair(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Two inputs x, y (batch, d) and the arc of directions of w at which both gates are open.

    Directions are angles in the plane of x and y, from x towards y. The gate of x is open from
    -pi/2 to high = pi/2, that of y from low on: there <w, y> changes its sign. Quantities: x, y, r,
    s (their lengths), theta (pi/2 for a zero input), p = pi, low, high, P = (high - low) / (2 pi),
    K = <x, y> P.
    """
    x, y = p["x"], p["y"]
    r, s, c = length(x), length(y), (x * y).sum(-1)
    first = normalised(x)
    along = (first * y).sum(-1)
    over = length(y - along[:, None] * first)
    # <w, y> = along cos + over sin changes its sign at -atan(along / over).
    tilt = _quotient_angle(along.abs(), over)
    low, high = torch.where(along >= 0, -tilt, tilt), constant_pi(r) / 2
    nothing = (r == 0) | (s == 0)
    low = torch.where(nothing, 0 * r, low)
    theta = torch.where(nothing, high, angle(x, y))
    P = (high - low) / (2 * constant_pi(r))
    reference = {
        "x": x, "y": y, "r": r, "s": s, "theta": theta, "p": constant_pi(r), "low": low,
        "high": high, "P": P, "K": c * P,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theirs = implemented(torch.stack([x, y], 1))
    return Measured(reference, {"K": Output(theirs.value[:, 0, 1], theirs.explained[:, 0, 1])})


def exact_pair(x: Sequence[Any], y: Sequence[Any], **changes: Any) -> dict[str, Any]:
    """The quantities of `pair` at exact nonzero x and y; `changes` replaces some."""
    a, b = Matrix([sympify(e) for e in x]), Matrix([sympify(e) for e in y])
    c, r, s = a.dot(b), sqrt(a.dot(a)), sqrt(b.dot(b))
    theta = acos(c / (r * s))
    P = (pi - theta) / (2 * pi)
    made = {
        "x": a, "y": b, "r": r, "s": s, "theta": theta, "p": pi, "low": theta - pi / 2,
        "high": pi / 2, "P": P, "K": c * P,
    }  # fmt: skip
    return {**made, **changes}


def _bottom(A: Any, B: Any, K: Any, lam: Any) -> tuple[Any, Any]:
    """An eigenvector (a, b) of [[A, K], [K, B]] for its smaller eigenvalue lam; nonzero."""
    one = torch.ones_like(K)
    first, second = A > B, A == B
    a = torch.where(first, K, torch.where(second, one, lam - B))
    b = torch.where(first, lam - A, torch.where(second, torch.where(K > 0, -one, one), K))
    return a, b


def gram_of_two(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The kernel matrix [[A, K], [K, B]] of two inputs, its smaller eigenvalue and a vector.

    Quantities: x, y, theta, p = pi, A, B, K, lam, m = min(|x|^2, |y|^2), and (a, b), an
    eigenvector for lam. The implementation's lam is that of its matrix.
    """
    X = torch.stack([p["x"], p["y"]], 1)
    H, squares = kernel(X), (X * X).sum(-1)
    A, B, K = squares[:, 0] / 2, squares[:, 1] / 2, H[:, 0, 1]
    entries = torch.stack([A, K, K, B], -1).reshape(-1, 2, 2)
    lam = torch.linalg.eigvalsh(entries)[:, 0]
    a, b = _bottom(A, B, K, lam)
    reference = {
        "x": p["x"], "y": p["y"], "theta": angle(p["x"], p["y"]), "p": constant_pi(A), "A": A,
        "B": B, "K": K, "lam": lam, "m": torch.minimum(squares[:, 0], squares[:, 1]), "a": a,
        "b": b,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theirs = implemented(X)
    places = {"A": (0, 0), "B": (1, 1), "K": (0, 1)}
    found = {
        name: Output(theirs.value[:, i, j], theirs.explained[:, i, j])
        for name, (i, j) in places.items()
    }
    return Measured(reference, {**found, "lam": smallest_eigenvalue(theirs, X)})


def smallest_eigenvalue(matrices: Output, X: Any) -> Output:
    """The smallest eigenvalue of an implementation's matrices, by LAPACK.

    By Weyl it moves by at most the Frobenius norm of the change of the matrix; the eigensolver's
    own error is a modest multiple of the unit roundoff times that norm (n^2 is generous).
    """
    value = torch.linalg.eigvalsh(matrices.value)[:, 0]
    size = torch.sqrt((_kernel_companion(X) ** 2).sum((-2, -1)))
    return output(value, size, 2 * X.shape[-1] + 24 + X.shape[1] ** 2)


def exact_two(x: Sequence[Any], y: Sequence[Any], a: Any, b: Any, **changes: Any) -> dict[str, Any]:
    """The quantities of `gram_of_two` at exact nonzero x and y, and any a and b.

    lam is the quotient of the form and a^2 + b^2, so (a, b) should be an eigenvector.
    """
    made = exact_pair(x, y)
    X, Y = (made[name].dot(made[name]) for name in "xy")
    a, b = sympify(a), sympify(b)
    lam = (a**2 * X / 2 + 2 * a * b * made["K"] + b**2 * Y / 2) / (a**2 + b**2)
    kept = {name: made[name] for name in ("x", "y", "theta", "p", "K")}
    rest = {"A": X / 2, "B": Y / 2, "a": a, "b": b, "lam": lam, "m": min(X, Y)}
    return {**kept, **rest, **changes}


def opposite_pairs(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The kernel of the inputs x_1, ..., x_n, -x_1, ..., -x_n, with a vector a, sum a_i x_i = 0.

    Inputs X (batch, n, d), a (batch, n). Quantities: X, a, Z, the 2 n inputs, same and opposite
    (batch, 2 n, n), the left and right halves of the kernel matrix; p = pi; and for z = Z_1 and
    x = X_last: theta, turned, the angles of z to x and to -x, K and N, the kernel there.
    """
    X, n = p["X"], p["X"].shape[1]
    Z = torch.cat([X, -X], 1)
    z, x = Z[:, 0], X[:, -1]
    theta, turned = angle(z, x), angle(z, -x)
    c, one = (z * x).sum(-1), constant_pi(theta)
    H = kernel(Z)
    reference = {
        "X": X, "a": p["a"], "Z": Z, "same": H[:, :, :n], "opposite": H[:, :, n:], "p": one,
        "z": z, "x": x, "theta": theta, "turned": turned, "K": c * (one - theta) / (2 * one),
        "N": -c * (one - turned) / (2 * one),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    theirs = implemented(Z)
    places: dict[str, Any] = {
        "same": (slice(None), slice(n)), "opposite": (slice(None), slice(n, None)),
        "K": (0, n - 1), "N": (0, 2 * n - 1),
    }  # fmt: skip
    found = {
        name: Output(theirs.value[:, i, j], theirs.explained[:, i, j])
        for name, (i, j) in places.items()
    }
    return Measured(reference, found)


def exact_opposite_pairs(
    X: Sequence[Sequence[Any]], a: Sequence[Any], **changes: Any
) -> dict[str, Any]:
    """The quantities of `opposite_pairs` at exact nonzero inputs."""
    points = [*X, *([-sympify(e) for e in row] for row in X)]
    table = [[exact_pair(first, second)["K"] for second in points] for first in points]
    H, n = Matrix(table), len(X)
    corner = exact_pair(points[0], points[n - 1])
    made = {
        "X": Matrix(points[:n]), "a": list(a), "Z": Matrix(points), "same": H[:, :n],
        "opposite": H[:, n:], "p": pi, "z": corner["x"], "x": corner["y"],
        "theta": corner["theta"], "turned": pi - corner["theta"], "K": H[0, n - 1],
        "N": H[0, 2 * n - 1],
    }  # fmt: skip
    return {**made, **changes}


def matrix_norms(E: Tensor) -> tuple[Tensor, Tensor]:
    """Operator and Frobenius norm; shapes (batch,)."""
    return torch.linalg.matrix_norm(E, 2), torch.linalg.matrix_norm(E)


MATRIX_NORMS = slot(
    "matrix_norms",
    lambda: matrix_norms,
    "factory() -> callable(E (batch, n, n)) -> (operator norms, Frobenius norms), each (batch,)",
)


def entries(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A square matrix E (batch, n, n) with a nonzero vector v (batch, n); option: place.

    Quantities: E, v; t, the largest |E_ij|; frobenius, op = |E v| / |v|; size, the absolute value
    of the entry number `place`, partial and following, their sums up to it, without and with it;
    nothing = 0, total, squares, the sums of all absolute values and of their squares.
    """
    E, v, place = p["E"], p["v"], options["place"]
    size = E.flatten(1).abs()
    squares, zero = (size * size).sum(-1), 0 * size[:, 0]
    partial = torch.cat([zero[:, None], size[:, :place]], 1).sum(-1)
    image = (E @ v[..., None])[..., 0]
    reference = {
        "E": E, "v": v, "t": size.amax(-1), "frobenius": torch.sqrt(squares), "nothing": zero,
        "size": size[:, place], "partial": partial, "following": partial + size[:, place],
        "total": size.sum(-1), "squares": squares, "op": length(image) / length(v),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    op, frobenius = MATRIX_NORMS()(plain(E))
    bound, count = torch.sqrt(squares), size.shape[1] + 24
    found = {"op": output(op, bound, count), "frobenius": output(frobenius, bound, count)}
    return Measured(reference, found)


def exact_entries(E: Sequence[Sequence[Any]], v: Sequence[Any]) -> dict[str, Any]:
    """The quantities of `entries` at an exact matrix whose entries have one absolute value."""
    matrix, vector = Matrix(E), Matrix(v)
    image, size = matrix * vector, abs(matrix[0])
    return {
        "E": matrix, "v": vector, "t": size, "frobenius": sqrt((matrix.T * matrix).trace()),
        "op": sqrt(image.dot(image) / vector.dot(vector)),
        "size": lambda k: size + 0 * k, "sums": lambda k: size * k,
    }  # fmt: skip
