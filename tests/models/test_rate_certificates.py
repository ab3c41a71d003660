"""Certificates of worst-case rates: both verifiers, all step counts at once, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy
import torch
from flint import fmpq, fmpq_mat

from lemmata.measure import WrongValue
from models import rate_certificates
from models.rate_certificates import (
    Certificate,
    GeometricCertificate,
    Rejected,
    attained,
    drori_teboulle,
    pivots_of,
    polyak_lojasiewicz,
    verify,
    verify_dense,
    verify_geometric,
    verify_geometric_dense,
)
from theorems.descent import pl_linear_rate_improved as theorem

from .attacks import failing

STEPS = [1, 2, 3, 8]
BILLIONTH = fmpq(1, 10**9)
RANDOM = [
    Certificate(fmpq(1), (fmpq(1, 3), fmpq(1, 2)), (fmpq(1, 3), fmpq(1, 6), fmpq(1, 2))),
    Certificate(fmpq(1, 2), (fmpq(0), fmpq(1)), (fmpq(0), fmpq(1), fmpq(0))),
    Certificate(fmpq(5), (fmpq(0), fmpq(0)), (fmpq(0), fmpq(0), fmpq(1))),
    Certificate(fmpq(1, 100), (fmpq(1, 4),), (fmpq(1, 4), fmpq(3, 4))),
]
"""Certificates whose values cancel; not all of them prove their rate."""


def _outcome(check, certificate):
    try:
        return check(certificate)
    except Rejected:
        return "rejected"


@pytest.mark.parametrize("steps", STEPS)
def test_the_rate_is_certified_twice_and_attained(steps):
    certificate = drori_teboulle(steps)
    assert verify(certificate) == verify_dense(certificate)
    assert attained(steps) == certificate.rate == fmpq(1, 4 * steps + 2)


@pytest.mark.parametrize("certificate", RANDOM)
def test_both_verifiers_agree_on_any_certificate(certificate):
    assert _outcome(verify, certificate) == _outcome(verify_dense, certificate)


def test_some_of_these_certificates_prove_nothing():
    outcomes = {_outcome(verify, c) == "rejected" for c in RANDOM}
    assert outcomes == {True, False}


def test_the_closed_form_is_a_certificate_for_every_number_of_steps():
    """The recursion of `verify` in symbols: its s, its pivots and their signs."""
    n, k = sympy.symbols("N k", positive=True)

    def chain(i):
        return i / (2 * n + 1 - i)

    def star(i):
        return chain(i + 1) - chain(i)

    def s(i):
        return (2 * n + 1 - i) ** 2 / (2 * n + 1 - 2 * i)

    def vanishes(term):
        return sympy.fraction(sympy.together(term))[0].expand() == 0

    pivot = chain(k) + chain(k + 1) + star(k) - s(k) * star(k) ** 2
    row = 1 - s(k) * star(k)
    assert s(0) - 1 / (2 / (4 * n + 2)) == 0
    assert vanishes(s(k) + row**2 / pivot - s(k + 1))
    factors = (2 * n - 2 * k - 1) * (2 * k * (2 * n - k) + 2 * n + 1)  # > 0 for k < N
    assert vanishes(pivot - factors / ((2 * n - k) ** 2 * (2 * n + 1 - 2 * k)))
    last = 1 - chain(n)  # star_N
    assert vanishes(chain(n) + last - s(n) * last**2)


@pytest.mark.parametrize("check", [verify, verify_dense])
@pytest.mark.parametrize("steps", STEPS)
def test_a_billionth_is_too_much(check, steps):
    right = drori_teboulle(steps)
    with pytest.raises(Rejected, match="pivot"):
        check(replace(right, rate=right.rate * (1 - BILLIONTH)))
    for i in range(steps):
        for sign in (1, -1):
            off = sign * BILLIONTH * right.chain[i]
            chain, star = list(right.chain), list(right.star)
            chain[i] += off
            with pytest.raises(Rejected, match="is left with the factor"):
                check(replace(right, chain=tuple(chain)))
            star[i], star[i + 1] = star[i] + off, star[i + 1] - off
            with pytest.raises(Rejected, match="pivot"):
                check(replace(right, chain=tuple(chain), star=tuple(star)))


@pytest.mark.parametrize("check", [verify, verify_dense])
def test_bad_certificates_are_refused(check):
    negative = Certificate(fmpq(1), (fmpq(-1),), (fmpq(-1), fmpq(2)))
    with pytest.raises(Rejected, match="a multiplier is -1"):
        check(negative)
    for rate in (0, -1):
        with pytest.raises(Rejected):
            check(replace(drori_teboulle(2), rate=fmpq(rate)))
    with pytest.raises(ValueError, match="2 steps have 3 multipliers"):
        Certificate(fmpq(1), (fmpq(1), fmpq(1)), (fmpq(1),))


def test_a_zero_pivot_needs_a_zero_row():
    assert pivots_of(fmpq_mat([[0, 0], [0, 1]])) == (0, 1)
    with pytest.raises(Rejected):
        pivots_of(fmpq_mat([[0, 1], [1, 1]]))


@pytest.mark.parametrize("check", [verify_geometric, verify_geometric_dense])
@pytest.mark.parametrize("mu", [fmpq(1, 5), fmpq(1, 1000), fmpq(1)])
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_polyak_lojasiewicz_rate(check, mu, steps):
    right = polyak_lojasiewicz(mu, steps)
    check(right)
    assert right.rate == ((2 - 2 * mu) / (2 + mu)) ** steps
    with pytest.raises(Rejected):
        check(replace(right, rate=right.rate - BILLIONTH))
    with pytest.raises(Rejected):
        check(replace(right, mu=right.mu * (1 - BILLIONTH)))
    for k in range(steps):
        for j in range(4):
            changed = list(right.steps[k])
            if changed[j] == 0:  # mu = 1: one step ends at a minimum
                continue
            changed[j] *= 1 - BILLIONTH
            wrong = (*right.steps[:k], tuple(changed), *right.steps[k + 1 :])
            with pytest.raises(Rejected):
                check(replace(right, steps=wrong))


@pytest.mark.parametrize("check", [verify_geometric, verify_geometric_dense])
def test_no_step_and_negative_multipliers(check):
    with pytest.raises(Rejected):
        check(replace(polyak_lojasiewicz(fmpq(1, 2), 1), steps=()))
    right = polyak_lojasiewicz(fmpq(1, 2), 1)
    with pytest.raises(Rejected):
        check(replace(right, steps=(tuple(-m for m in right.steps[0]),)))
    with pytest.raises(ValueError, match="mu must lie in"):
        polyak_lojasiewicz(fmpq(2), 1)


def test_the_polyak_lojasiewicz_rate_is_that_of_the_theorem():
    gap = theorem.L0 - theorem.Lstar
    at = {theorem.beta: 1, theorem.mu: sympy.Rational(1, 5)}
    factor = (theorem.rate.relation.rhs / gap).subs(at)
    assert polyak_lojasiewicz(fmpq(1, 5), 1).rate == fmpq(int(factor.p), int(factor.q))


# The check of the theorem -------------------------------------------------------------------------

FAST = "verified certificates"


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_theorem_holds_for_the_certificates(dtype):
    assert not failing(theorem.thm, FAST, dtype)


def _with(monkeypatch, **changes):
    """Certificates with another rate, `changes` of the right one, in the check."""

    def spoilt(mu, steps):
        right = polyak_lojasiewicz(mu, steps)
        return replace(right, **{name: change(right) for name, change in changes.items()})

    monkeypatch.setattr(rate_certificates, "polyak_lojasiewicz", spoilt)


@pytest.mark.parametrize("change", [BILLIONTH, -BILLIONTH])
def test_a_certificate_that_proves_nothing_is_refused_there(monkeypatch, change):
    _with(monkeypatch, rate=lambda right: right.rate * (1 + change))
    with pytest.raises(Rejected):
        failing(theorem.thm, FAST)


@pytest.mark.parametrize("change", [fmpq(1, 10**6), fmpq(-1, 10**6)])
def test_a_verifier_that_accepts_everything_is_seen_by_its_rate(monkeypatch, change):
    _with(monkeypatch, rate=lambda right: right.rate * (1 + change))
    monkeypatch.setattr(rate_certificates, "verify_geometric", lambda certificate: None)
    with pytest.raises(WrongValue, match="a certified value"):
        failing(theorem.thm, FAST)


def test_the_rate_of_one_step_less_is_seen(monkeypatch):
    monkeypatch.setattr(
        rate_certificates,
        "polyak_lojasiewicz",
        lambda mu, steps: polyak_lojasiewicz(mu, max(0, steps - 1)),
    )
    with pytest.raises(WrongValue, match="a certified value"):
        failing(theorem.thm, FAST)


def test_a_certificate_of_the_other_convention_is_seen(monkeypatch):
    """|g|^2 >= mu (f - f*) in place of 2 mu: a right certificate of a slower rate."""

    def other(mu, steps):
        right = polyak_lojasiewicz(mu / 2, steps)
        return GeometricCertificate(mu / 2, right.rate, right.steps)

    monkeypatch.setattr(rate_certificates, "polyak_lojasiewicz", other)
    with pytest.raises(WrongValue, match="a certified value"):
        failing(theorem.thm, FAST)
