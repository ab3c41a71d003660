"""The PCA statements on a real Gram matrix: the 8 x 8 digits that ship with scikit-learn.

The theorems, their relations and their models are those of `theorems/pca`; only the instances are
other ones. Pixels are integers from 0 to 16, so that the Gram matrices are exact in float64.
"""

from dataclasses import replace

import pytest
import torch

from lemmata.balls import Ball
from lemmata.checks import Runner, Setting
from lemmata.implementations import using
from lemmata.measure import Draw, Measured
from models import pca
from theorems.pca import gradient, hessian, rank_r, strict_saddle

datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is a test dependency")
SETTING = Setting()


@pytest.fixture(scope="module")
def images():
    """The images (1797, 64)."""
    return torch.from_numpy(datasets.load_digits().data).to(torch.float64)


@pytest.fixture(scope="module")
def gram(images):
    """The Gram matrix of the 64 pixels; integers below 2^53, so exact."""
    made = images.mT @ images
    assert bool((made == made.round()).all())
    assert made.max() < 2**53
    return made


def judged(theorem, draw, model=None):
    """The tally and the names of violated relations of the first check, on instances of ours."""
    check = theorem.checks[0]
    runner = Runner(theorem, replace(check, model=model or check.model), SETTING)
    found = runner.verdicts(draw)
    return runner.tally, [(j.name, j.role) for j in found if j.violated.any()]


def top_pair(M):
    """Enclosures of the largest eigenvalue, of the next one and of a unit top eigenvector.

    M (batch, d, d) exact. With r the residual of a computed unit vector u and rho its Rayleigh
    quotient, the top eigenvector v with <u, v> >= 0 has |u - v| <= 2 r / (rho - lam_2): the
    sine of their angle is at most r / (rho - lam_2) (Davis and Kahan).
    """
    values = torch.linalg.eigvalsh(M)
    u = Ball.exact(torch.linalg.eigh(M.mid).eigenvectors[..., -1])
    u = u / (u * u).sum(-1).sqrt()[..., None]
    moved = (M @ u[..., None])[..., 0]
    rho = (u * moved).sum(-1)
    rest = moved - rho[..., None] * u
    away = 2 * torch.linalg.vector_norm(rest, dim=-1) / (rho - values[..., -2])
    reach = away.upper()[..., None].expand(u.shape)
    v = u + Ball(torch.zeros_like(reach), reach)
    return values[..., -1], values[..., -2], v


def damaged(what):
    """The implementation with one method off by 1e-6, the smallest factor that is asked for."""

    def wrong(self, M, x):
        return getattr(pca.RankOne, what)(self, M, x) * (1 + 1e-6)

    return type("Damaged", (pca.RankOne,), {what: wrong})


def at_descended(p, options, implementation):
    """`models.pca_rank.capped` for a matrix whose spectrum is enclosed and not planted."""
    lam, following, v = top_pair(p["M"][:1])
    sign = torch.sign((v * p["x"]).sum(-1).mid)[:, None]
    v = v * sign
    made = pca.measured(p["M"], p["x"], v, implementation)
    slope = made.reference["gradient"]
    every = torch.zeros(len(p["x"]), dtype=torch.float64)
    reference = {
        **made.reference,
        "lam": lam + every,
        "D": torch.minimum(lam, lam - following) + every,
        "alpha": torch.linalg.vector_norm(slope, dim=-1),
    }
    return Measured(reference, made.implementation)


def descended(M, starts, steps):
    """Iterates of gradient descent on |M - x x'|^2 / 2 with the step 1 / (16 lam)."""
    x, eta = starts, 1 / (16 * torch.linalg.eigvalsh(M)[-1])
    seen = []
    for _ in range(steps):
        x = x - eta * pca.gradient(M, x)
        seen.append(x)
    return torch.cat(seen)


def test_gradient_and_hessian_at_the_images(gram, images):
    M = gram.expand(16, 64, 64)
    tally, violated = judged(gradient.thm, Draw({"M": M, "x": images[:16]}))
    assert not violated
    assert tally.inside == tally.rows == 16
    assert tally.refuted["half, as for |.|^2 / 4"] == 16  # the misprint shows on these data too
    second = Draw({"M": M, "x": images[:16], "v": images[16:32]})
    tally, violated = judged(hessian.thm, second)
    assert not violated
    assert tally.inside == tally.rows == 16


@pytest.mark.parametrize("what", ["gradient", "hessian"])
def test_a_wrong_implementation_shows_on_these_data(gram, images, what):
    with using("pca", damaged(what)):
        draw = Draw({"M": gram[None], "x": images[:1], "v": images[1:2]})
        theorem = {"gradient": gradient, "hessian": hessian}[what].thm
        _, violated = judged(theorem, draw)
    assert {role for _, role in violated} == {"implementation"}


def test_rank_r_at_the_leading_eigenvectors(gram):
    values, vectors = torch.linalg.eigh(gram)
    X = vectors[:, -9:] * values[-9:].sqrt()
    V = torch.zeros(64, 9, dtype=torch.float64)
    V[:, 0] = vectors[:, -10]
    tally, violated = judged(rank_r.thm, Draw({"M": gram[None], "X": X[None], "V": V[None]}))
    assert not violated
    assert tally.inside == 1
    assert tally.refuted["without the residual"] == 1


def test_descent_ends_where_the_strict_saddle_property_says(gram):
    x = descended(gram, torch.ones(1, 64, dtype=torch.float64), 60)
    M = gram.expand(len(x), 64, 64)
    tally, violated = judged(strict_saddle.thm, Draw({"M": M, "x": x}), at_descended)
    assert not violated
    # The first iterates have a gradient above the cap on alpha: the theorem is silent there. What
    # is inside is decided, with 2 conclusions a row.
    assert 0 < tally.inside < len(x)
    assert tally.holds == 2 * tally.inside
    assert tally.undecided == 0


def test_centred_images_have_a_small_gap_and_need_more_steps(images):
    centred = 1797 * images - images.sum(0)  # integers, 1797 times the centred images
    M = centred.mT @ centred
    assert M.abs().max() < 2**53
    x = descended(M, torch.ones(1, 64, dtype=torch.float64), 400)[::20]
    every = M.expand(len(x), 64, 64)
    tally, violated = judged(strict_saddle.thm, Draw({"M": every, "x": x}), at_descended)
    assert not violated
    assert tally.holds == 2 * tally.inside
    assert tally.inside > 0


def test_at_the_second_eigenvector_the_hypotheses_fail(gram):
    values, vectors = torch.linalg.eigh(gram)
    x = (values[-2].sqrt() * vectors[:, -2])[None]
    tally, violated = judged(strict_saddle.thm, Draw({"M": gram[None], "x": x}), at_descended)
    assert not violated
    assert tally.inside == 0  # a strict saddle: the curvature along v is below -D / 2
