"""Orthonormal factors of a 4-tensor one after the other, and rotations of them.

The objective f(x) = sum_i <a_i, x>^4 and the slot `tensor` are those of `models.tensors`. Arrays
have the batch first; factors are columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from sympy import KroneckerDelta, Rational

from lemmata.measure import Measured, Output

from .pca import reflection
from .tensors import QuarticTensor, coordinates, on_sphere, values


def _basis_and_point(p: Mapping[str, Any]) -> tuple[Any, Any]:
    """The product of the reflections along w and w', and the point with coordinates c there."""
    basis = reflection(p["w"]) @ reflection(p["w'"])
    return basis, (basis * on_sphere(p["c"])[:, None, :]).sum(-1)


def _norm_square(x: Any) -> Any:
    return (x * x).sum(-1)


def partial_sums(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Orthonormal factors, one after the other, at a point of the sphere; rows n * batch.

    The factors are the first n columns of the product of the reflections along w and w' (batch, d),
    the chosen one first; inputs also c (batch, d), the point in the basis of these columns before
    it is scaled to length 1. Option n. For k = 0, ..., n - 1: p = <a_k, x>^2, S and Q the sums of
    p and of p^2 before k, R the squared distance of x to the span of the factors before k. Names:
    x, a (the first factor), p_k, p_0, S_k, S_next, S_0, S_n, Q_k, Q_next, Q_0, Q_n, R_k, R_next,
    R_0. The implementation gives Q_next and Q_n.
    """
    n = options["n"]
    basis, x = _basis_and_point(p)
    A = basis[:, :, :n]
    y = coordinates(A, x)
    mass = y * y
    zero, rest = 0 * mass[:, 0], x
    S, Q, R = [zero], [zero], [_norm_square(x)]
    for i in range(n):
        S, Q = [*S, S[-1] + mass[:, i]], [*Q, Q[-1] + mass[:, i] ** 2]
        rest = rest - y[:, i, None] * A[:, :, i]
        R.append(_norm_square(rest))

    def every(arrays: Sequence[Any]) -> Any:
        return torch.cat(list(arrays))

    value = QuarticTensor().factored(A, x)
    reference = {
        "x": every([x] * n),
        "a": every([A[:, :, 0]] * n),
        "p_k": every(mass.unbind(1)),
        "p_0": every([mass[:, 0]] * n),
        "S_n": every([S[-1]] * n),
        "Q_n": every([value] * n),
    }
    for name, sums in {"S": S, "Q": Q, "R": R}.items():
        reference |= {f"{name}_k": every(sums[:-1]), f"{name}_next": every(sums[1:])}
        reference[f"{name}_0"] = every([sums[0]] * n)
    if not implementation:
        return Measured(reference)
    made = [values(A[:, :, : i + 1], x, {"factored": Q[i + 1]})["factored"] for i in range(n)]
    following = Output(every([f.value for f in made]), every([f.explained for f in made]))
    last = Output(made[-1].value.repeat(n), made[-1].explained.repeat(n))
    return Measured(reference, {"Q_next": following, "Q_n": last})


def next_factor(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The first factor a of `partial_sums` as the next one after the others, A; and x.

    Where there is only one factor, A is a zero column.
    """
    basis, x = _basis_and_point(p)
    A = basis[:, :, 1 : options["n"]] if options["n"] > 1 else 0 * basis[:, :, :1]
    return Measured({"A": A, "a": basis[:, :, 0], "x": x})


def rotated(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """One factor a and a point x, both turned by Q; M with x, and X turned by W from the right.

    Inputs a, x, w (batch, d), M (batch, d, d), X (batch, d, r), w' (batch, r); Q and W are the
    reflections along w and w'. Names: these, turned = <Q a, Q x>^4, which the implementation gives
    too, and value = <a, x>^4.
    """
    a, x, Q = p["a"], p["x"], reflection(p["w"])
    after = [(Q * array[:, None, :]).sum(-1) for array in (a, x)]
    pairs = {"value": (a, x), "turned": after}
    fourth = {name: (u * v).sum(-1) ** 4 for name, (u, v) in pairs.items()}
    given = {"a": a, "x": x, "Q": Q, "M": p["M"], "X": p["X"], "W": reflection(p["w'"])}
    reference = {**given, **fourth}
    if not implementation:
        return Measured(reference)
    u, v = after
    found = values(u[:, :, None], v, {"factored": fourth["turned"]})
    return Measured(reference, {"turned": found["factored"]})


def exact_sums(p: Callable[[Any], Any], **others: Any) -> dict[str, Any]:
    """A point of the partial sums for p(k) = <a_k, x>^2 and their Q and R, in closed form.

    By default those of x = a_0: p is 1 at 0 and 0 later.
    """
    attained = {"Q": lambda i: 1 - KroneckerDelta(i, 0), "R": lambda i: KroneckerDelta(i, 0)}
    return {"p": p, **attained, **others}


def exact_geometric(first: Any) -> dict[str, Any]:
    """The partial sums of the masses first, first / 2, first / 4, ...; R is what is left."""
    half = Rational(1, 2)
    return exact_sums(
        lambda i: first * half**i,
        Q=lambda i: 4 * first**2 * (1 - half ** (2 * i)) / 3,
        R=lambda i: 2 * first * half**i,
    )
