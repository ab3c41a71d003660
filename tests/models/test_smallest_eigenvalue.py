"""The enclosure of the smallest eigenvalue, decided exactly in rational arithmetic."""

import math
from fractions import Fraction

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models import pca_planted
from models import smallest_eigenvalue as module
from models.smallest_eigenvalue import smallest_eigenvalue, spectral_norm_by_factors
from theorems.pca import morse_index

from .attacks import failing
from .test_spectral_bound import is_bound, semidefinite, symmetric


def above(A, bound):
    """Whether A - bound I is positive semidefinite, decided exactly."""
    rows = [[Fraction(x) for x in row] for row in A.tolist()]
    return semidefinite(
        [[x - bound * (i == j) for j, x in enumerate(r)] for i, r in enumerate(rows)]
    )


@settings(max_examples=80, deadline=None, derandomize=True)
@given(data=st.data())
def test_encloses_exactly_and_tightly(data):
    d = data.draw(st.integers(1, 5))
    count = d * (d + 1) // 2
    entry = data.draw(st.sampled_from([st.integers(-2, 2), st.floats(-1, 1)]))
    entries = [float(x) for x in data.draw(st.lists(entry, min_size=count, max_size=count))]
    A = symmetric(entries, d) * 2.0 ** data.draw(st.sampled_from([0, -3, 400, -400]))
    low, high = map(Fraction, smallest_eigenvalue(A))
    assert above(A, low)
    assert not above(A, high + Fraction(1, 2**1070))
    if A.abs().max() > 2.0**-600:
        assert high - low <= Fraction(float(A.abs().sum())) / 2**35


@pytest.mark.parametrize("n", [1, 2, 60])
def test_known_spectra(n):
    ones, eye = torch.ones(n, n).double(), torch.eye(n).double()
    for A, smallest in (
        (ones, min(2 - n, 1) if n == 1 else 0),
        (-ones, -n),
        (eye, 1),
        (0 * eye, 0),
    ):
        low, high = smallest_eigenvalue(A)
        assert low <= smallest <= high
        assert high - low <= n * 2.0**-40


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_the_norm_is_bounded_exactly(data):
    d = data.draw(st.integers(1, 5))
    count = d * (d + 1) // 2
    entry = data.draw(st.sampled_from([st.integers(-2, 2), st.floats(-1, 1)]))
    entries = [float(x) for x in data.draw(st.lists(entry, min_size=count, max_size=count))]
    X = symmetric(entries, d) * 2.0 ** data.draw(st.sampled_from([0, -3, 400, -400, -1060]))
    bound = Fraction(spectral_norm_by_factors(X))
    assert is_bound(X, bound)
    if bound > Fraction(1, 2**600):
        assert not is_bound(X, bound * Fraction(9, 10))


def test_a_wrong_power_iteration_costs_width_and_not_truth(monkeypatch):
    X = torch.diag(torch.tensor([-3.0, 1.0, 2.0]).double())
    for computed in (0.0, 1.0, 2.9999, 100.0):
        monkeypatch.setattr(module, "_power_iteration", lambda A, c=computed: c / 4)
        assert spectral_norm_by_factors(X) >= 3


def test_what_is_not_known_widens_both_ends():
    A = torch.diag(torch.tensor([1.0, 2.0, 3.0]).double())
    low, high = smallest_eigenvalue(A, unsure=0.5)
    assert low <= 0.5
    assert high >= 1.5


def test_a_bad_vector_costs_width_and_not_truth(monkeypatch):
    A = torch.diag(torch.arange(1.0, 9.0).double())
    monkeypatch.setattr(module, "_inverse_iteration", lambda L: torch.eye(8).double()[7])
    low, high = smallest_eigenvalue(A)
    assert low <= 1 <= high


@pytest.mark.parametrize("computed", [-1e6, 0.999, 1.001, 7.0, 1e6])
def test_a_wrong_eigenvalue_costs_width_and_not_truth(monkeypatch, computed):
    A = torch.diag(torch.arange(1.0, 9.0).double())
    monkeypatch.setattr(torch.linalg, "eigvalsh", lambda A: torch.tensor([computed]))
    low, high = smallest_eigenvalue(A)
    assert low <= 1 <= high


def test_a_wrong_factor_costs_width_and_not_truth(monkeypatch):
    A = torch.diag(torch.arange(1.0, 9.0).double())
    factor = torch.linalg.cholesky_ex

    def wrong(A):
        L, info = factor(A)
        return L * 1.5, info

    monkeypatch.setattr(torch.linalg, "cholesky_ex", wrong)
    low, high = smallest_eigenvalue(A)
    assert low <= 1 <= high


def test_refuses():
    eye = torch.eye(3).double()
    for bad in (
        eye * math.nan,
        eye * math.inf,
        eye.float(),
        eye + torch.ones(3, 3).double().triu(1),
    ):
        with pytest.raises(ValueError, match="finite symmetric"):
            smallest_eigenvalue(bad)
    for shape in ((2, 3), (0, 0), (4,)):
        with pytest.raises(ValueError, match="expected"):
            smallest_eigenvalue(torch.zeros(shape).double())
    for unsure in (-1.0, math.nan):
        with pytest.raises(ValueError, match="unsure"):
            smallest_eigenvalue(eye, unsure)


# The check of the theorem -------------------------------------------------------------------------

FAST = "smallest eigenvalue enclosed"


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_theorem_holds_for_the_enclosure(dtype):
    assert not failing(morse_index.thm, FAST, dtype)


SPOILT = {
    "scaled": lambda A, low, high: (low * (1 + 1e-6), high * (1 + 1e-6)),
    "low a little too high": lambda A, low, high: (low + 1e-9 * abs(low), high),
    "high a little too low": lambda A, low, high: (low, high - 1e-9 * abs(high)),
    "low far too low": lambda A, low, high: (low - 1e-6 * abs(low), high),
    "high far too high": lambda A, low, high: (low, high + 1e-6 * abs(high)),
    "nothing is known": lambda A, low, high: (-math.inf, math.inf),
    "of the largest size": lambda A, low, high: (high, high) if low >= 0 else (-high, -low),
    "a diagonal entry": lambda A, low, high: (low, float(A.diagonal().min())),
    "the second one": lambda A, low, high: (low, float(torch.linalg.eigvalsh(A)[:2][-1])),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_enclosure_fails(monkeypatch, how):
    monkeypatch.setattr(
        pca_planted,
        "smallest_eigenvalue",
        lambda A, unsure: SPOILT[how](A, *smallest_eigenvalue(A, unsure)),
    )
    assert failing(morse_index.thm, FAST) == {"eigenvalues"}
