"""Shrinking one failing row: a batch of simpler rows at a time, keeping the simplest that fails.

Where several changes leave a failing row, so may many of them at once: a second batch makes the
first two, the first three and so on, which saves most of the rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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


def _rounded(tensor: Tensor, digits: Sequence[int]) -> Tensor:
    """A tensor rounded to so many binary digits each; (len(digits), *shape)."""
    scales = (2.0 ** torch.tensor(digits, dtype=tensor.dtype)).reshape(-1, *[1] * tensor.ndim)
    return torch.round(tensor * scales) / scales


def _simpler(tensor: Tensor) -> Tensor:
    """Candidates for one input of one row: (count, *shape) for a tensor of that shape."""
    whole = torch.stack([torch.zeros_like(tensor), torch.ones_like(tensor), tensor.abs()])
    made = [whole, _rounded(tensor, _ROUNDED)]
    largest = tensor.abs().max() if tensor.numel() else tensor.sum()
    if largest > 0 and torch.isfinite(largest):
        scale = 2.0 ** torch.floor(torch.log2(largest)).clamp(-1000, 1000)
        relative = _rounded(tensor / scale, _RELATIVE)
        made.append(torch.stack([relative, relative * scale], 1).flatten(0, 1))
    made.append(tensor[None] / 2)
    return torch.cat([*made, *_without_a_slice(tensor), _one_entry(tensor)])


def _without_a_slice(tensor: Tensor) -> Iterator[Tensor]:
    """A row, a column or the like set to zero, along each dimension; each (size, *shape)."""
    for axis, size in enumerate(tensor.shape):
        shape = [size if i == axis else 1 for i in range(tensor.ndim)]
        gone = torch.eye(size, dtype=torch.bool).reshape(size, *shape)
        yield tensor.expand(size, *tensor.shape).masked_fill(gone, 0.0)


def _one_entry(tensor: Tensor) -> Tensor:
    """One nonzero entry replaced by a simpler number; (6 entries, *shape). Zeros are simplest."""
    flat = tensor.flatten()
    at = flat.nonzero()[:, 0]
    own = flat[at]
    fixed = torch.tensor([0.0, 1.0, -1.0, 2.0], dtype=flat.dtype)
    values = torch.cat([fixed.repeat_interleave(len(at)), torch.round(own), own / 2])
    made = flat.repeat(len(values), 1)
    made[torch.arange(len(values)), at.repeat(6)] = values
    return made.reshape(len(values), *tensor.shape)


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

    Each round evaluates all candidates in one batch, unions of those that fail in another, and
    re-checks the chosen one singly; it stops when no candidate is simpler. An exception in `fails`
    counts as not failing.
    """
    here = complexity(row)
    for _ in range(rounds):
        alone, sizes = _simpler_than(here, Draw(_candidates(row), row.options, row.label))
        at, failing = _first_failing(alone, fails)
        if alone is None or at is None:
            return row
        best, here = alone.rows(slice(at, at + 1)), sizes[at]
        if len(failing) > 1:
            joint, sizes = _simpler_than(here, _unions(row, alone.rows(failing)))
            at, _ = _first_failing(joint, fails)
            if joint is not None and at is not None:
                best, here = joint.rows(slice(at, at + 1)), sizes[at]
        row = best
    return row


def _simpler_than(
    here: tuple[float, ...], candidates: Draw
) -> tuple[Draw | None, list[tuple[float, ...]]]:
    """The candidates that are simpler, simplest first, and their complexities."""
    sizes = _complexities(candidates.inputs)
    order = sorted((i for i, size in enumerate(sizes) if size < here), key=sizes.__getitem__)
    if not order:
        return None, []
    return candidates.rows(torch.tensor(order)), [sizes[i] for i in order]


def _unions(row: Draw, changed: Draw) -> Draw:
    """A row with the changes of the first candidate, of the first two and so on; at most k rows.

    Where several of the k change an entry, the first of them decides. Candidates that would add
    nothing to those before them are left out.
    """
    k = len(changed)
    number, adds = torch.arange(k)[:, None], torch.zeros(k, dtype=torch.bool)
    deciding = {}
    for name, tensor in changed.inputs.items():
        differs = (tensor != row.inputs[name]).reshape(k, -1)
        deciding[name] = torch.where(differs, number, k).cummin(0).values
        adds |= (deciding[name] == number).any(1)
    made = {}
    for name, tensor in changed.inputs.items():
        values = torch.cat([tensor, row.inputs[name]]).reshape(k + 1, -1)
        made[name] = values.gather(0, deciding[name][adds]).reshape(-1, *tensor.shape[1:])
    return Draw(made, row.options, row.label)


def _first_failing(
    candidates: Draw | None, fails: Callable[[Draw], Any]
) -> tuple[int | None, Tensor]:
    """The first row at which `fails` is true in the batch and alone, and all where in the batch.

    Of these there are none known where a row of the batch is outside the domain of the model.
    """
    none = torch.zeros(0, dtype=torch.int64)
    if candidates is None:
        return None, none
    try:
        failing = known = fails(candidates).nonzero()[:, 0]
    except Exception:
        failing, known = torch.arange(len(candidates)), none
    for index in failing.tolist():
        try:
            if fails(candidates.rows(slice(index, index + 1)))[0]:
                return index, known
        except Exception:
            continue
    return None, known
