"""`cases` needs one branch for every alternative, and one conclusion."""

import pytest
from sympy import Eq, Ge, Gt, Le, Lt, Or

from lemmata.kernel import Fact, Forgery, KernelError, assume, cases, combine, split

from .vocabulary import a, b, bad_inputs, c, f, k, seq, t

COVER = assume(Or(Gt(a, 0), Lt(a, 0), evaluate=False))
UP, DOWN = Gt(a, 0, evaluate=False), Lt(a, 0, evaluate=False)
TARGET = Ge(b, 0)
GOAL = assume(TARGET)
TARGET_SQUARE = Ge(a**2, 0, evaluate=False)
SPLIT = split(a)


@bad_inputs(
    {
        "a case is missing": ("the cases are", lambda: cases(COVER, {UP: GOAL})),
        "zero is missing": ("the cases are", lambda: cases(SPLIT, {UP: GOAL, DOWN: GOAL})),
        "no case at all": ("the cases are", lambda: cases(COVER, {})),
        "a case too many": (
            "the cases are",
            lambda: cases(COVER, {UP: GOAL, DOWN: GOAL, Eq(a, 0): GOAL}),
        ),
        "another case": ("the cases are", lambda: cases(COVER, {UP: GOAL, Le(a, 0): GOAL})),
        "the case written the other way": (
            "the cases are",
            lambda: cases(COVER, {Lt(0, a, evaluate=False): GOAL, DOWN: GOAL}),
        ),
        "different conclusions": (
            "different things",
            lambda: cases(COVER, {UP: GOAL, DOWN: assume(Ge(c, 0))}),
        ),
        "strict in one branch": (
            "different things",
            lambda: cases(COVER, {UP: assume(Gt(b, 0)), DOWN: GOAL}),
        ),
        "a case for every index": (
            "meant for every index",
            lambda: cases(
                split(seq(k)), {kind(seq(k), 0, evaluate=False): GOAL for kind in (Gt, Eq, Lt)}
            ),
        ),
        "a case for every time": (
            "meant for every index or time",
            lambda: cases(
                split(f(t)), {kind(f(t), 0, evaluate=False): GOAL for kind in (Gt, Eq, Lt)}
            ),
        ),
        "a cut on a hypothesis for every index": (
            "meant for every index",
            lambda: cases(assume(Ge(seq(k), 0)), {Ge(seq(k), 0): GOAL}),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        cases(COVER, {UP: GOAL, DOWN: object.__new__(Fact)})


def test_each_branch_loses_its_own_case_only():
    fact = cases(
        COVER,
        {
            UP: combine(TARGET, {GOAL: 1, assume(UP): 0, assume(DOWN): 0}),
            DOWN: combine(TARGET, {GOAL: 1, assume(DOWN): 0}),
        },
    )
    assert fact.hypotheses == {COVER.conclusion, TARGET, DOWN}


def test_good():
    square = {
        UP: combine(TARGET_SQUARE, {assume(UP): a}, signs=[assume(UP)]),
        Eq(a, 0, evaluate=False): combine(TARGET_SQUARE, {assume(Eq(a, 0)): a}),
        DOWN: combine(TARGET_SQUARE, squares=[(1, a)]),
    }
    fact = cases(SPLIT, square)
    assert fact.conclusion == TARGET_SQUARE
    assert not fact.hypotheses
