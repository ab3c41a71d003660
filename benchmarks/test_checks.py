"""The cost of an enclosure check, per instance, against the same model in plain floats.

Peer: the usual float test of the same claim (autograd against the closed form, `allclose`-style
comparison of the same arrays), on the same batch and device in the same run.
"""

from __future__ import annotations

import flint
import torch

from lemmata.balls import Ball
from lemmata.checks import Runner, Setting
from lemmata.measure import Draw
from models import pca
from theorems.pca.gradient import thm

BATCH, D = 1024, 8


def draw(seed: int = 0) -> Draw:
    generator = torch.Generator().manual_seed(seed)
    M = torch.randn(BATCH, D, D, generator=generator, dtype=torch.float64)
    x = torch.randn(BATCH, D, generator=generator, dtype=torch.float64)
    return Draw({"M": M + M.mT, "x": x})


def test_draw_and_check_an_8x8_instance(benchmark, device, seconds, one_thread):
    runner = Runner(thm, thm.checks[0], Setting(device))
    theirs = pca.RankOne()

    def ours():
        runner.examine(draw())

    def peer():
        drawn = draw()
        M, x = (drawn.inputs[n].to(device) for n in ("M", "x"))
        error = theirs.gradient(M, x) + 2 * ((M - pca.outer(x)) @ x[..., None])[..., 0]
        return bool(torch.isfinite(error).all())

    cost, plain = seconds(ours), seconds(peer)
    benchmark.extra_info.update(
        microseconds_per_instance=1e6 * cost / BATCH,
        peer="the same claim in plain floats, drawn and evaluated alike",
        peer_microseconds_per_instance=1e6 * plain / BATCH,
        ratio=cost / plain,
        device=device,
    )
    benchmark(ours)
    assert runner.tally.undecided + runner.tally.holds == 2 * runner.tally.inside > 0


def test_ball_matmul_against_torch_and_arb(benchmark, device, seconds, one_thread):
    A = draw(1).inputs["M"].to(device)
    ball = Ball(A, torch.full_like(A, 2.0**-40))
    product = ball @ ball
    entries = [[flint.arb(v) for v in row] for row in A[0].tolist()]
    exact = flint.arb_mat(entries)
    reference = exact * exact
    cost, plain = seconds(lambda: ball @ ball), seconds(lambda: A @ A)
    arb = min(_clock(lambda: exact * exact) for _ in range(50))
    benchmark.extra_info.update(
        nanoseconds_per_instance=1e9 * cost / BATCH,
        ratio_to_torch=cost / plain,
        peer="torch.matmul on the midpoints; flint.arb_mat, one instance at a time at 53 bits",
        arb_nanoseconds_per_instance=1e9 * arb,
        ratio_to_arb=cost / BATCH / arb,
        device=device,
    )
    benchmark(lambda: ball @ ball)
    low, high = product.lower()[0].cpu(), product.upper()[0].cpu()
    for i in range(D):
        for j in range(D):
            inside = reference[i, j]
            assert flint.arb(float(low[i, j])) <= inside.upper()
            assert flint.arb(float(high[i, j])) >= inside.lower()


def _clock(run):
    from time import perf_counter

    start = perf_counter()
    run()
    return perf_counter() - start
