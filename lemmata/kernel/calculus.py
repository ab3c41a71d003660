"""Induction over an index and calculus along a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Add, Derivative, Eq, Expr, Integral, Le, Mul, Pow, S, Sum, exp
from sympy.core.function import AppliedUndef

from .facts import Fact, KernelError, mint, record, rule
from .rules import context
from .substitution import substitute
from .terms import Index, Time, slack, sympified
from .zero import demand_zero, subterms


def _index_of(*terms: Any) -> Index:
    found = {s for term in terms for s in term.free_symbols if isinstance(s, Index)}
    if len(found) != 1:
        raise KernelError(f"expected exactly one index in {terms}, found {sorted(map(str, found))}")
    return found.pop()


def _time_of(*terms: Any) -> Time:
    found = {s for term in terms for s in term.free_symbols if isinstance(s, Time)}
    if len(found) != 1:
        raise KernelError(f"expected exactly one time in {terms}, found {sorted(map(str, found))}")
    return found.pop()


@rule
def geometric(fact: Fact, sequence: Expr, ratio: Any, signs: Sequence[Fact] = ()) -> Fact:
    """From a(k+1) <= r a(k) for every k, with r >= 0 free of k: a(k) <= r^k a(0)."""
    said = record(fact).conclusion
    k = _index_of(sequence)
    ratio, signs = sympified(ratio), tuple(signs)
    gap, kind = slack(said)
    following = substitute(sequence, {k: k + 1})
    if kind not in (">=", ">", "==") or ratio.has(k):
        raise KernelError(f"`geometric` needs a(k+1) <= r a(k) with r free of {k}, not {said}")
    sign = context((fact, *signs))[1]
    sign.well_defined(sequence)
    sign.demand(ratio)
    demand_zero(gap - (ratio * sequence - following), None, "geometric", said)
    bound = ratio**k * substitute(sequence, {k: S.Zero})
    return mint(Le(sequence, bound, evaluate=False), (fact, *signs), sequence=sequence, ratio=ratio)


@rule
def telescope(
    fact: Fact, term: Any, potential: Expr, upto: Index, signs: Sequence[Fact] = ()
) -> Fact:
    """From b(k) <= a(k) - a(k+1) for every k: sum of b(k) over 0 <= k < n is <= a(0) - a(n)."""
    said = record(fact).conclusion
    term, signs = sympified(term), tuple(signs)
    k = _index_of(potential)
    gap, kind = slack(said)
    following = substitute(potential, {k: k + 1})
    if not isinstance(upto, Index) or upto == k:
        raise KernelError(f"the upper end must be an index other than {k}, not {upto}")
    if kind == "!=":
        raise KernelError(f"`telescope` needs {term} <= {potential} - {following}, not {said}")
    sign = context((fact, *signs))[1]
    sign.well_defined(term)
    sign.well_defined(potential)
    demand_zero(gap - (potential - following - term), None, "telescope", said)
    first, last = (substitute(potential, {k: at}) for at in (S.Zero, upto))
    total = Sum(term, (k, 0, upto - 1))
    return mint(
        Le(total, first - last, evaluate=False),
        (fact, *signs),
        term=term,
        potential=potential,
        upto=upto,
    )


def differentiate(term: Any, t: Time) -> Expr:
    """d term / dt for sums, products, powers, exponentials and function values at t."""
    if not term.has(t):
        return S.Zero
    if term == t:
        return S.One
    if isinstance(term, Add):
        return Add(*(differentiate(arg, t) for arg in term.args))
    if isinstance(term, Mul):
        parts = list(term.args)
        return Add(
            *(Mul(*parts[:i], differentiate(p, t), *parts[i + 1 :]) for i, p in enumerate(parts))
        )
    if isinstance(term, Pow) and not term.exp.has(t):
        return term.exp * term.base ** (term.exp - 1) * differentiate(term.base, t)
    if isinstance(term, exp):
        return term * differentiate(term.args[0], t)
    if isinstance(term, AppliedUndef) and term.args == (t,):
        return Derivative(term, t)
    raise KernelError(f"no rule for the derivative of {term} with respect to {t}")


@rule
def derivative(term: Expr, t: Time, signs: Sequence[Fact] = ()) -> Fact:
    """The derivative of a smooth term along t; function values at t are taken differentiable."""
    if not isinstance(t, Time):
        raise KernelError(f"derivatives along a running time only, not along {t!r}")
    value, signs = differentiate(term, t), tuple(signs)
    sign = context(signs)[1]
    sign.well_defined(term)
    sign.well_defined(value)
    return mint(Eq(Derivative(term, t, evaluate=False), value, evaluate=False), tuple(signs), t=t)


@rule
def monotone(fact: Fact, term: Expr, signs: Sequence[Fact] = ()) -> Fact:
    """From (d/dt) h <= 0 at every time: h(t) <= h(0). (Mean value theorem.)

    The fact is h' <= 0 with h' as `derivative` computes it, up to the zero test.
    """
    t = _time_of(term)
    gap, kind = slack(record(fact).conclusion)
    slope, signs = differentiate(term, t), tuple(signs)
    sign = context((fact, *signs))[1]
    sign.well_defined(term)
    sign.well_defined(slope)
    if kind == "!=":
        raise KernelError(f"`monotone` needs (d/dt) {term} <= 0, not {record(fact).conclusion}")
    demand_zero(gap + slope, None, "monotone", record(fact).conclusion)
    start = substitute(term, {t: S.Zero})
    return mint(Le(term, start, evaluate=False), (fact, *signs), term=term)


@rule
def gronwall(fact: Fact, term: Expr, rate: Any, signs: Sequence[Fact] = ()) -> Fact:
    """From F' <= c F at every time, c constant: F(t) <= exp(c t) F(0)."""
    t = _time_of(term)
    rate, signs = sympified(rate), tuple(signs)
    gap, kind = slack(record(fact).conclusion)
    if rate.has(t) or kind not in (">=", ">", "=="):
        raise KernelError(f"`gronwall` needs F' <= c F with c free of {t}, not {rate}")
    slope = differentiate(term, t)
    sign = context((fact, *signs))[1]
    for part in (term, rate, slope):
        sign.well_defined(part)
    error = gap - (rate * term - slope)
    demand_zero(error, None, "gronwall", record(fact).conclusion)
    start = substitute(term, {t: S.Zero})
    return mint(
        Le(term, exp(rate * t) * start, evaluate=False), (fact, *signs), term=term, rate=rate
    )


@rule
def integral(fact: Fact, term: Any, potential: Expr, signs: Sequence[Fact] = ()) -> Fact:
    """From b <= -(d/dt) a at every time, b continuous: integral of b over [0, t] <= a(0) - a(t)."""
    term, signs = sympified(term), tuple(signs)
    t = _time_of(potential)
    gap, kind = slack(record(fact).conclusion)
    if kind == "!=":
        raise KernelError(f"`integral` needs {term} <= -(d/dt) {potential}")
    slope = differentiate(potential, t)
    sign = context((fact, *signs))[1]
    for part in (term, potential, slope):
        sign.well_defined(part)
    error = gap + slope + term
    demand_zero(error, None, "integral", record(fact).conclusion)
    s = Time(f"{t}'")
    if any(s in part.free_symbols for part in subterms(term)):
        raise KernelError(f"the name {s} is taken in {term}")
    total = Integral(term.xreplace({t: s}), (s, 0, t))
    drop = substitute(potential, {t: S.Zero}) - potential
    return mint(Le(total, drop, evaluate=False), (fact, *signs), term=term, potential=potential)
