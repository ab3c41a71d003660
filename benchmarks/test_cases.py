"""The small size of every case: the results agree, and the machinery stores what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from lemmata import bench

CASES = bench.cases(Path(__file__).parent)


@pytest.mark.parametrize("name", CASES)
def test_case(benchmark, name, device):
    case = CASES[name]
    if device not in case.devices:
        pytest.skip(f"{name} is for {', '.join(case.devices)}")
    record = bench.run(case, case.small, device)
    benchmark.extra_info.update(
        peers=record["peers"], absent=record["absent"], facts=record["facts"], size=record["size"]
    )
    contest = case.prepare(case.small, device)
    benchmark.pedantic(contest.ours, args=(0,), rounds=3)
    assert record["seconds"] > 0
    assert record["rounds"] == bench.ROUNDS
