"""A small theorem about a probability that is known exactly: P(U < q) = q for U uniform."""

from __future__ import annotations

import torch
from sympy import Eq, Rational

from lemmata import Theorem, cite

DOC = """A uniform number is below q with probability q.

Source   Bruna 2018, Saddles and gradient descent.
Claim    P(U < q) = q.
Covers   every q.
Silent   on everything else.
"""


def uniform(generator, count, at):
    """U uniform on [0, 1), (count,); the true rate is q."""
    return {"U": torch.rand(count, generator=generator, dtype=torch.float64)}


def below(claim, variant, at, draws=20000, law=uniform, relation=None, **options):
    """A theorem that claims `claim(p, q)` of p = P(U < q), with a false variant `variant(p, q)`."""
    thm = Theorem(
        "test.below",
        catalogue=["test"],
        sources=[cite("Bruna 2018", "Saddles and gradient descent")],
        doc=DOC,
    )
    q, U = thm.positive("q", "level"), thm.nonneg("U", "uniform")
    p = thm.nonneg("p", "P(U < q)")
    small = thm.assume("small", q <= 1)
    bound = thm.conclude("bound", claim(p, q))
    thm.unproved(bound, because="a law of one number")
    thm.event(p, U < q if relation is None else relation(U, q))
    thm.sample(bound, on=law, at=at, draws=draws, **options)
    thm.rejects("false", variant(p, q), of=bound)
    thm.needs(small, {"q": 2, "p": 3, "U": 0})
    thm.example({"q": Rational(1, 2), "p": Rational(1, 2), "U": 0})
    return thm


def at_most(p, q):
    return p <= q


def half(p, q):
    return p <= q / 2


def exactly(p, q):
    return Eq(p, q)
