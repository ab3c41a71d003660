"""Terms as trees: walking, substituting, and the sign and definedness of scalar terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Identity,
    Integral,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    NumberSymbol,
    Pow,
    S,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Tuple,
    ZeroMatrix,
    exp,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne
from sympy.core.symbol import Str
from sympy.functions.elementary.trigonometric import cos, sin

from lemmata.kernel import Curvature, Gradient, Index, Time

from .exists import has_derivative, inner_ends, integrable, runs_forward, whole_sizes

BINDERS = (Sum, Integral, Derivative)
POINTED = (Gradient, Curvature)  # derivatives of args[0] at the symbol args[1]
ORDERS = {  # a relation, its negation, and what it says of its slack
    Ge: (Lt, ">="),
    Gt: (Le, ">"),
    Le: (Gt, ">="),
    Lt: (Ge, ">"),
    Eq: (Ne, "=="),
    Ne: (Eq, "!="),
}
KNOWN = (
    *(Abs, Add, AppliedUndef, Curvature, Derivative, Gradient, Identity, Integral, MatAdd, MatMul),
    *(MatPow, MatrixSymbol, Mul, NumberSymbol, Pow, Sum, Symbol, Trace, Transpose, ZeroMatrix),
    *(cos, exp, sin),
)
INFINITE = {S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity}


class Refusal(Exception):
    """Why a step is not accepted."""


def walk(term: Basic) -> Iterator[Basic]:
    """The distinct subterms, the term itself first."""
    seen: set[Basic] = set()
    waiting = [term]
    while waiting:
        part = waiting.pop()
        known = len(seen)
        seen.add(part)  # and its length, as looking a term up computes its hash once more
        if len(seen) > known:
            yield part
            waiting.extend(part.args)


def bound_by(term: Basic) -> set[Basic]:
    """The variables that a sum, an integral or a derivative binds or differentiates by."""
    return {limit.args[0] for limit in term.args[1:]} if isinstance(term, BINDERS) else set()


def symbols_of(term: Basic) -> set[Basic]:
    """The symbols free in the term, those in shapes included; a derivative does not bind."""
    if isinstance(term, (Sum, Integral)):
        inside = symbols_of(term.args[0]) - bound_by(term)
        return inside.union(*(symbols_of(e) for limit in term.args[1:] for e in limit.args[1:]))
    own: set[Basic] = {term} if isinstance(term, (Symbol, MatrixSymbol)) else set()
    return own.union(*(symbols_of(arg) for arg in term.args))


def running_in(term: Basic) -> set[Basic]:
    """The running indices and times that the term speaks of."""
    return {s for s in symbols_of(term) if isinstance(s, (Index, Time))}


def is_array_equation(said: Any) -> bool:
    """Whether the relation equates arrays."""
    return isinstance(said, Eq) and isinstance(said.lhs, MatrixExpr)


def slack_of(said: Any) -> tuple[Any, Any, str]:
    """`(upper, lower, kind)`: the scalar relation says upper - lower >= 0, > 0, == 0 or != 0."""
    if type(said) not in ORDERS or isinstance(said.lhs, MatrixExpr):
        raise Refusal(f"{said} is not a relation of scalars")
    kind = ORDERS[type(said)][1]
    return (said.rhs, said.lhs, kind) if isinstance(said, (Le, Lt)) else (said.lhs, said.rhs, kind)


def deny(said: Any) -> Any:
    """The negation of a relation."""
    if type(said) not in ORDERS:
        raise Refusal(f"{said} is not a relation")
    return ORDERS[type(said)][0](said.lhs, said.rhs, evaluate=False)


def check_real(term: Basic) -> None:
    """Refuse unless every leaf, also inside sums and derivatives, is declared real."""
    for part in walk(term):
        if part.is_Rational or isinstance(part, (Tuple, Str)):
            continue
        if isinstance(part, (Symbol, AppliedUndef)):
            if part.is_real is not True:
                raise Refusal(f"{part} is not declared real")
        elif not isinstance(part, KNOWN):
            raise Refusal(f"{part} ({type(part).__name__}) is not in the term language")
        if not whole_sizes(part):
            raise Refusal(f"the sizes of {part} are not declared to be natural numbers")


def substitute(term: Any, replace: Mapping[Any, Any]) -> Any:
    """Replace symbols everywhere at once; refuse what a bound variable would capture."""
    for part in walk(term):
        if bound_by(part) & set(replace):
            raise Refusal(f"{part} binds a symbol that is to be replaced")
    return _substitute(term, replace)


def _substitute(term: Any, replace: Mapping[Any, Any]) -> Any:
    if term in replace:
        return replace[term]
    if not symbols_of(term) & set(replace):
        return term
    pinned = {term.args[1]} if isinstance(term, POINTED) else bound_by(term)
    body = symbols_of(term.args[0]) if pinned else set()
    if pinned & set(replace):
        raise Refusal(f"{term} speaks of the variable {pinned}, which cannot be replaced")
    # The point of a derivative changes with its size, and may then meet other letters.
    after = {_substitute(s, replace) for s in pinned}
    if body & (after - pinned):
        raise Refusal(f"the point of {term} would become one of its letters")
    for old, new in replace.items():
        if old in body and symbols_of(new) & (pinned | after):
            raise Refusal(f"replacing {old} by {new} would capture {pinned} in {term}")
    return term.func(*(_substitute(arg, replace) for arg in term.args))


FULL = frozenset({-1, 0, 1})
WEAK, STRICT = frozenset({0, 1}), frozenset({1})


def sums(a: frozenset[int], b: frozenset[int]) -> frozenset[int]:
    """The signs that a sum of terms with these signs can have."""
    out: set[int] = set()
    for s in a:
        for t in b:
            out |= {s or t} if s == t or not s or not t else FULL
    return frozenset(out)


def products(a: frozenset[int], b: frozenset[int]) -> frozenset[int]:
    """The signs that a product of terms with these signs can have."""
    return frozenset(s * t for s in a for t in b)


def declared(term: Any) -> frozenset[int]:
    """The signs that the declaration of a symbol or function value leaves."""
    out = {-1, 0, 1}
    excluded = {-1: term.is_nonnegative, 0: term.is_nonzero, 1: term.is_nonpositive}
    out -= {sign for sign, never in excluded.items() if never}
    return frozenset(out)


class Signs:
    """The signs that scalar terms can have: an abstract interpretation over subsets of {-, 0, +}.

    A relation known to hold narrows the signs of any subterm that agrees with its slack, or with
    minus its slack, at all the random points.
    """

    def __init__(self, points: Any, known: list[Any]) -> None:
        self.points = points
        self.memo: dict[Any, frozenset[int]] = {}
        self.facts: dict[tuple[int, ...], frozenset[int]] = {}
        for said in known:
            if type(said) not in ORDERS or isinstance(said.lhs, MatrixExpr):
                continue
            upper, lower, kind = slack_of(said)
            if points.skipped & {upper, lower}:
                continue
            gap = tuple(
                (u - v) % at.p
                for u, v, at in zip(
                    points.print_of(upper), points.print_of(lower), points.each, strict=True
                )
            )
            signs = {">=": WEAK, ">": STRICT, "==": frozenset({0}), "!=": frozenset({-1, 1})}[kind]
            minus = frozenset(-s for s in signs)
            for values, narrowed in ((gap, signs), (points.opposite(gap), minus)):
                self.facts[values] = self.facts.get(values, FULL) & narrowed

    def of(self, term: Any) -> frozenset[int]:
        """The signs that the term can have."""
        if term not in self.memo:
            signs = self._of(term)
            if self.facts and not term.is_Rational:
                signs &= self.facts.get(self.points.print_of(term), FULL)
            self.memo[term] = signs
        return self.memo[term]

    def _of(self, term: Any) -> frozenset[int]:
        if term.is_Rational:
            return frozenset({(int(term.p) > 0) - (int(term.p) < 0)})
        if isinstance(term, (Symbol, AppliedUndef, NumberSymbol)):
            check_real(term)
            return declared(term)
        if isinstance(term, (Add, Mul)):
            rule = sums if isinstance(term, Add) else products
            signs = self.of(term.args[0])
            for arg in term.args[1:]:
                signs = rule(signs, self.of(arg))
            return signs
        if isinstance(term, Pow):
            return self._power(*term.args)
        if isinstance(term, exp):
            check_real(term)
            return STRICT
        if isinstance(term, Abs):
            return frozenset(s * s for s in self.of(term.args[0]))
        if isinstance(term, Trace):
            return self._trace(term.arg)
        return FULL

    def _power(self, base: Any, exponent: Any) -> frozenset[int]:
        signs = self.of(base)
        if exponent.is_integer and exponent.is_even:
            check_real(base)
        if exponent.is_Integer:
            if exponent < 0 and 0 in signs:
                return FULL
            return frozenset(s * s for s in signs) if exponent % 2 == 0 else signs
        of_exponent = self.of(exponent)
        if signs == STRICT:
            return STRICT
        if signs <= WEAK and of_exponent <= WEAK:
            return signs if of_exponent == STRICT else WEAK
        if 0 not in signs and exponent.is_integer:
            return frozenset({-1, 1})
        return FULL

    def _trace(self, arg: Any) -> frozenset[int]:
        """<u, u> >= 0, also up to a number in front and up to turning the word round."""
        if isinstance(arg, MatAdd):
            signs = frozenset({0})
            for part in arg.args:
                signs = sums(signs, self._trace(part))
            return signs
        if isinstance(arg, Identity):
            return self.of(arg.shape[0])
        signs, word = STRICT, []
        for factor in arg.args if isinstance(arg, MatMul) else (arg,):
            if not isinstance(factor, MatrixExpr):
                signs = products(signs, self.of(factor))
            elif isinstance(factor, MatPow) and factor.exp.is_Integer and factor.exp > 0:
                word += [factor.base] * int(factor.exp)
            else:
                word.append(factor)
        for turn in range(len(word)):
            turned = word[turn:] + word[:turn]
            if len(word) % 2 == 0 and self._mirrored(turned):
                return products(signs, WEAK)
        return FULL

    def _mirrored(self, word: list[Any]) -> bool:
        return all(
            at.matrix(word[i]) == at.matrix(word[-1 - i]).transpose()
            for at in self.points.each
            for i in range(len(word) // 2)
        )

    def demand(self, term: Any, allowed: frozenset[int], what: str) -> None:
        """Refuse unless the term is defined and all its possible signs are allowed."""
        self.defined(term)
        if not self.of(term) <= allowed:
            words = {WEAK: "nonnegative", STRICT: "positive"}.get(allowed, "nonzero")
            raise Refusal(f"{what} {term} is not shown to be {words}")

    def defined(self, term: Any) -> None:
        """Refuse unless no divisor vanishes, no radicand is negative and all is real and finite."""
        check_real(term)
        self._defined(term, frozenset())

    def _defined(self, term: Any, bound: frozenset[Any]) -> None:
        if isinstance(term, (Sum, Integral)):
            for variable, low, high in term.args[1:]:
                if any(not self.of(e) <= declared(variable) for e in inner_ends(term, low, high)):
                    raise Refusal(f"{term} leaves what is declared of {variable}")
                backwards = isinstance(term, Sum) and not self.of(high - low + 1) <= WEAK
                if not integrable(term):
                    raise Refusal(f"{term} need not exist")
                if not runs_forward(term) or (backwards and declared(variable) != FULL):
                    raise Refusal(f"{term} does not run forward over integers")
            bound |= bound_by(term)
        if not has_derivative(term):
            raise Refusal(f"{term} need not exist")
        if isinstance(term, Pow) and not self._power_defined(term.base, term.exp, bound):
            raise Refusal(f"{term} may be undefined")
        for arg in term.args:
            if arg.args:
                self._defined(arg, bound)

    def _power_defined(self, base: Any, exponent: Any, bound: frozenset[Any]) -> bool:
        if exponent.is_Integer and exponent >= 0:
            return True
        # What is known of a free symbol is not known of a bound one of the same name.
        rules = Signs(self.points, []) if symbols_of(base) & bound else self
        signs, of_exponent = rules.of(base), rules.of(exponent)
        integer = bool(exponent.is_integer)
        if of_exponent <= WEAK:
            return integer or signs <= WEAK
        return 0 not in signs and (integer or signs <= STRICT)
