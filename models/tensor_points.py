"""Points of the unit sphere in the coordinates of orthonormal components a_1, ..., a_n.

The objective f(x) = sum_i <a_i, x>^4 and the slot `tensor` are those of `models.tensors`. Arrays
have the batch first: x (batch, d), frames A (batch, d, n) whose columns are the components. The
operator D = sum_i <a_i, x> a_i a_i' (batch, d, d) carries the coordinates, so that
D D x = sum_i <a_i, x>^3 a_i and f(x) = <x, D D x> in every dimension; for a_i = e_i it is diag(x).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from sympy import Identity, Matrix, Rational, diag, eye, sqrt, sympify, zeros
from torch import Tensor

from lemmata import inner
from lemmata.measure import Measured, derived, plain

from .pca import outer, reflection, returned
from .tensors import TENSOR, coordinates

# Terms --------------------------------------------------------------------------------------------


def value(D: Any, x: Any) -> Any:
    """The objective as a SymPy term."""
    return inner(x, D * D * x)


def slope(D: Any, x: Any) -> Any:
    """4 (|x|^2 D D x - f(x) x) as a SymPy term; the Riemannian gradient where |x| = 1."""
    return 4 * (inner(x, x) * D * D * x - value(D, x) * x)


def bend(D: Any, x: Any) -> Any:
    """The Riemannian Hessian P (12 D D - 4 f(x) I) P, P = I - x x', as a SymPy term; |x| = 1."""
    one = Identity(x.shape[0])
    P = one - x * x.T
    return P * (12 * D * D - 4 * value(D, x) * one) * P


# Measured points ----------------------------------------------------------------------------------


def _placed(p: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[Any, Any]:
    """The frame (batch, d, n) and the point V c of its ray; see `points`."""
    V = reflection(p["w"])
    return V[:, :, : options["n"]], (V * p["c"][:, None, :]).sum(-1)


def _component(A: Any, index: Tensor) -> Any:
    """One component a row: index (batch,) of integers; shape (batch, d)."""
    chosen = index.long()[:, None] == torch.arange(A.shape[2], device=index.device)
    return (A * chosen.to(plain(A).dtype)[:, None, :]).sum(2)


def operator(A: Any, x: Any) -> Any:
    """D = sum_i <a_i, x> a_i a_i'; shape (batch, d, d)."""
    return _weighted(A, coordinates(A, x))


def gradient(A: Any, x: Any) -> Any:
    """4 (sum_i y_i^3 a_i - f(x) x), y_i = <a_i, x>: the Riemannian gradient at a unit x."""
    y = coordinates(A, x)
    return 4 * (_sum(A, y**3) - (y**4).sum(-1)[:, None] * x)


def hessian(A: Any, x: Any) -> Any:
    """P (12 sum_i y_i^2 a_i a_i' - 4 f(x) I) P, P = I - x x', at a unit x; (batch, d, d)."""
    y, one = coordinates(A, x), torch.diag_embed(torch.ones_like(x))
    P = one - outer(x)
    return P @ (12 * _weighted(A, y * y) - 4 * (y**4).sum(-1)[:, None, None] * one) @ P


def _sum(A: Any, c: Any) -> Any:
    return (A * c[:, None, :]).sum(-1)


def _weighted(A: Any, c: Any) -> Any:
    return (A * c[:, None, :]) @ A.mT


def _gradient_companion(A: Any, x: Any) -> Any:
    y = coordinates(A.abs(), x.abs())
    return 4 * (_sum(A.abs(), y**3) + (y**4).sum(-1)[:, None] * x.abs())


def _hessian_companion(A: Any, x: Any) -> Any:
    y, one = coordinates(A.abs(), x.abs()), torch.diag_embed(torch.ones_like(x))
    P, slope = one + outer(x.abs()), _sum(A.abs(), y**3)
    shear = x.abs()[:, :, None] * slope[:, None, :]
    level = (y**4).sum(-1)[:, None, None]
    return P @ (12 * _weighted(A.abs(), y * y) + 12 * level * P + 8 * (shear + shear.mT)) @ P


FORMULAS = {
    "gradient": (gradient, _gradient_companion), "hessian": (hessian, _hessian_companion)
}  # fmt: skip


def _derivatives(A: Any, x: Any, names: Sequence[str], implementation: bool) -> Measured:
    """Gradient and Hessian at a unit x, and what the slot `tensor` returns for them.

    The companions bound every term also for derivatives of f(x / |x|), with a few more roundings.
    """
    reference, found = {name: FORMULAS[name][0](A, x) for name in names}, {}
    if not implementation:
        return Measured(reference)
    theirs, operations = TENSOR(), 8 * A.shape[1] + 2 * A.shape[2] + 60
    for name in names:
        value, size = getattr(theirs, name)(plain(A), plain(x)), FORMULAS[name][1](A, x)
        found[name] = returned(value, size, reference[name], operations)
    return Measured(reference, found)


def points(
    p: Mapping[str, Any],
    options: Mapping[str, Any],
    implementation: bool,
    names: Sequence[str] = ("gradient", "hessian"),
) -> Measured:
    """Any unit point x = V c / |c| with two components a and b (the same for n = 1), by index.

    Inputs: w (batch, d) for the reflection V whose first n columns are the components, c
    (batch, d), i and j (batch,); option n. Names: x, D, a, b, the derivatives `names` by the slot
    `tensor`, and those of `_support`.
    """
    A, ray = _placed(p, options)
    x = ray / torch.sqrt((p["c"] * p["c"]).sum(-1))[:, None]
    made = _derivatives(A, x, names, implementation)
    reference = {
        **made.reference,
        "x": x,
        "D": operator(A, x),
        "a": _component(A, plain(p["i"])),
        "b": _component(A, plain(p["j"])),
        **_support(A, p["c"]),
    }
    return Measured(reference, made.implementation)


def ambient(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`points` with the gradient in the ambient space, 4 sum_i <a_i, x>^3 a_i."""
    made = points(p, options, implementation, ["gradient"])
    A, x = _placed(p, options)[0], made.reference["x"]
    free = 4 * _sum(A, coordinates(A, x) ** 3)
    reference = {**made.reference, "euclidean_gradient": free}
    if made.implementation is None:
        return Measured(reference)
    value = TENSOR().euclidean_gradient(plain(A), plain(x))
    size = 4 * _sum(A.abs(), coordinates(A.abs(), x.abs()) ** 3)
    found = returned(value, size, free, 4 * A.shape[1] + 2 * A.shape[2] + 20)
    return Measured(reference, {**made.implementation, "euclidean_gradient": found})


def rays(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Any point x = V c that is not 0, with r = |x| and the gradient at x / r; inputs of `points`.

    The gradient is 4 (r^2 D D x - f(x) x) / r^5: exactly 0 for stationary c of integers where the
    components are unit vectors.
    """
    A, x = _placed(p, options)
    c = p["c"]
    r = torch.sqrt((c * c).sum(-1))
    made = _derivatives(A, x / r[:, None], ["gradient"], implementation)
    D = operator(A, x)
    cubes = (D @ (D @ x[:, :, None]))[:, :, 0]
    quartic, square = (x * cubes).sum(-1)[:, None], (x * x).sum(-1)[:, None]
    reference = {
        "x": x,
        "D": D,
        "r": r,
        "a": _component(A, plain(p["i"])),
        "gradient": 4 * (square * cubes - quartic * x) / (r**5)[:, None],
        **_support(A, c),
    }
    return Measured(reference, made.implementation)


def _support(A: Any, c: Any) -> dict[str, Any]:
    """The projector S on the components with nonzero coordinates, and their number s."""
    nonzero = torch.sign(c).abs()[:, : A.shape[2]]
    return {"S": _weighted(A, nonzero), "s": nonzero.sum(-1)}


def spectrum(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The stationary points c / |c|, c of entries 0, 1 and -1 in the frame, with their spectrum.

    `spectrum` and `predicted` are the eigenvalues of the Hessian, ascending, and 8/s (s - 1 times),
    0, -4/s (d - s times); `positive` and `negative` count the tangent ones by sign.
    """
    made = points(p, options, implementation)
    c, x, s = p["c"], made.reference["x"], made.reference["s"]
    d = c.shape[1]
    level, none = (1 / s)[:, None], 0 * c
    values = torch.linalg.eigvalsh(made.reference["hessian"])
    lifted = made.reference["hessian"] + level[:, :, None] * outer(x)  # x gets 1/s instead of 0
    place = torch.arange(d, device=plain(c).device)[None, :]
    falling, rising = place < d - plain(s)[:, None], place > d - plain(s)[:, None]
    reference = {
        **made.reference,
        "spectrum": values,
        "predicted": torch.where(rising, 8 * level, torch.where(falling, -4 * level, none)),
        **_counts(torch.linalg.eigvalsh(lifted)),
    }
    if made.implementation is None:
        return Measured(reference)
    matrix = made.implementation["hessian"]
    size = torch.sqrt((made.reference["hessian"] ** 2).sum((-2, -1)))[:, None] + 16
    found = returned(torch.linalg.eigvalsh(matrix.value), size + none, values, 40 * d + 80)
    return Measured(reference, {**made.implementation, "spectrum": found})


def _counts(values: Any) -> dict[str, Any]:
    """How many entries of each row are positive, without one, and negative."""
    signs = torch.sign(values)
    return {"positive": torch.relu(signs).sum(-1) - 1, "negative": torch.relu(-signs).sum(-1)}


def nearest(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`points` with the component a of the coordinate that is largest in absolute value."""
    return points({**p, "i": largest(p["c"], options["n"])}, options, implementation)


def largest(c: Any, n: int) -> Tensor:
    """The place of the largest of the first n coordinates; shape (batch,), integers."""
    place: Tensor = plain(c)[:, :n].abs().argmax(1)
    return place


def sums(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Partial sums of squares and fourth powers of c (batch, d); rows k = 0, ..., d per instance.

    Names: k, y_k (0 for k = d), q_k, q_next, q_start, f_k, f_next, f_start and M, the largest
    square.
    """
    c = p["c"]
    zero, d = torch.zeros_like(c[:, :1]), c.shape[1]
    y = torch.cat([c, zero], 1)
    runs = {name: torch.cumsum(torch.cat([zero, y**n], 1), 1) for name, n in (("q", 2), ("f", 4))}
    rows: dict[str, list[Any]] = {}
    for k in range(d + 1):
        now = {"k": zero[:, 0] + k, "y_k": y[:, k], "M": (c * c).amax(1)}
        for name, run in runs.items():
            now |= {
                f"{name}_k": run[:, k],
                f"{name}_next": run[:, k + 1],
                f"{name}_start": run[:, 0],
            }
        for name, values in now.items():
            rows.setdefault(name, []).append(values)
    return Measured({name: torch.cat(parts) for name, parts in rows.items()})


def three_coordinates(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A point x (batch, 3) by its coordinates u, v, w.

    Quantities: these, s = |x|^2, and a, b, c = 4 (x^3 - F x), F the sum of x_i^4; of the
    implementation from the Euclidean gradient and the value of the slot `tensor`.
    """
    x = p["x"]
    squares = x * x
    cubes, F = squares * x, (squares * squares).sum(-1)
    slope = 4 * (cubes - F[:, None] * x)
    made = zip("uvwabc", (*x.unbind(1), *slope.unbind(1)), strict=True)
    reference = {**dict(made), "s": squares.sum(-1)}
    if not implementation:
        return Measured(reference)
    theirs, at = TENSOR(), plain(x)
    A = torch.diag_embed(torch.ones_like(at))
    operations = 40  # three coordinates and factors, powers by products
    N = returned(theirs.euclidean_gradient(A, at), 4 * cubes.abs(), 4 * cubes, operations)
    value = returned(theirs.factored(A, at), F, F, operations)
    kind = type(x)
    found = kind(N.value, N.explained) - 4 * kind(value.value, value.explained)[:, None] * x
    parts = zip("abc", found.unbind(1), strict=True)
    return Measured(reference, {name: derived(part, N, value) for name, part in parts})


def gradient_of_coordinates(x: Tensor) -> Tensor:
    """The Riemannian gradient for a_i = e_i, n = d; x and the result (batch, d)."""
    found: Tensor = gradient(torch.diag_embed(torch.ones_like(x)), x)
    return found


# Exact points -------------------------------------------------------------------------------------


def exact_point(
    names: str,
    c: Sequence[Any],
    *,
    n: int | None = None,
    i: int = 0,
    j: int = 1,
    sign: int = 1,
    unit: bool = True,
    weights: Sequence[Any] = (),
    **wrong: Any,
) -> dict[str, Any]:
    """The quantities of `points` and `rays` for a_i = e_i at c / |c| (at c unless `unit`), exactly.

    names: which of them, separated by spaces. weights: the |a_i|^4, 1 by default, for components
    that are not of unit length. The gradient and the Hessian come from the derivatives of
    sum_i weight_i x_i^4. `wrong` overrides quantities.
    """
    c = [sympify(entry) for entry in c]
    d, length = len(c), sqrt(sum(entry**2 for entry in c))
    x = Matrix(c) / length
    n = d if n is None else n
    scale = [sympify(weights[k]) if weights else sympify(int(k < n)) for k in range(d)]
    free = Matrix([4 * scale[k] * x[k] ** 3 for k in range(d)])
    flat = diag(*(12 * scale[k] * x[k] ** 2 for k in range(d)))
    P, e = eye(d) - x * x.T, eye(d)
    support = [int(c[k] != 0 and k < n) for k in range(d)]
    at = x if unit else Matrix(c)
    found = {
        "x": at,
        "r": 1 if unit else length,
        "D": diag(*(sqrt(scale[k]) * at[k] for k in range(d))),
        "a": sign * e[:, i],
        "b": e[:, j] if d > 1 else zeros(d, 1),
        "G": (P * free).applyfunc(lambda entry: entry.expand()),
        "H": (P * flat * P - (x.T * free)[0] * P).applyfunc(lambda entry: entry.expand()),
        "S": diag(*support),
        "s": sum(support),
        "u": sum((e[:, k] for k in range(n)), zeros(d, 1)),
    }
    return {**{name: found[name] for name in names.split()}, **wrong}


def exact_ambient(c: Sequence[Any], **wrong: Any) -> dict[str, Any]:
    """The quantities x, D, G and N of `ambient` for a_i = e_i at c / |c|, exactly."""
    found = exact_point("x D G", c)
    return {**found, "N": 4 * found["D"] ** 2 * found["x"], **wrong}


def _explicit(D: Any, x: Any) -> tuple[Matrix, Matrix]:
    return Matrix(D).applyfunc(sympify), Matrix(x).applyfunc(sympify)


def exact_slope(D: Any, x: Any) -> Any:
    """4 (|x|^2 D D x - <x, D D x> x) for any explicit operator; for witnesses."""
    D, x = _explicit(D, x)
    cubes = D * D * x
    return 4 * ((x.T * x)[0] * cubes - (x.T * cubes)[0] * x)


def exact_bend(D: Any, x: Any) -> Any:
    """P (12 D D - 4 <x, D D x> I) P, P = I - x x', for any explicit operator; for witnesses."""
    D, x = _explicit(D, x)
    one = eye(D.rows)
    P = one - x * x.T
    return P * (12 * D * D - 4 * (x.T * D * D * x)[0] * one) * P


def exact_spectrum(c: Sequence[int], n: int | None = None) -> dict[str, Any]:
    """The quantities of `spectrum` for a_i = e_i at a stationary point c / |c|, exactly.

    The eigenvalues are those of the Hessian, not of any formula.
    """
    found = exact_point("x D S s H", c, n=n)
    s, d = found["s"], len(c)
    values = sorted(v for v, times in found["H"].eigenvals().items() for _ in range(times))
    level = Rational(4, s)
    return {
        **found,
        "spectrum": Matrix(values),
        "predicted": Matrix([-level] * (d - s) + [0] + [2 * level] * (s - 1)),
        "positive": sum(bool(v > 0) for v in values),
        "negative": sum(bool(v < 0) for v in values),
    }
