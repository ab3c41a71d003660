"""Shrinking one failing row: a batch of simpler rows at a time, keeping the simplest that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from .measure import Draw

_ROUNDED = (0, 1, 2, 4, 8, 16, 26)
_RELATIVE = (0, 1, 2, 4, 8)
_JOINTLY = (0, 4, 12)
"""Binary digits to which candidates are rounded: of the numbers, of their ratio to the largest, of
all inputs alike."""


def _digits(values: Tensor) -> Tensor:
    """How hard the nonzero numbers of a float64 tensor are to read, 0 for zero; int64.

    v = m 2^e with m odd counts the digits of m, of the denominator 2^-e, and an eighth of e >= 0.
    """
    mantissa, exponent = torch.frexp(values.abs())
    whole = (mantissa * 2.0**53).to(torch.int64)
    lowest = whole & -whole
    zeros = torch.frexp(lowest.to(torch.float64)).exponent.to(torch.int64) - 1
    e = exponent.to(torch.int64) - 53 + zeros
    own = torch.where(e >= 0, ((e + 1) >> 3) + 1, 1 - e)
    return torch.where(values == 0, 0, 53 - zeros + own)


def _complexities(inputs: Mapping[str, Tensor]) -> list[tuple[float, ...]]:
    """Per row of a batch: nonzero entries, total digits, negative entries, sum of sizes."""
    parts = [t.reshape(len(t), -1).to(torch.float64) for t in inputs.values()]
    flat = torch.cat(parts, 1)
    columns = [
        (flat != 0).sum(1),
        _digits(flat).sum(1),
        (flat < 0).sum(1),
        flat.abs().sum(1),
    ]
    return list(zip(*(column.tolist() for column in columns), strict=True))


def complexity(draw: Draw) -> tuple[float, ...]:
    """Order on single rows: nonzero entries, then total digits, then signs, then size."""
    return _complexities(draw.inputs)[0]


def _simpler(tensor: Tensor) -> Tensor:
    """Candidates for one input of one row: (count, *shape) for a tensor of that shape."""
    made = [torch.zeros_like(tensor), torch.ones_like(tensor), tensor.abs()]
    made += [torch.round(tensor * 2.0**digits) / 2.0**digits for digits in _ROUNDED]
    largest = tensor.abs().max() if tensor.numel() else tensor.sum()
    if largest > 0 and torch.isfinite(largest):
        scale = 2.0 ** torch.floor(torch.log2(largest)).clamp(-1000, 1000)
        for digits in _RELATIVE:
            relative = torch.round(tensor / scale * 2.0**digits) / 2.0**digits
            made += [relative, relative * scale]
    made.append(tensor / 2)
    return torch.cat([torch.stack(made), *_without_a_slice(tensor), *_one_entry(tensor)])


def _without_a_slice(tensor: Tensor) -> Iterator[Tensor]:
    """A row, a column or the like set to zero, along each dimension; each (size, *shape)."""
    for axis, size in enumerate(tensor.shape):
        kept = 1 - torch.eye(size, dtype=tensor.dtype)
        shape = [size if i == axis else 1 for i in range(tensor.ndim)]
        yield torch.where(kept.reshape(size, *shape) > 0, tensor, torch.zeros_like(tensor))


def _one_entry(tensor: Tensor) -> Iterator[Tensor]:
    """One entry replaced by a simpler number; each (entries, *shape)."""
    flat = tensor.flatten()
    own = torch.eye(len(flat), dtype=torch.bool)
    fixed = [torch.full_like(flat, value) for value in (0.0, 1.0, -1.0, 2.0)]
    for values in (*fixed, torch.round(flat), flat / 2):
        yield torch.where(own, values[:, None], flat).reshape(len(flat), *tensor.shape)


def _jointly(whole: Mapping[str, Tensor]) -> Iterator[Mapping[str, Tensor]]:
    """Candidates that change all inputs alike, so that ties between them survive."""
    yield {n: torch.ones_like(t) for n, t in whole.items()}
    yield {n: torch.sign(t) for n, t in whole.items()}
    yield {n: t / 2 for n, t in whole.items()}
    yield {n: t - torch.sign(t) for n, t in whole.items()}
    for digits in _JOINTLY:
        yield {n: torch.round(t * 2.0**digits) / 2.0**digits for n, t in whole.items()}


def _candidates(row: Draw) -> dict[str, Tensor]:
    """All candidates of a row as one batch of inputs."""
    whole = {name: tensor[0] for name, tensor in row.inputs.items()}
    batches = [{n: t[None] for n, t in together.items()} for together in _jointly(whole)]
    for name, tensor in whole.items():
        changed = _simpler(tensor)
        batches.append(
            {
                n: changed if n == name else t[None].expand(len(changed), *t.shape)
                for n, t in whole.items()
            }
        )
    return {name: torch.cat([batch[name] for batch in batches]) for name in whole}


def shrink(row: Draw, fails: Callable[[Draw], Tensor], rounds: int = 200) -> Draw:
    """The simplest single-row draw found for which `fails` (batch to booleans) is still true.

    Each round evaluates all candidates in one batch and re-checks the chosen one singly; it stops
    when no candidate is simpler. An exception in `fails` counts as not failing.
    """
    here = complexity(row)
    for _ in range(rounds):
        inputs = _candidates(row)
        sizes = _complexities(inputs)
        order = sorted((i for i, size in enumerate(sizes) if size < here), key=sizes.__getitem__)
        all_of = Draw(inputs, row.options, row.label)
        at = _first_failing(all_of, order, fails)
        if at is None:
            return row
        row, here = all_of.rows(slice(at, at + 1)), sizes[at]
    return row


def _first_failing(candidates: Draw, order: list[int], fails: Callable[[Draw], Any]) -> int | None:
    """The first index in the order at which `fails` is true in the batch and alone."""
    if not order:
        return None
    try:
        failing = fails(candidates.rows(torch.tensor(order)))
    except Exception:  # a candidate outside the model's domain: try them one by one
        failing = torch.ones(len(order), dtype=torch.bool)
    for place in failing.nonzero().flatten().tolist():
        index = order[int(place)]
        try:
            if fails(candidates.rows(slice(index, index + 1)))[0]:
                return index
        except Exception:
            continue
    return None
