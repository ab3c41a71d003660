"""Equations are solved in flint polynomials: roots are multiplied out, every branch is reached."""

from __future__ import annotations

import random

import pytest
from sympy import Eq, Or, Rational, S, Symbol, exp, sqrt

from lemmata.audit.search import Budget, search
from lemmata.audit.search_goal import Atom, Goal, Unknown, denied
from lemmata.audit.search_poly import SPARE, Field, Outside
from lemmata.audit.search_solve import contradicted, exactly, solve
from lemmata.sources import cite
from lemmata.theorem import Theorem

DOC = "Title.\n\nSource  s\nClaim  c\nCovers  c\nSilent  s\n"
x, y, z = (Symbol(n, real=True) for n in "xyz")
p = Symbol("p", positive=True)


class TestField:
    @pytest.mark.parametrize(
        "term", [x**2 * y / 3 - 2, (x + 1) / y - x, exp(x) * y**3 - 1, sqrt(x + y) * x / (1 + z)]
    )
    def test_a_term_survives(self, term: object) -> None:
        field = Field([term])
        over, under = field.fraction(term)
        assert (field.term(over) / field.term(under) - term).simplify() == 0

    def test_what_is_put_in_is_cleared_of_denominators(self) -> None:
        field = Field([x, y, z])
        poly = field.fraction(x**2 + y)[0]
        over, under = field.fraction(z - 1)[0], field.fraction(y)[0]
        assert (field.term(field.put(poly, x, over, under)) - ((z - 1) ** 2 + y**3)).expand() == 0

    def test_squares_of_roots_are_multiplied_out(self) -> None:
        field = Field([x, sqrt(x)])
        root = field.gen(sqrt(x))
        assert field.term(field.reduced(root**4 - root**3)) == x**2 - x * sqrt(x)

    def test_generators_run_out(self) -> None:
        field = Field([x])
        for n in range(2, 2 + SPARE):
            field.gen(exp(n * x))
        with pytest.raises(Outside, match="no generator is left"):
            field.gen(exp(100 * x))


class TestSolve:
    def solved(self, equations: list[object], strict: list[object], chance: int) -> object:
        unknowns = {s: Unknown(s, "real") for s in (x, y, z)}
        return solve(equations, [], unknowns, random.Random(chance), strict)

    def test_a_factor_that_a_strict_inequality_forbids_is_not_taken(self) -> None:
        for chance in range(8):
            made = self.solved([x * (y - 1)], [x**2], chance)
            assert [(d.unknown, d.over / d.under) for d in made] == [(y, 1)]

    def test_a_contradiction_that_comes_out_later_is_seen(self) -> None:
        made = self.solved([y, x - y], [], 0)
        assert contradicted(made, [x**2])
        assert not contradicted(made, [1 + x])

    def test_both_branches_of_a_product_are_reached(self) -> None:
        seen = set()
        for chance in range(20):
            made = self.solved([x * (x - 1), y * (y - 1)], [], chance)
            values = exactly(made, {x: S(7), y: S(7), z: S(0)})
            seen.add((values[x], values[y]))
        assert seen == {(0, 0), (0, 1), (1, 0), (1, 1)}

    def test_rounding_is_told_from_a_difference(self) -> None:
        third = Rational(1, 3)
        apart = Goal((Atom("ne", ((x + x + x, S.One),), (), False),), ())
        assert denied(apart, {x: third})
        assert not denied(apart, {x: third + Rational(1, 10**30)})
        assert not denied(apart, {})


def test_an_isolated_solution_is_found() -> None:
    thm = Theorem("audit.isolated", catalogue=["X"], sources=[cite("Ma 2021", "p")], doc=DOC)
    u, v = thm.real("u v")
    thm.assume("circle", Eq(u**2 + v**2, 1))
    thm.assume("critical", Eq(u * (u**2 - u**4 - v**4), 0))
    only = Or(Eq(u, 0), Eq(v, 0))
    budget = Budget(attempts=30, rows=64, rounds=2, batches=0)
    found = search(thm, only, budget=budget)
    assert found is not None
    assert found.point[u] ** 2 == Rational(1, 2)
