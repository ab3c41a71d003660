"""Attacks on the matrix exponential, the watchers and perturbed descent."""

from __future__ import annotations

from fractions import Fraction

import flint
import pytest
import torch
from sympy import Eq

from lemmata.arbs import ArbTensor
from lemmata.balls import Ball
from lemmata.binomial_tests import band
from models.dynamics import (
    Descent,
    Length,
    LinearFlow,
    Movement,
    PerturbedDescent,
    last,
    matrix_exponential,
    run,
)

HALF = Fraction(1, 2)


def doubles(*values):
    return torch.tensor(values, dtype=torch.float64)


def identity(x):
    return x


class InPlace:
    """x <- x/2, written into the state that it is given, as optimisers do."""

    def step(self, x, index):
        return x.mul_(0.5)


# Watchers -----------------------------------------------------------------------------------------


def test_a_step_in_place_does_not_hide_the_movement():
    movement, length = Movement(), Length()
    try:
        last(InPlace(), doubles([4.0, 0.0]), 2, [movement, length])
    except (TypeError, ValueError):
        return
    assert movement.largest.tolist() == [3.0]
    assert length.total.tolist() == [3.0]


def test_a_watcher_of_two_runs_does_not_mix_their_starts():
    movement = Movement()
    last(Descent(identity, 0.5), doubles([1.0]), 1, [movement])
    try:
        last(Descent(identity, 0.5), doubles([100.0]), 1, [movement])
    except ValueError:
        return
    assert movement.largest.tolist() == [50.0]


def test_the_movement_of_states_that_may_coincide_is_bounded():
    """A square of an enclosure around 0 is not negative; otherwise the root knows nothing."""
    movement = Movement()
    last(Descent(identity, HALF), Ball(doubles([0.0, 0.0]), 2.0**-10), 1, [movement])
    assert movement.largest.upper().item() < 2.0**-8


# Matrix exponential -------------------------------------------------------------------------------


def test_a_flow_of_tensors_takes_the_times_that_enclosures_take():
    """`dt` is a number; a Fraction is one."""
    x = last(LinearFlow(torch.eye(2, dtype=torch.float64), HALF), doubles([1.0, 0.0]), 2)
    assert abs(x[0, 0].item() - 0.36787944117144233) < 1e-12


def test_the_exponential_of_no_matrices():
    found = matrix_exponential(Ball.exact(torch.zeros(0, 3, 3, dtype=torch.float64)))
    assert found.shape == (0, 3, 3)


def matrices(d):
    """Random, nilpotent, far from normal, badly scaled, and mixed sizes in one batch."""
    random = torch.randn(2, d, d, generator=torch.Generator().manual_seed(d), dtype=torch.float64)
    ones = torch.ones(d, d, dtype=torch.float64)
    corner = torch.zeros(d, d, dtype=torch.float64)
    corner[0, -1], corner[-1, 0] = 1e4, 1e-30
    made = [random[0], 6 * random[1], torch.triu(7 * ones, 1), corner, 1e-40 * ones, 0 * ones]
    return torch.stack([*made, -20 * torch.eye(d, dtype=torch.float64)])


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("d", [1, 3, 8])
def test_the_enclosed_exponential_contains_the_exact_one(d, dtype):
    batch = matrices(d).to(dtype)
    found, fine = matrix_exponential(Ball.exact(batch)), None
    if d < 8:
        fine = matrix_exponential(ArbTensor.from_tensor(batch, 128))
    for i, matrix in enumerate(batch):
        entries = [flint.arb(v) for v in matrix.double().reshape(-1).tolist()]
        with flint.ctx.workprec(400):
            truth = flint.arb_mat(d, d, entries).exp()
            for r in range(d):
                for c in range(d):
                    mid, rad = (t[i, r, c].item() for t in (found.mid, found.rad))
                    assert abs(truth[r, c] - flint.arb(mid)) <= flint.arb(rad)
                    if fine is not None:
                        assert fine.entry(i, r, c).contains(truth[r, c])


def test_members_of_a_ball_of_matrices_have_their_exponential_in_the_enclosure():
    centre = doubles([0.5, 1.0], [-2.0, 0.25])
    found = matrix_exponential(Ball(centre, 0.125))
    for corner in (doubles([-1.0, 1.0], [1.0, -1.0]), doubles([1.0, 1.0], [1.0, 1.0])):
        member = Ball.exact(centre + corner / 8)
        assert bool((matrix_exponential(member) == found).possibly.all())


# Perturbed descent --------------------------------------------------------------------------------


@pytest.mark.parametrize("wait", [0, 1, 4])
def test_a_perturbation_comes_when_more_than_wait_steps_have_passed(wait):
    """Jin et al.: t - t_noise > t_thres, t_noise = -t_thres - 1 at the start."""
    generator = torch.Generator().manual_seed(0)
    algorithm = PerturbedDescent(lambda x: 0 * x, 1.0, 0.1, 0.0, wait, generator)
    moved = [0]
    times = []
    for step in run(algorithm, doubles([0.0, 0.0]), 13):
        moved.append(algorithm.moved.item())
        times += [step.index] if moved[-1] > moved[-2] else []
    noise, expected = -wait - 1, []
    for t in range(13):
        if t - noise > wait:
            noise = t
            expected.append(t)
    assert times == expected


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("d", [1, 2, 12])
def test_perturbations_have_the_law_of_the_ball(d, dtype):
    """P(|xi| <= t r) = t^d and P(xi_1 > 0) = 1/2, by the sampler's own bands."""
    draws, radius = 4000, 0.125
    generator = torch.Generator().manual_seed(d)
    algorithm = PerturbedDescent(lambda x: 0 * x, 1.0, radius, 1.0, 3, generator)
    x = last(algorithm, torch.zeros(draws, d, dtype=dtype), 1).double()
    size = torch.linalg.vector_norm(x, dim=1) / radius
    seen = [(Fraction(1, 2), int((x[:, 0] > 0).sum()))]
    for t in (Fraction(1, 2), Fraction(15, 16)):
        seen.append((t**d, int((size <= float(t)).sum())))
    for rate, times in seen:
        exact = flint.arb(flint.fmpq(rate.numerator, rate.denominator))
        assert not band(Eq, exact, draws).rejects(times)
