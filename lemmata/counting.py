"""Instances drawn from a law, in chunks from a fixed seed, and the count of an event among them.

Rows on which rounding leaves the event open count for neither side. What is idealised is the
generator: its numbers stand for independent draws of the law.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import flint
import torch
from flint import arb
from sympy import Symbol
from torch import Tensor

from .balls import Ball
from .binomial_tests import PRECISION
from .evaluate import Evaluator, Unbound, judge
from .exact import to_arb
from .implementations import ImplementationError
from .laws import enclosing
from .render import pretty
from .statements import Event, Sample, StatementError
from .theorem import Theorem


@dataclass(frozen=True)
class Count:
    """What was drawn at a point: rows on which the event certainly, possibly happened."""

    draws: int
    certainly: int
    possibly: int


def seed_of(theorem: str, name: str, place: int, run: int) -> int:
    """The seed of one test: a hash of what it is and of the seed of the run."""
    text = f"{run}|{theorem}|{name}|{place}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1


def count(
    theorem: Theorem,
    sample: Sample,
    event: Event,
    place: int,
    run: int = 0,
    device: str = "cpu",
) -> Count:
    """Draw the instances of one point, in chunks, and count the event.

    Raises `ImplementationError` when the law returns what is no number, or not as many rows as
    asked for, or breaks a declared sign or a hypothesis that holds by construction; and
    `StatementError` when its names or its use of the generator do not fit.
    """
    at = sample.at[place]
    seed = seed_of(theorem.id, sample.name, place, run)
    generator = torch.Generator(device=device)
    generator.manual_seed(seed)
    left, sure, may = sample.draws, 0, 0
    states = {_state(generator)}
    while left:
        rows = min(left, sample.chunk)
        drawn = sample.law(generator, rows, {str(symbol): value for symbol, value in at.items()})
        states.add(_state(generator))
        left -= rows
        binding = _binding(theorem, sample, event, at, drawn, rows, device)
        evaluator = Evaluator(binding)
        _constructed(sample, evaluator, rows)
        said = judge(event.relation, evaluator, rows)
        sure += int(said.certainly.sum())
        may += int(said.possibly.sum())
    chunks = -(-sample.draws // sample.chunk)
    if generator.initial_seed() != seed or len(states) != chunks + 1:
        raise StatementError(
            f"{theorem.id}: the law of {sample.name!r} must draw from the generator that it is "
            "given, and must not reseed it"
        )
    return Count(sample.draws, sure, may)


def _state(generator: torch.Generator) -> bytes:
    return hashlib.sha256(generator.get_state().numpy().tobytes()).digest()


def _binding(
    theorem: Theorem,
    sample: Sample,
    event: Event,
    at: Mapping[Any, Any],
    drawn: Mapping[str, Any],
    rows: int,
    device: str,
) -> dict[Any, Ball]:
    """Parameters and drawn quantities as balls."""
    known = {name: term for term, name in theorem.measured_as.items()}
    twice = sorted(name for name in drawn if known.get(name) in at)
    if twice:
        raise StatementError(
            f"{theorem.id}: the law of {sample.name!r} draws {twice}, parameters of the point"
        )
    if not any(n in known and event.relation.has(known[n]) for n in drawn):
        raise StatementError(
            f"{theorem.id}: the law of {sample.name!r} draws {sorted(drawn)}, none of which is in "
            f"the event {pretty(event.relation)}"
        )
    one = torch.ones(1, dtype=torch.float64, device=device)
    made = {s: enclosing(_number(v), one) for s, v in at.items() if isinstance(s, Symbol)}
    for name, value in drawn.items():
        if name not in known:
            continue  # a law may serve several theorems
        term = known[name]
        ball = _checked(name, value, rows)
        if isinstance(term, Symbol):
            outside = ball.upper() <= 0 if term.is_positive else ball.upper() < 0
            if term.is_nonnegative and bool(outside.any()):
                raise ImplementationError(f"drawn values of {name!r} break its declared sign")
        for size, actual in zip(getattr(term, "shape", ()), ball.shape[1:], strict=False):
            if size in at and at[size] != actual:
                raise ImplementationError(
                    f"{name!r} is drawn with {actual} entries at {size} = {at[size]}"
                )
        made[term] = ball
    return made


def _constructed(sample: Sample, evaluator: Evaluator, rows: int) -> None:
    for hypothesis in sample.constructed:
        try:
            said = judge(hypothesis.relation, evaluator, rows)
        except Unbound:
            continue  # about quantities that are not drawn, such as a probability
        if not bool(said.possibly.all()):
            raise ImplementationError(
                f"{int((~said.possibly).sum())} drawn rows break the hypothesis {hypothesis.name!r}"
            )


def _number(value: Any) -> arb:
    with flint.ctx.workprec(PRECISION):
        return to_arb(value)


EXACT = 2**53
"""Whole numbers up to this size are floats."""


def _checked(name: str, value: Any, rows: int) -> Ball:
    """The drawn values as balls; raises unless all of them are numbers and as many as asked for."""
    if not isinstance(value, (Tensor, Ball)):
        raise ImplementationError(f"{name!r} is a {type(value).__name__}, not a tensor or ball")
    known = value if isinstance(value, Tensor) else value.rad
    if known.is_complex() or (not known.is_floating_point() and bool((known.abs() > EXACT).any())):
        raise ImplementationError(f"drawn values of {name!r} are complex or no exact floats")
    bad = int((~torch.isfinite(known)).sum())
    if bad:
        raise ImplementationError(f"{bad} drawn values of {name!r} are not numbers")
    if value.ndim == 0 or len(value) != rows:
        raise ImplementationError(
            f"{name!r} is drawn with shape {tuple(value.shape)}, {rows} rows are expected"
        )
    return Ball.exact(value.double()) if isinstance(value, Tensor) else value


Law = Callable[[torch.Generator, int, Mapping[str, Any]], Mapping[str, Any]]
"""law(generator, count, at) draws `count` independent instances on the generator's device."""

__all__ = ["Count", "Law", "count", "seed_of"]
