"""Complete solution of small polynomial systems over the reals.

For each unknown the elimination ideal yields a polynomial in it alone; its real roots (rational or
quadratic irrationals; others are refused) bound the solutions to a finite grid, whose points are
tested one by one. The fact lists every real solution: a disjunction of conjunctions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from sympy import And, Eq, Or, Poly, S, Symbol, groebner, roots
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean
from sympy.polys.polyerrors import CoercionFailed

from .facts import Fact, KernelError, mint, record, rule
from .zero import is_zero


def _roots(poly: Poly) -> list[Any]:
    """The distinct real roots of a univariate rational polynomial, exactly, or a refusal."""
    found: list[Any] = []
    for factor, _ in poly.factor_list()[1]:
        if factor.degree() <= 2:
            found += [r for r in roots(factor) if r.is_real]
        elif factor.count_roots():
            raise KernelError(f"the real roots of {factor.as_expr()} are not rational or quadratic")
    return sorted(found)


@rule
def solve(equations: Sequence[Fact], unknowns: Sequence[Symbol]) -> Fact:
    """From polynomial equations with rational coefficients, the list of their real solutions.

    Raises `KernelError` when some unknown is not determined (infinitely many complex solutions),
    or a coordinate is neither rational nor quadratic. No solution at all concludes `false`.
    """
    equations, unknowns, polys = tuple(equations), tuple(unknowns), []
    if (
        not unknowns
        or len(set(unknowns)) < len(unknowns)
        or any(not isinstance(u, Symbol) or u.is_real is not True for u in unknowns)
    ):
        raise KernelError(f"expected unknowns declared real, got {unknowns}")
    for fact in equations:
        said: Relational = record(fact).conclusion
        term = said.lhs - said.rhs if isinstance(said, Eq) else None
        try:
            poly = term.as_poly(*unknowns, domain="QQ") if term is not None else None
        except CoercionFailed:
            poly = None
        if poly is None or poly.gens != unknowns:
            raise KernelError(f"not a polynomial equation over QQ in {unknowns}: {said}")
        polys.append(poly)
    grid = []
    for unknown in unknowns:
        others = [u for u in unknowns if u != unknown]
        basis = groebner(polys, *others, unknown, order="lex")
        alone = [p for p in basis.polys if p.free_symbols <= {unknown}]
        if not alone:
            raise KernelError(f"{unknown} is not determined: infinitely many solutions")
        last = alone[-1]
        grid.append(_roots(Poly(last.as_expr(), unknown, domain="QQ")) if last.free_symbols else [])
    solutions: list[Boolean] = []
    for point in product(*grid):
        at = dict(zip(unknowns, point, strict=True))
        if all(is_zero(p.as_expr().subs(at)) for p in polys) and _admits(at):
            solutions.append(
                And(*(Eq(u, v, evaluate=False) for u, v in at.items()), evaluate=False)
            )
    conclusion = Or(*solutions, evaluate=False) if len(solutions) != 1 else solutions[0]
    return mint(conclusion if solutions else S.false, tuple(equations), unknowns=unknowns)


def _admits(at: dict[Symbol, Any]) -> bool:
    """Whether the values agree with the declared signs of the unknowns."""
    return not any(
        (u.is_nonnegative and v < 0) or (u.is_positive and v <= 0) or (u.is_nonpositive and v > 0)
        for u, v in at.items()
    )
