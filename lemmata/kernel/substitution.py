"""Instances of facts: what may stand for what, and what would be captured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sympy import (
    Basic,
    Eq,
    Expr,
    MatrixExpr,
    MatrixSymbol,
    S,
    Symbol,
)
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from .facts import Fact, KernelError, mint, record, rule
from .rules import context
from .signs import Signs
from .terms import (
    Curvature,
    Gradient,
    Index,
    Time,
    sympified,
    well_shaped,
)
from .zero import subterms


def running(symbol: Basic) -> bool:
    """Whether a hypothesis that mentions the symbol is meant for every value of it."""
    return isinstance(symbol, (Index, Time))


def local(hypothesis: Boolean) -> Boolean:
    """The hypothesis, if it speaks of one instance; one meant for every index is not removable."""
    if any(running(s) for s in hypothesis.free_symbols):
        raise KernelError(f"{hypothesis} is meant for every index or time; it cannot be discharged")
    return hypothesis


def _binds(part: Basic) -> set[Basic]:
    return set(getattr(part, "bound_symbols", ())) | set(getattr(part, "variables", ()))


def replaced(term: Basic, replace: Mapping[Any, Any]) -> Basic:
    """`xreplace`, refusing what SymPy would evaluate through infinity or the imaginary unit."""
    rule = dict(replace)
    for part in subterms(term):
        if isinstance(part, Expr) and part.xreplace(rule).has(*UNREAL):
            raise KernelError(f"{part} is undefined or not real after {rule}")
    new = term.xreplace(rule)
    well_shaped(new)
    return new


UNREAL = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit)


def substitute(term: Basic, replace: Mapping[Any, Any]) -> Basic:
    """Replace symbols by terms, refusing anything that a bound variable could capture."""
    parts = subterms(term)
    bound = set().union(*map(_binds, parts))
    fresh = set().union(*(v.free_symbols for v in replace.values()))
    differentiated = {p.args[1] for p in parts if isinstance(p, (Gradient, Curvature))}
    sizes = set().union(*(S(n).free_symbols for x in differentiated for n in x.shape))
    captured = bound & (set(replace) | fresh) | differentiated & (set(replace) | fresh)
    captured |= sizes & set(replace)
    if captured:
        raise KernelError(f"substitution would capture {sorted(map(str, captured))} in {term}")
    return replaced(term, replace)


_DECLARATIONS = [
    Symbol("_", **signs).assumptions0
    for kind in ({"real": True}, {"integer": True})
    for signs in (kind, {**kind, "nonnegative": True}, {**kind, "positive": True})
]


def admissible(replace: Mapping[Any, Any], sign: Signs, schemes: Iterable[Boolean]) -> None:
    """Raise unless every symbol may stand for its replacement in a statement under `schemes`.

    A symbol declared positive or nonnegative takes only terms whose sign is derived, arrays only
    arrays of the same shape. A hypothesis is meant for every index or time in it: a symbol in it
    must not become a term in that same running variable.
    """
    for old, new in replace.items():
        sign.well_defined(new)
        if isinstance(new, MatrixExpr) and not isinstance(old, MatrixSymbol):
            raise KernelError(f"{old} is a number, its replacement {new} an array")
        if isinstance(old, MatrixSymbol):
            if getattr(new, "shape", None) != old.shape:
                raise KernelError(f"{old} has shape {old.shape}, its replacement {new} has not")
            if any(S(n).free_symbols & set(replace) for n in old.shape):
                raise KernelError(f"{old} and its size cannot be replaced together")
        elif isinstance(old, Index):
            if not (new.is_integer and new.is_nonnegative):
                raise KernelError(f"the index {old} cannot become {new}")
        elif not isinstance(old, Symbol) or isinstance(old, Time):
            raise KernelError(f"only symbols can be replaced, and no running time: {old}")
        elif old.assumptions0 not in _DECLARATIONS:
            raise KernelError(f"what is declared of {old} is more than a sign: {old.assumptions0}")
        else:
            if old.is_integer and not new.is_integer:
                raise KernelError(f"{old} is an integer, {new} need not be")
            if old.is_nonnegative:
                sign.demand(new, strict=bool(old.is_positive))
        for scheme in schemes:
            caught = {s for s in scheme.free_symbols & new.free_symbols if running(s)}
            if caught and scheme.has(old) and not isinstance(old, Index):
                raise KernelError(f"{scheme} is meant for every {caught}; {old} cannot be {new}")


@rule
def instantiate(
    fact: Fact, replace: Mapping[Any, Any], given: Sequence[Fact] = (), signs: Sequence[Fact] = ()
) -> Fact:
    """From F, its instance; hypotheses of the instance that `given` concludes are discharged.

    A symbol declared positive or nonnegative may only be replaced by a term whose sign is derived.
    An index may be replaced by an index term: hypotheses that mention it hold for every value.
    """
    said, given, signs = record(fact), tuple(given), tuple(signs)
    replace = {k: sympified(v) for k, v in replace.items()}
    sign = context((*given, *signs))[1]
    admissible(replace, sign, said.hypotheses)
    fixed = {k: v for k, v in replace.items() if not running(k)}
    met = {record(g).conclusion for g in given}
    hypotheses = {substitute(h, fixed) for h in said.hypotheses} - met
    hypotheses |= frozenset().union(*(record(g).hypotheses for g in (*given, *signs)))
    return mint(
        substitute(said.conclusion, replace),
        (fact, *given, *signs),
        hypotheses=frozenset(hypotheses),
        replace=tuple(replace.items()),
        given=len(given),
    )


@rule
def rewrite(fact: Fact, by: Fact) -> Fact:
    """From F and the equation `by`: s = t with s a symbol or function value, F with t for s."""
    said, equation = record(fact).conclusion, record(by).conclusion
    if not isinstance(equation, Eq) or not isinstance(
        equation.lhs, (Symbol, MatrixSymbol, AppliedUndef, Gradient, Curvature)
    ):
        raise KernelError(f"`rewrite` needs an equation with a symbol on the left, not {equation}")
    for part in subterms(said):
        inside = isinstance(part, (Gradient, Curvature)) or _binds(part)
        if inside and part != equation.lhs and part.has(equation.lhs):
            raise KernelError(f"{equation.lhs} stands inside {part}, where it cannot be rewritten")
    sizes = {n for m in said.atoms(MatrixSymbol) | equation.atoms(MatrixSymbol) for n in m.shape}
    if any(S(n).has(equation.lhs) for n in sizes):
        raise KernelError(f"{equation.lhs} is a size: it cannot be rewritten")
    changed = replaced(said, {equation.lhs: equation.rhs})
    return mint(changed, (fact, by))
