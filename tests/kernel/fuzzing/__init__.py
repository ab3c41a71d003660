"""A fuzzer that attacks the kernel from outside.

`oracle` knows falsehood by exact evaluation, `calls` and `mutants` change genuine derivations,
`families` builds directed attacks, `wandering` builds random proofs, `attempts` judges one attempt,
`campaign` runs many of them.

The long campaign is `python -m tests.kernel.fuzzing --count 1000000 --seed 1 --jobs 2`: it prints
what was found as it goes and a table of counts at the end, and exits with 1 when the kernel
accepted something false or the second checker disagrees. A finding names its seed, block and
attempt; `--seed S --first BLOCK --count 250` runs that block again, and with a larger count goes
on from there after an interruption.
"""

from .campaign import BLOCK, Summary, campaign, run_block

__all__ = ["BLOCK", "Summary", "campaign", "run_block"]
