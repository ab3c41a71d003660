"""Binomial tests of random claims: size, power, refusals, and what a failure says."""

from __future__ import annotations

from fractions import Fraction

import flint
import pytest
import torch
from sympy import Eq, Ge, Gt, Le, Ne, Rational

from lemmata import binomial_tests, counting, sampling
from lemmata.binomial_tests import SHARE, band
from lemmata.laws import binomial_tail
from lemmata.obligations import obligations
from lemmata.statements import StatementError

from .statements import at_most, below, exactly, half, uniform


def whp(thm, seed=0):
    (found,) = [o.run() for o in obligations(thm, seed=seed) if o.kind == "whp"]
    return found


def rational(text):
    p = Fraction(text)
    return flint.arb(flint.fmpq(p.numerator, p.denominator))


def exact_tail(k, n, p):
    return binomial_tail(k, n, torch.tensor([float(p)], dtype=torch.float64)).item()


@pytest.mark.parametrize("p", ["1/1024", "1/8", "1/2", "7/8"])
@pytest.mark.parametrize("draws", [50, 2000, 100_000])
def test_the_size_of_a_test_is_within_its_share(p, draws):
    upper = band(Le, rational(p), draws)
    share = float(SHARE)
    assert upper.low == 0
    if upper.high < draws:
        assert exact_tail(upper.high + 1, draws, Fraction(p)) < share
    assert exact_tail(upper.high, draws, Fraction(p)) >= share
    lower = band(Ge, 1 - rational(p), draws)
    assert (lower.low, lower.high) == (draws - upper.high, draws)
    both = band(Eq, rational(p), draws)
    assert both.low < draws * Fraction(p) < both.high
    assert both.high >= upper.high


def test_the_power_that_is_printed_is_the_power():
    made = band(Le, rational("1/10"), 2000)
    assert exact_tail(made.high + 1, 2000, made.caught_above) >= 0.99
    assert exact_tail(made.high + 1, 2000, made.caught_above * 0.998) < 0.99
    assert made.caught_below is None


def test_a_true_claim_holds_and_says_its_power():
    result = whp(below(at_most, half, at=[{"q": "1/2"}, {"q": "1/100"}]))
    assert (result.status, result.level) == ("holds", "sampled")
    assert result.counts["tests"] == 2
    assert result.counts["draws"] == 40000
    assert "a true rate of" in result.detail
    assert "allowed 0.." in result.detail


@pytest.mark.parametrize("claim", [at_most, exactly, lambda p, q: p >= q, lambda p, q: q >= p])
def test_every_comparison_accepts_the_truth(claim):
    def far(p, q):
        return Eq(p, q / 2)

    assert whp(below(claim, far, at=[{"q": "1/2"}])).status == "holds"


@pytest.mark.parametrize(
    "claim",
    [half, lambda p, q: p >= (1 + q) / 2, lambda p, q: Eq(p, q * Rational(12, 10))],
    ids=["half the bound", "too often", "20 % off"],
)
def test_a_false_claim_is_violated(claim):
    result = whp(below(claim, half, at=[{"q": "1/2"}]))
    assert result.status == "violated"
    assert "lemmata check test.below --sampler-seed 0" in result.detail
    assert "the statement or the law is wrong" in result.detail


def test_the_text_of_a_failure(snapshot):
    snapshot("sampled_violation", whp(below(half, half, at=[{"q": "1/2"}])).detail)


def test_a_variant_that_is_not_rejected_is_no_power():
    result = whp(below(at_most, lambda p, q: p <= 2 * q, at=[{"q": "1/4"}]))
    assert result.status == "undecided"
    assert "the false variant 'false' is not rejected" in result.detail


def test_too_few_draws_are_underpowered():
    result = whp(below(at_most, half, at=[{"q": "1/100"}], draws=200))
    assert result.status == "undecided"
    assert "underpowered" in result.detail


def test_a_vacuous_bound_is_underpowered():
    result = whp(below(lambda p, q: p <= 2 * q, half, at=[{"q": "1/2"}]))
    assert result.status == "undecided"
    assert "nothing is caught" in result.detail


def test_rows_that_rounding_leaves_open_support_nothing():
    def law(generator, count, at):
        from lemmata.balls import Ball

        return {"U": Ball(uniform(generator, count, at)["U"], 0.1)}

    result = whp(below(at_most, half, at=[{"q": "1/2"}], law=law))
    assert result.status == "undecided"
    assert ".." in result.detail


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_counted(value):
    def law(generator, count, at):
        drawn = uniform(generator, count, at)["U"]
        drawn[0] = value
        return {"U": drawn}

    result = whp(below(at_most, half, at=[{"q": "1/2"}], law=law))
    assert result.status == "violated"
    assert "are not numbers" in result.detail


def test_an_enclosure_without_information_is_not_counted():
    def law(generator, count, at):
        from lemmata.balls import Ball

        drawn = uniform(generator, count, at)["U"]
        drawn[7] = float("nan")
        return {"U": Ball.exact(drawn)}

    result = whp(below(at_most, half, at=[{"q": "1/2"}], law=law))
    assert result.status == "violated"
    assert "1 drawn values of 'U' are not numbers" in result.detail


def test_a_law_that_draws_too_few_rows():
    def law(generator, count, at):
        return {"U": uniform(generator, count - 1, at)["U"]}

    result = whp(below(at_most, half, at=[{"q": "1/2"}], law=law))
    assert result.status == "violated"
    assert "are expected" in result.detail


def test_a_point_outside_the_hypotheses():
    result = whp(below(at_most, half, at=[{"q": 2}]))
    assert result.status == "violated"
    assert "'small' fails" in result.detail


def test_a_claim_must_compare_the_probability_itself():
    result = whp(below(lambda p, q: p**2 <= q, half, at=[{"q": "1/2"}]))
    assert result.status == "violated"
    assert "compares p itself" in result.detail


def test_strict_comparisons_and_others():
    assert band(Gt, rational("1/2"), 1000).low > 0
    with pytest.raises(ValueError, match="not by Unequality"):
        band(Ne, rational("1/2"), 10)
    with pytest.raises(ValueError, match="not a number"):
        band(Le, flint.arb("nan"), 10)


def test_seeds_differ_by_place_and_by_run_and_are_repeatable():
    thm = below(at_most, half, at=[{"q": "1/2"}, {"q": Rational(1, 2)}])
    (sample,), (event,) = thm.samples, thm.events
    one, two = (counting.count(thm, sample, event, place) for place in (0, 1))
    assert one == counting.count(thm, sample, event, 0)
    assert one != two != counting.count(thm, sample, event, 1, run=7)


def test_chunks_cover_the_draws():
    thm = below(at_most, half, at=[{"q": "1/2"}], draws=1000, chunk=300)
    assert counting.count(thm, thm.samples[0], thm.events[0], 0).draws == 1000


def test_the_budget_is_not_overspent():
    assert binomial_tests.overspent(binomial_tests.SHARES) == []
    assert "1025 sampled tests" in binomial_tests.overspent(binomial_tests.SHARES + 1)[0]
    assert "1.0e-06 of the budget" in binomial_tests.budget_text(binomial_tests.SHARES)


def test_malformed_samples_are_refused():
    thm = below(at_most, half, at=[{"q": "1/2"}])
    p = thm.quantities["p"].symbol
    with pytest.raises(StatementError, match="already the probability"):
        thm.event(p, p > 0)
    with pytest.raises(StatementError, match="points, draws"):
        thm.sample(thm.conclusions["bound"], on=uniform, at=[], draws=5)
    with pytest.raises(StatementError, match="no quantity"):
        thm.sample(thm.conclusions["bound"], on=uniform, at=[{"zz": 1}], draws=5, name="again")


def test_a_sampled_conclusion_needs_a_rejected_variant():
    thm = below(at_most, half, at=[{"q": "1/2"}])
    thm.rejections.clear()
    (spec,) = [o.run() for o in obligations(thm) if o.kind == "spec"]
    assert "no false variant is `rejects`-ed" in spec.detail


def test_the_level_of_a_sampled_conclusion():
    from lemmata.ledger import Entry, lines

    thm = below(at_most, half, at=[{"q": "1/2"}])
    entries = [Entry.of(o, o.run()) for o in obligations(thm)]
    assert {e.result.status for e in entries} == {"holds"}
    assert lines([thm], entries)[0].effective == "sampled"


def test_a_true_claim_raises_no_alarm_over_many_seeds():
    thm = below(exactly, half, at=[{"q": "1/2"}], draws=2000)
    assert [sampling.verdict(thm, thm.samples[0], seed, "cpu")[0] for seed in range(200)] == [
        "holds"
    ] * 200
