"""The logical and algebraic rules. Each makes a fact or raises `KernelError`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sympy import (
    Add,
    Basic,
    Dummy,
    Eq,
    Expr,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    S,
    Symbol,
    Trace,
    Transpose,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Ge, Gt, Le, Lt, Ne, Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from .facts import Fact, KernelError, mint, record, rule
from .gram import Gram
from .signs import Signs, real
from .terms import (
    Curvature,
    Gradient,
    HessianAt,
    Index,
    Time,
    inner,
    is_matrix_equation,
    relation,
    slack,
    sympified,
    well_shaped,
)
from .zero import demand_zero, is_zero, subterms

NEGATION = {Ge: Lt, Gt: Le, Le: Gt, Lt: Ge, Eq: Ne, Ne: Eq}


def negation(term: Relational) -> Relational:
    """The relation that holds exactly when `term` does not."""
    return NEGATION[type(relation(term))](term.lhs, term.rhs, evaluate=False)


def symmetric_letters(facts: Iterable[Fact]) -> frozenset[Basic]:
    """The symbols M for which some fact says M' = M."""
    found = set()
    for fact in facts:
        said = record(fact).conclusion
        if is_matrix_equation(said):
            for a, b in ((said.lhs, said.rhs), (said.rhs, said.lhs)):
                if isinstance(a, Transpose) and a.arg == b and isinstance(b, MatrixSymbol):
                    found.add(b)
    return frozenset(found)


def context(given: Sequence[Fact]) -> tuple[Gram, Signs]:
    """The normal form and the sign rules that the given facts license."""
    gram = Gram(symmetric_letters(given))
    return gram, Signs([record(fact).conclusion for fact in given], gram)


@rule
def assume(hypothesis: Boolean) -> Fact:
    """From H, H."""
    parts = hypothesis.args if isinstance(hypothesis, (Or, And)) else (hypothesis,)
    for part in parts:
        well_shaped(relation(part))
        if not is_matrix_equation(part) and not (real(part.lhs) and real(part.rhs)):
            raise KernelError(f"a hypothesis on terms not declared real: {part}")
    return mint(hypothesis, hypotheses=frozenset([hypothesis]))


@rule
def combine(
    conclusion: Boolean,
    parts: Mapping[Fact, Any] | None = None,
    squares: Sequence[tuple[Any, Any]] = (),
    signs: Sequence[Fact] = (),
    scale: Any = 1,
) -> Fact:
    """scale * slack(conclusion) = sum of multiplier * slack(fact) + sum of c e^2, decided exactly.

    Multipliers of inequalities and the `c` must be nonnegative and `scale` positive, by the sign
    rules; multipliers of equations are free. `e` may be a vector, then e^2 is <e, e>. A strict
    conclusion needs a strict fact with a positive multiplier, or a square with c > 0 and e = 1.
    `signs` are facts whose signs, symmetry (M' = M) and nonvanishing may be used. The conclusion
    `false` asks for 0 = (something positive). For an equation of vectors or matrices the
    multipliers are scalars (or, for scalar equations, arrays) and there are no squares.
    """
    parts = {fact: sympified(m) for fact, m in (parts or {}).items()}
    signs = tuple(signs)
    squares = [(sympified(c), sympified(e)) for c, e in squares]
    scale = sympified(scale)
    premises = (*parts, *signs)
    gram, sign = context(premises)
    if conclusion != S.false:
        well_shaped(relation(conclusion))
        for side in (conclusion.lhs, conclusion.rhs):
            sign.side(side)
    for multiplier in parts.values():
        sign.side(multiplier)
    if is_matrix_equation(conclusion):
        total = scale * (conclusion.lhs - conclusion.rhs)
        sign.side(scale)
        if sign.nonzero(scale) is None or squares:
            raise KernelError(f"a matrix equation takes a nonzero scale and no squares: {scale}")
        for fact, multiplier in parts.items():
            said = relation(record(fact).conclusion)
            if not isinstance(said, Eq):
                raise KernelError(f"{said} cannot contribute to an equation")
            contribution = multiplier * (said.lhs - said.rhs)
            well_shaped(contribution)
            if getattr(contribution, "shape", None) != conclusion.lhs.shape:
                raise KernelError(f"{multiplier} times {said} has not the shape of {conclusion}")
            total = total - contribution
        for word, coefficient in gram.matrix(total).items():
            letters = " ".join(f"{m}'" if t else str(m) for m, t in word) or "I"
            demand_zero(
                coefficient, None, "combine", f"the coefficient of {letters} in {conclusion}"
            )
        return mint(conclusion, premises, parts=tuple(parts.values()), squares=(), scale=scale)
    target, kind = (S.Zero, ">") if conclusion == S.false else slack(conclusion)
    if kind == "!=":
        raise KernelError(f"`combine` does not conclude {conclusion}; use `contradiction`")
    strict = False
    total = scale * target
    sign.demand(scale, strict=True)
    for fact, multiplier in parts.items():
        said = relation(record(fact).conclusion)
        if is_matrix_equation(said):
            if getattr(multiplier, "shape", None) != said.lhs.shape:
                raise KernelError(f"{said} needs a multiplier of its shape, not {multiplier}")
            total -= inner(multiplier, (said.lhs - said.rhs))
            continue
        if isinstance(multiplier, MatrixExpr):
            raise KernelError(f"{said} needs a scalar multiplier, not {multiplier}")
        gap, gap_kind = slack(said)
        if gap_kind == "!=" or (kind == "==" and gap_kind != "=="):
            raise KernelError(f"{said} cannot contribute to {conclusion}")
        if gap_kind != "==":
            sign.demand(multiplier)
            strict |= gap_kind == ">" and sign.nonneg(multiplier, strict=True) is not None
        total -= multiplier * gap
    if squares and kind == "==":
        raise KernelError("squares cannot contribute to an equation")
    for c, e in squares:
        sign.demand(c)
        sign.side(e)
        if isinstance(e, MatrixExpr):
            total -= c * inner(e, e)
            continue
        strict |= e == 1 and sign.nonneg(c, strict=True) is not None
        total -= c * e**2
    if kind == ">" and not strict:
        raise KernelError(f"nothing in the combination is strictly positive, as {conclusion} needs")
    demand_zero(total, gram, "combine", conclusion)
    return mint(
        conclusion, premises, parts=tuple(parts.values()), squares=tuple(squares), scale=scale
    )


def identity(conclusion: Boolean, given: Sequence[Fact] = ()) -> Fact:
    """An equation that holds by the zero test alone."""
    if not isinstance(conclusion, Eq):
        raise KernelError(f"`identity` concludes equations, not {conclusion}")
    made: Fact = combine(conclusion, signs=given)
    return made


@rule
def contract(fact: Fact, left: Any = None, right: Any = None, signs: Sequence[Fact] = ()) -> Fact:
    """From A = B (arrays), P A Q = P B Q."""
    signs = tuple(signs)
    said = record(fact).conclusion
    if not is_matrix_equation(said):
        raise KernelError(f"`contract` takes an equation of arrays, not {said}")
    sides = [said.lhs, said.rhs]
    for factor, on_left in ((left, True), (right, False)):
        if factor is not None:
            factor = sympified(factor)
            context((fact, *signs))[1].side(factor)
            sides = [factor * s if on_left else s * factor for s in sides]
    conclusion = Eq(*sides, evaluate=False)
    well_shaped(conclusion)
    return mint(conclusion, (fact, *signs), left=left, right=right)


@rule
def transposed(fact: Fact) -> Fact:
    """From A = B (arrays), A' = B'."""
    said = record(fact).conclusion
    if not is_matrix_equation(said):
        raise KernelError(f"`transposed` takes an equation of arrays, not {said}")
    return mint(Eq(Transpose(said.lhs), Transpose(said.rhs), evaluate=False), (fact,))


def _running(symbol: Basic) -> bool:
    return isinstance(symbol, (Index, Time))


def _local(hypothesis: Boolean) -> Boolean:
    """The hypothesis, if it speaks of one instance; one meant for every index is not removable."""
    if any(_running(s) for s in hypothesis.free_symbols):
        raise KernelError(f"{hypothesis} is meant for every index or time; it cannot be discharged")
    return hypothesis


def _binds(part: Basic) -> set[Basic]:
    return set(getattr(part, "bound_symbols", ())) | set(getattr(part, "variables", ()))


def replaced(term: Basic, replace: Mapping[Any, Any]) -> Basic:
    """`xreplace`, refusing what SymPy would evaluate through infinity or the imaginary unit."""
    rule = dict(replace)
    for part in subterms(term):
        if isinstance(part, Expr) and part.xreplace(rule).has(*UNREAL):
            raise KernelError(f"{part} is undefined or not real after {rule}")
    new = term.xreplace(rule)
    well_shaped(new)
    return new


UNREAL = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit)


def substitute(term: Basic, replace: Mapping[Any, Any]) -> Basic:
    """Replace symbols by terms, refusing anything that a bound variable could capture."""
    parts = subterms(term)
    bound = set().union(*map(_binds, parts))
    fresh = set().union(*(v.free_symbols for v in replace.values()))
    differentiated = {p.args[1] for p in parts if isinstance(p, (Gradient, Curvature))}
    sizes = set().union(*(S(n).free_symbols for x in differentiated for n in x.shape))
    captured = bound & (set(replace) | fresh) | differentiated & (set(replace) | fresh)
    captured |= sizes & set(replace)
    if captured:
        raise KernelError(f"substitution would capture {sorted(map(str, captured))} in {term}")
    return replaced(term, replace)


_DECLARATIONS = [
    Symbol("_", **signs).assumptions0
    for kind in ({"real": True}, {"integer": True})
    for signs in (kind, {**kind, "nonnegative": True}, {**kind, "positive": True})
]


def admissible(replace: Mapping[Any, Any], sign: Signs, schemes: Iterable[Boolean]) -> None:
    """Raise unless every symbol may stand for its replacement in a statement under `schemes`.

    A symbol declared positive or nonnegative takes only terms whose sign is derived, arrays only
    arrays of the same shape. A hypothesis is meant for every index or time in it: a symbol in it
    must not become a term in that same running variable.
    """
    for old, new in replace.items():
        sign.well_defined(new)
        if isinstance(old, MatrixSymbol):
            if getattr(new, "shape", None) != old.shape:
                raise KernelError(f"{old} has shape {old.shape}, its replacement {new} has not")
            sign.array(new)
            if any(S(n).free_symbols & set(replace) for n in old.shape):
                raise KernelError(f"{old} and its size cannot be replaced together")
        elif isinstance(old, Index):
            if not (new.is_integer and new.is_nonnegative):
                raise KernelError(f"the index {old} cannot become {new}")
        elif not isinstance(old, Symbol) or isinstance(old, Time):
            raise KernelError(f"only symbols can be replaced, and no running time: {old}")
        elif old.assumptions0 not in _DECLARATIONS:
            raise KernelError(f"what is declared of {old} is more than a sign: {old.assumptions0}")
        else:
            sign.side(new)
            if old.is_integer and not new.is_integer:
                raise KernelError(f"{old} is an integer, {new} need not be")
            if old.is_nonnegative:
                sign.demand(new, strict=bool(old.is_positive))
        for scheme in schemes:
            caught = {s for s in scheme.free_symbols & new.free_symbols if _running(s)}
            if caught and scheme.has(old) and not isinstance(old, Index):
                raise KernelError(f"{scheme} is meant for every {caught}; {old} cannot be {new}")


@rule
def instantiate(
    fact: Fact, replace: Mapping[Any, Any], given: Sequence[Fact] = (), signs: Sequence[Fact] = ()
) -> Fact:
    """From F, its instance; hypotheses of the instance that `given` concludes are discharged.

    A symbol declared positive or nonnegative may only be replaced by a term whose sign is derived.
    An index may be replaced by an index term: hypotheses that mention it hold for every value.
    """
    said, given, signs = record(fact), tuple(given), tuple(signs)
    replace = {k: sympified(v) for k, v in replace.items()}
    sign = context((*given, *signs))[1]
    admissible(replace, sign, said.hypotheses)
    fixed = {k: v for k, v in replace.items() if not _running(k)}
    met = {record(g).conclusion for g in given}
    hypotheses = {substitute(h, fixed) for h in said.hypotheses} - met
    hypotheses |= frozenset().union(*(record(g).hypotheses for g in (*given, *signs)))
    return mint(
        substitute(said.conclusion, replace),
        (fact, *given, *signs),
        hypotheses=frozenset(hypotheses),
        replace=tuple(replace.items()),
        given=len(given),
    )


@rule
def rewrite(fact: Fact, by: Fact) -> Fact:
    """From F and the equation `by`: s = t with s a symbol or function value, F with t for s."""
    said, equation = record(fact).conclusion, record(by).conclusion
    if not isinstance(equation, Eq) or not isinstance(
        equation.lhs, (Symbol, MatrixSymbol, AppliedUndef, Gradient, Curvature)
    ):
        raise KernelError(f"`rewrite` needs an equation with a symbol on the left, not {equation}")
    for part in subterms(said):
        inside = isinstance(part, (Gradient, Curvature)) or _binds(part)
        if inside and part != equation.lhs and part.has(equation.lhs):
            raise KernelError(f"{equation.lhs} stands inside {part}, where it cannot be rewritten")
    sizes = {n for m in said.atoms(MatrixSymbol) | equation.atoms(MatrixSymbol) for n in m.shape}
    if any(S(n).has(equation.lhs) for n in sizes):
        raise KernelError(f"{equation.lhs} is a size: it cannot be rewritten")
    changed = replaced(said, {equation.lhs: equation.rhs})
    return mint(changed, (fact, by))


@rule
def split(term: Any) -> Fact:
    """A real term is positive, zero or negative."""
    term = sympified(term)
    Signs().side(term)
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
    if not real(said.lhs):
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
        hypotheses |= branch.hypotheses - {_local(option)}
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
    denied = frozenset([_local(negation(conclusion))])
    well_shaped(conclusion)
    for side in (conclusion.lhs, conclusion.rhs):
        context(signs)[1].side(side)
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
        Implies(_local(hypothesis), said.conclusion, evaluate=False),
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


@rule
def both(*facts: Fact) -> Fact:
    """From A, B, ..., their conjunction."""
    return mint(And(*(record(f).conclusion for f in facts), evaluate=False), facts)


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


@rule
def squeeze(below: Fact, above: Fact) -> Fact:
    """From a <= b and b <= a (the second up to the zero test), a = b."""
    first, second = record(below).conclusion, record(above).conclusion
    (p, kind), (q, other) = slack(first), slack(second)
    if (kind, other) != (">=", ">=") or not is_zero(p + q, context((below, above))[0]):
        raise KernelError(f"{first} and {second} do not squeeze an equation")
    return mint(Eq(first.lhs, first.rhs, evaluate=False), (below, above))


@rule
def vanishing(fact: Fact) -> Fact:
    """From <u, u> = 0 (or <= 0), u = 0."""
    said = record(fact).conclusion
    if not isinstance(said, (Eq, Le)) or said.rhs != 0 or not isinstance(said.lhs, Trace):
        raise KernelError(f"`vanishing` takes <u, u> = 0, not {said}")
    product = said.lhs.arg
    u = product.args[-1] if isinstance(product, MatMul) and len(product.args) == 2 else None
    if u is not None:
        context((fact,))[1].array(u)
    if u is None or inner(u, u) != said.lhs:
        raise KernelError(f"`vanishing` takes <u, u> = 0 with one term u, not {said}")
    zero = S.Zero * u
    return mint(Eq(u, zero, evaluate=False), (fact,))


@rule
def for_every(fact: Fact, v: MatrixSymbol, conclusion: Boolean) -> Fact:
    """From an equation of scalars that holds for every v, the equation a = b of arrays.

    The scalar equation must be <a, v> = <b, v> up to the zero test, with v in no hypothesis.
    """
    said = record(fact)
    if not isinstance(v, MatrixSymbol) or any(h.has(v) for h in said.hypotheses):
        raise KernelError(f"{v} is not free: a hypothesis speaks of it")
    if (
        not is_matrix_equation(conclusion)
        or conclusion.has(v)
        or not isinstance(said.conclusion, Eq)
    ):
        raise KernelError(f"`for_every` takes a scalar equation to one of arrays without {v}")
    if is_matrix_equation(said.conclusion):
        raise KernelError(f"`for_every` takes a scalar equation, not {said.conclusion}")
    well_shaped(conclusion)
    for side in (conclusion.lhs, conclusion.rhs):
        context((fact,))[1].side(side)
    claim = said.conclusion.lhs - said.conclusion.rhs - inner((conclusion.lhs - conclusion.rhs), v)
    demand_zero(claim, None, "for_every", f"<difference of the sides, {v}> in {said.conclusion}")
    return mint(conclusion, (fact,), v=v)


_POLYNOMIAL = (Add, Mul, MatAdd, MatMul, MatPow, Trace, Transpose)


def _expansion(g: Expr, x: MatrixSymbol, steps: Mapping[Dummy, Any], gram: Gram) -> Any:
    """g at x + sum of t * v, as a polynomial in the t."""
    for term in subterms(g):
        plain = isinstance(term, _POLYNOMIAL) or (isinstance(term, Pow) and term.exp.is_Integer)
        if term.has(x) and term != x and not plain:
            raise KernelError(f"{g} is not a polynomial in {x}: it contains {term}")
    expanded = gram.scalar(g.xreplace({x: MatAdd(x, *(t * v for t, v in steps.items()))}))
    if not expanded.is_polynomial(*steps):
        raise KernelError(f"{g} is not a polynomial in {x}")
    return expanded.expand().as_poly(*steps)


def _smooth_context(given: Sequence[Fact], *terms: Any) -> Gram:
    gram, sign = context(given)
    for term in terms:
        sign.side(sympified(term))
    return gram


def _demand_symbol(x: Any) -> None:
    if not isinstance(x, MatrixSymbol):
        raise KernelError(f"derivatives are taken at a matrix symbol, not at {x!r}")


def _demand_shape(value: Any, rows: Any, cols: Any) -> None:
    if getattr(value, "shape", None) != (rows, cols):
        raise KernelError(f"expected an array of shape {(rows, cols)}, got {value}")


def _free(name: str, x: MatrixSymbol, given: Sequence[Fact], *terms: Any) -> MatrixSymbol:
    """A matrix symbol of the shape of x that occurs neither in the terms nor in the facts."""
    said = [t for f in given for t in (record(f).conclusion, *record(f).hypotheses)]
    taken = {str(s) for term in (*said, *terms) for s in S(term).free_symbols}
    while name in taken:
        name += "'"
    return MatrixSymbol(name, *x.shape)


@rule
def gradient(g: Expr, x: MatrixSymbol, value: Any, given: Sequence[Fact] = ()) -> Fact:
    """The gradient of g at x is `value`: d/dt g(x + t v) at 0 is <value, v> for a free v."""
    given = tuple(given)
    gram = _smooth_context(given, g, value)
    _demand_symbol(x)
    _demand_shape(value, *x.shape)
    t, v = Dummy("t", real=True), _free("v", x, given, g, value)
    slope = _expansion(g, x, {t: v}, gram).coeff_monomial(t)
    demand_zero(slope - gram.scalar(inner(value, v)), None, "gradient", value)
    return mint(Eq(Gradient(g, x), value, evaluate=False), tuple(given))


@rule
def hessian(g: Expr, x: MatrixSymbol, value: Any, given: Sequence[Fact] = ()) -> Fact:
    """The Hessian of g at x is `value`: in g(x + s u + t v), s t stands with <u, value v>."""
    given = tuple(given)
    gram = _smooth_context(given, g, value)
    _demand_symbol(x)
    _demand_shape(value, x.shape[0], x.shape[0])
    s, t = Dummy("s", real=True), Dummy("t", real=True)
    u, v = (_free(name, x, given, g, value) for name in "uv")
    mixed = _expansion(g, x, {s: u, t: v}, gram).coeff_monomial(s * t)
    demand_zero(mixed - gram.scalar(inner(u, value * v)), None, "hessian", value)
    return mint(Eq(HessianAt(g, x), value, evaluate=False), tuple(given))


@rule
def curvature(g: Expr, x: MatrixSymbol, v: Any, value: Any, given: Sequence[Fact] = ()) -> Fact:
    """The second derivative of g(x + t v) at t = 0 is `value`."""
    given = tuple(given)
    gram = _smooth_context(given, g, v, value)
    _demand_symbol(x)
    _demand_shape(v, *x.shape)
    t = Dummy("t", real=True)
    bend = 2 * _expansion(g, x, {t: v}, gram).coeff_monomial(t**2)
    demand_zero(bend - gram.scalar(value), None, "curvature", value)
    return mint(Eq(Curvature(g, x, v), value, evaluate=False), tuple(given))
