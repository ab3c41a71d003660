"""`solve` lists every real solution of a polynomial system that has finitely many."""

import pytest
from sympy import And, Eq, Ge, Ne, Or, Rational, S, sqrt, symbols

from lemmata.kernel import Fact, Forgery, KernelError, assume, solve_system

from .vocabulary import a, b, bad_inputs, p, wild


@bad_inputs(
    {
        "inequality": (
            "not a polynomial equation",
            lambda: solve_system([assume(Ge(a, 0))], [a]),
        ),
        "disequation": (
            "not a polynomial equation",
            lambda: solve_system([assume(Ne(a**2, 1))], [a]),
        ),
        "a root of the unknown": (
            "not a polynomial equation",
            lambda: solve_system([assume(Eq(sqrt(p), 2))], [p]),
        ),
        "a reciprocal": (
            "not a polynomial equation",
            lambda: solve_system([assume(Eq(1 / p, 2))], [p]),
        ),
        "infinitely many": (
            "not determined",
            lambda: solve_system([assume(Eq(a * b, 0))], [a, b]),
        ),
        "a line": ("not determined", lambda: solve_system([assume(Eq(a, b))], [a, b])),
        "one real point, infinitely many complex": (
            "not determined",
            lambda: solve_system([assume(Eq(a**2 + b**2, 0))], [a, b]),
        ),
        "an unknown that does not occur": (
            "not determined",
            lambda: solve_system([assume(Eq(a, 1))], [a, b]),
        ),
        "cubic irrational": (
            "not rational or quadratic",
            lambda: solve_system([assume(Eq(a**3, 2))], [a]),
        ),
        "quintic": (
            "not rational or quadratic",
            lambda: solve_system([assume(Eq(a**5 - a - 1, 0))], [a]),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        solve_system([object.__new__(Fact)], [a])


def test_an_undeclared_unknown_cannot_even_be_assumed():
    with pytest.raises(KernelError, match="not declared real"):
        solve_system([assume(Eq(wild**2, 1))], [wild])


def solutions(fact: Fact) -> set[tuple[object, ...]]:
    said = fact.conclusion
    options = said.args if isinstance(said, Or) else [said]
    found = set()
    for option in options:
        members = option.args if isinstance(option, And) else [option]
        found.add(tuple(m.rhs for m in sorted(members, key=lambda m: str(m.lhs))))
    return found


def test_all_real_solutions():
    fact = solve_system([assume(Eq(a**3 - a, 0))], [a])
    assert solutions(fact) == {(S.Zero,), (S.One,), (S.NegativeOne,)}
    circle = [assume(Eq(a**2 + b**2, 1)), assume(Eq(a, b))]
    half = sqrt(2) / 2
    assert solutions(solve_system(circle, [a, b])) == {(half, half), (-half, -half)}


def test_multiple_roots_and_declared_signs():
    assert solutions(solve_system([assume(Eq((a - 1) ** 3 * (a**2 + 1), 0))], [a])) == {(S.One,)}
    assert solutions(solve_system([assume(Eq(p**2, 4))], [p])) == {(S(2),)}


def test_no_solution_is_false():
    assert solve_system([assume(Eq(a**2 + a, -1))], [a]).conclusion == S.false
    inconsistent = [assume(Eq(a, 1)), assume(Eq(a, Rational(1, 2)))]
    assert solve_system(inconsistent, [a]).conclusion == S.false


def test_no_solution_is_lost():
    """All 16 sign patterns of a system in four unknowns."""
    u = symbols("u:4", real=True)
    fact = solve_system([assume(Eq(v**2, 1)) for v in u], list(u))
    assert len(solutions(fact)) == 16
