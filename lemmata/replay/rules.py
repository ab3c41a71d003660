"""One rule application checked from its record alone; one function per rule.

A fact says: for all values of its symbols, within their declared signs, if its hypotheses are
defined and true (those that mention a running index or time: for every value of it), then its
conclusion is defined and true. Each function below refuses unless the record follows from its
premises in this sense, and returns the hypotheses that the fact must carry at least.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import S
from sympy.core.relational import Eq
from sympy.logic.boolalg import Or

from . import algebra, calculus, instances, logic, systems
from .field import Degenerate
from .step import Hypotheses, Recorded, Step, check_finite, conjuncts
from .terms import Refusal, check_real, is_array_equation


def solve(step: Step) -> Hypotheses:
    """The real solutions of polynomial equations: all of them, and nothing else."""
    unknowns = tuple(step.param("unknowns"))
    equations = []
    for i in range(len(step.premises)):
        said = step.premise(i)
        if not isinstance(said, Eq) or is_array_equation(said):
            raise Refusal(f"{said} is not an equation of numbers")
        equations.append(said.lhs - said.rhs)
    for unknown in unknowns:
        check_real(unknown)
    true = systems.solutions(equations, unknowns)
    claim = step.claim
    options = () if claim == S.false else claim.args if isinstance(claim, Or) else (claim,)
    listed = []
    for option in options:
        values: dict[Any, Any] = {}
        for said in conjuncts(option):
            if not isinstance(said, Eq) or said.lhs not in unknowns or said.lhs in values:
                raise Refusal(f"{option} does not give each unknown one value")
            values[said.lhs] = systems.frozen(systems.surd(said.rhs))
        if set(values) != set(unknowns):
            raise Refusal(f"{option} does not give each unknown one value")
        listed.append(tuple(values[u] for u in unknowns))
    missing, spurious = set(true) - set(listed), set(listed) - set(true)
    if missing or spurious:
        raise Refusal(f"{len(missing)} solutions are missing, {len(spurious)} are none")
    return step.inherited()


RULES: dict[str, Callable[[Step], Hypotheses]] = {
    function.__name__: function
    for function in (
        *(logic.assume, logic.both, logic.cases, logic.clash, logic.contradiction),
        *(logic.discharge, logic.either, logic.iff, logic.modus_ponens, logic.part, logic.split),
        *(logic.zero_product, algebra.combine, algebra.contract, algebra.for_every),
        *(
            algebra.squeeze,
            algebra.transposed,
            algebra.vanishing,
            instances.apply_axiom,
            instances.instantiate,
        ),
        *(instances.rewrite, calculus.curvature, calculus.derivative, calculus.geometric),
        *(calculus.gradient, calculus.gronwall, calculus.hessian, calculus.integral),
        *(calculus.monotone, calculus.telescope, solve),
    )
}


def check_step(said: Recorded) -> int:
    """The number of identities evaluated in checking one record; raises `Refusal`."""
    if said.rule not in RULES:
        raise Refusal("the rule is not known to the second checker")
    step = Step(said)
    check_finite(step.claim)
    try:
        needed = RULES[said.rule](step)
    except Degenerate:
        raise Refusal("a divisor vanishes at every point tried") from None
    missing = needed - said.hypotheses
    if missing:
        raise Refusal(f"hypotheses are missing: {sorted(map(str, missing))}")
    if not step.needed_axioms <= said.axioms:
        raise Refusal(f"axioms are missing: {sorted(step.needed_axioms - said.axioms)}")
    return step.identities


__all__ = ["RULES", "Recorded", "check_step"]
