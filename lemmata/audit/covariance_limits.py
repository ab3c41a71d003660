"""Limits: what a conclusion says at an extreme value, where everybody knows the answer.

Declared ones (`thm.limit`): the values are substituted, and the conclusion must then be the stated
relation, up to a positive factor of its slack. An index or time 0 in a conclusion needs no
declaration where the result is an identity, or follows from the declared signs and the hypotheses
at 0. What else is a candidate (no step, one dimension, no steps) and not declared is listed as
open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sympy import (
    Derivative,
    Eq,
    Identity,
    Integral,
    MatrixExpr,
    MatrixSymbol,
    S,
    Sum,
    Symbol,
    ZeroMatrix,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Ge, Gt, Le, Lt, Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from lemmata.declarations import Limit
from lemmata.kernel import Index, KernelError, Signs, Time, is_matrix_equation, slack
from lemmata.render import pretty
from lemmata.statements import Conclusion
from lemmata.theorem import Theorem

from .covariance_terms import Undecided, renamed
from .covariance_weights import Grading

STEP = re.compile(r"\bstep (size|length)|^step$|length of the step|^gamma l$")
COUNT = re.compile(r"\bnumber of (steps|iterations)|^steps\b")
SIZE = re.compile(r"\bdimension\b|^inputs$|\bnumber of (inputs|pieces)")


class Undefined(Exception):
    """The conclusion has no value at the point."""


def at(claim: Any, values: Mapping[Any, Any]) -> Any:
    """The claim at the values; empty sums and integrals are 0. Raises `Undefined`."""
    undefined = Undefined(f"{pretty(claim)} is undefined at {shown(values)}")
    taken = set(values).union(*(v.free_symbols for v in values.values()))
    apart = {
        t: t.func(body, *limits)
        for t in claim.atoms(Sum, Integral)
        if taken & {v for v, *_ in t.args[1:]}
        for body, limits in [renamed(t)]
    }
    try:
        made = claim.xreplace(apart).xreplace(dict(values))
    except TypeError as error:  # SymPy compares nothing with infinity
        raise undefined from error
    made = made.xreplace({t: v for t in made.atoms(Sum, Integral) if (v := _simple(t)) is not None})
    if made.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit):
        raise undefined
    return made


def _simple(term: Any) -> Any:
    """The value of an empty sum, of an empty integral and of one over a constant; else None."""
    body, (symbol, low, high), *more = term.args
    if more:
        return None
    length = high - low + (1 if isinstance(term, Sum) else 0)
    if length == 0:
        return S.Zero
    constant = isinstance(term, Integral) and symbol not in body.free_symbols
    return body * length if constant else None


def shown(values: Mapping[Any, Any]) -> str:
    """`eta = 0, d = 1`."""
    return ", ".join(f"{k} = {v}" for k, v in values.items())


# Equivalence ------------------------------------------------------------------------------------


def same(a: Any, b: Any) -> str:
    """Why the claims are not the same up to positive factors of slacks; empty if they are."""
    if a == b or (b == S.true and _identity(a)):
        return ""
    if isinstance(a, Relational) and isinstance(b, Relational):
        return _same_relations(a, b)
    joined = (And, Or, Implies, Equivalent)
    if isinstance(a, joined) and type(a) is type(b) and len(a.args) == len(b.args):
        pairs = list(zip(a.args, b.args, strict=True))
        if all(not same(x, y) for x, y in pairs):
            return ""
    return f"{pretty(a)} is not {pretty(b)}"


def _same_relations(a: Any, b: Any) -> str:
    said = f"{pretty(a)} is not {pretty(b)}"
    if isinstance(a.lhs, MatrixExpr) or isinstance(b.lhs, MatrixExpr):
        return said if not _same_arrays(a, b) else ""
    (left, kind), (right, other) = slack(a), slack(b)
    if kind != other:
        return f"{said}: one is {kind} 0, the other {other} 0"
    grading = Grading()
    n, d, gens = grading._ratio(grading.prepared(left / right))
    if len(list(n.itermonoms())) != 1 or len(list(d.itermonoms())) != 1:
        return f"{said}: their slacks differ by more than a factor"
    signed = kind in (">", ">=")
    factor = n.LC / d.LC
    if signed and factor < 0:
        return f"{said}: their slacks have opposite signs"
    back = {v: k for k, v in grading.nodes.items()}
    for poly in (n, d):
        for generator, exponent in zip(gens, poly.leading_expv(), strict=False):
            term = back.get(generator, generator)
            if exponent and not (term.is_positive or (signed is False and term.is_nonzero)):
                return f"{said}: the factor {pretty(term)} is not known to be positive"
    return ""


def _same_arrays(a: Any, b: Any) -> bool:
    if type(a) is not type(b) or a.lhs.shape != b.lhs.shape:
        return False
    grading = Grading()
    sums = [grading.matrix(side.lhs - side.rhs) for side in (a, b)]
    return all(sums[0].get(w, 0) - sums[1].get(w, 0) == 0 for w in {**sums[0], **sums[1]})


# Declared ---------------------------------------------------------------------------------------


def declared(theorem: Theorem, limit: Limit) -> tuple[str, str]:
    """The status and the reason of a declared limit."""
    if limit.conclusion not in theorem.conclusions.values():
        return "violated", f"{limit.conclusion!r} is no conclusion of this theorem"
    claim = limit.conclusion.relation
    try:
        values = named(claim, limit.at)
        found = at(claim, values)
        wanted = S(limit.becomes).xreplace(values)  # sizes of arrays become the same
        wrong = same(found, wanted) and same(_started(theorem, values, found), wanted)
    except (LookupError, Undefined) as error:
        return "violated", str(error.args[0])
    except (Undecided, KernelError) as error:
        return "undecided", str(error)
    if wrong:
        return "violated", f"at {shown(values)} {limit.conclusion.name!r} is {wrong}"
    return "holds", f"{limit.conclusion.name!r} at {shown(values)}: {pretty(found)}"


def named(claim: Any, values: Mapping[Any, Any]) -> dict[Any, Any]:
    """The values by the symbols of the claim. Raises `LookupError` for one that is not in it."""
    known = {str(s): s for s in claim.free_symbols}
    for key in values:
        if str(key) not in known:
            raise LookupError(f"{key} is not in {pretty(claim)}; what is: {', '.join(known)}")
    return {known[str(k)]: v for k, v in values.items()}


# Found ------------------------------------------------------------------------------------------


def candidates(theorem: Theorem) -> Iterator[tuple[str, dict[Any, Any], Conclusion]]:
    """(name, values, conclusion) wherever an extreme value may make a conclusion obvious.

    A value that a hypothesis rules out by itself is none.
    """
    for name, values, conclusion in _extremes(theorem):
        ruled_out = any(h.relation.subs(values) == S.false for h in _plain(theorem, values))
        if not ruled_out:
            yield name, values, conclusion


def _plain(theorem: Theorem, values: Mapping[Any, Any]) -> list[Any]:
    """The hypotheses that speak of nothing but what has a value."""
    return [h for h in theorem.hypotheses.values() if h.relation.free_symbols <= set(values)]


def _extremes(theorem: Theorem) -> Iterator[tuple[str, dict[Any, Any], Conclusion]]:
    for conclusion in theorem.conclusions.values():
        for symbol in sorted(_scalars(conclusion.relation), key=str):
            meaning = _meaning(theorem, symbol)
            if isinstance(symbol, Index):
                if _one_step(conclusion.relation, symbol):
                    continue
                yield f"{symbol} = 0", {symbol: S.Zero}, conclusion
            elif isinstance(symbol, Time):
                yield "time 0", {symbol: S.Zero}, conclusion
            elif symbol.is_integer or SIZE.search(meaning):
                yield f"{symbol} = 1", {symbol: S.One}, conclusion
            elif COUNT.search(meaning):
                yield f"{symbol} = 0", {symbol: S.Zero}, conclusion
            elif STEP.search(meaning):
                yield "step 0", {symbol: S.Zero}, conclusion


def _one_step(claim: Any, index: Any) -> bool:
    """Whether the claim is about a step from each index to the next: it has no first case."""
    return any(index + 1 in value.args for value in claim.atoms(AppliedUndef))


def _scalars(claim: Any) -> set[Any]:
    """The free symbols that occur as numbers, not only as sizes of arrays."""
    if isinstance(claim, (MatrixSymbol, Identity, ZeroMatrix)):
        return set()
    if isinstance(claim, Symbol):
        return {claim}
    if isinstance(claim, (Sum, Integral)):
        ends = {s for _, *rest in claim.args[1:] for e in rest for s in e.free_symbols}
        bound = {v for v, *_ in claim.args[1:]}
        return (_scalars(claim.args[0]) - bound) | ends
    return set().union(*map(_scalars, claim.args))


def _meaning(theorem: Theorem, symbol: Any) -> str:
    """What is said of this quantity in the meaning that it may share with others."""
    quantity = theorem.quantities.get(str(symbol))
    if quantity is None:
        return ""
    group = [n for n, q in theorem.quantities.items() if q.meaning == quantity.meaning]
    parts = [p.strip() for p in re.split(r"[,;]", quantity.meaning)]
    return (
        parts[group.index(str(symbol))]
        if len(parts) == len(group)
        else (quantity.meaning if len(group) == 1 else "")
    )


def obvious(theorem: Theorem, values: Mapping[Any, Any], conclusion: Conclusion) -> tuple[str, str]:
    """Whether the conclusion at the values needs no declaration.

    `holds` with how, `violated` where it is false, `open` with what it becomes otherwise. Raises
    `Undefined` where it has no value.
    """
    found = at(conclusion.relation, values)
    if found == S.false:
        return "violated", f"{conclusion.name!r} is false at {shown(values)}"
    if found == S.true or _identity(found):
        return "holds", "an identity"
    started = _started(theorem, values, found)
    if started == S.true or _identity(started):
        return "holds", "an identity, by the hypotheses there"
    if _follows(started, list(_hypotheses(theorem, values))):
        return "holds", "by the signs and the hypotheses there"
    return "open", f"becomes {pretty(found)}"


def _hypotheses(theorem: Theorem, values: Mapping[Any, Any]) -> Iterator[Boolean]:
    running = {k: v for k, v in values.items() if isinstance(k, (Index, Time))}
    for hypothesis in theorem.hypotheses.values():
        relations = [hypothesis.relation]
        if running and not hypothesis.relation.has(Derivative):
            free = hypothesis.relation.free_symbols
            start = {s: S.Zero for s in free if isinstance(s, (Index, Time))}
            relations.append(hypothesis.relation.xreplace(start))
        for relation in relations:
            if isinstance(relation, (Eq, Le, Lt, Ge, Gt)):
                yield relation


def _started(theorem: Theorem, values: Mapping[Any, Any], found: Any) -> Any:
    """The claim with the values that functions have at 0 by the hypotheses, as F(0) = 1."""
    known = {
        h.lhs: h.rhs
        for h in _hypotheses(theorem, values)
        if isinstance(h, Eq) and isinstance(h.lhs, AppliedUndef) and h.lhs.args == (S.Zero,)
    }
    for _ in known:
        found = found.xreplace(known)
    return found


def _identity(claim: Any) -> bool:
    if not isinstance(claim, (Eq, Le, Ge)):
        return False
    grading = Grading()
    try:
        if isinstance(claim.lhs, MatrixExpr):
            return not any(grading.weigh(c) for c in grading.matrix(claim.lhs - claim.rhs).values())
        return grading.weigh(claim.lhs - claim.rhs) is None
    except Undecided:
        return False


def _follows(claim: Any, hypotheses: list[Any]) -> bool:
    if not isinstance(claim, (Le, Lt, Ge, Gt)):
        return False
    term, kind = slack(claim)
    given = [h for h in hypotheses if not is_matrix_equation(h)]
    try:
        Signs(given).demand(term.expand(), strict=kind == ">")
    except KernelError:
        return False
    return True


__all__ = ["Undefined", "at", "candidates", "declared", "named", "obvious", "same", "shown"]
