"""Covariances on small statements: what is declared falsely or not at all must be found."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    Derivative,
    Eq,
    Implies,
    Integral,
    Min,
    Ne,
    OneMatrix,
    Or,
    Piecewise,
    Rational,
    Sum,
    exp,
    eye,
    sqrt,
)

from lemmata.audit import covariance_scaling
from lemmata.audit.covariance import breaks_units, figures, proposal, rows, scalings
from lemmata.audit.covariance_exact import Scaled
from lemmata.audit.covariance_space import Space
from lemmata.audit.covariance_terms import Undecided
from lemmata.audit.covariance_weights import Grading
from lemmata.kernel import inner
from lemmata.sources import cite
from lemmata.statements import StatementError
from lemmata.theorem import Theorem

DOC = "Title.\n\nSource  s\nClaim  c\nCovers  c\nSilent  s\n"


def theorem() -> Theorem:
    return Theorem("synthetic.thm", catalogue=["X"], sources=[cite("Ma 2021", "a place")], doc=DOC)


def descent() -> Theorem:
    """A step of gradient descent under PL, with nothing declared."""
    thm = theorem()
    d = thm.dimension("d")
    x, z, g = thm.vector("x z g", d)
    L0, L1 = thm.real("L0 L1")
    beta, eta = thm.positive("beta eta")
    thm.assume("update", Eq(z, x - eta * g))
    thm.assume("step", beta * eta <= 2)
    thm.conclude("falls", L1 <= L0 - eta * (1 - beta * eta / 2) * inner(g, g))
    return thm


def told(thm: Theorem, kind: str = "scaling") -> dict[str, tuple[str, str]]:
    return {r.name: (r.status, r.detail) for r in rows(thm) if r.kind == kind}


def statuses(thm: Theorem, kind: str = "scaling") -> dict[str, str]:
    return {name: status for name, (status, _) in told(thm, kind).items()}


class TestScalings:
    def test_all_declared(self) -> None:
        thm = descent()
        thm.scales("objective", L0=1, L1=1, g=1, beta=1, eta=-1)
        thm.scales("argument", x=1, z=1, g=-1, beta=-2, eta=2)
        assert statuses(thm) == {"objective": "holds", "argument": "holds", "all": "holds"}

    def test_rational_weights(self) -> None:
        thm = descent()
        thm.scales("objective", L0=1, L1=1, g=Rational(1, 2), x=Rational(1, 2), z="1/2")
        thm.scales("argument", x=1, z=1, g=-1, beta=-2, eta=2)
        assert set(statuses(thm).values()) == {"holds"}

    @pytest.mark.parametrize("wrong", [{"eta": 1}, {"beta": 2}, {"g": 0}, {"x": 1}])
    def test_wrong_by_one_weight(self, wrong: dict[str, int]) -> None:
        thm = descent()
        weights = {"L0": 1, "L1": 1, "g": 1, "beta": 1, "eta": -1, **wrong}
        thm.scales("objective", **{n: w for n, w in weights.items() if w})
        thm.scales("argument", x=1, z=1, g=-1, beta=-2, eta=2)
        status, detail = told(thm)["objective"]
        assert status == "violated"
        assert "must weigh the same" in detail
        assert "changes by" in detail
        assert statuses(thm)["argument"] == "holds"

    def test_one_forgotten(self) -> None:
        thm = descent()
        thm.scales("objective", L0=1, L1=1, g=1, beta=1, eta=-1)
        status, detail = told(thm)["all"]
        assert status == "undeclared"
        assert "1 of 2" in detail

    def test_the_same_twice(self) -> None:
        thm = descent()
        thm.scales("objective", L0=1, L1=1, g=1, beta=1, eta=-1)
        thm.scales("argument", x=1, z=1, g=-1, beta=-2, eta=2)
        thm.scales("both", L0=1, L1=1, x=1, z=1, beta=-1, eta=1)
        assert told(thm)["all"] == ("violated", "3 scalings are declared, of which only 2 differ")

    def test_nothing_declared(self) -> None:
        assert statuses(descent()) == {"all": "undeclared"}

    def test_a_name_that_is_no_quantity(self) -> None:
        thm = descent()
        thm.scales("objective", L0=1, L7=1)
        status, detail = told(thm)["objective"]
        assert status == "violated"
        assert "L7" in detail
        assert "beta" in detail  # what is accepted

    def test_sizes_do_not_scale(self) -> None:
        thm = theorem()
        n = thm.dimension("n")
        a = thm.positive("a")
        thm.conclude("c", a >= n)
        thm.scales("size", n=1, a=1)
        assert statuses(thm)["size"] == "violated"


class TestDisagreement:
    """Two ways decide about a scaling; if either is broken, the other one says so."""

    def wrong(self) -> Theorem:
        thm = descent()
        thm.scales("objective", L0=1, L1=1, g=1, beta=1, eta=1)
        return thm

    def test_broken_inference(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def everything(grading: Grading) -> Space:
            names = tuple(sorted(grading.seen, key=str))
            return Space(names, tuple(tuple(row) for row in eye(len(names)).tolist()))

        monkeypatch.setattr(covariance_scaling, "solve", everything)
        status, detail = told(self.wrong())["objective"]
        assert status == "error"
        assert "disagree: by exponents" in detail

    def test_broken_substitution(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Scaled, "slack", lambda self, atom: {})
        status, detail = told(self.wrong())["objective"]
        assert status == "error"
        assert "substituted: covariant" in detail


class TestRigid:
    def test_confirmed(self) -> None:
        thm = theorem()
        a = thm.positive("a")
        thm.conclude("c", a**2 + a >= 1)
        thm.rigid("the unit is fixed")
        assert told(thm)["all"] == ("holds", "rigid")

    def test_a_lie(self) -> None:
        thm = descent()
        thm.rigid("no time to look")
        status, detail = told(thm)["all"]
        assert status == "violated"
        assert "L0: 1" in detail

    def test_not_said(self) -> None:
        thm = theorem()
        thm.conclude("c", thm.positive("a") >= 1)
        assert statuses(thm) == {"all": "undeclared"}


class TestTerms:
    """Terms outside the rational functions weigh what their arguments make them weigh."""

    def rank(self, claim) -> int:
        thm = theorem()
        thm.conclusions["c"] = type("C", (), {"name": "c", "relation": claim})()
        return scalings(thm)[1].rank

    def test_the_argument_of_exp_does_not_scale(self) -> None:
        thm = theorem()
        t, lam = thm.time("t"), thm.positive("lam")
        f = thm.functions("f")
        thm.conclude("c", f(t) <= f(0) * exp(-lam * t))
        thm.scales("value", f=1)
        thm.scales("time", t=1, lam=-1)
        assert set(statuses(thm).values()) == {"holds"}
        thm.scalings.pop()
        thm.scales("time", t=1)
        assert "must not scale" in told(thm)["time"][1]

    def test_derivatives_and_integrals_count_their_variable(self) -> None:
        thm = theorem()
        t, s = thm.time("t"), thm.time("s")
        f, v = thm.functions("f v")
        thm.assume("slope", Eq(Derivative(f(t), t), v(t)))
        thm.conclude("area", f(t) - f(0) <= Integral(v(s), (s, 0, t)))
        thm.scales("value", f=1, v=1)
        thm.scales("time", t=1, v=-1)
        assert set(statuses(thm).values()) == {"holds"}
        thm.scalings.pop()
        thm.scales("time", t=1, v=1)
        status, detail = told(thm)["time"]
        assert status == "violated"
        assert "slope" in detail

    def test_a_bound_variable_is_not_its_namesake(self) -> None:
        """t is fixed by the first conclusion; in the integral it is another variable."""
        thm = theorem()
        t, T = thm.time("t"), thm.positive("T")
        v, area = thm.functions("v area")
        thm.conclude("unit", v(t) <= exp(-t) * v(0))
        thm.conclude("area", Eq(area(t), Integral(v(t), (t, 0, t))))
        thm.conclude("free", T >= t)
        thm.scales("value", v=1, area=1)
        assert set(statuses(thm).values()) == {"holds"}
        thm.scales("time", T=1, area=1, t=1)
        assert statuses(thm)["time"] == "violated"

    def test_sums_weigh_what_their_terms_do(self) -> None:
        thm = theorem()
        k, n = thm.index("k"), thm.index("n")
        a, total = thm.functions("a total")
        thm.conclude("c", Eq(total(n), Sum(a(k) ** 2, (k, 0, n - 1))))
        thm.scales("terms", a=1, total=2)
        assert set(statuses(thm).values()) == {"holds"}

    def test_terms_of_a_sum_that_weigh_differently(self) -> None:
        thm = theorem()
        k, n = thm.index("k"), thm.index("n")
        a, total = thm.functions("a total")
        thm.conclude("c", Eq(total(n), Sum(a(k) ** 2 + a(k), (k, 0, n - 1))))
        thm.rigid("a number and its square are added")
        assert statuses(thm) == {"all": "holds"}

    def test_powers_with_symbolic_exponents(self) -> None:
        thm = theorem()
        p = thm.index("p")
        h, m, G = thm.positive("h m G")
        thm.conclude("c", G <= m * h**p + h ** (p + 1))
        thm.scales("root", h=1, m=1, G=p + 1)
        assert set(statuses(thm).values()) == {"holds"}
        thm.scalings.clear()
        thm.scales("root", h=1, m=1, G=p)
        assert statuses(thm)["root"] == "violated"

    def test_an_exponent_does_not_scale(self) -> None:
        thm = theorem()
        a, b, K = thm.positive("a b K")
        thm.conclude("c", a <= b * (1 + a / b) ** K)
        thm.scales("value", a=1, b=1)
        assert set(statuses(thm).values()) == {"holds"}
        thm.scales("count", K=1)
        assert statuses(thm)["count"] == "violated"

    def test_roots(self) -> None:
        thm = theorem()
        eps, rho, s = thm.positive("eps rho s")
        thm.conclude("c", s <= sqrt(eps / rho) + sqrt(sqrt(eps) * s / sqrt(rho)))
        assert scalings(thm)[1].rank == 2

    def test_absolute_values_and_minima(self) -> None:
        a, b = theorem().real("a b")
        assert self.rank(Abs(a - b) <= b) == 1
        assert self.rank(Min(a, b, 1) <= b) == 0
        assert self.rank(Min(a, b) <= b) == 1

    def test_what_cancels_does_not_count(self) -> None:
        a, b = theorem().real("a b")
        assert self.rank((a + 1) * (a - 1) + 1 <= b) == 1  # a^2 <= b
        assert self.rank(((a + b) ** 2 - a**2) / b <= 2 * a) == 1  # b <= 0 times 2 a + b

    def test_every_part_of_a_statement(self) -> None:
        a, b, c = theorem().real("a b c")
        assert self.rank(Implies(a > 0, b >= a)) == 1
        assert self.rank(Implies(a > 1, b >= a)) == 0
        assert self.rank(Or(Ne(a, b), c > 1)) == 1

    def test_a_term_without_a_rule(self) -> None:
        thm = theorem()
        d = thm.dimension("d")
        x = thm.vector("x", d)
        thm.conclude("c", x[0, 0] <= 1)
        status, detail = told(thm)["all"]
        assert status == "undecided"
        assert "accepted" in detail


class TestRotations:
    def test_undeclared(self) -> None:
        assert statuses(descent(), "rotation") == {"d": "undeclared"}

    def test_declared(self) -> None:
        thm = descent()
        thm.invariant("rotation", thm.quantities["x"].symbol.shape[0])
        assert statuses(thm, "rotation") == {"d": "holds"}

    def test_a_fixed_vector_is_not_turned(self) -> None:
        thm = theorem()
        d = thm.dimension("d")
        x, y = thm.vector("x y", d)
        thm.assume("sum", inner(x, OneMatrix(d, 1)) <= 1)
        thm.conclude("c", inner(x, y) <= 1)
        assert statuses(thm, "rotation") == {"d": "holds"}  # it is not, and nobody says so
        thm.invariant("rotation", d)
        status, detail = told(thm, "rotation")["d"]
        assert status == "violated"
        assert "sum" in detail

    def test_a_fixed_vector_in_an_equation(self) -> None:
        thm = theorem()
        d = thm.dimension("d")
        x = thm.vector("x", d)
        thm.conclude("c", Eq(x, OneMatrix(d, 1)))
        thm.invariant("rotation", d)
        assert statuses(thm, "rotation") == {"d": "violated"}

    def test_an_entry_is_undecided(self) -> None:
        thm = theorem()
        d = thm.dimension("d")
        x = thm.vector("x", d)
        thm.conclude("c", x[0, 0] <= inner(x, x))
        thm.invariant("rotation", d)
        assert statuses(thm, "rotation") == {"d": "undecided"}

    def test_one_side_of_a_matrix(self) -> None:
        thm = theorem()
        n, d = thm.dimension("n d")
        X, y, w = thm.matrix("X", n, d), thm.vector("y", n), thm.vector("w", d)
        thm.conclude("c", inner(X * w, y) ** 2 <= inner(X.T * y, X.T * y) * inner(w, w))
        thm.invariant("rotation", n)
        assert statuses(thm, "rotation") == {"n": "holds", "d": "undeclared"}

    def test_traces_and_identities(self) -> None:
        thm = theorem()
        d = thm.dimension("d")
        A, B = thm.operator("A B", d)
        thm.conclude("c", inner(A, B * A) + inner(B, B * B) <= d)
        thm.conclude("inverse", Eq(A * B, B * A + A.T))
        thm.invariant("rotation", d)
        assert statuses(thm, "rotation") == {"d": "holds"}

    def test_functions_of_inner_products(self) -> None:
        thm = theorem()
        d = thm.dimension("d")
        x, y = thm.vector("x y", d)
        thm.conclude("c", Abs(inner(x, y)) <= sqrt(inner(x, x)) * exp(inner(y, y)))
        thm.invariant("rotation", d)
        assert statuses(thm, "rotation") == {"d": "holds"}
        thm.conclude("fixed", Abs(inner(x, OneMatrix(d, 1))) <= 1)
        assert statuses(thm, "rotation") == {"d": "violated"}

    def test_a_size_without_arrays(self) -> None:
        thm = descent()
        thm.invariant("rotation", thm.dimension("q"))
        assert statuses(thm, "rotation")["q"] == "violated"


class TestContinuity:
    def switched(self, high) -> Theorem:
        """A bound that switches at eps = l^2 / rho, with `high` above it."""
        thm = theorem()
        s, eps, ell, rho = thm.positive("s eps ell rho")
        thm.conclude("low", Implies(eps <= ell**2 / rho, s <= eps**2 / ell))
        thm.conclude("high", Implies(eps >= ell**2 / rho, s <= high(eps, ell, rho)))
        return thm

    def test_branches_that_agree(self) -> None:
        thm = self.switched(lambda eps, ell, rho: sqrt(eps) * ell**2 / rho ** Rational(3, 2))
        assert statuses(thm, "continuity") == {"low, high": "holds"}

    def test_a_misprinted_branch(self) -> None:
        thm = self.switched(lambda eps, ell, rho: 2 * sqrt(eps) * ell**2 / rho ** Rational(3, 2))
        status, detail = told(thm, "continuity")["low, high"]
        assert status == "violated"
        assert "the jump there is" in detail

    def test_a_misprinted_exponent(self) -> None:
        thm = self.switched(lambda eps, ell, rho: eps * ell**2 / rho ** Rational(3, 2))
        assert statuses(thm, "continuity") == {"low, high": "violated"}

    def test_alternatives(self) -> None:
        thm = theorem()
        a, b, c = thm.positive("a b c")
        good = ((a <= b) & (c <= a)) | ((a > b) & (c <= b))
        bad = ((a <= b) & (c <= a)) | ((a > b) & (c <= 2 * b))
        thm.conclude("good", good)
        assert statuses(thm, "continuity") == {"good": "holds"}
        thm.conclude("bad", bad)
        assert statuses(thm, "continuity") == {"good": "holds", "bad": "violated"}

    def test_piecewise(self) -> None:
        thm = theorem()
        a, b = thm.positive("a b")
        thm.conclude("good", b <= Piecewise((a**2, a <= 1), (2 * a - 1, True)))
        assert statuses(thm, "continuity") == {"good": "holds"}
        thm.conclude("bad", b <= Piecewise((a**2, a <= 1), (2 * a, True)))
        assert statuses(thm, "continuity")["bad"] == "violated"

    def test_a_threshold_that_is_not_linear(self) -> None:
        thm = theorem()
        a, b = thm.positive("a b")
        thm.conclude("good", b <= Piecewise((a**2, a**2 <= 2), (a**4 / 2, True)))
        thm.conclude("bad", b <= Piecewise((a**2, a**2 <= 2), (a**4, True)))
        assert statuses(thm, "continuity") == {"good": "holds", "bad": "violated"}

    def test_inner_products_and_values_of_functions(self) -> None:
        thm = theorem()
        d, k = thm.dimension("d"), thm.index("k")
        x, a, f = thm.vector("x", d), thm.positive("a"), thm.functions("f")
        thm.conclude("low", Implies(inner(x, x) <= f(k), a <= inner(x, x)))
        thm.conclude("high", Implies(inner(x, x) > f(k), a <= f(k)))
        assert statuses(thm, "continuity") == {"low, high": "holds"}

    def test_hypotheses_too(self) -> None:
        thm = theorem()
        a, b = thm.positive("a b")
        thm.assume("slope", b <= Piecewise((a, a <= 1), (a**2 + 1, True)))
        thm.conclude("c", b <= a**2 + a)
        assert statuses(thm, "continuity") == {"slope": "violated"}

    def test_different_left_sides_are_no_switch(self) -> None:
        thm = theorem()
        a, b, c = thm.positive("a b c")
        thm.conclude("low", Implies(a <= 1, b <= a))
        thm.conclude("high", Implies(a >= 1, c <= 2 * a))
        assert statuses(thm, "continuity") == {}


class TestLimits:
    def rate(self) -> tuple[Theorem, object, object]:
        thm = theorem()
        k = thm.index("k")
        gap = thm.functions("gap")
        eta, mu = thm.nonneg("eta", "step size"), thm.positive("mu")
        rate = thm.conclude("rate", gap(k) <= (1 - mu * eta) ** k * gap(0))
        return thm, rate, (k, gap, eta)

    def test_found(self) -> None:
        thm, _, _ = self.rate()
        assert statuses(thm, "limit") == {"k = 0: rate": "holds", "step 0: rate": "open"}
        assert not any(r.failed for r in rows(thm) if r.kind == "limit")

    def test_declared(self) -> None:
        thm, rate, (k, gap, eta) = self.rate()
        thm.limit("step 0", {eta: 0}, rate, gap(0) - gap(k) >= 0)
        assert statuses(thm, "limit") == {"k = 0: rate": "holds", "step 0: rate": "holds"}

    @pytest.mark.parametrize("factor", [2, -1])
    def test_declared_falsely(self, factor: int) -> None:
        thm, rate, (k, gap, eta) = self.rate()
        thm.limit("step 0", {eta: 0}, rate, factor * gap(k) <= gap(0))
        assert statuses(thm, "limit")["step 0: rate"] == "violated"

    def test_positive_factors_do_not_matter(self) -> None:
        thm = theorem()
        a, b, mu = thm.real("a"), thm.real("b"), thm.positive("mu")
        eta = thm.nonneg("eta", "step size")
        c = thm.conclude("c", mu * a <= mu * b + eta)
        thm.limit("step 0", {"eta": 0}, c, 3 * a <= 3 * b)
        assert statuses(thm, "limit") == {"step 0: c": "holds"}
        thm.limit("other", {"eta": 0}, c, a * b <= b**2)
        assert statuses(thm, "limit")["other: c"] == "violated"

    def test_a_rate_that_is_wrong_at_the_start(self) -> None:
        thm = theorem()
        k, gap = thm.index("k"), thm.functions("gap")
        thm.conclude("rate", gap(k) + gap(0) <= (k - 1) * gap(0))
        assert statuses(thm, "limit") == {"k = 0: rate": "open"}
        thm.conclude("false", k >= 1 + k**2)
        assert statuses(thm, "limit")["k = 0: false"] == "violated"

    def test_hypotheses_at_the_start(self) -> None:
        thm = theorem()
        k, m, c = thm.index("k"), thm.functions("m"), thm.nonneg("c")
        thm.assume("start", Eq(m(0), 0))
        thm.conclude("exact", Eq(m(k), k * c))
        thm.conclude("below", m(k) <= k * c + c)
        assert set(statuses(thm, "limit").values()) == {"holds"}

    def test_one_dimension(self) -> None:
        thm = theorem()
        d, a, b = thm.dimension("d"), thm.positive("a"), thm.positive("b")
        c = thm.conclude("c", a <= sqrt(d) * b)
        assert statuses(thm, "limit") == {"d = 1: c": "open"}
        thm.limit("d = 1", {d: 1}, c, a <= b)
        assert statuses(thm, "limit") == {"d = 1: c": "holds"}

    def test_arrays(self) -> None:
        thm = theorem()
        d, eta = thm.dimension("d"), thm.nonneg("eta", "step size")
        x, z, g = thm.vector("x z g", d)
        c = thm.conclude("c", Eq(z, x - eta * g))
        thm.limit("step 0", {eta: 0}, c, Eq(z, x))
        assert statuses(thm, "limit") == {"step 0: c": "holds"}
        thm.limits.clear()
        thm.limit("step 0", {eta: 0}, c, Eq(z, g))
        assert statuses(thm, "limit") == {"step 0: c": "violated"}

    def test_values_that_are_undefined_or_not_there(self) -> None:
        thm = theorem()
        a, eta = thm.positive("a"), thm.nonneg("eta", "step size")
        c = thm.conclude("c", a <= 1 / eta)
        assert statuses(thm, "limit") == {}
        thm.limit("step 0", {eta: 0}, c, a <= 1)
        assert "undefined" in told(thm, "limit")["step 0: c"][1]
        thm.limit("other", {"b": 0}, c, a <= 1)
        assert "b is not in" in told(thm, "limit")["other: c"][1]


class TestMisprints:
    def test_the_range_of_second_order_stationarity(self) -> None:
        """eps < l / rho cannot be right: its sides scale differently. eps <= l^2 / rho can."""
        thm = theorem()
        d = thm.dimension("d")
        g, v, H = thm.vector("g", d), thm.vector("v", d), thm.operator("H", d)
        eps, ell, rho = thm.positive("eps ell rho")
        thm.assume("gradient", inner(g, g) <= eps**2)
        thm.assume("curved", inner(v, H * v) <= -sqrt(rho * eps) * inner(v, v))
        thm.conclude("smooth", inner(v, H * v) >= -ell * inner(v, v))
        assert "eps rho and ell must weigh the same" in breaks_units(thm, eps < ell / rho)
        assert breaks_units(thm, eps <= ell**2 / rho) == ""

    def test_a_new_quantity_may_scale_as_it_likes(self) -> None:
        thm = descent()
        assert breaks_units(thm, thm.quantities["L0"].symbol <= thm.positive("new")) == ""

    def test_a_statement_with_the_misprint_is_rigid_in_it(self) -> None:
        """With the printed condition as a hypothesis, a declared scaling no longer holds."""
        thm = theorem()
        eps, ell, rho, s = thm.positive("eps ell rho s")
        thm.assume("printed", eps < ell / rho)
        thm.conclude("c", sqrt(rho * eps) * s <= ell)
        thm.scales("objective", eps=1, ell=1, rho=1)
        assert statuses(thm)["objective"] == "violated"

    def test_errata_are_judged(self) -> None:
        thm = theorem()
        mu, t = thm.positive("mu t")
        moved = thm.conclude("moved", mu * t <= 2)
        for false in (mu <= 1, mu * t <= 1):
            thm.erratum(
                cite("Ma 2021", "a place"),
                printed="p", corrected="c", false=false, true=moved, at={mu: 2, t: 1},
            )  # fmt: skip
        found = told(thm, "misprint")
        assert found["Ma 2021, a place"][0] == "found"
        assert found["Ma 2021, a place, 2"][0] == "missed"
        assert not [r for r in rows(thm) if r.kind == "misprint" and r.failed]


class TestDeclarations:
    @pytest.mark.parametrize("weights", [{}, {"L0": 0}, {"L0": 0.5}, {"L0": sqrt(2)}])
    def test_weights_that_are_refused(self, weights: dict[str, object]) -> None:
        with pytest.raises(StatementError, match="weights are nonzero rational"):
            descent().scales("objective", **weights)

    def test_names_that_are_refused(self) -> None:
        thm = descent()
        thm.scales("objective", L0=1)
        with pytest.raises(StatementError, match="a name of its own"):
            thm.scales("objective", L0=1)
        with pytest.raises(StatementError, match="accepted is 'rotation'"):
            thm.invariant("translation", 3)
        with pytest.raises(StatementError, match="one reason"):
            thm.rigid(" ")
        with pytest.raises(StatementError, match="give values"):
            thm.limit("step 0", {}, thm.conclusions["falls"], 0)

    def test_a_proposal_is_accepted(self) -> None:
        thm = descent()
        names = {"thm": thm, "d": thm.quantities["x"].symbol.shape[0]}
        exec(proposal(thm), names)
        assert not [r for r in rows(thm) if r.failed]
        assert figures(rows(thm)) == {"rotation holds": 1, "scaling holds": 3}

    def test_a_proposal_of_a_rigid_theorem(self) -> None:
        thm = theorem()
        thm.conclude("c", thm.positive("a") >= 1)
        assert "thm.rigid(" in proposal(thm)

    def test_an_undecided_term_has_no_proposal(self) -> None:
        thm = theorem()
        x = thm.vector("x", thm.dimension("d"))
        thm.conclude("c", x[0, 0] <= 1)
        with pytest.raises(Undecided):
            proposal(thm)
