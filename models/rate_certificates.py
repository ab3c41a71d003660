"""Certificates of worst-case rates of gradient descent, verified in rational arithmetic.

A certificate lists nonnegative multipliers of inequalities that hold for every function of a class.
Their sum must be the claim, up to a quadratic form in x_0 - x* and the gradients that is positive
semidefinite. L = 1 and the steps have length 1 / L: scale f and the argument to have it so.

Smooth convex: f_i >= f_j + <g_j, x_i - x_j> + |g_i - g_j|^2 / 2 for any two points. Only the pairs
(x_{i-1}, x_i) and (x*, x_i) are used; entry (k, i) of the form, k < i, then depends on i alone, so
that its LDL^T takes O(N) operations. `verify_dense` does without this structure.

Polyak-Lojasiewicz: the four inequalities of `theorems/descent/pl_linear_rate_improved.py` at every
step. They add up to the claim with no form left.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from flint import fmpq, fmpq_mat

from lemmata.measure import Measured, confined, derived

ZERO, ONE, HALF = fmpq(0), fmpq(1), fmpq(1, 2)


class Rejected(ValueError):
    """The certificate proves nothing; the message says where it fails."""


# Smooth convex functions --------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificate:
    """f(x_N) - f* <= rate L |x_0 - x*|^2 after N = len(chain) steps.

    chain: multipliers of the pairs (x_{i-1}, x_i), i = 1, ..., N; star: those of (x*, x_i),
    i = 0, ..., N.
    """

    rate: fmpq
    chain: tuple[fmpq, ...]
    star: tuple[fmpq, ...]

    def __post_init__(self) -> None:
        if len(self.star) != len(self.chain) + 1:
            raise ValueError(
                f"{len(self.chain)} steps have {len(self.chain) + 1} multipliers in star, "
                f"got {len(self.star)}"
            )

    @property
    def steps(self) -> int:
        """N."""
        return len(self.chain)


def drori_teboulle(steps: int) -> Certificate:
    """The certificate of the rate 1 / (4 N + 2) in closed form (Drori and Teboulle 2014)."""
    if steps < 1:
        raise ValueError(f"at least one step is needed, got {steps}")
    chain = [fmpq(i, 2 * steps + 1 - i) for i in range(1, steps + 1)]
    ends = [ZERO, *chain, ONE]
    star = [after - before for before, after in itertools.pairwise(ends)]
    return Certificate(fmpq(1, 4 * steps + 2), tuple(chain), tuple(star))


def _values_cancel(certificate: Certificate) -> None:
    """Raise unless the multipliers are nonnegative and f_0, ..., f_{N-1} drop out, f_N - f* not."""
    least = min(min(certificate.chain, default=ZERO), min(certificate.star))
    if least < 0:
        raise Rejected(f"a multiplier is {least}")
    before = ZERO
    for i, (star, after) in enumerate(
        zip(certificate.star, [*certificate.chain, ONE], strict=True)
    ):
        if before + star != after:
            raise Rejected(f"f_{i} is left with the factor {after - before - star}")
        before = after


def verify(certificate: Certificate) -> tuple[fmpq, ...]:
    """The pivots of the LDL^T of twice the form, first that of x_0 - x*; O(N) operations.

    After the rows of x_0 - x* and of the gradients before k, entry (i, j), i < j, is
    star_j (1 - s star_i) with one number s for all. Raises `Rejected`.
    """
    _values_cancel(certificate)
    pivot = 2 * certificate.rate
    if pivot <= 0:
        raise Rejected(f"the rate is {certificate.rate}")
    s, pivots = 1 / pivot, [pivot]
    last, before = certificate.steps, ZERO
    for k, (star, after) in enumerate(
        zip(certificate.star, [*certificate.chain, ZERO], strict=True)
    ):
        scaled = s * star
        pivot, row = before + after + star - scaled * star, 1 - scaled
        if pivot < 0:
            raise Rejected(f"the pivot of g_{k} is {pivot}")
        if pivot > 0:
            s += row * row / pivot
        elif row != 0 and any(certificate.star[k + 1 : last + 1]):
            raise Rejected(f"the pivot of g_{k} is 0 and its row is not")
        pivots.append(pivot)
        before = after
    return tuple(pivots)


def form(certificate: Certificate) -> fmpq_mat:
    """Twice the form in (x_0 - x*, g_0, ..., g_N), assembled from the inequalities one by one."""
    size = certificate.steps + 2
    zero = [ZERO] * size

    def unit(i: int) -> list[fmpq]:
        return [ONE if j == i else ZERO for j in range(size)]

    gradients = [unit(i + 1) for i in range(size - 1)]
    points = [unit(0)]  # x_i - x*
    for g in gradients[:-1]:
        points.append([p - q for p, q in zip(points[-1], g, strict=True)])
    pairs = [
        (m, points[i], gradients[i], points[i + 1], gradients[i + 1])
        for i, m in enumerate(certificate.chain)
    ] + [(m, zero, zero, points[i], gradients[i]) for i, m in enumerate(certificate.star)]
    slopes = fmpq_mat([gj for _, _, _, _, gj in pairs])
    ways = fmpq_mat(
        [[m * (p - q) for p, q in zip(xi, xj, strict=True)] for m, xi, _, xj, _ in pairs]
    )
    bends = [[p - q for p, q in zip(gi, gj, strict=True)] for _, _, gi, _, gj in pairs]
    weighted = fmpq_mat([[m * b for b in bend] for (m, *_), bend in zip(pairs, bends, strict=True)])
    cross = slopes.transpose() * ways
    total = cross + cross.transpose() + fmpq_mat(bends).transpose() * weighted
    total[0, 0] += 2 * certificate.rate
    return total


def pivots_of(matrix: fmpq_mat) -> tuple[fmpq, ...]:
    """The pivots of the LDL^T of a positive semidefinite symmetric matrix; else `Rejected`."""
    rest, pivots = [[fmpq(v) for v in row] for row in matrix.tolist()], []
    while rest:
        pivot, *row = rest[0]
        if pivot < 0 or (pivot == 0 and any(row)):
            raise Rejected(f"pivot {len(pivots)} is {pivot}")
        pivots.append(pivot)
        below = [r[1:] for r in rest[1:]]
        if pivot != 0:
            for i, factor in enumerate(row):
                if factor != 0:
                    share = factor / pivot
                    below[i] = [v - share * w for v, w in zip(below[i], row, strict=True)]
        rest = below
    return tuple(pivots)


def verify_dense(certificate: Certificate) -> tuple[fmpq, ...]:
    """As `verify`, from the dense matrix; O(N^3) operations."""
    _values_cancel(certificate)
    return pivots_of(form(certificate))


def attained(steps: int) -> fmpq:
    """f(x_N) - f* for |x_0 - x*| = 1 and the worst function on the line, a Huber function.

    Its slope is |x| or 1 / (2 N + 1), whichever is less.
    """
    kink, x = fmpq(1, 2 * steps + 1), ONE
    for _ in range(steps):
        x -= min(x, kink)
    return x * x / 2 if x <= kink else kink * x - kink * kink / 2


# Polyak-Lojasiewicz -------------------------------------------------------------------------------


@dataclass(frozen=True)
class GeometricCertificate:
    """f(x_N) - f* <= rate (f(x_0) - f*) for a 1-smooth function with |g|^2 >= 2 mu (f - f*).

    steps: for each step from x to z by -g, the multipliers of: the upper bound at
    w = z + g_z / 2 from x, the lower bound there from z, PL at x, PL at z.
    """

    mu: fmpq
    rate: fmpq
    steps: tuple[tuple[fmpq, fmpq, fmpq, fmpq], ...]


def polyak_lojasiewicz(mu: fmpq, steps: int) -> GeometricCertificate:
    """The certificate of the rate ((2 - 2 mu) / (2 + mu))^N; 0 < mu <= 1."""
    if not 0 < mu <= 1:
        raise ValueError(f"mu must lie in (0, 1], got {mu}")
    factor = (2 - 2 * mu) / (2 + mu)
    weight, made = 1 / (1 + mu / 2), []
    for _ in range(steps):
        made.append((weight, weight, weight / 2, weight / 4))
        weight *= factor
    return GeometricCertificate(mu, factor**steps, tuple(reversed(made)))


def verify_geometric(certificate: GeometricCertificate) -> None:
    """Add the inequalities up, step by step; the sum must be the claim. Raises `Rejected`.

    What a step leaves is zero except at f(z) - f* and |g_z|^2, where the next step goes on.
    """
    mu = certificate.mu
    if mu <= 0:
        raise Rejected(f"mu is {mu}")
    value, square = certificate.rate, ZERO  # at f_k - f*, and at |g_k|^2
    for k, multipliers in enumerate(certificate.steps):
        upper, lower, pl, pl_next = multipliers
        if min(multipliers) < 0:
            raise Rejected(f"a multiplier of step {k} is {min(multipliers)}")
        # w - x = -g + g_z / 2: the upper bound is f_k - |g|^2 / 2 + |g_z|^2 / 8;
        # w - z = g_z / 2: the lower bound is f_{k+1} + 3 |g_z|^2 / 8.
        if upper != lower:
            raise Rejected(f"f at the auxiliary point of step {k} is left")
        value += 2 * mu * pl - upper
        square += upper / 2 - pl
        if value != 0 or square != 0:
            raise Rejected(f"step {k} leaves {value} (f - f*) + {square} |g|^2 at its start")
        value = lower + 2 * mu * pl_next
        square = -upper / 8 + 3 * lower / 8 - pl_next
    if value != 1 or square != 0:
        raise Rejected(f"the end has {value} (f - f*) + {square} |g|^2, and not f - f*")


def verify_geometric_dense(certificate: GeometricCertificate) -> None:
    """As `verify_geometric`, from vectors: every inequality as a form in all gradients."""
    n, mu = len(certificate.steps), certificate.mu
    values: list[fmpq] = [ZERO] * (2 * n + 1)  # f_0, ..., f_N less f*, then f at the w's
    total = [[ZERO] * (n + 1) for _ in range(n + 1)]
    values[0] += certificate.rate
    values[n] -= 1

    def vector(**at: fmpq) -> Sequence[fmpq]:
        return [at.get(f"g{i}", ZERO) for i in range(n + 1)]

    def add(factor: fmpq, left: Sequence[fmpq], right: Sequence[fmpq]) -> None:
        for i, a in enumerate(left):
            for j, b in enumerate(right):
                total[i][j] += factor * (a * b) / 2
                total[j][i] += factor * (a * b) / 2

    for k, (upper, lower, pl, pl_next) in enumerate(certificate.steps):
        if min(upper, lower, pl, pl_next) < 0 or mu <= 0:
            raise Rejected(f"a multiplier of step {k} is negative, or mu")
        g, after = vector(**{f"g{k}": ONE}), vector(**{f"g{k + 1}": ONE})
        away = vector(**{f"g{k}": -ONE, f"g{k + 1}": HALF})
        onward = vector(**{f"g{k + 1}": HALF})
        # The claim less each inequality, written as "something >= 0", times its multiplier.
        values[k] -= upper - 2 * mu * pl
        values[n + 1 + k] += upper - lower
        values[k + 1] += lower + 2 * mu * pl_next
        add(-upper, g, away)
        add(-upper / 2, away, away)
        add(lower, after, onward)
        add(-lower / 2, onward, onward)
        add(-pl, g, g)
        add(-pl_next, after, after)
    if any(values) or any(v for row in total for v in row):
        raise Rejected("the inequalities do not add up to the claim")


# What a check measures ----------------------------------------------------------------------------


def attained_steps(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Steps of gradient descent on a line that attain the rate of `polyak_lojasiewicz`.

    Inputs part (batch,) = mu / beta in (0, 1] with few digits; beta, size > 0, the length of the
    first gradient, Lstar (batch,), x (batch, d) and axis (batch, d), a unit vector; option steps.
    For every k < steps a row with the names of `models.two_gradients.two_gradient_step`, after k
    steps: the gradient after a step, h = sqrt((2 - 2 part) / (2 + part)) as long, is such that both
    bounds at w and both Polyak-Lojasiewicz inequalities are equations. The implementation gives L0
    and L1 as what the certificates of k and k + 1 steps allow, once verified: no more and no less
    than that.
    """
    part, beta, size = p["part"], p["beta"], p["size"]
    mu, factor = part * beta, (2 - 2 * part) / (2 + part)
    rows: list[dict[str, Any]] = []
    for k in range(options["steps"]):
        g = size * torch.sqrt(factor) ** k
        h = g * torch.sqrt(factor)
        names = {
            "x": p["x"], "z": p["x"] - (g / beta)[:, None] * p["axis"],
            "g": g[:, None] * p["axis"], "gz": h[:, None] * p["axis"],
            "L0": p["Lstar"] + g * g / (2 * mu), "L1": p["Lstar"] + h * h / (2 * mu),
            "Lstar": p["Lstar"], "mu": mu, "beta": beta,
        }  # fmt: skip
        names["w"] = names["z"] + (h / (2 * beta))[:, None] * p["axis"]
        names["Lw"] = names["L1"] + 3 * h * h / (8 * beta)
        rows.append(names)
    reference = {name: torch.cat([row[name] for row in rows]) for name in rows[0]}
    if not implementation:
        return Measured(reference)
    allowed = []
    for k in range(options["steps"] + 1):
        rates = [_verified(fmpq(*float(q).as_integer_ratio()), k) for q in part.mid]
        above, below = (
            part.mid.new_tensor([float(n) for n in ns]) for ns in zip(*rates, strict=True)
        )
        rate = type(part).exact(above) / type(part).exact(below)
        allowed.append(p["Lstar"] + rate * size * size / (2 * mu))
    found = {"L0": torch.cat(allowed[:-1]), "L1": torch.cat(allowed[1:])}
    what = "a certified value"
    return Measured(
        reference, {n: confined(derived(v), reference[n], what) for n, v in found.items()}
    )


def _verified(mu: fmpq, steps: int) -> tuple[int, int]:
    """The certified rate of so many steps as a fraction; raises `Rejected`."""
    certificate = polyak_lojasiewicz(mu, steps)
    verify_geometric(certificate)
    return int(certificate.rate.p), int(certificate.rate.q)
