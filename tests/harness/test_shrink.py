"""The numeric shrinker finds small instances, and keeps ties between inputs."""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch

from lemmata.measure import Draw
from lemmata.shrink import complexity, shrink


def row(**inputs):
    return Draw({n: torch.tensor([v], dtype=torch.float64) for n, v in inputs.items()})


def test_one_nonzero_integer_is_left():
    generator = torch.Generator().manual_seed(1)
    start = Draw({"M": torch.randn(1, 8, 8, generator=generator, dtype=torch.float64)})
    small = shrink(start, lambda d: d.inputs["M"].abs().sum((-2, -1)) > 0.5)
    assert int((small.inputs["M"] != 0).sum()) == 1
    assert small.inputs["M"].abs().max() == 1


def test_at_most_eight_small_entries_for_a_determinant():
    generator = torch.Generator().manual_seed(2)
    start = Draw({"M": torch.randn(1, 8, 8, generator=generator, dtype=torch.float64) * 1e30})
    small = shrink(start, lambda d: torch.linalg.det(d.inputs["M"]) != 0)
    assert int((small.inputs["M"] != 0).sum()) == 8
    assert all(abs(Fraction(v)) <= 2 for v in small.inputs["M"].flatten().tolist())


def test_ties_between_inputs_survive():
    small = shrink(
        row(a=13.0, b=13.0), lambda d: (d.inputs["a"] == d.inputs["b"]) & (d.inputs["a"] != 0)
    )
    assert small.inputs["a"].tolist() == small.inputs["b"].tolist() == [1.0]


def test_the_result_still_fails_and_is_no_more_complex():
    start = row(a=0.7853981633974483)
    small = shrink(start, lambda d: d.inputs["a"] > 0.3)
    assert complexity(small) < complexity(start)
    assert small.inputs["a"][0] > 0.3


def test_errors_count_as_not_failing():
    def fails(draw):
        if (draw.inputs["a"] == 0).any():
            raise ZeroDivisionError
        return draw.inputs["a"] > 1

    assert shrink(row(a=37.0), fails).inputs["a"].tolist() == [2.0]


def test_a_draw_must_hold_something():
    with pytest.raises(ValueError, match="common batch size"):
        Draw({})
    with pytest.raises(ValueError, match="common batch size"):
        Draw({"a": torch.zeros(0)})
    with pytest.raises(ValueError, match="common batch size"):
        Draw({"a": torch.zeros(2), "b": torch.zeros(3)})
