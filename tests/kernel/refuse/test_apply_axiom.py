"""`apply_axiom` takes declared axioms, keeps their premises and names them for ever."""

import pytest
from sympy import Eq, Ge, Le, Sum
from sympy.logic.boolalg import Boolean

from lemmata.kernel import (
    AXIOMS,
    Axiom,
    Fact,
    Forgery,
    KernelError,
    apply_axiom,
    assume,
    combine,
    declare_axiom,
    discharge,
    inner,
)

from .vocabulary import a, b, bad_inputs, c, k, n, p, seq, w, x, y

SCHWARZ = declare_axiom(
    "tests.schwarz",
    [],
    Le(inner(x, y) ** 2, inner(x, x) * inner(y, y)),
    "Cauchy (1821), for the tests",
)
RULE = declare_axiom("tests.rule", [Ge(a, p)], Ge(b, w + p), "a rule for the tests")
SUMMED = declare_axiom("tests.summed", [], Ge(Sum(a * seq(k), (k, 0, n)), 0), "a sum for the tests")


def like(axiom: Axiom, conclusion: Boolean) -> Axiom:
    """Another object of the same name, with this conclusion."""
    return Axiom(axiom.name, axiom.premises, conclusion, axiom.citation)


@bad_inputs(
    {
        "not declared": (
            "not a declared axiom",
            lambda: apply_axiom(Axiom("tests.none", (), Ge(a, b), "none")),
        ),
        "same name, other object": (
            "not a declared axiom",
            lambda: apply_axiom(like(SCHWARZ, Ge(a, b))),
        ),
        "an equal copy": (
            "not a declared axiom",
            lambda: apply_axiom(like(SCHWARZ, SCHWARZ.conclusion)),
        ),
        "a name": ("not a declared axiom", lambda: apply_axiom("tests.schwarz")),
        "a relation": ("not a declared axiom", lambda: apply_axiom(Ge(a, b))),
        "positive by an unknown": ("sign of c", lambda: apply_axiom(RULE, {p: c})),
        "positive by zero": ("sign of 0", lambda: apply_axiom(RULE, {p: a * 0})),
        "nonnegative by a negative": ("sign of -1", lambda: apply_axiom(RULE, {w: a - a - 1})),
        "capture": ("would capture", lambda: apply_axiom(SUMMED, {a: seq(k)})),
        "declared twice": (
            "already declared",
            lambda: declare_axiom("tests.rule", [], Ge(b, w + p), "a rule for the tests"),
        ),
        "declared twice with another citation": (
            "already declared",
            lambda: declare_axiom("tests.rule", [Ge(a, p)], Ge(b, w + p), "elsewhere"),
        ),
        "no citation": (
            "needs a citation",
            lambda: declare_axiom("tests.uncited", [], Ge(a, b), "  "),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_a_refused_axiom_is_not_registered():
    assert "tests.uncited" not in AXIOMS
    assert AXIOMS["tests.rule"] is RULE


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        apply_axiom(RULE, given=[object.__new__(Fact)])


def test_premises_that_are_not_met_become_hypotheses():
    assert apply_axiom(RULE).hypotheses == {Ge(a, p)}
    assert apply_axiom(RULE, given=[assume(Ge(a, p + 1))]).hypotheses == {Ge(a, p), Ge(a, p + 1)}
    met = combine(Ge(a, p), {assume(Ge(a, p + 1)): 1}, squares=[(1, 1)])
    assert apply_axiom(RULE, given=[met]).hypotheses == {Ge(a, p + 1)}


def test_the_axiom_follows_every_consequence():
    fact = apply_axiom(SCHWARZ)
    assert fact.axioms == {"tests.schwarz"}
    later = combine(
        Le(inner(x, y) ** 2, inner(x, x) * inner(y, y) + 1), {fact: 1}, squares=[(1, 1)]
    )
    assert later.axioms == {"tests.schwarz"}
    assert discharge(later, Eq(a, b)).axioms == {"tests.schwarz"}
