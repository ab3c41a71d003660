"""Attacks on the sampler and the exact laws: false claims that must not be reported as holding."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from math import comb, inf

import flint
import pytest
import torch
from sympy import Eq, Ge, Le, Rational

from lemmata import Theorem, cite, inner, sampling
from lemmata.balls import Ball
from lemmata.binomial_tests import POWER, SHARE, band
from lemmata.counting import count
from lemmata.laws import beta_cdf, binomial_tail, enclosing
from lemmata.ledger import Entry, lines
from lemmata.obligations import obligations
from lemmata.statements import StatementError

from .statements import DOC, at_most, below, half, uniform

HALF = Rational(1, 2)


def whp(thm):
    (found,) = [o.run() for o in obligations(thm) if o.kind == "whp"]
    return found


def refused(make):
    """Whether the declaration raises or its sample does not hold."""
    try:
        return whp(make()).status != "holds"
    except (StatementError, TypeError, ValueError):
        return True


def scaled(rate, level):
    """A law with P(U < level) = rate."""

    def law(generator, count, at):
        return {"U": uniform(generator, count, at)["U"] * (level / rate)}

    return law


# Power --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "q", "rate", "draws", "variant"),
    [
        (at_most, "1/2", 0.9, 30, half),
        (at_most, "9/10", 0.99, 200, half),
        (lambda p, q: p >= q, "1/2", 0.1, 30, lambda p, q: p >= 1 - q / 10**5),
    ],
    ids=["at most 1/2, truly 9/10", "at most 9/10, truly 99/100", "at least 1/2, truly 1/10"],
)
def test_a_bound_of_a_half_and_more_needs_power_too(claim, q, rate, draws, variant):
    """Twice a bound >= 1/2 is no rate: to catch 0.9997 only is no power against P <= 1/2."""
    law = scaled(rate, float(Fraction(q)))
    assert refused(lambda: below(claim, variant, at=[{"q": q}], draws=draws, law=law))


# What the law returns -----------------------------------------------------------------------------


def test_a_law_must_not_redefine_a_parameter_of_the_point():
    """P(U < q) <= q/2 is false; the event would be counted at q = 1/4, the bound taken at 1/2."""

    def law(generator, count, at):
        return {**uniform(generator, count, at), "q": torch.full((count,), 0.25).double()}

    assert refused(lambda: below(half, lambda p, q: p <= q / 8, at=[{"q": "1/2"}], law=law))


def test_a_point_must_not_stand_in_for_a_quantity_that_was_not_drawn():
    """The law misspells its quantity: the event is then a constant of the point."""

    def law(generator, count, at):
        return {"V": uniform(generator, count, at)["U"]}

    def make():
        return below(half, lambda p, q: p >= q, at=[{"q": "1/2", "U": 1}], law=law)

    assert refused(make)


def test_a_hypothesis_on_a_drawn_quantity_is_not_decided_by_the_point():
    def make():
        thm = below(at_most, half, at=[{"q": "1/2"}])
        thm.assume("large", thm.quantities["U"].symbol >= HALF)
        thm.samples.clear()
        bound = thm.conclusions["bound"]
        thm.sample(bound, on=uniform, at=[{"q": "1/2", "U": 1}], draws=2000)
        return thm

    assert refused(make)


def test_a_constructed_hypothesis_that_the_draws_violate():
    def make():
        thm = below(at_most, half, at=[{"q": "1/2"}])
        large = thm.assume("large", thm.quantities["U"].symbol >= HALF)
        thm.samples.clear()
        bound = thm.conclusions["bound"]
        thm.sample(bound, on=uniform, at=[{"q": "1/2"}], draws=2000, constructed=[large])
        return thm

    assert refused(make)


def test_a_constructed_hypothesis_that_is_false_at_the_point():
    def make():
        thm = below(lambda p, q: p >= q / 2, lambda p, q: p <= q / 8, at=[{"q": "1/2"}])
        thm.samples.clear()
        small, bound = thm.hypotheses["small"], thm.conclusions["bound"]
        thm.sample(bound, on=uniform, at=[{"q": "3/2"}], draws=2000, constructed=[small])
        return thm

    assert refused(make)


def test_drawn_values_respect_the_declared_sign():
    """SymPy drops |U| because U is declared >= 0; P(|U| < 1/2) = 1/2 is not >= 6/10."""

    def law(generator, count, at):
        return {"U": 2 * uniform(generator, count, at)["U"] - 1}

    def make():
        return below(
            lambda p, q: p >= Rational(6, 10),
            lambda p, q: p >= Rational(9, 10),
            at=[{"q": "1/2"}],
            law=law,
            relation=lambda U, q: abs(U) < q,
        )

    assert refused(make)


def test_whole_numbers_beyond_the_doubles_are_not_rounded():
    """U is 2^53 + 1 always, so that P(U > 2^53) = 1."""

    def law(generator, count, at):
        zero = torch.randint(1, (count,), generator=generator)
        return {"U": zero + (2**53 + 1)}

    def make():
        return below(
            lambda p, q: p <= HALF,
            lambda p, q: p >= HALF,
            at=[{"q": "1/2"}],
            law=law,
            relation=lambda U, q: U > 2**53,
        )

    assert refused(make)


@pytest.mark.filterwarnings("ignore:Casting complex")
def test_a_complex_value_is_no_number():
    def law(generator, count, at):
        drawn = uniform(generator, count, at)["U"]
        return {"U": torch.complex(drawn, drawn)}

    assert refused(lambda: below(at_most, half, at=[{"q": "1/2"}], law=law))


def normals(d, at):
    """P(|x|^2 < d) <= 1/2 is false for d = 3 (0.608); the law draws normals in dimension `d`."""
    thm = Theorem(
        "test.normals",
        catalogue=["test"],
        sources=[cite("Bruna 2018", "Saddles and gradient descent")],
        doc=DOC,
    )
    size = thm.dimension("d")
    x, p = thm.vector("x", size), thm.nonneg("p")
    bound = thm.conclude("bound", p <= HALF)
    thm.event(p, inner(x, x) < size)

    def law(generator, count, at):
        return {"x": torch.randn(count, d, generator=generator, dtype=torch.float64)}

    thm.sample(bound, on=law, at=[at], draws=2000)
    thm.rejects("rare", p <= Rational(1, 10), of=bound)
    return thm


def test_the_false_bound_on_normals_is_caught_in_its_dimension():
    assert whp(normals(3, {"d": 3})).status == "violated"


def test_a_law_must_draw_in_the_dimension_of_the_point():
    assert refused(lambda: normals(5, {"d": 3}))


def test_a_dimension_is_a_whole_number():
    assert refused(lambda: normals(4, {"d": "7/2"}))


# Independence of the draws ------------------------------------------------------------------------


def own_generator(generator, count, at):
    return uniform(torch.Generator().manual_seed(1), count, at)


def global_generator(generator, count, at):
    return {"U": torch.rand(count, dtype=torch.float64)}


def reseeded(generator, count, at):
    generator.manual_seed(5)
    return uniform(generator, count, at)


@pytest.mark.parametrize("law", [own_generator, global_generator, reseeded])
def test_a_law_that_does_not_draw_from_its_generator(law):
    """Every chunk (or every seed) would show the same draws, or none could be repeated."""
    assert refused(lambda: below(at_most, half, at=[{"q": "1/2"}], law=law, draws=2000, chunk=500))


def test_two_samples_of_one_conclusion_draw_different_numbers():
    thm = below(at_most, half, at=[{"q": "1/2"}], draws=5000)
    try:
        thm.sample(thm.conclusions["bound"], on=uniform, at=[{"q": "1/2"}], draws=5000)
    except StatementError:
        return
    one, two = (count(thm, sample, thm.events[0], 0) for sample in thm.samples)
    assert one != two


# The claim and its false variants -----------------------------------------------------------------


def test_a_point_must_not_give_the_probability_itself():
    """P(U < 1/2) <= 1/8 + p/2 is false; with p := 1 in the bound it would hold."""

    def claim(p, q):
        return p <= q / 4 + p * q

    assert refused(lambda: below(claim, lambda p, q: p <= q / 8, at=[{"q": "1/2", "p": 1}]))


def test_an_event_must_not_mention_the_probability():
    def make():
        thm = below(half, lambda p, q: p <= q / 16, at=[{"q": "1/2", "p": "1/4"}])
        p, U = (thm.quantities[name].symbol for name in ("p", "U"))
        thm.events.clear()
        thm.event(p, p > U)
        return thm

    assert refused(make)


@pytest.mark.parametrize(
    "variant",
    [lambda p, q: p <= q - 2, lambda p, q: p >= q + 2, lambda p, q: Eq(p, q + 5)],
    ids=["negative", "at least 5/2", "equal to 11/2"],
)
def test_a_variant_that_no_probability_satisfies_shows_no_power(variant):
    assert refused(lambda: below(at_most, variant, at=[{"q": "1/2"}]))


def test_variants_of_one_name_do_not_hide_each_other():
    def make():
        thm = below(at_most, lambda p, q: p <= 2 * q, at=[{"q": "1/4"}])
        p, q = (thm.quantities[name].symbol for name in ("p", "q"))
        thm.rejects("false", p <= q / 2, of=thm.conclusions["bound"])
        return thm

    assert refused(make)


def test_a_variant_that_no_sample_can_reject_is_not_a_refuted_variant():
    def complete():
        thm = below(at_most, half, at=[{"q": "1/2"}])
        p, q = (thm.quantities[name].symbol for name in ("p", "q"))
        other = thm.conclude("other", q <= 1)
        thm.unproved(other, because="it is checked")
        thm.check(other, on=None, draw=None)
        thm.rejects("true, and never tested", p <= 1, of=other)
        return next(o.run() for o in obligations(thm) if o.kind == "spec").status == "holds"

    with suppress(StatementError):
        assert not complete()


def test_a_conclusion_is_not_sampled_because_of_the_name_of_another_sample():
    """`bound` was not run; `bound-fine` was, and it is about another conclusion."""
    thm = below(at_most, half, at=[{"q": "1/2"}], draws=2000)
    p, q = (thm.quantities[name].symbol for name in ("p", "q"))
    fine = thm.conclude("bound-fine", Eq(p, q))
    thm.unproved(fine, because="a law of one number")
    thm.sample(fine, on=uniform, at=[{"q": "1/2"}], draws=2000)
    thm.rejects("half again", Eq(p, q / 2), of=fine)
    entries = [Entry.of(o, o.run()) for o in obligations(thm) if o.name == "bound-fine-cpu"]
    assert [e.result.status for e in entries] == ["holds"]
    assert lines([thm], entries)[0].level == "cited"


def test_no_theorem_with_samples_does_not_mean_all_of_them(monkeypatch):
    """`lemmata sample` of theorems without samples; `select([])` is the whole library."""
    whole = [below(at_most, half, at=[{"q": "1/2"}], draws=2000)]
    monkeypatch.setattr("lemmata.library.select", lambda ids: whole if not ids else [])
    assert sampling._one_run((), 0)["tests"] == 0


# Exact laws ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("radius", [inf, "1e400"])
def test_an_enclosure_wider_than_the_dtype_is_no_information(dtype, radius):
    """`nan_to_num` also replaces an infinite radius, by the largest finite number."""
    wide = flint.arb(0, inf) if radius == inf else flint.arb(f"1 +/- {radius}")
    assert enclosing(wide, torch.ones(1, dtype=dtype)).rad.item() == inf


def test_whole_tensors_do_not_make_the_result_whole():
    k, n = torch.tensor([3]), torch.tensor([5])
    found = binomial_tail(k, n, torch.tensor([0.5], dtype=torch.float64))
    assert found.item() == 0.5


# Refused attacks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [0.5, "0.5", True, "q", "nan", "oo", "I", "1/0", None, [1], torch.tensor(0.5)]
)
def test_points_of_a_wrong_type_are_refused(value):
    assert refused(lambda: below(at_most, half, at=[{"q": value}]))


@pytest.mark.parametrize(
    "shape",
    [lambda n: (n, 1), lambda n: (n, 3), lambda n: (n + 1,), lambda n: ()],
    ids=["column", "three columns", "one more", "no dimension"],
)
@pytest.mark.parametrize("chunk", [1, 100])
def test_drawn_values_of_a_wrong_shape_are_refused(shape, chunk):
    def law(generator, count, at):
        return {"U": torch.rand(shape(count), generator=generator, dtype=torch.float64)}

    def make():
        return below(at_most, half, at=[{"q": "1/2"}], law=law, draws=200, chunk=chunk)

    assert refused(make)


@pytest.mark.parametrize(
    ("claim", "shift"),
    [
        (lambda p, q: p <= q - 2, 1),
        (lambda p, q: p >= q + 2, -1),
        (lambda p, q: Eq(p, q - HALF), 1),
        (lambda p, q: Eq(p, q + HALF), -1),
        (lambda p, q: p <= q / 4 + p * q, 0),
        (lambda p, q: p <= q + HALF, 0),
    ],
)
def test_bounds_outside_the_open_unit_interval_are_never_powered(claim, shift):
    def law(generator, count, at):
        return {"U": (uniform(generator, count, at)["U"] + shift).clamp(0, 2)}

    assert refused(lambda: below(claim, half, at=[{"q": "1/2"}], law=law))


def test_a_law_cannot_move_the_point_by_changing_its_dictionary():
    def law(generator, count, at):
        at["q"] = 0
        return uniform(generator, count, at)

    assert refused(lambda: below(half, lambda p, q: p <= q / 8, at=[{"q": "1/2"}], law=law))


@pytest.mark.parametrize("draws", [1, 2, 30, 31, 60])
@pytest.mark.parametrize("text", ["0", "1/1000000", "1/3", "9/10", "1"])
def test_the_bands_are_the_exact_ones(draws, text):
    p = Fraction(text)
    share, bound = SHARE, flint.arb(flint.fmpq(p.numerator, p.denominator))

    def tails(p):
        mass = [comb(draws, j) * p**j * (1 - p) ** (draws - j) for j in range(draws + 1)]
        return [sum(mass[k:]) for k in range(draws + 2)]

    upper = tails(p)
    most, least, both = (band(kind, bound, draws) for kind in (Le, Ge, Eq))
    assert upper[most.high + 1] < share <= upper[most.high]
    assert least.low == 0 or 1 - upper[least.low] < share
    assert 1 - upper[least.low + 1] >= share
    assert upper[both.high + 1] + (1 - upper[both.low]) < share
    if most.high < draws:
        assert tails(Fraction(most.caught_above))[most.high + 1] >= POWER


def test_the_beta_law_at_extreme_arguments():
    x = torch.tensor([5e-324, 1e-300, 0.5, 0.3, 1 - 2**-53, 0.499], dtype=torch.float64)
    a = torch.tensor([1e-3, 1e-3, 1e6, 0.5, 3.0, 1e5], dtype=torch.float64)
    b = torch.tensor([1e5, 3.0, 1e6, 100.0, 0.7, 1e5], dtype=torch.float64)
    found = beta_cdf(Ball.exact(x), Ball.exact(a), Ball.exact(b))
    with flint.ctx.workprec(400):
        for i in range(len(x)):
            at, p, q = (flint.arb(v[i].item()) for v in (x, a, b))
            truth = at.beta_lower(p, q, regularized=1)
            mid, rad = flint.arb(found.mid[i].item()), flint.arb(found.rad[i].item())
            assert mid - rad <= truth
            assert truth <= mid + rad
