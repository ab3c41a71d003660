"""The numeric shrinker finds small instances, and keeps ties between inputs."""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch

from lemmata.measure import Draw
from lemmata.shrink import _unions, complexity, shrink


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


def test_unions_of_changes():
    start = row(a=[1.0, 2.0, 3.0], b=7.0)
    changes = Draw(
        {
            "a": torch.tensor([[0, 2, 3], [0, 0, 3], [5, 2, 3], [1, 2, 4]], dtype=torch.float64),
            "b": torch.tensor([7, 7, 7, 0], dtype=torch.float64),
        }
    )
    made = _unions(start, changes).inputs
    assert made["a"].tolist() == [[0, 2, 3], [0, 0, 3], [0, 0, 4]]  # 5 comes after 0
    assert made["b"].tolist() == [7, 7, 0]


def test_changes_that_are_possible_together_take_one_round():
    sizes = []

    def fails(draw):
        sizes.append(len(draw))
        return draw.inputs["a"][:, 7] != 0

    assert shrink(row(a=[1.0] * 40), fails).inputs["a"].sum() == 1
    # All candidates, the best alone, the unions of 39, the last alone; then nothing is simpler.
    assert len(sizes) == 5
    assert sizes[1::2] == [1, 1]


def test_changes_that_exclude_each_other():
    small = shrink(row(a=[1.0, 1.0, 1.0]), lambda d: (d.inputs["a"] != 0).sum(1) >= 2)
    assert small.inputs["a"].sum() == 2


def test_a_union_outside_the_domain():
    def fails(draw):
        if ((draw.inputs["a"] == 0).sum(1) > 1).any():
            raise ValueError
        return draw.inputs["a"].sum(1) > 0

    assert int((shrink(row(a=[1.0] * 5), fails).inputs["a"] != 0).sum()) == 4


def test_a_draw_must_hold_something():
    with pytest.raises(ValueError, match="common batch size"):
        Draw({})
    with pytest.raises(ValueError, match="common batch size"):
        Draw({"a": torch.zeros(0)})
    with pytest.raises(ValueError, match="common batch size"):
        Draw({"a": torch.zeros(2), "b": torch.zeros(3)})
