"""The logical rules: cases, contradiction, implication, conjunction and disjunction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sympy import (
    Eq,
    MatrixExpr,
    Mul,
    S,
)
from sympy.core.relational import Ge, Gt, Le, Lt, Ne, Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from .facts import Fact, KernelError, mint, record, rule
from .rules import context
from .signs import Signs
from .substitution import local
from .terms import (
    relation,
    sympified,
    unreal,
    well_shaped,
)

NEGATION = {Ge: Lt, Gt: Le, Le: Gt, Lt: Ge, Eq: Ne, Ne: Eq}


def negation(term: Relational) -> Relational:
    """The relation that holds exactly when `term` does not."""
    return NEGATION[type(relation(term))](term.lhs, term.rhs, evaluate=False)


@rule
def split(term: Any) -> Fact:
    """A real term is positive, zero or negative."""
    term = sympified(term)
    Signs().well_defined(term)
    if isinstance(term, MatrixExpr):
        raise KernelError(f"only scalars have a sign, not {term}")
    sides = [kind(term, 0, evaluate=False) for kind in (Gt, Eq, Lt)]
    return mint(Or(*sides, evaluate=False), term=term)


@rule
def zero_product(fact: Fact) -> Fact:
    """From a b ... = 0, one of the factors is 0."""
    said = record(fact).conclusion
    if not isinstance(said, Eq) or said.rhs != 0 or not isinstance(said.lhs, Mul):
        raise KernelError(f"`zero_product` takes an equation (product) = 0, not {said}")
    if unreal(said.lhs) is not None:
        raise KernelError(f"the factors of {said.lhs} are not declared real")
    factors = [f for f in said.lhs.args if not (f.is_Rational and f != 0)]
    sides = [Eq(f, 0, evaluate=False) for f in factors]
    return mint(Or(*sides, evaluate=False) if len(sides) > 1 else sides[0], (fact,))


@rule
def cases(cover: Fact, branches: Mapping[Boolean, Fact]) -> Fact:
    """From A or B or ..., and the same conclusion under each of A, B, ..., the conclusion."""
    alternatives, branches = record(cover).conclusion, {k: branches[k] for k in branches}
    options = list(alternatives.args) if isinstance(alternatives, Or) else [alternatives]
    if set(branches) != set(options):
        raise KernelError(f"the cases are {options}, the branches {list(branches)}")
    said = [record(branches[option]) for option in options]
    if len({s.conclusion for s in said}) != 1:
        raise KernelError(f"the branches conclude different things: {[s.conclusion for s in said]}")
    hypotheses = set(record(cover).hypotheses)
    for option, branch in zip(options, said, strict=True):
        hypotheses |= branch.hypotheses - {local(option)}
    premises = (cover, *(branches[option] for option in options))
    return mint(
        said[0].conclusion, premises, hypotheses=frozenset(hypotheses), options=tuple(options)
    )


@rule
def contradiction(conclusion: Boolean, absurd: Fact, signs: Sequence[Fact] = ()) -> Fact:
    """From `false` under the negation of C (or outright), C, which must be well defined."""
    said, signs = record(absurd), tuple(signs)
    if said.conclusion != S.false:
        raise KernelError(f"`contradiction` needs a derivation of false, not of {said.conclusion}")
    if isinstance(conclusion, (Or, And)):
        raise KernelError(f"`contradiction` concludes one relation, not {conclusion}")
    denied = frozenset([local(negation(conclusion))])
    well_shaped(conclusion)
    for side in (conclusion.lhs, conclusion.rhs):
        context(signs)[1].well_defined(side)
    kept = (said.hypotheses - denied).union(*(record(s).hypotheses for s in signs))
    return mint(conclusion, (absurd, *signs), hypotheses=kept)


@rule
def clash(fact: Fact, other: Fact) -> Fact:
    """From A and its negation, false."""
    if record(other).conclusion != negation(record(fact).conclusion):
        raise KernelError(f"{record(other).conclusion} does not deny {record(fact).conclusion}")
    return mint(S.false, (fact, other))


@rule
def discharge(fact: Fact, hypothesis: Boolean) -> Fact:
    """From B under A, A implies B."""
    said = record(fact)
    return mint(
        Implies(local(hypothesis), said.conclusion, evaluate=False),
        (fact,),
        hypotheses=said.hypotheses - {hypothesis},
    )


@rule
def iff(forward: Fact, backward: Fact) -> Fact:
    """From A implies B and B implies A, A if and only if B."""
    ab, ba = record(forward).conclusion, record(backward).conclusion
    if not isinstance(ab, Implies) or not isinstance(ba, Implies) or ab.args != ba.args[::-1]:
        raise KernelError(f"`iff` takes A implies B and B implies A, not {ab} and {ba}")
    return mint(Equivalent(*ab.args, evaluate=False), (forward, backward))


def _conjuncts(said: Boolean) -> tuple[Any, ...]:
    parts: tuple[Any, ...] = said.args if isinstance(said, And) else (said,)
    return parts


@rule
def both(*facts: Fact) -> Fact:
    """From A, B, ..., their conjunction; refused where SymPy would merge some of them."""
    parts = {part for f in facts for part in _conjuncts(record(f).conclusion)}
    conjunction = And(*(record(f).conclusion for f in facts), evaluate=False)
    if set(_conjuncts(conjunction)) != parts:
        raise KernelError(f"SymPy merges the conjunction of {parts} into {conjunction}")
    return mint(conjunction, facts)


@rule
def part(fact: Fact, chosen: Boolean) -> Fact:
    """From a conjunction, one of its members."""
    said = record(fact).conclusion
    if not isinstance(said, And) or chosen not in said.args:
        raise KernelError(f"{chosen} is not a member of {said}")
    return mint(chosen, (fact,))


@rule
def either(fact: Fact, conclusion: Boolean) -> Fact:
    """From A, a disjunction that has A (or each member of a conjunction A) as a member."""
    if not isinstance(conclusion, Or) or record(fact).conclusion not in conclusion.args:
        raise KernelError(f"{record(fact).conclusion} is not a member of {conclusion}")
    return mint(conclusion, (fact,))


@rule
def modus_ponens(implication: Fact, fact: Fact) -> Fact:
    """From A implies B and A, B."""
    said = record(implication).conclusion
    if not isinstance(said, Implies) or said.args[0] != record(fact).conclusion:
        raise KernelError(f"{record(fact).conclusion} is not the premise of {said}")
    return mint(said.args[1], (implication, fact))
