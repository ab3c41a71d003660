"""Exact binomial tests of fixed size, from one false-alarm budget.

A test rejects when the count of an event is one that the bound on its probability allows with less
than `SHARE` of probability. Binomial tails are enclosed, never approximated. The power is the true
rate that the test would catch with probability `POWER`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import flint
from flint import arb
from sympy import Ge, Gt, Le, Lt
from sympy.core.relational import Eq

from .arbs._entries import to_fraction
from .laws import binomial_tail_arb

BUDGET = Fraction(1, 10**6)
"""Probability that any test of a whole run rejects a true claim."""
SHARES = 1024
"""Into how many tests the budget is divided; a library with more tests is refused."""
SHARE = BUDGET / SHARES
POWER = Fraction(99, 100)
PRECISION = 128


@dataclass(frozen=True)
class Band:
    """The counts out of `draws` that a claim allows; any other count rejects it.

    low..high inclusive. caught_above / caught_below: the nearest true rates on either side that are
    rejected with probability `POWER`; None where no rate is.
    """

    draws: int
    low: int
    high: int
    caught_above: float | None
    caught_below: float | None

    def rejects(self, count: int) -> bool:
        """Whether the count is one that the claim makes too improbable."""
        return not self.low <= count <= self.high


def band(kind: type, bound: arb, draws: int) -> Band:
    """The test of P <= bound, P >= bound or P == bound (`kind`) with `draws` instances.

    Raises `ValueError` for other relations or a bound that is not a number.
    """
    if not bound.is_finite():
        raise ValueError(f"the bound {bound} is not a number")
    two_sided = kind is Eq
    if kind not in (Le, Lt, Ge, Gt, Eq):
        raise ValueError(f"a probability is compared by <=, >= or Eq, not by {kind.__name__}")
    share = SHARE / 2 if two_sided else SHARE
    with flint.ctx.workprec(PRECISION):
        high, low = draws, 0
        if kind in (Le, Lt) or two_sided:
            high = _highest(_clipped(bound.upper()), draws, share)
        if kind in (Ge, Gt) or two_sided:
            low = draws - _highest(_clipped(1 - bound.lower()), draws, share)
        above = _caught(high, draws) if high < draws else None
        below = _caught(draws - low, draws) if low > 0 else None
    return Band(draws, low, high, above, None if below is None else 1 - below)


def _clipped(p: arb) -> arb:
    return arb(0) if p < 0 else arb(1) if p > 1 else p


def _arb(value: Fraction) -> arb:
    return arb(flint.fmpq(value.numerator, value.denominator))


def _highest(p: arb, draws: int, share: Fraction) -> int:
    """The largest count k with P(Bin(draws, p) >= k) not certainly below `share`."""
    return _highest_of(to_fraction(p.upper()), draws, share)


@lru_cache(maxsize=4096)  # every seed asks the same
def _highest_of(p: Fraction, draws: int, share: Fraction) -> int:
    limit = _arb(share)

    def improbable(k: int) -> bool:
        return bool(binomial_tail_arb(k, draws, _arb(p)) < limit)

    centre = float(p) * draws
    step = 1 + int((centre * (1 - float(p))) ** 0.5)
    low, high = int(centre), int(centre) + 6 * step  # at `low` the tail is not below the share
    while high <= draws and not improbable(high):
        low, high = high, high + step
    high = min(high, draws + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if improbable(middle) else (middle, high)
    return low


@lru_cache(maxsize=4096)
def _caught(highest: int, draws: int) -> float:
    """A rate within 1/1000 of the smallest one at which more than `highest` events have `POWER`."""
    wanted = _arb(POWER)
    low, high = Fraction(highest, draws), Fraction(1)
    while high - low > high / 1000:
        middle = (low + high) / 2
        enough = binomial_tail_arb(highest + 1, draws, _arb(middle)) >= wanted
        low, high = (low, middle) if enough else (middle, high)
    return float(high)


def budget_text(tests: int) -> str:
    """One line: how much of the false-alarm budget the tests of a run spend."""
    return (
        f"sampler: {tests} tests, each with false-alarm probability {float(SHARE):.1e} "
        f"({float(tests * SHARE):.1e} of the budget of {float(BUDGET):.0e})"
    )


def overspent(tests: int) -> list[str]:
    """A complaint when there are more tests than shares of the budget."""
    if tests <= SHARES:
        return []
    return [f"{tests} sampled tests, but the false-alarm budget has {SHARES} shares"]


__all__ = [
    "BUDGET",
    "POWER",
    "PRECISION",
    "SHARE",
    "SHARES",
    "Band",
    "band",
    "budget_text",
    "overspent",
]
