"""Rules that only rearrange entries: the same torch call on midpoints and radii."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from ._ball import Ball, common
from ._registry import rule

_METHODS = (
    "reshape", "view", "flatten", "expand", "expand_as", "view_as", "reshape_as", "permute",
    "transpose", "swapaxes", "swapdims", "t", "squeeze", "unsqueeze", "movedim", "moveaxis",
    "flip", "roll", "diagonal", "diag", "diag_embed", "tril", "triu", "select", "narrow",
    "gather", "index_select", "take_along_dim", "repeat", "repeat_interleave", "tile",
    "broadcast_to", "unflatten", "ravel", "rot90", "adjoint", "atleast_1d",
)  # fmt: skip
_SPLITTERS = ("unbind", "split", "chunk", "tensor_split")


def _rearranged(function: Callable[..., Any]) -> Callable[..., Ball]:
    def apply(x: Ball, *args: Any, **kwargs: Any) -> Ball:
        mid = function(x._mid, *args, **kwargs)
        return Ball._move(mid, function(x._rad, *args, **kwargs), x._exact or None)

    return apply


def _splitting(function: Callable[..., Any]) -> Callable[..., tuple[Ball, ...]]:
    def apply(x: Ball, *args: Any, **kwargs: Any) -> tuple[Ball, ...]:
        mids = function(x._mid, *args, **kwargs)
        rads = function(x._rad, *args, **kwargs)
        return tuple(Ball._move(m, r, x._exact or None) for m, r in zip(mids, rads, strict=True))

    return apply


for _name in _METHODS:
    rule(_name)(_rearranged(getattr(torch.Tensor, _name, None) or getattr(torch, _name)))
for _name in _SPLITTERS:
    rule(_name)(_splitting(getattr(torch.Tensor, _name)))
rule("linalg.diagonal")(_rearranged(torch.linalg.diagonal))


@rule("stack")
def stack(tensors: Any, dim: int = 0) -> Ball:
    """Balls and tensors stacked along a new dimension."""
    balls = common(*tensors)
    return _join(balls, [torch.stack(part, dim) for part in _parts(balls)])


@rule("cat", "concat", "concatenate")
def cat(tensors: Any, dim: int = 0) -> Ball:
    """Balls and tensors joined along an existing dimension."""
    balls = common(*tensors)
    return _join(balls, [torch.cat(part, dim) for part in _parts(balls)])


def _parts(balls: list[Ball]) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    return [b._mid for b in balls], [b._rad for b in balls]


def _join(balls: list[Ball], parts: list[torch.Tensor]) -> Ball:
    return Ball._move(parts[0], parts[1], all(b.is_exact() for b in balls) or None)


@rule("broadcast_tensors")
def broadcast_tensors(*tensors: Any) -> tuple[Ball, ...]:
    """All arguments as balls of the common shape."""
    balls = common(*tensors)
    shape = torch.broadcast_tensors(*(b.mid for b in balls))[0].shape  # type: ignore[no-untyped-call]
    return tuple(b.expand(shape) for b in balls)


@rule("zeros_like", "new_zeros")
def zeros_like(x: Ball, size: Any = None, **kwargs: Any) -> Ball:
    """Exact zeros of the ball's shape (or of the shape given to `new_zeros`)."""
    return Ball._point(torch.zeros(x.shape if size is None else size, **_like(x, kwargs)))


@rule("ones_like", "new_ones")
def ones_like(x: Ball, size: Any = None, **kwargs: Any) -> Ball:
    """Exact ones of the ball's shape (or of the shape given to `new_ones`)."""
    return Ball._point(torch.ones(x.shape if size is None else size, **_like(x, kwargs)))


@rule("full_like")
def full_like(x: Ball, fill_value: Any) -> Ball:
    """The ball's shape filled with a number, enclosed where it is not representable."""
    return Ball.coerce(fill_value, x.dtype, x.device).expand(x.shape)  # type: ignore[no-any-return]


def _like(x: Ball, kwargs: dict[str, Any]) -> dict[str, Any]:
    return {
        "dtype": kwargs.get("dtype") or x.dtype,
        "device": kwargs.get("device") or x.device,
    }
