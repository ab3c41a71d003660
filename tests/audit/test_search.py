"""The directed search finds planted violations, refuses true claims and repeats itself."""

from __future__ import annotations

import pytest
from sympy import Eq, Implies, Rational, S, Symbol, exp

from lemmata.audit.scoring import document, run_theorem, score, summary
from lemmata.audit.search import Budget, search
from lemmata.audit.search_compile import compiled
from lemmata.audit.search_drawn import batches
from lemmata.audit.search_forms import Unreachable
from lemmata.audit.search_goal import Unknown
from lemmata.audit.search_points import confirmed
from lemmata.audit.search_solve import exactly, solve
from lemmata.audit.search_system import sizes
from lemmata.decide import holds
from lemmata.exact import Point
from lemmata.kernel import Index, Time, inner
from lemmata.library import select
from lemmata.sources import cite
from lemmata.theorem import Theorem

DOC = "Title.\n\nSource  s\nClaim  c\nCovers  c\nSilent  s\n"
FREE = Budget(attempts=12, batches=0)


def theorem(name: str) -> Theorem:
    return Theorem(name, catalogue=["X"], sources=[cite("Ma 2021", "a place")], doc=DOC)


def scalars() -> tuple[Theorem, Symbol, Symbol]:
    thm = theorem("audit.scalars")
    a, b = thm.nonneg("a b")
    thm.assume("order", a <= b)
    thm.conclude("squares", a**2 <= b**2)
    return thm, a, b


class TestScalars:
    def test_finds_a_false_claim(self) -> None:
        thm, a, b = scalars()
        found = search(thm, 2 * a <= b, budget=FREE)
        assert found is not None
        assert found.level == "decided"
        assert found.point is not None
        assert 0 <= found.point[a] <= found.point[b] < 2 * found.point[a]

    def test_does_not_refute_a_true_claim(self) -> None:
        thm, a, b = scalars()
        assert search(thm, a**2 <= b**2, budget=FREE) is None

    def test_declared_signs_hold(self) -> None:
        thm, a, b = scalars()
        assert search(thm, a + b >= 0, given=[], budget=FREE) is None

    def test_a_dropped_hypothesis(self) -> None:
        thm, a, b = scalars()
        assert search(thm, a**2 <= b**2, given=[], budget=FREE) is not None

    def test_a_factor_next_to_one(self) -> None:
        thm, a, b = scalars()
        near = S(999_999_999) / 10**9
        assert search(thm, a <= near * b, budget=FREE) is not None

    def test_the_same_seed_finds_the_same_point(self) -> None:
        thm, a, b = scalars()
        first, second = (search(thm, 3 * a <= b, budget=FREE, seed=5) for _ in range(2))
        assert first is not None
        assert second is not None
        assert (first.point, first.evaluations) == (second.point, second.evaluations)

    def test_an_implication_needs_its_premise(self) -> None:
        thm, a, b = scalars()
        assert search(thm, Implies(Eq(a, 2), b >= 3), budget=FREE) is not None
        assert search(thm, Implies(Eq(a, 2), b >= 2), budget=FREE) is None


class TestArrays:
    def test_unit_eigenvectors(self) -> None:
        thm = theorem("audit.arrays")
        d = thm.dimension("d")
        M, v = thm.operator("M", d), thm.vector("v", d)
        lam = thm.real("lam")
        thm.assume("symmetric", Eq(M.T, M))
        thm.assume("unit", Eq(inner(v, v), 1))
        thm.assume("eigen", Eq(M * v, lam * v))
        assert search(thm, inner(v, M * v) >= lam / 2, budget=FREE) is not None
        assert search(thm, Eq(inner(v, M * v), lam), budget=FREE) is None

    def test_every_size_of_a_shape_is_tried(self) -> None:
        thm = theorem("audit.sizes")
        n, d = thm.dimension("n d")
        thm.matrix("X", n, d)
        tried = {(s[n], s[d]) for s in sizes(thm)}
        assert {(1, 1), (2, 2), (1, 2), (2, 1), (3, 3)} <= tried


class TestFunctions:
    def test_a_recursion(self) -> None:
        thm = theorem("audit.recursion")
        k, F = thm.index("k"), thm.functions("F", nonnegative=True)
        thm.assume("step", F(k + 1) <= F(k) / 2)
        found = search(thm, F(k) <= F(0) / 3**k, budget=FREE)
        assert found is not None
        assert found.level == "decided"
        assert search(thm, F(k) <= F(0) / 2**k, budget=FREE) is None

    def test_a_flow(self) -> None:
        thm = theorem("audit.flow")
        t, x = thm.time("t"), thm.functions("x", nonnegative=True)
        thm.assume("flow", Eq(x(t).diff(t), -x(t)))
        assert search(thm, x(t) <= x(0) * exp(-2 * t), budget=FREE) is not None
        assert search(thm, x(t) <= x(0) * exp(-t), budget=FREE) is None


class TestExact:
    @pytest.mark.parametrize(
        ("term", "expected"),
        [
            (lambda k: 1 - Rational(1, 2) ** k, True),
            (lambda k: 1 - 3 * Rational(1, 2) ** k / 2 + Rational(1, 4) ** k, True),
            (lambda k: 2 - k, False),
            (lambda k: 100 - k, None),
            (lambda k: Rational(1, 2) ** k - Rational(1, 1024), None),
            (lambda k: k + S(3) ** k - 1, True),
        ],
    )
    def test_signs_for_every_index(self, term: object, expected: bool | None) -> None:
        thm = theorem("audit.exact")
        F = thm.functions("F")
        k = Index("k")
        assert holds(Point({F: term}), F(k) >= 0) is expected

    def test_signs_for_every_time(self) -> None:
        F, t = theorem("audit.times").functions("F"), Time("t")
        assert holds(Point({F: lambda s: 1 - exp(-s / 3)}), F(t) >= 0) is True
        assert holds(Point({F: lambda s: 1 - exp(-s / 3)}), F(t) > 0) is False
        assert holds(Point({F: lambda s: exp(-s) - exp(-20)}), F(t) >= 0) is None

    def test_a_declared_sign_must_hold_for_every_index(self) -> None:
        F, k = theorem("audit.declared").functions("F", nonnegative=True), Index("k")
        claim = F(k) >= F(0)
        assert not confirmed({F: lambda n: 10 - n}, [F(k + 1) <= F(k)], claim)
        assert confirmed({F: lambda n: Rational(1, 2) ** n}, [F(k + 1) <= F(k)], claim)


class TestParts:
    def test_compiled_terms(self) -> None:
        import numpy as np

        x, y = Symbol("x"), Symbol("y")
        values = compiled([x**2 + y / 3, exp(x * y), abs(x)], [x, y])(
            np.array([2.0, -1.0]), np.array([3.0, 0.0])
        )
        np.testing.assert_array_equal(values[0], [5.0, 1.0])
        np.testing.assert_array_equal(values[1], [np.exp(6.0), 1.0])
        np.testing.assert_array_equal(values[2], [2.0, 1.0])

    def test_a_term_without_code(self) -> None:
        with pytest.raises(Unreachable, match="no array code"):
            compiled([theorem("audit.code").functions("F")(1)], [])

    def test_solved_equations_hold(self) -> None:
        import random

        x, y, z = (Symbol(n, real=True) for n in "xyz")
        unknowns = {s: Unknown(s, "real") for s in (x, y, z)}
        equations = [x + y - 3, y * z - x]
        definitions = solve(equations, [], unknowns, random.Random(0))
        assert definitions is not None
        values = exactly(definitions, {x: S(2), y: S(5), z: S(7)})
        assert [e.xreplace(values) for e in equations] == [0, 0]

    def test_contradicting_equations(self) -> None:
        import random

        x = Symbol("x", real=True)
        assert solve([x - 1, x - 2], [], {x: Unknown(x, "real")}, random.Random(0)) is None


class TestTheorems:
    def test_a_drawn_batch_refutes(self) -> None:
        (thm,) = select(["theorems/descent/strong_convexity_implies_pl.py"])
        variant = thm.variants[0].relation
        given = [h.relation for h in thm.hypotheses.values()]
        made = list(batches(thm, 2, 0))
        assert any(b.refuting(variant, given) is not None for b in made)
        true = next(iter(thm.conclusions.values())).relation
        assert all(b.refuting(true, given) is None for b in made)

    def test_stored_points_are_used(self) -> None:
        (thm,) = select(["theorems/pca/scaled_eigenvectors.py"])
        found = search(thm, thm.variants[0].relation)
        assert found is not None
        assert found.stage == "stored"

    def test_the_score_of_a_file(self) -> None:
        path = "theorems/descent/pl_linear_rate.py"
        rows = run_theorem(path, FREE)
        assert [r.level for r in rows] == ["decided", "decided"]
        assert "2 of 2 (100.0%) of the false variants refuted" in summary(rows)
        assert document(rows)["figures"]["found"] == 2

    def test_what_is_not_found_is_listed_in_full(self) -> None:
        thm, a, b = scalars()
        squares = thm.conclusions["squares"]
        thm.refutes("not false", a**2 <= b**2 + 1, {a: 0, b: 0}, of=squares)
        text = summary(score([thm], Budget(attempts=2, batches=0)))
        assert "0 of 1" in text
        assert "a^2 <= b^2 + 1" in text
        assert "given order" in text
