"""Random claims: the tests of a theorem's samples, their verdicts, and runs with many seeds.

A claim compares the probability of an event with a bound. Its test draws a fixed number of
independent instances (`lemmata.counting`), outside Hypothesis, and rejects by their count
(`lemmata.binomial_tests`).
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import flint
import torch
from flint import arb
from sympy import Ge, Gt, Le, Lt
from sympy.core.relational import Eq

from .binomial_tests import PRECISION, SHARE, Band, band
from .counting import Count, count
from .decide import decide
from .exact import Point, Undecidable, to_arb
from .implementations import given_options, overridden
from .render import pretty
from .statements import Event, Sample, StatementError
from .theorem import Theorem


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


__all__ = ["Tested", "bound_of", "repeated", "run", "verdict"]
