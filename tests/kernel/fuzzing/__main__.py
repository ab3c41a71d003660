"""The command line of the long campaign."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from .attempts import DISAGREEMENT, HOLE, VERDICTS
from .campaign import Summary, campaign

SHOWN = 30  # findings of each kind in each family


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def ends(whole: Summary, seconds: float) -> str:
    """How many attempts ended in which way."""
    done = sum(whole.counts.values())
    counts = ", ".join(f"{kind} {whole.total(kind)}" for kind in VERDICTS)
    return f"{done} attempts in {seconds:.0f} s ({done / seconds:.0f} a second): {counts}"


def main() -> int:
    """Run a campaign; the exit code is 1 when something false was accepted or replay disagrees."""
    parser = argparse.ArgumentParser(description="attack the kernel with random claims")
    parser.add_argument("--count", type=int, default=10_000, help="attempts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first block")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--theorems", action="store_true", help="also mutate the theorem files")
    given = parser.parse_args()
    whole, start, shown = Summary(), time.perf_counter(), 0.0
    printed: Counter[str] = Counter()
    for block in campaign(given.count, given.seed, given.jobs, given.theorems, given.first):
        whole.add(block)
        for _, text in block.findings:
            family = text.split(", seed", 1)[0]
            printed[family] += 1
            if printed[family] <= SHOWN:
                say(text)
        passed = time.perf_counter() - start
        if passed - shown > 60:
            shown = passed
            say(f"of {given.count}: {ends(whole, passed)}")
    say(whole.table())
    say(ends(whole, time.perf_counter() - start))
    return int(whole.total(HOLE) + whole.total(DISAGREEMENT) > 0)


if __name__ == "__main__":
    sys.exit(main())
