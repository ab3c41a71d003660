"""The logical rules, re-derived from records."""

from __future__ import annotations

from typing import Any

from sympy import MatrixExpr, Mul, S, sympify
from sympy.core.relational import Eq, Gt, Lt
from sympy.logic.boolalg import And, Equivalent, Implies, Or

from lemmata.kernel import Fact, record

from .step import (
    Hypotheses,
    Step,
    check_array_equation,
    check_defined,
    conjuncts,
    not_running,
    sides,
)
from .terms import ORDERS, Refusal, check_real, deny


def assume(step: Step) -> Hypotheses:
    """From H, H."""
    claim = step.claim
    for part in claim.args if isinstance(claim, (And, Or)) else (claim,):
        for side in sides(part):
            check_real(side)
        if isinstance(part.lhs, MatrixExpr):
            if not isinstance(part, Eq):
                raise Refusal(f"{part} is not an equation")
            check_array_equation(part)
    return frozenset([claim])


def cases(step: Step) -> Hypotheses:
    """The same conclusion in each alternative of the first premise."""
    cover = step.premise()
    alternatives = cover.args if isinstance(cover, Or) else (cover,)
    options = tuple(step.param("options"))
    if set(options) != set(alternatives) or len(options) != len(step.premises) - 1:
        raise Refusal(f"the alternatives are {alternatives}, the cases {options}")
    needed = set(step.premises[0].hypotheses)
    for option, branch in zip(options, step.premises[1:], strict=True):
        if branch.conclusion != step.claim:
            raise Refusal(f"the case {option} concludes {branch.conclusion}")
        needed |= branch.hypotheses - {not_running(option)}
    return frozenset(needed)


def contradiction(step: Step) -> Hypotheses:
    """C from `false` under its negation; C must be defined without it."""
    if step.premise() != S.false:
        raise Refusal("the premise is not `false`")
    denied = not_running(deny(step.claim))
    needed = (step.premises[0].hypotheses - {denied}) | step.inherited(1)
    if any(isinstance(side, MatrixExpr) for side in sides(step.claim)):
        raise Refusal("an equation of arrays has no negation here")
    known = step.known(1)
    try:
        check_defined(step, known, *sides(step.claim))
    except Refusal:
        # What was derived on the way from the remaining hypotheses may show it.
        check_defined(step, known + _derived(step), *sides(step.claim))
    return needed


def _derived(step: Step) -> list[Any]:
    found: list[Any] = []
    seen: set[Fact] = set()
    waiting = list(step.said.premises)
    while waiting:
        fact = waiting.pop()
        if fact in seen:
            continue
        seen.add(fact)
        said = record(fact)
        waiting.extend(said.premises)
        if said.hypotheses <= step.said.hypotheses:
            found += [s for s in conjuncts(said.conclusion) if type(s) in ORDERS]
    return found


def clash(step: Step) -> Hypotheses:
    """False from A and its negation."""
    one, other = step.premise(0, 2), step.premise(1)
    if other != deny(one) and one != deny(other):
        raise Refusal(f"{other} does not deny {one}")
    step.conclude(S.false)
    return step.inherited()


def discharge(step: Step) -> Hypotheses:
    """A implies B from B under A."""
    then = step.premise(total=1)
    if not isinstance(step.claim, Implies) or step.claim.args[1] != then:
        raise Refusal(f"the premise concludes {then}")
    return step.inherited() - {not_running(step.claim.args[0])}


def iff(step: Step) -> Hypotheses:
    """A iff B from both implications."""
    one, other = step.premise(0, 2), step.premise(1)
    if (
        not isinstance(one, Implies)
        or not isinstance(other, Implies)
        or other.args != one.args[::-1]
    ):
        raise Refusal(f"{one} and {other} are not the two implications")
    if not isinstance(step.claim, Equivalent) or set(step.claim.args) != set(one.args):
        raise Refusal(f"the equivalence is of {one.args}")
    return step.inherited()


def both(step: Step) -> Hypotheses:
    """The conjunction of the premises."""
    if set(conjuncts(step.claim)) != {c for p in step.premises for c in conjuncts(p.conclusion)}:
        raise Refusal("the conjunction is not that of the premises")
    return step.inherited()


def part(step: Step) -> Hypotheses:
    """One member of a conjunction."""
    whole = step.premise(total=1)
    if not isinstance(whole, And) or step.claim not in whole.args:
        raise Refusal(f"{step.claim} is not a member of {whole}")
    return step.inherited()


def either(step: Step) -> Hypotheses:
    """A disjunction with the premise as a member."""
    if not isinstance(step.claim, Or) or step.premise(total=1) not in step.claim.args:
        raise Refusal(f"{step.premise()} is not among the alternatives")
    return step.inherited()


def modus_ponens(step: Step) -> Hypotheses:
    """B from A implies B and A."""
    rule = step.premise(0, 2)
    if not isinstance(rule, Implies) or rule.args[0] != step.premise(1):
        raise Refusal(f"{step.premise(1)} is not the premise of {rule}")
    step.conclude(rule.args[1])
    return step.inherited()


def split(step: Step) -> Hypotheses:
    """A real term is positive, zero or negative."""
    term = sympify(step.param("term"))
    wanted = {kind(term, 0, evaluate=False) for kind in (Gt, Eq, Lt)}
    if isinstance(term, MatrixExpr) or not isinstance(step.claim, Or):
        raise Refusal(f"not the three signs of a number: {step.claim}")
    if set(step.claim.args) != wanted:
        raise Refusal(f"the three cases of {term} are {wanted}")
    check_defined(step, None if step.premises else [], term)
    return step.inherited()


def zero_product(step: Step) -> Hypotheses:
    """One factor of a vanishing product vanishes."""
    said = step.premise(total=1)
    if not isinstance(said, Eq) or said.rhs != 0 or not isinstance(said.lhs, Mul):
        raise Refusal(f"{said} is not of the form product = 0")
    check_real(said.lhs)
    wanted = {Eq(f, 0, evaluate=False) for f in said.lhs.args if not (f.is_Rational and f != 0)}
    if set(step.claim.args if isinstance(step.claim, Or) else (step.claim,)) != wanted:
        raise Refusal(f"the alternatives are {wanted}")
    return step.inherited()
