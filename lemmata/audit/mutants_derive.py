"""Derivations of weaker mutants: the kernel proves them from the statement, or nothing is said.

A claim is derived from a fact when its slack is a positive multiple of the fact's plus something
that is nonnegative by the sign rules, or plus a nonnegative multiple of a third slack. Combinations
of relations are taken apart. Every derivation is a fact of the kernel, checked by the replay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sympy import S, factor_terms, fraction, together
from sympy.core.relational import Ge, Gt, Le, Lt, Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or
from sympy.polys.polyerrors import PolynomialError

from lemmata import kernel, proofs
from lemmata.kernel import Fact, KernelError, record, slack
from lemmata.replay import ReplayError, check_record
from lemmata.statements import Conclusion
from lemmata.theorem import Theorem

from .mutants_linear import combination, symmetries
from .mutants_signs import Quick, defining

UNABLE = (
    KernelError, ReplayError, PolynomialError, ValueError, TypeError, AttributeError,
    ArithmeticError, NotImplementedError,
)  # fmt: skip
"""What an attempt at a derivation may raise on terms that it was not made for."""


SIMPLE = 60
"""Operations in a ratio of two sides that is brought to a form that shows its sign."""


class NotDerived(Exception):
    """No derivation was found; that says nothing about the claim."""


@lru_cache(maxsize=16)
def known(theorem: Theorem) -> tuple[Fact, ...]:
    """The hypotheses, as facts."""
    return tuple(f for h in theorem.hypotheses.values() if (f := assumed(h.relation)) is not None)


@lru_cache(maxsize=2048)
def assumed(claim: Boolean) -> Fact | None:
    """The relation as a hypothesis, where the kernel takes it."""
    try:
        fact: Fact = kernel.assume(claim)
    except (KernelError, AttributeError, TypeError):
        return None
    return fact


@lru_cache(maxsize=64)
def concluded(theorem: Theorem, conclusion: Conclusion) -> Fact | None:
    """The conclusion as its proof derives it; as a hypothesis where there is none."""
    for proof in theorem.proofs:
        if proof.conclusion is conclusion:
            return proofs.run(theorem, proof).fact
    return assumed(conclusion.relation)


def derive(claim: Boolean, source: Fact, given: Sequence[Fact], ratio: Any = None) -> Fact:
    """The claim, derived from the source and the given facts; raises `NotDerived`.

    ratio: a factor that changed, which hints at the multiplier of the source.
    """
    try:
        fact = _derive(claim, source, tuple(given), ratio)
        return _checked(fact, (source, *given))
    except UNABLE as error:
        raise NotDerived(str(error)) from error


def transferred(
    theorem: Theorem, conclusion: Conclusion, given: tuple[Fact, ...], dropped: Boolean
) -> Fact:
    """The conclusion from facts that replace a hypothesis, by its own certificate.

    A proof that does not use the dropped hypothesis is itself the derivation. Raises `NotDerived`.
    """
    fact = concluded(theorem, conclusion)
    if fact is None:
        raise NotDerived
    if dropped not in record(fact).hypotheses:
        return fact
    try:
        made = combination(conclusion.relation, given, _quick(given), fact)
        if made is not None:
            return _checked(made, given)
    except UNABLE as error:
        raise NotDerived(str(error)) from error
    raise NotDerived


def _checked(fact: Fact, from_: tuple[Fact, ...]) -> Fact:
    """The fact, if it rests on nothing else than these and the second checker agrees."""
    allowed = {h for f in from_ for h in record(f).hypotheses}
    extra = record(fact).hypotheses - allowed
    if extra:
        raise NotDerived(f"the derivation rests on {sorted(map(str, extra))} as well")
    _replayed(fact, set(from_))
    return fact


def _replayed(fact: Fact, until: set[Fact]) -> None:
    """Check the steps that lead from the facts `until` to this one."""
    if fact in until:
        return
    until.add(fact)
    said = record(fact)
    for premise in said.premises:
        _replayed(premise, until)
    check_record(said)


def _derive(claim: Boolean, source: Fact, given: tuple[Fact, ...], ratio: Any) -> Fact:
    said = record(source).conclusion
    if said == claim:
        return source
    if isinstance(claim, And):
        return kernel.both(*(_derive(part, source, given, ratio) for part in claim.args))
    if isinstance(claim, Or):
        return _some(claim, source, given, ratio)
    if isinstance(claim, Implies):
        return _implication(claim, source, given, ratio)
    if isinstance(claim, Equivalent):
        raise NotDerived  # the kernel does not take an equivalence apart
    if isinstance(said, And):
        for part in sorted(said.args, key=lambda part: part != claim):
            try:
                return _derive(claim, kernel.part(source, part), given, ratio)
            except (KernelError, NotDerived):
                continue
        raise NotDerived
    if isinstance(said, Or):
        branches = {}
        for option in said.args:
            fact = assumed(option)
            if fact is None:
                raise NotDerived
            branches[option] = _derive(claim, fact, given, ratio)
        return kernel.cases(source, branches)
    if not isinstance(claim, Relational) or not isinstance(said, Relational):
        raise NotDerived
    return _relation(claim, source, given, ratio)


def _some(claim: Or, source: Fact, given: tuple[Fact, ...], ratio: Any) -> Fact:
    """A disjunction: from each case of the source, a member."""
    said = record(source).conclusion
    if isinstance(said, Or):
        branches = {}
        for option in said.args:
            fact = assumed(option)
            if fact is None:
                raise NotDerived
            branches[option] = _some(claim, fact, given, ratio)
        return kernel.cases(source, branches)
    own = set(And.make_args(said))
    for part in sorted(claim.args, key=lambda part: not own.issuperset(And.make_args(part))):
        try:
            return kernel.either(_derive(part, source, given, ratio), claim)
        except (KernelError, NotDerived):
            continue
    raise NotDerived


def _implication(claim: Implies, source: Fact, given: tuple[Fact, ...], ratio: Any) -> Fact:
    premise, consequence = claim.args
    said = record(source).conclusion
    at = assumed(premise)
    if at is None:
        raise NotDerived
    if isinstance(said, Implies):
        middle = kernel.modus_ponens(source, _derive(said.args[0], at, given, ratio))
    else:
        middle = source
    return kernel.discharge(_derive(consequence, middle, (*given, at), ratio), premise)


def _relation(claim: Boolean, source: Fact, given: tuple[Fact, ...], ratio: Any) -> Fact:
    """One relation from another."""
    scales = [S.One] if ratio is None else [S.One, ratio, 1 / S(ratio)]
    said = record(source).conclusion
    for scale in scales:
        if kernel.is_matrix_equation(claim) or kernel.is_matrix_equation(said):
            break
        target, kind = slack(claim)
        start, started = slack(said)
        if "!=" in (kind, started):
            raise NotDerived
        rest = target - scale * start
        if rest == 0 or kind == "==":
            try:
                return kernel.combine(claim, {source: scale}, signs=symmetries(given))
            except KernelError:
                continue
        made = _inequality(claim, source, scale, rest, given)
        if made is not None:
            return made
    for scale, rest in _ratios(claim, said):
        made = _inequality(claim, source, scale, rest, given)
        if made is not None:
            return made
    made = combination(claim, (source, *given), _quick((*given, source)), source)
    if made is None:
        raise NotDerived
    return made


def _inequality(
    claim: Boolean, source: Fact, scale: Any, rest: Any, given: tuple[Fact, ...]
) -> Fact | None:
    """claim = scale * source + rest, where `rest` and `scale` must be nonnegative."""
    quick = _quick((*given, source))
    weight = quick.nonneg(scale)
    if weight is None:
        return None
    for form in _forms(rest):
        used = quick.nonneg(form)
        if used is not None:
            signs = used | weight | defining((claim, scale, form), given)
            try:
                made: Fact = kernel.combine(claim, {source: scale}, [(form, 1)], tuple(signs))
            except KernelError:
                continue
            return made
    return None


def _ratios(claim: Relational, said: Relational) -> Iterator[tuple[Any, Any]]:
    """(scale, rest) as in `_inequality` where both relations have one side in common."""
    if kernel.is_matrix_equation(claim) or not (_ordered(claim) and _ordered(said)):
        return
    (low, high), (low0, high0) = _sides(claim), _sides(said)
    if low == low0 and high0 != 0:
        scale = high / high0
        yield scale, _excess(scale) * low
    if high == high0 and low0 != 0:
        scale = low / low0
        yield scale, -_excess(scale) * high
        yield S.One, -_excess(scale) * low0


def _ordered(relation: Relational) -> bool:
    return isinstance(relation, (Le, Lt, Ge, Gt))


def _sides(relation: Relational) -> tuple[Any, Any]:
    """(smaller, larger)."""
    sides: tuple[Any, Any] = (relation.lhs, relation.rhs)
    return sides if isinstance(relation, (Le, Lt)) else sides[::-1]


def _excess(ratio: Any) -> Any:
    """The ratio less 1, as a quotient that shows its sign."""
    if ratio.count_ops() > SIMPLE:
        return ratio - 1
    over, under = fraction(together(ratio))
    return (over - under).expand() / under


def _forms(term: Any) -> Iterator[Any]:
    yield term
    yield factor_terms(term)


@lru_cache(maxsize=64)
def _quick(facts: tuple[Fact, ...]) -> Quick:
    return Quick(facts)


__all__ = ["NotDerived", "assumed", "concluded", "derive", "known"]
