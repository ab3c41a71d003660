"""The batched judge: a small evaluator that walks a SymPy term over tensors, balls or arbs.

Scalars have shape (batch,), matrices (batch, rows, cols). Every operation is a torch function, so
that whatever follows torch (see `balls`, `arbs`) can be evaluated. SymPy's own torch printer is
not used: it transposes wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import torch
from sympy import (
    Abs,
    Add,
    Basic,
    Identity,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    Max,
    Min,
    Mul,
    Pow,
    S,
    Trace,
    Transpose,
    ZeroMatrix,
    exp,
    log,
)
from sympy.core.relational import Eq, Ge, Le, Lt, Ne
from sympy.functions.elementary.trigonometric import cos, sin
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or
from torch import Tensor

from .balls._rounding import add_down, add_up

_ELEMENTARY = {exp: torch.exp, log: torch.log, sin: torch.sin, cos: torch.cos, Abs: torch.abs}


class Unbound(LookupError):
    """A quantity in the relation is not measured by the model; the message lists what is."""


class Evaluator:
    """Values of terms under a binding of quantities (or whole subterms) to batched arrays.

    An evaluator made with `like` takes over its values, except of terms in which `binding` changes
    something.
    """

    def __init__(self, binding: Mapping[Basic, Any], like: Evaluator | None = None) -> None:
        self.values: dict[Basic, Any] = {}
        self._like = like
        self._changed = () if like is None else tuple(binding)
        if like is not None:
            binding = {**{term: like.values[term] for term in like.measured}, **binding}
        self.sizes: dict[Basic, int] = {}
        for term, array in binding.items():
            if isinstance(term, MatrixExpr):
                if array.ndim == 2 and term.shape[1] == 1:
                    array = array.unsqueeze(-1)
                for size, actual in zip(term.shape, array.shape[-2:], strict=True):
                    if self.sizes.setdefault(size, int(actual)) != actual or (
                        size.is_Integer and int(size) != actual
                    ):
                        raise ValueError(f"{term} is measured with shape {tuple(array.shape)}")
            self.values[term] = array
        self.measured: tuple[Basic, ...] = tuple(self.values)
        if not self.values:
            raise Unbound("the binding is empty")
        some: Any = next(iter(self.values.values()))
        self._one = torch.ones_like(some.reshape(-1)[:1])

    def _constant(self, value: Fraction) -> Any:
        made: Any = self._one
        return made * value

    def __call__(self, term: Any) -> Any:
        """The value: a Fraction for a rational number, otherwise a batched array."""
        if term in self.values:
            return self.values[term]
        if self._like is not None and not term.has(*self._changed):
            value = self._like(term)
        else:
            value = self._matrix(term) if isinstance(term, MatrixExpr) else self._scalar(term)
        self.values[term] = value
        return value

    def _scalar(self, term: Any) -> Any:
        if term.is_Rational:
            return Fraction(int(term.p), int(term.q))
        if term in self.sizes:
            return Fraction(self.sizes[term])
        if isinstance(term, Add):
            total = self(term.args[0])
            for arg in term.args[1:]:
                total = self(arg) + total
            return total
        if isinstance(term, Mul):
            total = self(term.args[0])
            for arg in term.args[1:]:
                total = self(arg) * total
            return total
        if isinstance(term, Pow) and not term.exp.is_Rational and term.exp in self.values:
            return _natural_power(self._array(self(term.base)), self(term.exp))
        if isinstance(term, Pow) and term.exp.is_Rational and term.exp.q in (1, 2):
            base = self(term.base)
            if isinstance(base, Fraction):
                if term.exp.q == 1:
                    return base ** int(term.exp)
                base = self._constant(base)
            power = int(term.exp.p)
            base = torch.sqrt(base) if term.exp.q == 2 else base
            return base**power if power > 0 else 1 / base ** (-power)
        if isinstance(term, Pow) and not term.exp.is_Rational:  # unknown where the base is not > 0
            logarithm = torch.log(self._array(self(term.base)))
            return torch.exp(self._array(self(term.exp)) * logarithm)
        if isinstance(term, Trace):
            return self._trace(term.arg)
        if isinstance(term, (Max, Min)):
            pick = torch.maximum if isinstance(term, Max) else torch.minimum
            values = [self._array(self(arg)) for arg in term.args]
            total = values[0]
            for value in values[1:]:
                total = pick(total, value)
            return total
        if type(term) in _ELEMENTARY:
            return _ELEMENTARY[type(term)](self._array(self(term.args[0])))
        raise Unbound(
            f"{term} is not measured; measured: {', '.join(sorted(map(str, self.measured)))}"
        )

    def _array(self, value: Any) -> Any:
        return self._constant(value) if isinstance(value, Fraction) else value

    def _trace(self, arg: Any) -> Any:
        if isinstance(arg, MatMul):
            scalars, factors = arg.as_coeff_matrices()
            coefficient = 1 if scalars == 1 else self(scalars)
            left = factors[0]
            if len(factors) == 1:
                return coefficient * self._trace(left)
            right = MatMul(*factors[1:]) if len(factors) > 2 else factors[1]
            if isinstance(left, Transpose):
                product = self(left.arg) * self(right)
            else:
                product = self(left) * self(right).mT
            total = product.sum((-2, -1))
            return total if scalars == 1 else coefficient * total
        return torch.diagonal(self(arg), dim1=-2, dim2=-1).sum(-1)

    def _matrix(self, term: Any) -> Any:
        if isinstance(term, Transpose):
            return self(term.arg).mT
        if isinstance(term, MatAdd):
            total = self(term.args[0])
            for arg in term.args[1:]:
                total = self(arg) + total
            return total
        if isinstance(term, MatMul):
            return self._product(term)
        if isinstance(term, MatPow) and term.exp.is_Integer and term.exp > 0:
            return self._product(MatMul(*[term.base] * int(term.exp), evaluate=False))
        if isinstance(term, (Identity, ZeroMatrix)):
            rows, cols = (int(n) if n.is_Integer else self.sizes[n] for n in term.shape)
            some = self._one.mid if hasattr(self._one, "mid") else self._one
            if isinstance(term, Identity):
                eye = torch.eye(rows, dtype=getattr(some, "dtype", None), device=_device(some))
            else:
                eye = torch.zeros(
                    rows, cols, dtype=getattr(some, "dtype", None), device=_device(some)
                )
            return self._one.reshape(1, 1, 1) * eye
        raise Unbound(
            f"{term} is not measured; measured: {', '.join(sorted(map(str, self.measured)))}"
        )

    def _product(self, term: Any) -> Any:
        scalars, factors = term.as_coeff_matrices()
        total = self(factors[-1])
        for factor in reversed(factors[:-1]):
            left = self(factor)
            total = left * total if left.shape[-1] == 1 == total.shape[-2] else left @ total
        coefficient = self(scalars)
        if isinstance(coefficient, Fraction):
            return total if coefficient == 1 else total * coefficient
        return total * coefficient.reshape(-1, 1, 1)


def _natural_power(base: Any, exponent: Any) -> Any:
    """`base` to a measured index, row by row; the index must be a natural number below 1000."""
    total = torch.ones_like(base * exponent)
    for done in range(1000):
        more = exponent > done
        if not bool(getattr(more, "possibly", more).any()):
            return total
        total = torch.where(more, total * base, total)
    raise ValueError("an index above 1000 (or unknown) stands in an exponent")


def _device(array: Any) -> Any:
    return getattr(array, "device", None) if isinstance(array, Tensor) else None


@dataclass(frozen=True)
class Verdict:
    """Per row: is the relation certainly true, possibly true; and how nearly was it refuted.

    closeness: upper end of the slack over the larger side: the relative change of a side that
    would still have been refuted on this row (infinite where nothing is known); None for
    combinations of relations. excess: by how much, relative to the larger side, a violated
    relation is violated at least.
    """

    certainly: Tensor
    possibly: Tensor
    closeness: Tensor | None = None
    excess: Tensor | None = None


def _rows(entries: Tensor, batch: int) -> Tensor:
    return entries.reshape(len(entries), -1).all(1).expand(batch)


def judge(claim: Boolean, evaluator: Evaluator, batch: int) -> Verdict:
    """The verdict on each row; the evaluator must be over balls."""
    if isinstance(claim, (And, Or)):
        parts = [judge(arg, evaluator, batch) for arg in claim.args]
        fold = torch.logical_and if isinstance(claim, And) else torch.logical_or
        certainly, possibly = parts[0].certainly, parts[0].possibly
        for p in parts[1:]:
            certainly, possibly = fold(certainly, p.certainly), fold(possibly, p.possibly)
        return Verdict(certainly, possibly)
    if isinstance(claim, Not):
        inside = judge(claim.args[0], evaluator, batch)
        return Verdict(~inside.possibly, ~inside.certainly)
    if isinstance(claim, Implies):
        return judge(Or(Not(claim.args[0]), claim.args[1]), evaluator, batch)
    if isinstance(claim, Equivalent):
        a, b = (judge(arg, evaluator, batch) for arg in claim.args)
        same = (a.certainly & b.certainly) | (~a.possibly & ~b.possibly)
        differ = (a.certainly & ~b.possibly) | (~a.possibly & b.certainly)
        return Verdict(same, ~differ)
    if claim in (S.true, S.false):
        whole = torch.full((batch,), claim == S.true)
        return Verdict(whole, whole)
    slack = slack_of(claim, evaluator)
    size = slack.most
    if isinstance(claim, (Eq, Ne)):
        middle, radius = slack.gap.mid.abs(), slack.gap.rad
        equal, may = (middle == 0) & (radius == 0), middle <= radius
        spread, beyond = middle + radius, middle - radius
        if spread.ndim > 1:
            spread, beyond, size = (t.flatten(1).amax(1) for t in (spread, beyond, size))
        close = torch.where(size > 0, spread / size, torch.inf).expand(batch)
        if isinstance(claim, Ne):
            return Verdict(~_rows(may, batch), ~_rows(equal, batch))
        return Verdict(_rows(equal, batch), _rows(may, batch), close, (beyond / size).expand(batch))
    low, high = slack.gap.lower(), slack.gap.upper()
    if isinstance(claim, (Ge, Le)):
        sure, may = low >= 0, high >= 0
    else:
        sure, may = low > 0, high > 0
    close = torch.where(size > 0, high / size, torch.inf)
    return Verdict(
        sure.expand(batch), may.expand(batch), close.expand(batch), (-high / size).expand(batch)
    )


@dataclass(frozen=True)
class Slack:
    """What a relation leaves between its sides, per row, and the scale that this is held against.

    gap: enclosure of larger minus smaller side; least, most: ends of the larger absolute value of
    a side, which is the scale (of what is unknown: 0 and infinity).
    """

    gap: Any
    sides: tuple[Any, Any]

    @property
    def least(self) -> Tensor:
        left, right = (add_down(s.mid.abs(), -s.rad).clamp(min=0) for s in self.sides)
        return torch.maximum(left, right)

    @property
    def most(self) -> Tensor:
        left, right = (add_up(s.mid.abs(), s.rad) for s in self.sides)
        return torch.maximum(left, right)


def slack_of(claim: Boolean, evaluator: Evaluator) -> Slack:
    """The slack of a single relation; the evaluator must be over balls."""
    left, right = (evaluator._array(evaluator(side)) for side in (claim.lhs, claim.rhs))
    gap = right - left if isinstance(claim, (Le, Lt)) else left - right
    return Slack(gap, (left, right))
