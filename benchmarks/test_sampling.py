"""The cost of a sampled claim: 100 000 draws of a small instance.

Peer: the same draws and the same event in plain torch, with the count compared to nothing.
"""

from __future__ import annotations

import torch

from lemmata import counting, sampling
from theorems.saddle.ball_coordinate import thm

DRAWS = 100_000


def test_a_hundred_thousand_draws(benchmark, device, seconds, one_thread):
    (sample,) = thm.samples[:1]
    event = sampling._event(thm, sample.conclusions[0].relation)
    at = {str(symbol): value for symbol, value in sample.at[0].items()}

    def ours():
        return counting.count(thm, sample, event, 0, run=1, device=device)

    def peer():
        generator = torch.Generator(device=device).manual_seed(1)
        drawn = sample.law(generator, sample.draws, at)
        return {name: bool((value > 0).any()) for name, value in drawn.items()}

    cost, plain = seconds(ours, 5), seconds(peer, 5)
    per = 1e6 / sample.draws
    benchmark.extra_info.update(
        seconds_for_1e5_draws=cost * DRAWS / sample.draws,
        microseconds_per_draw=cost * per,
        peer="the law alone, in plain torch",
        peer_microseconds_per_draw=plain * per,
        ratio=cost / plain,
        device=device,
    )
    found = benchmark(ours)
    assert found.draws == sample.draws
    assert found.certainly == found.possibly
