"""Judging stored points: necessity, sharpness, false variants, errata, readings; all exact.

A point is data; the logic ("the others hold, this one fails, the conclusion fails") is here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import flint
import torch
from sympy import Basic, Derivative, Integral, MatPow, MatrixExpr, Pow, Rational, S, Sum
from sympy.core.function import AppliedUndef
from sympy.core.relational import Eq, Relational
from sympy.logic.boolalg import Boolean
from torch import Tensor

from .balls import Ball
from .decide import decide
from .evaluate import Evaluator, judge
from .exact import Point, Undecidable, sign, to_arb
from .kernel import Curvature, Gradient, Index, Time
from .render import pretty
from .statements import Equality, Erratum, FalseVariant, Reading, Witness
from .theorem import Theorem

_MEASURED = (Gradient, Curvature, AppliedUndef, Derivative, Integral, Sum)

RESOLUTION = Fraction(1, 10**9)
"""A relative change of a constant by this much must be refuted in float64 at a sharp point."""


class PointError(Exception):
    """A stored point does not show what it is stored for; the message shows the values."""


def _at(theorem: Theorem, values: Mapping[Any, Any]) -> Point:
    try:
        return Point(values)
    except (ValueError, TypeError) as error:
        raise PointError(f"{theorem.id}: {error}") from error


def _decide(theorem: Theorem, point: Point, claim: Boolean, what: str) -> bool:
    try:
        return decide(point, claim)
    except Undecidable as error:
        raise PointError(f"{theorem.id}: {what} is not decided at the point: {error}") from error


def _sides(point: Point, claim: Boolean) -> str:
    if not isinstance(claim, Relational):
        return pretty(claim)
    try:
        left, right = point(claim.lhs), point(claim.rhs)
    except Undecidable:
        return pretty(claim)
    shown = [v.tolist() if hasattr(v, "tolist") else v for v in (left, right)]
    return f"{pretty(claim)}: left {shown[0]}, right {shown[1]}"


def _hypotheses_hold(theorem: Theorem, point: Point, names: Any, what: str) -> None:
    for hypothesis in names:
        if not _decide(theorem, point, hypothesis.relation, f"hypothesis {hypothesis.name!r}"):
            raise PointError(
                f"{theorem.id}: {what}: the hypothesis {hypothesis.name!r} fails at the point; "
                + _sides(point, hypothesis.relation)
            )


def necessity(theorem: Theorem, witness: Witness) -> tuple[str, None]:
    """The other hypotheses hold, this one fails, and so does the conclusion."""
    point = _at(theorem, witness.at)
    what = f"needs[{witness.name}]"
    others = [h for h in theorem.hypotheses.values() if h is not witness.hypothesis]
    _hypotheses_hold(theorem, point, others, what)
    if _decide(
        theorem, point, witness.hypothesis.relation, f"hypothesis {witness.hypothesis.name!r}"
    ):
        raise PointError(
            f"{theorem.id}: {what}: the hypothesis holds at the point, so it shows nothing; "
            + _sides(point, witness.hypothesis.relation)
        )
    if _decide(theorem, point, witness.breaks.relation, f"conclusion {witness.breaks.name!r}"):
        raise PointError(
            f"{theorem.id}: {what}: the conclusion {witness.breaks.name!r} holds all the same; "
            + _sides(point, witness.breaks.relation)
        )
    return (
        f"without it {witness.breaks.name!r} fails: {_sides(point, witness.breaks.relation)}",
        None,
    )


def refutation(theorem: Theorem, variant: FalseVariant) -> tuple[str, None]:
    """The hypotheses hold, the false variant does not."""
    point = _at(theorem, variant.at)
    given = theorem.hypotheses.values() if variant.given is None else variant.given
    _hypotheses_hold(theorem, point, given, f"refutes[{variant.name}]")
    if _decide(theorem, point, variant.relation, f"the variant {variant.name!r}"):
        raise PointError(
            f"{theorem.id}: refutes[{variant.name}]: the variant holds at the point; "
            + _sides(point, variant.relation)
        )
    true = variant.of if variant.given is None else None
    if true and not _decide(theorem, point, true.relation, f"conclusion {true.name!r}"):
        raise PointError(
            f"{theorem.id}: refutes[{variant.name}]: the conclusion {true.name!r} fails "
            f"there too; {_sides(point, true.relation)}"
        )
    return f"refuted: {_sides(point, variant.relation)}", None


def erratum(theorem: Theorem, entry: Erratum) -> tuple[str, None]:
    """At the point the hypotheses and the corrected statement hold; the printed one does not."""
    point = _at(theorem, entry.at)
    what = f"erratum[{entry.source}]"
    _hypotheses_hold(theorem, point, theorem.hypotheses.values(), what)
    if _decide(theorem, point, entry.false, "the printed form"):
        raise PointError(
            f"{theorem.id}: {what}: the printed form holds; {_sides(point, entry.false)}"
        )
    if not _decide(theorem, point, entry.true.relation, "the corrected form"):
        raise PointError(
            f"{theorem.id}: {what}: the corrected form fails; {_sides(point, entry.true.relation)}"
        )
    return f"printed form refuted: {_sides(point, entry.false)}", None


def equality(theorem: Theorem, entry: Equality) -> tuple[str, float | None]:
    """All hypotheses hold; the conclusion is attained (sharp) or all conclusions hold (example)."""
    point = _at(theorem, entry.at)
    what = f"{'sharp' if entry.sharp else 'example'}[{entry.name}]"
    _hypotheses_hold(theorem, point, theorem.hypotheses.values(), what)
    targets = theorem.conclusions.values() if entry.conclusion is None else [entry.conclusion]
    for conclusion in targets:
        if not _decide(theorem, point, conclusion.relation, f"conclusion {conclusion.name!r}"):
            raise PointError(
                f"{theorem.id}: {what}: the conclusion {conclusion.name!r} fails at an instance of "
                f"all hypotheses; {_sides(point, conclusion.relation)}"
            )
    if not entry.sharp or entry.conclusion is None:
        return "all hypotheses and conclusions hold", None
    claim = entry.conclusion.relation
    if not _decide(theorem, point, Eq(claim.lhs, claim.rhs, evaluate=False), "equality"):
        raise PointError(f"{theorem.id}: {what}: not attained; {_sides(point, claim)}")
    if isinstance(claim, Eq):
        raise PointError(f"{theorem.id}: {what}: an equation is always attained; use `example`")
    return _resolution(theorem, point, claim, what)


def perturbations(claim: Boolean, change: Rational) -> Iterator[tuple[str, Boolean]]:
    """The relation with one numeric constant (not an exponent), or one side, times 1 + change."""
    factor = 1 + S(change)
    yield "left side", claim.func(claim.lhs * factor, claim.rhs, evaluate=False)
    yield "right side", claim.func(claim.lhs, claim.rhs * factor, evaluate=False)
    for side, term in (("left", claim.lhs), ("right", claim.rhs)):
        for path, constant in _constants(term):
            changed = _replaced(term, path, constant * factor)
            sides = (changed, claim.rhs) if side == "left" else (claim.lhs, changed)
            yield f"constant {constant} at {side}{list(path)}", claim.func(*sides, evaluate=False)


def _constants(term: Basic, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    if getattr(term, "is_Rational", False) and term != 0 and path:
        yield path, term
    if isinstance(term, _MEASURED) or getattr(term, "is_symbol", False):
        return  # the sizes of a matrix symbol are no constants of the claim
    for i, arg in enumerate(term.args):
        if not (isinstance(term, (Pow, MatPow)) and i == 1):
            yield from _constants(arg, (*path, i))


def _replaced(term: Basic, path: tuple[int, ...], value: Any) -> Any:
    if not path:
        return value
    args = list(term.args)
    args[path[0]] = _replaced(args[path[0]], path[1:], value)
    return term.func(*args)


def _resolution(theorem: Theorem, point: Point, claim: Boolean, what: str) -> tuple[str, float]:
    """The smallest relative change of every constant that balls refute in float64 at the point.

    A claim for every index or time is taken at one value, index 2 or time 1.
    """
    running = [s for s in claim.free_symbols if isinstance(s, (Index, Time))]
    claim = claim.xreplace({s: S(2) if isinstance(s, Index) else S.One for s in running})
    ladder = [Rational(1, 10**k) for k in range(15, 5, -1)]
    worst, blind = S.Zero, []
    wanted = Rational(RESOLUTION.numerator, RESOLUTION.denominator)
    for direction in (1, -1):
        for name, changed in perturbations(claim, direction * wanted):
            if _decide(theorem, point, changed, f"the perturbed {name}"):
                continue
            found = None
            for change in ladder:
                nearer = dict(perturbations(claim, direction * change))[name]
                evaluator = Evaluator(enclosed(point, nearer))
                if not bool(judge(nearer, evaluator, 1).possibly[0]):
                    found = change
                    break
            if found is None or found > wanted:
                blind.append(f"{name} changed by {direction * wanted}")
            else:
                worst = max(worst, found)
    if blind:
        raise PointError(
            f"{theorem.id}: {what}: no resolution: float64 enclosures do not refute "
            + "; ".join(blind)
        )
    if not worst:
        raise PointError(f"{theorem.id}: {what}: no constant of {pretty(claim)} moves at the point")
    return f"attained: {_sides(point, claim)}; resolution {float(worst):.0e}", float(worst)


def leaves(claim: Basic) -> list[Any]:
    """The quantities and measured nodes in a term."""
    if isinstance(claim, _MEASURED) or getattr(claim, "is_symbol", False):
        return [claim]
    return list(dict.fromkeys(leaf for arg in claim.args for leaf in leaves(arg)))


def enclosed(point: Point, claim: Boolean, dtype: torch.dtype = torch.float64) -> dict[Any, Ball]:
    """Balls around the exact values of the quantities in the relation, with a batch of one."""
    out = {}
    for leaf in leaves(claim):
        if not isinstance(leaf, (Index, Time)):
            ball = hull([point(leaf)], dtype)
            out[leaf] = ball if isinstance(leaf, MatrixExpr) else ball.reshape(1)
    return out


def hull(values: Sequence[Any], dtype: torch.dtype = torch.float64) -> Ball:
    """Balls around exact numbers, shape (batch,), or matrices of one shape, (batch, rows, cols)."""
    entries = [
        [[_ends(e) for e in row] for row in v.tolist()] if hasattr(v, "tolist") else _ends(v)
        for v in values
    ]

    def each(what: Callable[[Any], Any], nested: Any) -> Any:
        return [each(what, n) for n in nested] if isinstance(nested, list) else what(nested)

    low = torch.tensor(each(lambda e: float(e[0]), entries), dtype=dtype)
    high = torch.tensor(each(lambda e: float(e[1]), entries), dtype=dtype)
    exact = torch.tensor(each(lambda e: _is_float(e, dtype), entries))
    low = torch.where(exact, low, _below(low))
    high = torch.where(exact, high, -_below(-high))
    return Ball.hull(low, high)


def _ends(value: Any) -> tuple[Fraction, Fraction]:
    if value.is_Rational:
        exact = Fraction(int(value.p), int(value.q))
        return exact, exact
    with flint.ctx.workprec(256):
        arb = to_arb(value)
        low, high = (_fraction(end) for end in (arb.lower(), arb.upper()))
    return low, high


def _fraction(arb: Any) -> Fraction:
    man, exponent = arb.mid().man_exp()
    return Fraction(int(man)) * Fraction(2) ** int(exponent)


def _is_float(ends: tuple[Fraction, Fraction], dtype: torch.dtype) -> bool:
    value = float(ends[0])
    if dtype != torch.float64:
        value = float(torch.tensor(value, dtype=dtype))
    return ends[0] == ends[1] and Fraction(value) == ends[0]


def _below(value: Tensor) -> Tensor:
    return torch.nextafter(value, torch.full_like(value, -torch.inf))


def check_reading(theorem: Theorem, reading: Reading, setting: Any) -> Any:
    """The torch function on small integer instances against the exact value of the term.

    Integers of size up to 3 fix a polynomial of the sizes at hand; every value must be equal, not
    close: these instances are exact in every dtype.
    """
    from .obligations import Result

    generator = torch.Generator().manual_seed(0)
    count = 0
    names = list(reading.sizes)
    for sizes in itertools.product(*(reading.sizes[n] for n in names)):
        concrete = dict(zip(names, sizes, strict=True))
        batch = 16
        arrays = []
        for quantity in reading.of:
            shape = (
                tuple(int(concrete.get(n, n)) for n in quantity.shape)
                if isinstance(quantity, MatrixExpr)
                else ()
            )
            drawn = torch.randint(-3, 4, (batch, *shape), generator=generator)
            drawn[0] = 0
            if getattr(quantity, "is_nonnegative", False):
                drawn = drawn.abs()
            if getattr(quantity, "is_positive", False):
                drawn = drawn + 1
            arrays.append(drawn.to(setting.device, setting.dtype))
        given = [
            a[..., 0] if isinstance(q, MatrixExpr) and q.shape[1] == 1 else a
            for q, a in zip(reading.of, arrays, strict=True)
        ]
        values = reading.function(*given)
        for row in range(batch):
            at = {
                q: [[int(v) for v in line] for line in a[row].tolist()]
                if a.ndim > 1
                else int(a[row])
                for q, a in zip(reading.of, arrays, strict=True)
            }
            exact = Point(at)(reading.term)
            got = values[row]
            expected = exact.tolist() if hasattr(exact, "tolist") else [[exact]]
            flat = [e for line in expected for e in line]
            if got.numel() != len(flat):
                raise PointError(
                    f"{theorem.id}: reading[{reading.name}]: shape {tuple(got.shape)} for {flat}"
                )
            for entry, number in zip(flat, got.flatten().tolist(), strict=True):
                if not _equal(entry, number):
                    raise PointError(
                        f"{theorem.id}: reading[{reading.name}]: the torch function is not the "
                        f"term\n  term   {reading.term} = {entry}\n  torch  {number}\n  at     {at}"
                    )
                count += 1
    if not count:
        raise PointError(f"{theorem.id}: reading[{reading.name}]: no instance was compared")
    return Result("holds", "decided", f"{count} exact values agree", counts={"values": count})


def _equal(exact: Any, number: float) -> bool:
    if number != number or number in (float("inf"), float("-inf")):
        return False
    return sign(exact - Rational(*number.as_integer_ratio())) == 0


__all__ = [
    "RESOLUTION",
    "PointError",
    "check_reading",
    "enclosed",
    "equality",
    "erratum",
    "hull",
    "leaves",
    "necessity",
    "perturbations",
    "refutation",
]
