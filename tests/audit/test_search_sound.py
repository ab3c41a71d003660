"""What the directed search must never do: refute a statement that is true."""

from __future__ import annotations

import pytest
import torch
from hypothesis import strategies as st
from sympy import (
    And,
    Derivative,
    Determinant,
    Eq,
    Equivalent,
    Implies,
    Integral,
    Max,
    Ne,
    Not,
    Or,
    Rational,
    S,
    Sum,
    Xor,
    besselj,
    gamma,
    log,
    sqrt,
)  # fmt: skip

from lemmata.audit.search import Budget, investigate, search
from lemmata.audit.search_drawn import Batch
from lemmata.audit.search_points import confirmed
from lemmata.decide import holds
from lemmata.exact import Point
from lemmata.kernel import Index, Time
from lemmata.library import select
from lemmata.measure import Draw, Measured
from lemmata.sources import cite
from lemmata.theorem import Theorem

DOC = "Title.\n\nSource  s\nClaim  c\nCovers  c\nSilent  s\n"
SMALL = Budget(attempts=6, rows=256, rounds=4, batches=0)


def theorem(name: str = "audit.sound") -> Theorem:
    return Theorem(name, catalogue=["X"], sources=[cite("Ma 2021", "a place")], doc=DOC)


class TestOneIndexForTheWholeClaim:
    """`A(k) or B(k)` for every k is less than `A(k) for every k, or B(k) for every k`."""

    def test_an_alternative_that_changes_with_the_index(self) -> None:
        thm = theorem()
        F, k = thm.functions("F"), thm.index("k")
        crossing = {F: lambda n: n - 2}
        always = Or(F(k) <= 1, F(k) >= 1)
        assert not confirmed(crossing, [], always)
        assert search(thm, always, given=[], budget=SMALL) is None

    def test_an_implication_that_changes_with_the_index(self) -> None:
        thm = theorem()
        F, k = thm.functions("F"), thm.index("k")
        claim = Implies(F(k) >= 2, F(k) >= 1)
        assert not confirmed({F: lambda n: n}, [], claim)
        assert confirmed({F: lambda n: n}, [], Implies(F(k) >= 1, F(k) >= 2))

    def test_an_equivalence_that_changes_with_the_index(self) -> None:
        F, k = theorem().functions("F"), Index("k")
        claim = Equivalent(F(k) >= 1, F(k) > 0)
        assert not confirmed({F: lambda n: n}, [], claim)
        assert confirmed({F: lambda n: n / S(2)}, [], claim)

    def test_a_negated_hypothesis_is_meant_for_every_index(self) -> None:
        F, k = theorem().functions("F"), Index("k")
        never = Not(F(k) >= 3, evaluate=False)
        assert holds(Point({F: lambda n: n}), never) is False
        assert holds(Point({F: lambda n: S(3) / 2 ** (n + 1)}), never) is True

    def test_a_conjunction_for_every_time(self) -> None:
        x, t = theorem().functions("x"), Time("t")
        claim = And(x(t) >= 0, x(t) <= 8)
        assert holds(Point({x: lambda s: s}), claim) is None
        assert holds(Point({x: lambda s: 2 * s}), claim) is False


class TestNoValue:
    """Where a side has no value, nothing is refuted."""

    @pytest.mark.parametrize(
        "claim",
        [
            lambda a: 1 / a >= 1,
            lambda a: a / a >= 2 - 1 / a,
            lambda a: log(a) >= 0,
            lambda a: sqrt(a - 1) >= 5,
        ],
    )
    def test_at_zero(self, claim: object) -> None:
        a = theorem().nonneg("a")
        assert not confirmed({a: S.Zero}, [], claim(a))
        assert not confirmed({a: S.Zero}, [claim(a)], S.false)

    @pytest.mark.parametrize("value", [S.NaN, S.Infinity, S.ComplexInfinity, S.ImaginaryUnit])
    def test_what_is_no_real_number(self, value: object) -> None:
        a = theorem().real("a")
        assert not confirmed({a: value}, [], a <= 0)
        assert not confirmed({a: value}, [], a**2 >= 0)


class TestMeaning:
    """What a quantity is, beyond the relations."""

    def test_a_dimension_is_a_whole_number(self) -> None:
        thm = theorem()
        d, a = thm.dimension("d"), thm.nonneg("a")
        claim = a * (d - 1) * (d - 2) >= 0
        assert not confirmed({d: Rational(3, 2), a: S.One}, [], claim)
        with pytest.raises(ValueError, match="d = 3/2 is no whole number"):
            Point({d: Rational(3, 2)})
        thm.conclude("claim", claim)
        thm.example({d: 1, a: 1})
        assert search(thm, claim, budget=SMALL) is None

    def test_a_cited_conclusion_says_what_its_quantities_are(self) -> None:
        thm = theorem()
        n, tail = thm.positive("n"), thm.nonneg("tail")
        rare = thm.conclude("rare", tail <= 1 / n)
        thm.unproved(rare, because="tail is the tail of a law that the relations do not mention")
        assert search(thm, rare.relation, budget=SMALL) is None
        found = search(thm, tail <= 1 / n**2, budget=SMALL)
        assert found is not None
        assert found.point[tail] <= 1 / found.point[n]

    def test_a_probability_is_not_chosen(self) -> None:
        thm = theorem()
        p, size = thm.nonneg("p size")
        thm.event(p, size <= 1)
        thm.conclude("half", Eq(p, Rational(1, 2)))
        thm.example({p: Rational(1, 2), size: 0})
        assert search(thm, Eq(p, Rational(1, 2)), budget=SMALL) is None
        stored = search(thm, Eq(p, 1), budget=SMALL)
        assert stored is not None
        assert stored.stage == "stored"


class TestHypotheses:
    def test_contradictory_ones(self) -> None:
        thm = theorem()
        a, b = thm.nonneg("a b")
        thm.assume("low", a <= 1)
        thm.assume("high", a >= 2)
        assert search(thm, b >= 1, budget=SMALL) is None
        assert search(thm, S.false, budget=SMALL) is None

    def test_none_at_all(self) -> None:
        thm = theorem()
        a = thm.positive("a")
        assert search(thm, S.false, given=[], budget=SMALL) is not None
        assert search(thm, S.true, given=[], budget=SMALL) is None
        assert search(thm, a >= Rational(1, 2), given=[], budget=SMALL) is not None
        assert search(thm, a > 0, given=[], budget=SMALL) is None


def rows(inputs: object, options: object, implementation: bool) -> Measured:
    """Two steps of a run whose second step breaks what its first step shows."""
    start = inputs["x"]
    zero = start * 0
    cat = torch.cat
    return Measured({"F(k)": cat([start, start]), "F(k+1)": cat([zero, start * 3]), "a": start})


def drawn(value: float) -> Draw:
    return Draw({"x": torch.tensor([value], dtype=torch.float64)})


class TestDrawn:
    def made(self, constructed: bool) -> tuple[Theorem, object, object]:
        thm = theorem()
        F, k, a = thm.functions("F", nonnegative=True), thm.index("k"), thm.real("a")
        thm.measure(F(k), "F(k)")
        thm.measure(F(k + 1), "F(k+1)")
        falls = thm.assume("falls", F(k + 1) <= F(k))
        small = thm.conclude("small", a <= 1)
        thm.check(
            small, on=rows, draw=lambda _: st.just(drawn(2.0)),
            constructed=[falls] if constructed else [],
        )  # fmt: skip
        return thm, falls.relation, small.relation

    def test_rows_do_not_show_a_hypothesis_for_every_index(self) -> None:
        thm, falls, small = self.made(constructed=False)
        assert Batch(thm, thm.checks[0], drawn(2.0)).refuting(small, [falls]) is None

    def test_a_hypothesis_by_construction_must_be_possible_on_every_row(self) -> None:
        thm, falls, small = self.made(constructed=True)
        batch = Batch(thm, thm.checks[0], drawn(2.0))
        assert batch.refuting(small, []) is not None
        assert batch.refuting(small, [falls]) is None

    def test_declared_signs_of_functions_hold(self) -> None:
        thm, _, _ = self.made(constructed=True)
        a, F = (thm.quantities[name].symbol for name in ("a", "F"))
        batch = Batch(thm, thm.checks[0], drawn(-2.0))
        assert batch.refuting(a >= 0, []) is None
        assert batch.refuting(F(Index("k")) + 1 >= 0, []) is None

    def test_no_number_refutes_nothing(self) -> None:
        thm, _, small = self.made(constructed=True)
        for value in (float("nan"), float("inf")):
            assert Batch(thm, thm.checks[0], drawn(value)).refuting(small, []) is None


class TestOddRelations:
    """Whatever a relation is, a search does not raise."""

    def test_on_every_shape_of_relation(self) -> None:
        thm = theorem()
        d = thm.dimension("d")
        M, x, a = thm.operator("M", d), thm.vector("x", d), thm.positive("a")
        F, k, t = thm.functions("F"), thm.index("k"), thm.time("t")
        n = thm.index("n")
        tiny = Budget(attempts=2, rows=32, rounds=2, batches=1)
        odd = [
            Ne(M * x, x),
            Equivalent(Eq(M, M.T), a > 1),
            Not(Implies(a > 1, Or(a > 2, Ne(x, 0 * x)))),
            Eq(Sum(F(k), (k, 0, n - 1)), F(n)),
            Integral(F(t), (t, 0, a)) <= F(0) * a,
            Xor(a > 1, a > 2),
            gamma(a) ** a >= besselj(0, a),
            Eq(Determinant(M), 0),
            a ** F(k) >= Max(a, F(k + 1)),
            Derivative(F(t), t) + F(k) <= a,
            S.true,
        ]
        for claim in odd:
            search(thm, claim, given=[], budget=tiny)
            search(thm, a <= 1, given=[claim], budget=tiny)
        assert search(thm, True, budget=tiny) is None
        assert search(thm, a <= 1, given=[False], budget=tiny) is None

    def test_a_theorem_without_quantities(self) -> None:
        assert search(theorem(), S.true, budget=SMALL) is None
        assert search(theorem(), S.false, budget=SMALL) is not None

    def test_one_dimension_only(self) -> None:
        thm = theorem()
        d = thm.dimension("d")
        M, x = thm.operator("M", d), thm.vector("x", d)
        thm.assume("one", Eq(d, 1))
        assert search(thm, Eq(M * x, 2 * x), budget=SMALL) is not None
        assert search(thm, Eq(M, M.T), budget=SMALL) is None

    def test_what_a_failed_system_said_is_kept(self) -> None:
        thm = theorem()
        a = thm.positive("a")
        outcome = investigate(thm, besselj(0, a) <= 2, [], SMALL)
        assert outcome.found is None
        assert outcome.failed == outcome.attempts == SMALL.attempts
        assert "besselj" in outcome.trouble


TRUE = (
    "descent/pl_linear_rate",
    "ntk/crowded_slab",
    "pca/hessian",
    "saddle/mirror_descent",
    "saddle/perturbation_law",
)


@pytest.mark.parametrize("file", TRUE)
def test_true_conclusions_are_not_refuted(file: str) -> None:
    for thm in select([f"theorems/{file}.py"]):
        for conclusion in thm.conclusions.values():
            budget = Budget(attempts=4, rows=128, rounds=3, batches=0)
            assert search(thm, conclusion.relation, budget=budget) is None
