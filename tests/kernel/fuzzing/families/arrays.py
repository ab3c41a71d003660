"""Words in operators, equations of arrays, derivatives of polynomials in vectors."""

from __future__ import annotations

from typing import Any

from sympy import (
    Eq,
    Ge,
    I,
    Identity,
    Le,
    MatMul,
    S,
    Trace,
    ZeroMatrix,
)

import lemmata.kernel as k
from lemmata.kernel import (
    Fact,
    inner,
)
from tests.kernel.fuzzing.attempts import Attempt
from tests.kernel.fuzzing.mutants import mutated
from tests.kernel.refuse.vocabulary import (
    M,
    N,
    O,
    a,
    d,
    p,
    r,
    wild,
    x,
    y,
    z,
)

from .common import (
    ARRAY_ZERO,
    VECTORS,
    B,
    Draw,
    attack,
    combined,
    eq,
    ge,
    given,
    remembered,
    scripted,
    v,
)


def word(draw: Draw, size: int) -> list[Any]:
    """Square letters."""
    return [draw.choice((M, N, M.T, N.T, M)) for _ in range(size)]


@remembered
def _products(letters: tuple[Any, ...]) -> tuple[Any, ...]:
    """The word, its transpose, the letters in reverse, and the transpose as SymPy forms it."""
    product = MatMul(*letters)
    flipped = MatMul(*(m.T for m in reversed(letters)))
    return product, flipped, MatMul(*reversed(letters)), product.T


def gram_words(draw: Draw) -> Attempt:
    """Words in operators that are not symmetric, transposes, traces, shapes."""
    name = "gram words"
    letters = word(draw, draw.randint(1, 4))
    product, flipped, swapped, turned = _products(tuple(letters))
    signs = [given(Eq(m.T, m)) for m in (M, N) if draw.random() < 0.4]
    how = draw.choice((0, 1, 1, 1, 2, 3, 4, 5, 6, 6, 7))
    u, h = draw.choice(VECTORS), draw.choice(VECTORS)
    other = draw.choice((product, flipped, swapped, turned))
    if how == 0:
        claim = eq(inner(u, product * h), inner(other * u, h))
    elif how == 1:
        claim = eq(Trace(product), Trace(other))
    elif how == 2:
        claim = Eq(product, other, evaluate=False)
    elif how == 3:
        shift = draw.randrange(len(letters))
        claim = eq(
            Trace(product * u * h.T), Trace(MatMul(*letters[shift:], *letters[:shift], u, h.T))
        )
    elif how == 4:
        claim = eq(inner(u, product * h), inner(h, other * u))
    elif how == 5:
        claim = ge(inner(product * u, other * u))
        return combined(name, claim, [], [(1, product * u)], signs)
    elif how == 6:
        claim = ge(Trace(product * other))
        return combined(name, claim, [], [(1, product)], signs)
    else:
        size = draw.choice((d, r, d + 1, S.One))
        claim = eq(
            Trace(Identity(size) * draw.choice((2, 1))), draw.choice((d, r, 2 * size, size**2))
        )
    return combined(name, claim, [], [], signs)


ARRAY_EQUATIONS = (
    *(Eq(M * x, a * x), Eq(x, y), Eq(M * N, N * M), Eq(M.T, M), Eq(B * x, ZeroMatrix(r, 1))),
    *(Eq(M, x * y.T), Eq(inner(x, x), 1), Eq(x, O)),
)
ARRAY_FACTORS = (x, y, M, N, B, S.One, a, 1 / a, x.T, M.T, x * y.T, I, wild, p)
ARRAY_TARGETS = (Eq(M, M.T), Eq(x, O), Eq(M * x, O), Eq(y, x), Eq(M * y, N * y))


def array_equations(draw: Draw) -> Attempt:
    """Equations of arrays: multipliers of other shapes, on the wrong side, lost right sides."""
    name = "array equations"
    fact = given(draw.choice(ARRAY_EQUATIONS))
    said = fact.conclusion
    factor = draw.choice(ARRAY_FACTORS)
    how = draw.randrange(6)
    if how == 0:
        side = draw.choice(("left", "right"))
        slots = {"left": None, "right": None, side: factor}
        return attack(name, "contract", fact=fact, **slots, signs=[])
    if how == 1:
        try:
            left, right = (inner(factor, m) if draw.random() < 0.8 else Trace(m) for m in said.args)
        except Exception:
            left, right = inner(x, y), inner(y, y)
        return combined(name, eq(left, right), [(fact, factor)])
    if how == 2:
        return attack(name, "transposed", fact=fact)
    if how == 3:
        target = draw.choice(ARRAY_TARGETS)
        return combined(name, target, [(fact, factor)])
    if how == 4:
        u, h = draw.choice(VECTORS), draw.choice(VECTORS)
        left = draw.choice((inner(u, h), inner(M * u, u), inner(u - h, u - h), inner(u, u)))
        kind, right = draw.choice((Eq, Eq, Le, Ge)), draw.choice((0, 0, 0, 1, a))
        said = kind(left, right, evaluate=False)
        return scripted(name, lambda: k.vanishing(given(said)))
    target = mutated(said, draw) if isinstance(said, Eq) else said
    return combined(name, target, [(fact, S.One)])


@remembered
def _adjoint() -> Fact:
    return k.identity(eq(inner(M * x, v), inner(x, M.T * v)))


@remembered
def _tested(equation: Any) -> Fact:
    """<left, v> = <right, v> for the free v, from the equation."""
    scalar = eq(inner(equation.lhs, v), inner(equation.rhs, v))
    return k.combine(scalar, {given(equation): v})


def free_vectors(draw: Draw) -> Attempt:
    """`for_every` with a vector that is not free, or another equation."""
    name = "free vectors"
    left, right = draw.choice(((M * x, a * x), (x, y), (M * x, N * x), (M.T * x, M * x)))
    scalar = eq(inner(left, v), inner(right, v))
    how = draw.randrange(5)
    fact = given(scalar)
    if how == 1:
        fact = _tested(Eq(left, right))
    elif how == 2:
        fact = given(eq(inner(left, y), inner(right, y)))
    elif how == 3:
        fact = _adjoint()
        left, right = draw.choice(((M * x, x), (M * x, M.T * x), (x, M.T * x), (v, v)))
    claim = Eq(left, draw.choice((right, right, 2 * right, y)), evaluate=False)
    return attack(name, "for_every", fact=fact, v=draw.choice((v, v, y, x, M)), conclusion=claim)


PIECES = (
    (inner(x, M * x), M * x + M.T * x, M + M.T),
    (inner(x, x) ** 2, 4 * inner(x, x) * x, 4 * inner(x, x) * Identity(d) + 8 * x * x.T),
    (inner(x, y), y, ARRAY_ZERO),
    (inner(M * x, N * x), M.T * N * x + N.T * M * x, M.T * N + N.T * M),
    (inner(x, x) / 2, x, Identity(d)),
    (a * inner(x, y) ** 2, 2 * a * inner(x, y) * y, 2 * a * y * y.T),
)


def derivatives(draw: Draw) -> Attempt:
    """Gradients, Hessians and curvatures with wrong factors and lost transposes."""
    name = "derivatives of polynomials"
    total, slope, bend = draw.choice(PIECES)
    signs = [given(Eq(M.T, M))] if draw.random() < 0.4 else []
    rule = draw.choice(("gradient", "hessian", "curvature"))
    slots: dict[str, Any] = {"g": total, "x": x, "given": signs}
    if rule == "gradient":
        slots["value"] = slope
    elif rule == "hessian":
        slots["value"] = bend
    else:
        slots |= {"v": draw.choice((y, z, x, M * y)), "value": S.Zero}
        slots["value"] = inner(slots["v"], bend * slots["v"])
    if draw.random() < 0.75:
        which = draw.choice(("value", "value", "g"))
        slots[which] = mutated(slots[which], draw)
    return attack(name, rule, **slots)
