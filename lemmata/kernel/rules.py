"""The algebraic rules: hypotheses, certificates, equations of arrays, squares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sympy import (
    Basic,
    Eq,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    S,
    Trace,
    Transpose,
)
from sympy.core.relational import Le, Ne
from sympy.logic.boolalg import And, Boolean, Or
from sympy.matrices.exceptions import ShapeError

from .facts import Fact, KernelError, mint, record, rule
from .gram import Gram
from .signs import Signs
from .terms import (
    inner,
    is_matrix_equation,
    relation,
    slack,
    sympified,
    unreal,
    well_shaped,
)
from .zero import demand_zero, is_zero


def symmetric_letters(facts: Iterable[Fact]) -> frozenset[Basic]:
    """The symbols M for which some fact says M' = M."""
    found = set()
    for fact in facts:
        said = record(fact).conclusion
        if is_matrix_equation(said):
            for a, b in ((said.lhs, said.rhs), (said.rhs, said.lhs)):
                if isinstance(a, Transpose) and a.arg == b and isinstance(b, MatrixSymbol):
                    found.add(b)
    return frozenset(found)


def context(given: Sequence[Fact]) -> tuple[Gram, Signs]:
    """The normal form and the sign rules that the given facts license."""
    gram = Gram(symmetric_letters(given))
    return gram, Signs([record(fact).conclusion for fact in given], gram)


@rule
def assume(hypothesis: Boolean) -> Fact:
    """From H, H."""
    parts = hypothesis.args if isinstance(hypothesis, (Or, And)) else (hypothesis,)
    for part in parts:
        well_shaped(relation(part))
        if isinstance(part, Ne) and isinstance(part.lhs, MatrixExpr):
            raise KernelError(f"a matrix stands where a scalar is expected, in {part}")
        if unreal(part.lhs) is not None or unreal(part.rhs) is not None:
            raise KernelError(f"a hypothesis on terms not declared real: {part}")
    return mint(hypothesis, hypotheses=frozenset([hypothesis]))


@rule
def combine(
    conclusion: Boolean,
    parts: Mapping[Fact, Any] | None = None,
    squares: Sequence[tuple[Any, Any]] = (),
    signs: Sequence[Fact] = (),
    scale: Any = 1,
) -> Fact:
    """scale * slack(conclusion) = sum of multiplier * slack(fact) + sum of c e^2, decided exactly.

    Multipliers of inequalities and the `c` must be nonnegative and `scale` positive, by the sign
    rules; multipliers of equations are free. `e` may be a vector, then e^2 is <e, e>. A strict
    conclusion needs a strict fact with a positive multiplier, or a square with c > 0 and e = 1.
    `signs` are facts whose signs, symmetry (M' = M) and nonvanishing may be used. The conclusion
    `false` asks for 0 = (something positive). For an equation of vectors or matrices the
    multipliers are scalars (or, for scalar equations, arrays) and there are no squares.
    """
    parts = {fact: sympified(m) for fact, m in (parts or {}).items()}
    signs = tuple(signs)
    squares = [(sympified(c), sympified(e)) for c, e in squares]
    scale = sympified(scale)
    premises = (*parts, *signs)
    gram, sign = context(premises)
    if conclusion != S.false:
        well_shaped(relation(conclusion))
        for side in (conclusion.lhs, conclusion.rhs):
            sign.well_defined(side)
    for multiplier in parts.values():
        sign.well_defined(multiplier)
    if is_matrix_equation(conclusion):
        total = scale * (conclusion.lhs - conclusion.rhs)
        sign.well_defined(scale)
        if sign.nonzero(scale) is None or squares:
            raise KernelError(f"a matrix equation takes a nonzero scale and no squares: {scale}")
        for fact, multiplier in parts.items():
            said = relation(record(fact).conclusion)
            if not isinstance(said, Eq):
                raise KernelError(f"{said} cannot contribute to an equation")
            contribution = _product(multiplier, said.lhs - said.rhs)
            if getattr(contribution, "shape", None) != conclusion.lhs.shape:
                raise KernelError(f"{multiplier} times {said} has not the shape of {conclusion}")
            total = total - contribution
        for word, coefficient in gram.matrix(total).items():
            letters = " ".join(f"{m}'" if t else str(m) for m, t in word) or "I"
            demand_zero(
                coefficient, None, "combine", f"the coefficient of {letters} in {conclusion}"
            )
        return mint(conclusion, premises, parts=tuple(parts.values()), squares=(), scale=scale)
    target, kind = (S.Zero, ">") if conclusion == S.false else slack(conclusion)
    if kind == "!=":
        raise KernelError(f"`combine` does not conclude {conclusion}; use `contradiction`")
    strict = False
    total = scale * target
    sign.demand(scale, strict=True)
    for fact, multiplier in parts.items():
        said = relation(record(fact).conclusion)
        if is_matrix_equation(said):
            if getattr(multiplier, "shape", None) != said.lhs.shape:
                raise KernelError(f"{said} needs a multiplier of its shape, not {multiplier}")
            total -= inner(multiplier, (said.lhs - said.rhs))
            continue
        if isinstance(multiplier, MatrixExpr):
            raise KernelError(f"{said} needs a scalar multiplier, not {multiplier}")
        gap, gap_kind = slack(said)
        if gap_kind == "!=" or (kind == "==" and gap_kind != "=="):
            raise KernelError(f"{said} cannot contribute to {conclusion}")
        if gap_kind != "==":
            sign.demand(multiplier)
            strict |= gap_kind == ">" and sign.nonneg(multiplier, strict=True) is not None
        total -= multiplier * gap
    if squares and kind == "==":
        raise KernelError("squares cannot contribute to an equation")
    for c, e in squares:
        sign.demand(c)
        sign.well_defined(e)
        if isinstance(e, MatrixExpr):
            total -= c * inner(e, e)
            continue
        strict |= e == 1 and sign.nonneg(c, strict=True) is not None
        total -= c * e**2
    if kind == ">" and not strict:
        raise KernelError(f"nothing in the combination is strictly positive, as {conclusion} needs")
    demand_zero(total, gram, "combine", conclusion)
    return mint(
        conclusion, premises, parts=tuple(parts.values()), squares=tuple(squares), scale=scale
    )


def identity(conclusion: Boolean, given: Sequence[Fact] = ()) -> Fact:
    """An equation that holds by the zero test alone."""
    if not isinstance(conclusion, Eq):
        raise KernelError(f"`identity` concludes equations, not {conclusion}")
    made: Fact = combine(conclusion, signs=given)
    return made


def _product(left: Any, right: Any) -> Any:
    """The product of arrays or numbers whose shapes fit; SymPy lets 0 swallow what does not."""
    try:
        well_shaped(MatMul(left, right, evaluate=False))
    except ShapeError as error:
        raise KernelError(f"{left} times {right}: the shapes do not fit") from error
    return left * right


@rule
def contract(fact: Fact, left: Any = None, right: Any = None, signs: Sequence[Fact] = ()) -> Fact:
    """From A = B (arrays), P A Q = P B Q."""
    signs = tuple(signs)
    said = record(fact).conclusion
    if not is_matrix_equation(said):
        raise KernelError(f"`contract` takes an equation of arrays, not {said}")
    sides = [said.lhs, said.rhs]
    for factor, on_left in ((left, True), (right, False)):
        if factor is not None:
            factor = sympified(factor)
            context((fact, *signs))[1].well_defined(factor)
            sides = [_product(*((factor, s) if on_left else (s, factor))) for s in sides]
    conclusion = Eq(*sides, evaluate=False)
    well_shaped(conclusion)
    return mint(conclusion, (fact, *signs), left=left, right=right)


@rule
def transposed(fact: Fact) -> Fact:
    """From A = B (arrays), A' = B'."""
    said = record(fact).conclusion
    if not is_matrix_equation(said):
        raise KernelError(f"`transposed` takes an equation of arrays, not {said}")
    return mint(Eq(Transpose(said.lhs), Transpose(said.rhs), evaluate=False), (fact,))


@rule
def squeeze(below: Fact, above: Fact) -> Fact:
    """From a <= b and b <= a (the second up to the zero test), a = b."""
    first, second = record(below).conclusion, record(above).conclusion
    (p, kind), (q, other) = slack(first), slack(second)
    if (kind, other) != (">=", ">=") or not is_zero(p + q, context((below, above))[0]):
        raise KernelError(f"{first} and {second} do not squeeze an equation")
    return mint(Eq(first.lhs, first.rhs, evaluate=False), (below, above))


@rule
def vanishing(fact: Fact) -> Fact:
    """From <u, u> = 0 (or <= 0), u = 0."""
    said = record(fact).conclusion
    if not isinstance(said, (Eq, Le)) or said.rhs != 0 or not isinstance(said.lhs, Trace):
        raise KernelError(f"`vanishing` takes <u, u> = 0, not {said}")
    product = said.lhs.arg
    u = product.args[-1] if isinstance(product, MatMul) and len(product.args) == 2 else None
    if u is not None:
        context((fact,))[1].well_defined(u)
    if u is None or inner(u, u) != said.lhs:
        raise KernelError(f"`vanishing` takes <u, u> = 0 with one term u, not {said}")
    zero = S.Zero * u
    return mint(Eq(u, zero, evaluate=False), (fact,))


@rule
def for_every(fact: Fact, v: MatrixSymbol, conclusion: Boolean) -> Fact:
    """From an equation of scalars that holds for every v, the equation a = b of arrays.

    The scalar equation must be <a, v> = <b, v> up to the zero test, with v in no hypothesis.
    """
    said = record(fact)
    if not isinstance(v, MatrixSymbol) or any(h.has(v) for h in said.hypotheses):
        raise KernelError(f"{v} is not free: a hypothesis speaks of it")
    if (
        not is_matrix_equation(conclusion)
        or conclusion.has(v)
        or not isinstance(said.conclusion, Eq)
    ):
        raise KernelError(f"`for_every` takes a scalar equation to one of arrays without {v}")
    if is_matrix_equation(said.conclusion):
        raise KernelError(f"`for_every` takes a scalar equation, not {said.conclusion}")
    well_shaped(conclusion)
    for side in (conclusion.lhs, conclusion.rhs):
        context((fact,))[1].well_defined(side)
    claim = said.conclusion.lhs - said.conclusion.rhs - inner((conclusion.lhs - conclusion.rhs), v)
    demand_zero(claim, None, "for_every", f"<difference of the sides, {v}> in {said.conclusion}")
    return mint(conclusion, (fact,), v=v)
