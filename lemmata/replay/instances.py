"""Instances, axioms and rewriting, re-derived from records; here captures are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sympy import MatrixExpr, MatrixSymbol, S, Symbol, sympify
from sympy.core.function import AppliedUndef
from sympy.core.relational import Eq

from lemmata.kernel import AXIOMS, Curvature, Gradient, Index

from .exists import integer_valued
from .step import Hypotheses, Step, check_finite, sides
from .terms import (
    FULL,
    STRICT,
    WEAK,
    Refusal,
    Signs,
    bound_by,
    running_in,
    substitute,
    symbols_of,
    walk,
)


@cache
def _plain_symbol(integer: bool, nonnegative: bool, positive: bool) -> Mapping[str, bool]:
    declared = {"real": True}
    if integer:
        declared["integer"] = True
    if positive or nonnegative:
        declared["positive" if positive else "nonnegative"] = True
    return Symbol("s", **declared).assumptions0  # type: ignore[no-any-return]


def _check_replacement(replace: Mapping[Any, Any], signs: Signs, running: bool) -> None:
    """Refuse unless each symbol becomes a term of its declared kind, without capture."""
    for old, new in replace.items():
        if type(old) not in (Symbol, MatrixSymbol) and not (running and isinstance(old, Index)):
            raise Refusal(f"{old} is not a symbol that can be replaced")
        if isinstance(old, MatrixSymbol):
            if not isinstance(new, MatrixExpr) or tuple(new.shape) != tuple(old.shape):
                raise Refusal(f"{new} has not the shape of {old}")
            if symbols_of(old) & set(replace) != {old}:
                raise Refusal(f"{old} and its size are replaced at once")
            signs.defined(new)
            continue
        if isinstance(new, MatrixExpr):
            raise Refusal(f"the number {old} cannot become the array {new}")
        if (isinstance(old, Index) or old.is_integer) and not integer_valued(new):
            raise Refusal(f"{new} is not an integer, as {old} is")
        if not isinstance(old, Index) and old.assumptions0 != _plain_symbol(
            bool(old.is_integer), bool(old.is_nonnegative), bool(old.is_positive)
        ):
            raise Refusal(f"what is declared of {old} is more than an instance is checked for")
        allowed = STRICT if old.is_positive else WEAK if old.is_nonnegative else FULL
        signs.demand(new, allowed, f"the value for {old},")


def _check_capture(replace: Mapping[Any, Any], universal: Sequence[Any]) -> None:
    """Refuse a value that depends on an index or time over which a hypothesis about it ranges.

    The fact was derived for a fixed value and every index; the instance would tie the two.
    """
    for old, new in replace.items():
        for hypothesis in universal:
            ranges = running_in(new) & running_in(hypothesis)
            if not isinstance(old, Index) and ranges and old in symbols_of(hypothesis):
                raise Refusal(f"{new} depends on {ranges}, over which {hypothesis} ranges")


def instantiate(step: Step) -> Hypotheses:
    """An instance; hypotheses that `given` concludes are dropped."""
    replace = {k: sympify(v) for k, v in step.param("replace")}
    count = int(step.param("given"))
    step.premise(count)
    source = step.premises[0]
    known = step.known(1)
    signs = step.frame(*replace.values(), known=known)[1]
    _check_replacement(replace, signs, running=True)
    _check_capture(replace, list(source.hypotheses))
    fixed = {k: v for k, v in replace.items() if not isinstance(k, Index)}
    met = {p.conclusion for p in step.premises[1 : 1 + count]}
    needed = {substitute(h, fixed) for h in source.hypotheses} - met - {S.true}
    instance = substitute(source.conclusion, replace)
    check_finite(instance)
    step.conclude(instance)
    return frozenset(needed) | step.inherited(1)


def apply_axiom(step: Step) -> Hypotheses:
    """An instance of a declared axiom."""
    axiom = AXIOMS.get(getattr(step.param("axiom"), "name", ""))
    if axiom is None or axiom is not step.param("axiom"):
        raise Refusal(f"{step.param('axiom')} is not a declared axiom")
    replace = {k: sympify(v) for k, v in step.param("replace")}
    step.needed_axioms |= {axiom.name}
    signs = step.frame(*replace.values())[1]
    # An index in a premise of the axiom means: for every index; it may then not be replaced.
    ranging = set().union(*map(running_in, axiom.premises))
    _check_replacement(replace, signs, running=not ranging & set(replace))
    _check_capture(replace, axiom.premises)
    met = {p.conclusion for p in step.premises}
    needed = {substitute(p, replace) for p in axiom.premises} - met - {S.true}
    instance = substitute(axiom.conclusion, replace)
    check_finite(instance)
    step.conclude(instance)
    return frozenset(needed) | step.inherited()


def rewrite(step: Step) -> Hypotheses:
    """Replace the left side of an equation by its right side."""
    said, equation = step.premise(0, 2), step.premise(1)
    allowed = (Symbol, MatrixSymbol, AppliedUndef, Gradient, Curvature)
    if not isinstance(equation, Eq) or not isinstance(equation.lhs, allowed):
        raise Refusal(f"{equation} has no symbol on its left")
    old, new = sides(equation)
    if isinstance(old, MatrixExpr) and not isinstance(new, MatrixExpr):
        raise Refusal(f"{equation} equates an array and a number")
    for term in walk(said):
        hides = isinstance(term, (Gradient, Curvature, MatrixSymbol)) or bound_by(term)
        if hides and term != old and old in walk(term):
            raise Refusal(f"{old} stands inside {term}")

    def replaced(term: Any) -> Any:
        if term == old:
            return new
        return term if old not in walk(term) else term.func(*map(replaced, term.args))

    changed = replaced(said)
    check_finite(changed)
    step.conclude(changed)
    return step.inherited()
