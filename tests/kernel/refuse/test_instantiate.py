"""`instantiate` keeps declared signs, integrality, reality, shapes and bound variables."""

import pytest
from sympy import (
    Derivative,
    Eq,
    Float,
    Function,
    Ge,
    Gt,
    I,
    Le,
    MatrixSymbol,
    Ne,
    Rational,
    S,
    Sum,
    Symbol,
    oo,
    sqrt,
)

from lemmata.kernel import (
    Curvature,
    Fact,
    Forgery,
    Gradient,
    Index,
    KernelError,
    assume,
    combine,
    derivative,
    geometric,
    identity,
    inner,
    instantiate,
    telescope,
)

from .vocabulary import (
    M,
    O,
    a,
    b,
    bad_inputs,
    c,
    d,
    f,
    k,
    n,
    p,
    q,
    r,
    seq,
    t,
    w,
    wild,
    x,
    y,
)

POSITIVE = assume(Ge(a, p))
WEAK = assume(Ge(a, w))
PLAIN = assume(Ge(a, b))
COUNT = assume(Ge(a, n))
VECTOR = assume(Eq(x, y))
SEQUENCE = assume(Ge(seq(k), 0))
SUM = assume(Ge(Sum(seq(k) * a, (k, 0, n)), 0))
SLOPE = assume(Le(Derivative(f(t) * a, t), 0))
RATE = derivative(f(t) * a, t)
FLAT = assume(Eq(Gradient(inner(x, x) * a, x), O))
BENT = assume(Ge(Curvature(inner(x, x), x, y), 0))
NEGATIVE = Symbol("negative", negative=True)
NONZERO = Symbol("nonzero", real=True, nonzero=True)
NONPOSITIVE = Symbol("nonpositive", nonpositive=True)


@bad_inputs(
    {
        "positive by an unknown": ("sign of c is not", lambda: instantiate(POSITIVE, {p: c})),
        "positive by a weak sign": ("sign of w is not", lambda: instantiate(POSITIVE, {p: w})),
        "positive by zero": ("sign of 0 is not", lambda: instantiate(POSITIVE, {p: 0})),
        "positive by a square": (r"sign of c\*\*2", lambda: instantiate(POSITIVE, {p: c**2})),
        "positive by a difference": ("sign of", lambda: instantiate(POSITIVE, {p: p - q})),
        "nonnegative by an unknown": ("sign of c is not", lambda: instantiate(WEAK, {w: c})),
        "nonnegative by a negative": ("sign of -1 is not", lambda: instantiate(WEAK, {w: -1})),
        "nonnegative by a fact about another": (
            "sign of c is not",
            lambda: instantiate(WEAK, {w: c}, signs=[assume(Ge(b, 0))]),
        ),
        "nonnegative by a disequation": (
            "sign of c is not",
            lambda: instantiate(WEAK, {w: c}, signs=[assume(Ne(c, 0))]),
        ),
        "positive by a weak fact": (
            "sign of c is not",
            lambda: instantiate(POSITIVE, {p: c}, signs=[assume(Ge(c, 0))]),
        ),
        "positive by a quotient that may be undefined": (
            "may be undefined",
            lambda: instantiate(POSITIVE, {p: p / c**2}),
        ),
        "real by an undeclared": (
            "^wild is not declared real",
            lambda: instantiate(PLAIN, {b: wild}),
        ),
        "real by an imaginary": ("^I is not declared real", lambda: instantiate(PLAIN, {b: I})),
        "real by infinity": ("^oo is not a finite real term", lambda: instantiate(PLAIN, {b: oo})),
        "real by nan": ("^nan is not a finite real term", lambda: instantiate(PLAIN, {b: S.NaN})),
        "real by a float": (
            r"^1\.0+ is not declared real",
            lambda: instantiate(PLAIN, {b: Float(1)}),
        ),
        "real by a quotient that may be undefined": (
            "may be undefined",
            lambda: instantiate(PLAIN, {b: 1 / c}),
        ),
        "real by a root of an unknown sign": (
            "may be undefined",
            lambda: instantiate(PLAIN, {b: sqrt(c)}),
        ),
        "integer by a fraction": (
            "n is an integer, 1/2 need not be",
            lambda: instantiate(COUNT, {n: Rational(1, 2)}),
        ),
        "integer by a real": ("n is an integer, w need not be", lambda: instantiate(COUNT, {n: w})),
        "count by a negative": ("sign of -1 is not", lambda: instantiate(COUNT, {n: -1})),
        "count by a predecessor": ("sign of n - 1", lambda: instantiate(COUNT, {n: n - 1})),
        "dimension by zero": ("sign of 0", lambda: instantiate(VECTOR, {d: 0})),
        "dimension by a fraction": (
            "d is an integer, 1/2 need not be",
            lambda: instantiate(VECTOR, {d: Rational(1, 2)}),
        ),
        "index by a negative": ("index k cannot", lambda: instantiate(SEQUENCE, {k: -1})),
        "index by a predecessor": ("index k cannot", lambda: instantiate(SEQUENCE, {k: k - 1})),
        "index by a real": ("index k cannot", lambda: instantiate(SEQUENCE, {k: w})),
        "index by a fraction": ("index k cannot", lambda: instantiate(SEQUENCE, {k: k / 2})),
        "index by infinity": (
            "^oo is not a finite real term",
            lambda: instantiate(SEQUENCE, {k: oo}),
        ),
        "time by a number": (
            "no running time: t",
            lambda: instantiate(assume(Ge(f(t), 0)), {t: S.Zero}),
        ),
        "negative symbol": (
            "not supported|is declared",
            lambda: instantiate(assume(Ge(a, NEGATIVE)), {NEGATIVE: S.One}),
        ),
        "nonzero symbol": (
            "not supported|is declared",
            lambda: instantiate(assume(Ge(a, NONZERO)), {NONZERO: S.Zero}),
        ),
        "nonpositive symbol": (
            "not supported|is declared",
            lambda: instantiate(assume(Ge(a, NONPOSITIVE)), {NONPOSITIVE: S.One}),
        ),
        "vector by another length": (
            "has shape",
            lambda: instantiate(VECTOR, {x: MatrixSymbol("u", r, 1)}),
        ),
        "vector by its transpose": ("has shape", lambda: instantiate(VECTOR, {x: x.T})),
        "vector by a scalar": ("has shape", lambda: instantiate(VECTOR, {x: 1})),
        "vector by a square matrix": ("has shape", lambda: instantiate(VECTOR, {x: M})),
        "a term": ("only symbols", lambda: instantiate(PLAIN, {a + b: c})),
        "a function value": ("only symbols", lambda: instantiate(SEQUENCE, {seq(k): 1})),
        "capture by a sum": ("would capture", lambda: instantiate(SUM, {a: k})),
        "capture of a summation index": ("would capture", lambda: instantiate(SUM, {k: k + 1})),
        "capture by a derivative": ("would capture", lambda: instantiate(RATE, {a: f(t)})),
        "capture inside an integrand of time": (
            "would capture",
            lambda: instantiate(RATE, {a: t}),
        ),
        "diagonal of a hypothesis at every time": (
            "is meant for every {t}; a cannot be t",
            lambda: instantiate(SLOPE, {a: t}),
        ),
        "point of a gradient": ("would capture", lambda: instantiate(FLAT, {x: y})),
        "point of a curvature": ("would capture", lambda: instantiate(BENT, {x: y})),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_capture_by_a_telescoped_sum():
    step = identity(Eq(-a, a * k - a * (k + 1), evaluate=False))
    total = telescope(step, -a, a * k, Index("m"))
    assert not total.hypotheses
    with pytest.raises(KernelError, match="would capture"):
        instantiate(total, {a: seq(k)})


def test_diagonal_of_a_hypothesis_for_every_index():
    step = assume(Le(a, seq(k) - seq(k + 1)))
    total = telescope(step, a, seq(k), Index("m"))
    with pytest.raises(KernelError, match=r"is meant for every {k}; a cannot be seq\(k\)"):
        instantiate(total, {a: seq(k)})


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        instantiate(object.__new__(Fact), {})


def test_good():
    square = combine(Ge(a**2 + w, b * 0, evaluate=False), squares=[(1, a), (w, 1)])
    fact = instantiate(square, {a: b - c, w: p + c**2})
    assert fact.conclusion in (S.true, Ge((b - c) ** 2 + c**2 + p, 0, evaluate=False))
    assert not fact.hypotheses


def test_hypotheses_follow():
    fact = instantiate(assume(Ge(a, p)), {a: b, p: c}, signs=[assume(Gt(c, 0))])
    assert fact.conclusion == Ge(b, c)
    assert fact.hypotheses == {Ge(b, c), Gt(c, 0)}


def test_a_met_hypothesis_goes():
    implied = combine(Ge(a + 1, b), {PLAIN: 1}, squares=[(1, 1)])
    met = combine(Ge(c, b), {assume(Gt(c, b)): 1})
    fact = instantiate(implied, {a: c}, given=[met])
    assert fact.conclusion == Ge(c + 1, b)
    assert fact.hypotheses == {Gt(c, b)}


def test_an_index_takes_later_values():
    rate = geometric(assume(Le(seq(k + 1), p * seq(k))), seq(k), p)
    for later in (k + 3, n, S(7), Index("i")):
        fact = instantiate(rate, {k: later})
        assert fact.conclusion == Le(seq(later), p**later * seq(0))
        assert fact.hypotheses == rate.hypotheses


def test_functions_keep_their_name():
    other = Function("seq", positive=True)
    assert instantiate(SEQUENCE, {k: n}).conclusion != Ge(other(n), 0, evaluate=False)
