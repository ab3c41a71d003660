"""The term language beyond SymPy's own: inner products, derivatives at a point, running variables.

Vectors are `MatrixSymbol`s of shape (d, 1), operators of shape (d, d), with d a symbol: a
statement in these terms is a statement in every dimension.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Dummy,
    Eq,
    Expr,
    Identity,
    Integral,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    SympifyError,
    Trace,
    Transpose,
    ZeroMatrix,
    exp,
    preorder_traversal,
    sqrt,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Ge, Gt, Le, Lt, Ne, Relational
from sympy.functions.elementary.trigonometric import cos, sin
from sympy.logic.boolalg import Boolean

from .facts import KernelError


class Index(Symbol):
    """A running index 0, 1, 2, ...; hypotheses that mention it are meant for every value."""

    def __new__(cls, name: str) -> Index:
        made: Index = super().__new__(cls, name, integer=True, nonnegative=True)
        return made


class Time(Symbol):
    """A running time in [0, horizon]; hypotheses that mention it are meant at every time."""

    def __new__(cls, name: str) -> Time:
        made: Time = super().__new__(cls, name, real=True, nonnegative=True)
        return made


def inner(u: Any, v: Any) -> Expr:
    """Inner product <u, v> = tr(u' v) of two arrays of the same shape; a scalar."""
    if u.shape != v.shape:
        raise KernelError(f"inner product of shapes {u.shape} and {v.shape}: they must agree")
    return Trace(u.T * v)


def norm(u: Any) -> Expr:
    """Euclidean (Frobenius) norm |u|; a scalar."""
    return sqrt(inner(u, u))


class Generator(Dummy):
    """Stands for a closed word inside the normal form; in no statement."""

    __slots__ = ()


class Gradient(MatrixExpr):
    """The gradient of the scalar term g with respect to the matrix symbol x, at x; shape of x."""

    def __new__(cls, g: Basic, x: Basic) -> Gradient:
        made: Gradient = Basic.__new__(cls, g, x)
        return made

    @property
    def shape(self) -> tuple[Any, Any]:
        shape: tuple[Any, Any] = self.args[1].shape
        return shape

    def doit(self, **_: Any) -> Gradient:
        return self

    def _eval_transpose(self) -> None:
        return None


class HessianAt(Gradient):
    """The Hessian of g at the vector x; shape (d, d)."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return (self.args[1].shape[0], self.args[1].shape[0])


class Curvature(Expr):
    """The second directional derivative D^2 g(x)[v, v]; a scalar."""

    is_commutative = True
    is_real = True

    def __new__(cls, g: Basic, x: Basic, v: Basic) -> Curvature:
        made: Curvature = Basic.__new__(cls, g, x, v)
        return made

    def doit(self, **_: Any) -> Curvature:
        return self


def relation(term: object) -> Relational:
    """`term` itself if it is an undecided relation; raises `KernelError` otherwise."""
    if term in (S.true, S.false, True, False):
        raise KernelError(
            f"the relation collapsed to {term}: the symbols' declared signs decide it already"
        )
    if type(term) not in (Eq, Ne, Le, Lt, Ge, Gt):
        raise KernelError(f"expected a relation such as a <= b or Eq(a, b), got {term!r}")
    return term


def is_matrix_equation(term: Boolean) -> bool:
    """Whether `term` equates vectors or matrices rather than scalars."""
    if not isinstance(term, (Eq, Ne)) or not isinstance(term.lhs, MatrixExpr):
        return False
    if getattr(term.rhs, "shape", None) != term.lhs.shape:
        raise KernelError(f"the sides of {term} have different shapes; write 0 as a zero array")
    return isinstance(term, Eq)


def well_shaped(term: Basic) -> None:
    """Raise `KernelError` unless all shapes in the term fit; SymPy compares only known integers."""
    for part in preorder_traversal(term):
        if isinstance(part, Generator):
            raise KernelError(f"{part} is a generator of the normal form, not a symbol")
        shapes = [a.shape for a in part.args if isinstance(a, MatrixExpr)]
        if isinstance(part, (MatrixSymbol, Identity, ZeroMatrix)):
            if not all(n.is_integer and n.is_nonnegative for n in part.shape):
                raise KernelError(
                    f"a size of {part} is not declared a natural number: {part.shape}"
                )
            if any(n.atoms(Index, Time) for n in part.shape):
                raise KernelError(f"the size of {part} must not run with an index or time")
        if isinstance(part, (Gradient, Curvature)):
            g, x, *ways = part.args
            fits = isinstance(x, MatrixSymbol) and not isinstance(g, MatrixExpr)
            fits = fits and all(getattr(v, "shape", None) == x.shape for v in ways)
        elif isinstance(part, (MatAdd, Eq, Ne)) and shapes:
            fits = len(set(shapes)) == 1 and len(shapes) == len(part.args)
        elif isinstance(part, MatMul):
            fits = all(a[1] == b[0] for a, b in pairwise(shapes))
        elif isinstance(part, (Trace, MatPow)):
            fits = shapes[0][0] == shapes[0][1]
        elif isinstance(part, (Transpose, AppliedUndef)):
            continue
        elif shapes:
            raise KernelError(f"a matrix stands where a scalar is expected, in {part}")
        else:
            continue
        if not fits:
            raise KernelError(f"the shapes in {part} do not fit: {shapes}")


_REAL = (  # real wherever they are defined, if all their parts are
    *(Rational, Add, Mul, Abs, exp, sin, cos, Sum, Integral, Derivative, Curvature, Trace),
    *(MatAdd, MatMul, Transpose, Gradient, ZeroMatrix, Identity, MatrixSymbol),
)


def _may_be_real(term: Basic) -> bool:
    """Whether the term is real wherever it is defined, if its parts are."""
    if isinstance(term, (Symbol, AppliedUndef)):
        return term.is_real is True
    if isinstance(term, Pow):
        base, exponent = term.args
        root = exponent.is_Rational and exponent.q == 2 and not base.is_negative
        return bool(exponent.is_integer or root or base.is_nonnegative)
    if isinstance(term, MatPow):
        return bool(term.exp.is_Integer and term.exp >= 0)
    if isinstance(term, Derivative):
        return all(count.is_Integer for _, count in term.variable_count)
    return isinstance(term, _REAL)


def unreal(term: Basic) -> Basic | None:
    """The first subterm, at any depth, that is not declared real; None if there is none.

    A term without such a part is real wherever it is defined; where that is, `Signs` derives.
    """
    if not _may_be_real(term):
        return term
    parts = term.shape if isinstance(term, MatrixSymbol) else term.args
    if isinstance(term, (Sum, Integral, Derivative)):
        parts = (parts[0], *(part for limit in parts[1:] for part in limit))
    return next((found for found in map(unreal, parts) if found is not None), None)


POLYNOMIAL = (Add, Mul, MatAdd, MatMul, MatPow, Trace, Transpose)


def rough(g: Any, x: Any, smooth: tuple[Any, ...] = POLYNOMIAL) -> Any:
    """The first subterm of g that contains x not by sums, products and integer powers; or None."""
    if g == x or not g.has(x):
        return None
    if not isinstance(g, smooth) and not (isinstance(g, Pow) and g.exp.is_Integer):
        return g
    return next((found for arg in g.args if (found := rough(arg, x, smooth)) is not None), None)


def sympified(value: Any) -> Any:
    """`value` as a SymPy term; raises `KernelError` showing what was given."""
    try:
        term = S(value)
    except SympifyError as error:
        raise KernelError(f"not a term: {value!r}") from error
    if not isinstance(term, Basic):
        raise KernelError(f"not a term: {value!r}")
    return term


def slack(term: Relational) -> tuple[Expr, str]:
    """`(s, kind)` with the scalar relation equivalent to s >= 0, s > 0, s == 0 or s != 0."""
    term = relation(term)
    if isinstance(term.lhs, MatrixExpr):
        raise KernelError(f"expected a relation of scalars, got {term}")
    if isinstance(term, (Eq, Ne)):
        return term.lhs - term.rhs, "==" if isinstance(term, Eq) else "!="
    strict = ">" if isinstance(term, (Lt, Gt)) else ">="
    return (term.rhs - term.lhs if isinstance(term, (Le, Lt)) else term.lhs - term.rhs), strict
