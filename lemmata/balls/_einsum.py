"""einsum: every contraction is brought to one batched matrix product of two operands."""

from __future__ import annotations

import math
from typing import Any

import torch

from ._arithmetic import mul
from ._ball import Ball, common
from ._products import matmul
from ._reductions import sum_
from ._registry import rule

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@rule("functional.einsum", "einsum")
def einsum(equation: str, *operands: Any) -> Ball:
    """`torch.einsum` with an equation string; more than two operands go from left to right.

    Raises `ValueError` for an equation that does not fit the shapes.
    """
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    balls = common(*operands)
    inputs, output = _parse(equation, [b.ndim for b in balls])
    sizes: dict[str, int] = {}
    for letters, ball in zip(inputs, balls, strict=True):
        for letter, extent in zip(letters, ball.shape, strict=True):
            known = sizes.get(letter, 1)
            if 1 not in (known, extent) and known != extent:
                raise ValueError(f"einsum index {letter} has extents {known} and {extent}")
            sizes[letter] = max(known, extent) if 0 not in (known, extent) else 0
    letters, ball = _diagonals(inputs[0], balls[0])
    for i in range(1, len(balls)):
        other_letters, other = _diagonals(inputs[i], balls[i])
        keep = set(output).union(*inputs[i + 1 :])
        letters, ball = _pair(letters, ball, other_letters, other, keep, sizes)
    letters, ball = _sum_out(letters, ball, set(output))
    return ball.permute([letters.index(c) for c in output])  # type: ignore[no-any-return]


def _parse(equation: str, ndims: list[int]) -> tuple[list[str], str]:
    """Index letters of every operand and of the output, with the ellipsis spelled out."""
    left, arrow, output = equation.replace(" ", "").partition("->")
    inputs = left.split(",")
    if len(inputs) != len(ndims):
        raise ValueError(f"{equation!r} names {len(inputs)} operands, got {len(ndims)}")
    free = [c for c in _LETTERS if c not in equation]
    extra = [n - len(t.replace("...", "")) for t, n in zip(inputs, ndims, strict=True)]
    width = max((e for e, t in zip(extra, inputs, strict=True) if "..." in t), default=0)
    dots = "".join(free[:width])
    for i, (text, e) in enumerate(zip(inputs, extra, strict=True)):
        if e < 0 or (e > 0 and "..." not in text):
            raise ValueError(f"{text!r} in {equation!r} does not fit {ndims[i]} dimensions")
        inputs[i] = text.replace("...", dots[width - e :])
    if not arrow:
        counted = "".join(inputs)
        output = dots + "".join(
            sorted(c for c in set(counted) if counted.count(c) == 1 and c not in dots)
        )
    output = output.replace("...", dots)
    if len(set(output)) < len(output) or not set(output) <= set("".join(inputs)):
        raise ValueError(f"the output of {equation!r} repeats an index or invents one")
    return inputs, output


def _diagonals(letters: str, ball: Ball) -> tuple[str, Ball]:
    """Replace a repeated index by the diagonal over its two dimensions."""
    for letter in letters:
        while letters.count(letter) > 1:
            i = letters.index(letter)
            j = letters.index(letter, i + 1)
            ball = ball.diagonal(0, i, j)
            letters = letters[:i] + letters[i + 1 : j] + letters[j + 1 :] + letter
    return letters, ball


def _sum_out(letters: str, ball: Ball, keep: set[str]) -> tuple[str, Ball]:
    dims = [i for i, c in enumerate(letters) if c not in keep]
    if not dims:
        return letters, ball
    return "".join(c for c in letters if c in keep), sum_(ball, dims)


def _pair(
    a_letters: str, a: Ball, b_letters: str, b: Ball, keep: set[str], sizes: dict[str, int]
) -> tuple[str, Ball]:
    """Contract two operands over the indices that nobody needs afterwards."""
    a_letters, a = _sum_out(
        a_letters, _widen(a_letters, a, b_letters, sizes), keep | set(b_letters)
    )
    b_letters, b = _sum_out(
        b_letters, _widen(b_letters, b, a_letters, sizes), keep | set(a_letters)
    )
    batch = [c for c in a_letters if c in b_letters and c in keep]
    inner = [c for c in a_letters if c in b_letters and c not in keep]
    rows = [c for c in a_letters if c not in b_letters]
    columns = [c for c in b_letters if c not in a_letters]

    def arrange(letters: str, ball: Ball, first: list[str], second: list[str]) -> Ball:
        order = ball.permute([letters.index(c) for c in [*batch, *first, *second]])
        extents = [[sizes[c] for c in group] for group in (batch, first, second)]
        full: Ball = order.expand([e for group in extents for e in group])
        return full.reshape([math.prod(group) for group in extents])  # type: ignore[no-any-return]

    left, right = arrange(a_letters, a, rows, inner), arrange(b_letters, b, inner, columns)
    # Without a sum the entries are single products, whose rounding is known exactly.
    product = matmul(left, right) if inner else mul(left, right)
    shape = torch.Size([sizes[c] for c in [*batch, *rows, *columns]])
    return "".join([*batch, *rows, *columns]), product.reshape(shape)


def _widen(letters: str, ball: Ball, other: str, sizes: dict[str, int]) -> Ball:
    """Spell out extents 1 that stand for a broadcast over a shared index."""
    return ball.expand([sizes[c] if c in other else -1 for c in letters])  # type: ignore[no-any-return]


@rule("functional.tensordot", "tensordot")
def tensordot(a: Any, b: Any, dims: Any = 2) -> Ball:
    """Contract the last `dims` dimensions of a with the first of b, or two lists of dimensions."""
    a, b = common(a, b)
    if isinstance(dims, int):
        dims = (list(range(a.ndim - dims, a.ndim)), list(range(dims)))
    a_dims, b_dims = [d % a.ndim for d in dims[0]], [d % b.ndim for d in dims[1]]
    a_letters = list(_LETTERS[: a.ndim])
    b_letters = list(_LETTERS[a.ndim : a.ndim + b.ndim])
    for i, j in zip(a_dims, b_dims, strict=True):
        b_letters[j] = a_letters[i]
    rest = [c for i, c in enumerate(a_letters) if i not in a_dims]
    rest += [c for j, c in enumerate(b_letters) if j not in b_dims]
    return einsum(f"{''.join(a_letters)},{''.join(b_letters)}->{''.join(rest)}", a, b)
