"""Algorithm objects: steps in every arithmetic, exact flows, watchers, perturbations."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lemmata.arbs import ArbTensor
from lemmata.balls import Ball
from models.dynamics import (
    Descent,
    Length,
    LinearFlow,
    Movement,
    PerturbedDescent,
    Record,
    Watch,
    last,
    matrix_exponential,
    run,
    uniform_in_ball,
)

QUARTER = Fraction(1, 4)


def identity(x):
    return x


def doubles(*values):
    return torch.tensor(values, dtype=torch.float64)


def test_descent_contracts_by_exactly_the_factor():
    x = doubles([1.0, -2.0])
    assert last(Descent(identity, 0.25), x, 3).tolist() == [[0.75**3, -2 * 0.75**3]]


@pytest.mark.parametrize("wrap", [Ball.exact, ArbTensor.from_tensor])
def test_descent_in_enclosures(wrap):
    out = last(Descent(identity, Fraction(1, 3)), wrap(doubles([1.0])), 5)
    exact = Fraction(2, 3) ** 5
    low, high = (
        Fraction(e.item() if hasattr(e, "item") else e)
        for e in (out.lower()[0, 0], out.upper()[0, 0])
    )
    assert low <= exact <= high


def test_steps_are_counted_and_joined():
    steps = list(run(Descent(identity, QUARTER), Ball.exact(doubles([1.0])), 4))
    assert [s.index for s in steps] == [0, 1, 2, 3]
    assert all(a.after is b.before for a, b in itertools.pairwise(steps))
    assert list(run(Descent(identity, 1), doubles([1.0]), 0)) == []
    with pytest.raises(ValueError, match="at least 0, got -1"):
        list(run(Descent(identity, 1), doubles([1.0]), -1))


def test_watchers_see_every_step():
    swing = Descent(lambda x: 2 * x, 1.0)  # x -> -x
    movement, length = Movement(), Length()
    watch, record = Watch(lambda x: x.sum(-1)), Record(lambda s: s.after.sum().item())
    end = last(swing, doubles([3.0, 4.0]), 3, [movement, length, watch, record])
    assert end.tolist() == [[-3.0, -4.0]]
    assert movement.largest.tolist() == [10.0]
    assert length.total.tolist() == [30.0]
    assert [v.tolist() for v in (watch.first, watch.latest, watch.lowest, watch.highest)] == [
        [7.0], [-7.0], [-7.0], [7.0]
    ]  # fmt: skip
    assert record.values == [-7.0, 7.0, -7.0]


def test_movement_is_by_row_of_the_state():
    movement = Movement()
    last(Descent(identity, 1.0), doubles([[3.0, 4.0], [0.0, 1.0]]), 1, [movement])
    assert movement.largest.shape == (1, 2)


@given(
    rates=st.lists(st.integers(-12, 12), min_size=1, max_size=4),
    dtype=st.sampled_from([torch.float64, torch.float32]),
)
def test_the_exponential_of_a_diagonal_contains_the_exponentials(rates, dtype):
    matrix = torch.diag(torch.tensor(rates, dtype=dtype))[None] / 4
    found = matrix_exponential(Ball.exact(matrix))
    fine = torch.exp(ArbTensor.from_tensor(torch.tensor(rates, dtype=dtype) / 4))
    for i in range(len(rates)):
        assert Fraction(found.lower()[0, i, i].item()) <= fine.upper()[i]
        assert fine.lower()[i] <= Fraction(found.upper()[0, i, i].item())


def test_a_rotation_and_a_jordan_block():
    turn = doubles([[0.0, -1.0], [1.0, 0.0]])
    found = matrix_exponential(Ball.exact(turn))
    one = Ball.exact(doubles(1.0))
    for entry, value in ((found[0, 0, 0], torch.cos(one)), (found[0, 1, 0], torch.sin(one))):
        assert bool((entry == value).possibly.all())
        assert entry.rad.item() < 1e-14
    block = matrix_exponential(Ball.exact(doubles([[0.0, 1.0], [0.0, 0.0]])))
    assert bool((block[0, 0, 1] == 1.0).possibly.all())
    assert block[0, 0, 1].rad.item() < 1e-14


def test_plain_tensors_flow_too():
    plain = LinearFlow(doubles([[2.0, 0.0], [0.0, -1.0]]), 1.0).at(doubles([1.0, 1.0]), 0.5)
    exact = LinearFlow(Ball.exact(doubles([[2.0, 0.0], [0.0, -1.0]])), 1.0).at(
        Ball.exact(doubles([1.0, 1.0])), 0.5
    )
    assert ((plain - exact.mid).abs() <= 4 * exact.rad).all()


def test_a_flow_is_followed_at_equal_times_and_at_any_time():
    flow = LinearFlow(Ball.exact(doubles([[2.0, 0.0], [0.0, -1.0]])), QUARTER)
    x = Ball.exact(doubles([1.0, 1.0]))
    steps = last(flow, x, 4)
    jump = flow.at(x, Ball.exact(doubles(1.0)))
    assert bool((steps == jump).possibly.all())
    assert bool((jump[0, 0] == torch.exp(Ball.exact(doubles(-2.0)))).possibly.all())


def test_the_enclosed_exponential_is_not_the_plain_one_with_a_guess():
    """The truncated series alone must not be taken for the exponential: its rest is enclosed."""
    found = matrix_exponential(Ball.exact(torch.zeros(1, 2, 2, dtype=torch.float64)))
    assert (found.rad > 0).all()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e9])
def test_a_matrix_that_is_no_number_or_too_large(bad):
    with pytest.raises(ValueError, match="row sums"):
        matrix_exponential(Ball.exact(torch.full((1, 1, 1), bad, dtype=torch.float64)))


def perturbed(wait=2, threshold=0.5, radius=0.125, seed=3):
    generator = torch.Generator().manual_seed(seed)
    return PerturbedDescent(lambda x: x, 0.5, radius, threshold, wait, generator)


def test_perturbations_come_only_where_the_gradient_is_small_and_not_too_often():
    algorithm = perturbed()
    x = torch.tensor([[4.0, 0.0], [0.0, 0.0]], dtype=torch.float64)
    counts = []
    for _ in run(algorithm, x, 7):
        counts.append(algorithm.moved.tolist())
    assert [c[1] for c in counts] == [1, 1, 1, 2, 2, 2, 3]
    assert [c[0] for c in counts] == [0, 0, 0, 1, 1, 1, 2]


def test_a_perturbation_stays_in_its_ball_and_a_seed_repeats_it():
    one, two = (last(perturbed(), torch.zeros(64, 3, dtype=torch.float64), 1) for _ in range(2))
    assert torch.equal(one, two)
    assert (torch.linalg.vector_norm(one, dim=1) <= 0.125 / 2).all()
    assert (one != 0).any(1).all()


def test_points_of_the_ball_fill_it():
    like = torch.empty(4096, 2, dtype=torch.float64)
    size = torch.linalg.vector_norm(
        uniform_in_ball(like, 2.0, torch.Generator().manual_seed(0)), dim=1
    )
    assert size.max() <= 2
    half = int((size <= 1).sum())  # P = 1/4; 4096 draws
    assert 800 < half < 1250
