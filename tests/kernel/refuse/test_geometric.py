"""`geometric` iterates a(k+1) <= r a(k) with a constant r >= 0."""

import pytest
from sympy import Eq, Ge, Gt, Le, Lt, Ne, Rational, S, Symbol

from lemmata.kernel import Fact, Forgery, Index, KernelError, assume, geometric

from .vocabulary import a, bad_inputs, j, k, n, p, seq, seq2, w

STEP = assume(Le(seq(k + 1), p * seq(k)))
MOVING = assume(Le(seq(k + 1), k * seq(k)))


@bad_inputs(
    {
        "ratio depends on the index": ("free of k", lambda: geometric(MOVING, seq(k), k)),
        "ratio is a function of the index": (
            "free of k",
            lambda: geometric(assume(Le(seq(k + 1), seq2(k) * seq(k))), seq(k), seq2(k)),
        ),
        "ratio of unknown sign": (
            "sign of a is not",
            lambda: geometric(assume(Le(seq(k + 1), a * seq(k))), seq(k), a),
        ),
        "negative ratio": (
            "sign of -1/2",
            lambda: geometric(assume(Le(seq(k + 1), -seq(k) / 2)), seq(k), Rational(-1, 2)),
        ),
        "another ratio": ("step `geometric`", lambda: geometric(STEP, seq(k), p / 2)),
        "the wrong way": (
            "step `geometric`",
            lambda: geometric(assume(Ge(seq(k + 1), p * seq(k))), seq(k), p),
        ),
        "one step only": (
            "step `geometric`",
            lambda: geometric(assume(Le(seq(1), p * seq(0))), seq(k), p),
        ),
        "a step of two": (
            "step `geometric`",
            lambda: geometric(assume(Le(seq(k + 2), p * seq(k))), seq(k), p),
        ),
        "a plain integer is no index": (
            "exactly one index",
            lambda: geometric(assume(Le(seq(n + 1), p * seq(n))), seq(n), p),
        ),
        "another index": ("step `geometric`", lambda: geometric(STEP, seq(j), p)),
        "two indices": ("exactly one index", lambda: geometric(STEP, seq(k) + seq2(j), p)),
        "no index": ("exactly one index", lambda: geometric(STEP, seq(0), p)),
        "another sequence": ("step `geometric`", lambda: geometric(STEP, seq2(k), p)),
        "disequation": (
            "needs a\\(k\\+1\\)",
            lambda: geometric(assume(Ne(seq(k + 1), p * seq(k))), seq(k), p),
        ),
        "an additive error": (
            "step `geometric`",
            lambda: geometric(assume(Le(seq(k + 1), p * seq(k) + w)), seq(k), p),
        ),
        "false as a step": (
            "expected a relation|collapsed",
            lambda: geometric(assume(Gt(a, 0) | Lt(a, 0)), seq(k), p),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_a_plain_symbol_of_the_same_name_is_another():
    plain = Symbol("k", integer=True, nonnegative=True)
    assert plain != Index("k")
    with pytest.raises(KernelError, match="step `geometric`"):
        geometric(assume(Le(seq(plain + 1), p * seq(plain))), seq(k), p)


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        geometric(object.__new__(Fact), seq(k), p)


def test_good():
    fact = geometric(STEP, seq(k), p)
    assert fact.conclusion == Le(seq(k), p**k * seq(0))
    assert fact.hypotheses == {STEP.conclusion}
    half = geometric(assume(Eq(seq(k) / 2, seq(k + 1))), seq(k), S.Half)
    assert half.conclusion == Le(seq(k), S.Half**k * seq(0))


def test_the_sign_of_the_ratio_is_recorded():
    sign = assume(Ge(a, 0))
    fact = geometric(assume(Le(seq(k + 1), a * seq(k))), seq(k), a, signs=[sign])
    assert Ge(a, 0) in fact.hypotheses
