"""Random claims: exact binomial tests of fixed size, from one false-alarm budget.

A claim compares the probability of an event with a bound. Its test draws a fixed number of
independent instances, outside Hypothesis, and rejects when the count of the event is one that the
bound allows with less than `SHARE` of probability. Binomial tails are enclosed, never approximated;
rows on which rounding leaves the event open count for neither side. What is idealised is the
generator: its numbers stand for independent draws of the law. The power is printed: the true
rate that the test would catch with probability `POWER`.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import flint
import torch
from flint import arb
from sympy import Ge, Gt, Le, Lt, Symbol
from sympy.core.relational import Eq
from torch import Tensor

from .arbs._entries import to_fraction
from .balls import Ball
from .decide import decide
from .evaluate import Evaluator, Unbound, judge
from .exact import Point, Undecidable, to_arb
from .implementations import ImplementationError, given_options, overridden
from .laws import binomial_tail_arb, enclosing
from .render import pretty
from .theorem import Event, Sample, StatementError, Theorem

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


@dataclass(frozen=True)
class Count:
    """What was drawn at a point: rows on which the event certainly, possibly happened."""

    draws: int
    certainly: int
    possibly: int


def seed_of(theorem: str, name: str, place: int, run: int) -> int:
    """The seed of one test: a hash of what it is and of the seed of the run."""
    text = f"{run}|{theorem}|{name}|{place}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1


def count(
    theorem: Theorem,
    sample: Sample,
    event: Event,
    place: int,
    run: int = 0,
    device: str = "cpu",
) -> Count:
    """Draw the instances of one point, in chunks, and count the event.

    Raises `ImplementationError` when the law returns what is no number, or not as many rows as
    asked for, or breaks a declared sign or a hypothesis that holds by construction; and
    `StatementError` when its names or its use of the generator do not fit.
    """
    at = sample.at[place]
    seed = seed_of(theorem.id, sample.name, place, run)
    generator = torch.Generator(device=device)
    generator.manual_seed(seed)
    left, sure, may = sample.draws, 0, 0
    states = {_state(generator)}
    while left:
        rows = min(left, sample.chunk)
        drawn = sample.law(generator, rows, {str(symbol): value for symbol, value in at.items()})
        states.add(_state(generator))
        left -= rows
        binding = _binding(theorem, sample, event, at, drawn, rows, device)
        evaluator = Evaluator(binding)
        _constructed(sample, evaluator, rows)
        said = judge(event.relation, evaluator, rows)
        sure += int(said.certainly.sum())
        may += int(said.possibly.sum())
    chunks = -(-sample.draws // sample.chunk)
    if generator.initial_seed() != seed or len(states) != chunks + 1:
        raise StatementError(
            f"{theorem.id}: the law of {sample.name!r} must draw from the generator that it is "
            "given, and must not reseed it"
        )
    return Count(sample.draws, sure, may)


def _state(generator: torch.Generator) -> bytes:
    return hashlib.sha256(generator.get_state().numpy().tobytes()).digest()


def _binding(
    theorem: Theorem,
    sample: Sample,
    event: Event,
    at: Mapping[Any, Any],
    drawn: Mapping[str, Any],
    rows: int,
    device: str,
) -> dict[Any, Ball]:
    """Parameters and drawn quantities as balls."""
    known = {name: term for term, name in theorem.measured_as.items()}
    twice = sorted(name for name in drawn if known.get(name) in at)
    if twice:
        raise StatementError(
            f"{theorem.id}: the law of {sample.name!r} draws {twice}, parameters of the point"
        )
    if not any(n in known and event.relation.has(known[n]) for n in drawn):
        raise StatementError(
            f"{theorem.id}: the law of {sample.name!r} draws {sorted(drawn)}, none of which is in "
            f"the event {pretty(event.relation)}"
        )
    one = torch.ones(1, dtype=torch.float64, device=device)
    made = {s: enclosing(_number(v), one) for s, v in at.items() if isinstance(s, Symbol)}
    for name, value in drawn.items():
        if name not in known:
            continue  # a law may serve several theorems
        term = known[name]
        ball = _checked(name, value, rows)
        if isinstance(term, Symbol):
            outside = ball.upper() <= 0 if term.is_positive else ball.upper() < 0
            if term.is_nonnegative and bool(outside.any()):
                raise ImplementationError(f"drawn values of {name!r} break its declared sign")
        for size, actual in zip(getattr(term, "shape", ()), ball.shape[1:], strict=False):
            if size in at and at[size] != actual:
                raise ImplementationError(
                    f"{name!r} is drawn with {actual} entries at {size} = {at[size]}"
                )
        made[term] = ball
    return made


def _constructed(sample: Sample, evaluator: Evaluator, rows: int) -> None:
    for hypothesis in sample.constructed:
        try:
            said = judge(hypothesis.relation, evaluator, rows)
        except Unbound:
            continue  # about quantities that are not drawn, such as a probability
        if not bool(said.possibly.all()):
            raise ImplementationError(
                f"{int((~said.possibly).sum())} drawn rows break the hypothesis {hypothesis.name!r}"
            )


def _number(value: Any) -> arb:
    with flint.ctx.workprec(PRECISION):
        return to_arb(value)


EXACT = 2**53
"""Whole numbers up to this size are floats."""


def _checked(name: str, value: Any, rows: int) -> Ball:
    """The drawn values as balls; raises unless all of them are numbers and as many as asked for."""
    if not isinstance(value, (Tensor, Ball)):
        raise ImplementationError(f"{name!r} is a {type(value).__name__}, not a tensor or ball")
    known = value if isinstance(value, Tensor) else value.rad
    if known.is_complex() or (not known.is_floating_point() and bool((known.abs() > EXACT).any())):
        raise ImplementationError(f"drawn values of {name!r} are complex or no exact floats")
    bad = int((~torch.isfinite(known)).sum())
    if bad:
        raise ImplementationError(f"{bad} drawn values of {name!r} are not numbers")
    if value.ndim == 0 or len(value) != rows:
        raise ImplementationError(
            f"{name!r} is drawn with shape {tuple(value.shape)}, {rows} rows are expected"
        )
    return Ball.exact(value.double()) if isinstance(value, Tensor) else value


def bound_of(theorem: Theorem, claim: Any, event: Event, at: Mapping[Any, Any]) -> tuple[type, arb]:
    """The comparison of the event's probability with its bound, enclosed at the point."""
    p = event.probability
    sides = {Le: Ge, Ge: Le, Lt: Gt, Gt: Lt, Eq: Eq}
    whole = type(claim) in sides and (claim.lhs == p) != (claim.rhs == p)
    if not whole or (claim.rhs if claim.lhs == p else claim.lhs).has(p):
        raise StatementError(
            f"{theorem.id}: a sampled claim compares {p} itself with a bound, not {pretty(claim)}"
        )
    kind, other = (type(claim), claim.rhs) if claim.lhs == p else (sides[type(claim)], claim.lhs)
    try:
        with flint.ctx.workprec(PRECISION):
            return kind, to_arb(Point(at)(other))
    except Undecidable as error:
        raise StatementError(f"{theorem.id}: the bound {pretty(other)}: {error}") from error


@dataclass(frozen=True)
class Tested:
    """One claim at one point. verdict: holds, violated or undecided."""

    claim: str
    at: Mapping[Any, Any]
    kind: type
    bound: arb
    band: Band
    count: Count

    @property
    def verdict(self) -> str:
        c, b = self.count, self.band
        if all(b.rejects(k) for k in (c.certainly, c.possibly)) and not (
            c.certainly < b.low and c.possibly > b.high
        ):
            return "violated"
        if b.rejects(c.certainly) or b.rejects(c.possibly):
            return "undecided"
        return "holds"

    @property
    def possible(self) -> bool:
        """Whether some probability satisfies the claim."""
        if self.kind in (Ge, Gt):
            return not self.bound > 1
        return not self.bound < 0 and (self.kind is not Eq or not self.bound > 1)

    @property
    def underpowered(self) -> bool:
        """Whether a rate may go unseen that is wrong by a factor of 2.

        That is a rate of more than twice the bound, or one at which the complement is less than
        half of what the bound leaves; and the other way round for lower bounds.
        """
        b, above, below = float(self.bound.mid()), self.band.caught_above, self.band.caught_below
        over = above is not None and above <= 2 * b and 1 - above >= (1 - b) / 2
        under = below is not None and 1 - below <= 2 * (1 - b) and below >= b / 2
        if self.kind is Eq:
            return not (over and under)
        return not (under if self.kind in (Ge, Gt) else over)

    def line(self) -> str:
        """One line for people: the count, what is allowed, the power."""
        c, b = self.count, self.band
        where = ", ".join(f"{symbol} = {value}" for symbol, value in self.at.items())
        seen = f"{c.certainly}" if c.certainly == c.possibly else f"{c.certainly}..{c.possibly}"
        allowed = f"{b.low}..{b.high}"
        rates = [f"{r:.4g}" for r in (b.caught_below, b.caught_above) if r is not None]
        power = f"a true rate of {' or '.join(rates)} is caught" if rates else "nothing is caught"
        return (
            f"{self.claim} at {where}: {seen} of {b.draws}, bound "
            f"{self.bound.str(4, radius=False)}, allowed {allowed}; {power}"
        )


def run(theorem: Theorem, sample: Sample, seed: int, device: str) -> tuple[list[Tested], list[str]]:
    """All tests of a sample, and the false variants that no point rejected.

    Raises `StatementError` when a hypothesis does not hold at a point and is not `constructed`.
    """
    tests: list[Tested] = []
    variants = {r.name: r.relation for r in theorem.rejections if r.of in sample.conclusions}
    missing = set(variants)
    for place, at in enumerate(sample.at):
        _inside(theorem, sample, at)
        claims = {c.name: c.relation for c in sample.conclusions}
        events = [_event(theorem, claim) for claim in (*claims.values(), *variants.values())]
        counts = {
            event.probability: count(theorem, sample, event, place, seed, device)
            for event in dict.fromkeys(events)
        }

        def tested(name: str, claim: Any, at: Any = at, counts: Any = counts) -> Tested:
            event = _event(theorem, claim)
            kind, bound = bound_of(theorem, claim, event, at)
            allowed = band(kind, bound, sample.draws)
            return Tested(name, at, kind, bound, allowed, counts[event.probability])

        tests += [tested(name, claim) for name, claim in claims.items()]
        found = [tested(name, variants[name]) for name in sorted(missing)]
        missing -= {t.claim for t in found if t.possible and t.verdict == "violated"}
    return tests, sorted(missing)


def _event(theorem: Theorem, claim: Any) -> Event:
    found = [e for e in theorem.events if claim.has(e.probability)]
    if len(found) != 1:
        raise StatementError(
            f"{theorem.id}: {pretty(claim)} must mention the probability of exactly one event, "
            f"found {[str(e.probability) for e in found]}"
        )
    return found[0]


def _inside(theorem: Theorem, sample: Sample, at: Mapping[Any, Any]) -> None:
    point = Point(at)
    for hypothesis in theorem.hypotheses.values():
        try:
            holds = decide(point, hypothesis.relation)
        except Undecidable as error:
            if hypothesis in sample.constructed:
                continue
            raise StatementError(
                f"{theorem.id}: the hypothesis {hypothesis.name!r} is not decided where "
                f"{sample.name!r} samples ({error}): give its quantities or list it as constructed"
            ) from error
        if not holds:
            raise StatementError(
                f"{theorem.id}: the hypothesis {hypothesis.name!r} fails at {dict(at)}, where "
                f"{sample.name!r} samples"
            )


def verdict(
    theorem: Theorem, sample: Sample, seed: int, device: str
) -> tuple[str, str, dict[str, int]]:
    """(status, text, counts) of a sample: violated, undecided (underpowered too) or holds."""
    tests, missing = run(theorem, sample, seed, device)
    counts = {
        "tests": len(tests),
        "draws": sum(t.count.draws for t in tests),
        "undecided": sum(t.count.possibly - t.count.certainly for t in tests),
    }
    wrong = [t for t in tests if t.verdict == "violated"]
    if wrong:
        return "violated", _failure(theorem, sample, wrong, seed), counts
    weak = [f"undecided: {t.line()}" for t in tests if t.verdict == "undecided"]
    weak += [f"underpowered: {t.line()}" for t in tests if t.underpowered]
    weak += [f"the false variant {name!r} is not rejected" for name in missing]
    if weak:
        title = f"no power: {theorem.id}::whp[{sample.name}]"
        return "undecided", "\n  ".join([title, *weak, *(t.line() for t in tests)]), counts
    return "holds", "\n".join(t.line() for t in tests), counts


def _failure(theorem: Theorem, sample: Sample, wrong: Sequence[Tested], seed: int) -> str:
    relations = {c.name: c.relation for c in sample.conclusions}
    options = given_options()
    culprit = "the implementation is wrong" if overridden() else "the statement or the law is wrong"
    command = " ".join(
        ["lemmata check", theorem.id, f"--sampler-seed {seed}", *(f"--impl {o}" for o in options)]
    )
    return "\n".join(
        [
            f"{theorem.id}::whp[{sample.name}]",
            *(f"claim      {pretty(relations[n])}" for n in dict.fromkeys(t.claim for t in wrong)),
            *(f"violated   {t.line()}" for t in wrong),
            f"verdict    {culprit}: a true claim fails so with probability < {float(SHARE):.1e}",
            f"reproduce  {command}",
        ]
    )


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


def repeated(theorems: Sequence[str], seeds: Sequence[int], jobs: int | None) -> Iterator[Any]:
    """Full runs of the sampled tests of the theorems (by id), one for each seed, as they finish.

    Each is a dictionary: seed, tests, draws, violated and undecided (texts). `jobs` processes.
    """
    workers = max(1, min(jobs or os.cpu_count() or 1, len(seeds)))
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawning, _single_thread) as pool:
        yield from pool.map(_one_run, [tuple(theorems)] * len(seeds), seeds)


def _single_thread() -> None:
    torch.set_num_threads(1)  # the processes are the parallelism


def _one_run(theorems: tuple[str, ...], seed: int) -> dict[str, Any]:
    from .library import select  # the library is loaded once in each process

    total: dict[str, Any] = {"seed": seed, "tests": 0, "draws": 0, "violated": [], "undecided": []}
    for theorem in select(list(theorems)) if theorems else ():
        for sample in theorem.samples:
            status, text, counts = verdict(theorem, sample, seed, "cpu")
            total["tests"] += counts["tests"]
            total["draws"] += counts["draws"]
            if status != "holds":
                total[status].append(text)
    return total


Law = Callable[[torch.Generator, int, Mapping[str, Any]], Mapping[str, Any]]
"""law(generator, count, at) draws `count` independent instances on the generator's device."""

__all__ = [
    "BUDGET",
    "POWER",
    "SHARE",
    "SHARES",
    "Band",
    "Count",
    "Law",
    "Tested",
    "band",
    "bound_of",
    "budget_text",
    "count",
    "overspent",
    "repeated",
    "run",
    "seed_of",
    "verdict",
]
