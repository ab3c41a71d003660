"""`telescope` sums b(k) <= a(k) - a(k+1) up to another index."""

import pytest
from sympy import Eq, Ge, Le, Ne, Sum, Symbol

from lemmata.kernel import Fact, Forgery, Index, KernelError, assume, telescope

from .vocabulary import a, bad_inputs, f, j, k, n, p, seq, seq2

STEP = assume(Le(seq2(k), seq(k) - seq(k + 1)))
END = Index("m")


@bad_inputs(
    {
        "the wrong way": (
            "step `telescope`",
            lambda: telescope(assume(Ge(seq2(k), seq(k) - seq(k + 1))), seq2(k), seq(k), END),
        ),
        "differences reversed": (
            "step `telescope`",
            lambda: telescope(assume(Le(seq2(k), seq(k + 1) - seq(k))), seq2(k), seq(k), END),
        ),
        "another term": ("step `telescope`", lambda: telescope(STEP, 2 * seq2(k), seq(k), END)),
        "another potential": (
            "step `telescope`",
            lambda: telescope(STEP, seq2(k), 2 * seq(k), END),
        ),
        "one step only": (
            "step `telescope`",
            lambda: telescope(assume(Le(seq2(0), seq(0) - seq(1))), seq2(k), seq(k), END),
        ),
        "upper end the running index": (
            "upper end must be an index",
            lambda: telescope(STEP, seq2(k), seq(k), k),
        ),
        "upper end a plain integer": (
            "upper end must be an index",
            lambda: telescope(STEP, seq2(k), seq(k), n),
        ),
        "upper end a plain symbol of the same name": (
            "upper end must be an index",
            lambda: telescope(STEP, seq2(k), seq(k), Symbol("m", integer=True, nonnegative=True)),
        ),
        "upper end a term": (
            "upper end must be an index",
            lambda: telescope(STEP, seq2(k), seq(k), END + 1),
        ),
        "disequation": (
            "`telescope` needs",
            lambda: telescope(assume(Ne(seq2(k), seq(k) - seq(k + 1))), seq2(k), seq(k), END),
        ),
        "potential without an index": (
            "exactly one index",
            lambda: telescope(STEP, seq2(k), a, END),
        ),
        "potential with two": (
            "exactly one index",
            lambda: telescope(STEP, seq2(k), seq(k) + seq(j), END),
        ),
        "potential with a bound index": (
            "would capture|exactly one index",
            lambda: telescope(STEP, seq2(k), Sum(seq(k), (k, 0, n)) + seq(k), END),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        telescope(object.__new__(Fact), seq2(k), seq(k), END)


def test_good():
    fact = telescope(STEP, seq2(k), seq(k), END)
    assert fact.conclusion == Le(Sum(seq2(k), (k, 0, END - 1)), seq(0) - seq(END))
    assert fact.hypotheses == {STEP.conclusion}
    exact = telescope(assume(Eq(seq(k) - seq(k + 1), p)), p, seq(k), END)
    assert exact.conclusion.lhs == Sum(p, (k, 0, END - 1))
    assert not fact.conclusion.has(f)
