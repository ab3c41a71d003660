"""Signs, derived by explicit rules from declared symbol signs and from facts; never guessed.

A derivation is a tree of tuples that `replay` checks again: ("number", c), ("symbol", s),
("sum", ...), ("product", ...), ("even", e), ("square", e), ("root", e), ("power", ...),
("exp", e), ("fact", i, c) meaning c > 0 times the slack of the i-th fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Integral,
    MatrixExpr,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    Trace,
    exp,
)
from sympy.core.function import AppliedUndef

from .facts import KernelError
from .gram import Gram
from .terms import POLYNOMIAL, Curvature, Gradient, Time, rough, slack, unreal, well_shaped
from .zero import HALF, Field, OutsideFragment, subterms

Tree = tuple[Any, ...]


class Signs:
    """Sign derivations from the scalar relations `facts`; letters in `gram` are self-adjoint."""

    def __init__(self, facts: Sequence[Any] = (), gram: Gram | None = None) -> None:
        self.gram = gram or Gram()
        self.equal: dict[tuple[Expr, Expr], bool] = {}  # which terms are equal
        self.slacks = [
            (i, *slack(f))
            for i, f in enumerate(facts)
            if getattr(f, "is_Relational", False) and not isinstance(f.lhs, MatrixExpr)
        ]

    def _same(self, a: Expr, b: Expr) -> bool:
        if (a, b) not in self.equal:
            try:
                self.equal[a, b] = Field([a - b], self.gram).decide() is True
            except OutsideFragment:
                self.equal[a, b] = False
        return self.equal[a, b]

    def _from_fact(self, term: Expr, kinds: str) -> Tree | None:
        if isinstance(term, MatrixExpr):
            return None
        for i, known, kind in self.slacks:
            if kind in kinds.split() and self._same(term, known):
                return ("fact", i, S.One)
        return None

    def nonneg(self, term: Any, strict: bool = False) -> Tree | None:
        """A derivation of term >= 0 (> 0 if strict), where it is defined, or None."""
        return self._nonneg(term, strict) if unreal(term) is None else None

    def nonzero(self, term: Any) -> Tree | None:
        """A derivation of term != 0, where it is defined, or None."""
        return self._nonzero(term) if unreal(term) is None else None

    def _nonneg(self, term: Any, strict: bool = False) -> Tree | None:
        found = self._from_fact(term, ">" if strict else "> >= ==")
        if found:
            return found
        if term.is_Rational:
            return ("number", term) if (term > 0 if strict else term >= 0) else None
        if isinstance(term, Symbol):
            declared = term.is_positive if strict else term.is_nonnegative
            return ("symbol", term) if declared else None
        if isinstance(term, Add):
            return self._sum(term, strict)
        if isinstance(term, Mul):
            return self._product(term, strict)
        if isinstance(term, Pow):
            return self._power(term, strict)
        if isinstance(term, exp):
            return ("exp", term)
        if isinstance(term, Abs) and not strict:
            return ("abs", term)
        if not strict and self.gram.is_square(term):
            return ("square", term)
        if not isinstance(term, Trace) and term.is_Function:
            declared = term.is_positive if strict else term.is_nonnegative
            return ("symbol", term) if declared else None
        return None

    def _sum(self, term: Add, strict: bool) -> Tree | None:
        weak = [self._nonneg(arg) for arg in term.args]
        if any(tree is None for tree in weak):
            return None
        if not strict:
            return ("sum", term, *weak)
        for i, arg in enumerate(term.args):
            positive = self._nonneg(arg, strict=True)
            if positive:
                return ("sum", term, *weak[:i], positive, *weak[i + 1 :])
        return None

    def _product(self, term: Mul, strict: bool) -> Tree | None:
        trees, negatives = [], 0
        for arg in term.args:
            tree = self._nonneg(arg, strict)
            if tree is None:
                tree = self._nonpos(arg, strict)
                negatives += 1
            if tree is None:
                return None
            trees.append(tree)
        return ("product", term, *trees) if negatives % 2 == 0 else None

    def _nonpos(self, factor: Any, strict: bool) -> Tree | None:
        """A derivation of factor <= 0 (< 0), for a factor that is not itself a product."""
        if factor.is_Rational or isinstance(factor, Add):
            return self._nonneg(-factor, strict)
        return self._from_fact(-factor, ">" if strict else "> >= ==")

    def _power(self, term: Pow, strict: bool) -> Tree | None:
        base, exponent = term.args
        if exponent.is_Integer and exponent.is_even:
            if not strict and exponent > 0:
                return ("even", term)
            nonzero = self._nonzero(base)
            return ("even", term, nonzero) if nonzero else None
        if exponent == HALF or exponent.is_real:
            needs_strict = strict or not exponent.is_nonnegative
            tree = self._nonneg(base, strict=needs_strict)
            return ("power", term, tree) if tree else None
        return None

    def _nonzero(self, term: Any) -> Tree | None:
        found = self._from_fact(term, "!=")
        found = found or self._nonneg(term, strict=True)
        if not isinstance(term, Mul):
            found = found or self._nonpos(term, strict=True)
        if found is None and isinstance(term, Mul):
            trees = [self._nonzero(arg) for arg in term.args]
            return None if None in trees else ("factors", term, *trees)
        if found is None and isinstance(term, Pow) and term.args[1].is_Integer:
            return self._nonzero(term.args[0])
        return found

    def demand(self, term: Any, strict: bool = False) -> Tree:
        """`nonneg`, raising `KernelError` with the term when no derivation is found."""
        self.well_defined(term)
        tree = self._nonneg(term, strict)
        if tree is None:
            raise KernelError(
                f"the sign of {term} is not derived: need {'>' if strict else '>='} 0 from "
                "declared symbol signs, even powers, products, sums or the facts given as `signs`"
            )
        return tree

    def well_defined(self, term: Any) -> list[Tree]:
        """Derivations that `term` is defined; raises `KernelError` unless it is also real.

        No divisor vanishes and no radicand is negative, at any depth.
        """
        term = S(term)
        if term.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity):
            raise KernelError(f"{term} is not a finite real term")
        well_shaped(term)
        if (part := unreal(term)) is not None:
            raise KernelError(f"{term} is not declared real: {part} ({type(part).__name__})")
        trees: list[Tree] = []
        for part in subterms(term):
            if isinstance(part, (Integral, Sum)):
                self._ranges(part)
            if not _differentiable(part):
                raise KernelError(f"{part} need not exist")
            if not isinstance(part, Pow) or (
                part.args[1].is_nonnegative and part.args[1].is_integer
            ):
                continue
            base, exponent = part.args
            if exponent.is_integer:
                tree = self._nonzero(base)
            else:
                tree = self._nonneg(base, strict=not exponent.is_nonnegative)
            if tree is None:
                need = "nonzero" if exponent.is_integer else "nonnegative"
                raise KernelError(
                    f"{part} may be undefined: {base} is not known to be {need} "
                    "(pass the fact as `signs`)"
                )
            trees.append(tree)
        return trees

    def _ranges(self, term: Any) -> None:
        """A bound variable keeps its declared sign, and no fact about a free namesake is used."""
        bare = Signs((), self.gram)
        if self.slacks:
            bare.well_defined(term.args[0])
        for place, (variable, *ends) in enumerate(term.args[1:], 2):
            if len(ends) != 2:
                raise KernelError(f"{term} needs a lower and an upper end for {variable}")
            if isinstance(term, Sum) and not all(end.is_integer for end in ends):
                raise KernelError(f"the ends of {term} need not be integers")
            outer = {v for v, *_ in term.args[place:]}
            known = bare if any(e.free_symbols & outer for e in ends) else self
            for end in ends:
                known.well_defined(end)
            if variable.is_integer is not (True if isinstance(term, Sum) else None):
                raise KernelError(f"{variable} cannot run through {term}")
            rough_in = [v for v in term.args[0].atoms(AppliedUndef) if v.has(variable)]
            if isinstance(term, Integral) and rough_in and not isinstance(variable, Time):
                raise KernelError(f"{term} need not exist: {rough_in} need not be continuous")
            strict = bool(variable.is_positive)
            # A sum up to less than the lower end minus 1 runs backwards, as an integral may.
            backwards = isinstance(term, Sum) and known.nonneg(ends[1] - ends[0] + 1) is None
            inside = ends[:1] if isinstance(term, Sum) else ends
            outside = any(known.nonneg(end, strict) is None for end in inside)
            if variable.is_nonnegative and (backwards or outside):
                raise KernelError(f"{term} leaves what is declared of {variable}")


def _differentiable(term: Any) -> bool:
    """Functions are taken differentiable (once along a time), and so is what they build up."""
    if isinstance(term, Derivative):
        value, (time, order), *more = term.args
        once = isinstance(time, Time) and order == 1 and not more
        return bool(once and isinstance(value, AppliedUndef) and value.args == (time,))
    if isinstance(term, (Gradient, Curvature)):
        return rough(term.args[0], term.args[1], (*POLYNOMIAL, AppliedUndef)) is None
    return True
