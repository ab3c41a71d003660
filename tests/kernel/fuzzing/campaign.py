"""Many attempts: half of them mutants of genuine derivations, half directed attacks.

Attempts come in blocks. A block is determined by the seed and its number alone, so that a finding
is reproduced by its block, and blocks run in parallel.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from random import Random

from lemmata.kernel import Fact, KernelError
from lemmata.library import select
from lemmata.proofs import ProofError, run
from tests.replay import proofs

from .attempts import ACCEPTED, CRASH, DISAGREEMENT, HOLE, VERDICTS, Attempt, judge
from .families import directed
from .mutants import Genuine
from .wandering import Pool, wander

BLOCK = 250
MUTANTS, STEPS, DIRECTED = 0.5, 0.15, 0.35  # shares of the kinds of attempt
KEPT = 20  # findings of a block that are shown


@dataclass
class Summary:
    """Counts by family and verdict, and the findings in words."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: Summary) -> None:
        """Take in another summary."""
        self.counts += other.counts
        self.findings += other.findings
        self.seconds += other.seconds

    def total(self, verdict: str) -> int:
        """How many attempts ended with the verdict."""
        return sum(n for (_, kind), n in self.counts.items() if kind == verdict)

    def families(self) -> list[str]:
        """The families met."""
        return sorted({family for family, _ in self.counts})

    def table(self) -> str:
        """Families against verdicts, with sums."""
        head = f"{'family':28}" + "".join(f"{kind:>16}" for kind in VERDICTS)
        lines = [head]
        for family in self.families():
            cells = "".join(f"{self.counts[family, kind]:>16}" for kind in VERDICTS)
            lines.append(f"{family:28}{cells}")
        sums = "".join(f"{self.total(kind):>16}" for kind in VERDICTS)
        return "\n".join([*lines, f"{'all':28}{sums}"])


def theorem_facts() -> Iterator[Fact]:
    """What the theorem files prove."""
    for theorem in select([]):
        for proof in theorem.proofs:
            try:
                yield run(theorem, proof).fact
            except (ProofError, KernelError):
                continue  # another test reports it


@cache
def genuine(theorems: bool) -> Genuine:
    """The genuine derivations; those of the theorem files only on demand, for they take a while."""
    facts = [make() for _, make in proofs.genuine()]
    return Genuine([*facts, *theorem_facts()] if theorems else facts)


def draw_attempt(draw: Random, pool: Pool, theorems: bool) -> Attempt:
    """One attempt: a mutant, a step of a random proof, or one of the directed attacks."""
    kind = draw.random()
    if kind < MUTANTS:
        return genuine(theorems).attempt(draw)
    if kind < MUTANTS + STEPS:
        return wander(draw, pool)
    while True:
        try:
            return directed(draw)
        except KernelError:
            continue  # what the attempt should start from is refused already


def run_block(seed: int, number: int, size: int = BLOCK, theorems: bool = False) -> Summary:
    """The attempts of one block."""
    draw = Random(f"{seed} {number}")
    out, pool = Summary(), Pool()
    genuine(theorems)
    start = time.perf_counter()
    for i in range(size):
        attempt = draw_attempt(draw, pool, theorems)
        verdict = judge(attempt, number * BLOCK + i)
        if attempt.family == "random proofs" and verdict.kind == ACCEPTED:
            pool.keep(verdict.fact)
        out.counts[attempt.family, verdict.kind] += 1
        bad = verdict.kind in (HOLE, DISAGREEMENT, CRASH)
        if bad and len(out.findings) < KEPT:
            where = f"{verdict.kind}, {attempt.family}, seed {seed} block {number} attempt {i}"
            out.findings.append((verdict.kind, f"{where}: {verdict.fact} {verdict.why}"))
    out.seconds = time.perf_counter() - start
    return out


def _block(job: tuple[int, int, int, bool]) -> Summary:
    return run_block(*job)


def campaign(
    count: int, seed: int, jobs: int = 1, theorems: bool = False, first: int = 0
) -> Iterator[Summary]:
    """The summaries of the blocks from block number `first` on, in order."""
    sizes = [min(BLOCK, count - done) for done in range(0, count, BLOCK)]
    todo = [(seed, number, size, theorems) for number, size in enumerate(sizes, first)]
    if jobs == 1:
        yield from map(_block, todo)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_block, todo, chunksize=4)
