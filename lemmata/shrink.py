"""Shrinking one failing row: a batch of simpler rows at a time, keeping the simplest that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import torch
from torch import Tensor

from .measure import Draw


def _bits(value: float) -> tuple[int, int, bool]:
    """How hard a number is to read: digits of its fraction, its denominator, its sign."""
    if value == 0:
        return (0, 0, False)
    fraction = Fraction(value)
    p, q = abs(fraction.numerator), fraction.denominator
    odd = p // (p & -p)
    return (odd.bit_length() + (p // odd).bit_length() // 8 + q.bit_length(), q, value < 0)


def complexity(draw: Draw) -> tuple[int, int, int, float]:
    """Order on single rows: nonzero entries, then total digits, then signs, then size."""
    entries = [float(v) for t in draw.inputs.values() for v in t.flatten()]
    bits = [_bits(v) for v in entries]
    return (
        sum(v != 0 for v in entries),
        sum(b[0] for b in bits),
        sum(b[2] for b in bits),
        sum(abs(v) for v in entries),
    )


def _simpler(tensor: Tensor) -> Iterator[Tensor]:
    """Candidates for one input of one row (no batch dimension), boldest first."""
    yield torch.zeros_like(tensor)
    yield torch.ones_like(tensor)
    for axis in range(tensor.ndim):
        for i in range(tensor.shape[axis]):
            cut = tensor.clone()
            cut.select(axis, i).zero_()
            yield cut
    yield tensor.abs()
    for digits in (0, 1, 2, 4, 8, 16, 26):
        yield torch.round(tensor * 2.0**digits) / 2.0**digits
    largest = tensor.abs().max()
    if largest > 0 and torch.isfinite(largest):
        scale = 2.0 ** torch.floor(torch.log2(largest)).clamp(-1000, 1000)
        for digits in (0, 1, 2, 4, 8):
            yield torch.round(tensor / scale * 2.0**digits) / 2.0**digits
            yield torch.round(tensor / scale * 2.0**digits) / 2.0**digits * scale
    yield tensor / 2
    flat = tensor.flatten()
    for i in range(len(flat)):
        for value in (0.0, 1.0, -1.0, 2.0, float(torch.round(flat[i])), float(flat[i]) / 2):
            if value != float(flat[i]):
                changed = flat.clone()
                changed[i] = value
                yield changed.reshape(tensor.shape)


def _jointly(row: Draw) -> Iterator[dict[str, Tensor]]:
    """Candidates that change all inputs alike, so that ties between them survive."""
    whole = {name: tensor[0] for name, tensor in row.inputs.items()}
    yield {n: torch.ones_like(t) for n, t in whole.items()}
    yield {n: torch.sign(t) for n, t in whole.items()}
    yield {n: t / 2 for n, t in whole.items()}
    yield {n: t - torch.sign(t) for n, t in whole.items()}
    for digits in (0, 4, 12):
        yield {n: torch.round(t * 2.0**digits) / 2.0**digits for n, t in whole.items()}


def shrink(row: Draw, fails: Callable[[Draw], Tensor], rounds: int = 200) -> Draw:
    """The simplest single-row draw found for which `fails` (batch to booleans) is still true.

    Each round evaluates all candidates in one batch and re-checks the chosen one singly; it stops
    when no candidate is simpler. An exception in `fails` counts as not failing.
    """
    for _ in range(rounds):
        here = complexity(row)
        changes = [
            {**row.inputs, name: changed[None]}
            for name, tensor in row.inputs.items()
            for changed in _simpler(tensor[0])
        ]
        changes += [{n: t[None] for n, t in all_at_once.items()} for all_at_once in _jointly(row)]
        candidates = [Draw(inputs, row.options, row.label) for inputs in changes]
        candidates = [candidate for candidate in candidates if complexity(candidate) < here]
        candidates.sort(key=complexity)
        found = _first_failing(candidates, fails)
        if found is None:
            return row
        row = found
    return row


def _first_failing(candidates: list[Draw], fails: Callable[[Draw], Tensor]) -> Draw | None:
    if not candidates:
        return None
    inputs = {n: torch.cat([c.inputs[n] for c in candidates]) for n in candidates[0].inputs}
    try:
        failing = fails(Draw(inputs, candidates[0].options, candidates[0].label))
    except Exception:  # a candidate outside the model's domain: try them one by one
        failing = torch.ones(len(candidates), dtype=torch.bool)
    for index in map(int, failing.nonzero().flatten().tolist()):
        try:
            if fails(candidates[index])[0]:
                return candidates[index]
        except Exception:
            continue
    return None
