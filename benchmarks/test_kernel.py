"""The cost of deciding an identity: the kernel's zero test against `sympy.expand`."""

from __future__ import annotations

from time import perf_counter

import sympy
from sympy.core.cache import clear_cache

from lemmata.kernel import assume, combine, is_zero
from lemmata.replay import replay


def _least(run, times=5):
    best = float("inf")
    for _ in range(times):
        clear_cache()  # SymPy would answer the second time from memory
        start = perf_counter()
        run()
        best = min(best, perf_counter() - start)
    return best


def test_zero_test_on_45_symbols(benchmark):
    a, b, c = (sympy.symbols(f"{n}0:15", real=True) for n in "abc")
    dot = lambda u, v: sum(p * q for p, q in zip(u, v, strict=True))  # noqa: E731
    left = dot(a, b) ** 2 + dot(a, c) ** 2
    cross = sum((a[i] * b[j] - a[j] * b[i]) ** 2 for i in range(15) for j in range(i)) + sum(
        (a[i] * c[j] - a[j] * c[i]) ** 2 for i in range(15) for j in range(i)
    )
    identity = left + cross - dot(a, a) * (dot(b, b) + dot(c, c))
    ours, peer = _least(lambda: is_zero(identity)), _least(lambda: sympy.expand(identity), 2)
    benchmark.extra_info.update(
        peer="sympy.expand", seconds=ours, peer_seconds=peer, ratio=peer / ours
    )
    assert benchmark(lambda: is_zero(identity))
    assert sympy.expand(identity) == 0


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
