"""One rule application checked from its record alone; one function per rule.

A fact says: for all values of its symbols, within their declared signs, if its hypotheses are
defined and true (those that mention a running index or time: for every value of it), then its
conclusion is defined and true. Each function below refuses unless the record follows from its
premises in this sense, and returns the hypotheses that the fact must carry at least.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cmp_to_key, partial
from typing import Any, Protocol

import flint
from sympy import (
    Add,
    Basic,
    Derivative,
    Integral,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    Trace,
    Transpose,
    exp,
    sympify,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Eq, Gt, Le, Lt
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from lemmata.kernel import AXIOMS, Curvature, Fact, Gradient, HessianAt, Index, Time, record

from . import systems
from .field import Degenerate, Point, Points, symmetric_letters
from .terms import (
    FULL,
    INFINITE,
    ORDERS,
    STRICT,
    WEAK,
    Refusal,
    Signs,
    bound_by,
    check_real,
    deny,
    integer_valued,
    is_array_equation,
    running_in,
    slack_of,
    substitute,
    symbols_of,
    walk,
)

NONZERO = frozenset({-1, 1})
Hypotheses = frozenset[Any]


class Recorded(Protocol):
    """What is read of a fact; `lemmata.kernel.Record` has this shape."""

    @property
    def conclusion(self) -> Boolean:
        """What is claimed."""

    @property
    def hypotheses(self) -> frozenset[Boolean]:
        """Under which hypotheses."""

    @property
    def axioms(self) -> frozenset[str]:
        """Resting on which axioms."""

    @property
    def rule(self) -> str:
        """By which rule."""

    @property
    def premises(self) -> tuple[Fact, ...]:
        """From which facts."""

    @property
    def params(self) -> Mapping[str, Any]:
        """With which parameters."""


class Step:
    """The record under check, its premises' records, and what may be taken as known."""

    def __init__(self, said: Recorded) -> None:
        self.said = said
        self.claim: Any = said.conclusion
        self.premises: list[Recorded] = [record(p) for p in said.premises]
        self.identities = 0
        self.needed_axioms: frozenset[str] = frozenset().union(*(p.axioms for p in self.premises))

    def param(self, name: str) -> Any:
        """A recorded parameter."""
        if name not in self.said.params:
            raise Refusal(f"the record has no parameter {name!r}")
        return self.said.params[name]

    def premise(self, i: int = 0, total: int | None = None) -> Any:
        """The conclusion of the i-th premise."""
        if i >= len(self.premises) or total not in (None, len(self.premises)):
            raise Refusal(f"{len(self.premises)} premises are not what this rule takes")
        return self.premises[i].conclusion

    def inherited(self, first: int = 0) -> Hypotheses:
        """The hypotheses of the premises from number `first` on."""
        return frozenset().union(*(p.hypotheses for p in self.premises[first:]))

    def known(self, first: int = 0) -> list[Any]:
        """The relations known: conclusions of the premises from `first` on, and the hypotheses.

        The hypotheses of the fact itself may be used: it claims nothing where they fail.
        """
        everything = [p.conclusion for p in self.premises[first:]]
        everything += sorted(self.said.hypotheses, key=cmp_to_key(Basic.compare))
        flat = [part for said in everything for part in conjuncts(said)]
        return [said for said in dict.fromkeys(flat) if type(said) in ORDERS]

    def frame(self, *terms: Any, known: Sequence[Any] | None = None) -> tuple[Points, Signs]:
        """Points for the terms, and sign rules that use what is known."""
        known = self.known() if known is None else known
        usable = [s for s in known if not isinstance(s.lhs, MatrixExpr)]
        optional = [side for s in usable for side in (s.lhs, s.rhs)]
        points = Points(terms, optional, symmetric_letters(self.known()))
        return points, Signs(points, usable)

    def identity(self, points: Points, value: Callable[[Point], Any], what: str) -> None:
        """Refuse unless the value vanishes at all the points."""
        self.identities += 1
        if not points.vanish(value):
            raise Refusal(f"{what}: the two sides differ at a random point")

    def conclude(self, expected: Any) -> None:
        """Refuse unless the conclusion is the expected one, up to equal sides of a relation."""
        claim = self.claim
        if claim == expected:
            return
        if type(claim) is type(expected) and type(claim) in ORDERS:
            try:
                points = Points([claim.lhs, claim.rhs, expected.lhs, expected.rhs])
                pairs = ((claim.lhs, expected.lhs), (claim.rhs, expected.rhs))
                same = all(points.vanish(partial(_difference, a, b)) for a, b in pairs)
            except Refusal:
                same = False
            self.identities += 2
            if same:
                return
        raise Refusal(f"the conclusion that follows is {expected}")


def _difference(one: Any, other: Any, at: Point) -> Any:
    return _equal(at, at.any(one), at.any(other))


def conjuncts(said: Any) -> list[Any]:
    """The members of a conjunction; the relation itself otherwise."""
    return [p for arg in said.args for p in conjuncts(arg)] if isinstance(said, And) else [said]


def sides(said: Any) -> tuple[Any, Any]:
    """Both sides of a relation."""
    if type(said) not in ORDERS:
        raise Refusal(f"{said} is not a relation")
    return said.lhs, said.rhs


def slack_at(at: Point, said: Any) -> int:
    """The value of the slack of a scalar relation."""
    upper, lower, _ = slack_of(said)
    return (at.scalar(upper) - at.scalar(lower)) % at.p


def not_running(hypothesis: Any) -> Any:
    """The hypothesis; refuse one that is meant for every index or time."""
    if running_in(hypothesis):
        raise Refusal(f"{hypothesis} is meant for every value of {running_in(hypothesis)}")
    return hypothesis


def check_array_equation(said: Any) -> None:
    """Refuse an equation of an array with a number other than 0."""
    if not isinstance(said.rhs, MatrixExpr) and said.rhs != 0:
        raise Refusal(f"{said} equates an array and a number")


# Logic


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
        _defined(step, known, *sides(step.claim))
    except Refusal:
        # What was derived on the way from the remaining hypotheses may show it.
        _defined(step, known + _derived(step), *sides(step.claim))
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


def _defined(step: Step, known: Sequence[Any] | None, *terms: Any) -> None:
    if any(isinstance(p, Pow) and not isinstance(p, MatPow) for t in terms for p in walk(t)):
        signs = step.frame(*terms, known=known)[1]
        for term in terms:
            signs.defined(term)
    else:
        for term in terms:
            check_real(term)


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
    _defined(step, None if step.premises else [], term)
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


# Algebra


def combine(step: Step) -> Hypotheses:
    """`scale` * slack(conclusion) = sum of multiplier * slack(premise) + sum of c * e^2."""
    multipliers = [sympify(m) for m in step.param("parts")]
    squares = [(sympify(c), sympify(e)) for c, e in step.param("squares")]
    scale = sympify(step.param("scale"))
    if len(multipliers) > len(step.premises):
        raise Refusal("more multipliers than premises")
    claim = step.claim
    used = [step.premises[i].conclusion for i in range(len(multipliers))]
    terms = [scale, *multipliers, *(t for pair in squares for t in pair)]
    targets = () if claim == S.false else sides(claim)
    for said in used:
        terms += sides(said)
    points, signs = step.frame(*targets, *terms)
    for term in (scale, *multipliers, *targets, *(t for pair in squares for t in pair)):
        signs.defined(term)
    if is_array_equation(claim):
        check_array_equation(claim)
        if squares or not all(isinstance(said, Eq) for said in used):
            raise Refusal("an equation of arrays takes equations and no squares")
        signs.demand(scale, NONZERO, "the scale")
    else:
        signs.demand(scale, STRICT, "the scale")
        _check_signs(claim, used, multipliers, squares, signs)
    for said in used:
        if is_array_equation(said):
            check_array_equation(said)

    def residual(at: Point) -> Any:
        total: Any = 0
        if targets:
            target = at.gap(claim) if is_array_equation(claim) else slack_at(at, claim)
            total = at.product(at.scalar(scale), target)
        for said, multiplier in zip(used, multipliers, strict=True):
            factor = at.any(multiplier)
            if is_array_equation(claim):
                total = total - at.product(factor, at.gap(said))
            elif is_array_equation(said):
                if isinstance(factor, int):
                    raise Refusal(f"the multiplier {multiplier} of {said} must be an array")
                total -= at.inner(factor, at.gap(said))
            else:
                total -= factor * slack_at(at, said)
        for c, e in squares:
            root = at.any(e)
            square = root * root if isinstance(root, int) else at.inner(root, root)
            total -= at.scalar(c) * square
        return total

    try:
        step.identity(points, residual, "the combination")
    except (TypeError, ValueError) as error:
        raise Refusal(f"the shapes do not fit: {error}") from None
    return step.inherited()


def _check_signs(
    claim: Any,
    used: Sequence[Any],
    multipliers: Sequence[Any],
    squares: Sequence[Any],
    signs: Signs,
) -> None:
    kind = ">" if claim == S.false else slack_of(claim)[2]
    if kind == "!=" or (kind == "==" and squares):
        raise Refusal(f"a combination does not conclude {claim}")
    strict = False
    for said, multiplier in zip(used, multipliers, strict=True):
        if is_array_equation(said):
            continue
        own = slack_of(said)[2]
        if own == "!=" or (kind == "==" and own != "=="):
            raise Refusal(f"{said} cannot contribute to {claim}")
        if isinstance(multiplier, MatrixExpr):
            raise Refusal(f"the multiplier {multiplier} of {said} is an array")
        if own != "==":
            signs.demand(multiplier, WEAK, "the multiplier")
            strict |= own == ">" and signs.of(multiplier) <= STRICT
    for c, e in squares:
        signs.demand(c, WEAK, "the coefficient of a square,")
        if not isinstance(e, MatrixExpr):
            strict |= signs.of(c) <= STRICT and signs.of(e) <= NONZERO
    if kind == ">" and not strict:
        raise Refusal("nothing in the combination is strictly positive")


def contract(step: Step) -> Hypotheses:
    """P A Q = P B Q from A = B; P and Q defined."""
    said = step.premise()
    if not is_array_equation(said) or not isinstance(step.claim, Eq):
        raise Refusal(f"{said} is not an equation of arrays")
    check_array_equation(said)
    left, right = (step.param(side) for side in ("left", "right"))
    before = [sympify(left)] if left is not None else []
    after = [sympify(right)] if right is not None else []
    points, signs = step.frame(*sides(said), *sides(step.claim), *before, *after)
    for term in (*before, *after, *sides(step.claim)):
        signs.defined(term)

    def residual(mine: Any, given: Any, at: Point) -> Any:
        product = at.product(*(at.any(f) for f in (*before, given, *after)))
        return _equal(at, at.any(mine), product)

    for mine, given in zip(sides(step.claim), sides(said), strict=True):
        step.identity(points, partial(residual, mine, given), "a side")
    return step.inherited()


def _equal(at: Point, one: Any, other: Any) -> Any:
    """The difference of two values, where a number must be 0 to stand for an array."""
    if isinstance(one, int) == isinstance(other, int):
        return (one - other) % at.p if isinstance(one, int) else one - other
    number, array = (one, other) if isinstance(one, int) else (other, one)
    return array if number % at.p == 0 else 1


def squeeze(step: Step) -> Hypotheses:
    """Equality from a <= b and b <= a."""
    one, other = step.premise(0, 2), step.premise(1)
    if slack_of(one)[2] != ">=" or slack_of(other)[2] != ">=":
        raise Refusal("two weak inequalities are needed")
    if not isinstance(step.claim, Eq) or set(sides(step.claim)) != set(sides(one)):
        raise Refusal("the equation is not between the sides of the first inequality")
    points, _ = step.frame(*sides(one), *sides(other), known=[])
    step.identity(points, lambda at: slack_at(at, one) + slack_at(at, other), "the slacks")
    return step.inherited()


def vanishing(step: Step) -> Hypotheses:
    """U = 0 from <u, u> = 0."""
    said = step.premise(total=1)
    if not isinstance(said, (Eq, Le)) or said.rhs != 0 or not isinstance(said.lhs, Trace):
        raise Refusal(f"{said} is not <u, u> = 0")
    if not is_array_equation(step.claim):
        raise Refusal("the conclusion is not u = 0")
    u, zero = sides(step.claim)
    points, signs = step.frame(said.lhs, u, zero)
    signs.defined(u)
    step.identity(points, lambda at: at.any(zero), "the right side")
    step.identity(
        points, lambda at: at.scalar(said.lhs) - at.inner(at.matrix(u), at.matrix(u)), "<u, u>"
    )
    return step.inherited()


def for_every(step: Step) -> Hypotheses:
    """A = B from <A, v> = <B, v> for a free v."""
    said, v = step.premise(total=1), step.param("v")
    claim = step.claim
    if not isinstance(v, MatrixSymbol) or any(v in walk(h) for h in step.inherited()):
        raise Refusal(f"{v} is not free")
    if not is_array_equation(claim) or v in walk(claim) or not isinstance(said, Eq):
        raise Refusal(f"not an equation of arrays without {v}")
    if is_array_equation(said):
        raise Refusal("the premise is not an equation of numbers")
    check_array_equation(claim)
    _defined(step, None, *sides(claim))
    points, _ = step.frame(*sides(said), *sides(claim), v, known=[])
    step.identity(
        points, lambda at: slack_at(at, said) - at.inner(at.gap(claim), at.matrix(v)), f"<., {v}>"
    )
    return step.inherited()


# Replacing


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


def _finite(term: Any) -> None:
    found = INFINITE & set(walk(term))
    if found:
        raise Refusal(f"{term} contains {found}")


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
    _finite(instance)
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
    _finite(instance)
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
    _finite(changed)
    step.conclude(changed)
    return step.inherited()


# Derivatives with respect to arrays


def degree_in(term: Any, x: Any) -> int:
    """The degree of a term that must be a polynomial in x."""
    if term == x:
        return 1
    if x not in walk(term):
        return 0
    if isinstance(term, (Add, MatAdd)):
        return max(degree_in(arg, x) for arg in term.args)
    if isinstance(term, (Mul, MatMul)):
        return sum(degree_in(arg, x) for arg in term.args)
    if isinstance(term, (Trace, Transpose)):
        return degree_in(term.arg, x)
    if isinstance(term, (Pow, MatPow)) and term.args[1].is_Integer and term.args[1] >= 0:
        return int(term.args[1]) * degree_in(term.args[0], x)
    raise Refusal(f"{term} is not a polynomial in {x}")


def along(at: Point, g: Any, x: Any, way: Any, order: int) -> int:
    """The coefficient of t^order in g(x + t way), by interpolation at degree + 1 values of t."""
    degree = degree_in(g, x)
    if degree < order:
        return 0
    values = []
    for t in range(degree + 1):
        shifted = at.variant()
        shifted.letters[x] = at.matrix(x) + way * t
        values.append(shifted.scalar(g))
    powers = [pow(t, i, at.p) for t in range(degree + 1) for i in range(degree + 1)]
    vandermonde = flint.nmod_mat(degree + 1, degree + 1, powers, at.p)
    return int(vandermonde.solve(flint.nmod_mat(degree + 1, 1, values, at.p))[order, 0])


def _derivative_parts(step: Step, kind: type) -> tuple[Any, Any, Any]:
    claim = step.claim
    at: Any = claim.lhs if isinstance(claim, Eq) else None
    if type(at) is not kind:
        raise Refusal(f"the conclusion is not a value of {kind.__name__}")
    g, x = at.args[:2]
    if not isinstance(x, MatrixSymbol) or isinstance(g, MatrixExpr):
        raise Refusal(f"{at} is not a derivative of a number at a matrix symbol")
    _defined(step, None, g, claim.rhs)
    return g, x, claim.rhs


def gradient(step: Step) -> Hypotheses:
    """<value, v> is the derivative of g along a random v."""
    g, x, value = _derivative_parts(step, Gradient)
    check_array_equation(step.claim)
    points, _ = step.frame(g, x, value, known=[])

    def residual(at: Point) -> int:
        way = at.random_matrix(at.shape(x))
        slope = at.any(value)
        return along(at, g, x, way, 1) - (0 if isinstance(slope, int) else at.inner(slope, way))

    step.identity(points, residual, "the derivative along a random direction")
    return step.inherited()


def hessian(step: Step) -> Hypotheses:
    """<u, value v> is the mixed second derivative along random u and v."""
    g, x, value = _derivative_parts(step, HessianAt)
    check_array_equation(step.claim)
    points, _ = step.frame(g, x, value, known=[])

    def residual(at: Point) -> int:
        u, v = (at.random_matrix(at.shape(x)) for _ in range(2))
        mixed = along(at, g, x, u + v, 2) - along(at, g, x, u, 2) - along(at, g, x, v, 2)
        array = at.any(value)
        return mixed - (0 if isinstance(array, int) else at.inner(u, at.product(array, v)))

    step.identity(points, residual, "the second derivative along random directions")
    return step.inherited()


def curvature(step: Step) -> Hypotheses:
    """The value is twice the coefficient of t^2 in g(x + t v)."""
    g, x, value = _derivative_parts(step, Curvature)
    v = step.claim.lhs.args[2]
    _defined(step, None, v)
    points, _ = step.frame(g, x, v, value, known=[])
    step.identity(
        points,
        lambda at: 2 * along(at, g, x, at.matrix(v), 2) - at.scalar(value),
        "the second derivative",
    )
    return step.inherited()


# Induction and calculus


def _only(term: Any, kind: type) -> Any:
    found = [s for s in symbols_of(term) if isinstance(s, kind)]
    if len(found) != 1:
        raise Refusal(f"{term} must run over exactly one {kind.__name__}, not {found}")
    return found[0]


def _weak_slack(said: Any) -> None:
    if slack_of(said)[2] == "!=":
        raise Refusal(f"{said} is not an inequality")


def geometric(step: Step) -> Hypotheses:
    """A(k) <= r^k a(0) from a(k+1) <= r a(k), r >= 0 free of k."""
    sequence, ratio = sympify(step.param("sequence")), sympify(step.param("ratio"))
    said = step.premise()
    _weak_slack(said)
    k = _only(sequence, Index)
    if k in walk(ratio):
        raise Refusal(f"the ratio {ratio} depends on {k}")
    following, first = substitute(sequence, {k: k + 1}), substitute(sequence, {k: S.Zero})
    _finite(first)
    points, signs = step.frame(*sides(said), sequence, ratio, following)
    signs.defined(sequence)
    signs.demand(ratio, WEAK, "the ratio")
    step.identity(
        points,
        lambda at: (
            slack_at(at, said) - at.scalar(ratio) * at.scalar(sequence) + at.scalar(following)
        ),
        "the step",
    )
    step.conclude(Le(sequence, ratio**k * first, evaluate=False))
    return step.inherited()


def telescope(step: Step) -> Hypotheses:
    """The sum of b(k) over 0 <= k < n is at most a(0) - a(n), from b(k) <= a(k) - a(k+1)."""
    term, potential = sympify(step.param("term")), sympify(step.param("potential"))
    upto, said = step.param("upto"), step.premise()
    _weak_slack(said)
    k = _only(potential, Index)
    if not isinstance(upto, Index) or upto == k:
        raise Refusal(f"the upper end {upto} is not another index")
    following, first, last = (substitute(potential, {k: n}) for n in (k + 1, S.Zero, upto))
    points, signs = step.frame(*sides(said), term, potential, following)
    signs.defined(term)
    signs.defined(potential)
    step.identity(
        points,
        lambda at: (
            slack_at(at, said) - at.scalar(potential) + at.scalar(following) + at.scalar(term)
        ),
        "the step",
    )
    step.conclude(Le(Sum(term, (k, 0, upto - 1)), first - last, evaluate=False))
    return step.inherited()


def tangent(at: Point, term: Any, t: Any) -> tuple[int, int]:
    """Value and derivative along t, in dual numbers."""
    if t not in walk(term):
        return at.scalar(term), 0
    if term == t:
        return at.scalar(t), 1
    p = at.p
    if isinstance(term, Add):
        pairs = [tangent(at, arg, t) for arg in term.args]
        return sum(v for v, _ in pairs) % p, sum(d for _, d in pairs) % p
    if isinstance(term, Mul):
        value, slope = 1, 0
        for arg in term.args:
            v, d = tangent(at, arg, t)
            value, slope = value * v % p, (slope * v + value * d) % p
        return value, slope
    if isinstance(term, Pow) and t not in walk(term.exp):
        v, d = tangent(at, term.base, t)
        value = at.scalar(term)
        return value, at.scalar(term.exp) * value * at.inverse(v) * d % p
    if isinstance(term, exp):
        value, d = at.scalar(term), tangent(at, term.args[0], t)[1]
        return value, value * d % p
    if isinstance(term, AppliedUndef) and term.args == (t,):
        return at.scalar(term), at.scalar(Derivative(term, t))
    raise Refusal(f"no derivative of {term} along {t} is known")


def _slope(at: Point, term: Any, t: Any) -> int:
    return tangent(at, term, t)[1]


def _smooth(term: Any, t: Any, signs: Signs) -> None:
    """Refuse unless the term and its derivative are defined."""
    signs.defined(term)
    for power in walk(term):
        if isinstance(power, Pow) and t in walk(power) and not power.exp.is_integer:
            signs.demand(power.base, STRICT, "the base of a power,")
        elif isinstance(power, Pow) and t in walk(power) and not power.exp.is_Integer:
            # t^n with a symbolic n has n t^(n-1) for its derivative.
            signs.demand(power.base, NONZERO, "the base of a power,")


def derivative(step: Step) -> Hypotheses:
    """The derivative of a smooth term along a time."""
    t, claim = step.param("t"), step.claim
    if not isinstance(t, Time) or not isinstance(claim, Eq):
        raise Refusal("not the value of a derivative along a time")
    if not isinstance(claim.lhs, Derivative):
        raise Refusal(f"{claim.lhs} is not a derivative")
    term = claim.lhs.args[0]
    if claim.lhs != Derivative(term, t, evaluate=False):
        raise Refusal(f"{claim.lhs} is not a first derivative along {t}")
    points, signs = step.frame(term, claim.rhs)
    _smooth(term, t, signs)
    signs.defined(claim.rhs)
    step.identity(points, lambda at: _slope(at, term, t) - at.scalar(claim.rhs), "the derivative")
    return step.inherited()


def monotone(step: Step) -> Hypotheses:
    """H(t) <= h(0) from h' <= 0."""
    term, said = sympify(step.param("term")), step.premise()
    _weak_slack(said)
    t = _only(term, Time)
    points, signs = step.frame(*sides(said), term)
    _smooth(term, t, signs)
    step.identity(points, lambda at: slack_at(at, said) + _slope(at, term, t), "the derivative")
    step.conclude(Le(term, substitute(term, {t: S.Zero}), evaluate=False))
    return step.inherited()


def gronwall(step: Step) -> Hypotheses:
    """F(t) <= exp(c t) F(0) from F' <= c F with c constant."""
    term, rate = sympify(step.param("term")), sympify(step.param("rate"))
    said = step.premise()
    _weak_slack(said)
    t = _only(term, Time)
    if t in walk(rate):
        raise Refusal(f"the rate {rate} depends on {t}")
    points, signs = step.frame(*sides(said), term, rate)
    _smooth(term, t, signs)
    signs.defined(rate)
    step.identity(
        points,
        lambda at: slack_at(at, said) - at.scalar(rate) * at.scalar(term) + _slope(at, term, t),
        "the derivative",
    )
    start = substitute(term, {t: S.Zero})
    step.conclude(Le(term, exp(rate * t) * start, evaluate=False))
    return step.inherited()


def integral(step: Step) -> Hypotheses:
    """The integral of b over [0, t] is at most a(0) - a(t), from b <= -a'."""
    term, potential = sympify(step.param("term")), sympify(step.param("potential"))
    said, claim = step.premise(), step.claim
    _weak_slack(said)
    t = _only(potential, Time)
    points, signs = step.frame(*sides(said), term, potential)
    _smooth(potential, t, signs)
    signs.defined(term)
    step.identity(
        points,
        lambda at: slack_at(at, said) + _slope(at, potential, t) + at.scalar(term),
        "the derivative",
    )
    if not isinstance(claim, Le) or not isinstance(claim.lhs, Integral):
        raise Refusal("the conclusion does not bound an integral")
    s = claim.lhs.args[1].args[0]
    if not isinstance(s, Time) or s == t or s in walk(term):
        raise Refusal(f"the variable of integration {s} is not new")

    def renamed(part: Any) -> Any:
        if part == t:
            return s
        return part if t not in walk(part) else part.func(*map(renamed, part.args))

    drop = substitute(potential, {t: S.Zero}) - potential
    total = Integral(renamed(term), (s, 0, t))
    if claim.lhs != total:
        raise Refusal(f"the integral is {total}")
    step.conclude(Le(total, drop, evaluate=False))
    return step.inherited()


# Systems


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
        *(apply_axiom, assume, both, cases, clash, combine, contract, contradiction, curvature),
        *(derivative, discharge, either, for_every, geometric, gradient, gronwall, hessian, iff),
        *(instantiate, integral, modus_ponens, monotone, part, rewrite, solve, split, squeeze),
        *(telescope, vanishing, zero_product),
    )
}


def check_step(said: Recorded) -> int:
    """The number of identities evaluated in checking one record; raises `Refusal`."""
    if said.rule not in RULES:
        raise Refusal("the rule is not known to the second checker")
    step = Step(said)
    _finite(step.claim)
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
