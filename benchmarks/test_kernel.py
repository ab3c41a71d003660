"""The cost of replaying a proof against that of finding it; identities are a case of their own."""

from __future__ import annotations

from time import perf_counter

import sympy
from sympy.core.cache import clear_cache

from lemmata.kernel import assume, combine
from lemmata.replay import replay


def _least(run, times=5):
    best = float("inf")
    for _ in range(times):
        clear_cache()  # SymPy would answer the second time from memory
        start = perf_counter()
        run()
        best = min(best, perf_counter() - start)
    return best


def test_replay_against_the_proof(benchmark):
    x, y, z = sympy.symbols("x y z", real=True)
    claim = x * y + y * z + z * x <= x**2 + y**2 + z**2
    half = sympy.Rational(1, 2)

    def prove():
        return combine(claim, squares=[(half, x - y), (half, y - z), (half, z - x)])

    fact = prove()
    ours, peer = _least(lambda: replay(fact)), _least(prove)
    benchmark.extra_info.update(
        peer="the first checker", seconds=ours, peer_seconds=peer, ratio=ours / peer
    )
    report = benchmark(lambda: replay(fact))
    assert report.steps >= 1
    assert assume(claim) is not fact
